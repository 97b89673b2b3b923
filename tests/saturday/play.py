"""One whole Saturday with 18 units, from an empty database to Bản 2, as people live it."""

from asyncio import gather
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rehearsal.telegram_model import Seen
from rehearsal.telegram_people import TelegramPerson
from rehearsal.webchat import WebPerson
from tests.saturday.district import (
    AN_THOI,
    BAO_HIEM,
    BINH_LAC,
    CAU_DA,
    GIA_MY,
    KHO_BAC,
    LAC_VIEN,
    LE_KHE,
    MINH_THANH,
    NAM_CHANH,
    OFFICER,
    PHU_LAC,
    REPORTERS,
    SON_HA,
    TAN_LOC,
    UNITS,
    VINH_TAY,
    Y_TE,
    YEN_KHE,
)
from tests.saturday.people import (
    asks_to_join,
    code_for,
    founded,
    group_code,
    offers,
    opens_day,
    opts_out,
    registers,
    reports,
    sends_photos,
    takes,
)
from tests.talk import Talker, World, at, world

CONTENT = "Hỗ trợ người dân làm dịch vụ công trực tuyến"
WITH_CODES = (TAN_LOC, PHU_LAC, CAU_DA, BAO_HIEM)
PROMPT = (TAN_LOC, PHU_LAC, CAU_DA, LAC_VIEN, GIA_MY, YEN_KHE)
"""They send everything at 11:55; Nam Chánh did before the day was over."""


@dataclass
class Story:
    """Who took part, and what the coordinator was shown at its moments."""

    channel: str
    ha: Talker
    people: dict[str, list[Talker]]
    hoa: Talker
    boards: dict[str, Seen] = field(default_factory=dict)
    shown: dict[str, Seen] = field(default_factory=dict)

    def of(self, unit: str) -> Talker:
        return self.people[unit][0]


async def played(folder: Path, channel: str) -> Story:
    async with world(folder, channel, limits=False) as w:
        story = await _monday(w, folder)
        await _tuesday(w, story)
        await _thursday(w, story)
        await _morning(w, story)
        await _afternoon(w, story)
        await _after_the_deadline(w, story)
        await _next_week(w, story)
        return story


async def _monday(w: World, folder: Path) -> Story:
    """The day is made, and everybody comes in: by single codes, or by the group's link."""
    code = await founded(w, folder, *UNITS)
    ha = await w.person(OFFICER)
    await takes(ha, code)
    await opens_day(ha, ("Số ảnh", "2"))
    people = {unit: [await w.person(name) for name in names] for unit, names in REPORTERS.items()}
    story = Story(w.channel, ha, people, await w.person("Lê Thị Hòa"))
    codes = {
        person.name: await code_for(ha, unit) for unit in WITH_CODES for person in people[unit]
    }
    await gather(*(takes(each, codes[each.name]) for unit in WITH_CODES for each in people[unit]))
    await _the_group(story)
    await _cannot_be_reached(story)
    return story


async def _the_group(story: Story) -> None:
    """13 people by one link, some by opening it, some by typing its code; approved in one tap."""
    linked, typed = await group_code(story.ha)
    group = [unit for unit in story.people if unit not in WITH_CODES]
    await gather(
        *(
            asks_to_join(story.of(unit), typed if place % 2 else linked, unit)
            for place, unit in enumerate(group)
        )
    )
    await story.ha.says("duyệt")
    story.shown["waiting"] = await story.ha.waits("người chờ duyệt")
    await story.ha.taps("Duyệt tất cả")
    await story.ha.waits("Đã duyệt")
    await gather(*(story.of(unit).waits("đã được duyệt") for unit in group))


async def _cannot_be_reached(story: Story) -> None:
    """On Telegram the bot is blocked; the web chat's page is closed and never opened again."""
    gone = story.of(BAO_HIEM)
    if isinstance(gone, TelegramPerson):
        await gone.blocks()
    if isinstance(gone, WebPerson):
        await gone.leaves()


async def _tuesday(w: World, story: Story) -> None:
    await w.moves_to(at(24, 9))
    prompt = (MINH_THANH, NAM_CHANH, VINH_TAY, GIA_MY, SON_HA, BINH_LAC, YEN_KHE, Y_TE, PHU_LAC)
    await gather(
        _back_and_forth(story.of(TAN_LOC)),
        registers(story.of(CAU_DA), CONTENT, "Nhà văn hóa", "ĐVTN: 24, lượt dân: 85"),
        opts_out(story.of(KHO_BAC), "Trùng lịch cơ quan"),
        _changes_mind(story.of(LAC_VIEN)),
        *(registers(story.of(unit), CONTENT, f"UBND {unit[12:]}") for unit in prompt),
    )
    await _volunteers(story.hoa)


