"""A second program opens the files: as many pages as there should be, and the words on them."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest

from rendering.files.annex import annexes
from rendering.files.report import report
from tests.day_books import a_book, a_picture


@dataclass(frozen=True, slots=True)
class Sheet:
    text: str
    turned: bool


def sheets(out: Path, *files: Path) -> dict[str, list[Sheet]]:
    """Every page, by the file's name."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice")
    profile = f"-env:UserInstallation=file://{out}/profile"
    told = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(out)]
    subprocess.run([*told, *map(str, files)], check=True, capture_output=True, timeout=50)  # noqa: S603
    return {file.stem: read(out / f"{file.stem}.pdf") for file in files}


def read(path: Path) -> list[Sheet]:
    return [
        Sheet(" ".join(page.extract_text().split()), page.mediabox.width > page.mediabox.height)
        for page in pypdf.PdfReader(path).pages
    ]


def test_libreoffice_opens_the_report_and_the_annex(tmp_path: Path) -> None:
    book = a_book(60)
    word = tmp_path / "bao-cao.docx"
    word.write_bytes(report(book))
    made = sheets(tmp_path, word, *annexes(book, a_picture, tmp_path))
    first, *_, last = made["bao-cao"]
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in first.text
    assert "Lạc Hồng, ngày 28 tháng 11 năm 2026" in first.text
    tables = [sheet.text for sheet in made["bao-cao"] if sheet.turned]
    assert len(tables) > 1
    assert all("Đơn vị Đội hình (đội)" in text for text in tables)
    assert "Tổng cộng" in tables[-1]
    assert "Hạn chế" in last.text
    assert "Trần Văn Minh" in last.text
    assert len(made["Phụ lục ảnh 28-11-2026 Bản 1"]) == -(-book.pictures // 6)
