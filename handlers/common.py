"""Start, help, cancel, what do I owe now; and the answer to whatever nobody understood."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.ask_question import Kept, keep_question
from handlers.bind import open_code
from handlers.home import home, serves
from handlers.kinds import LIGHT
from handlers.turn import Replies, Turn
from handlers.words import Said
from rendering.texts import words
from storage.people import Account


class Home(CallbackData, prefix="home"):
    pass


class Help(CallbackData, prefix="help"):
    pass


class HaveCode(CallbackData, prefix="have_code"):
    pass


def build_router() -> Router:
    router = Router(name="common")

    @router.message(CommandStart())
    @router.message(Command("batdau"))
    async def start(
        _message: Message, command: CommandObject, turn: Turn, state: FSMContext
    ) -> Replies:
        await state.clear()
        if command.args:
            return await open_code(turn, command.args)
        return await home(turn)

    @router.callback_query(Home.filter())
    @router.message(Said("việc của tôi", "bắt đầu", "việc cần làm", "menu"))
    async def owed(_event: CallbackQuery | Message, turn: Turn, state: FSMContext) -> Replies:
        await state.clear()
        return await home(turn)

    @router.callback_query(Help.filter())
    @router.message(Command("trogiup", "help"))
    @router.message(Said("trợ giúp", "giúp", "giúp đỡ", "hướng dẫn", "help"))
    async def assist(_event: CallbackQuery | Message, turn: Turn) -> Replies:
        return turn.says("common/help", **serves(turn.actor))

    @router.callback_query(HaveCode.filter())
    @router.message(Said("tôi có mã", "mã"))
    async def have_code(_event: CallbackQuery | Message, turn: Turn) -> Replies:
        return turn.says("common/have_code")

    @router.message(Command("huy"))
    async def cancel(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        under_way = await state.get_state()
        await state.clear()
        return turn.says("forms/cancelled" if under_way else "common/nothing_to_cancel")

    return router


def build_unknown_router() -> Router:
    """The last router: in a private chat every message is answered, in a group none of these."""
    router = Router(name="unknown")

    @router.callback_query()
    async def stale(_tap: CallbackQuery, turn: Turn) -> Replies:
        return turn.says("common/stale")

    @router.message(Said("hủy", "thôi", "dừng", "dừng lại"))
    async def nothing(_message: Message, turn: Turn) -> Replies:
        return turn.says("common/nothing_to_cancel") if turn.private else None

    @router.message(F.text)
    async def text(message: Message, turn: Turn) -> Replies:
        if not turn.private:
            return None
        kept = await _keep(turn, message.text or "")
        stranger = turn.actor.person_id is None
        return turn.says(
            "common/unknown",
            told=kept.told,
            officer=kept.officer,
            stranger=stranger,
            coordinates=serves(turn.actor)["coordinates"],
            reports=serves(turn.actor)["reports"],
        )

    @router.message()
    async def wordless(message: Message, turn: Turn) -> Replies:
        kind = message.content_type
        if not turn.private:
            return None
        if kind in LIGHT:
            return turn.says("common/sticker")
        mark = words("common/wordless", kind=kind).text
        kept = await _keep(turn, f"{mark} {message.caption or ''}".strip())
        return turn.says("common/not_read", kind=kind, told=kept.told, officer=kept.officer)

    return router


async def _keep(turn: Turn, text: str) -> Kept:
    account = Account(turn.channel, turn.account_id)
    return await keep_question(turn.session, turn.actor, account, text, now=turn.now)
