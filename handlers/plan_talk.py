"""A proposed day between two taps: how the conversation keeps it, shows it and asks about it."""

import hashlib
import json
from typing import Any, Final

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from pydantic import TypeAdapter

from actions.open_event import host_of
from actions.plan_event import plan_card
from actions.planned_day import PlannedDay
from handlers.turn import Replies, Reply, Turn
from rules.model import Refused

STORED: Final = TypeAdapter(PlannedDay)


class Planning(StatesGroup):
    """`waiting`: for a plan or a line; `day`: one is proposed."""

    waiting = State()
    day = State()


def stamp_of(kept: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


async def keep(turn: Turn, state: FSMContext, plan: PlannedDay, pasted: str = "") -> None:
    await state.set_state(Planning.day)
    kept = STORED.dump_python(plan, mode="json")
    await state.set_data({"planned": kept, "at": turn.now.isoformat(), "pasted": pasted})


async def _kept(state: FSMContext) -> tuple[PlannedDay, str] | None:
    kept = (await state.get_data()).get("planned")
    return None if kept is None else (STORED.validate_python(kept), stamp_of(kept))


async def propose(turn: Turn, state: FSMContext, plan: PlannedDay, pasted: str = "") -> Replies:
    """All that was read, and the first question."""
    await keep(turn, state, plan, pasted)
    shown = await card(turn, state)
    return [shown, await question(turn, state)] if plan.asks else shown


async def goes_on(turn: Turn, state: FSMContext, plan: PlannedDay) -> Replies:
    """The next question; after the last one the whole."""
    await keep(turn, state, plan)
    return await (question(turn, state) if plan.asks else card(turn, state))


async def card(turn: Turn, state: FSMContext) -> Reply:
    plan, stamp = await at_hand(state)
    shown = await plan_card(turn.session, turn.actor, plan)
    return turn.says("plan/card", shown=shown, plan=plan, stamp=stamp, zone=shown.zone)


async def question(turn: Turn, state: FSMContext) -> Reply:
    plan, stamp = await at_hand(state)
    shown = await plan_card(turn.session, turn.actor, plan)
    return turn.says("plan/ask", shown=shown, plan=plan, stamp=stamp, zone=shown.zone)


async def at_hand(state: FSMContext) -> tuple[PlannedDay, str]:
    """Refused: "plan_gone"."""
    found = await _kept(state)
    if found is None:
        raise Refused("plan_gone")
    return found


async def stale_tap(turn: Turn, state: FSMContext, stamp: str) -> Replies:
    """None when the button is of the proposal as it stands."""
    await host_of(turn.session, turn.actor)
    plan, stands = await at_hand(state)
    if stamp == stands:
        return None
    now = await (question(turn, state) if plan.asks else card(turn, state))
    return [turn.says("plan/earlier"), now]
