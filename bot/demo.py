"""A sample district on this machine: three phones, units played by a script, a clock to move."""

import asyncio
import socket
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import aiohttp
import structlog
from aiohttp import web

from bot.app import App
from bot.clock import Clock, MovableClock
from bot.stage import Stage, officers_link, set_stage, stage_settings
from bot.web.demo import DemoRoutes, Phone
from bot.web.requests import WebRefused, json_body, same_origin
from rehearsal.pictures import photograph
from rehearsal.saturday import Cast, Day, Step, script
from rendering.texts import words
from rules.deadlines import DEFAULT_ZONE, at_local, local, usual_schedule
from rules.model import Schedule

log = structlog.get_logger()

SAMPLE_PHOTOS: Final = 6
MORNING: Final = (8, 30)
WEDNESDAY: Final = 2
"""The demo begins on the Wednesday before a Saturday: every moment of a day is still ahead."""


class Demo:
    """`start` and `stop` are its life; a fresh day is a new folder on the same address."""

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
        self._stage: Stage | None = None
        self._http: aiohttp.ClientSession | None = None
        self._moving = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def start(self) -> None:
        # No limit: every scripted person keeps a stream open.
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        try:
            self._stage = await self._set_stage(self._http)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)
        await self._clear_stage()
        if self._http is not None:
            await self._http.close()
        self._listening.close()

    # --- the stage ------------------------------------------------------------------------------
    async def _set_stage(self, http: aiohttp.ClientSession) -> Stage:
        clock = MovableClock(self._begins or beginning(Clock()()))
        app = App(
            stage_settings(fresh_folder(self._folder), self._listening.getsockname()[1]),
            clock=clock,
            listening=self._listening.dup(),
            routes=self._routes,
        )
        await app.start()
        try:
            return await set_stage(app, clock, self._roster, http)
        except BaseException:
            await app.stop()
            raise

    async def _clear_stage(self) -> None:
        if self._stage is not None:
            stage, self._stage = self._stage, None
            await stage.clear()

    def _begin_again(self) -> None:
        """A second wish while a fresh day is being made is the same wish."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        async with self._moving:
            await self._clear_stage()
            if self._http is not None:
                self._stage = await self._set_stage(self._http)

    # --- the clock --------------------------------------------------------------------------------
    async def move(self, moment: datetime) -> None:
        """Through every due moment and step of the script, in order. ValueError: it is past."""
        stage = self._on_stage()
        async with self._moving:
            if moment < stage.clock():
                raise ValueError("the clock only moves forward")
            await stage.joined
            for step in await _steps(stage, moment):
                await stage.timeline.move_to(max(step.at, stage.clock()))
                await _acts(stage.cast, step)
            await stage.timeline.move_to(max(moment, stage.clock()))

    async def files_made(self) -> None:
        """Waits until every file that is owed has been made and sent."""
        stage = self._on_stage()
        await stage.app.making.idle()
        await stage.app.settle()

    @property
    def cast(self) -> Cast:
        """Who plays the other units now."""
        return self._on_stage().cast

    def _on_stage(self) -> Stage:
        if self._stage is None:
            raise WebRefused("starting", 503)
        return self._stage

    def _phones(self) -> tuple[Phone, ...]:
        return () if self._stage is None else self._stage.phones

    async def _board_link(self) -> str:
        """For the coordinator's phone."""
        stage = self._on_stage()
        return await stage.app.writer.run(partial(officers_link, stage))

    # --- over HTTP --------------------------------------------------------------------------------
    def _routes(self, _app: App) -> list[web.RouteDef]:
        return [
            *DemoRoutes(self._phones, self._board_link).routes(),
            web.get("/demo/clock", self.clock),
            web.post("/demo/clock", self.move_clock),
            web.get("/demo/photos", self.photos),
            web.get("/demo/photos/{number}.jpg", self.photo),
        ]

    async def clock(self, _request: web.Request) -> web.Response:
        """{"now", "moments": [{"at", "label"}]}; also asked while the clock is on its way."""
        stage = self._on_stage()
        schedule = await stage.schedule() or usual_schedule(
            stage.clock(), stage.ground.host.timezone
        )
        moments = [
            {"at": at.isoformat(), "label": words("demo/moment", name=name).text}
            for name, at in moments_of(schedule)
        ]
        return web.json_response(
            {"now": stage.clock().isoformat(), "moments": moments},
            headers={"Cache-Control": "no-store"},
        )

    async def move_clock(self, request: web.Request) -> web.Response:
        """{"to": ISO} -> the clock there; {"fresh": true} -> {"reload": true}, a new day."""
        stage = self._on_stage()
        same_origin(request, stage.app.base_url)
        body = await json_body(request)
        if body.get("fresh") is True:
            self._begin_again()
            return web.json_response({"reload": True})
        await self._move_or_refuse(str(body.get("to")))
        return await self.clock(request)

    async def _move_or_refuse(self, to: str) -> None:
        try:
            moment = datetime.fromisoformat(to)
        except ValueError:
            raise WebRefused("malformed") from None
        if moment.tzinfo is None:
            raise WebRefused("malformed")
        try:
            await self.move(moment)
        except ValueError:
            raise WebRefused("clock_back", 409) from None

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


async def _steps(stage: Stage, until: datetime) -> list[Step]:
    """Nobody has anything to do while no day is open."""
    schedule = await stage.schedule()
    if schedule is None:
        return []
    day = Day(schedule.registration_closes_at, schedule.ends_at, schedule.report_due_at)
    now = stage.clock()
    return [step for step in script(day, stage.ground.played) if now < step.at <= until]


async def _acts(cast: Cast, step: Step) -> None:
    try:
        await cast.acts(step)
    except AssertionError as missed:
        log.warning("demo_step_missed", act=step.act, missed=str(missed)[:80])


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


def fresh_folder(folder: Path) -> Path:
    """Every start and every fresh day has its own: what was played before stays to be looked at."""
    taken = [int(day.name[4:]) for day in folder.glob("day-*") if day.name[4:].isdecimal()]
    return folder / f"day-{max(taken, default=0) + 1}"
