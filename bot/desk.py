"""One update, one unit of work: facts, conversation, replies, finished inbox row in one commit."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat
from typing import Final

import structlog
from aiogram import Dispatcher
from aiogram.types import ChatMemberUpdated, Update

from actions.ask_question import keep_question
from bot.channels.base import Channel, tapped
from bot.channels.menus import choose, spent
from bot.documents import Documents
from bot.files import Fetcher
from bot.origin import Origin, origin
from bot.replies import notices
from bot.state import RowStorage, fsm_context
from handlers.turn import KeptFile, Links, Replies, Turn
from rendering.texts import Words, refusal, words
from rules.model import Refused, RoleKind
from rules.permissions import units_of
from storage.conversation import Conversation, load_conversation, save_conversation
from storage.db import Database, Session, database_failed
from storage.inbox import Accepted, finish
from storage.outbox import add_notice
from storage.people import (
    ACTIVE,
    BLOCKED,
    Account,
    Sender,
    load_sender,
    note_address_state,
    note_seen,
)
from storage.writer import Writer

log = structlog.get_logger()

SEEN_EVERY: Final = timedelta(minutes=1)
RETRIES: Final = (0.2, 1.0, 5.0, 30.0)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An accepted update, read: what the unit of work starts from."""

    accepted: Accepted
    channel: Channel
    update: Update
    origin: Origin
    file: KeptFile | None


