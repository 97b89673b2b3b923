"""A day from a plan: a document sent or forwarded, its text pasted, or one line typed. What was
read is shown, what is doubtful is asked one question at a time, one confirmation opens it."""

from datetime import datetime, timedelta
from typing import Any, Final

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject, Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.open_event import host_of
from actions.plan_answers import answered, changed
from actions.plan_event import (
    FEWEST_LETTERS,
    open_planned,
    plan_from_line,
    plan_from_text,
    reads_as_plan,
)
from actions.plan_file import LONGEST, may_be_plan
from handlers.events import EVENT_FORM, LINES, as_it_is, change_from
from handlers.forms import Form, begin
from handlers.kinds import Written
from handlers.on_behalf import Officer
from handlers.plan_talk import (
    STORED,
    Planning,
    at_hand,
    card,
    goes_on,
    keep,
    propose,
    question,
    stale_tap,
)
from handlers.turn import Replies, Turn
from handlers.words import Said
from rules.deadlines import check_schedule
from rules.model import Refused
from storage.events import expected_units

SAME_PASTE: Final = timedelta(minutes=1)
"""Telegram cuts what is pasted into messages of 4,096 letters; they come at once."""
PART: Final = 100
WAITS: Final = timedelta(hours=1)
OPENERS: Final = ("tạo ngày", "tạo sự kiện", "tạo ngày tình nguyện", "mở ngày mới", "mở ngày")
_OPENING: Final = Said(*OPENERS)


class PlanHow(CallbackData, prefix="plan_how"):
    pass


class PlanSay(CallbackData, prefix="plan_say"):
    """The answer to the question that stood when the proposal was as `stamp` says."""

    stamp: str
    says: str


class PlanOpen(CallbackData, prefix="plan_open"):
    stamp: str


class PlanQuotes(CallbackData, prefix="plan_quotes"):
    stamp: str


class PlanShow(CallbackData, prefix="plan_show"):
    stamp: str


class PlanLines(CallbackData, prefix="plan_lines"):
    stamp: str


class PlanLine(CallbackData, prefix="plan_line"):
    line: str


class PlanDrop(CallbackData, prefix="plan_drop"):
    stamp: str


class PlanFile(Filter):
    """A document whose name is that of a text."""

    async def __call__(self, message: Message) -> bool:
        document = message.document
        return bool(document and may_be_plan(document.file_name or ""))


class PastedPlan(Filter):
    async def __call__(self, message: Message) -> bool:
        return reads_as_plan(message.text or "")


