"""The reporters, the volunteers and the officer of a rehearsed Saturday.

They act on what they read, remember what they sent, and so know by themselves what each of them
still owed at any moment: the proof of a rehearsal is held against what they know.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Final

from rehearsal.district import Played
from rehearsal.person import Person, offers
from rehearsal.pictures import another, photograph
from rehearsal.saturday import report_text
from rehearsal.telegram_model import Seen

PATIENCE: Final = 60.0
MOST_DRAWN: Final = 600
SIZE: Final = (512, 384)
CONTENT: Final = "Hỗ trợ người dân làm dịch vụ công trực tuyến"
_LINK: Final = re.compile(r"start=([\w-]+)")
_CODE: Final = re.compile(r"^([A-Z0-9]{4} [A-Z0-9]{4})$", re.MULTILINE)
_PHOTOS_TAKEN: Final = re.compile(r"đã nhận (\d+) ảnh")


class Reminder(StrEnum):
    """What a reminder says, as the person who reads it would sum it up."""

    REGISTER = "chưa đăng ký nội dung"
    OVER = "Ngày tình nguyện vừa xong"
    LEFT = "⏰ Còn"
    PAST = "Đã qua"


def reminder_in(text: str) -> Reminder | None:
    if text.startswith(("📋", "☀️", "⏰")) and "đăng ký" in text:
        return Reminder.REGISTER
    return next((kind for kind, begins in _BEGINS.items() if text.startswith(begins)), None)


_BEGINS: Final = {
    Reminder.OVER: Reminder.OVER.value,
    Reminder.LEFT: Reminder.LEFT.value,
    Reminder.PAST: Reminder.PAST.value,
}


class Camera:
    """Real JPEGs, no two alike, drawn beforehand: the bot would ask about copies."""

    def __init__(self, photos: int) -> None:
        drawn = min(max(1, photos), MOST_DRAWN)
        self._drawn = [photograph(seed, size=SIZE) for seed in range(drawn)]
        self._numbers = count(1)

    def takes(self, photos: int) -> list[bytes]:
        numbers = [next(self._numbers) for _ in range(photos)]
        return [another(self._drawn[number % len(self._drawn)], number) for number in numbers]


@dataclass(slots=True)
class Reporter:
    """One unit's reporter. `asks` is how many photos the day asks for."""

    played: Played
    person: Person
    clock: Callable[[], datetime]
    asks: int
    registered: bool = False
    opted_out: bool = False
    photos: list[str] = field(default_factory=list)
    photos_at: datetime | None = None
    reported_at: datetime | None = None
    waited: list[float] = field(default_factory=list)
    """Seconds until each acknowledgement of a report or of photos."""

    @property
    def unit(self) -> str:
        return self.played.unit

    # --- what they know ---------------------------------------------------------------------------
    @property
    def owes_registration(self) -> bool:
        return not (self.registered or self.opted_out)

    @property
    def owes_figures(self) -> bool:
        return self.reported_at is None and not self.opted_out

    @property
    def owes_photos(self) -> bool:
        return len(self.photos) < self.asks and not self.opted_out

    @property
    def completed_at(self) -> datetime | None:
        """When the last of what is asked was sent."""
        if self.opted_out or self.owes_figures or self.owes_photos:
            return None
        sent = [at for at in (self.reported_at, self.photos_at) if at is not None]
        return max(sent)

    @property
    def figures(self) -> dict[str, int]:
        """As sent; empty before."""
        if self.reported_at is None:
            return {}
        keys = ("volunteers", "citizens", "dossiers_received", "dossiers_resolved")
        return dict(zip(keys, self.played.figures, strict=True))

    # --- what they read ---------------------------------------------------------------------------
    @property
    def reminders(self) -> list[Reminder]:
        found = (reminder_in(seen.text) for seen in self.person.sees)
        return [kind for kind in found if kind is not None]

    @property
    def photos_acknowledged(self) -> int:
        found = (_PHOTOS_TAKEN.search(seen.text) for seen in self.person.sees)
        return sum(int(match[1]) for match in found if match)

    @property
    def report_acknowledged(self) -> bool:
        return any(self._is_card(seen) for seen in self.person.sees)

    def _is_card(self, seen: Seen) -> bool:
        """Of a sum the card shows the parts as well."""
        told = rf"ĐVTN tham gia: {self.played.figures[0]} (?:= [\d.+ ]+ )?người"
        return ", báo cáo " in seen.text and re.search(told, seen.text) is not None

    # --- what they do -----------------------------------------------------------------------------
    async def takes_code(self, code: str) -> None:
        await agrees(self.person, code)
        await self.person.waits("đầu mối báo cáo", timeout=PATIENCE)

    async def asks_to_join(self, code: str) -> None:
        """By the group's link: who they are, then which unit they report for."""
        await agrees(self.person, code)
        await self.person.waits("tên đơn vị", timeout=PATIENCE)
        await self.person.says(self.unit)
        await self.person.waits("duyệt", timeout=PATIENCE)

    async def registers(self) -> None:
        await self._opens_registration("Đăng ký ngay")
        await self.person.waits("Tên nội dung", timeout=PATIENCE)
        await self.person.says(CONTENT)
        await self.person.waits("Địa điểm", timeout=PATIENCE)
        await self.person.says(f"UBND {self.unit.removeprefix('Đoàn ')}")
        await self.person.waits("Từ mấy giờ", timeout=PATIENCE)
        await self.person.taps("Xong, lưu luôn")
        await self.person.waits("đã đăng ký", timeout=PATIENCE)
        self.registered = True

    async def opts_out(self) -> None:
        await self._opens_registration("Không tổ chức kỳ này")
        await self.person.waits("lý do", timeout=PATIENCE)
        await self.person.says("Trùng lịch cơ quan")
        await self.person.waits("Đã ghi", timeout=PATIENCE)
        self.opted_out = True

    async def _opens_registration(self, choice: str) -> None:
        await self.person.says("/dangky")
        await self.person.waits(offers(choice), timeout=PATIENCE)
        await self.person.taps(choice)

    async def sends_photos(self, contents: Sequence[bytes]) -> None:
        """An album, or a photo alone; does not wait for the answer."""
        if not contents:
            return
        self.photos_at = _second(self.clock())
        if len(contents) == 1:
            await self.person.sends_photo(contents[0])
        else:
            await self.person.sends_album(contents)
        self.photos += [hashlib.sha256(content).hexdigest() for content in contents]

    async def reports(self) -> None:
        """As units write it in the group; does not wait for the answer."""
        self.reported_at = _second(self.clock())
        await self.person.says(report_text(self.played))

    async def is_answered(self, since: float, now: Callable[[], float]) -> None:
        """Everything sent so far is acknowledged; `since` is when it was sent, by `now`."""
        if self.reported_at is not None:
            await self.person.waits(self._is_card, timeout=PATIENCE)
            self.waited.append(now() - since)
        if self.photos:
            await self.person.waits(lambda _: self._has_all_photos, timeout=PATIENCE)

    @property
    def _has_all_photos(self) -> bool:
        return self.photos_acknowledged >= len(self.photos)


