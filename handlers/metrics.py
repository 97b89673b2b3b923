"""What a day asks: its metrics dropped and put back, required or not, of all or of some units."""

from typing import Any, Final

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.edit_metrics import (
    Asks,
    Changed,
    Named,
    Required,
    Want,
    Wish,
    add_metric,
    day_metrics,
    metric_of_day,
    release,
    require_of,
    set_metric,
    units_named,
)
from actions.load import events_for
from actions.owed import asked_of
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.fold import plain
from reading.own_metric import LONGEST_LABEL, label_and_unit, word_list

NEEDS: Final = {
    "bat buoc": Want.MUST,
    "khong bat buoc": Want.MAY,
    "vai don vi": Want.ALONE,
    "chi vai don vi": Want.ALONE,
    **{want.value: want for want in (Want.MUST, Want.MAY, Want.ALONE)},
}


class Metrics(CallbackData, prefix="metrics"):
    event_id: Id


class MetricShow(CallbackData, prefix="metric"):
    metric_id: Id


class MetricSet(CallbackData, prefix="metric_set"):
    metric_id: Id
    want: str
    sure: bool


class MetricAdd(CallbackData, prefix="metric_add"):
    event_id: Id


class MetricAddYes(CallbackData, prefix="metric_add_yes"):
    """What was typed is in the conversation's state: it would not fit into a button."""

    event_id: Id


class MetricFor(CallbackData, prefix="metric_for"):
    metric_id: Id


class MetricForYes(CallbackData, prefix="metric_for_yes"):
    """The units are in the conversation's state."""

    metric_id: Id


class MetricNotFor(CallbackData, prefix="metric_not_for"):
    metric_id: Id
    participation_id: Id


def _need(text: str, _asked: Asked) -> str | None:
    found = NEEDS.get(plain(text).strip(" .!"))
    return found.value if found else None


def _without_unit(asked: Asked) -> bool:
    return not label_and_unit(asked.answers.get("label", ""))[1]


def _of_some(asked: Asked) -> bool:
    return asked.answers.get("need") == Want.ALONE.value


