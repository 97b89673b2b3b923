"""Texts to copy: one message without buttons, so that copying takes one press."""

from typing import Final

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from actions.group_texts import announced, announcement, group_text, out_of_reach, private_text
from handlers.days import day_at_hand
from handlers.paging import page_of
from handlers.taps import Id, Page
from handlers.turn import Replies, Turn
from handlers.words import Said
from rules.model import Refused

PAGE: Final = 8


class GroupText(CallbackData, prefix="group_text"):
    event_id: Id


class PrivateTexts(CallbackData, prefix="private_texts"):
    event_id: Id
    page: Page


class PrivateTextFor(CallbackData, prefix="private_text"):
    participation_id: Id


class Announce(CallbackData, prefix="announce"):
    event_id: Id


class AnnounceTo(CallbackData, prefix="announce_to"):
    event_id: Id
    volunteers: bool


async def _remind_text(turn: Turn, event_id: int) -> Replies:
    return turn.shows(await group_text(turn.session, turn.actor, event_id, now=turn.now))


async def _private_texts(turn: Turn, event_id: int, page: int) -> Replies:
    event, units = await out_of_reach(turn.session, turn.actor, event_id, now=turn.now)
    return turn.says("group/units", event=event, shown=page_of(units, page, PAGE))


async def _whom(turn: Turn, event_id: int) -> Replies:
    event = await announced(turn.session, turn.actor, event_id)
    return turn.says("group/whom", event=event, zone=event.zone)


def build_router() -> Router:
    router = Router(name="group_texts")
    _add_words(router)

    @router.callback_query(GroupText.filter())
    async def reminder(_tap: CallbackQuery, callback_data: GroupText, turn: Turn) -> Replies:
        return await _remind_text(turn, callback_data.event_id)

    @router.callback_query(PrivateTexts.filter())
    async def units(_tap: CallbackQuery, callback_data: PrivateTexts, turn: Turn) -> Replies:
        return await _private_texts(turn, callback_data.event_id, callback_data.page)

    @router.callback_query(PrivateTextFor.filter())
    async def private(_tap: CallbackQuery, callback_data: PrivateTextFor, turn: Turn) -> Replies:
        if not turn.private:
            raise Refused("only_in_private")
        made = await private_text(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        p = made.participation
        return turn.says(
            "group/private",
            p=p,
            items=made.items,
            invited=made.invited,
            links=turn.links.join(made.invited.code),
            now=turn.now,
            zone=p.zone,
        )

    @router.callback_query(Announce.filter())
    async def whom(_tap: CallbackQuery, callback_data: Announce, turn: Turn) -> Replies:
        return await _whom(turn, callback_data.event_id)

    @router.callback_query(AnnounceTo.filter())
    async def announce(_tap: CallbackQuery, callback_data: AnnounceTo, turn: Turn) -> Replies:
        made = await announcement(
            turn.session,
            turn.actor,
            callback_data.event_id,
            volunteers=callback_data.volunteers,
            now=turn.now,
        )
        name = "group/volunteers" if callback_data.volunteers else "group/announcement"
        return turn.says(
            name,
            event=made.event,
            invited=made.invited,
            links=turn.links.join(made.invited.code),
            zone=made.event.zone,
        )

    return router


def _add_words(router: Router) -> None:
    @router.message(Said("tin nhắc nhóm", "chép tin nhắc nhóm", "nhắc nhóm"))
    async def group(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "remind", "group_text")
        return await _remind_text(turn, found) if isinstance(found, int) else found

    @router.message(Said("lời nhắn riêng", "chép lời nhắn riêng", "chép lời nhắn"))
    async def private(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "remind", "private_texts")
        return await _private_texts(turn, found, 0) if isinstance(found, int) else found

    @router.message(Said("thông báo", "chép thông báo"))
    async def announce(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "remind", "announce")
        return await _whom(turn, found) if isinstance(found, int) else found
