"""The sheet of photos, read back."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from rendering.files.workbook import workbook
from rules.day_book import Picture
from tests.day_books import a_book, a_picture, a_unit
from tests.rendering.files.read_back import rows, written


def shown(sheet: Any) -> list[Any]:  # noqa: ANN401  openpyxl's own images
    return list(sheet._images)


def images(path: Path) -> list[bytes]:
    with ZipFile(path) as parts:
        return [parts.read(name) for name in parts.namelist() if name.startswith("xl/media/")]


def test_every_photo_has_its_row_and_a_small_picture(tmp_path: Path) -> None:
    book = a_book(6)
    path = written(book, tmp_path)
    sheet = openpyxl.load_workbook(path)["Ảnh"]
    listed = rows(sheet)
    assert len(listed) == book.pictures == 12
    assert len(shown(sheet)) == 12
    assert listed[1]["Chú thích"] == "Hướng dẫn bà con nộp hồ sơ"
    assert {image.anchor._from.row for image in shown(sheet)} == set(range(4, 16))
    assert max(map(len, images(path))) < 8_000


def test_a_photo_without_bytes_or_unreadable_is_said_so(tmp_path: Path) -> None:
    book = a_book([a_unit(0, pictures=3)])
    out = tmp_path / "book.xlsx"
    found = iter((None, b"not a picture", a_picture(book.units[0].pictures[2])))
    workbook(book, lambda _picture: next(found), out)
    told = [each["Ảnh"] for each in rows(openpyxl.load_workbook(out)["Ảnh"])]
    assert told == ["Chưa tải được ảnh", "Chưa tải được ảnh", None]


def test_pictures_that_do_not_fit_are_listed_and_no_longer_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rendering.files.pictures.MOST_BYTES", 5_000)
    asked: list[Picture] = []

    def thumbnail(picture: Picture) -> bytes:
        asked.append(picture)
        return a_picture(picture)

    out = tmp_path / "book.xlsx"
    workbook(a_book([a_unit(0, pictures=30)]), thumbnail, out)
    sheet = openpyxl.load_workbook(out)["Ảnh"]
    pictures = len(shown(sheet))
    assert 0 < pictures < len(asked) < 30
    assert sheet["A3"].value == (
        f"Có {30 - pictures} ảnh không kèm hình nhỏ vì tệp đã lớn; ảnh gốc có trong tệp nén."
    )
    assert [each["Ảnh"] for each in rows(sheet)].count("Xem trong tệp ảnh gốc") == 30 - pictures
