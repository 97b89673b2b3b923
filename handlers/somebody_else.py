"""Somebody else reports: for one day by a link, from now on in another's place, or no longer."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.hand_to_another import give_again, hand_to_another, take_back_link
from actions.invite import replace_reporter
from actions.liaisons import (
    end_reporter,
    end_reporter_on,
    liaisons,
    reporter_of,
    restore_reporter,
)
from handlers.forms import Asked, Field, Form, begin
from handlers.reporter import Reporting
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.deadline import read_date
from rules.deadlines import local
from rules.model import EventState, Refused, RoleKind
from rules.permissions import units_of
from storage.participations import candidates


class Hand(CallbackData, prefix="hand"):
    participation_id: Id


class HandOff(CallbackData, prefix="hand_off"):
    link_id: Id


class HandAgain(CallbackData, prefix="hand_again"):
    link_id: Id


class Liaisons(CallbackData, prefix="liaisons"):
    participation_id: Id


class ReporterNew(CallbackData, prefix="reporter_new"):
    unit_id: Id
    person_id: Id


class ReporterEnd(CallbackData, prefix="reporter_end"):
    unit_id: Id
    person_id: Id


class ReporterBack(CallbackData, prefix="reporter_back"):
    unit_id: Id
    person_id: Id


class ReporterUntil(CallbackData, prefix="reporter_until"):
    unit_id: Id
    person_id: Id


class ReporterStays(CallbackData, prefix="reporter_stays"):
    unit_id: Id
    person_id: Id


def _in_private(turn: Turn) -> None:
    """A group would read a code that is meant for one."""
    if not turn.private:
        raise Refused("only_in_private")


async def _hand(turn: Turn, participation_id: int) -> Replies:
    _in_private(turn)
    asked = await hand_to_another(turn.session, turn.actor, participation_id, now=turn.now)
    return turn.says(
        "somebody_else/link",
        p=asked.p,
        invited=asked.invited,
        link_id=asked.link_id,
        before=asked.before,
        links=turn.links.join(asked.invited.code),
        zone=asked.p.zone,
    )


def _day(text: str, asked: Asked) -> date | None:
    return read_date(text, now=local(asked.now, asked.known["zone"]))


async def _until(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    day = date.fromisoformat(answers["day"])
    return await _ends_on(turn, known["unit_id"], known["person_id"], day)


async def _ends_on(turn: Turn, unit_id: int, person_id: int, day: date | None) -> Replies:
    of, until, name = await end_reporter_on(
        turn.session, turn.actor, unit_id, person_id, day, now=turn.now
    )
    return turn.says(
        "somebody_else/until_done",
        unit=of,
        name=name,
        until=until,
        person_id=person_id,
        zone=of.timezone,
    )


UNTIL: Final = Form("reporter_until", (Field("day", _day, "date"),), _until)
FORMS: Final = (UNTIL,)


def build_router() -> Router:
    router = Router(name="somebody_else")
    _add_links(router)
    _add_liaisons(router)
    _add_ends(router)
    return router


def _add_links(router: Router) -> None:
    @router.message(
        Reporting(),
        Said(
            "nhờ người khác báo cáo",
            "nhờ người khác",
            "nhờ báo cáo",
            "nhờ báo cáo giúp",
            "nhờ người báo cáo",
        ),
    )
    async def asks(_message: Message, turn: Turn) -> Replies:
        own = [grant.unit_id for grant in units_of(turn.actor, RoleKind.REPORTER)]
        fits = [
            each
            for each in await candidates(turn.session, own, turn.now)
            if each.state is EventState.OPEN
        ]
        if len(fits) == 1:
            return await _hand(turn, fits[0].id)
        if fits:
            return turn.says("somebody_else/which", fits=fits)
        return turn.says("somebody_else/nothing")

    @router.callback_query(Hand.filter())
    async def hands(_tap: CallbackQuery, callback_data: Hand, turn: Turn) -> Replies:
        return await _hand(turn, callback_data.participation_id)

    @router.callback_query(HandOff.filter())
    async def off(_tap: CallbackQuery, callback_data: HandOff, turn: Turn) -> Replies:
        handed = await take_back_link(turn.session, turn.actor, callback_data.link_id, now=turn.now)
        return turn.says("somebody_else/taken_back", handed=handed)

    @router.callback_query(HandAgain.filter())
    async def again(_tap: CallbackQuery, callback_data: HandAgain, turn: Turn) -> Replies:
        handed = await give_again(turn.session, turn.actor, callback_data.link_id, now=turn.now)
        return turn.says("somebody_else/given_again", handed=handed)


def _add_liaisons(router: Router) -> None:
    @router.callback_query(Liaisons.filter())
    async def page(_tap: CallbackQuery, callback_data: Liaisons, turn: Turn) -> Replies:
        p, reporters = await liaisons(turn.session, turn.actor, callback_data.participation_id)
        return turn.says("somebody_else/liaisons", p=p, reporters=reporters, zone=p.zone)

    @router.callback_query(ReporterNew.filter())
    async def new(_tap: CallbackQuery, callback_data: ReporterNew, turn: Turn) -> Replies:
        _in_private(turn)
        invited, before = await replace_reporter(
            turn.session,
            turn.actor,
            callback_data.unit_id,
            callback_data.person_id,
            now=turn.now,
        )
        return turn.says(
            "somebody_else/replacing",
            invited=invited,
            before=before,
            person_id=callback_data.person_id,
            links=turn.links.join(invited.code),
        )


def _add_ends(router: Router) -> None:
    @router.callback_query(ReporterEnd.filter())
    async def ends(_tap: CallbackQuery, callback_data: ReporterEnd, turn: Turn) -> Replies:
        return await _ended(turn, "end_done", end_reporter, callback_data)

    @router.callback_query(ReporterBack.filter())
    async def back(_tap: CallbackQuery, callback_data: ReporterBack, turn: Turn) -> Replies:
        return await _ended(turn, "back_done", restore_reporter, callback_data)

    @router.callback_query(ReporterUntil.filter())
    async def until(
        _tap: CallbackQuery, callback_data: ReporterUntil, turn: Turn, state: FSMContext
    ) -> Replies:
        of, _, name = await reporter_of(
            turn.session, turn.actor, callback_data.unit_id, callback_data.person_id
        )
        return await begin(
            UNTIL,
            turn,
            state,
            unit_id=of.id,
            person_id=callback_data.person_id,
            unit=of.name,
            name=name,
            zone=of.timezone,
        )

    @router.callback_query(ReporterStays.filter())
    async def stays(_tap: CallbackQuery, callback_data: ReporterStays, turn: Turn) -> Replies:
        return await _ends_on(turn, callback_data.unit_id, callback_data.person_id, None)


async def _ended(
    turn: Turn, said: str, deed: Callable[..., Any], named: ReporterEnd | ReporterBack
) -> Replies:
    of, name = await deed(turn.session, turn.actor, named.unit_id, named.person_id, now=turn.now)
    return turn.says(f"somebody_else/{said}", unit=of, name=name, person_id=named.person_id)
