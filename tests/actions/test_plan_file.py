import io
import zipfile

import docx
import pypdf
import pytest

from actions.plan_file import PAGES, plan_text
from rules.model import Refused


def _word() -> bytes:
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Gửi báo cáo trước 16h", style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ["STT", "Nội dung", "Thời gian", "1", "Ra quân", "28/11"],
        strict=True,
    ):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _pdf(pages: int, *, locked: bool = False) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    if locked:
        writer.encrypt("khoa", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _written_pdf(words: str) -> bytes:
    stream = f"BT /F1 12 Tf 10 100 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table


def test_a_word_file_keeps_its_bullets_and_the_rows_of_its_table() -> None:
    lines = plan_text(_word()).splitlines()
    assert lines == [
        "KẾ HOẠCH",
        "- Gửi báo cáo trước 16h",
        "STT\tNội dung\tThời gian",
        "1\tRa quân\t28/11",
    ]


def test_a_pdf_with_text_is_read() -> None:
    words = "Ke hoach ra quan ngay 28 thang 11 nam 2026 tai phuong"
    assert plan_text(_written_pdf(words)).strip() == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_read(encoding: str) -> None:
    assert plan_text("Kế hoạch".encode(encoding)) == "Kế hoạch"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "plan_unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "plan_unreadable"),
        (b"PK\x03\x04 not a zip", "plan_unreadable"),
        (b"%PDF-1.7 broken", "plan_unreadable"),
        (_zip("hello.txt", b"x"), "plan_unreadable"),
        (_zip("word/document.xml", b"<broken"), "plan_unreadable"),
        (_zip("word/document.xml", b"0" * 30_000_000), "plan_too_large"),
        (
            _zip(
                "word/document.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'
            ),
            "plan_unreadable",
        ),
        (_pdf(1), "plan_is_picture"),
        (_pdf(1, locked=True), "plan_locked"),
        (_pdf(PAGES + 1), "plan_too_large"),
        (b" " * 20_000_001, "plan_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        plan_text(content)
    assert refused.value.code == code
