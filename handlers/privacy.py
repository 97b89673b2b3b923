"""My data: what is held, and out at once with a second tap."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.privacy import erase, held
from handlers.turn import Replies, Turn
from handlers.words import Said
from storage.people import Account


class Erase(CallbackData, prefix="erase"):
    pass


class EraseYes(CallbackData, prefix="erase_yes"):
    pass


def _account(turn: Turn) -> Account:
    return Account(turn.channel, turn.account_id)


def build_router() -> Router:
    router = Router(name="privacy")

    @router.message(Command("dulieu"))
    @router.message(Said("dữ liệu của tôi", "dữ liệu", "bot giữ gì về tôi"))
    async def show(_message: Message, turn: Turn) -> Replies:
        if not turn.private:
            return turn.says("privacy/not_here")
        found = await held(turn.session, turn.actor, _account(turn), now=turn.now)
        return turn.says("privacy/held", held=found)

    @router.callback_query(Erase.filter())
    @router.message(Command("xoa"))
    @router.message(Said("xóa dữ liệu của tôi", "xóa dữ liệu", "xóa tôi", "rút lại đồng ý"))
    async def sure(_event: CallbackQuery | Message, turn: Turn) -> Replies:
        if not turn.private:
            return turn.says("privacy/not_here")
        found = await held(turn.session, turn.actor, _account(turn), now=turn.now)
        return turn.says(
            "privacy/confirm",
            days_ahead=found.days_ahead,
            serving=any(role.kind != "volunteer" for role in found.roles),
        )

    @router.callback_query(EraseYes.filter())
    async def erased(_tap: CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        if not turn.private:
            return turn.says("privacy/not_here")
        await erase(turn.session, turn.actor, _account(turn), now=turn.now)
        await state.clear()
        return turn.says("privacy/erased")

    return router
