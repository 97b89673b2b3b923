"""The deadline is five minutes past for 168 units with ten photos of 2 MB each: how soon the
coordinator has every file, what it takes of memory, and how long people who write meanwhile wait.
Real clock, real limits, webhook; the files are made as in production.

usage: python -m benchmarks.handover [--units 168] [--photos 10]
"""

import argparse
import asyncio
import json
import random
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.echo import TOKEN
from benchmarks.memory import resident_mb
from benchmarks.timers import people_write, zone_with_daylight
from benchmarks.updates import free_port
from bot.clock import Clock
from rehearsal.pictures import another
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_limits import Pace

AHEAD = 30.0
"""Long enough that people write for a while with nothing else to do: the baseline."""
PATIENCE = 300.0
SCENES = 12
OFFICER = 7_000_000_000
WIDTH, HEIGHT = 2400, 1800
LOOK = 0.2
FILES = ("sendPhoto", "sendDocument")
NOW = Clock()


# --- the bot, in a process of its own -------------------------------------------------------------
async def serve(port: int, api: str, folder: Path, units: int, photos: int) -> None:
    from benchmarks.full import settings  # seconds of imports that the parent does without
    from bot.app import App

    app = App(settings(port, api, folder))
    await app.start()
    pictures = await kept_pictures(app.store, units * photos)

    async def fill(session: Any) -> datetime:  # noqa: ANN401
        return await a_full_day(session, NOW(), units, pictures)

    due = await app.writer.run(fill)
    print(due.isoformat(), flush=True)
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
    await app.stop()


def scene(seed: int) -> bytes:
    """A JPEG of about 2 MB, as a phone takes it: shapes, and the grain that makes it large."""
    from PIL import Image

    from rehearsal.pictures import photograph

    dice = random.Random(seed)  # noqa: S311  grain, no secret
    drawn = Image.open(BytesIO(photograph(seed, size=(WIDTH, HEIGHT))))
    grain = Image.frombytes("L", (WIDTH, HEIGHT), dice.randbytes(WIDTH * HEIGHT))
    mixed = Image.blend(drawn.convert("RGB"), grain.convert("RGB"), 0.18)
    into = BytesIO()
    mixed.save(into, "JPEG", quality=88)
    return into.getvalue()


async def kept_pictures(store: Any, count: int) -> list[dict[str, Any]]:  # noqa: ANN401
    """In the store with their thumbnails, as they are after they came one by one."""
    from reading.pictures.small import small_jpeg

    scenes = [scene(seed) for seed in range(SCENES)]
    small = [small_jpeg(each) or b"" for each in scenes]
    kept = []
    for number in range(count):
        content = another(scenes[number % SCENES], number)
        digest = sha256(content).hexdigest()
        key = await store.put(content, digest)
        await store.put_thumbnail(key, small[number % SCENES])
        kept.append({"sha256": digest, "store_key": key, "size": len(content)})
    return kept


async def a_full_day(
    session: Any,  # noqa: ANN401
    now: datetime,
    count: int,
    pictures: list[dict[str, Any]],
) -> datetime:
    """Every unit has reported on time; when Bản 1 falls due."""
    from rules.model import RoleKind, Schedule
    from storage.events import EventDraft, create_event
    from storage.people import add_person, bind_address, grant_role
    from storage.timer_plan import plan_timers
    from storage.units import NewUnit, add_units

    names = [NewUnit("HOST", "Quận Đoàn Bình Lạc", None, {}, timezone=zone_with_daylight(now))]
    names += [NewUnit(f"U{n}", f"Đoàn phường Số {n}", "HOST", {}) for n in range(1, count + 1)]
    host, *_ = await add_units(session, names)
    officer = await add_person(session, "Trần Thị Hà", now=now, consent_version="bench")
    await bind_address(session, officer, "telegram", OFFICER, now=now, plain=False)
    await grant_role(session, officer, host.id, RoleKind.COORDINATOR, granted_by=None, now=now)
    first = now + timedelta(seconds=AHEAD)
    due, hour = first - timedelta(minutes=5), timedelta(hours=1)
    schedule = Schedule(due - 6 * hour, due - 3 * hour, due - 7 * hour, due, first, first + hour)
    draft = EventDraft("Ngày thứ Bảy tình nguyện", schedule)
    event = await create_event(session, host, draft, created_by=None, now=now)
    if event is None:
        raise SystemExit("no event")
    await report_all(session, event.id, due - hour, pictures)
    await plan_timers(session, event, now=now)
    return first


