"""One rehearsed Saturday: the bot, the double of Telegram, the people, and the order of the day."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

import aiohttp
from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock
from bot.offline import import_roster_file, new_invitation
from bot.proof import Count, Played, counted
from bot.settings import Settings
from bot.timeline import Timeline
from rehearsal.crowd import Camera, Officer, Reminder, Reporter, Volunteer, is_home
from rehearsal.district import HOST, OFFICER, Manner
from rehearsal.person import Person
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_limits import Pace
from rehearsal.telegram_people import TelegramPerson
from rehearsal.town import person_name, roster, town
from rehearsal.webchat import WebPerson
from rules.deadlines import DEFAULT_ZONE, at_local
from rules.reminders import PlannedRung, plan
from rules.rungs import UNIT_RUNGS, Stage
from scheduler.limits import Quota, Rules
from storage.events import Event, open_events
from storage.evidence import KeptPhoto
from storage.units import roots

TOKEN: Final = "7000000001:rehearsal"  # noqa: S105  of our own double
MONDAY: Final = at_local(datetime.fromisoformat("2026-11-23").date(), 9, 0, DEFAULT_ZONE)
ON_THE_WEB: Final = 3
WEB_EVERY: Final = 8
SINGLE_CODES: Final = 2
AT_ONCE: Final = 32
PATIENCE: Final = 120.0
STRAIGHT_AWAY: Final = 0.6
"""The part of the rush within which people begin to send."""
ONE_WEEK: Final = Rules(chat=Quota(1000, 1.0), chat_news=Quota(1000, 1.0))
"""The bot's 30 a second are real; what one chat gets in a week is not held against its seconds
here.
"""
NOT_UNDERSTOOD: Final = ("chưa hiểu", "trục trặc")

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    units: int
    volunteers: int
    photos: int
    rush: float


class Rehearsed:
    """Those who take part, and what happens when. Reporters on the web chat are few: a browser's
    open stream costs what a hundred Telegram chats do."""

    def __init__(
        self,
        plan_: Plan,
        app: App,
        clock: MovableClock,
        telegram: TelegramDouble,
        http: aiohttp.ClientSession,
        say: Callable[[str], None],
    ) -> None:
        self.plan = plan_
        self.app = app
        self.event_id = 0
        self.web: list[WebPerson] = []
        self._clock = clock
        self._telegram = telegram
        self._http = http
        self._say = say
        self._accounts = count(7_900_000_001)
        self._on_telegram: list[TelegramPerson] = []
        self._timeline = Timeline(clock, app.database, self._settle)
        self._camera = Camera(plan_.units * plan_.photos)
        self._town = town(plan_.units)
        self.reporters: list[Reporter] = []
        self._volunteers: list[Volunteer] = []
        self._expected: dict[str, list[Reminder]] = {one.unit: [] for one in self._town}
        self._editions: dict[int, tuple[Count, str]] = {}

    # --- the order of the week --------------------------------------------------------------------
    async def play(self, folder: Path) -> None:
        self._officer = Officer(await self._person(OFFICER))
        await self._officer.takes_code(await self._founded(folder))
        await self._officer.opens_day(self.plan.photos)
        self._event = await self._open_day()
        self.event_id = self._event.id
        await self._come_in()
        self._say(f"{len(self.reporters)} reporters have come in, {len(self.web)} by the web chat")
        for moment, act in sorted(self._moments(), key=lambda step: step[0]):
            await self._move_to(moment)
            await act()
        await self._read_everything()

    def _moments(self) -> Iterable[tuple[datetime, Act]]:
        """The rungs fall due by themselves; `_rung` looks who owes what one second before."""
        schedule, second = self._event.schedule, timedelta(seconds=1)
        closes, due = schedule.registration_closes_at, schedule.report_due_at
        prompt = (Manner.PROMPT, Manner.LAST_MINUTE)
        yield closes - timedelta(days=2, hours=8), lambda: self._register(*prompt)
        yield closes - timedelta(days=2, hours=7), self._sign_up
        yield closes - timedelta(hours=23), lambda: self._register(Manner.LATE, Manner.VERY_LATE)
        yield closes - timedelta(hours=7), lambda: self._register(Manner.FIGURES_ONLY)
        yield schedule.ends_at + timedelta(minutes=5), lambda: self._send(Manner.PROMPT)
        yield due - timedelta(seconds=self.plan.rush), self._rush
        yield due + timedelta(minutes=3), lambda: self._send(Manner.LATE)
        yield schedule.first_edition_at - second, lambda: self._edition(1)
        yield due + timedelta(minutes=31), lambda: self._send(Manner.VERY_LATE)
        yield schedule.second_edition_at - second, lambda: self._edition(2)
        for each in plan(UNIT_RUNGS, schedule, self._event.zone):
            yield each.at - second, self._reminding(each)

    # --- coming in --------------------------------------------------------------------------------
    async def _founded(self, folder: Path) -> str:
        """What `units import` and `invite` do to an empty database; the coordinator's code."""
        file = folder / "don-vi.csv"
        file.write_text(roster(self._town), encoding="utf-8")
        printed = await import_roster_file(self.app.settings, file, "", clock=self._clock)
        lines = (line.split("\t") for line in printed.splitlines() if "\t" in line)
        code = next(code for code, name in lines if name == HOST)
        said = await new_invitation(self.app.settings, "coordinator", code, clock=self._clock)
        return said.splitlines()[0]

    async def _open_day(self) -> Event:
        async with self.app.database.reading() as session:
            top = (await roots(session))[0]
            return (await open_events(session, top.path))[0]

    async def _come_in(self) -> None:
        for place, one in enumerate(self._town):
            person = await self._person(one.reporter, web=place % WEB_EVERY == ON_THE_WEB)
            self.reporters.append(Reporter(one, person, self._clock, self.plan.photos))
        for each in self.reporters[:SINGLE_CODES]:
            await each.takes_code(await self._officer.code_for(each.unit))
        group = self.reporters[SINGLE_CODES:]
        if not group:
            return
        code = await self._officer.group_code()
        await _some_at_once(each.asks_to_join(code) for each in group)
        await self._officer.approves(len(group))
        await _some_at_once(each.person.waits("đã được duyệt", timeout=PATIENCE) for each in group)

    async def _person(self, name: str, *, web: bool = False) -> Person:
        if not web:
            person = self._telegram.user(id=next(self._accounts), name=name)
            self._on_telegram.append(person)
            return person
        visitor = WebPerson(self._http, self.app.base_url, name)
        self.web.append(visitor)
        return await visitor.arrives()

    # --- the week ---------------------------------------------------------------------------------
    async def _register(self, *manners: Manner) -> None:
        await _some_at_once(each.registers() for each in self._who(*manners))
        if Manner.PROMPT in manners:
            await _some_at_once(each.opts_out() for each in self._who(Manner.NOT_TAKING_PART))

    async def _sign_up(self) -> None:
        places = [each.unit for each in self.reporters if each.registered]
        for number in range(self.plan.volunteers if places else 0):
            person = await self._person(person_name(number + len(self._town)))
            self._volunteers.append(Volunteer(person, places[number % len(places)]))
        await _some_at_once(each.signs_up() for each in self._volunteers)
        self._say(
            f"{len(places)} units have registered, {len(self._volunteers)} volunteers signed up"
        )

    def _reminding(self, rung: PlannedRung) -> Act:
        async def remind() -> None:
            kind = _kind(rung)
            for each in self.reporters:
                owes = each.owes_registration if kind is Reminder.REGISTER else each.owes_figures
                asks_photos = kind is not Reminder.REGISTER and not rung.rung.figures_only
                if owes or (asks_photos and each.owes_photos):
                    self._expected[each.unit].append(kind)
            await self._move_to(rung.at)

        return remind

    # --- the day ----------------------------------------------------------------------------------
    async def _rush(self) -> None:
        """Web people first: the moment that counts is when their message arrives."""
        hurried = self._who(Manner.LAST_MINUTE, Manner.FIGURES_ONLY)
        hurried.sort(key=lambda each: isinstance(each.person, TelegramPerson))
        self._say(f"the rush: {len(hurried)} units within {self.plan.rush:g} s")
        apart = self.plan.rush * STRAIGHT_AWAY / max(len(hurried), 1)
        await asyncio.gather(
            *(self._in_time(each, apart * place) for place, each in enumerate(hurried))
        )

    async def _in_time(self, each: Reporter, delay: float) -> None:
        await asyncio.sleep(delay)
        await self._sends(each)

    async def _send(self, manner: Manner) -> None:
        await _some_at_once(self._sends(each) for each in self._who(manner))

    async def _sends(self, each: Reporter) -> None:
        loop = asyncio.get_running_loop()
        since = loop.time()
        if each.played.manner is not Manner.FIGURES_ONLY:
            await each.sends_photos(self._camera.takes(self.plan.photos))
        await each.reports()
        await each.is_answered(since, loop.time)

    async def _edition(self, number: int) -> None:
        own = counted(self.reporters, self._event.schedule)
        await self._move_to(self._clock() + timedelta(seconds=1))
        self._editions[number] = own, await self._officer.edition(number)
        self._say(f"Bản {number} has come: {own.reported}/{own.must_report} units")

    # --- the end ----------------------------------------------------------------------------------
    async def _read_everything(self) -> None:
        """A browser shows messages in order: with the answer to this one, all before it are
        there.
        """
        for visitor in self.web:
            await visitor.says("/batdau")
            await visitor.waits(is_home, timeout=PATIENCE)
        await self._settle()

    def played(self) -> Played:
        people: list[Person] = [*self._on_telegram, *self.web]
        said = [seen.text for who in people for seen in who.sees]
        return Played(
            schedule=self._event.schedule,
            reporters=self.reporters,
            volunteers=self._volunteers,
            expected=self._expected,
            editions=self._editions,
            messages=sum(len(person.update_ids) for person in self._on_telegram),
            too_fast=sum(breach.limit == "bot" for breach in self._telegram.breaches),
            misunderstood=sum(any(words in text for words in NOT_UNDERSTOOD) for text in said),
        )

    async def unharmed(self, photos: Sequence[KeptPhoto]) -> int:
        """How many have in the store the bytes that they had when they were sent."""
        found = [await self.app.store.get(each.key) for each in photos]
        same = (hashlib.sha256(content).hexdigest() for content in found)
        return sum(digest == each.sha256 for digest, each in zip(same, photos, strict=True))

    # --- time -------------------------------------------------------------------------------------
    async def _move_to(self, moment: datetime) -> None:
        await self._timeline.move_to(max(moment, self._clock()))

    async def _settle(self) -> None:
        await self._telegram.delivered(timeout=PATIENCE)
        await self.app.settle()

    def _who(self, *manners: Manner) -> list[Reporter]:
        return [each for each in self.reporters if each.played.manner in manners]


