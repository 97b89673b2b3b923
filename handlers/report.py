"""The quick report: as it is written, question by question, or as registered; its corrections."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.attendance import figure_on_offer
from actions.clarify import Answered
from actions.guided import questions, reporting, to_report
from actions.submit_report import submit_expected
from actions.take_message import Held, assign_report, take_message
from handlers.behalf_talk import origin_of
from handlers.clarify import answered
from handlers.forms import begin
from handlers.kinds import Written
from handlers.report_forms import EDIT, GUIDED, known_of, shown
from handlers.reporter import Reporting, brought
from handlers.taps import Id
from handlers.turn import Replies, Reply, Turn
from handlers.words import Said
from storage.participations import Participation


class Report(CallbackData, prefix="report"):
    """Ways to report for this participation."""

    participation_id: Id


class ReportNow(CallbackData, prefix="report_now"):
    """As /baocao."""


class ReportGuided(CallbackData, prefix="report_ask"):
    participation_id: Id


class ReportExpected(CallbackData, prefix="report_same"):
    participation_id: Id


class ReportEdit(CallbackData, prefix="report_edit"):
    participation_id: Id


class ReportAdd(CallbackData, prefix="report_add"):
    participation_id: Id


class ReportOf(CallbackData, prefix="report_of"):
    """The answer to "Báo cáo này của đơn vị nào?"."""

    submission_id: Id
    participation_id: Id


async def take(turn: Turn, message: Message, text: str, *, caption: bool = False) -> Replies:
    """A free text, or a photo's caption, as a report. None when it states no figures."""
    author, written_at = origin_of(message)
    said = brought(turn, text, author=author, written_at=written_at)
    taken = await take_message(turn.session, turn.actor, said, caption=caption, now=turn.now)
    if taken is None:
        return None
    if isinstance(taken, Answered):
        return answered(turn, taken)
    if isinstance(taken, Held):
        zone = taken.fits[0].zone
        return turn.says(
            "report/which", fits=taken.fits, submission_id=taken.submission_id, zone=zone
        )
    return shown(turn, taken)


async def _begin_guided(
    turn: Turn, state: FSMContext, participation_id: int, *, missing_only: bool
) -> Replies:
    found = await reporting(turn.session, turn.actor, participation_id)
    asked = questions(found, missing_only=missing_only)
    if not asked:
        return turn.says("report/nothing_to_add", p=found, zone=found.zone)
    return await begin(GUIDED, turn, state, **known_of(found), asked=[each.key for each in asked])


async def _ways(turn: Turn, fits: Sequence[Participation]) -> Reply:
    if len(fits) > 1:
        return turn.says("report/choose", fits=fits, zone=fits[0].zone)
    present = await figure_on_offer(turn.session, fits[0])
    return turn.says("report/ways", p=fits[0], present=present, zone=fits[0].zone)


def build_router() -> Router:
    router = Router(name="report")
    _add_taps(router)
    _add_mending(router)

    @router.callback_query(ReportNow.filter())
    @router.message(Command("baocao"))
    @router.message(Said("báo cáo", "gửi báo cáo", "nộp báo cáo", "báo cáo nhanh"))
    async def asks(_event: Message | CallbackQuery, turn: Turn) -> Replies:
        fits = await to_report(turn.session, turn.actor, sent_at=turn.sent_at, now=turn.now)
        return await _ways(turn, fits)

    @router.message(Reporting(), Written())
    @router.edited_message(Reporting(), Written())
    async def writes(message: Message, turn: Turn) -> Replies:
        replies = await take(turn, message, message.text or "")
        if replies is None:
            raise SkipHandler
        return replies

    return router


def _add_taps(router: Router) -> None:
    @router.callback_query(Report.filter())
    async def chooses(_tap: CallbackQuery, callback_data: Report, turn: Turn) -> Replies:
        found = await reporting(turn.session, turn.actor, callback_data.participation_id)
        return await _ways(turn, [found])

    @router.callback_query(ReportGuided.filter())
    async def answers(
        _tap: CallbackQuery, callback_data: ReportGuided, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _begin_guided(turn, state, callback_data.participation_id, missing_only=False)

    @router.callback_query(ReportAdd.filter())
    async def adds(
        _tap: CallbackQuery, callback_data: ReportAdd, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _begin_guided(turn, state, callback_data.participation_id, missing_only=True)

    @router.callback_query(ReportExpected.filter())
    async def copies(_tap: CallbackQuery, callback_data: ReportExpected, turn: Turn) -> Replies:
        reported = await submit_expected(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            brought(turn, ""),
            now=turn.now,
        )
        return shown(turn, reported)

    @router.callback_query(ReportOf.filter())
    async def names(_tap: CallbackQuery, callback_data: ReportOf, turn: Turn) -> Replies:
        reported = await assign_report(
            turn.session,
            turn.actor,
            callback_data.submission_id,
            callback_data.participation_id,
            now=turn.now,
        )
        return shown(turn, reported)


def _add_mending(router: Router) -> None:
    @router.callback_query(ReportEdit.filter())
    async def edits(
        _tap: CallbackQuery, callback_data: ReportEdit, turn: Turn, state: FSMContext
    ) -> Replies:
        found = await reporting(turn.session, turn.actor, callback_data.participation_id)
        values = dict(found.facts.values)
        return await begin(EDIT, turn, state, **known_of(found), values=values)
