"""Targets of a day or a unit: typed in one line, or question by question."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.edit_metrics import Asks, units_named
from actions.load import events_for
from actions.owed import asked_of
from actions.targets import (
    Set,
    Wanted,
    day_targets,
    judge_whole,
    remove_target,
    restore_target,
    set_target,
    target_of_day,
)
from handlers.forms import Asked, Field, Form, begin
from handlers.report_forms import metrics_in
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.fold import plain
from reading.goal import GoalSaid, metric_called, read_goal, read_value
from rules.model import Metric, RoleKind
from rules.permissions import units_of

SHORTEST_LABEL: Final = 3
LONGEST_LABEL: Final = 60
EACH: Final = {"moi don vi": "each", "tung don vi": "each", "ca ngay": "day", "tong": "day"}


class Targets(CallbackData, prefix="targets"):
    """`participation_id` 0: of the whole day."""

    event_id: Id
    participation_id: Id


class TargetAdd(CallbackData, prefix="target_add"):
    event_id: Id
    participation_id: Id


class TargetAsk(CallbackData, prefix="target_ask"):
    """Question by question."""

    event_id: Id
    participation_id: Id


class TargetYes(CallbackData, prefix="target_yes"):
    """What is to be set is in the conversation's state."""

    event_id: Id


class TargetEdit(CallbackData, prefix="target_edit"):
    target_id: Id


class TargetOff(CallbackData, prefix="target_off"):
    target_id: Id


class TargetOn(CallbackData, prefix="target_on"):
    """`instead_id`: the one that had replaced it, or 0."""

    target_id: Id
    instead_id: Id


class TargetEach(CallbackData, prefix="target_each"):
    target_id: Id
    each: bool


class SaysTarget(Filter):
    """ "Chỉ tiêu 70% hồ sơ ...", from a coordinator."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        text = message.text or ""
        if text[:1] not in "cC" or not any(char.isdigit() for char in text):
            return False
        said = plain(text).startswith("chi tieu")
        return said and bool(units_of(turn.actor, RoleKind.COORDINATOR))


def _metrics(asked: Asked) -> list[Metric]:
    return metrics_in(asked.known)


def _line(text: str, asked: Asked) -> dict[str, Any] | None:
    found = read_goal(text, _metrics(asked))
    return asdict(found) if found else None


def _called(text: str, asked: Asked) -> str | None:
    """A button carries the metric's place in the list."""
    metrics = _metrics(asked)
    if text[:1] == "#":
        place = text[1:]
        inside = place.isdecimal() and int(place) < len(metrics)
        return metrics[int(place)].key if inside else None
    return metric_called(text, metrics)


def _value(text: str, _asked: Asked) -> list[int | None] | None:
    found = read_value(text)
    return None if found is None else list(found)


def _of(text: str, asked: Asked) -> dict[str, str] | None:
    """A metric, or the name of a number that is to be asked for."""
    key = _called(text, asked)
    if key is not None:
        return None if key == asked.answers["numerator"] else {"denominator": key}
    label = " ".join(text.split())
    named = sum(char.isalpha() for char in label) >= SHORTEST_LABEL
    marked = any(char in "<>{}#%" or char.isdigit() for char in label)
    return {"own": label} if named and not marked and len(label) <= LONGEST_LABEL else None


def _scope(text: str, _asked: Asked) -> str | None:
    said = plain(text).strip(" .!")
    return said if said in EACH.values() else EACH.get(said)


def _is_percent(asked: Asked) -> bool:
    return (asked.answers.get("value") or [None])[0] is not None


def _of_day(asked: Asked) -> bool:
    return not asked.known["participation_id"]


