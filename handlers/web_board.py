"""The board in a browser: a link of one's own, and one to share with leaders."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from actions.board_access import own_link, shared, shared_link, withdraw_shared
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from rules.model import Refused


class WebBoard(CallbackData, prefix="web_board"):
    event_id: Id


class WebShare(CallbackData, prefix="web_share"):
    event_id: Id


class WebShareNew(CallbackData, prefix="web_share_new"):
    event_id: Id


class WebWithdraw(CallbackData, prefix="web_withdraw"):
    shared_id: Id


async def show_own(turn: Turn, event_id: int | None) -> Replies:
    _in_private(turn)
    token, until = await own_link(turn.session, turn.actor, event_id, now=turn.now)
    return turn.says("web_board/own", address=_address(turn, token), until=until)


def _in_private(turn: Turn) -> None:
    if not turn.private:
        raise Refused("only_in_private")


def _address(turn: Turn, token: str) -> str:
    address = turn.links.board(token)
    if address is None:
        raise Refused("board_no_address")
    return address


def build_router() -> Router:
    router = Router(name="web_board")

    @router.message(Said("xem bảng", "bảng", "bảng web", "mở bảng"))
    async def asked(_message: Message, turn: Turn) -> Replies:
        return await show_own(turn, None)

    @router.callback_query(WebBoard.filter())
    async def own(_tap: CallbackQuery, callback_data: WebBoard, turn: Turn) -> Replies:
        return await show_own(turn, callback_data.event_id)

    @router.callback_query(WebShare.filter())
    async def listed(_tap: CallbackQuery, callback_data: WebShare, turn: Turn) -> Replies:
        _in_private(turn)
        found = await shared(turn.session, turn.actor, callback_data.event_id, now=turn.now)
        return turn.says("web_board/shared", found=found, zone=found.event.zone)

    @router.callback_query(WebShareNew.filter())
    async def new(_tap: CallbackQuery, callback_data: WebShareNew, turn: Turn) -> Replies:
        _in_private(turn)
        event, token, until = await shared_link(
            turn.session, turn.actor, callback_data.event_id, now=turn.now
        )
        address = _address(turn, token)
        return turn.says(
            "web_board/new", event=event, address=address, until=until, zone=event.zone
        )

    @router.callback_query(WebWithdraw.filter())
    async def withdrawn(_tap: CallbackQuery, callback_data: WebWithdraw, turn: Turn) -> Replies:
        link = await withdraw_shared(
            turn.session, turn.actor, callback_data.shared_id, now=turn.now
        )
        return turn.says("web_board/withdrawn", gone=link)

    return router
