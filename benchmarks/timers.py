"""A reminder rung falls due for 168 units: how soon it is claimed, how soon all are out, at what
pace, and how long a person who writes meanwhile waits. Real clock, real limits, webhook.

usage: python -m benchmarks.timers [--units 168]
"""

import argparse
import asyncio
import json
import math
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.echo import TOKEN
from benchmarks.updates import free_port
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_limits import Pace

AHEAD = 4.0
PATIENCE = 120.0
APART = 0.25
FIRST_REPORTER = 7_000_000_000
FIRST_STRANGER = 8_000_000_000
SENDS = ("sendMessage", "editMessageText")
DAYTIME = range(9, 20)


def zone_with_daylight(now: datetime) -> str:
    """Reminders keep quiet hours: the district lies where it is about noon."""
    ahead = 13 - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if -12 <= -ahead <= 12 else f"Etc/GMT{-(ahead + 24):+d}"  # noqa: PLR2004


# --- the bot, in a process of its own -------------------------------------------------------------
async def serve(port: int, api: str, folder: Path, units: int) -> None:
    from benchmarks.full import settings  # seconds of imports that the parent does without
    from bot.app import App
    from bot.clock import Clock

    app = App(settings(port, api, folder))
    await app.start()
    due = await app.writer.run(lambda session: district(session, Clock()(), units))
    print(due.isoformat(), flush=True)
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
    await app.stop()


async def district(session: Any, now: datetime, count: int) -> datetime:  # noqa: ANN401
    """Every unit has a reporter on Telegram and nothing sent; when the rung falls due."""
    from rules.model import RoleKind, Schedule
    from storage.events import EventDraft, create_event
    from storage.people import add_person, bind_address, grant_role
    from storage.timer_plan import plan_timers
    from storage.units import NewUnit, add_units

    names = [NewUnit("HOST", "Quận Đoàn Bình Lạc", None, {}, timezone=zone_with_daylight(now))]
    names += [NewUnit(f"U{n}", f"Đoàn phường Số {n}", "HOST", {}) for n in range(1, count + 1)]
    host, *below = await add_units(session, names)
    for index, unit in enumerate(below):
        person = await add_person(session, f"Minh {index}", now=now, consent_version="bench")
        await bind_address(
            session, person, "telegram", FIRST_REPORTER + index, now=now, plain=False
        )
        await grant_role(session, person, unit.id, RoleKind.REPORTER, granted_by=None, now=now)
    rung = now + timedelta(seconds=AHEAD)
    due = rung + timedelta(minutes=30)
    hour = timedelta(hours=1)
    schedule = Schedule(due - 6 * hour, due - 3 * hour, due - 7 * hour, due, due + hour, due + hour)
    draft = EventDraft("Ngày thứ Bảy tình nguyện", schedule)
    event = await create_event(session, host, draft, created_by=None, now=now)
    if event is None:
        raise SystemExit("no event")
    await plan_timers(session, event, now=now)
    return rung


# --- the people -----------------------------------------------------------------------------------
async def measure(units: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        async with TelegramDouble(tokens=[TOKEN], pace=Pace.COUNT) as telegram:
            for index in range(units):
                telegram.user(id=FIRST_REPORTER + index, name=f"Minh {index}")
            port = str(free_port())
            words = ("--serve", port, telegram.base_url, folder, "--units", str(units))
            bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.timers", *words, stdout=asyncio.subprocess.PIPE
            )
            try:
                return await observe(telegram, bot, Path(folder), units)
            finally:
                bot.send_signal(signal.SIGTERM)
                await bot.wait()


async def observe(
    telegram: TelegramDouble, bot: asyncio.subprocess.Process, folder: Path, units: int
) -> dict[str, Any]:
    if bot.stdout is None:
        raise SystemExit("no pipe")
    line = await asyncio.wait_for(bot.stdout.readline(), PATIENCE)
    due = datetime.fromisoformat(line.decode().strip())
    writing = asyncio.create_task(people_write(telegram))
    sent = await reminders(telegram, units)
    writing.cancel()
    waited = await writing
    claimed = claimed_after(folder / "aoxanh.db", due)
    return {
        "units": units,
        "claimed_seconds": round(claimed, 3),
        "first_out_seconds": round(min(sent) - due.timestamp(), 3),
        "all_out_seconds": round(max(sent) - due.timestamp(), 3),
        "busiest_second": busiest(telegram),
        "replies": len(waited),
        "slowest_reply_seconds": round(max(waited), 3),
        "ideal_seconds": math.ceil(units / 30),
    }


async def reminders(telegram: TelegramDouble, units: int) -> list[float]:
    """When each arrived, by the double's clock; once every unit has one."""
    for _ in range(int(PATIENCE / 0.05)):
        arrived = [
            call.wall
            for call in telegram.calls
            if call.method in SENDS and str(call.params.get("text", "")).startswith("⏰")
        ]
        if len(arrived) >= units:
            if len(arrived) > units:
                raise SystemExit(f"{len(arrived)} reminders to {units} units")
            return arrived
        await asyncio.sleep(0.05)
    raise SystemExit(f"{len(arrived)} reminders to {units} units in {PATIENCE} s")


async def people_write(telegram: TelegramDouble) -> list[float]:
    """Strangers ask for help, one every quarter of a second, until cancelled; what each waited."""
    waited: list[float] = []
    number = 0
    loop = asyncio.get_running_loop()
    asking: set[asyncio.Task[None]] = set()

    async def ask(who: int) -> None:
        person = telegram.user(id=FIRST_STRANGER + who, name="Lan")
        begin = loop.time()
        await person.says("/trogiup")
        await person.waits(lambda _seen: True, timeout=PATIENCE)
        waited.append(loop.time() - begin)

    try:
        while True:
            asking.add(asyncio.create_task(ask(number)))
            number += 1
            await asyncio.sleep(APART)
    except asyncio.CancelledError:
        await asyncio.gather(*asking)
    return waited


def busiest(telegram: TelegramDouble) -> int:
    """The most sends in any second, as they came in."""
    times = sorted(call.at for call in telegram.calls if call.method in SENDS)
    return max(sum(begin <= at < begin + 1 for at in times) for begin in times)


def claimed_after(database: Path, due: datetime) -> float:
    with closing(sqlite3.connect(database)) as file:
        (done,) = file.execute(
            "SELECT done_at FROM timers WHERE rung = 'report_30min' AND state = 'done'"
        ).fetchone()
    return (datetime.fromisoformat(done).replace(tzinfo=UTC) - due).total_seconds()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=168)
    parser.add_argument("--serve", nargs=3, metavar=("PORT", "API", "FOLDER"))
    chosen = parser.parse_args()
    if chosen.serve is None:
        print(json.dumps(asyncio.run(measure(chosen.units))))
        return
    import logging

    from bot.start import configure_logs

    configure_logs(logging.ERROR)
    port, api, folder = chosen.serve
    asyncio.run(serve(int(port), api, Path(folder), chosen.units))


if __name__ == "__main__":
    main()
