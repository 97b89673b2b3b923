"""A coordinator sees and answers what the bot did not understand: by button, or by replying to the
message that told of it."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.ask_question import question_of
from actions.questions import (
    answer_question,
    dismiss_question,
    take_back,
    to_answer,
    waiting_questions,
)
from handlers.forms import Field, Form, begin, prose
from handlers.kinds import Written
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from rules.model import Refused
from storage.questions import Question, card_of_message

LONGEST: Final = 600
UNSENT: Final = "unsent"
"""Under this key the conversation keeps an answer that came second, until it is sent or dropped."""


class Questions(CallbackData, prefix="questions"):
    pass


class QuestionAnswer(CallbackData, prefix="question_answer"):
    question_id: Id


class QuestionMore(CallbackData, prefix="question_more"):
    question_id: Id


class QuestionSend(CallbackData, prefix="question_send"):
    """The answer that came second, after reading the first."""

    question_id: Id


class QuestionDone(CallbackData, prefix="question_done"):
    question_id: Id


class QuestionBack(CallbackData, prefix="question_back"):
    question_id: Id


async def _send(
    turn: Turn, state: FSMContext, question_id: int, text: str, *, more: bool
) -> Replies:
    done = await answer_question(
        turn.session, turn.actor, question_id, text, more=more, now=turn.now
    )
    if done.sent:
        return turn.says("ask_question/answered", question=done.question)
    await state.update_data({UNSENT: {"question_id": question_id, "text": text}})
    return turn.says("ask_question/too_late", question=done.question, text=text)


async def _answered(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    return await _send(
        turn, state, known["question_id"], answers["answer"], more=known.get("more", False)
    )


ANSWER_FORM: Final = Form("answer_question", (Field("answer", prose(LONGEST)),), _answered)


async def show_questions(turn: Turn, settled: Question | None = None) -> Replies:
    """`settled` was just put aside, which can be taken back."""
    if not turn.private:
        raise Refused("only_in_private")
    waiting = await waiting_questions(turn.session, turn.actor)
    return turn.says(
        "coordinator/questions",
        questions=waiting.shown,
        total=waiting.total,
        now=turn.now,
        settled=settled,
    )


async def _ask(turn: Turn, state: FSMContext, question_id: int, *, more: bool) -> Replies:
    question = await to_answer(turn.session, turn.actor, question_id, more=more)
    return await begin(
        ANSWER_FORM,
        turn,
        state,
        question_id=question.id,
        who=question.name,
        text=question.text,
        more=more,
    )


class RepliesToQuestion(Filter):
    """A text that quotes the message by which a question was passed on."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, int]:
        quoted = message.reply_to_message
        if quoted is None or not turn.private:
            return False
        card = await card_of_message(turn.session, turn.channel, turn.chat_id, quoted.message_id)
        question_id = question_of(card)
        return False if question_id is None else {"question_id": question_id}


def build_replies_router() -> Router:
    """Goes before the forms: a reply is meant for what it quotes, whatever was asked last."""
    router = Router(name="replies_to_questions")
    read = prose(LONGEST)

    @router.message(Written(), RepliesToQuestion())
    async def replied(message: Message, turn: Turn, state: FSMContext, question_id: int) -> Replies:
        text = (message.text or "").strip()
        if len(text) > read.limit or not any(char.isalnum() for char in text):
            return turn.says("invalid/text", example="", limit=read.limit)
        return await _send(turn, state, question_id, text, more=False)

    return router


def build_router() -> Router:
    router = Router(name="questions")

    @router.message(Said("câu hỏi", "tin chưa hiểu", "hỏi đáp"))
    @router.callback_query(Questions.filter())
    async def queue(_event: Message | CallbackQuery, turn: Turn) -> Replies:
        return await show_questions(turn)

    @router.callback_query(QuestionDone.filter())
    async def done(_tap: CallbackQuery, callback_data: QuestionDone, turn: Turn) -> Replies:
        settled = await dismiss_question(
            turn.session, turn.actor, callback_data.question_id, now=turn.now
        )
        return await show_questions(turn, settled)

    @router.callback_query(QuestionBack.filter())
    async def back(_tap: CallbackQuery, callback_data: QuestionBack, turn: Turn) -> Replies:
        await take_back(turn.session, turn.actor, callback_data.question_id, now=turn.now)
        return await show_questions(turn)

    _add_answers(router)
    return router


def _add_answers(router: Router) -> None:
    @router.callback_query(QuestionAnswer.filter())
    async def answer(
        _tap: CallbackQuery, callback_data: QuestionAnswer, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _ask(turn, state, callback_data.question_id, more=False)

    @router.callback_query(QuestionMore.filter())
    async def more(
        _tap: CallbackQuery, callback_data: QuestionMore, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _ask(turn, state, callback_data.question_id, more=True)

    @router.callback_query(QuestionSend.filter())
    async def send(
        _tap: CallbackQuery, callback_data: QuestionSend, turn: Turn, state: FSMContext
    ) -> Replies:
        unsent = (await state.get_data()).get(UNSENT) or {}
        if unsent.get("question_id") != callback_data.question_id:
            return await _ask(turn, state, callback_data.question_id, more=True)
        await state.update_data({UNSENT: None})
        return await _send(turn, state, callback_data.question_id, str(unsent["text"]), more=True)
