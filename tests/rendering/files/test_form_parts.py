"""Forms with macros, bombs and broken files: refused with a reason."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from rendering.files.form_cells import sheets_of
from rendering.files.form_parts import parts_of
from rules.model import Refused
from tests.blank_forms import a_row_form, part_of, with_parts

SHEET = "xl/worksheets/sheet1.xml"
FORM = a_row_form(2)
TYPES = part_of(FORM, "[Content_Types].xml")
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
OUTSIDE = (
    b'<Relationship Id="r" Type="t/externalLinkPath" Target="http://x" TargetMode="External"/>'
)
LINK = b'<Relationship Id="r" Type="t/hyperlink" Target="http://x" TargetMode="External"/>'


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"x"},
        {"xl/macrosheets/sheet1.xml": b"<a/>"},
        {"xl/externalLinks/externalLink1.xml": b"<a/>"},
        {"xl/embeddings/oleObject1.bin": b"x"},
        {"xl/activeX/activeX1.xml": b"<a/>"},
        {"xl/connections.xml": b"<a/>"},
        {RELS: OUTSIDE},
        {"[Content_Types].xml": TYPES.replace(b"sheet.main", b"sheet.macroEnabled.main")},
    ],
)
def test_what_runs_or_reaches_outside_is_refused(parts: dict[str, bytes]) -> None:
    for opening in (parts_of, sheets_of):
        with pytest.raises(Refused, match="own_form_macros"):
            opening(with_parts(FORM, **parts))


def test_links_to_pages_and_printer_settings_are_no_danger() -> None:
    parts = {RELS: LINK, "xl/printerSettings/printerSettings1.bin": b"x"}
    assert parts_of(with_parts(FORM, **parts))


def packed(method: int, **parts: bytes) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "own_form_unreadable"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "own_form_unreadable"),
        (b"PK\x03\x04 broken", "own_form_unreadable"),
        (packed(ZIP_DEFLATED, **{"word/document.xml": b"<a/>"}), "own_form_unreadable"),
        (packed(ZIP_BZIP2, **{"xl/workbook.xml": b"<a/>"}), "own_form_unreadable"),
        (FORM[: len(FORM) // 2], "own_form_unreadable"),
        (with_parts(FORM, **{SHEET: b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "own_form_unreadable"),
        (with_parts(FORM, **{SHEET: b"<worksheet><sheetData>"}), "own_form_unreadable"),
        (with_parts(FORM, **{SHEET: bytes(3_000_001)}), "own_form_too_large"),
        (with_parts(FORM, **{"xl/media/a.png": bytes(13_000_000)}), "own_form_too_large"),
        (packed(ZIP_DEFLATED, **{f"p{i}": b"" for i in range(500)}), "own_form_too_large"),
        (bytes(1_000_001), "own_form_too_large"),
    ],
)
def test_bombs_and_broken_files_are_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        sheets_of(content)
