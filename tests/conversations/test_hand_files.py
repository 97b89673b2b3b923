"""The files of a day: by themselves at 16:05, asked for at any moment, and had again."""

import io
import zipfile

import aiohttp
import pytest
from docx import Document
from openpyxl import load_workbook

from rehearsal.telegram_model import Seen
from tests.conversations.town import Town
from tests.talk import Talker, at, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")


class People:
    officer: Talker
    boss: Talker
    tan_loc: Talker
    sent: tuple[bytes, bytes]


PEOPLE: dict[int, People] = {}


async def people(town: Town) -> People:
    if id(town) not in PEOPLE:
        made = PEOPLE[id(town)] = People()
        made.officer = await town.coordinator()
        made.boss = await town.viewer()
        await town.opens_the_day(made.officer)
        made.tan_loc = await town.reporter("Đoàn phường Tân Lộc", "Nguyễn Thị Lan")
        await town.world.moves_to(at(28, 12))
        made.sent = (picture(), picture())
        await made.tan_loc.sends_album(list(made.sent))
        await made.tan_loc.says("ĐVTN: 25, lượt dân: 1.120")
        await made.tan_loc.waits("Tân Lộc, báo cáo 28/11")
    return PEOPLE[id(town)]


async def file(person: Talker, words: str, ending: str) -> Seen:
    """The file of that name, once it has come."""

    def it_is(seen: Seen) -> bool:
        name = seen.file_name or ""
        return name.startswith(words) and name.endswith(ending) and seen.document is not None

    return await person.waits(it_is)


async def test_files_of_this_moment_are_made_for_who_asks(town: Town) -> None:
    who = await people(town)
    await who.officer.says("/tonghop")
    await who.officer.waits("Số liệu tạm tính đến 12:00")
    await who.officer.taps("Tải hồ sơ")
    await who.officer.waits("Bot đang làm tệp")
    await who.officer.says("hồ sơ")
    await who.officer.waits("đang được làm")
    if town.world.channel != "webchat":  # made alike for every channel, in seconds of work
        return
    await town.world.makes_files()
    book = await file(who.officer, "Bảng số liệu 28-11-2026 tạm tính 12h00", ".xlsx")
    sheet = load_workbook(io.BytesIO(book.document or b""), data_only=True)["Kết quả"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Đoàn phường Tân Lộc", 25, 1120} <= shown
    assert not [seen for seen in who.boss.sees if seen.file_name]


async def test_a_viewer_is_told_whose_business_it_is(town: Town) -> None:
    who = await people(town)
    await who.boss.says("hồ sơ")
    await who.boss.waits("cán bộ")
    assert not [seen for seen in who.boss.sees if seen.file_name]


async def test_ban_1_comes_with_its_files_to_every_coordinator(town: Town) -> None:
    who = await people(town)
    await town.world.moves_to(at(28, 16, 5))
    await who.officer.waits("16:05 · Bản 1")
    await town.world.makes_files()
    report = await file(who.officer, "Báo cáo 28-11-2026 Bản 1", ".docx")
    text = "\n".join(each.text for each in Document(io.BytesIO(report.document or b"")).paragraphs)
    assert "1.120" in text
    await file(who.officer, "Bảng số liệu 28-11-2026 Bản 1", ".xlsx")


async def test_an_edition_is_had_again_byte_for_byte(town: Town) -> None:
    who = await people(town)
    first = await file(who.officer, "Báo cáo 28-11-2026 Bản 1", ".docx")
    await who.tan_loc.says("sửa lại 30 bạn")
    await who.tan_loc.waits("30")
    await who.officer.says("các bản đã gửi")
    await who.officer.waits("Bản 1: 16:05")
    await who.officer.taps("Xem Bản 1")
    await who.officer.waits("ĐVTN tham gia 25")
    before = len(who.officer.sees)
    await who.officer.taps("Tệp của bản này")
    await town.world.settles()
    again = await who.officer.waits(
        lambda seen: seen.file_name == first.file_name and seen.id != first.id
    )
    assert len(who.officer.sees) > before
    assert again.document == first.document


async def test_ban_2_says_what_changed(town: Town) -> None:
    who = await people(town)
    await town.world.moves_to(at(28, 17, 0))
    second = await who.officer.waits("17:00 · Bản 2")
    assert "So với Bản 1: ĐVTN tham gia +5" in second.text


async def test_the_photos_come_as_they_were_sent(town: Town) -> None:
    who = await people(town)
    await who.officer.says("ảnh gốc")
    told = await who.officer.waits("Ảnh gốc của")
    assert "2 ảnh, mỗi đơn vị một thư mục" in told.text
    async with aiohttp.ClientSession() as http, http.get(_link(told)) as answer:
        archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert [name.split("/")[0] for name in archive.namelist()] == ["Đoàn phường Tân Lộc"] * 2
    assert sorted(archive.read(name) for name in archive.namelist()) == sorted(who.sent)


def _link(told: Seen) -> str:
    """On a button, or in the words of a plain chat."""
    urls = [button.url for row in told.buttons for button in row if button.url]
    return urls[0] if urls else next(w for w in told.text.split() if w.startswith("http"))