@dataclass(slots=True)
class Desk:
    """Handles accepted updates; `after_commit` wakes delivery."""

    database: Database
    writer: Writer
    dispatcher: Dispatcher
    channels: Mapping[str, Channel]
    fetcher: Fetcher
    links: Links
    clock: Callable[[], datetime]
    after_commit: Callable[[], None]
    documents: Documents = field(default_factory=Documents)
    _answers: set[asyncio.Task[None]] = field(default_factory=set)

    async def handle(self, accepted: Accepted) -> None:
        """To the end: done, refused with a sentence, or kept as failed with an apology. While the
        database is away it waits, and the chat's next messages behind it."""
        for pause in chain(RETRIES, repeat(RETRIES[-1])):
            try:
                await self._handle(accepted)
            except Exception as error:
                if not database_failed(error):
                    raise
                log.warning("update_retried", inbox=accepted.id, error=type(error).__name__)
                await asyncio.sleep(pause)
            else:
                return

    async def _handle(self, accepted: Accepted) -> None:
        channel = self.channels[accepted.channel]
        try:
            update = _as_written(channel.update(accepted, accepted.payload))
        except ValueError as error:
            log.error("update_unreadable", inbox=accepted.id, error=type(error).__name__)  # noqa: TRY400
            await self.writer.run(partial(self._fail, accepted))
            return
        source = origin(update, accepted.received_at)
        if source is None:
            await self.writer.run(partial(self._set_aside, accepted, update))
            return
        welcome = partial(self._consented, accepted.channel, source.account_id)
        file = await self.fetcher.fetch(channel, update, welcome=welcome)
        if file is not None and file.content and await self._coordinates(accepted, source):
            file = await self.documents.read(file)
            file = await self.fetcher.keeps(file)
        incoming = Incoming(accepted, channel, update, source, file)
        await self._commit(incoming)
        self.after_commit()
        self._answer_tap(incoming)

    async def _consented(self, channel: str, account_id: int) -> bool:
        async with self.database.glance() as session:
            return (await load_sender(session, channel, account_id)).actor.person_id is not None

    async def _coordinates(self, accepted: Accepted, source: Origin) -> bool:
        async with self.database.glance() as session:
            actor = (await load_sender(session, accepted.channel, source.account_id)).actor
        return bool(units_of(actor, RoleKind.COORDINATOR))

    async def _commit(self, incoming: Incoming) -> None:
        try:
            await self._conclude_turn(incoming)
        except Exception as error:
            if database_failed(error):
                raise
            log.exception("update_failed", inbox=incoming.accepted.id)
            await self._give_up(incoming)

    async def _conclude_turn(self, incoming: Incoming) -> None:
        try:
            await self.writer.run(partial(self._dispatch, incoming))
        except Refused as refused:
            await self.writer.run(partial(self._refuse, incoming, refused))

    async def _give_up(self, incoming: Incoming) -> None:
        try:
            await self.writer.run(partial(self._apologise, incoming))
        except Exception as error:
            if database_failed(error):
                raise
            log.exception("apology_failed", inbox=incoming.accepted.id)
            await self.writer.run(partial(self._fail, incoming.accepted))

    async def _dispatch(self, incoming: Incoming, session: Session) -> None:
        now = self.clock()
        if not await finish(session, incoming.accepted, now=now):
            return
        sender, row = await self._load(session, incoming, now)
        if not incoming.origin.private and not _meant_for_us(incoming):
            return
        before = list(row.menu)
        update = self._chosen(incoming, sender, row)
        storage = RowStorage(row)
        replies: Replies = await self.dispatcher.feed_update(
            incoming.channel.bot,
            update,
            turn=self._turn(session, incoming, sender, now),
            state=fsm_context(storage, incoming.channel.bot.id),
            raw_state=row.state,
        )
        if before and await _is_forgotten(session, row):
            row.menu = []
        await self._reply(session, incoming, row, replies, sender, now)
        if storage.changed or row.menu != before:
            await save_conversation(session, row, now=now)

    async def _load(
        self, session: Session, incoming: Incoming, now: datetime
    ) -> tuple[Sender, Conversation]:
        name, source = incoming.accepted.channel, incoming.origin
        sender = await load_sender(session, name, source.account_id)
        if sender.address_id is not None and (
            sender.seen_at is None or now - sender.seen_at > SEEN_EVERY
        ):
            await note_seen(session, sender.address_id, now=now)
        row = await load_conversation(session, name, source.chat_id, source.account_id)
        return sender, row

    def _chosen(self, incoming: Incoming, sender: Sender, row: Conversation) -> Update:
        """On a plain channel a number or a choice's own words are that button's tap."""
        if not self._plain(incoming, sender) or incoming.update.message is None:
            return incoming.update
        data = choose(incoming.origin.text, row.menu) if incoming.file is None else None
        if data is None:
            return incoming.update
        row.menu = spent(row.menu, data)
        return tapped(incoming.update, data, incoming.channel.bot)

    def _plain(self, incoming: Incoming, sender: Sender) -> bool:
        return sender.plain or not incoming.channel.has_buttons

    def _turn(self, session: Session, incoming: Incoming, sender: Sender, now: datetime) -> Turn:
        source = incoming.origin
        return Turn(
            session=session,
            actor=sender.actor,
            channel=incoming.accepted.channel,
            chat_id=source.chat_id,
            account_id=source.account_id,
            message_id=source.message_id,
            sent_at=source.sent_at,
            received_at=incoming.accepted.received_at,
            now=now,
            links=self.links,
            file=incoming.file,
            text=source.text,
            name=source.name,
            private=source.private,
        )

    async def _reply(
        self,
        session: Session,
        incoming: Incoming,
        row: Conversation,
        replies: Replies,
        sender: Sender,
        now: datetime,
    ) -> None:
        for notice in notices(
            replies,
            row,
            update=incoming.accepted.id,
            person_id=sender.actor.person_id,
            plain=self._plain(incoming, sender),
            now=now,
        ):
            await add_notice(session, notice, now=now)

    async def _refuse(self, incoming: Incoming, refused: Refused, session: Session) -> None:
        """What the action had written is undone; the person reads why and what to do next."""
        await self._conclude(
            session,
            incoming,
            "done",
            lambda you: refusal(refused.code, {"you": you, **refused.values}),
        )

    async def _apologise(self, incoming: Incoming, session: Session) -> None:
        source, name = incoming.origin, incoming.accepted.channel
        sender = await load_sender(session, name, source.account_id)
        account = Account(name, source.account_id)
        said = _as_question(incoming.update, source.text)
        if said:
            await keep_question(session, sender.actor, account, said, now=self.clock())
        await self._conclude(
            session, incoming, "failed", lambda you: words("common/failed", you=you)
        )

    async def _fail(self, accepted: Accepted, session: Session) -> None:
        """Kept as failed, until its day is over; no restart tries it again."""
        await finish(session, accepted, now=self.clock(), state="failed")

    async def _conclude(
        self, session: Session, incoming: Incoming, state: str, said: Callable[[str], Words]
    ) -> None:
        now = self.clock()
        if not await finish(session, incoming.accepted, now=now, state=state):
            return
        sender, row = await self._load(session, incoming, now)
        turn = self._turn(session, incoming, sender, now)
        before = list(row.menu)
        await self._reply(session, incoming, row, turn.shows(said(turn.you)), sender, now)
        if row.menu != before:
            await save_conversation(session, row, now=now)

    async def _set_aside(self, accepted: Accepted, update: Update, session: Session) -> None:
        """No conversation: but a person who blocks or unblocks the bot is noted."""
        now = self.clock()
        event = update.my_chat_member
        if await finish(session, accepted, now=now) and event is not None:
            state = BLOCKED if _has_left(event) else ACTIVE
            await note_address_state(session, accepted.channel, event.from_user.id, state)

    def _answer_tap(self, incoming: Incoming) -> None:
        """Stops the button's spinner; bypasses the queue, and nobody minds if it fails."""
        tap = incoming.update.callback_query
        if tap is None:
            return
        task = asyncio.create_task(incoming.channel.answer_tap(tap.id))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)


async def _is_forgotten(session: Session, row: Conversation) -> bool:
    """The handler erased the person: their old choices must not come back with its answer."""
    stored = await load_conversation(session, row.channel, row.chat_id, row.account_id)
    return not stored.menu


def _as_written(update: Update) -> Update:
    """A message edited in the chat is read again: a correction like any other."""
    if update.edited_message is None:
        return update
    return update.model_copy(update={"message": update.edited_message, "edited_message": None})


def _as_question(update: Update, text: str) -> str:
    """What the coordinator reads of a message that went wrong; a tap says nothing."""
    if update.message is None:
        return ""
    return text or words("common/wordless", kind=update.message.content_type).text


def _has_left(event: ChatMemberUpdated) -> bool:
    return event.new_chat_member.status in {"kicked", "left"}


def _meant_for_us(incoming: Incoming) -> bool:
    """In a group: a command, a mention, a reply to us, or a tap on one of our buttons."""
    message = incoming.update.message
    if message is None:
        return incoming.update.callback_query is not None
    mentioned = f"@{incoming.channel.username}".lower()
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_user is not None and replied.from_user.is_bot
    text = incoming.origin.text
    return text.startswith("/") or mentioned in text.lower() or to_us
