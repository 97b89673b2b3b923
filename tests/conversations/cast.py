"""A city with two hosts, one person in every role, and many people acting in step.

What is ours lies under Quận Đoàn Bình Lạc, what is theirs under Quận Đoàn Đông Hải.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import select

from actions.import_units import found_units
from actions.invite import new_code
from actions.roster_file import rows_of
from reading.roster import read_roster
from rehearsal.telegram_model import Seen
from rehearsal.webchat import WebPerson
from rules.own_form import FormMap, Layout, Place
from storage.db import sqlite_path
from storage.event_metrics import metrics_of_day
from storage.expected import row_of
from storage.invitations import InvitationKind
from storage.own_forms import add_own_form
from storage.tables import hand_overs
from storage.units import Unit, subtree, unit
from tests.talk import World, picture, world

CITY: Final = "Thành Đoàn Minh Châu"
OUR_HOST: Final = "Quận Đoàn Bình Lạc"
OUR_UNIT: Final = "Đoàn phường Tân Lộc"
THEIR_HOST: Final = "Quận Đoàn Đông Hải"
THEIR_UNIT: Final = "Đoàn phường Hải An"
ROSTER: Final = f"""Tên đơn vị,Đơn vị cấp trên
{CITY},
{OUR_HOST},{CITY}
{OUR_UNIT},{OUR_HOST}
Đoàn phường Sơn Hạ,{OUR_HOST}
{THEIR_HOST},{CITY}
{THEIR_UNIT},{THEIR_HOST}
"""
_OWED: Final = (
    "SELECT 1 FROM notices WHERE state = 'due' AND due_at <= ? UNION ALL "
    "SELECT 1 FROM notices WHERE state = 'sending' LIMIT 1"
)
BROKEN: Final = frozenset({"update_failed", "update_not_handled", "update_retried"})

ROLES: Final[dict[str, tuple[InvitationKind, str] | None]] = {
    "stranger": None,
    "volunteer": None,
    "reporter": (InvitationKind.REPORTER, OUR_UNIT),
    "viewer": (InvitationKind.VIEWER, OUR_HOST),
    "coordinator": (InvitationKind.COORDINATOR, OUR_HOST),
    "coordinator above": (InvitationKind.COORDINATOR, CITY),
    "reporter elsewhere": (InvitationKind.REPORTER, THEIR_UNIT),
    "coordinator elsewhere": (InvitationKind.COORDINATOR, THEIR_HOST),
}
"""Who there is; a volunteer becomes one by signing up."""
SERVE: Final = ("reporter", "coordinator")


class Browser(WebPerson):
    """Reads when asked to: with dozens of people, open streams would be most of the work."""

    read_upto = 0

    async def arrives(self, start: str | None = None) -> WebPerson:
        answer = await self._post("session", {"frame": True, "plain": self.plain})
        self.key = answer["key"]
        return self

    async def reads(self) -> list[Seen]:
        """What the bot said or changed since the last look, in order."""
        url, headers = f"{self._base}/chat/history", {"X-Chat-Key": self.key}
        async with self._http.get(url, headers=headers) as answer:
            lines = (await answer.json())["lines"]
        fresh = [line for line in lines if line["out"] and line["rev"] > self.read_upto]
        for line in fresh:
            self._seen[line["id"]] = await self._shown(line)
        self.read_upto = max([self.read_upto, *(line["rev"] for line in lines)])
        return [self._seen[line["id"]] for line in sorted(fresh, key=lambda line: line["rev"])]


@dataclass(frozen=True)
class Tap:
    """The data of a button, whether or not anybody was ever shown it."""

    data: str


@dataclass(frozen=True)
class Photo:
    caption: str = ""


@dataclass(frozen=True)
class Paper:
    """A document that is neither a picture nor a sheet."""


Act = str | Tap | Photo | Paper


async def act(person: Browser, what: Act) -> None:
    match what:
        case str():
            await person.says(what)
        case Tap(data):
            await person.taps_data(person.last.id if person.sees else 0, data)
        case Photo(caption):
            await person.sends_photo(picture(), caption)
        case Paper():
            await person.sends_document(b"%PDF-1.4 ...", "ke hoach.pdf", "application/pdf")


@dataclass
class Cast:
    """`ids`: what the callbacks name, ours and theirs."""

    world: World
    logs: list[Any]
    file: sqlite3.Connection
    units: dict[str, Unit] = field(default_factory=dict)
    ours: dict[str, int | str] = field(default_factory=dict)
    theirs: dict[str, int | str] = field(default_factory=dict)
    serving: dict[str, Browser] = field(default_factory=dict)

    async def all_do(self, acts: Sequence[tuple[Browser, Act]]) -> list[list[Seen]]:
        """Everybody acts at once; what each of them then reads."""
        await asyncio.gather(*(act(person, what) for person, what in acts))
        await self.rests()
        return await asyncio.gather(*(person.reads() for person, _ in acts))

    async def all_do_all(self, acts: Sequence[tuple[Browser, Sequence[Act]]]) -> list[list[Seen]]:
        """Everybody one thing after another without looking up; what each of them then reads."""

        async def one(person: Browser, all_of_it: Sequence[Act]) -> None:
            for what in all_of_it:
                await act(person, what)

        await asyncio.gather(*(one(person, all_of_it) for person, all_of_it in acts))
        await self.rests()
        return await asyncio.gather(*(person.reads() for person, _ in acts))

    async def does(self, person: Browser, *acts: Act) -> list[Seen]:
        """One after another; what the last one brings."""
        read: list[Seen] = []
        for what in acts:
            read = (await self.all_do([(person, what)]))[0]
        return read

    async def rests(self) -> None:
        """Until every update is handled and every answer delivered."""
        app = self.world.app
        await app.ingress.drain()
        while self.owes():
            app.delivery.wake()
            await asyncio.sleep(0.003)

    def owes(self) -> bool:
        """As sqlite shows it from outside: asked so often that it has to be quick."""
        now = self.world.clock().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        return bool(self.rows(_OWED, now))

    def rows(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        return self.file.execute(statement, given).fetchall()

    async def browser(self, name: str, *, plain: bool = False) -> Browser:
        person = Browser(self.world.http, self.world.base, name, plain=plain)
        await person.arrives()
        return person

    async def code(self, kind: InvitationKind, unit_name: str) -> str:
        async def make(session: Any) -> str:  # noqa: ANN401  a session of the writer's
            now, invited = self.world.clock(), self.units[unit_name]
            return (await new_code(session, invited, kind, created_by=None, now=now)).code

        return await self.world.app.writer.run(make)

    async def people(self, roles: Iterable[str], *, plain: bool = False) -> dict[str, Browser]:
        """A new person in each of these roles; "reporter 2" is another reporter."""
        names = list(roles)
        made = {name: await self.browser(name, plain=plain) for name in names}
        invited = {name: ROLES[re.sub(r" \d+$", "", name)] for name in names}
        codes = {name: await self.code(*given) for name, given in invited.items() if given}
        await self.all_do([(made[name], f"/start {code}") for name, code in codes.items()])
        await self.all_do([(made[name], Tap(f"bind_name:{code}")) for name, code in codes.items()])
        await self.all_do([(made[name], _human(name)) for name in codes])
        volunteers = [made[name] for name in names if name.startswith("volunteer")]
        shift = self.ours.get("shift_id")
        await self.all_do([(person, Tap(f"su_name:{shift}:1")) for person in volunteers])
        await self.all_do([(person, "Lê Thị Mận") for person in volunteers])
        return made

    async def regulars(self, roles: Iterable[str]) -> dict[str, Browser]:
        """As `people`, but whoever serves already comes again, out of any question: each more is
        told all that concerns the whole body. Who is nobody yet is somebody new every time."""
        names = list(roles)
        again = [name for name in names if name in self.serving]
        await self.all_do([(self.serving[name], "/huy") for name in again])
        made = await self.people(name for name in names if name not in self.serving)
        self.serving |= {name: one for name, one in made.items() if name.startswith(SERVE)}
        return {name: made.get(name) or self.serving[name] for name in names}

    def nothing_broke(self) -> None:
        broken = [entry for entry in self.logs if entry["event"] in BROKEN]
        self.logs.clear()
        assert not broken, broken


def _human(role: str) -> str:
    letters = re.sub(r"\d", "", role).strip()
    return f"Trần {letters.title()}"


def data_of(seen: Iterable[Seen], prefix: str) -> str:
    """The newest button of that kind on these messages."""
    offered = [b.data or "" for one in seen for row in one.buttons for b in row]
    return next(data for data in reversed(offered) if data.split(":")[0] == prefix)


@asynccontextmanager
async def a_cast(folder: Path) -> AsyncIterator[Cast]:
    """Both hosts have a day open; both units have registered, reported and signed somebody up."""
    with structlog.testing.capture_logs() as logs, ExitStack() as stack:
        async with world(folder, "webchat", still=True) as lives:
            stored = f"file:{sqlite_path(lives.app.settings.database_url)}?mode=ro"
            file = stack.enter_context(closing(sqlite3.connect(stored, uri=True)))
            cast = Cast(lives, logs, file)
            await _founded(cast)
            cast.ours = await _a_saturday(cast, OUR_HOST, OUR_UNIT, "Tân Lộc")
            cast.theirs = await _a_saturday(cast, THEIR_HOST, THEIR_UNIT, "Hải An")
            yield cast


async def _founded(cast: Cast) -> None:
    async def found(session: Any) -> dict[str, Unit]:  # noqa: ANN401
        roster = read_roster(rows_of(ROSTER.encode()))
        done = await found_units(session, roster, now=cast.world.clock())
        top = await unit(session, done.host.id)
        assert top is not None
        return {each.name: each for each in await subtree(session, top.path)}

    cast.units = await cast.world.app.writer.run(found)


async def _a_saturday(cast: Cast, host: str, unit_name: str, called: str) -> dict[str, int | str]:
    """The ids that its buttons carry."""
    officer, reporter = await cast.browser("cán bộ"), await cast.browser("đầu mối")
    for person, kind, where in (
        (officer, InvitationKind.COORDINATOR, host),
        (reporter, InvitationKind.REPORTER, unit_name),
    ):
        code = await cast.code(kind, where)
        await cast.does(person, f"/start {code}", Tap(f"bind_name:{code}"), f"Phạm Kín {called}")
    stamp = data_of(await cast.does(officer, "/taosukien"), "event_open")
    event = data_of(await cast.does(officer, Tap(stamp)), "board").split(":")[1]
    register = data_of(await cast.does(reporter, "/dangky"), "register")
    participation = register.split(":")[1]
    await cast.does(reporter, Tap(register), f"Hỗ trợ người dân {called}", "xong")
    await cast.does(reporter, "ĐVTN: 77, lượt dân: 7.077")
    asked = await cast.does(reporter, Tap(f"more_time:{participation}"), "18h", "bỏ qua")
    extension = data_of(asked, "more_time_undo").split(":")[1]
    photo = data_of(await cast.does(reporter, Photo()), "photos_out").split(":")[1]
    volunteer = await cast.browser("tình nguyện viên")
    shift = data_of(await cast.does(volunteer, called), "su_name").split(":")[1]
    seated = await cast.does(volunteer, Tap(f"su_name:{shift}:0"), f"Phạm Kín {called}")
    sign_up = data_of(seated, "su_ics").split(":")[1]
    await cast.does(volunteer, f"Câu hỏi kín của {called}?")
    question = data_of(await cast.does(officer, "câu hỏi"), "question_answer").split(":")[1]
    group = await cast.code(InvitationKind.GROUP, host)
    newcomer = await cast.browser("người mới")
    await cast.does(newcomer, f"/start {group}", Tap(f"bind_name:{group}"), f"Phạm Kín {called}")
    await cast.does(newcomer, called)
    request = data_of(await cast.does(officer, "duyệt"), "join_yes").split(":")[1]
    mended = await _somebody_else(cast, officer, reporter, int(participation), called)
    return {
        **mended,
        "event_id": int(event),
        "hand_over_id": await _hand_over(cast, officer, int(event)),
        "form_id": await _own_form(cast, host),
        "participation_id": int(participation),
        "other_id": int(participation),
        "shift_id": int(shift),
        "sign_up_id": int(sign_up),
        "photo_id": int(photo),
        "submission_id": 1,
        "question_id": int(question),
        "request_id": int(request),
        "unit_id": cast.units[unit_name].id,
        "into_id": cast.units["Đoàn phường Sơn Hạ"].id,
        "extension_id": int(extension),
        "metric_id": await _metric(cast, int(event)),
        "target_id": await _target(cast, officer),
        "idle_id": await _idle(cast, int(event), unit_name),
        "shared_id": await _shared(cast, officer, event),
        "code": group,
    }


async def _hand_over(cast: Cast, officer: Browser, event_id: int) -> int:
    """Files that the officer asked for."""
    await cast.does(officer, Tap(f"files:{event_id}"))
    async with cast.world.app.database.reading() as session:
        found = await session.execute(
            select(hand_overs.c.id).where(hand_overs.c.event_id == event_id)
        )
        return int(found.scalar_one())


async def _shared(cast: Cast, officer: Browser, event: str) -> int:
    """A link to the board for leaders."""
    seen = await cast.does(officer, Tap(f"web_share_new:{event}"), Tap(f"web_share:{event}"))
    return int(data_of(seen, "web_withdraw").split(":")[1])


async def _own_form(cast: Cast, host: str) -> int:
    """The form of the body above; nobody has confirmed it."""
    form = FormMap("Biểu", Layout.ROWS, (Place("B", "Đơn vị", "unit"), Place("C", "?")), 8)

    async def added(session: Any) -> int:  # noqa: ANN401  a session of the writer's
        unit_id, now = cast.units[host].id, cast.world.clock()
        return await add_own_form(session, unit_id, "bieu.xlsx", b"PK", form, by=None, now=now)

    return await cast.world.app.writer.run(added)


async def _metric(cast: Cast, event_id: int) -> int:
    """The day's first: teams, which nobody must report."""
    async with cast.world.app.database.reading() as session:
        return (await metrics_of_day(session, event_id))[0].id


