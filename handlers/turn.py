"""What one update brings to a handler, and the three ways to answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from aiogram.methods import SendDocument, TelegramMethod

from rendering.texts import Words, words
from rules.model import Actor, Refused, RoleKind
from storage.db import Session


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A photo or document of this update, fetched before the transaction began. `store_key` is
    None when its bytes could not be had yet. `content` is there for documents (a roster), never
    for photos; `text` for an officer's plan. `template`: a Word template, which is in the store
    unless it is `refused`; so is a photo that is none, and a plan without a text."""

    file_ref: str
    name: str
    photo: bool = True
    store_key: str | None = None
    sha256: str | None = None
    size: int | None = None
    album: str | None = None
    content: bytes | None = None
    text: str | None = None
    refused: Refused | None = None
    template: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A new message. Its words are stored as they are: aiogram's objects, a dozen for a message
    with buttons, would only be built to be dumped again."""

    words: Words


@dataclass(frozen=True, slots=True)
class Card:
    """A message that stands for one subject. `fresh`: below the conversation, as the new card;
    else in place.
    """

    key: str
    said: Spoken
    fresh: bool = False


Reply = TelegramMethod[Any] | Spoken | Card
Replies = Reply | list[Reply] | None


class Links(Protocol):
    def join(self, code: str) -> Mapping[str, str]:
        """Where a code can be used by one tap: channel name -> link."""

    def file(self, reference: str, name: str) -> str | None:
        """A signed link that expires; None where nobody elsewhere could open it."""

    def board(self, token: str) -> str | None:
        """Where this token opens the board in a browser; None where nobody elsewhere could."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One update of one chat. `sent_at` is the platform's own time, never later than
    `received_at`.
    """

    session: Session
    actor: Actor
    channel: str
    chat_id: int
    account_id: int
    message_id: int
    sent_at: datetime
    received_at: datetime
    now: datetime
    links: Links
    file: KeptFile | None = None
    text: str = ""
    name: str = ""
    private: bool = True

    @property
    def you(self) -> str:
        """How the bot addresses this person (STORYBOARD)."""
        serving = {RoleKind.REPORTER, RoleKind.COORDINATOR, RoleKind.VIEWER}
        return "đ/c" if any(grant.kind in serving for grant in self.actor.grants) else "bạn"

    def says(self, name: str, /, **values: object) -> Spoken:
        """A new message."""
        return self.shows(words(name, **{"you": self.you, **values}))

    def sends(self, reference: str, name: str) -> SendDocument:
        """A file. `reference` is "ics:<sign_up_id>" or "store:<key>": its bytes are made or read
        at delivery.
        """
        return SendDocument(chat_id=self.chat_id, document=f"{reference}|{name}")

    def card(self, key: str, name: str, /, *, fresh: bool = False, **values: object) -> Card:
        """The one message of a subject: edited in place where the channel can, or `fresh` at the
        end.
        """
        return Card(key, self.says(name, **values), fresh)

    def shows(self, said: Words) -> Spoken:
        """Words that are ready."""
        return Spoken(said)