class Opener(Filter):
    """ "tạo ngày: hạn đăng ký thứ 5": the words after it."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        opener, colon, line = (message.text or "").partition(":")
        fits = bool(colon and line.strip()) and _OPENING.is_said_in(opener)
        return {"line": line.strip()} if fits else False


# --- the lines, by the readers of a day's own -----------------------------------------------------
async def _changed(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    plan = changed(STORED.validate_python(known["planned"]), change_from(answers))
    check_schedule(plan.schedule, turn.now)
    return await goes_on(turn, state, plan)


async def _unchanged(
    turn: Turn, state: FSMContext, _answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    """Who gives up one line has the proposal still."""
    await keep(turn, state, STORED.validate_python(known["planned"]))
    return [await card(turn, state), turn.says("forms/cancelled")]


PLAN_FORM: Final = Form("plan", EVENT_FORM.fields, _changed, _unchanged)
FORMS: Final = (PLAN_FORM,)


async def _begin_line(turn: Turn, state: FSMContext, line: str) -> Replies:
    plan, _ = await at_hand(state)
    kept = STORED.dump_python(plan, mode="json")
    known = as_it_is(plan.draft, plan.usual.zone)
    return await begin(PLAN_FORM, turn, state, line=line, planned=kept, **known)


# --- the conversation -----------------------------------------------------------------------------
def build_router() -> Router:
    router = Router(name="plan_event")
    _add_documents(router)
    _add_words(router)
    _add_answers(router)
    _add_lines(router)
    return router


async def _from_text(turn: Turn, state: FSMContext, text: str, *, pasted: bool) -> Replies:
    plan = await plan_from_text(turn.session, turn.actor, text, now=turn.now)
    return await propose(turn, state, plan, text if pasted else "")


async def _from_line(turn: Turn, state: FSMContext, line: str) -> Replies:
    plan = await plan_from_line(turn.session, turn.actor, line, now=turn.now)
    return await propose(turn, state, plan)


def _add_documents(router: Router) -> None:
    @router.message(PlanFile(), Officer())
    async def document(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        file = turn.file
        if file is not None and file.refused is not None:
            raise file.refused
        if file is None or file.text is None:
            raise Refused("plan_not_fetched")
        return await _from_text(turn, state, file.text, pasted=False)

    @router.message(Said("lấy từ kế hoạch", "từ kế hoạch", "gửi kế hoạch"), Officer())
    @router.callback_query(PlanHow.filter())
    async def how(_event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        await host_of(turn.session, turn.actor)
        await state.set_state(Planning.waiting)
        await state.set_data({"at": turn.now.isoformat()})
        return turn.says("plan/how")


def _add_words(router: Router) -> None:
    @router.message(Command("taosukien", magic=F.args))
    async def command(
        _message: Message, command: CommandObject, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _typed(turn, state, command.args or "")

    @router.message(Written(), Opener(), Officer())
    async def opener(_message: Message, line: str, turn: Turn, state: FSMContext) -> Replies:
        return await _typed(turn, state, line)

    @router.message(StateFilter(Planning), Said("không tạo", "hủy", "thôi", "bỏ", "dừng"))
    async def enough(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _dropped(turn, state)

    @router.message(StateFilter(Planning), Written())
    async def more(message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _also_typed(turn, state, message.text or "")

    @router.message(Written(), Officer(), PastedPlan())
    async def pasted(message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _from_text(turn, state, message.text or "", pasted=True)


async def _typed(turn: Turn, state: FSMContext, text: str) -> Replies:
    if len(text) >= FEWEST_LETTERS:
        return await _from_text(turn, state, text, pasted=True)
    return await _from_line(turn, state, text)


async def _also_typed(turn: Turn, state: FSMContext, text: str) -> Replies:
    """The plan that is awaited, or the rest of one that came in parts."""
    data = await state.get_data()
    since = turn.now - datetime.fromisoformat(data["at"])
    waiting = await state.get_state() == Planning.waiting.state
    if waiting and since <= WAITS and (len(text) >= PART or any(c.isdigit() for c in text)):
        return await _typed(turn, state, text)
    before = data.get("pasted", "")
    if before and since <= SAME_PASTE and len(text) >= PART and not reads_as_plan(text):
        whole = f"{before}\n{text}"[:LONGEST]
        return await _from_text(turn, state, whole, pasted=True)
    raise SkipHandler


async def _dropped(turn: Turn, state: FSMContext) -> Replies:
    await state.clear()
    return turn.says("plan/dropped")


def _add_answers(router: Router) -> None:
    @router.callback_query(PlanSay.filter())
    async def says(
        _tap: CallbackQuery, callback_data: PlanSay, turn: Turn, state: FSMContext
    ) -> Replies:
        stale = await stale_tap(turn, state, callback_data.stamp)
        if stale is not None:
            return stale
        plan, _ = await at_hand(state)
        if not plan.asks:
            return await card(turn, state)
        if callback_data.says == "other":
            line = plan.asks[0] if plan.asks[0] in LINES else "day"
            return await _begin_line(turn, state, line)
        return await goes_on(turn, state, answered(plan, callback_data.says, now=turn.now))

    @router.callback_query(PlanOpen.filter())
    async def opens(
        _tap: CallbackQuery, callback_data: PlanOpen, turn: Turn, state: FSMContext
    ) -> Replies:
        stale = await stale_tap(turn, state, callback_data.stamp)
        if stale is not None:
            return stale
        plan, _ = await at_hand(state)
        opened = await open_planned(turn.session, turn.actor, plan, now=turn.now)
        await state.set_state(None)
        units = await expected_units(turn.session, opened.event.id)
        event = opened.event
        return turn.says(
            "plan/opened", event=event, plan=plan, units=units, new=opened.new, zone=event.zone
        )

    @router.callback_query(PlanDrop.filter())
    async def drops(
        _tap: CallbackQuery, callback_data: PlanDrop, turn: Turn, state: FSMContext
    ) -> Replies:
        stale = await stale_tap(turn, state, callback_data.stamp)
        return await _dropped(turn, state) if stale is None else stale


def _add_lines(router: Router) -> None:
    @router.callback_query(PlanQuotes.filter())
    async def quotes(
        _tap: CallbackQuery, callback_data: PlanQuotes, turn: Turn, state: FSMContext
    ) -> Replies:
        stale = await stale_tap(turn, state, callback_data.stamp)
        if stale is not None:
            return stale
        plan, stamp = await at_hand(state)
        return turn.says("plan/quotes", plan=plan, stamp=stamp, zone=plan.usual.zone)

    @router.callback_query(PlanShow.filter())
    async def shows(
        _tap: CallbackQuery, callback_data: PlanShow, turn: Turn, state: FSMContext
    ) -> Replies:
        stale = await stale_tap(turn, state, callback_data.stamp)
        if stale is not None:
            return stale
        plan, _ = await at_hand(state)
        return await (question(turn, state) if plan.asks else card(turn, state))

    @router.callback_query(PlanLines.filter())
    async def lines(
        _tap: CallbackQuery, callback_data: PlanLines, turn: Turn, state: FSMContext
    ) -> Replies:
        stale = await stale_tap(turn, state, callback_data.stamp)
        return turn.says("plan/which_line") if stale is None else stale

    @router.callback_query(PlanLine.filter(F.line.in_(LINES)))
    async def line(
        _tap: CallbackQuery, callback_data: PlanLine, turn: Turn, state: FSMContext
    ) -> Replies:
        await host_of(turn.session, turn.actor)
        return await _begin_line(turn, state, callback_data.line)
