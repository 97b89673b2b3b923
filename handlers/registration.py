"""A unit registers what it will do (Mẫu 1), as last time, or not at all this time."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.opt_out import opt_out, opting_out, take_part_again
from actions.register_unit import (
    Place,
    Registered,
    register_as_before,
    register_unit,
    registering,
    registration_of,
    to_register,
)
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.report_forms import known_of, metrics_in
from handlers.reporter import Reporting
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.deadline import read_clock, read_window
from reading.names import leader_names
from reading.numbers import number
from reading.report import read_report
from storage.registrations import Registration


class Register(CallbackData, prefix="register"):
    participation_id: Id


class RegisterAgain(CallbackData, prefix="register_again"):
    participation_id: Id


class RegisterShow(CallbackData, prefix="register_show"):
    participation_id: Id


class OptOut(CallbackData, prefix="opt_out"):
    participation_id: Id


class OptIn(CallbackData, prefix="opt_in"):
    participation_id: Id


def _clock(text: str, _asked: Asked) -> time | None:
    return read_clock(text)


def _hours(text: str, _asked: Asked) -> list[str] | None:
    window = read_window(text)
    return None if window is None else [moment.isoformat() for moment in window]


def _seats(text: str, _asked: Asked) -> int | None:
    seats = number(text)
    return seats if seats is not None and seats > 0 else None


def _leader(text: str, _asked: Asked) -> str | None:
    return leader_names(text)


def _expected(text: str, asked: Asked) -> dict[str, int] | None:
    values = read_report(text, metrics=metrics_in(asked.known)).values
    return {value.key: value.value for value in values} or None


def _optional(
    key: str, read: Callable[[str, Asked], Any] | None = None, kind: str = "text", example: str = ""
) -> Field:
    return Field(key, read or prose(), kind=kind, optional=True, example=example)


async def _finish(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    done = await register_unit(
        turn.session,
        turn.actor,
        known["participation_id"],
        _registration(answers),
        _place(answers),
        now=turn.now,
    )
    return _shown(turn, done)


def _registration(answers: Mapping[str, Any]) -> Registration:
    columns = ("content", "finish_time", "summary", "partners", "notes")
    return Registration(
        **{column: answers.get(column, "") for column in columns},
        expected=answers.get("expected", {}),
    )


def _place(answers: Mapping[str, Any]) -> Place:
    starts, ends = answers.get("hours", (None, None))
    return Place(
        place=answers.get("place", ""),
        gather=_time(answers.get("gather")),
        starts=_time(starts),
        ends=_time(ends),
        capacity=answers.get("capacity"),
        leader=answers.get("leader", ""),
        dress=answers.get("dress", ""),
    )


def _time(stored: str | None) -> time | None:
    return None if stored is None else time.fromisoformat(stored)


async def _finish_opt_out(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    found = await opt_out(
        turn.session, turn.actor, known["participation_id"], answers["reason"], now=turn.now
    )
    return turn.says("registration/opted_out", p=found, zone=found.zone)


REGISTRATION = Form(
    "registration",
    (
        Field("content", prose()),
        _optional("place"),
        _optional("hours", _hours, "window", "7:30-11:30"),
        _optional("gather", _clock, "time", "7:15"),
        _optional("finish_time"),
        _optional("summary"),
        _optional("partners"),
        _optional("capacity", _seats, "number", "20"),
        _optional("leader", _leader, "name", "Nguyễn Văn Minh"),
        _optional("dress", prose(120)),
        _optional("expected", _expected, "figures", "ĐVTN: 25, lượt dân: 120"),
        _optional("notes"),
    ),
    _finish,
)
OPT_OUT = Form("opt_out", (Field("reason", prose(200)),), _finish_opt_out)
FORMS = (REGISTRATION, OPT_OUT)


def _shown(turn: Turn, done: Registered) -> Replies:
    return turn.card(
        f"registration:{done.participation.id}",
        "registration/done",
        fresh=True,
        done=done,
        p=done.participation,
        zone=done.participation.zone,
    )


def build_router() -> Router:
    router = Router(name="registration")
    _add_opting_out(router)

    @router.message(
        Reporting(),
        or_f(Command("dangky"), Said("đăng ký", "đăng ký nội dung", "đăng ký hoạt động")),
    )
    async def asks(_message: Message, turn: Turn) -> Replies:
        days, again = await to_register(turn.session, turn.actor, now=turn.now)
        if not days:
            return turn.says("registration/nothing")
        return turn.says("registration/choose", days=days, again=again, zone=days[0].zone)

    @router.callback_query(Register.filter())
    async def starts(
        _tap: CallbackQuery, callback_data: Register, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await registering(turn.session, turn.actor, callback_data.participation_id)
        return await begin(REGISTRATION, turn, state, **known_of(found), place=found.place)

    @router.callback_query(RegisterAgain.filter())
    async def repeats(_tap: CallbackQuery, callback_data: RegisterAgain, turn: Turn) -> Replies:
        done = await register_as_before(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return _shown(turn, done)

    @router.callback_query(RegisterShow.filter())
    async def shows(_tap: CallbackQuery, callback_data: RegisterShow, turn: Turn) -> Replies:
        found, registration, shifts = await registration_of(
            turn.session, turn.actor, callback_data.participation_id
        )
        return turn.says(
            "registration/show",
            p=found,
            registration=registration,
            shifts=shifts,
            zone=found.zone,
        )

    return router


def _add_opting_out(router: Router) -> None:
    @router.callback_query(OptOut.filter())
    async def opts_out(
        _tap: CallbackQuery, callback_data: OptOut, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await opting_out(turn.session, turn.actor, callback_data.participation_id)
        return await begin(OPT_OUT, turn, state, **known_of(found))

    @router.callback_query(OptIn.filter())
    async def opts_in(_tap: CallbackQuery, callback_data: OptIn, turn: Turn) -> Replies:
        found = await take_part_again(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("registration/opted_in", p=found, zone=found.zone)