async def _back_and_forth(minh: Talker) -> None:
    """Skip, back, a wrong number, and another answer to the question before."""
    await minh.says("/dangky")
    await minh.waits("chưa đăng ký nội dung, hạn")
    await minh.taps("Đăng ký ngay")
    await minh.waits("Tên nội dung")
    await minh.says("Dọn rác")
    await minh.waits("Địa điểm")
    await minh.taps("Quay lại")
    await minh.waits("Tên nội dung")
    await minh.says(CONTENT)
    await minh.waits("Địa điểm")
    await minh.says("Trung tâm hành chính công Tân Lộc")
    await minh.waits("Từ mấy giờ")
    await minh.says("sáng sớm nhé")
    await minh.waits("Bot cần giờ bắt đầu và kết thúc")
    await minh.says("7h30 - 11h30")
    await minh.waits("Giờ tập trung")
    for asked in ("Thời gian hoàn thành", "Tóm tắt", "đơn vị phối hợp", "tối đa bao nhiêu"):
        await minh.taps("Bỏ qua")
        await minh.waits(asked)
    await minh.says("20")
    await minh.waits("Đội trưởng")
    await minh.says("Minh")
    await minh.waits("Trang phục")
    await minh.taps("Xong, lưu luôn")
    await minh.waits("đội trưởng Minh")


async def _changes_mind(ngoc: Talker) -> None:
    await opts_out(ngoc, "không đủ lực lượng")
    await ngoc.taps("Hoàn tác")
    await ngoc.waits("Đã hoàn tác")
    await registers(ngoc, CONTENT, "UBND phường Lạc Viên")


async def _volunteers(hoa: Talker) -> None:
    await hoa.says("Tân Lộc")
    await hoa.waits("Còn 20/20 chỗ")
    await hoa.taps("Đồng ý")
    answer = await hoa.waits(lambda seen: "họ và tên" in seen.text or "giữ chỗ" in seen.text)
    if "họ và tên" in answer.text:
        await hoa.says(hoa.name)
        await hoa.waits("Đã giữ chỗ")


async def _thursday(w: World, story: Story) -> None:
    """Reminders on the way: An Thới registers after one, Lê Khê after two."""
    await w.moves_to(at(25, 18))
    await registers(story.of(AN_THOI), CONTENT, "UBND phường An Thới")
    await w.moves_to(at(26, 10))
    await registers(story.of(LE_KHE), "Dọn vệ sinh trường", "THPT Lê Khê")
    await w.moves_to(at(28, 7))
    story.shown["morning"] = await story.ha.waits("☀️")


async def _morning(w: World, story: Story) -> None:
    await w.moves_to(at(28, 11, 20))
    await _send(w, {story.of(NAM_CHANH): 2})
    await reports(story.of(NAM_CHANH), NAM_CHANH_WRITES)
    await w.moves_to(at(28, 11, 55))
    photos = dict.fromkeys((story.of(unit) for unit in PROMPT), 2)
    await _send(w, {**photos, story.of(TAN_LOC): 3})
    await gather(
        _two_reporters(*story.people[TAN_LOC]),
        _guided(story.of(PHU_LAC)),
        _as_registered(story.of(CAU_DA)),
        reports(story.of(LAC_VIEN), "dạ e báo cáo: 20 bạn, 90 lượt dân, gq 35/47 hs ạ"),
        reports(story.of(GIA_MY), "BC nhanh Gia Mỹ\nĐVTN 19\nlượt dân 66"),
        reports(story.of(YEN_KHE), "THPT Yen Khe bao cao: ba mươi ba đvtn, 88 luot dan"),
    )


NAM_CHANH_WRITES = """Kính gửi Quận Đoàn,
Đoàn phường Nam Chánh báo cáo kết quả ngày thứ Bảy tình nguyện:
- Lực lượng tham gia: 26 ĐVTN
- Tiếp 94 lượt người dân
- Tiếp nhận 70 hồ sơ, đã giải quyết 58 hồ sơ
Trân trọng."""
LAN_WRITES = "BC nhanh P. Tân Lộc: 15 đoàn viên + 10 thanh niên, tiếp 120 lượt dân, gq 85/110 hs ạ"
MINH_THANH_WRITES = """📌 P. MINH THẠNH
✅ 26 đvtn
✅ 79 lượt dân
✅ tiếp nhận 44 hồ sơ; giải quyết 34 hồ sơ"""


def _lines(volunteers: int, citizens: int, received: int, resolved: int) -> str:
    return (
        f"ĐVTN: {volunteers}\nLượt người dân: {citizens}\n"
        f"Hồ sơ tiếp nhận: {received}\nHồ sơ giải quyết: {resolved}"
    )


async def _send(w: World, albums: Mapping[Talker, int]) -> None:
    """Albums at once; each is acknowledged when its last photo has been in for a moment."""
    await gather(*(sends_photos(who, count) for who, count in albums.items()))
    await w.settles()
    await w.moves_to(w.clock() + timedelta(seconds=2))
    await gather(*(who.waits(f"đã nhận {count} ảnh") for who, count in albums.items()))


