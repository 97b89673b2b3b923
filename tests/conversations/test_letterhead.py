"""Mẫu văn bản: the letterhead line by line, a Word template of the body's own, Hạn chế."""

import io

import docx
import pytest

from rendering.files.word import built_in
from tests.conversations.town import Town
from tests.talk import Talker

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PEOPLE: dict[int, Talker] = {}


async def officer_of(town: Town) -> Talker:
    if id(town) not in PEOPLE:
        PEOPLE[id(town)] = await town.coordinator()
        await town.opens_the_day(PEOPLE[id(town)])
    return PEOPLE[id(town)]


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


async def test_the_foot_is_asked_line_by_line_and_what_is_skipped_stays(town: Town) -> None:
    officer = await officer_of(town)
    await officer.says("mẫu văn bản")
    card = await officer.waits("Mẫu văn bản của Quận Đoàn Bình Lạc")
    assert "Nơi ban hành: Bình Lạc" in card.text
    assert "Ký: TM. BAN THƯỜNG VỤ, BÍ THƯ" in card.text
    await officer.taps("Sửa phần ký")
    await officer.waits("thay mặt ai?")
    await officer.says("bỏ qua")
    await officer.waits("Người ký")
    await officer.says("Bí thư: Trần Văn Minh\nPhó Bí thư: Lê Thị Na")
    await officer.waits("Nơi nhận")
    await officer.says("- Thành Đoàn;\n- Lưu VP.")
    card = await officer.waits("Ký: TM. BAN THƯỜNG VỤ, Bí thư Trần Văn Minh; Phó Bí thư Lê Thị Na")
    assert "Nơi nhận: Thành Đoàn; Lưu VP" in card.text


async def test_a_template_is_tried_out_at_once_and_used(town: Town) -> None:
    officer = await officer_of(town)
    await officer.says("mẫu văn bản")
    await officer.waits("Mẫu Word: mẫu có sẵn")
    await officer.taps("Gửi mẫu Word")
    await officer.waits("gửi tệp .docx vào đây")
    await officer.sends_document(template("{{ trich_yeuu }}"), "mau.docx", WORD)
    await officer.waits("Mẫu Word có lỗi ở trich_yeuu; bot dùng mẫu có sẵn.")
    await officer.sends_document(template("Báo cáo"), "mau.docx", WORD)
    await officer.waits("chưa có chỗ nào để bot điền")
    await officer.sends_document(template("{{ trich_yeu }}"), "mau.docx", WORD)
    await officer.waits("Mẫu mau.docx dùng được")
    await officer.taps("Mẫu văn bản")
    await officer.waits("Mẫu Word: mau.docx (gửi")
    await officer.taps("Dùng lại mẫu có sẵn")
    await officer.waits("Mẫu Word: mẫu có sẵn")


async def test_the_built_in_template_sent_back_as_it_is_needs_no_button(town: Town) -> None:
    officer = await officer_of(town)
    await officer.sends_document(built_in("report"), "bao-cao.docx", WORD)
    await officer.waits("Mẫu bao-cao.docx dùng được")
    await officer.taps("Dùng lại mẫu có sẵn")
    await officer.waits("Mẫu Word: mẫu có sẵn")


async def test_what_fell_short_is_a_draft_until_it_is_written(town: Town) -> None:
    officer = await officer_of(town)
    await officer.says("hạn chế")
    draft = await officer.waits("Bot viết theo số liệu lúc này:")
    assert "4 đơn vị chưa báo cáo: Đoàn phường Tân Lộc, Đoàn phường Sơn Hạ" in draft.text
    await officer.taps("Không nêu tên đơn vị")
    await officer.waits("4 đơn vị chưa báo cáo.")
    await officer.taps("Viết lại")
    await officer.waits("phần Hạn chế, mỗi ý một dòng")
    await officer.says("Mưa to nên một số đơn vị đến muộn.")
    await officer.waits("Lời của đ/c:\nMưa to nên một số đơn vị đến muộn.")
    await officer.taps("Dùng bản bot viết")
    await officer.waits("Bot viết theo số liệu lúc này:")
