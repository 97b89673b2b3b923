"""What is typed under the list of a pasted chat: orders by number, answers, more of the chat."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiogram.fsm.context import FSMContext

from actions.chat_rows import (
    ChatList,
    Part,
    given_to,
    restored,
    stored,
    taken_or_not,
    told_at,
    with_figures,
)
from actions.enter_chat import chat_list
from actions.unit_page import day_at, units_of_day
from handlers.chat_talk import Asks, change, joined, read_with, show_line, show_list, take
from handlers.turn import Replies, Turn
from reading.claim import read_claim
from reading.edits import read_edit
from reading.list_orders import ListOrder, Verb, read_list_order

_LONGEST_ANSWER: Final = 200


async def answered(turn: Turn, state: FSMContext, part: Part) -> Replies:
    """Words under the list: an order, an answer, or more of the chat. None when it is neither."""
    data = await state.get_data()
    if not part.forwarded:
        order = read_list_order(part.text)
        if order is not None:
            return await _ordered(turn, state, data, order)
        replies = await _answer(turn, state, data, part.text)
        if replies is not None:
            return replies
    before = restored(data["rows"])
    read = await read_with(turn, data, joined(data["parts"], part, turn))
    more = sum(len(row.told) for row in read.rows) > sum(len(row.told) for row in before)
    return await take(turn, state, part) if more or part.forwarded else None


async def _ordered(
    turn: Turn, state: FSMContext, data: Mapping[str, Any], order: ListOrder
) -> Replies:
    event_id, first = data["event_id"], order.numbers[0]
    if order.verb is Verb.OPEN:
        return await show_line(turn, state, event_id, first, fresh=True)
    if order.verb is Verb.IS:
        return await _said_of(turn, state, event_id, first, order.rest)
    takes = order.verb is Verb.KEEP
    return await change(
        turn,
        state,
        event_id,
        max(order.numbers),
        lambda rows: taken_or_not(rows, order.numbers, takes=takes),
        fresh=True,
    )


async def _answer(turn: Turn, state: FSMContext, data: Mapping[str, Any], text: str) -> Replies:
    if data["asked"] is not None and len(text) <= _LONGEST_ANSWER:
        asks, number = data["asked"]
        return await _said_of(turn, state, data["event_id"], number, text, asked=asks)
    claim = read_claim(text)
    if claim is None or claim.clock is None or not _only_time(claim.author):
        return None
    event = await day_at(turn.session, turn.actor, data["event_id"], "enter_for_unit")
    rows = told_at(restored(data["rows"]), claim.clock, event, now=turn.now)
    await state.update_data(rows=stored(rows))
    return await show_list(turn, state, fresh=True)


def _only_time(rest: str) -> bool:
    """ "báo lúc 15:40", "đã báo 15:40"."""
    return rest.lower() in ("", "báo", "đã báo", "bao", "da bao", "giờ", "gio", "gửi", "đã gửi")


async def _said_of(
    turn: Turn,
    state: FSMContext,
    event_id: int,
    number: int,
    text: str,
    *,
    asked: Asks | None = None,
) -> Replies:
    """Its figures, or its unit."""
    found = await chat_list(turn.session, turn.actor, event_id, ())
    figures = {value.key: value.value for value in read_edit(text, found.metrics)}
    units = await units_of_day(
        turn.session, turn.actor, event_id, text, action="enter_for_unit", sure=bool(figures)
    )
    if len(units) == 1 and asked != "fix":
        unit = units[0].participation_id
        return await change(
            turn, state, event_id, number, lambda rows: given_to(rows, number, unit), fresh=True
        )
    if figures and asked != "unit":
        return await change(
            turn,
            state,
            event_id,
            number,
            lambda rows: with_figures(rows, number, figures),
            fresh=True,
        )
    if units and asked != "fix":
        return await _choose(turn, state, found, number, [each.participation_id for each in units])
    missed = asked or "unit"
    return await show_line(turn, state, event_id, number, asks=missed, typed=text[:60], fresh=True)


async def _choose(
    turn: Turn, state: FSMContext, found: ChatList, number: int, options: Sequence[int]
) -> Replies:
    """Several units may be meant."""
    data = await state.get_data()
    rows = list(restored(data["rows"]))
    if not 0 < number <= len(rows):
        return turn.says("chat_paste/no_line", event=found.event, lines=len(rows))
    kept = stored(rows)
    kept[number - 1] = {**kept[number - 1], "options": list(options)}
    await state.update_data(rows=kept)
    return await show_line(turn, state, found.event.id, number, asks="unit", fresh=True)
