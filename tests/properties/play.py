"""Sequences of deeds, each step compared; a failing one is shortened to what it needs."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from random import Random

from sqlalchemy import text

from rules.model import Refused
from storage.db import Database, InlineSession, Session, mark
from tests.builders import MONDAY
from tests.properties import changes, claims, decisions, demands, reports, seats
from tests.properties.compare import compare
from tests.properties.deeds import DEEDS
from tests.properties.model import settle_covered
from tests.properties.world import Finding, Scene, Skip, World, a_world, build, undone

__all__ = ["changes", "claims", "decisions", "demands", "reports", "seats"]

SHORTEST, LONGEST = 15, 40
WORDS_EVERY = 12
SEATED = 0.3
"""Of the sequences begin with units that registered and volunteers who signed up."""
NOT_ALLOWED = frozenset(
    {"who_are_you", "for_coordinators", "for_reporters", "not_your_unit", "only_viewing"}
)
_SAVE, _BACK, _KEEP = (
    text("SAVEPOINT step"),
    text("ROLLBACK TO SAVEPOINT step"),
    text("RELEASE SAVEPOINT step"),
)


class Came(Enum):
    DONE = "done"
    REFUSED = "refused"
    NOTHING_TO_DO = "nothing to do"


@dataclass(frozen=True)
class Step:
    """What is done, and the number from which its choices follow: it can be played again."""

    name: str
    seed: int


@dataclass
class Sequence:
    seed: int
    steps: list[Step]


@dataclass
class Tried:
    """How often each deed was done, refused, or found nothing to do."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


@dataclass
class Found:
    sequence: Sequence
    at: int
    what: str
    told: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        steps = "\n".join(f"  {each}" for each in self.told)
        return f"seed {self.sequence.seed}, after step {self.at}: {self.what}\n{steps}"


def a_sequence(seed: int) -> Sequence:
    random = Random(seed)  # noqa: S311
    names = list(DEEDS)
    weights = [DEEDS[name].weight for name in names]
    length = random.randint(SHORTEST, LONGEST)
    chosen = random.choices(names, weights, k=length)
    if random.random() < SEATED:
        chosen = ["registers", "registers", *["signs_up"] * 4, *chosen]
    return Sequence(seed, [Step(name, random.randrange(10**6)) for name in chosen])


async def prepare(database: Database) -> Scene:
    async with database.transaction() as session:
        return await build(session)


async def play(
    database: Database, scene: Scene, sequence: Sequence, tried: Tried | None = None
) -> Found | None:
    """In a transaction of which nothing stays."""
    tried = tried or Tried()
    async with undone(database) as session:
        world = await a_world(session, scene, sequence.seed)
        starts, world.now = world.now, MONDAY
        await changes.until(world, starts)
        for at, step in enumerate(sequence.steps):
            last = at == len(sequence.steps) - 1
            try:
                changed = await _step(world, step, tried)
                if changed or last:
                    whole = last or step.seed % WORDS_EVERY == 0
                    await compare(world, whole=whole)
            except Exception as fault:  # noqa: BLE001  whatever it is, it is the finding
                return Found(sequence, at, f"{type(fault).__name__}: {fault}", world.told)
    return None


async def _step(world: World, step: Step, tried: Tried) -> bool:
    """Whether anything may have changed: a refusal is rolled back."""
    world.random = Random(step.seed)  # noqa: S311
    world.now += timedelta(seconds=1)
    for name in (step.name, *_instead(world.random)):
        came = await _deed(world, name, tried)
        if came is not Came.NOTHING_TO_DO:
            return came is Came.DONE
    return False


def _instead(random: Random) -> list[str]:
    """For a deed that finds nothing to do."""
    return random.choices(list(DEEDS), [deed.weight for deed in DEEDS.values()], k=4)


async def _deed(world: World, name: str, tried: Tried) -> Came:
    world.wrong = world.hopeless = False
    await mark(world.session, _SAVE)
    before = _changes(world.session)
    try:
        await DEEDS[name].do(world)
    except Skip:
        await mark(world.session, _BACK)
        return Came.NOTHING_TO_DO
    except Refused as refused:
        tried.refused[name] += 1
        world.told.append(f"{world.now:%d/%m %H:%M} {name}: {refused.code}")
        tried.codes[refused.code] += 1
        _check_refusal(world, refused, before)
        await mark(world.session, _BACK)
        return Came.REFUSED
    world.told.append(f"{world.now:%d/%m %H:%M} {name}")
    await mark(world.session, _KEEP)
    if world.wrong or world.hopeless:
        raise Finding(f"{name} was not refused ({'who' if world.wrong else 'what'})")
    tried.done[name] += 1
    for day in world.days:
        settle_covered(day)
    return Came.DONE


def _check_refusal(world: World, refused: Refused, before: int | None) -> None:
    """Who may not do it has written nothing when it turns out."""
    if refused.code in NOT_ALLOWED:
        if not world.wrong:
            raise Finding(f"refused without a reason: {refused.code}")
        if before != _changes(world.session):
            raise Finding(f"written before it was refused: {refused.code}")


def _changes(session: Session) -> int | None:
    if isinstance(session, InlineSession) and session.driver is not None:
        return session.driver.total_changes
    return None


async def shortest(database: Database, scene: Scene, found: Found) -> Found:
    """Steps are left out as long as it still fails in the same place."""
    kind = _kind(found)
    steps = found.sequence.steps[: found.at + 1]
    best = Found(Sequence(found.sequence.seed, steps), found.at, found.what, found.told)
    size = max(1, len(steps) // 2)
    while size:
        at = 0
        while at < len(best.sequence.steps):
            fewer = best.sequence.steps[:at] + best.sequence.steps[at + size :]
            again = await play(database, scene, Sequence(found.sequence.seed, fewer))
            if again is not None and _kind(again) == kind:
                kept = Sequence(found.sequence.seed, fewer[: again.at + 1])
                best = Found(kept, again.at, again.what, again.told)
            else:
                at += size
        size //= 2
    return best


def _kind(found: Found) -> str:
    """The same fault, whatever units and figures it shows."""
    return re.split(r" of |: | \(", found.what.split(": ", 1)[1])[0][:40]
