"""Nhập hộ: several units one after another, by words, questions or photos."""

from typing import Any, Final

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.enter_for_unit import Told, enter_photo, entering, named_in
from actions.guided import questions
from actions.review_report import undo_entry
from actions.unit_page import day_at
from actions.whose_photo import offered
from handlers.behalf_talk import (
    Entering,
    ask_unit,
    choose,
    enter,
    is_stale,
    listed,
    next_unit,
    origin_of,
    told_at_of,
    understood,
)
from handlers.forms import Form, begin
from handlers.kinds import Pictured, Written
from handlers.photos import photo_of
from handlers.report_forms import GUIDED, figures_given, known_of
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.report import read_report
from rules.model import METRICS, RoleKind, Source
from rules.permissions import units_of


class BehalfDay(CallbackData, prefix="behalf_day"):
    event_id: Id


class Behalf(CallbackData, prefix="behalf"):
    participation_id: Id


class BehalfAsk(CallbackData, prefix="behalf_ask"):
    participation_id: Id


class BehalfNow(CallbackData, prefix="behalf_now"):
    """It was told just now."""

    participation_id: Id


class BehalfWhen(CallbackData, prefix="behalf_when"):
    participation_id: Id


class BehalfSkip(CallbackData, prefix="behalf_skip"):
    participation_id: Id


class BehalfNext(CallbackData, prefix="behalf_next"):
    event_id: Id


class BehalfDone(CallbackData, prefix="behalf_done"):
    event_id: Id


class BehalfPhotos(CallbackData, prefix="behalf_photos"):
    """The answer to "Ảnh này của đơn vị nào?"."""

    photo_id: Id
    participation_id: Id


class BehalfUndo(CallbackData, prefix="behalf_undo"):
    participation_id: Id
    version: Id


class Officer(Filter):
    """From a person who coordinates some unit."""

    async def __call__(self, _event: TelegramObject, turn: Turn) -> bool:
        return bool(units_of(turn.actor, RoleKind.COORDINATOR))


