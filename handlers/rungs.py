"""When a day reminds: its rungs off and on, moved, added, back to the usual list."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.edit_rungs import (
    DayRungs,
    add_rung,
    day_rungs,
    move_rung,
    switch_rung,
    undo_rungs,
    usual_rungs,
)
from actions.load import events_for
from handlers.forms import Asked, Field, Form, begin
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.fold import plain
from reading.rung_moment import read_rung_moment
from rules.rungs import Stage

FIGURES_ONLY: Final = "figures"
WHOM: Final = {
    "dang ky": Stage.REGISTRATION.value,
    "nhac dang ky": Stage.REGISTRATION.value,
    "so lieu va anh": Stage.REPORT.value,
    "bao cao": Stage.REPORT.value,
    "chi so lieu": FIGURES_ONLY,
    "so lieu": FIGURES_ONLY,
    "tinh nguyen vien": Stage.VOLUNTEER.value,
    **{each: each for each in (*Stage, FIGURES_ONLY)},
}


class Rungs(CallbackData, prefix="rungs"):
    event_id: Id


class RungShow(CallbackData, prefix="rung"):
    event_id: Id
    key: str


class RungSet(CallbackData, prefix="rung_set"):
    event_id: Id
    key: str
    off: bool


class RungMove(CallbackData, prefix="rung_move"):
    event_id: Id
    key: str


class RungAdd(CallbackData, prefix="rung_add"):
    event_id: Id


class RungsUsual(CallbackData, prefix="rungs_usual"):
    event_id: Id


class RungsUndo(CallbackData, prefix="rungs_undo"):
    event_id: Id


def _whom(text: str, _asked: Asked) -> str | None:
    return WHOM.get(plain(text).strip(" .!"))


def _when(text: str, asked: Asked) -> str | None:
    """As typed: it is read again when it is done."""
    whom = asked.answers.get("whom") or asked.known["whom"]
    return text.strip() if read_rung_moment(text, _stage(whom)) else None


def _stage(whom: str) -> Stage:
    return Stage.REPORT if whom == FIGURES_ONLY else Stage(whom)


async def _moved(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    moment = read_rung_moment(answers["moment"], _stage(known["whom"]))
    if moment is None:
        return turn.says("rungs/unread", event_id=known["event_id"])
    done = await move_rung(
        turn.session, turn.actor, known["event_id"], known["key"], moment, now=turn.now
    )
    return _done(turn, done)


async def _added(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    stage = _stage(answers["whom"])
    moment = read_rung_moment(answers["moment"], stage)
    if moment is None:
        return turn.says("rungs/unread", event_id=known["event_id"])
    done = await add_rung(
        turn.session,
        turn.actor,
        known["event_id"],
        stage,
        moment,
        figures_only=answers["whom"] == FIGURES_ONLY,
        now=turn.now,
    )
    return _done(turn, done)


MOVE: Final = Form("rung_move", (Field("moment", _when, kind="rung"),), _moved)
ADD: Final = Form(
    "rung_add",
    (Field("whom", _whom, kind="choice"), Field("moment", _when, kind="rung")),
    _added,
)
FORMS: Final = (MOVE, ADD)


def _list(turn: Turn, day: DayRungs) -> Replies:
    return turn.says("rungs/list", day=day, zone=day.event.zone)


def _done(turn: Turn, day: DayRungs) -> Replies:
    return turn.says("rungs/changed", day=day, zone=day.event.zone)


def build_router() -> Router:
    router = Router(name="rungs")
    _add_looking(router)
    _add_changing(router)
    return router


def _add_looking(router: Router) -> None:
    @router.message(Said("giờ nhắc", "lịch nhắc", "sửa giờ nhắc", "các lần nhắc"))
    async def asked(_message: Message, turn: Turn) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            day = await day_rungs(turn.session, turn.actor, days[0].id, now=turn.now)
            return _list(turn, day)
        if not days:
            return turn.says("events/none")
        return turn.says("events/which", events=days, prefix="rungs", zone=days[0].zone)

    @router.callback_query(Rungs.filter())
    async def listed(_tap: CallbackQuery, callback_data: Rungs, turn: Turn) -> Replies:
        day = await day_rungs(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        return _list(turn, day)

    @router.callback_query(RungShow.filter())
    async def one(_tap: CallbackQuery, callback_data: RungShow, turn: Turn) -> Replies:
        day = await day_rungs(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        row = day.row(callback_data.key)
        return turn.says("rungs/one", day=day, it=row, zone=day.event.zone)


def _add_changing(router: Router) -> None:
    @router.callback_query(RungSet.filter())
    async def switches(_tap: CallbackQuery, callback_data: RungSet, turn: Turn) -> Replies:
        done = await switch_rung(
            turn.session,
            turn.actor,
            callback_data.event_id,
            callback_data.key,
            off=callback_data.off,
            now=turn.now,
        )
        return _done(turn, done)

    @router.callback_query(RungMove.filter())
    async def moves(
        _tap: CallbackQuery, callback_data: RungMove, turn: Turn, state: FSMContext
    ) -> Replies:
        day = await day_rungs(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        rung = day.row(callback_data.key).rung
        whom = rung.stage.value
        return await begin(MOVE, turn, state, event_id=day.event.id, key=rung.key, whom=whom)

    @router.callback_query(RungAdd.filter())
    async def adds(
        _tap: CallbackQuery, callback_data: RungAdd, turn: Turn, state: FSMContext
    ) -> Replies:
        day = await day_rungs(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        return await begin(ADD, turn, state, event_id=day.event.id)

    @router.callback_query(RungsUsual.filter())
    async def usual(_tap: CallbackQuery, callback_data: RungsUsual, turn: Turn) -> Replies:
        event_id = callback_data.event_id
        return _done(turn, await usual_rungs(turn.session, turn.actor, event_id, now=turn.now))

    @router.callback_query(RungsUndo.filter())
    async def undoes(_tap: CallbackQuery, callback_data: RungsUndo, turn: Turn) -> Replies:
        event_id = callback_data.event_id
        return _done(turn, await undo_rungs(turn.session, turn.actor, event_id, now=turn.now))
