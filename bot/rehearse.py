"""`aoxanh rehearse`: a whole Saturday with simulated people over real HTTP, and the proof that
nothing was lost."""

import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import structlog
import typer

from bot.proof import Check, Proof, prove
from bot.rehearsed import Plan, Rehearsed, rehearsed
from storage.evidence import evidence

Say = Callable[[str], None]


def rehearse(*, units: int, volunteers: int, photos: int, rush: float, as_json: bool) -> int:
    """0 when everything is as it must be, else 1."""
    plan = Plan(units, volunteers, photos, rush)
    say: Say = _silent if as_json else typer.echo
    with quiet_logs():
        proof = asyncio.run(_proof_of(plan, say))
    if as_json:
        typer.echo(json.dumps({**asdict(plan), **proof.as_dict()}, ensure_ascii=False))
    else:
        typer.echo("\n".join(proof.lines()))
    return 0 if proof.good else 1


async def _proof_of(plan: Plan, say: Say) -> Proof:
    """People who wait for something in vain are a fault like any other."""
    try:
        with tempfile.TemporaryDirectory(prefix="aoxanh-rehearse-") as folder:
            async with rehearsed(plan, Path(folder), say) as day:
                return await proved(day)
    except (AssertionError, TimeoutError) as missed:
        return Proof(checks=[Check(False, str(missed) or "the bot was too slow")])


async def proved(day: Rehearsed) -> Proof:
    async with day.app.database.reading() as session:
        kept = await evidence(session, day.event_id)
    return prove(day.played(), kept, await day.unharmed(kept.photos))


def _silent(_line: str) -> None:
    pass


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Standard output belongs to the proof."""
    before = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        yield
    finally:
        structlog.configure(**before)
