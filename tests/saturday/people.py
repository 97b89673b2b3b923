"""What people of a Saturday do, in words and taps, whatever the channel."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.offline import import_roster_file, new_invitation
from rehearsal.telegram_model import Seen
from tests.saturday.district import HOST, roster
from tests.talk import Talker, World, picture

_CODE: Final = re.compile(r"^\W*(?:hoặc nhắn bot mã )?([A-Z0-9]{4} [A-Z0-9]{4})$", re.MULTILINE)
_LINK: Final = re.compile(r"start=([\w-]+)")
_CHOICES: Final = re.compile(r"\n\n(?:\d+\. |(?:Hoặc n|N)hắn “)")
REMINDS: Final = ("⏰", "📋", "☀️", "Ngày tình nguyện vừa xong", "Đã qua ")


def offers(label: str) -> Callable[[Seen], bool]:
    """A message with that button, or with that choice in its words."""
    return lambda seen: any(label in each for each in seen.labels) or label in seen.text


def body(seen: Seen) -> str:
    """What a message says, without the choices that a plain channel writes below."""
    return _CHOICES.split(seen.text)[0]


def reminders(person: Talker) -> list[str]:
    """All that this person was reminded of, the first line of each."""
    return [seen.text.split("\n")[0] for seen in person.sees if seen.text.startswith(REMINDS)]


async def founded(w: World, folder: Path, *units: str) -> str:
    """What the two commands do to an empty database. The code that `invite` prints."""
    file = folder / "don-vi.csv"
    file.write_text(roster(*units), encoding="utf-8")
    printed = await import_roster_file(w.app.settings, file, "", clock=w.clock)
    code = next(line.split("\t")[0] for line in printed.splitlines() if line.endswith(HOST))
    said = await new_invitation(w.app.settings, "coordinator", code, clock=w.clock)
    return said.splitlines()[0]


async def takes(person: Talker, code: str) -> None:
    """A stranger sends or opens a code, agrees, and gives a name where the channel knows none."""
    await agrees(person, code)
    await person.waits("✅")
    await person.waits(lambda seen: "Việc gần nhất" in seen.text or "/tiendo" in seen.text)


async def agrees(person: Talker, code: str) -> None:
    await (person.says(code) if " " in code else person.opens(code))
    await person.waits(offers("Đồng ý"))
    await person.taps("Đồng ý")
    answer = await person.waits(
        lambda seen: any(w in seen.text for w in ("họ và tên", "✅", "tên đơn vị"))
    )
    if "họ và tên" in answer.text:
        await person.says(person.name)


async def opens_day(ha: Talker, *changes: tuple[str, str]) -> None:
    """The day as proposed, with lines changed before it opens."""
    await ha.says("/taosukien")
    await ha.waits("Đề xuất")
    for line, answer in changes:
        await ha.taps("Sửa")
        await ha.waits("sửa dòng nào")
        await ha.taps(line)
        await ha.waits("Hiện là")
        await ha.says(answer)
        await ha.waits("Đề xuất")
    await ha.taps("Mở ngày này")
    await ha.waits("Đã mở")


async def code_for(ha: Talker, unit: str) -> str:
    """A single code; its coordinator types the unit's name."""
    await ha.says("/moi")
    await ha.waits(offers("Mã cho một đơn vị"))
    await ha.taps("Mã cho một đơn vị")
    await ha.waits("tên đơn vị")
    await ha.says(unit)
    return written_code((await ha.waits("một người dùng")).text)


async def group_code(ha: Talker) -> tuple[str, str]:
    """The group's link, as (what its address carries, what can be typed)."""
    await ha.says("/moi")
    await ha.waits(offers("Liên kết cho cả nhóm"))
    await ha.taps("Liên kết cho cả nhóm")
    text = (await ha.waits("chép tin này vào nhóm")).text
    link = _LINK.search(text)
    assert link is not None, text
    return link[1], written_code(text)


def written_code(text: str) -> str:
    found = _CODE.search(text)
    assert found is not None, text
    return found[1].lower()


async def asks_to_join(person: Talker, code: str, unit: str) -> None:
    """By the group's link: who they are, then which unit they report for."""
    await agrees(person, code)
    await person.waits("tên đơn vị")
    await person.says(unit)
    await person.waits("Đã gửi đ/c phụ trách duyệt")


async def registers(person: Talker, content: str, place: str, expected: str = "") -> None:
    """The form, as short as it goes; with `expected` through to the figures."""
    await person.says("/dangky")
    await person.waits("chưa đăng ký nội dung, hạn")
    await person.taps("Đăng ký ngay")
    await person.waits("Tên nội dung")
    await person.says(content)
    await person.waits("Địa điểm")
    await person.says(place)
    await person.waits("Từ mấy giờ đến mấy giờ")
    if expected:
        await _skips_to(person, "Số dự kiến")
        await person.says(expected)
        await person.waits("ghi chú")
        await person.taps("Bỏ qua")
    else:
        await person.taps("Xong, lưu luôn")
    await person.waits("đã đăng ký")


async def _skips_to(person: Talker, question: str) -> None:
    for asked in (
        "Giờ tập trung",
        "Thời gian hoàn thành",
        "Tóm tắt",
        "đơn vị phối hợp",
        "tối đa bao nhiêu",
        "Đội trưởng",
        "Trang phục",
        question,
    ):
        await person.taps("Bỏ qua")
        await person.waits(asked)


async def opts_out(person: Talker, reason: str) -> None:
    await person.says("/dangky")
    await person.waits("chưa đăng ký nội dung, hạn")
    await person.taps("Không tổ chức kỳ này")
    await person.waits("lý do")
    await person.says(reason)
    await person.waits("Đã ghi")


async def sends_photos(person: Talker, count: int) -> None:
    """An album, or a photo alone."""
    if count == 1:
        await person.sends_photo(picture())
    else:
        await person.sends_album([picture() for _ in range(count)])


async def reports(person: Talker, figures: str) -> Seen:
    await person.says(figures)
    return await person.waits(lambda seen: "báo cáo 28/11" in seen.text)
