"""A day as one row for somebody else's sheet, and as a message to pass on."""

import csv
from dataclasses import replace
from io import StringIO
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.files.forward import LONGEST, forward_text, forward_words, visible
from rendering.files.row import tsv_row
from rules.day_book import DayBook, UnitBook
from rules.editions import Difference, UnitName
from rules.model import METRICS, Metric, Progress
from rules.rollup import LeftOut, Why
from rules.targets import Target
from tests.day_books import a_book, a_unit

MISSING = (Progress.NOT_SENT, None)


def pasted(row: str) -> list[list[str]]:
    """As a sheet takes it: quotation marks at a cell's start hold it together."""
    return list(csv.reader(StringIO(row), delimiter="\t"))


def test_the_row_has_a_cell_for_each_heading_and_bare_digits() -> None:
    book = a_book(12, number=2)
    headings, values = pasted(tsv_row(book, header=True))
    told = dict(zip(headings, values, strict=True))
    assert tsv_row(book) == "\t".join(values)
    assert told["Ngày"] == "28/11/2026"
    assert told["Bản"] == "Bản 2"
    assert told["Lượt người dân (lượt)"] == str(book.figures.totals["citizens"]) == "9880"
    assert told["Tờ rơi (tờ)"] == ""
    assert told["Chưa báo cáo"] == "Đoàn phường Sơn Hạ; Đoàn phường số 9"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("@a\tb\nc", "'@a b c"),
        ('"Ánh Dương" <Khối 3>', '"Ánh Dương" <Khối 3>'),
        ('A "B', 'A "B'),
        ('"', '"'),
    ],
)
def test_a_name_breaks_neither_row_nor_cell(name: str, cell: str) -> None:
    unit = a_unit(0, name=name, standing=MISSING)
    row = tsv_row(replace(a_book([unit]), host=name))
    assert "\n" not in row
    (cells,) = pasted(row)
    assert len(cells) == len(pasted(tsv_row(a_book(1)))[0])
    assert (cells[1], cells[-1]) == (cell, cell)


def test_the_message_names_who_is_missing_incomplete_and_late() -> None:
    assert forward_text(a_book()).splitlines() == [
        "Ngày thứ Bảy tình nguyện 28/11 · Quận Đoàn Lạc Hồng",
        "Bản 1, lúc 16:05: 4/5 đơn vị đã báo cáo, 2 đúng hạn (40%); 1 không tổ chức",
        "Đội hình 9 · ĐVTN tham gia 88 · Lượt người dân 4.856 · Hồ sơ 348/448 (78%)"
        " · Kinh phí 6.000.000",
        "🎯 Hồ sơ giải quyết/tiếp nhận từ 70%: 348/448 (78%) ✅",
        "12 ảnh",
        "Chưa báo cáo: Đoàn phường Sơn Hạ",
        'Còn thiếu: Chi đoàn "Ánh Dương" <Khối 3>',
        "Sau hạn: Đoàn phường Phú Lạc (12 phút)",
    ]


def test_the_message_says_what_changed() -> None:
    moved = Difference({"citizens": -12}, (UnitName(2, "Đoàn phường Phú Lạc"),), (), 4)
    since = replace(a_book(number=2), since=moved)
    assert "So với bản trước: Lượt người dân −12 · ảnh +4\nMới báo cáo: Đoàn phường Phú Lạc" in (
        forward_text(since)
    )
    frozen = replace(a_book(number=3), frozen=moved)
    assert "Chốt số liệu, lúc 16:05" in forward_text(frozen)
    assert "Bổ sung sau chốt: Lượt người dân −12" in forward_text(frozen)


def test_names_that_do_not_fit_are_counted() -> None:
    units = [a_unit(i, standing=MISSING) for i in range(400)]
    said = forward_text(a_book(units))
    names = said.rpartition("Chưa báo cáo: ")[2]
    listed, _, others = names.rpartition(" và ")
    assert LONGEST - 40 < len(said) <= LONGEST
    assert len(listed.split(", ")) + int(others.removesuffix(" đơn vị khác")) == 400


names = st.builds(str.__mul__, st.sampled_from(['"Á <', "&đ= ", "x\n1"]), st.integers(1, 16))
standings = st.sampled_from(
    [MISSING, (Progress.PARTIAL, None), (Progress.NOT_TAKING_PART, None), (Progress.COMPLETE, None)]
)


class Drawn(NamedTuple):
    """A book of which hypothesis need not print every unit."""

    book: DayBook

    def __repr__(self) -> str:
        return f"{len(self.book.units)} units, {len(self.book.metrics)} metrics, {self.book.host!r}"


@st.composite
def books(draw: st.DrawFn) -> Drawn:
    """Small ones, and such as say too much without any name."""
    name, by = draw(names), draw(st.none() | names)
    units = [
        _left_out(a_unit(i, name=name, standing=draw(standings)), by)
        for i in range(draw(st.integers(0, 60)))
    ]
    own = tuple(Metric(f"own_{i}", name, "lượt") for i in range(draw(st.integers(0, 30))))
    metrics = (*METRICS, *own)
    targets = [Target(i, None, "", each.key, amount=9) for i, each in enumerate(metrics)]
    book = a_book(units, metrics=metrics, targets=targets[: draw(st.integers(0, 40))])
    return Drawn(replace(book, title=name, host=name * draw(st.integers(1, 40))))


def _left_out(unit: UnitBook, by: str | None) -> UnitBook:
    if by is None:
        return unit
    return replace(unit, line=replace(unit.line, left_out=LeftOut(Why.JOINT, by)))


@settings(max_examples=40, deadline=None)
@given(books())
def test_the_message_never_has_more_than_2000_letters(drawn: Drawn) -> None:
    said = forward_words(drawn.book)
    assert len(visible(said)) <= LONGEST
    assert said.text.count("<b>") == said.text.count("</b>")
