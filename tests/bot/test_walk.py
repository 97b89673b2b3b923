"""The short walk is aiogram's own: whatever it leaves out, aiogram itself does."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from bot.conversations import build_dispatcher
from bot.steps import PROSE, SPOKEN
from bot.walk import ShortDispatcher, _is_plain
from handlers.kinds import Written
from handlers.words import Said

BOT = Bot("1:test")
LAN = User(id=7, is_bot=False, first_name="Lan")
TOLD = "a" * 200
UNIT_TEXTS = ("xong", "Tiến độ!", "/di 5", " /di 5", "/khac", "khác", TOLD, "số", f"/di {TOLD}")


class Tap(CallbackData, prefix="tap"):
    number: int


def written(text: str) -> Update:
    chat = Chat(id=7, type="private")
    message = Message(
        message_id=1, date=datetime(2026, 11, 21, tzinfo=UTC), chat=chat, from_user=LAN, text=text
    ).as_(BOT)
    return Update(update_id=1, message=message).as_(BOT)


def tapped(data: str) -> Update:
    tap = CallbackQuery(id="1", from_user=LAN, chat_instance="1", data=data).as_(BOT)
    return Update(update_id=1, callback_query=tap).as_(BOT)


async def adds(_event: Message) -> dict[str, str]:
    return {"told": "added"}


def first() -> Router:
    router = Router()

    @router.message(Command("di"))
    async def goes(_message: Message, command: CommandObject) -> str:
        return f"đi {command.args}"

    @router.message(Said("tiến độ"))
    async def asks(_message: Message, extra: int) -> str:
        return f"tiến độ {extra}"

    @router.message(F.text == "số", adds)
    async def skips(_message: Message) -> None:
        raise SkipHandler

    @router.message(StateFilter("hỏi"), Written())
    async def answers(message: Message, raw_state: str) -> str:
        return f"trả lời {raw_state} {message.text}"

    @router.callback_query(Tap.filter())
    async def taps(_tap: CallbackQuery, callback_data: Tap) -> str:
        return f"bấm {callback_data.number}"

    return router


def second() -> Router:
    router = Router()
    below = Router()
    router.include_router(below)

    @router.message(F.text == "xong", adds)
    async def done(_message: Message, told: str, event_update: Update) -> str:
        return f"{told} {event_update.update_id}"

    @below.message(StateFilter(None), F.text == TOLD)
    async def tells(_message: Message) -> str:
        return "kể"

    @below.message(StateFilter("*"), F.text == "khác", adds)
    async def anywhere(_message: Message, told: str) -> str:
        return f"đâu cũng được {told}"

    @below.message(F.text.in_({"số", "khác"}))
    async def other(message: Message, **given: Any) -> str:  # noqa: ANN401
        return f"{message.text} {given['extra']}"

    return router


def both(change: Callable[[Dispatcher], None] | None = None) -> tuple[ShortDispatcher, Dispatcher]:
    short, own = ShortDispatcher(), Dispatcher(disable_fsm=True)
    for dispatcher in (short, own):
        dispatcher.include_routers(first(), second())
        if change is not None:
            change(dispatcher)
    return short, own


UPDATES = (
    *map(written, UNIT_TEXTS),
    *map(tapped, ("tap:4", "tap:x", "tapped:4", "", SPOKEN, PROSE)),
)


@pytest.mark.parametrize("state", [None, "hỏi", "khác"])
@pytest.mark.parametrize("update", UPDATES, ids=range(len(UPDATES)))
async def test_it_ends_where_aiograms_own_walk_ends(update: Update, state: str | None) -> None:
    short, own = both()
    for _ in range(2):  # laid out, and looked up
        ended = await short.feed_update(BOT, update, extra=3, raw_state=state)
        assert ended == await own.feed_update(BOT, update, extra=3, raw_state=state)
    assert short._plain


async def test_what_nobody_takes_is_unhandled() -> None:
    short, _ = both()
    assert await short.feed_update(BOT, written("không ai"), extra=3) is UNHANDLED


async def test_a_middleware_brings_aiograms_own_walk_back() -> None:
    def change(dispatcher: Dispatcher) -> None:
        async def middleware(handler: Any, event: Any, data: dict[str, Any]) -> Any:  # noqa: ANN401
            return await handler(event, {**data, "extra": 9})

        dispatcher.sub_routers[0].message.outer_middleware(middleware)

    short, _ = both(change)
    assert await short.feed_update(BOT, written("tiến độ"), extra=3) == "tiến độ 9"


async def test_a_routers_own_filter_brings_aiograms_own_walk_back() -> None:
    def change(dispatcher: Dispatcher) -> None:
        dispatcher.sub_routers[0].message.filter(F.text == "không bao giờ")

    short, _ = both(change)
    assert await short.feed_update(BOT, written("tiến độ"), extra=3) is UNHANDLED


async def test_an_error_goes_up_to_the_desk() -> None:
    short, _ = both()
    with pytest.raises(TypeError):
        await short.feed_update(BOT, written("tiến độ"))


def test_every_conversation_of_the_house_goes_the_short_way() -> None:
    assert all(_is_plain(router) for router in build_dispatcher().chain_tail)
