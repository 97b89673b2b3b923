"""Our whole path as a process: webhook, durable inbox, conversation, group commit, outbox,
delivery.

usage: python -m benchmarks.full PORT TELEGRAM_API FOLDER STORED_SUBMISSIONS READY_FILE
"""

import asyncio
import gc
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.echo import SECRET, TOKEN
from benchmarks.load import CHATS, account
from bot.app import App
from bot.clock import Clock
from bot.settings import Settings, load_settings
from bot.start import configure_logs, spare_collector
from rules.deadlines import DEFAULT_ZONE, usual_schedule
from rules.model import RoleKind, Schedule
from storage.db import Session
from storage.events import EventDraft, create_event
from storage.people import add_person, bind_address, grant_role
from storage.tables import participations, submissions
from storage.units import NewUnit, add_units, unit_by_code

LOT = 20_000


def open_now(now: datetime) -> Schedule:
    """A day that is on: begun an hour ago, reports due in eight."""
    start = now - timedelta(hours=1)
    due = now + timedelta(hours=8)
    return Schedule(start, now, start, due, due + timedelta(minutes=5), due + timedelta(hours=1))


async def district(session: Session) -> None:
    """168 units, each with one reporter on Telegram, and an open day."""
    now = Clock()()
    names = [NewUnit("HOST", "Quận Đoàn Bình Lạc", None, {})]
    names += [NewUnit(f"U{n}", f"Đoàn phường Số {n}", "HOST", {}) for n in range(1, CHATS + 1)]
    host, *units = await add_units(session, names)
    for index, unit in enumerate(units):
        person = await add_person(session, f"Minh {index}", now=now, consent_version="bench")
        await bind_address(session, person, "telegram", account(index), now=now, plain=False)
        await grant_role(session, person, unit.id, RoleKind.REPORTER, granted_by=None, now=now)
    draft = EventDraft("Ngày thứ Bảy tình nguyện", open_now(now))
    await create_event(session, host, draft, created_by=None, now=now)


async def history(session: Session, stored: int) -> None:
    """Submissions of past days, spread over the units, so that indexes have their real depth."""
    now = datetime(2026, 1, 3, 9, tzinfo=UTC)
    per_event = CHATS * 60
    for number in range(0, stored, per_event):
        count = min(per_event, stored - number)
        event = await _past_event(session, now - timedelta(weeks=1 + number // per_event))
        rows = (await session.execute(_of_event(event))).scalars().all()
        lots = [_submission(rows[n % len(rows)], 1 + n // len(rows), now) for n in range(count)]
        for begin in range(0, count, LOT):
            await session.execute(insert(submissions), lots[begin : begin + LOT])


def _of_event(event_id: int) -> Any:  # noqa: ANN401  a SELECT
    return (
        participations.select()
        .with_only_columns(participations.c.id)
        .where(participations.c.event_id == event_id)
    )


async def _past_event(session: Session, moment: datetime) -> int:
    host = await unit_by_code(session, "HOST")
    assert host is not None  # noqa: S101  made by `district`
    schedule = usual_schedule(moment, DEFAULT_ZONE)
    event = await create_event(
        session, host, EventDraft("Ngày đã qua", schedule), created_by=None, now=moment
    )
    assert event is not None  # noqa: S101
    return event.id


def _submission(participation_id: int, version: int, at: datetime) -> dict[str, Any]:
    return {
        "participation_id": participation_id,
        "version": version,
        "text": "ĐVTN: 25",
        "figures": {"volunteers": 25, "citizens": 120},
        "sources": {},
        "sent_at": at,
        "received_at": at,
    }


def settings(port: int, api: str, folder: Path) -> Settings:
    return load_settings(
        database_url=f"sqlite:///{folder}/aoxanh.db",
        store_url=str(folder / "photos"),
        telegram_token=TOKEN,
        telegram_api=api,
        public_url=f"http://127.0.0.1:{port}",
        webhook_secret=SECRET,
        port=port,
        _env_file=None,
    )


async def serve(port: int, api: str, folder: Path, stored: int, ready: Path) -> None:
    app = App(settings(port, api, folder), limits=False)
    await app.start()

    async def fill(session: Session) -> None:
        await district(session)
        await history(session, stored)

    await app.writer.run(fill)
    gc.collect()
    spare_collector()
    await asyncio.to_thread(ready.touch)
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
    await app.stop()


def main() -> None:
    import logging

    configure_logs(logging.WARNING)
    port, api, folder, stored, ready = sys.argv[1:]
    asyncio.run(serve(int(port), api, Path(folder), int(stored), Path(ready)))


if __name__ == "__main__":
    main()