async def _target(cast: Cast, officer: Browser) -> int:
    set_by = await cast.does(officer, "chỉ tiêu 20 ĐVTN mỗi đơn vị")
    return int(data_of(set_by, "target_off").split(":")[1])


async def _idle(cast: Cast, event_id: int, unit_name: str) -> int:
    """The day's participation of a unit that sends nothing, where there is one."""
    idle = cast.units["Đoàn phường Sơn Hạ" if unit_name == OUR_UNIT else unit_name]
    async with cast.world.app.database.reading() as session:
        found = await row_of(session, event_id, idle.id)
    assert found is not None
    return found


async def _somebody_else(
    cast: Cast, officer: Browser, reporter: Browser, participation: int, called: str
) -> dict[str, int]:
    """A link for another reporter, the one there is, and one who asks to be let in again."""
    link = data_of(await cast.does(reporter, Tap(f"hand:{participation}")), "hand_off")
    shown = await cast.does(officer, Tap(f"liaisons:{participation}"))
    person = data_of(shown, "reporter_end").split(":")[2]
    again = await cast.browser("máy mới")
    await cast.does(again, Tap("reenter_yes"), f"Phạm Kín {called}", called)
    reentry = data_of(await cast.does(officer, "xin vào lại"), "let_in").split(":")[1]
    return {
        "link_id": int(link.split(":")[1]),
        "person_id": int(person),
        "reentry_id": int(reentry),
    }
