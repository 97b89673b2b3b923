"""A question for the officer, asked as one: it is passed on whatever its words look like."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.ask_question import keep_question
from handlers.forms import Field, Form, begin, prose
from handlers.turn import Replies, Turn
from handlers.words import Said
from storage.people import Account

LONGEST: Final = 600


class AskOfficer(CallbackData, prefix="ask_officer"):
    pass


async def _ask(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], _known: dict[str, Any]
) -> Replies:
    account = Account(turn.channel, turn.account_id)
    kept = await keep_question(turn.session, turn.actor, account, answers["question"], now=turn.now)
    return turn.says("ask_question/passed_on", kept=kept)


FORM: Final = Form("ask_officer", (Field("question", prose(LONGEST)),), _ask)


def build_router() -> Router:
    router = Router(name="ask_officer")

    @router.callback_query(AskOfficer.filter())
    @router.message(Said("hỏi cán bộ phụ trách", "hỏi cán bộ", "hỏi phụ trách"))
    async def asks(_event: CallbackQuery | Message, turn: Turn, state: FSMContext) -> Replies:
        return await begin(FORM, turn, state)

    return router
