"""People with Telegram on their phones: they write, tap, send photos, and read what appears."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from rehearsal.telegram_account import BotAccount, Draft
from rehearsal.telegram_chats import Chat, described
from rehearsal.telegram_eyes import Eyes, Wanted, matching
from rehearsal.telegram_html import typed_entities
from rehearsal.telegram_model import Alert, Button, Raw, Seen

When = datetime | int | None
ALBUM_NUMBERS = count(13_700_000_000_000_001)


def text_draft(text: str) -> Draft:
    entities = typed_entities(text)
    return Draft({"text": text} | ({"entities": entities} if entities else {}))


class TelegramPerson:
    """One person in one chat with a bot; `group.member(person)` is the same person in a group.

    `sees`, `last` and `waits` are about the bot's messages; `chat.messages` has both sides.
    """

    def __init__(self, account: BotAccount, chat: Chat, api: Raw) -> None:
        self.id: int = api["id"]
        self.name: str = api["first_name"]
        self.api = api
        self.chat = chat
        self.update_ids: list[int] = []
        self._account = account
        self._eyes = Eyes(chat)

    @property
    def sees(self) -> list[Seen]:
        return self.chat.from_bot

    @property
    def last(self) -> Seen:
        if not self.sees:
            raise AssertionError(f"{self.name} has had no message")
        return self.sees[-1]

    @property
    def alerts(self) -> list[Alert]:
        return self._eyes.alerts

    async def says(self, text: str, *, reply_to: int | None = None, date: When = None) -> Seen:
        draft = text_draft(text)
        original = self.chat.find(reply_to) if reply_to else None
        quoted = {"reply_to_message": dict(original.raw)} if original else {}
        return (await self._send([Draft(draft.content | quoted)], date))[0]

    async def opens(self, start_parameter: str | None = None, *, date: When = None) -> Seen:
        return await self.says(f"/start {start_parameter or ''}".strip(), date=date)

    async def sends_photo(
        self, content: bytes, caption: str | None = None, *, date: When = None
    ) -> Seen:
        return (await self._send([self._photo(content, caption)], date))[0]

    async def sends_album(
        self, contents: Sequence[bytes], caption: str | None = None, *, date: When = None
    ) -> list[Seen]:
        """The caption is the first photo's, as when a person types one under an album."""
        album = {"media_group_id": str(next(ALBUM_NUMBERS))}
        captions = [caption, *[None] * len(contents)]
        drafts = [self._photo(c, text, album) for c, text in zip(contents, captions, strict=False)]
        return await self._send(drafts, date)

    async def sends_document(
        self, content: bytes, name: str, mime: str, caption: str | None = None, *, date: When = None
    ) -> Seen:
        document = self._account.files.keep_document(content, name=name, mime=mime)
        captioned = {"caption": caption} if caption else {}
        draft = Draft({"document": document} | captioned, document=content, file_name=name)
        return (await self._send([draft], date))[0]

    async def sends(self, content: Raw, *, date: When = None) -> Seen:
        """Anything else the API knows, such as {"sticker": {...}} or {"contact": {...}}."""
        return (await self._send([Draft(content)], date))[0]

    async def forwards(
        self,
        text: str | None = None,
        *,
        origin: str = "Bạn cùng nhóm",
        origin_date: datetime | int,
        photo: bytes | None = None,
        date: When = None,
    ) -> Seen:
        """`origin_date` is when it was first written, `date` when it was forwarded."""
        draft = self._photo(photo, text) if photo is not None else text_draft(text or "")
        written = self._moment(origin_date)
        source = {"type": "hidden_user", "sender_user_name": origin, "date": written}
        content = draft.content | {"forward_origin": source}
        return (await self._send([replace(draft, content=content)], date))[0]

    async def edits(self, message_id: int, text: str, *, date: When = None) -> Seen:
        """`date` is the moment of the edit; the message keeps the one it was sent at."""
        self._act()
        original = self.chat.find(message_id)
        if original is None:
            raise AssertionError(f"no message {message_id} in this chat")
        field = "text" if "text" in original.raw else "caption"
        raw = {**original.raw, field: text, "edit_date": self._moment(date)}
        edited = replace(original, text=text, raw=raw, edited=True)
        self.chat.record(edited)
        await self._deliver([("edited_message", raw)])
        return edited

    async def taps(self, wanted: str) -> Button:
        """A label, part of one, or callback data; the newest message that has it. Links only open.

        A tap bears no time on Telegram, hence no `date`.
        """
        message, button = self._button(wanted)
        self._eyes.looks_at(message)
        if button.data is not None:
            self._act()
            await self._tap(message, button.data)
        elif button.url is None:
            await self.says(button.label)
        return button

    async def taps_data(self, data: str, *, on: Seen | None = None) -> None:
        """A tap on an old or forged button: any data, on any message that was ever shown."""
        self._act()
        await self._tap(on or self.last, data)

    async def blocks(self, *, date: When = None) -> None:
        await self._switch(blocked=True, date=date)

    async def unblocks(self, *, date: When = None) -> None:
        await self._switch(blocked=False, date=date)

    def waits(self, wanted: Wanted, *, timeout: float = 5.0) -> Coroutine[Any, Any, Seen]:
        """The bot's message that holds the text (or satisfies), new or changed since the last act.

        Acts done without waiting in between count as one, so no early answer is missed.
        """
        return self._eyes.finds(wanted, timeout)

    def hears(self, wanted: str = "", *, timeout: float = 5.0) -> Coroutine[Any, Any, Alert]:
        """The answer to the last tap, holding the text."""
        return self._eyes.hears(wanted, timeout)

    def reads(self) -> None:
        """Everything so far has been read: `waits` is about what comes from now on."""
        self._eyes.reads_all()

    def _act(self) -> None:
        self._eyes.acts()
        self.chat.reachable = True

    def _moment(self, date: When) -> int:
        if date is None:
            return int(self._account.now())
        return int(date.timestamp()) if isinstance(date, datetime) else date

    def _photo(self, content: bytes, caption: str | None, album: Raw | None = None) -> Draft:
        sizes = self._account.files.keep_photo(content)
        captioned = {"caption": caption} if caption else {}
        return Draft({"photo": sizes} | captioned | (album or {}), photo=content)

    async def _send(self, drafts: list[Draft], date: When) -> list[Seen]:
        self._act()
        sent = self._account.compose(
            self.chat, drafts, sender=self.api, date=self._moment(date), markup=None
        )
        await self._deliver([("message", dict(message.raw)) for message in sent])
        return sent

    async def _deliver(self, contents: list[tuple[str, Raw]]) -> None:
        self.update_ids += await self._account.deliver(contents, self.chat)
        await self.chat.announce()

    def _button(self, wanted: str) -> tuple[Seen, Button]:
        for message in reversed(self.sees):
            if button := matching(message, wanted):
                return message, button
        raise AssertionError(
            f"no button {wanted!r}; {self.name} sees:\n{described(self.sees[-8:])}"
        )

    async def _tap(self, message: Seen, data: str) -> None:
        query: Raw = {
            "id": self._account.note_tap(self.chat, self.alerts),
            "from": self.api,
            "message": dict(message.raw),
            "chat_instance": str(self.chat.id * 31),
            "data": data,
        }
        await self._deliver([("callback_query", query)])

    async def _switch(self, *, blocked: bool, date: When) -> None:
        self._act()
        self.chat.blocked = blocked
        banned: Raw = {"user": self._account.me, "status": "kicked", "until_date": 0}
        member: Raw = {"user": self._account.me, "status": "member"}
        change: Raw = {
            "chat": self.chat.api,
            "from": self.api,
            "date": self._moment(date),
            "old_chat_member": member if blocked else banned,
            "new_chat_member": banned if blocked else member,
        }
        await self._deliver([("my_chat_member", change)])
