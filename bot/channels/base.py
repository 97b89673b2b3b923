"""What a channel must do for ingress (updates in) and for delivery (messages out)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from aiogram import Bot
from aiogram.types import Update

from storage.inbox import Accepted, Arrival

Accept = Callable[[Sequence[Arrival]], Awaitable[None]]
"""Returns once the arrivals are on disk; those that were there before are no-ops."""

REFERENCE_END: Final = "|"


class Files(Protocol):
    """Bytes behind a reference: "store:<key>" is kept, "ics:<sign_up_id>" made when asked for."""

    async def read(self, reference: str) -> bytes:
        """Raises FileNotFoundError when there is nothing behind it (any more)."""


class Channel(Protocol):
    """One way to talk with people. Its ids are 64-bit integers (surrogates if need be)."""

    @property
    def name(self) -> str:
        """The word in `addresses.channel`, `inbox.channel`, `notices.channel`."""

    @property
    def bot(self) -> Bot:
        """An aiogram bot whose session speaks this channel."""

    @property
    def username(self) -> str:
        """What a group writes after "@" to call the bot; "" where there are no groups."""

    @property
    def can_edit(self) -> bool: ...

    @property
    def has_buttons(self) -> bool:
        """False: no chat of this channel has any; numbers and words are then read as taps."""

    async def answer_tap(self, tap_id: str) -> None:
        """Stop the spinner of a tapped button. Bypasses the queue, raises nothing."""

    async def can_buttons(self, chat_id: int) -> bool:
        """False: a plain chat. Offer numbers and words (bot.channels.menus) and never edit."""

    def join_link(self, code: str) -> str:
        """Where a code is used by one tap; opening it uses nothing up (previews fetch links)."""

    def arrival(self, payload: dict[str, Any], *, received_at: datetime) -> Arrival | None:
        """The inbox row of one raw update, its key unique per bot and update. None: not for us."""

    def update(self, accepted: Accepted, payload: dict[str, Any]) -> Update:
        """The aiogram update of an accepted payload, bound to `bot`."""

    async def read_file(self, file_id: str, *, limit: int) -> bytes:
        """The bytes of a photo or document that a person sent.

        Raises DeliveryError: permanent when it is gone or larger than `limit`, else try again.
        """

    async def send(
        self, payload: dict[str, Any], chat_id: int, *, edit: int | None = None
    ) -> int | None:
        """Deliver one dumped aiogram method ("method" names it, no chat_id); its message's id.

        `edit`: put it in place of that message; what cannot be edited is sent anew. A document
        given as "<reference>|<name>" is read through Files. Raises DeliveryError.
        """

    async def start(self, accept: Accept) -> None:
        """Take updates from now on. The outside is told that they arrived after `accept`."""

    async def stop(self) -> None: ...


def split_reference(document: str) -> tuple[str, str]:
    """ "store:ab/cd.xlsx|Bảng.xlsx" -> ("store:ab/cd.xlsx", "Bảng.xlsx")."""
    reference, _, name = document.partition(REFERENCE_END)
    return reference, name or reference.rpartition("/")[2]


def bind(raw: dict[str, Any], bot: Bot) -> Update:
    """Built with its bot at once: binding later costs a second validation (engineering facts)."""
    return Update.model_validate(raw, context={"bot": bot})


def tapped(update: Update, data: str, bot: Bot) -> Update:
    """The tap that a typed number or label stands for; `update` holds what was typed."""
    message = update.message
    if message is None or message.from_user is None:
        raise ValueError("only a typed message can stand for a tap")
    raw_message = message.model_dump(mode="json", by_alias=True, exclude_none=True)
    chat_id, message_id = message.chat.id, message.message_id
    query = {
        "id": f"{chat_id}.{message_id}.{update.update_id}",
        "from": raw_message["from"],
        "chat_instance": str(chat_id),
        "data": data,
        "message": raw_message,
    }
    return bind({"update_id": update.update_id, "callback_query": query}, bot)
