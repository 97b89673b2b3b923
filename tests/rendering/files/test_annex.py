"""The photo annex, read back with python-docx: every photo once, in order, with its words."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from PIL import Image

from rendering.files import annex
from rendering.files.annex import annexes, shortened
from rules.day_book import DayBook, Picture
from tests.day_books import STANDINGS, a_book, a_picture, a_unit
from tests.rendering.files.reading import everything, opened, rows

MISSING = "Ảnh chưa tải được"


def made(book: DayBook, out: Path) -> list[Document]:
    return [opened(path.read_bytes()) for path in annexes(book, a_picture, out)]


def photos(document: Document) -> list[bytes]:
    """As they are shown, one after the other."""
    shown = document.element.body.xpath(".//a:blip/@r:embed")
    return [document.part.related_parts[each].blob for each in shown]


def crowd(units: int, pictures: int) -> DayBook:
    return a_book([a_unit(at, pictures=pictures, standing=STANDINGS[0]) for at in range(units)])


def test_every_photo_is_there_in_order_with_its_unit_time_and_words(tmp_path: Path) -> None:
    book = a_book(3)
    (document,) = made(book, tmp_path)
    pictures = [picture for unit in book.units for picture in unit.pictures]
    assert photos(document) == [a_picture(picture) for picture in pictures]
    captions = [cell for table in document.tables for row in rows(table) for cell in row if cell]
    assert len(captions) == len(pictures)
    assert captions[0] == "Đoàn phường Tân Lộc, 9:00\xa028/11Hỗ trợ dịch vụ công"
    assert captions[1] == "Đoàn phường Tân Lộc, 9:01\xa028/11Hướng dẫn bà con nộp hồ sơ"
    assert captions[-1].startswith('Chi đoàn "Ánh Dương" <Khối 3>, 9:02')
    assert "9 ảnh của 3 đơn vị" in everything(document)


def test_three_rows_of_two_make_a_page(tmp_path: Path) -> None:
    (document,) = made(crowd(1, 13), tmp_path)
    assert [len(table._tbl.tr_lst) for table in document.tables] == [3, 3, 1]
    assert {len(row) for table in document.tables for row in rows(table)} == {2}
    assert document.element.body.xml.count("w:pageBreakBefore") == 2


def test_photos_keep_their_shape_within_their_place(tmp_path: Path) -> None:
    def tall(_picture: Picture) -> bytes:
        kept = io.BytesIO()
        Image.new("RGB", (300, 900)).save(kept, "PNG")
        return kept.getvalue()

    (path,) = annexes(crowd(1, 1), tall, tmp_path)
    (extent,) = opened(path.read_bytes()).element.body.xpath(".//wp:extent")
    wide, high = int(extent.get("cx")), int(extent.get("cy"))
    assert high == annex.HIGHEST
    assert abs(high / wide - 3) < 0.01


def test_many_are_several_files_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annex, "MOST", 12)
    files = made(crowd(6, 5), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"Phụ lục ảnh 28-11-2026 Bản 1 phần {number}.docx" for number in (1, 2, 3)
    ]
    assert [len(photos(each)) for each in files] == [12, 12, 6]
    assert "30 ảnh của 6 đơn vị, phần 2/3" in everything(files[1])


def test_the_same_photo_sent_twice_is_kept_once(tmp_path: Path) -> None:
    unit = a_unit(0, pictures=1)
    again = replace(unit.pictures[0], id=99)
    book = a_book([replace(unit, pictures=(*unit.pictures, again))])
    (path,) = annexes(book, a_picture, tmp_path)
    assert len(photos(opened(path.read_bytes()))) == 2
    with zipfile.ZipFile(path) as archive:
        assert len([name for name in archive.namelist() if "media/" in name]) == 1


def test_a_photo_that_cannot_be_had_leaves_a_frame_with_its_words(tmp_path: Path) -> None:
    contents = {1: None, 2: b"no picture", 3: a_picture(Picture(3, a_book(1).figures.at, None))}
    (path,) = annexes(a_book(1), lambda picture: contents[picture.id], tmp_path)
    document = opened(path.read_bytes())
    assert photos(document) == [contents[3]]
    said = everything(document)
    assert said.count(MISSING) == 2
    assert said.count("Đoàn phường Tân Lộc") == 3


def test_no_photos_make_no_file(tmp_path: Path) -> None:
    assert annexes(a_book(0), a_picture, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_markup_in_a_caption_stays_letters(tmp_path: Path) -> None:
    unit = a_unit(0, pictures=1)
    odd = replace(unit.pictures[0], caption='<w:p/>{{ 7*7 }} "&amp;"\x0b')
    (document,) = made(a_book([replace(unit, pictures=(odd,))]), tmp_path)
    assert '<w:p/>{{ 7*7 }} "&amp;"' in everything(document)


def test_long_words_are_cut_between_words() -> None:
    assert shortened("một  hai\nba", 7) == "một hai…"
    assert shortened("một hai", 7) == "một hai"