async def _line_read(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _said(turn, state, GoalSaid(**answers["line"]), known)


async def _said(turn: Turn, state: FSMContext, said: GoalSaid, known: Mapping[str, Any]) -> Replies:
    event_id, participation_id = known["event_id"], known["participation_id"]
    if said.unit and not participation_id:
        named = await units_named(turn.session, turn.actor, event_id, said.unit)
        if len(named.units) != 1:
            return turn.says("targets/unclear", named=named, event_id=event_id, unit=said.unit)
        participation_id = named.units[0].participation_id
    wanted = Wanted(
        said.numerator,
        said.percent,
        said.amount,
        said.denominator,
        said.own,
        said.period,
        each=said.each is not False,
        participation_id=participation_id,
        instead_of=known.get("instead_of", 0),
    )
    return await _set(turn, state, event_id, wanted, sure=False)


async def _answered(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    percent, amount = answers["value"]
    wanted = Wanted(
        answers["numerator"],
        percent,
        amount,
        **answers.get("denominator", {}),
        each=answers.get("scope") != "day",
        participation_id=known["participation_id"],
    )
    return await _set(turn, state, known["event_id"], wanted, sure=False)


async def _set(
    turn: Turn, state: FSMContext, event_id: int, wanted: Wanted, *, sure: bool
) -> Replies:
    done = await set_target(turn.session, turn.actor, event_id, wanted, sure=sure, now=turn.now)
    if isinstance(done, Asks):
        await state.set_data({"target": asdict(wanted)})
        yes = ("target_yes", event_id)
        return turn.says("metrics/sure", asks=done, yes=yes, zone=done.event.zone)
    await state.set_data({})
    return _done(turn, done)


def _done(turn: Turn, done: Set) -> Replies:
    return turn.says("targets/set", done=done, zone=done.event.zone)


LINE: Final = Form("target_line", (Field("line", _line, kind="goal"),), _line_read)
ASK: Final = Form(
    "target",
    (
        Field("numerator", _called, kind="metric"),
        Field("value", _value, kind="goal_value"),
        Field("denominator", _of, kind="metric", wanted=_is_percent),
        Field("scope", _scope, kind="choice", wanted=_of_day),
    ),
    _answered,
)
FORMS: Final = (LINE, ASK)


async def _known(turn: Turn, event_id: int, participation_id: int) -> dict[str, Any]:
    day = await day_targets(turn.session, turn.actor, event_id, participation_id)
    return {
        "event_id": day.event.id,
        "participation_id": day.unit.id if day.unit else 0,
        "unit": day.unit.unit_name if day.unit else "",
        "metrics": [{**asdict(each), "words": list(each.words)} for each in day.event.metrics],
    }


async def _list(turn: Turn, event_id: int, participation_id: int) -> Replies:
    day = await day_targets(turn.session, turn.actor, event_id, participation_id)
    return turn.says("targets/list", day=day, zone=day.event.zone)


def build_router() -> Router:
    router = Router(name="targets")
    _add_asking(router)
    _add_words(router)
    _add_setting(router)
    _add_changing(router)
    return router


def _add_asking(router: Router) -> None:
    @router.message(Said("chỉ tiêu", "các chỉ tiêu", "sửa chỉ tiêu", "đặt chỉ tiêu"))
    async def asked(_message: Message, turn: Turn) -> Replies:
        mine = await asked_of(turn.session, turn.actor, now=turn.now)
        if mine:
            return turn.says("metrics/asked", units=mine, zone=mine[0].zone)
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            return await _list(turn, days[0].id, 0)
        if not days:
            return turn.says("events/none")
        return turn.says("targets/which", events=days, zone=days[0].zone)


def _add_words(router: Router) -> None:
    @router.message(SaysTarget())
    async def typed(message: Message, turn: Turn, state: FSMContext) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) != 1:
            which = turn.says("targets/which", events=days, zone=days[0].zone) if days else None
            return which or turn.says("events/none")
        known = await _known(turn, days[0].id, 0)
        said = read_goal(message.text or "", metrics_in(known))
        if said is None:
            return await begin(LINE, turn, state, **known, again=True)
        return await _said(turn, state, said, known)

    @router.callback_query(Targets.filter())
    async def listed(_tap: CallbackQuery, callback_data: Targets, turn: Turn) -> Replies:
        return await _list(turn, callback_data.event_id, callback_data.participation_id)


def _add_setting(router: Router) -> None:
    @router.callback_query(TargetAdd.filter())
    async def add(
        _tap: CallbackQuery, callback_data: TargetAdd, turn: Turn, state: FSMContext
    ) -> Replies:
        known = await _known(turn, callback_data.event_id, callback_data.participation_id)
        return await begin(LINE, turn, state, **known, again=False)

    @router.callback_query(TargetAsk.filter())
    async def ask(
        _tap: CallbackQuery, callback_data: TargetAsk, turn: Turn, state: FSMContext
    ) -> Replies:
        known = await _known(turn, callback_data.event_id, callback_data.participation_id)
        return await begin(ASK, turn, state, **known)

    @router.callback_query(TargetYes.filter())
    async def yes(
        _tap: CallbackQuery, callback_data: TargetYes, turn: Turn, state: FSMContext
    ) -> Replies:
        draft = (await state.get_data()).get("target")
        if not draft:
            return await _list(turn, callback_data.event_id, 0)
        return await _set(turn, state, callback_data.event_id, Wanted(**draft), sure=True)


def _add_changing(router: Router) -> None:
    @router.callback_query(TargetEdit.filter())
    async def edit(
        _tap: CallbackQuery, callback_data: TargetEdit, turn: Turn, state: FSMContext
    ) -> Replies:
        target_id = callback_data.target_id
        event_id, own = await target_of_day(turn.session, turn.actor, target_id)
        known = await _known(turn, event_id, own)
        return await begin(LINE, turn, state, **known, again=False, instead_of=target_id)

    @router.callback_query(TargetOff.filter())
    async def off(_tap: CallbackQuery, callback_data: TargetOff, turn: Turn) -> Replies:
        target_id = callback_data.target_id
        return _done(turn, await remove_target(turn.session, turn.actor, target_id, now=turn.now))

    @router.callback_query(TargetOn.filter())
    async def on(_tap: CallbackQuery, callback_data: TargetOn, turn: Turn) -> Replies:
        done = await restore_target(
            turn.session,
            turn.actor,
            callback_data.target_id,
            instead_of=callback_data.instead_id,
            now=turn.now,
        )
        return _done(turn, done)

    @router.callback_query(TargetEach.filter())
    async def each(_tap: CallbackQuery, callback_data: TargetEach, turn: Turn) -> Replies:
        done = await judge_whole(
            turn.session,
            turn.actor,
            callback_data.target_id,
            each=callback_data.each,
            now=turn.now,
        )
        return _done(turn, done)
