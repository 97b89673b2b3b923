"""A coordinator answers what the bot did not understand."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from actions.ask_question import answer_question, question_for
from handlers.forms import Field, Form, begin, prose
from handlers.taps import Id
from handlers.turn import Replies, Turn


class QuestionAnswer(CallbackData, prefix="question_answer"):
    question_id: Id


async def _answered(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    await answer_question(
        turn.session, turn.actor, known["question_id"], answers["answer"], now=turn.now
    )
    return turn.says("ask_question/answered", who=known["who"])


ANSWER_FORM: Final = Form("answer_question", (Field("answer", prose()),), _answered)


def build_router() -> Router:
    router = Router(name="questions")

    @router.callback_query(QuestionAnswer.filter())
    async def answer(
        _tap: CallbackQuery, callback_data: QuestionAnswer, turn: Turn, state: FSMContext
    ) -> Replies:
        question = await question_for(turn.session, turn.actor, callback_data.question_id)
        return await begin(
            ANSWER_FORM,
            turn,
            state,
            question_id=question.id,
            who=question.name,
            text=question.text,
        )

    return router
