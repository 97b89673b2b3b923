"""A sample district on this machine: three phones for you, other units played by a script, a clock to move."""

import asyncio
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import aiohttp
import structlog
from aiohttp import web

from actions.import_units import found_units
from actions.invite import new_code
from actions.roster_file import rows_of
from bot.app import App
from bot.clock import Clock, MovableClock
from bot.settings import Settings
from bot.timeline import Timeline
from bot.web.demo import DemoRoutes, Phone
from bot.web.keys import ChatKeys
from bot.web.requests import WebRefused, json_body, same_origin
from reading.roster import read_roster
from rehearsal.district import OFFICER, PLAYED, Played, roster
from rehearsal.pictures import photograph
from rehearsal.saturday import Cast, Day, Step, script
from rehearsal.webchat import WebPerson
from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE, at_local, local, usual_schedule
from rules.model import Schedule
from storage.db import Session
from storage.events import open_events
from storage.invitations import InvitationKind
from storage.units import Unit

log = structlog.get_logger()

SAMPLE_PHOTOS: Final = 6
MORNING: Final = (8, 30)
WEDNESDAY: Final = 2
"""The demo begins on the Wednesday before a Saturday: every moment of a day is still ahead."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One day's installation: its app, the people in it, and who of them sits before which phone."""

    app: App
    clock: MovableClock
    timeline: Timeline
    host: Unit
    phones: tuple[Phone, ...]
    cast: Cast
    played: tuple[Played, ...]


