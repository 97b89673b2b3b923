"""A Saturday as units live it: who does what when, and the people who do it over the web chat."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import aiohttp

from rehearsal.district import Manner, Played
from rehearsal.pictures import photograph
from rehearsal.webchat import WebPerson

PHOTOS: Final = 3
SMALL: Final = (800, 600)
FIRST_SEED: Final = 1000
WEEK: Final = 10_000


class Act(StrEnum):
    REGISTERS = "registers"
    SENDS_PHOTOS = "sends_photos"
    REPORTS = "reports"
    OPTS_OUT = "opts_out"


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    played: Played
    act: Act


@dataclass(frozen=True, slots=True)
class Day:
    """The times that everybody keeps to, or does not."""

    registration_closes: datetime
    ends: datetime
    report_due: datetime


def script(day: Day, played: Sequence[Played]) -> list[Step]:
    """In order of time. A unit's place in the list spreads people over the hours."""
    steps: list[Step] = []
    for place, one in enumerate(played):
        steps += _week(day, one, place)
        steps += _saturday(day, one, place)
    return sorted(steps, key=lambda step: step.at)


def _week(day: Day, one: Played, place: int) -> list[Step]:
    registers = day.registration_closes - timedelta(hours=20) + timedelta(minutes=7 * place)
    if one.manner is Manner.SILENT:
        return []
    if one.manner is Manner.NOT_TAKING_PART:
        return [Step(registers, one, Act.OPTS_OUT)]
    return [Step(registers, one, Act.REGISTERS)]


def _saturday(day: Day, one: Played, place: int) -> list[Step]:
    """When its photos and figures come, by its manner."""
    prompt = day.ends + timedelta(minutes=12 * place)
    moments: dict[Manner, tuple[datetime | None, datetime | None]] = {
        Manner.PROMPT: (prompt, prompt + timedelta(minutes=6)),
        Manner.LAST_MINUTE: (prompt, day.report_due - timedelta(minutes=1 + place % 7)),
        Manner.FIGURES_ONLY: (None, prompt),
        Manner.LATE: (prompt, day.report_due + timedelta(minutes=12)),
        Manner.VERY_LATE: (prompt, day.report_due + timedelta(minutes=31)),
    }
    photos, figures = moments.get(one.manner, (None, None))
    steps = [] if photos is None else [Step(photos, one, Act.SENDS_PHOTOS)]
    return steps if figures is None else [*steps, Step(figures, one, Act.REPORTS)]


WRITTEN: Final = (
    "BC nhanh {unit}\nĐVTN: {v}\nLượt người dân: {c}{dossiers}",
    "Dạ em báo cáo {unit} ạ: {v} bạn tham gia, hỗ trợ {c} lượt người dân{dossiers}. Em cảm ơn",
    "{unit}: {some} đoàn viên + {rest} thanh niên, tiếp {c} lượt dân{dossiers} ạ",
    "{unit} bao cao ket qua: {v} dvtn, {c} luot dan{dossiers}",
    "Kính gửi đ/c phụ trách,\n{unit} xin báo cáo:\n- Lực lượng: {v} ĐVTN\n"
    "- Số lượt người dân được hỗ trợ: {c}{dossiers}\nTrân trọng.",
)
"""How units write in the group; each has its own way, and keeps to it."""
DOSSIERS: Final = (
    "\nHồ sơ tiếp nhận: {received}\nHồ sơ giải quyết: {resolved}",
    ", tiếp nhận {received} hồ sơ, giải quyết {resolved}",
    ", gq {resolved}/{received} hs",
    ", giai quyet {resolved}/{received} ho so",
    "\n- Hồ sơ: tiếp nhận {received}, giải quyết {resolved}",
)


def report_text(one: Played) -> str:
    """As that unit writes it: five ways, by its name."""
    volunteers, citizens, received, resolved = one.figures
    way = sum(map(ord, one.unit)) % len(WRITTEN)
    dossiers = DOSSIERS[way].format(received=received, resolved=resolved) if received else ""
    rest = volunteers // 3
    return WRITTEN[way].format(
        unit=one.unit,
        v=volunteers,
        some=volunteers - rest,
        rest=rest,
        c=citizens,
        dossiers=dossiers,
    )


class Cast:
    """The reporters of the played units. They see only what people see."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str) -> None:
        self._http = http
        self._base = base_url
        self._people: dict[str, WebPerson] = {}
        self._registered: set[str] = set()

    @property
    def people(self) -> Mapping[str, WebPerson]:
        """By the name of their unit."""
        return self._people

    async def joins(self, played: Played, code: str) -> None:
        person = WebPerson(self._http, self._base, played.reporter)
        self._people[played.unit] = person
        await self.takes(person, code)

    @staticmethod
    async def takes(person: WebPerson, code: str) -> None:
        """A stranger opens their code's link, agrees and gives their name."""
        await person.arrives(code)
        await person.waits(lambda seen: any("ghi" in label for label in seen.labels))
        await person.taps("ghi")
        await person.waits("tên")
        await person.says(person.name)
        await person.waits(f"{person.name}")

    async def acts(self, step: Step) -> None:
        """AssertionError when the bot does not offer what this step needs."""
        person = self._people.get(step.played.unit)
        if person is None:
            return
        if step.act is Act.SENDS_PHOTOS:
            day = WEEK * step.at.toordinal()  # nobody sends last Saturday's photos again
            seed = day + FIRST_SEED + 10 * sorted(self._people).index(step.played.unit)
            taken = [asyncio.to_thread(photograph, seed + n, size=SMALL) for n in range(PHOTOS)]
            await person.sends_album(await asyncio.gather(*taken))
        elif step.act is Act.REPORTS:
            await person.says(report_text(step.played))
        else:
            await self._registers(person, opts_out=step.act is Act.OPTS_OUT)

    async def leave(self) -> None:
        for person in self._people.values():
            await person.leaves()

    async def _registers(self, person: WebPerson, *, opts_out: bool) -> None:
        """Once: a day that is put off keeps what was registered."""
        if person.name in self._registered:
            return
        self._registered.add(person.name)
        wanted = "Không tổ chức kỳ này" if opts_out else "Đăng ký ngay"
        await person.says("/dangky")
        await person.waits(lambda seen: wanted in seen.labels)
        await person.taps(wanted)
        if opts_out:
            await person.waits("lý do")
            await person.taps("Trùng lịch cơ quan")
            return
        await person.waits("nội dung")
        await person.says("Hỗ trợ người dân làm dịch vụ công trực tuyến")
        await person.waits("Địa điểm")
        await person.taps("Xong")