async def report_all(
    session: Any,  # noqa: ANN401
    event_id: int,
    at: datetime,
    pictures: list[dict[str, Any]],
) -> None:
    """Through the same door as every report and photo."""
    from storage.participations import participations_of, refresh
    from storage.photos import NewPhoto, add_photo
    from storage.reports import Message, Version, add_version, set_values

    found = await participations_of(session, event_id)
    each = len(pictures) // len(found)
    for order, participation in enumerate(found):
        figures = {"volunteers": 20 + order % 30, "citizens": 100 + order}
        message = Message("BC: ĐVTN và lượt dân", at, at)
        version = Version(figures, {}, message, entered_by=None)
        await add_version(session, participation.id, 1, version)
        for number, kept in enumerate(pictures[order * each : (order + 1) * each]):
            photo = NewPhoto(
                "telegram", order + 1, number + 1, f"f{order}.{number}", at, at, **kept
            )
            await add_photo(session, photo, participation_id=participation.id, sent_by=None)
        settled = await refresh(session, participation.id)
        if settled is not None:
            await set_values(session, settled)


# --- the people -----------------------------------------------------------------------------------
async def measure(units: int, photos: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        async with TelegramDouble(tokens=[TOKEN], pace=Pace.COUNT) as telegram:
            telegram.user(id=OFFICER, name="Hà")
            port = str(free_port())
            words = ("--serve", port, telegram.base_url, folder)
            size = ("--units", str(units), "--photos", str(photos))
            bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.handover", *words, *size),
                stdout=asyncio.subprocess.PIPE,
            )
            try:
                return await observe(telegram, bot, Path(folder))
            finally:
                bot.send_signal(signal.SIGTERM)
                await bot.wait()


async def observe(
    telegram: TelegramDouble, bot: asyncio.subprocess.Process, folder: Path
) -> dict[str, Any]:
    if bot.stdout is None:
        raise SystemExit("no pipe")
    line = await asyncio.wait_for(bot.stdout.readline(), PATIENCE)
    due = datetime.fromisoformat(line.decode().strip()).timestamp()
    quiet = await waits_while(telegram, lambda: NOW().timestamp() < due)
    memory = Memory(bot.pid)
    busy = await waits_while(telegram, lambda: not all_sent(folder / "aoxanh.db", memory))
    sent = [call for call in telegram.calls if call.chat_id == OFFICER]
    return {
        "files": sum(call.method in FILES for call in sent),
        "text_after_seconds": round(min(call.wall for call in sent) - due, 2),
        "files_after_seconds": round(max(call.wall for call in sent) - due, 2),
        "peak_mb": round(memory.peak, 1),
        "reply_p99_seconds": round(p99(busy), 3),
        "quiet_reply_p99_seconds": round(p99(quiet), 3),
        "reply_ratio": round(p99(busy) / p99(quiet), 2),
        "replies": len(busy),
    }


class Memory:
    """The most that the bot and the process that makes its files held together."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.peak = 0.0

    def look(self) -> None:
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text("ascii").split()
        held = resident_mb(self._pid)
        for child in children:
            with suppress(SystemExit, FileNotFoundError, ProcessLookupError):  # it has just ended
                held += resident_mb(int(child))
        self.peak = max(self.peak, held)


async def waits_while(telegram: TelegramDouble, going_on: Callable[[], bool]) -> list[float]:
    writing = asyncio.create_task(people_write(telegram))
    async with asyncio.timeout(PATIENCE):
        while going_on():  # noqa: ASYNC110  what it looks at is another process's
            await asyncio.sleep(LOOK)
    writing.cancel()
    return await writing


def all_sent(database: Path, memory: Memory) -> bool:
    memory.look()
    with closing(sqlite3.connect(database)) as file:
        (made,) = file.execute("SELECT count(*) FROM hand_overs WHERE state = 'made'").fetchone()
        (owed,) = file.execute(
            "SELECT count(*) FROM notices WHERE kind = 'files' AND state <> 'sent'"
        ).fetchone()
    return bool(made) and not owed


def p99(waited: list[float]) -> float:
    ordered = sorted(waited)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=168)
    parser.add_argument("--photos", type=int, default=10)
    parser.add_argument("--serve", nargs=3, metavar=("PORT", "API", "FOLDER"))
    chosen = parser.parse_args()
    if chosen.serve is None:
        print(json.dumps(asyncio.run(measure(chosen.units, chosen.photos))))
        return
    import logging

    from bot.start import configure_logs

    configure_logs(logging.ERROR)
    port, api, folder = chosen.serve
    asyncio.run(serve(int(port), api, Path(folder), chosen.units, chosen.photos))


if __name__ == "__main__":
    main()