async def _figures(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    values, participation_id = figures_given(answers, known), known["participation_id"]
    await state.set_data({"done": known["done"]})
    if not values:
        return await choose(turn, state, participation_id)
    told = Told(participation_id, values, turn.text, source=Source.GUIDED)
    return await enter(turn, state, told)


FIGURES: Final = Form("behalf", GUIDED.fields, _figures)
FORMS: Final = (FIGURES,)
BUSY: Final = StateFilter(Entering.unit, Entering.report)


def build_router() -> Router:
    """Before the reports of one's own unit: while entering, what comes is of another."""
    router = Router(name="on_behalf")
    _add_messages(router)
    _add_units(router)
    _add_who_and_when(router)
    return router


def _add_messages(router: Router) -> None:
    @router.message(BUSY, Said("xong", "xong hết", "hết", "hết rồi", "thôi", "dừng", "hủy"))
    async def enough(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _enough(turn, state)

    @router.message(BUSY, Written())
    async def typed(message: Message, turn: Turn, state: FSMContext) -> Replies:
        if is_stale(turn, await state.get_data()):
            await state.clear()
            raise SkipHandler
        replies = await understood(turn, state, message)
        if replies is None:
            raise SkipHandler
        return replies

    @router.message(Said("nhập hộ", "nhập thay"), Officer())
    async def start(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        offer = await offered(turn.session, turn.actor, now=turn.now)
        if offer is None:
            return turn.says("events/none")
        await state.clear()
        return await ask_unit(turn, state, offer.event.id)


def build_photo_router() -> Router:
    """Before all others, as photos are."""
    router = Router(name="on_behalf_photos")

    @router.message(StateFilter(Entering.report), Pictured())
    async def pictured(message: Message, turn: Turn, state: FSMContext) -> Replies:
        data = await state.get_data()
        if turn.file is None or not turn.file.photo or is_stale(turn, data):
            raise SkipHandler
        author, told_at = origin_of(message)
        at = told_at or told_at_of(data)
        photo = photo_of(turn, turn.file, author=author or data["author"], at=at)
        photo_id, found, later = await enter_photo(
            turn.session, turn.actor, data["participation_id"], photo, now=turn.now
        )
        await state.update_data(at=turn.now.isoformat())
        said: Replies = None
        if photo_id is not None and not later:
            said = turn.says("on_behalf/photos", p=found, count=1, zone=found.zone)
        report = await understood(turn, state, message) if turn.text else None
        return [*listed(said), *listed(report)]

    return router


def build_last_router() -> Router:
    """What nobody else understood, of somebody who is entering or who coordinates."""
    router = Router(name="on_behalf_last")

    @router.message(BUSY, Written())
    async def unclear(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        data = await state.get_data()
        if data.get("participation_id") is None:
            return await ask_unit(
                turn,
                state,
                data["event_id"],
                typed=turn.text[:60],
                text=data.get("text", ""),
                photos=data.get("photos", []),
            )
        found = await entering(turn.session, turn.actor, data["participation_id"])
        return turn.says("on_behalf/unclear", p=found, asked=data["asked"], zone=found.zone)

    @router.message(Written(), Officer())
    async def report(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        if not read_report(turn.text, metrics=METRICS).is_report:
            raise SkipHandler
        offer = await offered(turn.session, turn.actor, now=turn.now)
        if offer is None:
            raise SkipHandler
        named = await named_in(turn.session, turn.actor, offer.event.id, turn.text)
        if named is not None:
            return await enter(turn, state, named[1])
        return await ask_unit(turn, state, offer.event.id, text=turn.text)

    return router


async def _enough(turn: Turn, state: FSMContext) -> Replies:
    data = await state.get_data()
    await state.clear()
    done, event_id = data.get("done", []), data.get("event_id", 0)
    return turn.says("on_behalf/done", done=done, event_id=event_id)


def _add_units(router: Router) -> None:
    @router.callback_query(BehalfDay.filter())
    @router.callback_query(BehalfNext.filter())
    async def another(
        _tap: CallbackQuery, callback_data: BehalfDay | BehalfNext, turn: Turn, state: FSMContext
    ) -> Replies:
        event = await day_at(turn.session, turn.actor, callback_data.event_id, "enter_for_unit")
        return await ask_unit(turn, state, event.id)

    @router.callback_query(Behalf.filter())
    async def of_unit(
        _tap: CallbackQuery, callback_data: Behalf, turn: Turn, state: FSMContext
    ) -> Replies:
        return await choose(turn, state, callback_data.participation_id)

    @router.callback_query(BehalfPhotos.filter())
    async def photos_of_unit(
        _tap: CallbackQuery, callback_data: BehalfPhotos, turn: Turn, state: FSMContext
    ) -> Replies:
        held = (await state.get_data()).get("photos", [])
        photos = [
            callback_data.photo_id,
            *(each for each in held if each != callback_data.photo_id),
        ]
        await state.update_data(photos=photos, text="")
        return await choose(turn, state, callback_data.participation_id)

    @router.callback_query(BehalfAsk.filter())
    async def guided(
        _tap: CallbackQuery, callback_data: BehalfAsk, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await entering(turn.session, turn.actor, callback_data.participation_id)
        asked = [metric.key for metric in questions(found)]
        done = (await state.get_data()).get("done", [])
        return await begin(FIGURES, turn, state, **known_of(found), asked=asked, done=done)

    @router.callback_query(BehalfDone.filter())
    async def enough(_tap: CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        return await _enough(turn, state)

    @router.callback_query(BehalfUndo.filter())
    async def undo(_tap: CallbackQuery, callback_data: BehalfUndo, turn: Turn) -> Replies:
        reported = await undo_entry(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.version,
            now=turn.now,
        )
        return turn.says("on_behalf/undone", p=reported.after, zone=reported.after.zone)


def _add_who_and_when(router: Router) -> None:
    @router.callback_query(BehalfNow.filter())
    async def just_now(
        _tap: CallbackQuery, callback_data: BehalfNow, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await entering(turn.session, turn.actor, callback_data.participation_id)
        if not await _still(state, found.id):
            return turn.says("forms/over")
        await state.update_data(asked="who")
        return turn.says("on_behalf/who", p=found)

    @router.callback_query(BehalfWhen.filter())
    async def other_time(
        _tap: CallbackQuery, callback_data: BehalfWhen, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await entering(turn.session, turn.actor, callback_data.participation_id)
        if not await _still(state, found.id):
            return turn.says("forms/over")
        await state.update_data(asked="when")
        return turn.says("on_behalf/when", p=found)

    @router.callback_query(BehalfSkip.filter())
    async def skip(
        _tap: CallbackQuery, callback_data: BehalfSkip, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await entering(turn.session, turn.actor, callback_data.participation_id)
        if not await _still(state, found.id):
            return turn.says("forms/over")
        return await next_unit(turn, state, found)


async def _still(state: FSMContext, participation_id: int) -> bool:
    return (await state.get_data()).get("participation_id") == participation_id