class Demo:
    """`start` and `stop` are its life; a fresh day is a new folder, database and people on the same address."""

    def __init__(
        self,
        folder: Path,
        listening: socket.socket,
        *,
        now: datetime | None,
        roster: Path | None,
    ) -> None:
        self._folder = folder
        self._listening = listening
        self._begins = now
        self._roster = roster
        self._days = 0
        self._stage: Stage | None = None
        self._http: aiohttp.ClientSession | None = None
        self._moving = asyncio.Lock()
        self._later: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._http = aiohttp.ClientSession()
        self._stage = await self._set_stage(self._http)

    async def stop(self) -> None:
        for task in self._later:
            task.cancel()
        await self._clear_stage()
        if self._http is not None:
            await self._http.close()
        self._listening.close()

    # --- the stage ----------------------------------------------------------------------------------
    async def _set_stage(self, http: aiohttp.ClientSession) -> Stage:
        self._days += 1
        folder = self._folder / f"day-{self._days}"
        clock = MovableClock(self._begins or beginning(Clock()()))
        app = App(
            settings(folder, self._listening.getsockname()[1]),
            clock=clock,
            listening=self._listening.dup(),
            routes=self._routes,
        )
        await app.start()
        host, units = await app.writer.run(self._found)
        cast = Cast(http, app.base_url)
        by_name = {unit.name: unit for unit in units}
        played = tuple(one for one in PLAYED if one.unit in by_name)
        for one in played:
            code = await self._code(app, by_name[one.unit], InvitationKind.REPORTER)
            await cast.joins(one, code)
        phones = await self._phones(app, http, host)
        timeline = Timeline(clock, app.database, app.settle)
        return Stage(app, clock, timeline, host, phones, cast, played)

    async def _found(self, session: Session) -> tuple[Unit, tuple[Unit, ...]]:
        content = self._roster.read_bytes() if self._roster else roster().encode()
        done = await found_units(session, read_roster(rows_of(content)), now=Clock()())
        return done.host, done.added

    async def _code(self, app: App, unit: Unit, kind: InvitationKind) -> str:
        async def make(session: Session) -> str:
            made = await new_code(session, unit, kind, created_by=None, now=app.clock())
            return made.code

        return await app.writer.run(make)

    async def _phones(
        self, app: App, http: aiohttp.ClientSession, host: Unit
    ) -> tuple[Phone, ...]:
        """The coordinator has taken their code already; the two others are strangers still."""
        keys = ChatKeys(app.secret, app.base_url)
        code = await self._code(app, host, InvitationKind.COORDINATOR)
        officer = WebPerson(http, app.base_url, OFFICER)
        await Cast.takes(officer, code)
        await officer.leaves()
        given = [officer.key]
        for _ in range(2):
            external_id, _chat = await app.webchat.open_identity()
            given.append(keys.key(external_id))
        names = ("coordinator", "reporter", "volunteer")
        return tuple(_phone(name, key) for name, key in zip(names, given, strict=True))

    async def _clear_stage(self) -> None:
        if self._stage is not None:
            stage, self._stage = self._stage, None
            await stage.cast.leave()
            await stage.app.stop()

    # --- the clock --------------------------------------------------------------------------------
    async def move(self, moment: datetime) -> None:
        """Through every due moment and every step of the script, in order. ValueError: it has passed."""
        stage = self._on_stage()
        async with self._moving:
            for step in await self._steps(stage, moment):
                await stage.timeline.move_to(max(step.at, stage.clock()))
                await _acts(stage.cast, step)
            await stage.timeline.move_to(max(moment, stage.clock()))

    async def _steps(self, stage: Stage, until: datetime) -> list[Step]:
        schedule = await self._schedule(stage)
        day = Day(schedule.registration_closes_at, schedule.ends_at, schedule.report_due_at)
        now = stage.clock()
        return [step for step in script(day, stage.played) if now < step.at <= until]

    async def _schedule(self, stage: Stage) -> Schedule:
        """Of the newest open day, or the one that would be usual."""
        async with stage.app.database.reading() as session:
            opened = await open_events(session, stage.host.path)
        if opened:
            return max(opened, key=lambda event: event.id).schedule
        return usual_schedule(stage.clock(), stage.host.timezone)

    def _on_stage(self) -> Stage:
        if self._stage is None:
            raise WebRefused("starting", 503)
        return self._stage

    # --- over HTTP --------------------------------------------------------------------------------
    def _routes(self, _app: App) -> list[web.RouteDef]:
        return [
            *DemoRoutes(lambda: self._on_stage().phones).routes(),
            web.get("/demo/clock", self.clock),
            web.post("/demo/clock", self.move_clock),
            web.get("/demo/photos", self.photos),
            web.get("/demo/photos/{number}.jpg", self.photo),
        ]

    async def clock(self, _request: web.Request) -> web.Response:
        stage = self._on_stage()
        schedule = await self._schedule(stage)
        moments = [
            {"at": at.isoformat(), "label": words("demo/moment", name=name, at=at).text}
            for name, at in moments_of(schedule)
        ]
        return web.json_response({"now": stage.clock().isoformat(), "moments": moments})

    async def move_clock(self, request: web.Request) -> web.Response:
        stage = self._on_stage()
        same_origin(request, stage.app.base_url)
        body = await json_body(request)
        if body.get("fresh") is True:
            self._begin_again()
            return web.json_response({"now": stage.clock().isoformat(), "reload": True})
        try:
            await self.move(datetime.fromisoformat(str(body.get("to"))))
        except (ValueError, TypeError):
            raise WebRefused("malformed") from None
        return await self.clock(request)

    def _begin_again(self) -> None:
        async def fresh() -> None:
            async with self._moving:
                await self._clear_stage()
                if self._http is not None:
                    self._stage = await self._set_stage(self._http)

        task = asyncio.create_task(fresh())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def photos(self, _request: web.Request) -> web.Response:
        numbers = range(1, SAMPLE_PHOTOS + 1)
        return web.json_response(
            [{"url": f"/demo/photos/{n}.jpg", "name": f"anh-mau-{n}.jpg"} for n in numbers]
        )

    async def photo(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        if not number.isdecimal() or not 1 <= int(number) <= SAMPLE_PHOTOS:
            raise web.HTTPNotFound
        content = await asyncio.to_thread(photograph, int(number))
        return web.Response(body=content, content_type="image/jpeg")


async def _acts(cast: Cast, step: Step) -> None:
    try:
        await cast.acts(step)
    except AssertionError as missed:
        log.warning("demo_step_missed", act=step.act, missed=str(missed)[:80])


def _phone(name: str, key: str) -> Phone:
    title, _, note = words("demo/phone", name=name).text.partition("\n")
    return Phone(name, title, note, key)


def moments_of(schedule: Schedule) -> list[tuple[str, datetime]]:
    """The moments that the clock's buttons offer."""
    return [
        ("registration", schedule.registration_closes_at),
        ("starts", schedule.starts_at),
        ("ends", schedule.ends_at),
        ("half_hour", schedule.report_due_at - timedelta(minutes=30)),
        ("due", schedule.report_due_at),
        ("first", schedule.first_edition_at),
        ("second", schedule.second_edition_at),
    ]


def beginning(now: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """The next Wednesday morning."""
    today = local(now, zone).date()
    ahead = (WEDNESDAY - today.weekday()) % 7 or 7
    return at_local(today + timedelta(days=ahead), *MORNING, zone)


def settings(folder: Path, port: int) -> Settings:
    """Nothing of the environment: a demo never touches a real database or bot."""
    return Settings.model_construct(
        database_url=f"sqlite:///{folder}/aoxanh.db",
        store_url=str(folder / "photos"),
        host="127.0.0.1",
        port=port,
    )
