"""A group chat that a bot is in."""

from __future__ import annotations

from rehearsal.telegram_account import BotAccount
from rehearsal.telegram_chats import Chat
from rehearsal.telegram_model import Button, Seen
from rehearsal.telegram_people import TelegramPerson, When


class TelegramGroup:
    def __init__(self, account: BotAccount, chat: Chat) -> None:
        self.id = chat.id
        self.chat = chat
        self._account = account
        self._members: dict[int, TelegramPerson] = {}

    def member(self, person: TelegramPerson) -> TelegramPerson:
        """The same person in this group: everything a person can do, done here."""
        if person.id not in self._members:
            self._members[person.id] = TelegramPerson(self._account, self.chat, person.api)
        return self._members[person.id]

    @property
    def sees(self) -> list[Seen]:
        return self.chat.from_bot

    @property
    def last(self) -> Seen:
        return self.sees[-1]

    async def says(
        self,
        person: TelegramPerson,
        text: str,
        *,
        reply_to: int | None = None,
        date: When = None,
    ) -> Seen:
        return await self.member(person).says(text, reply_to=reply_to, date=date)

    async def taps(self, person: TelegramPerson, wanted: str) -> Button:
        return await self.member(person).taps(wanted)

    async def adds_bot(self, person: TelegramPerson, *, date: When = None) -> None:
        await self.member(person).unblocks(date=date)

    async def removes_bot(self, person: TelegramPerson, *, date: When = None) -> None:
        await self.member(person).blocks(date=date)
