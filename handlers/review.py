"""A report looked over: given back, approved, a number put right; and its reporter's answer."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from actions.guided import reporting
from actions.review_report import (
    approve_report,
    correct_report,
    correcting,
    resend,
    return_report,
    reviewing,
    undo_approval,
    undo_entry,
    undo_return,
)
from handlers.forms import Field, Form, begin, prose
from handlers.report_forms import known_of, read_change
from handlers.reporter import brought
from handlers.taps import Id
from handlers.turn import Replies, Turn
from rendering.texts import number


class ReviewBack(CallbackData, prefix="review_back"):
    participation_id: Id


class ReviewUnback(CallbackData, prefix="review_unback"):
    participation_id: Id


class ReviewOk(CallbackData, prefix="review_ok"):
    participation_id: Id


class ReviewUnok(CallbackData, prefix="review_unok"):
    participation_id: Id


class ReviewFix(CallbackData, prefix="review_fix"):
    participation_id: Id


class ReviewUnfix(CallbackData, prefix="review_unfix"):
    participation_id: Id
    version: Id


class Resend(CallbackData, prefix="resend"):
    participation_id: Id


class ResendSame(CallbackData, prefix="resend_same"):
    participation_id: Id


async def _give_back(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    after = await return_report(
        turn.session, turn.actor, known["participation_id"], answers["reason"], now=turn.now
    )
    return turn.says("review/back_done", p=after, zone=after.zone)


async def _correct(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    reported = await correct_report(
        turn.session,
        turn.actor,
        known["participation_id"],
        answers["change"],
        answers.get("reason", ""),
        brought(turn, ""),
        now=turn.now,
    )
    return turn.says("review/fixed", r=reported, zone=reported.after.zone)


BACK: Final = Form("review_back", (Field("reason", prose(300)),), _give_back)
FIX: Final = Form(
    "review_fix",
    (
        Field("change", read_change, kind="change", example="ĐVTN 30"),
        Field("reason", prose(300), optional=True),
    ),
    _correct,
)
FORMS: Final = (BACK, FIX)


def build_router() -> Router:
    router = Router(name="review")
    _add_return(router)
    _add_approval(router)
    _add_correction(router)
    _add_answer(router)
    return router


def _add_return(router: Router) -> None:
    @router.callback_query(ReviewBack.filter())
    async def back(
        _tap: CallbackQuery, callback_data: ReviewBack, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await reviewing(turn.session, turn.actor, callback_data.participation_id)
        return await begin(BACK, turn, state, participation_id=found.id, unit=found.unit_name)

    @router.callback_query(ReviewUnback.filter())
    async def unback(_tap: CallbackQuery, callback_data: ReviewUnback, turn: Turn) -> Replies:
        after = await undo_return(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("review/unback_done", p=after, zone=after.zone)


def _add_approval(router: Router) -> None:
    @router.callback_query(ReviewOk.filter())
    async def approves(_tap: CallbackQuery, callback_data: ReviewOk, turn: Turn) -> Replies:
        found, by = await approve_report(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("review/ok_done", p=found, by=by, zone=found.zone)

    @router.callback_query(ReviewUnok.filter())
    async def unapproves(_tap: CallbackQuery, callback_data: ReviewUnok, turn: Turn) -> Replies:
        found = await undo_approval(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("review/unok_done", p=found, zone=found.zone)


def _add_correction(router: Router) -> None:
    @router.callback_query(ReviewFix.filter())
    async def fix(
        _tap: CallbackQuery, callback_data: ReviewFix, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await correcting(turn.session, turn.actor, callback_data.participation_id)
        told = " · ".join(
            f"{metric.label} {number(found.facts.values[metric.key])}" for metric in found.reported
        )
        return await begin(FIX, turn, state, **known_of(found), told=told)

    @router.callback_query(ReviewUnfix.filter())
    async def unfix(_tap: CallbackQuery, callback_data: ReviewUnfix, turn: Turn) -> Replies:
        reported = await undo_entry(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.version,
            now=turn.now,
        )
        return turn.says("review/unfixed", p=reported.after, zone=reported.after.zone)


def _add_answer(router: Router) -> None:
    @router.callback_query(Resend.filter())
    async def again(_tap: CallbackQuery, callback_data: Resend, turn: Turn) -> Replies:
        found = await reporting(turn.session, turn.actor, callback_data.participation_id)
        return turn.says("review/resend", p=found, zone=found.zone)

    @router.callback_query(ResendSame.filter())
    async def same(_tap: CallbackQuery, callback_data: ResendSame, turn: Turn) -> Replies:
        reported = await resend(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            brought(turn, ""),
            now=turn.now,
        )
        return turn.says("review/resent", p=reported.after, zone=reported.after.zone)
