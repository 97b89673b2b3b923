"""A coordinator renames a unit or merges two, and undoes it."""

import re
from typing import Any, Final, Literal

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.change_units import (
    changes,
    merge_units,
    merging,
    rename_unit,
    undo_change,
    unit_to_change,
    units_to_change,
)
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.fold import plain

Purpose = Literal["rename", "merge", "into"]
_MERGE: Final = re.compile(
    r"^\s*(?:gộp|gop|sáp nhập|sap nhap)\s+(?:đơn vị\s+|don vi\s+)?(?P<old>.+?)\s+"
    r"(?:vào|vao)\s+(?:đơn vị\s+|don vi\s+)?(?P<into>.+?)\s*$",
    re.IGNORECASE,
)
_LONGEST: Final = 240
_NO_NAME: Final = re.compile(r"[<>{}\[\]|*_\n]")


class UnitRename(CallbackData, prefix="unit_rename"):
    unit_id: Id


class UnitMerge(CallbackData, prefix="unit_merge"):
    unit_id: Id


class UnitInto(CallbackData, prefix="unit_into"):
    unit_id: Id
    into_id: Id


class UnitMergeYes(CallbackData, prefix="unit_merge_yes"):
    unit_id: Id
    into_id: Id


class UnitMergeAlone(CallbackData, prefix="unit_merge_alone"):
    """Its reporters stay what they are."""

    unit_id: Id
    into_id: Id


class UnitUndo(CallbackData, prefix="unit_undo"):
    unit_id: Id


class SaysMerge(Filter):
    """ "gộp đơn vị A vào B", in a private chat."""

    async def __call__(self, event: TelegramObject, turn: Turn) -> dict[str, str] | bool:
        text = event.text if isinstance(event, Message) else None
        if not text or not turn.private or len(text) > _LONGEST:
            return False
        said = _MERGE.match(text) if plain(text).startswith(("gop", "sap nhap")) else None
        return False if said is None else {"old": said["old"], "into": said["into"]}


async def _finish_finding(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _find(
        turn, state, known["purpose"], answers["name"], known["unit_id"], known["then"]
    )


async def _finish_renaming(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    renamed = await rename_unit(
        turn.session, turn.actor, known["unit_id"], answers["name"], now=turn.now
    )
    return turn.says("units/renamed", unit=renamed, before=known["unit"])


def _new_name(text: str, asked: Asked) -> str | None:
    """A name of letters, not of markup."""
    name = prose(120)(text, asked)
    return None if name is None or _NO_NAME.search(name) or plain(name).isdigit() else name


FIND_FORM: Final = Form("unit_which", (Field("name", prose(100)),), _finish_finding)
NAME_FORM: Final = Form(
    "unit_rename", (Field("name", _new_name, kind="unit_name"),), _finish_renaming
)
FORMS: Final = (FIND_FORM, NAME_FORM)


async def _find(
    turn: Turn, state: FSMContext, purpose: Purpose, typed: str, unit_id: int = 0, then: str = ""
) -> Replies:
    """The unit that was typed, or which of several; `then` is the other one's name, if it was said
    too."""
    units = await units_to_change(turn.session, turn.actor, typed)
    units = [each for each in units if each.id != unit_id]
    if not units:
        return await _which(turn, state, purpose, unit_id, then, typed)
    if len(units) > 1:
        return turn.says("units/choose", units=units, purpose=purpose, unit_id=unit_id)
    return await _found(turn, state, purpose, units[0].id, unit_id, then)


async def _which(
    turn: Turn,
    state: FSMContext,
    purpose: Purpose,
    unit_id: int = 0,
    then: str = "",
    typed: str = "",
) -> Replies:
    await units_to_change(turn.session, turn.actor, "")
    known = {"purpose": purpose, "unit_id": unit_id, "then": then, "typed": typed}
    return await begin(FIND_FORM, turn, state, **known)


async def _found(
    turn: Turn,
    state: FSMContext,
    purpose: Purpose,
    found_id: int,
    first_id: int = 0,
    then: str = "",
) -> Replies:
    if purpose == "into":
        return await _sure(turn, first_id, found_id)
    found = await unit_to_change(turn.session, turn.actor, found_id)
    if purpose == "rename":
        return await begin(NAME_FORM, turn, state, unit_id=found.id, unit=found.name)
    if then:
        return await _find(turn, state, "into", then, found.id)
    return await _which(turn, state, "into", found.id)


async def _sure(turn: Turn, unit_id: int, into_id: int) -> Replies:
    merger = await merging(turn.session, turn.actor, unit_id, into_id, now=turn.now)
    return turn.says("units/confirm_merge", merger=merger, zone=merger.old.timezone)


def build_router() -> Router:
    router = Router(name="change_units")
    _add_renaming(router)
    _add_merging(router)
    _add_undoing(router)
    return router


def _add_renaming(router: Router) -> None:
    @router.message(Said("đổi tên đơn vị", "đổi tên một đơn vị"))
    async def asks(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _which(turn, state, "rename")

    @router.callback_query(UnitRename.filter())
    async def this_one(
        _tap: CallbackQuery, callback_data: UnitRename, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _found(turn, state, "rename", callback_data.unit_id)


def _add_merging(router: Router) -> None:
    @router.message(Said("gộp đơn vị", "sáp nhập đơn vị"))
    async def asks(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _which(turn, state, "merge")

    @router.message(SaysMerge())
    async def says_both(
        _message: Message, turn: Turn, state: FSMContext, old: str, into: str
    ) -> Replies:
        return await _find(turn, state, "merge", old, then=into)

    @router.callback_query(UnitMerge.filter())
    async def the_first(
        _tap: CallbackQuery, callback_data: UnitMerge, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _found(turn, state, "merge", callback_data.unit_id)

    @router.callback_query(UnitInto.filter())
    async def the_other(_tap: CallbackQuery, callback_data: UnitInto, turn: Turn) -> Replies:
        return await _sure(turn, callback_data.unit_id, callback_data.into_id)

    @router.callback_query(UnitMergeYes.filter())
    async def with_people(_tap: CallbackQuery, callback_data: UnitMergeYes, turn: Turn) -> Replies:
        return await _merge(turn, callback_data.unit_id, callback_data.into_id, move_people=True)

    @router.callback_query(UnitMergeAlone.filter())
    async def alone(_tap: CallbackQuery, callback_data: UnitMergeAlone, turn: Turn) -> Replies:
        return await _merge(turn, callback_data.unit_id, callback_data.into_id, move_people=False)


async def _merge(turn: Turn, unit_id: int, into_id: int, *, move_people: bool) -> Replies:
    merger = await merge_units(
        turn.session, turn.actor, unit_id, into_id, move_people=move_people, now=turn.now
    )
    zone = merger.old.timezone
    return turn.says("units/merged", merger=merger, moved=move_people, zone=zone)


def _add_undoing(router: Router) -> None:
    @router.message(Said("thay đổi đơn vị", "đơn vị đã đổi"))
    async def shows(_message: Message, turn: Turn) -> Replies:
        return turn.says("units/changes", changes=await changes(turn.session, turn.actor))

    @router.callback_query(UnitUndo.filter())
    async def undoes(_tap: CallbackQuery, callback_data: UnitUndo, turn: Turn) -> Replies:
        undone = await undo_change(turn.session, turn.actor, callback_data.unit_id, now=turn.now)
        return turn.says("units/undone", change=undone)
