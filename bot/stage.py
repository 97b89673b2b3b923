"""One day of the demo: its installation, its people, and who of them sits before which phone."""

import asyncio
import html
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import aiohttp
import structlog

from actions.board_access import own_link
from actions.import_units import found_units
from actions.invite import new_code
from actions.roster_file import rows_of
from bot.app import App
from bot.clock import MovableClock
from bot.offline import unmarked
from bot.problems import BadSettings
from bot.settings import Settings
from bot.timeline import Timeline
from bot.web.demo import Phone
from bot.web.keys import ChatKeys
from reading.roster import read_roster
from rehearsal.district import OFFICER, PLAYED, YOURS, Played, roster
from rehearsal.saturday import Cast
from rehearsal.webchat import WebPerson
from rendering.texts import refusal, words
from rules.model import Refused, RoleKind, Schedule
from storage.db import Session
from storage.events import open_events
from storage.invitations import InvitationKind
from storage.people import load_actor, role_holders
from storage.units import Unit

log = structlog.get_logger()

PLAYED_AT_MOST: Final = 60
"""Of a large roster: each scripted person keeps a connection open, as a browser would."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The units, and the codes that the people of this day start from."""

    host: Unit
    yours: Unit
    played: tuple[Played, ...]
    codes: dict[str, str]
    officer_code: str


@dataclass(slots=True)
class Stage:
    """`joined` is done when every scripted person has taken their code."""

    app: App
    clock: MovableClock
    timeline: Timeline
    ground: Ground
    phones: tuple[Phone, ...]
    cast: Cast
    joined: asyncio.Task[None]

    async def schedule(self) -> Schedule | None:
        """Of the newest open day."""
        async with self.app.database.reading() as session:
            opened = await open_events(session, self.ground.host.path)
        return max(opened, key=lambda event: event.id).schedule if opened else None

    async def clear(self) -> None:
        self.joined.cancel()
        await asyncio.gather(self.joined, return_exceptions=True)
        await self.cast.leave()
        await self.app.stop()


async def set_stage(
    app: App, clock: MovableClock, file: Path | None, http: aiohttp.ClientSession
) -> Stage:
    """In a running app without units. The phones are ready when it returns; the scripted people are
    still coming in. BadSettings: the roster `file` cannot be used."""
    ground = await _break_ground(app, clock, file)
    phones = await _phones(app, http, ground)
    cast = Cast(http, app.base_url)
    joined = asyncio.create_task(_all_join(cast, ground))
    timeline = Timeline(clock, app.database, app.settle)
    return Stage(app, clock, timeline, ground, phones, cast, joined)


async def _break_ground(app: App, clock: MovableClock, file: Path | None) -> Ground:
    async def found(session: Session) -> Ground:
        done = await found_units(session, read_roster(_rows(file)), now=clock())
        return await _ground(session, done.host, done.added, now=clock())

    try:
        return await app.writer.run(found)
    except Refused as refused:
        said = refusal(refused.code, {"you": "đ/c", **refused.values}).text
        raise BadSettings(f"--units {file}: {unmarked(said)}") from None


def _rows(file: Path | None) -> list[list[str]]:
    return rows_of(file.read_bytes() if file else roster().encode())


async def _ground(
    session: Session, host: Unit, added: tuple[Unit, ...], *, now: datetime
) -> Ground:
    """Yours is the sample's, or the first unit of another roster; the script plays the others."""
    units = [unit for unit in added if unit.id != host.id]
    yours = next((unit for unit in units if unit.name == YOURS), units[0] if units else host)
    others = [unit for unit in units if unit.id != yours.id][:PLAYED_AT_MOST]
    played = tuple(_played(place, unit.name) for place, unit in enumerate(others))
    codes = {
        unit.name: (
            await new_code(session, unit, InvitationKind.REPORTER, created_by=None, now=now)
        ).code
        for unit in others
    }
    officer = await new_code(session, host, InvitationKind.COORDINATOR, created_by=None, now=now)
    return Ground(host, yours, played, codes, officer.code)


def _played(place: int, name: str) -> Played:
    """A unit of another roster behaves as one of the sample's does."""
    known = next((one for one in PLAYED if one.unit == name), None)
    return known or replace(PLAYED[place % len(PLAYED)], unit=name)


async def _all_join(cast: Cast, ground: Ground) -> None:
    joins = (cast.joins(one, ground.codes[one.unit]) for one in ground.played)
    for missed in await asyncio.gather(*joins, return_exceptions=True):
        if isinstance(missed, Exception):
            log.warning("demo_person_missing", error=type(missed).__name__)


async def _phones(app: App, http: aiohttp.ClientSession, ground: Ground) -> tuple[Phone, ...]:
    """The coordinator has taken their code already; the two others are strangers still."""
    keys = ChatKeys(app.secret, app.base_url)
    officer = WebPerson(http, app.base_url, OFFICER)
    await Cast.takes(officer, ground.officer_code)
    await officer.leaves()
    strangers = [keys.key((await app.webchat.open_identity())[0]) for _ in range(2)]
    given = zip(("coordinator", "reporter", "volunteer"), (officer.key, *strangers), strict=True)
    return tuple(_phone(name, key, ground) for name, key in given)


def _phone(name: str, key: str, ground: Ground) -> Phone:
    said = words(
        "demo/phone",
        name=name,
        officer=OFFICER,
        host=ground.host.name,
        unit=ground.yours.name,
    )
    title, _, note = html.unescape(said.text).partition("\n")
    return Phone(name, title, note, key)


async def officers_link(stage: Stage, session: Session) -> str:
    """To the board, as their bot gives it."""
    held = await role_holders(session, stage.ground.host.id, RoleKind.COORDINATOR)
    officer = await load_actor(session, held[0].id)
    token, _ = await own_link(session, officer, None, now=stage.clock())
    return stage.app.board.link(token)


def stage_settings(folder: Path, port: int) -> Settings:
    """Nothing of the environment: a demo never touches a real database or bot."""
    return Settings.model_construct(
        database_url=f"sqlite:///{folder}/aoxanh.db",
        store_url=str(folder / "photos"),
        host="127.0.0.1",
        port=port,
    )
