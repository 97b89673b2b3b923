"""More time for a unit: asked by its reporter, decided or given unasked by a coordinator."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.more_time import (
    Decided,
    ask_more_time,
    give_time,
    grant_request,
    may_ask,
    may_give,
    refuse_request,
    request_card,
    request_for,
    requests_waiting,
    take_time_back,
    withdraw_request,
)
from actions.which_unit import fitting
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.reporter import Reporting
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.more_time import asks_more_time, read_more_time, read_until
from reading.report import read_report
from rules.deadlines import local
from rules.extensions import FARTHEST, RequestState, offers
from rules.model import METRICS, RoleKind
from rules.permissions import units_of
from storage.extensions import Request
from storage.participations import Participation


class MoreTime(CallbackData, prefix="more_time"):
    participation_id: Id


class MoreTimeUndo(CallbackData, prefix="more_time_undo"):
    extension_id: Id


class MoreTimeShow(CallbackData, prefix="more_time_show"):
    extension_id: Id


class MoreTimeYes(CallbackData, prefix="more_time_yes"):
    """`until`: seconds since 1970; what the card said that the unit asks for."""

    extension_id: Id
    until: Id


class MoreTimeOther(CallbackData, prefix="more_time_other"):
    extension_id: Id


class MoreTimeNo(CallbackData, prefix="more_time_no"):
    extension_id: Id


class MoreTimeGive(CallbackData, prefix="more_time_give"):
    participation_id: Id


class MoreTimeBack(CallbackData, prefix="more_time_back"):
    participation_id: Id


class AsksTime(Filter):
    """A private message in which a unit asks for time, and reports nothing."""

    async def __call__(self, event: TelegramObject, turn: Turn) -> bool:
        text = event.text if isinstance(event, Message) else None
        if not text or not turn.private or not asks_more_time(text):
            return False
        return not read_report(text, metrics=METRICS).is_report


def _until(text: str, asked: Asked) -> datetime | None:
    zone, closes = asked.known["zone"], datetime.fromisoformat(asked.known["closes"])
    until = read_until(text, now=local(asked.now, zone), closes=local(closes, zone))
    if until is None or not closes < until <= datetime.fromisoformat(asked.known["latest"]):
        return None
    return until if until > asked.now or asked.known["may_be_past"] else None


async def _finish_asking(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    until = datetime.fromisoformat(answers["until"])
    return await _ask(turn, known["participation_id"], until, answers.get("reason", ""))


async def _finish_giving(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    until = datetime.fromisoformat(answers["until"])
    if known["request_id"]:
        done = await grant_request(
            turn.session, turn.actor, known["request_id"], until, now=turn.now
        )
        return _card(turn, done)
    seen = known["seen"] and datetime.fromisoformat(known["seen"])
    given = await give_time(
        turn.session, turn.actor, known["participation_id"], until, seen=seen, now=turn.now
    )
    if isinstance(given, Decided):
        return _card(turn, given)
    return turn.says("more_time/given", p=given, zone=given.zone)


_COMMAND: Final = re.compile(r"^/\w+(?:@\w+)?\s*")
_UNTIL: Final = Field("until", _until, kind="later", example="18h")
ASK_FORM: Final = Form(
    "more_time", (_UNTIL, Field("reason", prose(200), optional=True)), _finish_asking
)
GIVE_FORM: Final = Form("give_time", (_UNTIL,), _finish_giving)
FORMS: Final = (ASK_FORM, GIVE_FORM)


def _known(found: Participation, now: datetime, *, may_be_past: bool) -> dict[str, Any]:
    """What the questions and their readers need of the unit."""
    day = local(found.closes, found.zone).date()
    choices = [local(each, found.zone) for each in offers(found.closes, now)]
    return {
        "participation_id": found.id,
        "unit": found.unit_name,
        "zone": found.zone,
        "closes": found.closes.isoformat(),
        "closes_said": f"{local(found.closes, found.zone):%H:%M}",
        "latest": (found.schedule.report_due_at + FARTHEST).isoformat(),
        "offers": [f"{each:%H:%M}" for each in choices if each.date() == day],
        "may_be_past": may_be_past,
    }


async def _ask(turn: Turn, participation_id: int, until: datetime, reason: str) -> Replies:
    asked = await ask_more_time(
        turn.session, turn.actor, participation_id, until, reason, now=turn.now
    )
    zone = asked.participation.zone
    return turn.says("more_time/asked", asked=asked, p=asked.participation, zone=zone)


async def _ask_of(turn: Turn, state: FSMContext, participation_id: int, text: str) -> Replies:
    """The moment in the words themselves, else the question."""
    found = await may_ask(turn.session, turn.actor, participation_id)
    now, closes = local(turn.now, found.zone), local(found.closes, found.zone)
    said = read_more_time(text, now=now, closes=closes)
    if said.until is not None:
        return await _ask(turn, participation_id, said.until, said.reason)
    known = _known(found, turn.now, may_be_past=False)
    return await begin(ASK_FORM, turn, state, **known)


def _card(turn: Turn, done: Decided, *, fresh: bool = False) -> Replies:
    return turn.card(
        request_card(done.request.id),
        "more_time/card",
        fresh=fresh,
        p=done.participation,
        request=done.request,
        missed=done.missed,
        first=done.first,
        zone=done.participation.zone,
    )


def stamp(request: Request) -> int:
    return int(request.wanted_at.timestamp())


async def _start(turn: Turn, state: FSMContext, text: str) -> Replies:
    """For which unit and day; a coordinator sees what waits."""
    if units_of(turn.actor, RoleKind.COORDINATOR) and not units_of(turn.actor, RoleKind.REPORTER):
        return await _waiting(turn)
    fits = await fitting(turn.session, turn.actor, sent_at=turn.sent_at, now=turn.now)
    if len(fits) == 1:
        return await _ask_of(turn, state, fits[0].id, text)
    if fits:
        await state.set_data({"asked": text})
        return turn.says("more_time/which", fits=fits, zone=fits[0].zone)
    if not units_of(turn.actor, RoleKind.REPORTER):
        return await _waiting(turn)
    return turn.says("more_time/nothing")


async def _waiting(turn: Turn) -> Replies:
    waiting = await requests_waiting(turn.session, turn.actor)
    if len(waiting) == 1:
        request = waiting[0][0]
        shown = await request_for(turn.session, turn.actor, request.id, now=turn.now)
        return _card(turn, shown, fresh=True)
    return turn.says("more_time/waiting", waiting=waiting)


def build_router() -> Router:
    router = Router(name="more_time")
    _add_asking(router)
    _add_deciding(router)
    _add_giving(router)
    return router


def _add_asking(router: Router) -> None:
    @router.message(Command("giahan"))
    @router.message(Said("xin thêm giờ", "gia hạn", "xin gia hạn", "thêm giờ", "ai xin thêm giờ"))
    async def starts(message: Message, turn: Turn, state: FSMContext) -> Replies:
        await state.clear()
        return await _start(turn, state, _COMMAND.sub("", message.text or ""))

    @router.message(Reporting(), AsksTime())
    async def says_so(message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _start(turn, state, message.text or "")

    @router.callback_query(MoreTime.filter())
    async def asks(
        _tap: CallbackQuery, callback_data: MoreTime, turn: Turn, state: FSMContext
    ) -> Replies:
        text = (await state.get_data()).get("asked", "")
        await state.clear()
        return await _ask_of(turn, state, callback_data.participation_id, text)

    @router.callback_query(MoreTimeUndo.filter())
    async def takes_back(_tap: CallbackQuery, callback_data: MoreTimeUndo, turn: Turn) -> Replies:
        done = await withdraw_request(
            turn.session, turn.actor, callback_data.extension_id, now=turn.now
        )
        found = done.participation
        return turn.says("more_time/withdrawn", done=done, p=found, zone=found.zone)


def _add_deciding(router: Router) -> None:
    @router.callback_query(MoreTimeShow.filter())
    async def shows(_tap: CallbackQuery, callback_data: MoreTimeShow, turn: Turn) -> Replies:
        done = await request_for(turn.session, turn.actor, callback_data.extension_id, now=turn.now)
        return _card(turn, done, fresh=True)

    @router.callback_query(MoreTimeYes.filter())
    async def grants(_tap: CallbackQuery, callback_data: MoreTimeYes, turn: Turn) -> Replies:
        asked = callback_data.extension_id
        shown = await request_for(turn.session, turn.actor, asked, now=turn.now)
        until = shown.request.wanted_at
        waits = shown.request.state is RequestState.WAITING
        if waits and stamp(shown.request) != callback_data.until:
            return _card(turn, shown, fresh=True)
        done = await grant_request(turn.session, turn.actor, shown.request.id, until, now=turn.now)
        return _card(turn, done)

    @router.callback_query(MoreTimeNo.filter())
    async def refuses(_tap: CallbackQuery, callback_data: MoreTimeNo, turn: Turn) -> Replies:
        done = await refuse_request(
            turn.session, turn.actor, callback_data.extension_id, now=turn.now
        )
        return _card(turn, done)

    @router.callback_query(MoreTimeOther.filter())
    async def otherwise(
        _tap: CallbackQuery, callback_data: MoreTimeOther, turn: Turn, state: FSMContext
    ) -> Replies:
        asked = callback_data.extension_id
        shown = await request_for(turn.session, turn.actor, asked, now=turn.now)
        if shown.request.state is not RequestState.WAITING:
            return _card(turn, shown)
        known = _known(shown.participation, turn.now, may_be_past=True)
        return await begin(GIVE_FORM, turn, state, **known, request_id=shown.request.id, seen=None)


def _add_giving(router: Router) -> None:
    @router.callback_query(MoreTimeGive.filter())
    async def gives(
        _tap: CallbackQuery, callback_data: MoreTimeGive, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await may_give(turn.session, turn.actor, callback_data.participation_id)
        own = found.facts.extended_to
        seen = None if own is None else own.astimezone(UTC).isoformat()
        known = _known(found, turn.now, may_be_past=True)
        return await begin(GIVE_FORM, turn, state, **known, request_id=0, seen=seen)

    @router.callback_query(MoreTimeBack.filter())
    async def takes_back(_tap: CallbackQuery, callback_data: MoreTimeBack, turn: Turn) -> Replies:
        found = await take_time_back(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("more_time/taken_back", p=found, zone=found.zone)
