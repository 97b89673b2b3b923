"""The superior body's own form: a blank .xlsx sent once, its columns confirmed once."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from pydantic import StringConstraints

from actions.own_form import (
    NOTHING,
    Shown,
    form_of_host,
    remove_form,
    set_place,
    shown_form,
    take_form,
    use_form,
)
from handlers.forms import Asked, Field, Form, begin
from handlers.kinds import Written
from handlers.on_behalf import Officer
from handlers.taps import Id
from handlers.turn import Replies, Spoken, Turn
from handlers.words import Said
from reading.fold import plain
from reading.form_words import asked_by
from rendering.texts import words
from rules.model import METRICS, Refused
from rules.own_form import column_number

WAITS: Final = timedelta(hours=1)
"""A sheet that comes later is a roster, as any other."""
SHEETS: Final = (".xlsx", ".xlsm", ".xls")
ASKED: Final = ("biểu mẫu cấp trên", "mẫu cấp trên", "biểu mẫu của cấp trên", "mẫu của cấp trên")
_TYPED: Final = re.compile(
    r"(?:cột|cot|ô|o)?\s*([a-z]{1,3}[0-9]{0,7})\s*(?:[:=]|là|la)?\s+(\S.*)", re.IGNORECASE
)
_NOTHING: Final = frozenset({"khong dien", "de nguyen", "de trong", "khong", "bo", "bo qua"})

At = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[0-9]{0,7}$")]


class OwnForms(StatesGroup):
    """Waiting for the file; a form on the table, whose columns can be named by typing."""

    waiting = State()
    mapping = State()


class OwnFormShow(CallbackData, prefix="own_form"):
    pass


class OwnFormNew(CallbackData, prefix="own_form_new"):
    pass


class OwnFormColumn(CallbackData, prefix="own_form_col"):
    form_id: Id
    at: At


class OwnFormUse(CallbackData, prefix="own_form_use"):
    form_id: Id


class OwnFormStop(CallbackData, prefix="own_form_stop"):
    pass


class OwnFormOff(CallbackData, prefix="own_form_off"):
    form_id: Id


class SheetFile(Filter):
    """A document whose name is that of a workbook."""

    async def __call__(self, message: Message) -> bool:
        document = message.document
        return bool(document and (document.file_name or "").lower().endswith(SHEETS))


# --- one column -----------------------------------------------------------------------------------
def _holds(text: str, asked: Asked) -> str | None:
    """The key of what was tapped, or what was typed by its label or by words for it."""
    return _meant(text, dict(asked.known["choices"]))


def _meant(text: str, choices: dict[str, str]) -> str | None:
    said = plain(text).strip(" .!?,")
    if said in _NOTHING or text == NOTHING:
        return NOTHING
    by_label = {plain(label): key for key, label in choices.items()}
    if text in choices or said in by_label:
        return text if text in choices else by_label[said]
    found = asked_by(text, METRICS)
    return str(found) if found in choices else None


def _choices(shown: Shown) -> list[tuple[str, str]]:
    """Keys with their labels, metrics first."""
    metrics = [(each.key, each.label) for each in shown.metrics]
    return metrics + [(each, _label(each)) for each in shown.choices]


def _label(holds: str) -> str:
    return words("own_form/label", holds=str(holds)).text


async def _finish(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _set(turn, state, known["form_id"], known["at"], answers["holds"])


async def _unchanged(
    turn: Turn, state: FSMContext, _answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    """Who gives up one column has the form still."""
    form = await shown_form(turn.session, turn.actor, known["form_id"], now=turn.now)
    return [await _show(turn, state, form), turn.says("forms/cancelled")]


COLUMN: Final = Form(
    "own_form", (Field("holds", _holds, kind="choice"),), _finish, cancelled=_unchanged
)
FORMS: Final = (COLUMN,)


async def _set(turn: Turn, state: FSMContext, form_id: int, at: str, holds: str) -> Replies:
    shown = await set_place(turn.session, turn.actor, form_id, at, holds, now=turn.now)
    return await _show(turn, state, shown)


# --- the conversation -----------------------------------------------------------------------------
async def _show(turn: Turn, state: FSMContext, shown: Shown) -> Spoken:
    await state.set_state(OwnForms.mapping)
    await state.set_data({"form_id": shown.own.id, "at": turn.now.isoformat()})
    places = sorted(shown.own.form.places, key=lambda place: _order(place.at))
    return turn.says(
        "own_form/show", shown=shown, places=places, labels=dict(_choices(shown)), zone=_zone(shown)
    )


def _order(at: str) -> tuple[int, int]:
    letters = at.rstrip("0123456789")
    return int(at.removeprefix(letters) or 0), column_number(letters)


def _zone(shown: Shown) -> str:
    return shown.host.timezone


async def _asks_for_it(turn: Turn, state: FSMContext) -> Replies:
    await state.set_state(OwnForms.waiting)
    await state.set_data({"at": turn.now.isoformat()})
    return turn.says("own_form/send")


async def _is_recent(turn: Turn, state: FSMContext) -> bool:
    data = await state.get_data()
    return "at" in data and turn.now - datetime.fromisoformat(data["at"]) <= WAITS


def _in_private(turn: Turn) -> None:
    if not turn.private:
        raise Refused("only_in_private")


def build_router() -> Router:
    router = Router(name="own_form")
    _add_looking(router)
    _add_taking(router)
    _add_columns(router)
    _add_using(router)
    return router


def _add_looking(router: Router) -> None:
    @router.message(Said(*ASKED))
    @router.callback_query(OwnFormShow.filter())
    async def shows(_event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        _in_private(turn)
        shown = await form_of_host(turn.session, turn.actor, now=turn.now)
        if shown is None:
            return await _asks_for_it(turn, state)
        return await _show(turn, state, shown)

    @router.callback_query(OwnFormNew.filter())
    async def another(_tap: CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        _in_private(turn)
        await form_of_host(turn.session, turn.actor, now=turn.now)
        return await _asks_for_it(turn, state)


def _add_taking(router: Router) -> None:
    @router.message(StateFilter(OwnForms), Said("hủy", "thôi", "dừng", "không gửi"))
    @router.callback_query(OwnFormStop.filter())
    async def stops(_event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        await state.clear()
        return turn.says("forms/cancelled")

    @router.message(StateFilter(OwnForms), SheetFile(), Officer())
    async def takes(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        if await state.get_state() != OwnForms.waiting.state or not await _is_recent(turn, state):
            raise SkipHandler
        name, content = (turn.file.name, turn.file.content) if turn.file else ("", None)
        shown = await take_form(turn.session, turn.actor, content, name, now=turn.now)
        return await _show(turn, state, shown)


def _add_columns(router: Router) -> None:
    @router.callback_query(OwnFormColumn.filter())
    async def column(
        _tap: CallbackQuery, callback_data: OwnFormColumn, turn: Turn, state: FSMContext
    ) -> Replies:
        form_id, at = callback_data.form_id, callback_data.at
        shown = await shown_form(turn.session, turn.actor, form_id, now=turn.now)
        place = next((each for each in shown.own.form.places if each.at == at), None)
        if place is None:
            raise Refused("own_form_gone")
        return await begin(
            COLUMN,
            turn,
            state,
            form_id=form_id,
            at=at,
            heading=place.heading,
            choices=_choices(shown),
        )

    @router.message(StateFilter(OwnForms.mapping), Written())
    async def typed(message: Message, turn: Turn, state: FSMContext) -> Replies:
        """ "F lượt dân", "cột G không điền"."""
        found = _TYPED.fullmatch((message.text or "").strip())
        if found is None or not await _is_recent(turn, state):
            raise SkipHandler
        form_id = (await state.get_data())["form_id"]
        shown = await shown_form(turn.session, turn.actor, form_id, now=turn.now)
        at, holds = found[1].upper(), _meant(found[2], dict(_choices(shown)))
        if holds is None or all(place.at != at for place in shown.own.form.places):
            raise SkipHandler
        return await _set(turn, state, form_id, at, holds)


def _add_using(router: Router) -> None:
    @router.callback_query(OwnFormUse.filter())
    async def use(
        _tap: CallbackQuery, callback_data: OwnFormUse, turn: Turn, state: FSMContext
    ) -> Replies:
        await state.clear()
        form_id = callback_data.form_id
        shown = await use_form(turn.session, turn.actor, form_id, now=turn.now)
        return turn.says("own_form/used", shown=shown)

    @router.callback_query(OwnFormOff.filter())
    async def off(
        _tap: CallbackQuery, callback_data: OwnFormOff, turn: Turn, state: FSMContext
    ) -> Replies:
        await state.clear()
        form_id = callback_data.form_id
        shown = await remove_form(turn.session, turn.actor, form_id, now=turn.now)
        return turn.says("own_form/removed", shown=shown)