async def _two_reporters(minh: Talker, lan: Talker) -> None:
    """Minh sent photos, Lan sends figures; each sees the card and what the other changes."""
    card = await reports(lan, LAN_WRITES)
    assert "ĐVTN tham gia: 25 = 15 + 10 người" in card.text
    await minh.waits("Đã đủ số liệu và ảnh")
    await minh.says("sửa lại 30 bạn chứ k phải 25")
    await minh.waits("25 → 30")
    await lan.waits("ĐVTN tham gia: 30")


async def _guided(tuan: Talker) -> None:
    await tuan.says("/baocao")
    await tuan.waits(offers("Trả lời từng câu"))
    await tuan.taps("Trả lời từng câu")
    for question, answer in (("1/4", "27"), ("2/4", "135"), ("3/4", "92"), ("4/4", "85")):
        await tuan.waits(question)
        await tuan.says(answer)
    await tuan.waits("Đã đủ số liệu và ảnh")


async def _as_registered(thu: Talker) -> None:
    await thu.says("/baocao")
    await thu.waits(offers("Như đăng ký"))
    await thu.taps("Như đăng ký")
    card = await thu.waits("Đã đủ số liệu và ảnh")
    assert "ĐVTN tham gia: 24 người (như đăng ký)" in card.text


async def _afternoon(w: World, story: Story) -> None:
    """The board stands open from 13:05 on; a nhắc by hand at 15:15."""
    await w.moves_to(at(28, 13))
    await _send(w, {story.of(LE_KHE): 2, story.of(AN_THOI): 1})
    await reports(story.of(AN_THOI), "15 tnv, hỗ trợ 71 bà con, hồ sơ: nhận 38, giải quyết 30")
    await w.moves_to(at(28, 13, 5))
    await story.ha.says("/tiendo")
    story.boards["13:05"] = await story.ha.waits("Tiến độ 13:05")
    await w.moves_to(at(28, 15, 2))
    await story.ha.says("/tonghop")
    story.shown["15:02"] = await story.ha.waits("tạm tính đến 15:02")
    await w.moves_to(at(28, 15, 15))
    await _reminds_by_hand(story)
    await w.moves_to(at(28, 15, 40))
    await _send(w, {story.of(MINH_THANH): 2})
    await gather(
        reports(story.of(MINH_THANH), MINH_THANH_WRITES),
        reports(story.of(Y_TE), "Chi đoàn TTYT: quân số 14, khám cho 73 lượt người dân nha đ/c"),
    )
    await w.moves_to(at(28, 15, 58))
    await _send(w, {story.of(VINH_TAY): 2})
    await reports(story.of(VINH_TAY), "VT: 25đv, 84 lượt dân, tiếp nhận 40 hs giải quyết 36 hs")


async def _reminds_by_hand(story: Story) -> None:
    await story.ha.says("/nhac")
    story.shown["preview"] = await story.ha.waits("Sẽ nhắc")
    await story.ha.taps("Gửi")
    story.shown["reminded"] = await story.ha.waits("Đã gửi lời nhắc")


async def _after_the_deadline(w: World, story: Story) -> None:
    """The moments lie half a minute off, so that a slow machine sees the same minutes."""
    await w.moves_to(at(28, 16, 2, 20))
    await _send(w, {story.of(Y_TE): 2})
    await w.moves_to(at(28, 16, 5))
    story.shown["first"] = await story.ha.waits("Bản 1")
    opened = story.boards["13:05"].id
    story.boards["16:05"] = next(seen for seen in story.ha.sees if seen.id == opened)
    await w.moves_to(at(28, 16, 11, 20))
    await _late(w, story.of(SON_HA), "P. Sơn Hạ xin lỗi gửi trễ: 22 ĐVTN, 90 dân, hs 48/55", 12)
    await w.moves_to(at(28, 16, 20))
    await story.of(MINH_THANH).says("nhầm, lượt dân là 97 chứ ko phải 79")
    story.shown["corrected"] = await story.of(MINH_THANH).waits("79 → 97")
    await w.moves_to(at(28, 16, 30, 20))
    await _late(w, story.of(BINH_LAC), _lines(18, 64, 40, 33), 31)
    await w.moves_to(at(28, 17))
    story.shown["second"] = await story.ha.waits("Bản 2")
    await story.ha.says("tiến độ")
    story.boards["17:00"] = await story.ha.waits("Tiến độ 17:0")


async def _late(w: World, person: Talker, figures: str, minutes: int) -> None:
    await _send(w, {person: 2})
    await reports(person, figures)
    await person.waits(f"sau hạn {minutes} phút")


async def _next_week(w: World, story: Story) -> None:
    """The next day is proposed alike, and a unit registers as last time in one tap."""
    await w.moves_to(at(30, 9))
    await opens_day(story.ha)
    tuan = story.of(PHU_LAC)
    await tuan.says("/dangky")
    await tuan.waits(offers("Như lần trước"))
    await tuan.taps("Như lần trước")
    story.shown["again"] = await tuan.waits("đã đăng ký ngày 5/12")
