"""A small Saturday for bots that die: who is there, what they do in a round, what must be found."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from rehearsal.pictures import photograph
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_people import TelegramPerson
from rules.model import RoleKind
from storage.db import Database, Session
from storage.invitations import InvitationKind, NewInvitation, add_invitation
from storage.migrate import migrate
from storage.people import add_person, bind_address, grant_role
from tests.builders import MONDAY, a_day, a_district, a_shift

CODE = "K7QM4XWP"
WARDS = ("Đoàn phường Tân Lộc", "Đoàn phường Phú Lạc", "Đoàn phường Sơn Hạ", "Đoàn phường An Hòa")
PATIENCE = 20.0
QUESTIONS = (
    ("Hỗ trợ dịch vụ công", "Địa điểm"),
    ("Trung tâm hành chính công", "Từ mấy giờ"),
    ("7:30-11:30", "Giờ tập trung"),
    ("7:15", "Thời gian hoàn thành"),
    ("trong ngày", "Tóm tắt cách làm"),
    ("hai bàn hướng dẫn", "đơn vị phối hợp"),
    ("Công an phường", "tối đa bao nhiêu bạn"),
    ("25", "Đội trưởng"),
    ("Trần Văn Minh", "Trang phục"),
    ("áo Thanh niên Việt Nam", "Số dự kiến"),
    ("ĐVTN: 25, lượt dân: 120", "ghi chú"),
    ("mang theo nước", "đã đăng ký ngày"),
)
"""Each answer to the registration's questions, and what is asked next."""


@dataclass
class Scene:
    """The people, and what they have sent so far."""

    telegram: TelegramDouble
    reporter: TelegramPerson
    photographers: list[TelegramPerson]
    registrar: TelegramPerson
    volunteers: list[TelegramPerson] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    photos: dict[tuple[int, int], bytes] = field(default_factory=dict)
    answered: int = 0
    _pictures: Iterator[int] = field(default_factory=count)

    @property
    def people(self) -> list[TelegramPerson]:
        return [self.reporter, *self.photographers, self.registrar, *self.volunteers]

    async def begins(self) -> None:
        """The registration is in the middle from now on."""
        await self.registrar.says("/dangky")
        await self.registrar.waits("chưa đăng ký", timeout=PATIENCE)
        await self.registrar.taps("Đăng ký ngay")
        await self.registrar.waits("Tên nội dung", timeout=PATIENCE)

    async def round(self, *, album: bool = False) -> None:
        """Everybody at once, and everybody waits for the answer."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self.reports_by_text())
            together.create_task(self.sends_photo(self.photographers[0]))
            second = self.sends_album if album else self.sends_photo
            together.create_task(second(self.photographers[1]))
            together.create_task(self.answers())
            together.create_task(self.signs_up())

    async def reports_by_text(self) -> None:
        figure = 1000 + len(self.reports)
        self.reports.append(f"ĐVTN: {figure}, lượt dân: 120")
        await self.reporter.says(self.reports[-1])
        shown = f"1.{figure - 1000:03d}"
        await self.reporter.waits(shown, timeout=PATIENCE)

    async def sends_photo(self, person: TelegramPerson) -> None:
        content = self.picture()
        sent = await person.sends_photo(content)
        self.photos[person.id, sent.id] = content
        await person.waits("đã nhận 1 ảnh", timeout=PATIENCE)

    async def sends_album(self, person: TelegramPerson) -> None:
        contents = [self.picture(), self.picture()]
        sent = await person.sends_album(contents)
        self.photos |= {(person.id, m.id): c for m, c in zip(sent, contents, strict=True)}
        await person.waits("đã nhận 2 ảnh", timeout=PATIENCE)

    def picture(self) -> bytes:
        return photograph(next(self._pictures), size=(320, 240))

    async def answers(self) -> None:
        answer, asked_next = QUESTIONS[self.answered]
        self.answered += 1
        await self.registrar.says(answer)
        await self.registrar.waits(asked_next, timeout=PATIENCE)

    async def signs_up(self) -> None:
        number = len(self.volunteers)
        name = f"Lê Thị {'ABCDEFGHIKLMNOPQRSTUVXY'[number]}n"
        volunteer = self.telegram.user(id=7_800_000_001 + number, name=name)
        self.volunteers.append(volunteer)
        await volunteer.opens(CODE)
        await volunteer.waits("chỗ", timeout=PATIENCE)
        await volunteer.taps("Đồng ý, tên tôi là")
        await volunteer.waits("Đã giữ chỗ", timeout=PATIENCE)


@asynccontextmanager
async def scene(url: str, telegram: TelegramDouble) -> AsyncIterator[Scene]:
    people = [
        telegram.user(id=7_700_000_001 + number, name=f"Trần Văn Minh {number}")
        for number in range(len(WARDS))
    ]
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    async with database.transaction() as session:
        await _set(session, people)
    await database.close()
    yield Scene(telegram, people[0], people[1:3], people[3])


async def _set(session: Session, people: list[TelegramPerson]) -> None:
    host, *wards = await a_district(session, *WARDS)
    event = await a_day(session, host)
    for person, ward in zip(people, wards, strict=True):
        number = await add_person(session, person.name, now=MONDAY, consent_version="serving-1")
        await bind_address(session, number, "telegram", person.id, now=MONDAY)
        await grant_role(session, number, ward.id, RoleKind.REPORTER, granted_by=None, now=MONDAY)
    shift_id = await a_shift(session, event, wards[0], capacity=30)
    invited = NewInvitation(
        InvitationKind.SHIFT, wards[0].id, uses_left=None, event_id=event.id, shift_id=shift_id
    )
    assert await add_invitation(session, CODE, invited, created_by=None, now=MONDAY)


class Ledger:
    """The bot's database, as sqlite shows it from outside."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        with self._opened() as connection:
            return connection.execute(statement, given).fetchall()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
            yield connection

    def owes(self) -> bool:
        """Something is accepted and not handled, or written and not sent."""
        return bool(
            self.rows(
                "SELECT 1 FROM inbox WHERE state = 'new' UNION ALL "
                "SELECT 1 FROM notices WHERE state IN ('due', 'sending')"
            )
        )
