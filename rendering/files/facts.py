"""What a body's Word template can name: the day's facts in words, under names that its officers can
read. Whoever knows Word and these names can change the template."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from rendering.files.columns import Column, blocks, columns
from rendering.files.sentences import printable, sentence, sentences
from rendering.texts import number
from rules.day_book import DayBook, UnitBook
from rules.deadlines import local
from rules.editions import Difference
from rules.targets import Goal

LEFT_OUT: Final = "*"
"""Behind a figure that is in another unit's and therefore not in the total."""


def report_facts(book: DayBook) -> dict[str, Any]:
    """Every name that a report's template may use; the built-in one uses them all."""
    tables = blocks(columns(book))
    return {
        **letterhead_facts(book),
        "ban": line_of(book, "edition"),
        "trich_yeu": line_of(book, "subject"),
        "trien_khai": lines_of(book, "deployment", registered=registered(book)),
        "ket_qua": lines_of(book, "result"),
        "cac_bang": [_table(book, each) for each in tables] if book.units else [],
        "chi_tieu": lines_of(book, "goals"),
        "khong_cong": lines_of(book, "left_out"),
        "thay_doi": _changes(book, book.since),
        "sau_chot": _changes(book, book.frozen),
        "mat_duoc": achievements(book),
        "han_che": shortcomings(book),
    }


def letterhead_facts(book: DayBook) -> dict[str, Any]:
    """What stands at the head and the foot of every document of the body."""
    head = book.letterhead
    today = local(book.figures.at, book.zone)
    signers = [
        {"chuc_vu": printable(each.title).upper(), "ten": printable(each.name)}
        for each in head.signers
    ]
    return {
        "cap_tren": printable(head.superior).upper(),
        "don_vi": printable(head.issuer).upper(),
        "ky_hieu": printable(head.symbol),
        "noi_ngay": sentence("report/date", letterhead=head, today=today),
        "ten_ngay": printable(book.title),
        "ngay": _date(book, book.schedule.starts_at),
        "noi_nhan": sentences("report/recipients", letterhead=head),
        "thay_mat": printable(head.on_behalf).upper(),
        "nguoi_ky": signers,
        "nhieu_nguoi_ky": len(signers) > 1,
    }


def achievements(book: DayBook) -> list[str]:
    """What the figures themselves say, nothing invented."""
    reached = sum(map(achieved, book.figures.goals))
    return lines_of(book, "achievements", reached=reached)


def shortcomings(book: DayBook) -> list[str]:
    """The coordinator's words or, until there are any, who was late and who is missing."""
    if book.shortcomings is not None:
        return [line for line in printable(book.shortcomings).splitlines() if line.strip()]
    return lines_of(book, "shortcomings")


def achieved(goal: Goal) -> bool:
    """By every unit that is judged by it, or by the day as a whole."""
    if goal.target.each_unit:
        return 0 < goal.judged == goal.reached
    return bool(goal.whole.reached)


def registered(book: DayBook) -> int:
    """How many units."""
    return sum(unit.plan is not None for unit in book.units)


def _table(book: DayBook, shown: Sequence[Column]) -> dict[str, Any]:
    totals = book.figures.totals
    keys = [column.metric.key for column in shown]
    return {
        "cot": [
            {"ten": printable(each.metric.label), "don_vi": printable(each.metric.counts)}
            for each in shown
        ],
        "dong": [_row(book, at, unit, keys) for at, unit in enumerate(book.units, 1)],
        "tong": [number(totals[key]) if key in totals else "" for key in keys],
    }


def _row(book: DayBook, at: int, unit: UnitBook, keys: Sequence[str]) -> dict[str, Any]:
    line = unit.line
    mark = LEFT_OUT if line.left_out is not None else ""
    values = line.values if line.must_report else {}
    return {
        "tt": number(at),
        "ten": printable(line.name),
        "so": [f"{number(values[key])}{mark}" if key in values else "" for key in keys],
        "ghi_chu": sentence("report/remark", unit=unit, named=book.names_units),
    }


def _changes(book: DayBook, change: Difference | None) -> list[str]:
    return [] if change is None else lines_of(book, "changes", change=change)


def line_of(book: DayBook, name: str) -> str:
    """The sentences of a template in one line."""
    return " ".join(lines_of(book, name))


def lines_of(book: DayBook, name: str, **values: object) -> list[str]:
    """The sentences of `files/report/{name}`; every one of them knows the book and its days."""
    return sentences(
        f"report/{name}",
        book=book,
        zone=book.zone,
        day=_date(book, book.schedule.starts_at),
        drawn=_date(book, book.figures.at),
        **values,
    )


def _date(book: DayBook, moment: datetime) -> str:
    at = local(moment, book.zone)
    return f"{at.day}/{at.month}/{at.year}"