@dataclass(slots=True)
class Volunteer:
    person: Person
    unit: str

    @property
    def seated(self) -> bool:
        return any("Đã giữ chỗ" in seen.text for seen in self.person.sees)

    @property
    def reminders(self) -> int:
        begins = ("⏰ Hẹn", "⏰ Sáng nay")
        return sum(seen.text.startswith(begins) for seen in self.person.sees)

    async def signs_up(self) -> None:
        await self.person.says(self.unit)
        await self.person.waits(offers("Đồng ý"), timeout=PATIENCE)
        await self.person.taps("Đồng ý")
        answer = await self.person.waits(_named_or("Đã giữ chỗ"), timeout=PATIENCE)
        if "họ và tên" in answer.text:
            await self.person.says(self.person.name)
            await self.person.waits("Đã giữ chỗ", timeout=PATIENCE)


@dataclass(slots=True)
class Officer:
    person: Person

    async def takes_code(self, code: str) -> None:
        await agrees(self.person, code)
        await self.person.waits("/tiendo", timeout=PATIENCE)

    async def opens_day(self, photos: int) -> None:
        """The day as proposed, but for how many photos it asks."""
        await self.person.says("/taosukien")
        await self.person.waits("Đề xuất", timeout=PATIENCE)
        await self.person.taps("Sửa")
        await self.person.waits("sửa dòng nào", timeout=PATIENCE)
        await self.person.taps("Số ảnh")
        await self.person.waits("Hiện là", timeout=PATIENCE)
        await self.person.says(str(photos))
        await self.person.waits(f"Tối thiểu {photos} ảnh", timeout=PATIENCE)
        await self.person.taps("Mở ngày này")
        await self.person.waits("Đã mở", timeout=PATIENCE)

    async def code_for(self, unit: str) -> str:
        await self._invites("Mã cho một đơn vị", "tên đơn vị")
        await self.person.says(unit)
        return _found(_CODE, (await self.person.waits("một người dùng", timeout=PATIENCE)).text)

    async def group_code(self) -> str:
        """What the group's link carries."""
        seen = await self._invites("Liên kết cho cả nhóm", "chép tin này vào nhóm")
        return _found(_LINK, seen.text)

    async def approves(self, people: int) -> None:
        """All who wait, in one tap."""
        await self.person.says("duyệt")
        await self.person.waits(f"{people} người chờ duyệt", timeout=PATIENCE)
        await self.person.taps("Duyệt tất cả" if people > 1 else "Duyệt 1")
        await self.person.waits("Đã duyệt", timeout=PATIENCE)

    async def edition(self, number: int) -> str:
        """What it says; waits until it comes."""
        await self.person.waits(lambda _: bool(self._editions(number)), timeout=PATIENCE)
        return self._editions(number)[0]

    def _editions(self, number: int) -> list[str]:
        return [seen.text for seen in self.person.sees if f"· Bản {number} ·" in seen.text]

    async def _invites(self, choice: str, answer: str) -> Seen:
        await self.person.says("/moi")
        await self.person.waits(offers(choice), timeout=PATIENCE)
        await self.person.taps(choice)
        return await self.person.waits(answer, timeout=PATIENCE)


async def agrees(person: Person, code: str) -> None:
    """A stranger opens or sends a code, agrees, and gives a name where the channel knows none."""
    await (person.says(code) if " " in code else person.opens(code))
    await person.waits(offers("Đồng ý"), timeout=PATIENCE)
    await person.taps("Đồng ý")
    answer = await person.waits(_named_or("✅", "tên đơn vị"), timeout=PATIENCE)
    if "họ và tên" in answer.text:
        await person.says(person.name)


def is_home(seen: Seen) -> bool:
    """What a reporter owes now: the answer to /batdau."""
    return "Việc gần nhất" in seen.text or "không còn việc nào" in seen.text


def _named_or(*answers: str) -> Callable[[Seen], bool]:
    """A question for the name, or one of these."""
    return lambda seen: any(words in seen.text for words in ("họ và tên", *answers))


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise AssertionError(f"no {pattern.pattern!r} in:\n{text}")
    return match[1]


def _second(moment: datetime) -> datetime:
    """Platforms stamp whole seconds."""
    return moment.replace(microsecond=0)