def _kind(planned: PlannedRung) -> Reminder:
    rung = planned.rung
    if rung.stage is Stage.REGISTRATION:
        return Reminder.REGISTER
    if rung.after_deadline:
        return Reminder.PAST
    return Reminder.OVER if rung.key == "report_just_over" else Reminder.LEFT


async def _some_at_once(acts: Iterable[Awaitable[object]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(act: Awaitable[object]) -> None:
        async with gate:
            await act

    await asyncio.gather(*(one(act) for act in acts))


@asynccontextmanager
async def rehearsed(
    plan_: Plan, folder: Path, say: Callable[[str], None]
) -> AsyncIterator[Rehearsed]:
    """The day when it has been played, with its bot still running."""
    async with AsyncExitStack() as stack:
        clock = MovableClock(MONDAY)
        telegram = TelegramDouble(tokens=[TOKEN], now=lambda: clock().timestamp(), pace=Pace.COUNT)
        await stack.enter_async_context(telegram)
        connector = aiohttp.TCPConnector(limit=0)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        app = App(
            _settings(folder, telegram, door),
            clock=clock,
            pace=ONE_WEEK,
            makes=False,
            listening=door.dup(),
        )
        await app.start()
        stack.push_async_callback(app.stop)
        day = Rehearsed(plan_, app, clock, telegram, http, say)
        stack.push_async_callback(_leave, day.web)
        await day.play(folder)
        yield day


async def _leave(web: list[WebPerson]) -> None:
    for visitor in web:
        await visitor.leaves()


def _settings(folder: Path, telegram: TelegramDouble, door: socket.socket) -> Settings:
    """Nothing of the environment: a rehearsal never touches a real database or bot."""
    port = door.getsockname()[1]
    return Settings.model_construct(
        database_url=f"sqlite:///{folder}/aoxanh.db",
        store_url=str(folder / "photos"),
        telegram_token=SecretStr(TOKEN),
        telegram_api=telegram.base_url,
        public_url=f"http://127.0.0.1:{port}",
        webhook_secret=SecretStr("rehearsal"),
        host="127.0.0.1",
        port=port,
    )