async def _finish_adding(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    label, counts = label_and_unit(answers["label"])
    named = Named(())
    if "units" in answers:
        named = await units_named(turn.session, turn.actor, known["event_id"], answers["units"])
    draft = {
        "label": label,
        "counts": counts or answers["counts"],
        "words": list(word_list(answers.get("words", ""))),
        "need": answers["need"],
        "units": [each.participation_id for each in named.units],
    }
    await state.set_data({"metric": draft})
    return await _add(turn, known["event_id"], draft, named, sure=False)


async def _add(
    turn: Turn, event_id: int, draft: dict[str, Any], named: Named, *, sure: bool
) -> Replies:
    wish = Wish(
        draft["label"],
        draft["counts"],
        tuple(draft["words"]),
        Want(draft["need"]),
        tuple(draft["units"]),
    )
    done = await add_metric(turn.session, turn.actor, event_id, wish, sure=sure, now=turn.now)
    if isinstance(done, Asks):
        return _sure(turn, done, ("metric_add_yes", event_id))
    return _changed(turn, done, named=named)


def _sure(turn: Turn, asks: Asks, yes: tuple[object, ...]) -> Replies:
    return turn.says("metrics/sure", asks=asks, yes=yes, zone=asks.event.zone)


def _changed(turn: Turn, done: Changed, *, named: Named | None = None) -> Replies:
    return turn.says("metrics/changed", done=done, named=named or Named(()), zone=done.event.zone)


async def _finish_units(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    event_id, metric_id = known["event_id"], known["metric_id"]
    named = await units_named(turn.session, turn.actor, event_id, answers["names"])
    if not named.units:
        return turn.says("metrics/unclear", named=named, metric_id=metric_id)
    ids = [each.participation_id for each in named.units]
    await state.set_data({"metric_units": ids})
    return await _require(turn, metric_id, ids, named, sure=False)


async def _require(
    turn: Turn, metric_id: int, ids: list[int], named: Named, *, sure: bool
) -> Replies:
    done = await require_of(turn.session, turn.actor, metric_id, ids, sure=sure, now=turn.now)
    if isinstance(done, Asks):
        return _sure(turn, done, ("metric_for_yes", metric_id))
    return _required(turn, done, named)


def _required(turn: Turn, done: Required, named: Named) -> Replies:
    return turn.says("metrics/required", done=done, named=named, zone=done.event.zone)


ADD: Final = Form(
    "metric",
    (
        Field("label", prose(LONGEST_LABEL)),
        Field("counts", prose(20), wanted=_without_unit),
        Field("words", prose(120), optional=True),
        Field("need", _need, kind="choice"),
        Field("units", prose(300), wanted=_of_some),
    ),
    _finish_adding,
)
UNITS: Final = Form("metric_for", (Field("names", prose(300)),), _finish_units)
FORMS: Final = (ADD, UNITS)


async def _list(turn: Turn, event_id: int) -> Replies:
    day = await day_metrics(turn.session, turn.actor, event_id)
    return turn.says("metrics/list", day=day, zone=day.event.zone)


def build_router() -> Router:
    router = Router(name="metrics")
    _add_looking(router)
    _add_changing(router)
    _add_adding(router)
    _add_units(router)
    return router


def _add_looking(router: Router) -> None:
    @router.message(
        Said("số liệu cần báo cáo", "sửa số liệu", "danh sách số liệu", "số liệu bắt buộc")
    )
    async def asked(_message: Message, turn: Turn) -> Replies:
        mine = await asked_of(turn.session, turn.actor, now=turn.now)
        if mine:
            return turn.says("metrics/asked", units=mine, zone=mine[0].zone)
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            return await _list(turn, days[0].id)
        if not days:
            return turn.says("events/none")
        return turn.says("events/which", events=days, prefix="metrics", zone=days[0].zone)

    @router.callback_query(Metrics.filter())
    async def listed(_tap: CallbackQuery, callback_data: Metrics, turn: Turn) -> Replies:
        return await _list(turn, callback_data.event_id)

    @router.callback_query(MetricShow.filter())
    async def one(_tap: CallbackQuery, callback_data: MetricShow, turn: Turn) -> Replies:
        day, row = await metric_of_day(turn.session, turn.actor, callback_data.metric_id)
        return turn.says("metrics/one", day=day, it=row, zone=day.event.zone)


def _add_changing(router: Router) -> None:
    @router.callback_query(MetricSet.filter(F.want.in_({want.value for want in Want})))
    async def changes(_tap: CallbackQuery, callback_data: MetricSet, turn: Turn) -> Replies:
        metric_id, want = callback_data.metric_id, Want(callback_data.want)
        done = await set_metric(
            turn.session, turn.actor, metric_id, want, sure=callback_data.sure, now=turn.now
        )
        if isinstance(done, Asks):
            return _sure(turn, done, ("metric_set", metric_id, want.value, 1))
        return _changed(turn, done)


def _add_adding(router: Router) -> None:
    @router.message(Said("thêm số liệu", "thêm một số liệu", "thêm số liệu cần báo cáo"))
    async def adding(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        days = await events_for(turn.session, turn.actor, "change_event", now=turn.now)
        if len(days) == 1:
            return await _begin(turn, state, days[0].id)
        if not days:
            return turn.says("events/none")
        return turn.says("events/which", events=days, prefix="metric_add", zone=days[0].zone)

    @router.callback_query(MetricAdd.filter())
    async def add(
        _tap: CallbackQuery, callback_data: MetricAdd, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _begin(turn, state, callback_data.event_id)

    @router.callback_query(MetricAddYes.filter())
    async def added(
        _tap: CallbackQuery, callback_data: MetricAddYes, turn: Turn, state: FSMContext
    ) -> Replies:
        draft = (await state.get_data()).get("metric")
        if not draft:
            return await _begin(turn, state, callback_data.event_id)
        return await _add(turn, callback_data.event_id, draft, Named(()), sure=True)


async def _begin(turn: Turn, state: FSMContext, event_id: int) -> Replies:
    day = await day_metrics(turn.session, turn.actor, event_id)
    return await begin(ADD, turn, state, event_id=day.event.id)


def _add_units(router: Router) -> None:
    @router.callback_query(MetricFor.filter())
    async def which(
        _tap: CallbackQuery, callback_data: MetricFor, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _begin_units(turn, state, callback_data.metric_id)

    @router.callback_query(MetricForYes.filter())
    async def yes(
        _tap: CallbackQuery, callback_data: MetricForYes, turn: Turn, state: FSMContext
    ) -> Replies:
        ids = (await state.get_data()).get("metric_units")
        if not ids:
            return await _begin_units(turn, state, callback_data.metric_id)
        return await _require(turn, callback_data.metric_id, ids, Named(()), sure=True)

    @router.callback_query(MetricNotFor.filter())
    async def released(_tap: CallbackQuery, callback_data: MetricNotFor, turn: Turn) -> Replies:
        row, found = await release(
            turn.session,
            turn.actor,
            callback_data.metric_id,
            callback_data.participation_id,
            now=turn.now,
        )
        return turn.says("metrics/released", it=row, p=found, zone=found.zone)


async def _begin_units(turn: Turn, state: FSMContext, metric_id: int) -> Replies:
    day, row = await metric_of_day(turn.session, turn.actor, metric_id)
    return await begin(
        UNITS, turn, state, event_id=day.event.id, metric_id=row.id, label=row.metric.label
    )
