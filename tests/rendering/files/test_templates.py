"""A body's own Word template: it is used, or refused with the place to look at."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
import pytest
from docx.document import Document

from rendering.files.check import SAMPLE, check_template
from rendering.files.facts import report_facts
from rendering.files.report import report
from rendering.files.word import BadTemplate, built_in
from rendering.texts import refusal
from scripts.word_page import packed
from scripts.word_templates import MADE
from tests.day_books import NAMES, a_book
from tests.rendering.files.reading import opened, paragraphs


def own(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)), zipfile.ZIP_DEFLATED)
        for name, part in more.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def replaced(inside: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: part.replace(old, new) if name == inside else part


def fault(content: bytes) -> tuple[str, object]:
    with pytest.raises(BadTemplate) as raised:
        check_template(content)
    assert refusal(raised.value.code, raised.value.values).text
    return raised.value.code, raised.value.values.get("where")


@pytest.mark.parametrize("name", MADE)
def test_the_built_in_templates_are_what_the_script_makes(name: str) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(built_in(name))) as kept,
        zipfile.ZipFile(io.BytesIO(packed(MADE[name]()))) as made,
    ):
        assert kept.namelist() == made.namelist()
        for part in kept.namelist():
            assert kept.read(part) == made.read(part), f"run scripts/word-templates: {part}"


def test_the_built_in_report_passes_the_check_that_bodies_templates_pass() -> None:
    check_template(built_in("report"))


def test_the_check_knows_every_name_that_a_report_gives() -> None:
    assert shape(report_facts(a_book())).keys() == SAMPLE.keys()
    assert shape(report_facts(a_book())["cac_bang"][0]) == shape(SAMPLE["cac_bang"][0])
    assert shape(report_facts(a_book())["nguoi_ky"][0]) == shape(SAMPLE["nguoi_ky"][0])


def shape(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: shape(each) if isinstance(each, dict) else type(each) for key, each in facts.items()
    }


def test_a_bodys_own_template_is_filled() -> None:
    template = own(
        "{{ don_vi|title }}: {{ trich_yeu }}",
        "{% for bang in cac_bang %}{% for dong in bang.dong %}",
        "{{ dong.ten }}",
        "{% endfor %}{% endfor %}",
        "{% if chi_tieu %}{{ chi_tieu|join(' ') }}{% endif %}",
    )
    check_template(template)
    said = paragraphs(opened(report(a_book(2), template)))
    assert said[0] == "Quận Đoàn Lạc Hồng: Kết quả Ngày thứ Bảy tình nguyện ngày 28/11/2026"
    assert [line for line in said if line in NAMES] == list(NAMES[:2])


def test_a_program_that_drops_the_titles_of_tables_spoils_nothing() -> None:
    untitled = changed(
        built_in("report"),
        lambda name, part: (
            re.sub(rb"<w:tblCaption[^>]*>", b"", part) if "document" in name else part
        ),
    )
    whole, other = opened(report(a_book(6))), opened(report(a_book(6), untitled))
    assert [section.orientation for section in other.sections] == [
        section.orientation for section in whole.sections
    ]
    assert widths(other) == widths(whole)


def widths(document: Document) -> list[str]:
    """Of the table by unit."""
    (grid,) = [table._tbl.tblGrid for table in document.tables if len(table.columns) > 3]
    return [str(column.w) for column in grid.gridCol_lst]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("{{ don_vii }}", "don_vii"),
        ("{% for bang in cac_bang %}{{ bang.dongg }}{% endfor %}", "dongg"),
        ("Kính gửi {% if don_vi %}", "Kính gửi {% if don_vi %}"),
        ("Số {{ don_vi", "Số {{ don_viHết"),
        ("{{ don_vi|tiengviet }}", "{{ don_vi|tiengviet }}"),
        ("{{ ''.__class__ }}", "__class__"),
        ("{{ don_vi.upper() }}", "{{ don_vi.upper() }}"),
        ("Một {{ 'x' * 9999999999 }}", "Một {{ 'x' * 9999999999 }}"),
        ("{{ 9 ** 99999999 }}", "{{ 9 ** 99999999 }}"),
        ("{{ '%999999999d' % 1 }}", "{{ '%999999999d' % 1 }}"),
        ("{% set a = don_vi %}", "{% set a = don_vi %}"),
        ("{% macro a() %}{% endmacro %}", "{% macro a() %}{% endmacro %}"),
        ("{% for a in range(9) %}{% endfor %}", "{% for a in range(9) %}{% endfor %}"),
        ("{% include '/etc/passwd' %}", "{% include '/etc/passwd' %}"),
    ],
)
def test_a_mistake_is_found_and_its_place_named(line: str, where: str) -> None:
    assert fault(own("Báo cáo", line, "Hết")) == ("template_faulty", where)


def test_loops_within_loops_within_loops_are_not_run() -> None:
    loops = "{% for a in trien_khai %}" * 4 + "{% endfor %}" * 4
    assert fault(own(loops))[0] == "template_faulty"


def test_loops_that_would_go_on_for_hours_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rendering.files.sandbox.MOST_STEPS", 1_000)
    many = ", ".join(["1"] * 40)
    loops = f"{{% for a in [{many}]|list %}}" * 3 + "{% endfor %}" * 3
    assert fault(own(loops))[0] == "template_faulty"


def test_a_document_that_grows_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rendering.files.sandbox.LONGEST", 5_000)
    body = "{% for a in cac_bang %}" + "dài quá " * 1000 + "{% endfor %}"
    assert fault(own(body))[0] == "template_faulty"


def test_what_is_no_word_file_is_refused() -> None:
    assert fault(b"BC nhanh")[0] == "template_unreadable"
    assert fault(b"PK\x03\x04 and nothing more")[0] == "template_unreadable"
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert fault(sheet.getvalue())[0] == "template_unreadable"


def test_broken_xml_is_refused() -> None:
    torn = changed(own("x"), replaced("word/document.xml", b"</w:body>", b""))
    assert fault(torn)[0] == "template_unreadable"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(own("x"), lambda _name, part: part, **{"word/media/a.png": b"0" * 40_000_000})
    assert fault(bomb)[0] == "template_too_large"
    assert fault(own("x") + b"0" * 5_000_000)[0] == "template_too_large"


@pytest.mark.parametrize(
    ("inside", "old", "new"),
    [
        (
            "word/document.xml",
            b"<w:document",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document',
        ),
        (
            "word/_rels/document.xml.rels",
            b"</Relationships>",
            b'<Relationship Id="r99" Type="http://x/attachedTemplate" Target="http://x/a.dotm"'
            b' TargetMode="External"/></Relationships>',
        ),
        ("[Content_Types].xml", b"wordprocessingml.document.main", b"macroEnabled.main"),
    ],
)
def test_what_would_fetch_run_or_expand_is_refused(inside: str, old: bytes, new: bytes) -> None:
    assert fault(changed(own("x"), replaced(inside, old, new)))[0] == "template_unsafe"


def test_macros_are_refused() -> None:
    with_macros = changed(own("x"), lambda _name, part: part, **{"word/vbaProject.bin": b"1"})
    assert fault(with_macros)[0] == "template_unsafe"


def test_a_template_with_a_fault_makes_no_report() -> None:
    with pytest.raises(BadTemplate):
        report(a_book(1), own("{{ don_vii }}"))
