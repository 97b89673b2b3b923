"""Where a pasted chat stands in the conversation: its parts, its list, what was asked of a line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from actions.chat_rows import (
    ChatRead,
    Part,
    Row,
    as_seen,
    read_again,
    restored,
    stored,
)
from actions.enter_chat import chat_list, day_meant, enter_chat, read_chat
from actions.unit_page import day_at
from handlers.paging import page_of
from handlers.reporter import brought
from handlers.turn import Replies, Reply, Turn
from reading.chat import LONGEST
from storage.events import Event

MOVED_ON: Final = timedelta(minutes=60)
AT_ONCE: Final = timedelta(seconds=10)
CUT_FROM: Final = 3500
CUT_TO: Final = 4096
"""A chat app cuts what is longer into messages of about this length; the rest follows at once."""
PAGE: Final = 20
_SEVERAL: Final = 2
_COUNTS: Final = ("messages", "skipped", "repeated", "other_days")

Asks = Literal["fix", "unit"]


class Pasting(StatesGroup):
    """`parts`: more of the chat may come; `listed`: the list stands to be confirmed."""

    parts = State()
    listed = State()


@dataclass(frozen=True, slots=True)
class Here:
    """The list that stands in this conversation; `over` is said instead when there is none."""

    rows: tuple[Row, ...] = ()
    data: Mapping[str, Any] | None = None
    over: Reply | None = None


async def is_over(turn: Turn, state: FSMContext) -> bool:
    """So long ago that what comes now is of something else."""
    data = await state.get_data()
    if turn.now - datetime.fromisoformat(data["at"]) <= MOVED_ON:
        return False
    await state.clear()
    return True


async def listing(turn: Turn, state: FSMContext, event_id: int) -> Here:
    """Refused for who may not enter on that day."""
    event = await day_at(turn.session, turn.actor, event_id, "enter_for_unit")
    now_at, data = await state.get_state(), await state.get_data()
    pasting = now_at in (Pasting.parts.state, Pasting.listed.state)
    if not pasting or data.get("event_id") != event.id:
        return Here(over=turn.says("chat_paste/over", event=event))
    return Here(restored(data["rows"]), data)


async def ask_chat(turn: Turn, state: FSMContext, event_id: int | None = None) -> Replies:
    if event_id is None:
        event = await day_meant(turn.session, turn.actor, (), now=turn.now)
    else:
        event = await day_at(turn.session, turn.actor, event_id, "enter_for_unit")
    if event is None:
        return turn.says("events/none")
    await _begin(turn, state, event.id)
    return turn.says("chat_paste/ask", event=event, zone=event.zone)


async def _begin(turn: Turn, state: FSMContext, event_id: int) -> None:
    await state.set_state(Pasting.parts)
    await state.set_data(
        {
            "event_id": event_id,
            "at": turn.now.isoformat(),
            "parts": [],
            "came": 0,
            "rows": [],
            "counts": dict.fromkeys(_COUNTS, 0),
            "beyond": [],
            "asked": None,
            "page": 0,
        }
    )


async def starts_stretch(turn: Turn, part: Part) -> bool:
    """Does it hold the reports of several units, or of several people?"""
    event = await day_meant(turn.session, turn.actor, [part], now=turn.now)
    if event is None:
        return False
    read = await read_chat(turn.session, turn.actor, event.id, [part], now=turn.now)
    several_people = read.authors >= _SEVERAL and len(read.rows) >= _SEVERAL
    return read.units >= _SEVERAL or several_people


async def take(turn: Turn, state: FSMContext, part: Part) -> Replies:
    """One more part. The list comes at once when nothing more seems to follow."""
    if await state.get_state() not in (Pasting.parts.state, Pasting.listed.state):
        meant = await day_meant(turn.session, turn.actor, [part], now=turn.now)
        if meant is None:
            return turn.says("events/none")
        await _begin(turn, state, meant.id)
    data = await state.get_data()
    event = await day_at(turn.session, turn.actor, data["event_id"], "enter_for_unit")
    parts = joined(data["parts"], part, turn)
    if sum(len(each["text"]) for each in parts) > LONGEST:
        return turn.says("chat_paste/too_long", event=event)
    read = await read_with(turn, data, parts)
    await _keep(turn, state, read, parts=parts, came=data["came"] + 1)
    if part.forwarded or CUT_FROM <= len(part.text) <= CUT_TO:
        await state.set_state(Pasting.parts)
        return _so_far(turn, event, data["came"] + 1, read, forwarded=part.forwarded)
    return await show_list(turn, state, fresh=True)


def _so_far(turn: Turn, event: Event, came: int, read: ChatRead, *, forwarded: bool) -> Replies:
    return turn.card(
        f"chat:{event.id}",
        "chat_paste/parts",
        fresh=came == 1,
        event=event,
        parts=came,
        forwarded=forwarded,
        rows=len(read.rows),
    )


def joined(kept: Sequence[Mapping[str, Any]], part: Part, turn: Turn) -> list[dict[str, Any]]:
    """What the app cut in two is one text again."""
    new = {
        "text": part.text,
        "author": part.author,
        "at": part.at.isoformat() if part.at else None,
        "forwarded": part.forwarded,
        "came": turn.received_at.isoformat(),
        "cut": not part.forwarded and CUT_FROM <= len(part.text) <= CUT_TO,
    }
    before = [dict(each) for each in kept]
    last = before[-1] if before else None
    if last and last["cut"] and not part.forwarded and _at_once(turn, last["came"]):
        return [*before[:-1], {**new, "text": f"{last['text']}\n{part.text}"}]
    return [*before, new]


def _at_once(turn: Turn, came: str) -> bool:
    return turn.received_at - datetime.fromisoformat(came) <= AT_ONCE


def _parts(kept: Sequence[Mapping[str, Any]]) -> list[Part]:
    return [
        Part(
            each["text"],
            each["author"],
            datetime.fromisoformat(each["at"]) if each["at"] else None,
            each["forwarded"],
        )
        for each in kept
    ]


async def read_with(
    turn: Turn, data: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]
) -> ChatRead:
    read = await read_chat(turn.session, turn.actor, data["event_id"], _parts(parts), now=turn.now)
    return read_again(restored(data["rows"]), read)


async def _keep(turn: Turn, state: FSMContext, read: ChatRead, **more: Any) -> None:  # noqa: ANN401  JSON
    await state.update_data(
        rows=stored(read.rows),
        counts={name: getattr(read, name) for name in _COUNTS},
        beyond=list(read.beyond),
        at=turn.now.isoformat(),
        asked=None,
        **more,
    )


async def show_list(
    turn: Turn, state: FSMContext, *, page: int | None = None, fresh: bool = False
) -> Replies:
    data = await state.get_data()
    found = await chat_list(turn.session, turn.actor, data["event_id"], restored(data["rows"]))
    if not found.shown:
        return turn.says("chat_paste/none", event=found.event, messages=data["counts"]["messages"])
    at = data["page"] if page is None else page
    await state.set_state(Pasting.listed)
    await state.update_data(
        rows=stored(as_seen(found)), asked=None, page=at, at=turn.now.isoformat()
    )
    return turn.card(
        f"chat:{found.event.id}",
        "chat_paste/list",
        fresh=fresh,
        list=found,
        page=page_of(found.shown, at, PAGE),
        asks=any(each.is_doubtful and (each.taken or not each.unit) for each in found.shown),
        beyond=data["beyond"],
        zone=found.event.zone,
        **data["counts"],
    )


async def show_line(
    turn: Turn,
    state: FSMContext,
    event_id: int,
    number: int,
    *,
    asks: Asks | None = None,
    typed: str = "",
    fresh: bool = False,
) -> Replies:
    """One line with its words; or the question what its figures or its unit are."""
    here = await listing(turn, state, event_id)
    if here.over is not None:
        return here.over
    found = await chat_list(turn.session, turn.actor, event_id, here.rows)
    one = found.numbered(number)
    if one is None:
        return turn.says("chat_paste/no_line", event=found.event, lines=len(found.shown))
    await state.set_state(Pasting.listed)
    await state.update_data(asked=[asks, number] if asks else None, at=turn.now.isoformat())
    return turn.card(
        f"chat:{found.event.id}",
        f"chat_paste/{asks or 'line'}",
        fresh=fresh,
        list=found,
        one=one,
        options=one.options,
        typed=typed,
        missed=bool(typed),
        zone=found.event.zone,
    )


async def change(
    turn: Turn,
    state: FSMContext,
    event_id: int,
    number: int,
    changed: Callable[[tuple[Row, ...]], tuple[Row, ...]],
    *,
    fresh: bool = False,
) -> Replies:
    """What was said of a line; then the list as it stands now."""
    here = await listing(turn, state, event_id)
    if here.over is not None:
        return here.over
    if not 0 < number <= len(here.rows):
        event = await day_at(turn.session, turn.actor, event_id, "enter_for_unit")
        return turn.says("chat_paste/no_line", event=event, lines=len(here.rows))
    await state.update_data(rows=stored(changed(here.rows)))
    return await show_list(turn, state, fresh=fresh)


async def stop(turn: Turn, state: FSMContext, event_id: int) -> Replies:
    event = await day_at(turn.session, turn.actor, event_id, "enter_for_unit")
    await state.clear()
    return turn.card(f"chat:{event.id}", "chat_paste/stopped", fresh=True, event=event)


async def write(turn: Turn, state: FSMContext, *, fresh: bool = False) -> Replies:
    data = await state.get_data()
    rows = restored(data["rows"])
    done = await enter_chat(
        turn.session, turn.actor, data["event_id"], rows, brought(turn, ""), now=turn.now
    )
    await state.clear()
    return turn.card(
        f"chat:{done.event.id}",
        "chat_paste/written",
        fresh=fresh,
        done=done,
        left=sum(row.participation_id is None and row.takes is not False for row in rows),
        zone=done.event.zone,
    )
