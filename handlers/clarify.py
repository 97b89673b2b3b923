"""The answer to the one question that a report leaves open, by a tap; in words it comes as a
message like any other (`handlers/report.py`)."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from actions.clarify import Answered, answer_doubt
from handlers.report_forms import card
from handlers.taps import Id
from handlers.turn import Replies, Turn


class Clarify(CallbackData, prefix="clarify"):
    """`place`: which doubt of that version; `answer`: a metric's key, or one of the fixed words."""

    participation_id: Id
    version: Id
    place: Id
    answer: str


def answered(turn: Turn, done: Answered) -> Replies:
    said = turn.says("clarify/answered", done=done, zone=done.after.zone)
    return [said, card(turn, done.after, fresh=False)]


def build_router() -> Router:
    router = Router(name="clarify")

    @router.callback_query(Clarify.filter())
    async def answers(_tap: CallbackQuery, callback_data: Clarify, turn: Turn) -> Replies:
        done = await answer_doubt(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.version,
            callback_data.place,
            callback_data.answer,
            now=turn.now,
        )
        return answered(turn, done)

    return router
