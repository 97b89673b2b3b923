"""When a day reminds whom: each rung off and on, moved, added, back to the usual list. Timers are
planned anew without repeating what was sent (DESIGN 3.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from actions.change_day import day_to_change
from actions.load import load_event
from actions.progress import board_changed
from rules.model import Actor, Refused
from rules.reminders import Explained, explained
from rules.rungs import (
    DEFAULT_RUNGS,
    Anchor,
    Moment,
    Rung,
    Stage,
    rung_from_json,
    rung_json,
)
from storage.audit import last_deed, note
from storage.day_rungs import rungs_stamp, save_rungs
from storage.db import Session
from storage.events import Event
from storage.timer_plan import plan_timers

MOST: Final = 20
DEED: Final = "change_rungs"

Edit = Callable[[tuple[Rung, ...]], tuple[Rung, ...]]


@dataclass(frozen=True, slots=True)
class DayRungs:
    """`usual`: the list is the one that every day begins with. `changed`: by what was just done,
    its key."""

    event: Event
    rows: tuple[Explained, ...]
    usual: bool
    changed: str = ""

    def row(self, key: str) -> Explained:
        """Refused: "rung_gone"."""
        found = next((each for each in self.rows if each.rung.key == key), None)
        if found is None:
            raise Refused("rung_gone", event_id=self.event.id)
        return found


async def day_rungs(session: Session, actor: Actor, event_id: int, *, now: datetime) -> DayRungs:
    return _shown(await day_to_change(session, actor, event_id), now)


def _shown(event: Event, now: datetime, changed: str = "") -> DayRungs:
    rows = explained(event.rungs, event.schedule, event.zone, now)
    order = list(Stage)
    rows = tuple(sorted(rows, key=lambda each: (order.index(each.rung.stage), each.wished)))
    return DayRungs(event, rows, set(event.rungs) == set(DEFAULT_RUNGS), changed)


async def switch_rung(
    session: Session, actor: Actor, event_id: int, key: str, *, off: bool, now: datetime
) -> DayRungs:
    def edit(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
        return _with(rungs, key, lambda rung: replace(rung, off=off), event_id)

    return await _changed(session, actor, event_id, edit, key, now=now)


async def move_rung(
    session: Session, actor: Actor, event_id: int, key: str, moment: Moment, *, now: datetime
) -> DayRungs:
    """One that asks from another moment on ("vừa xong" before the deadline) is a new rung, in other
    words."""
    moved = key

    def edit(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
        nonlocal moved
        before = next((rung for rung in rungs if rung.key == key), None)
        moved = key if before is None or _alike(before.moment, moment) else _free_key(rungs)
        return _with(rungs, key, lambda rung: _at(rung, moved, moment), event_id)

    done = await _changed(session, actor, event_id, edit, key, now=now)
    return replace(done, changed=moved)


def _alike(before: Moment, after: Moment) -> bool:
    return before.anchor is after.anchor and (before.minutes > 0) is (after.minutes > 0)


def _at(rung: Rung, key: str, moment: Moment) -> Rung:
    return replace(
        rung, key=key, moment=moment, after_deadline=_is_after(rung.stage, moment), off=False
    )


def _is_after(stage: Stage, moment: Moment) -> bool:
    return stage is Stage.REPORT and moment.anchor is Anchor.REPORT_DUE and moment.minutes > 0


async def add_rung(
    session: Session,
    actor: Actor,
    event_id: int,
    stage: Stage,
    moment: Moment,
    *,
    figures_only: bool = False,
    now: datetime,
) -> DayRungs:
    """Refused: "rungs_many"."""
    key = ""

    def edit(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
        nonlocal key
        if len(rungs) >= MOST:
            raise Refused("rungs_many", most=MOST, event_id=event_id)
        key = _free_key(rungs)
        return (*rungs, _at(Rung(key, stage, moment, figures_only=figures_only), key, moment))

    done = await _changed(session, actor, event_id, edit, key, now=now)
    return replace(done, changed=key)


async def usual_rungs(session: Session, actor: Actor, event_id: int, *, now: datetime) -> DayRungs:
    return await _changed(session, actor, event_id, lambda _: DEFAULT_RUNGS, "", now=now)


async def undo_rungs(session: Session, actor: Actor, event_id: int, *, now: datetime) -> DayRungs:
    """As before the last change; again, and that is back. Refused: "rungs_meanwhile" when the list
    is not what that change made of it."""
    event = await day_to_change(session, actor, event_id)
    deed = await last_deed(session, [DEED], unit_id=event.host_unit_id, event_id=event.id)
    made = None if deed is None else _restored(deed.detail["now"])
    if deed is None or made != event.rungs:
        raise Refused("rungs_meanwhile", event_id=event.id)
    was = _restored(deed.detail["was"])
    return await _changed(session, actor, event_id, lambda _: was, "", now=now)


def _restored(stored: Sequence[Any]) -> tuple[Rung, ...]:
    return tuple(rung_from_json(each) for each in stored)


def _with(
    rungs: tuple[Rung, ...], key: str, edit: Callable[[Rung], Rung], event_id: int
) -> tuple[Rung, ...]:
    if not any(rung.key == key for rung in rungs):
        raise Refused("rung_gone", event_id=event_id)
    return tuple(edit(rung) if rung.key == key else rung for rung in rungs)


def _free_key(rungs: Sequence[Rung]) -> str:
    taken = {rung.key for rung in rungs}
    return next(key for n in range(1, 10**6) if (key := f"own_{n}") not in taken)


async def _changed(
    session: Session, actor: Actor, event_id: int, edit: Edit, key: str, *, now: datetime
) -> DayRungs:
    """Of two coordinators the second edits what the first has made of the list."""
    while True:
        await day_to_change(session, actor, event_id)
        stamp = await rungs_stamp(session, event_id)
        before = await load_event(session, event_id)
        after = edit(before.rungs)
        if after == before.rungs:
            return _shown(before, now, key)
        if await save_rungs(session, event_id, after, stamp):
            break
    event = await load_event(session, event_id)
    await plan_timers(session, event, now=now)
    lists = {"was": before.rungs, "now": after}
    await note(
        session,
        actor,
        DEED,
        now=now,
        unit_id=event.host_unit_id,
        event_id=event.id,
        detail={name: [rung_json(rung) for rung in rungs] for name, rungs in lists.items()},
    )
    await board_changed(session, event.id, now=now)
    return _shown(event, now, key)
