"""Who sent an update, where and when, whatever its kind."""

from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram.types import CallbackQuery, Message, Update


@dataclass(frozen=True, slots=True)
class Origin:
    """`sent_at` is the platform's own time, never later than receipt (DESIGN 3.1)."""

    chat_id: int
    account_id: int
    message_id: int
    sent_at: datetime
    text: str
    name: str
    private: bool


def origin(update: Update, received_at: datetime) -> Origin | None:
    """None for what has no sender or no chat: it is accepted, and there is nothing to do."""
    if update.callback_query is not None:
        return _of_tap(update.callback_query, received_at)
    message = update.message or update.edited_message
    return None if message is None else _of_message(message, received_at)


def _of_tap(tap: CallbackQuery, received_at: datetime) -> Origin | None:
    if tap.message is None:
        return None
    return Origin(
        chat_id=tap.message.chat.id,
        account_id=tap.from_user.id,
        message_id=tap.message.message_id,
        sent_at=received_at,
        text="",
        name=tap.from_user.full_name,
        private=tap.message.chat.type == "private",
    )


def _of_message(message: Message, received_at: datetime) -> Origin | None:
    if message.from_user is None:
        return None
    edited = message.edit_date
    sent_at = datetime.fromtimestamp(edited, UTC) if edited else message.date
    return Origin(
        chat_id=message.chat.id,
        account_id=message.from_user.id,
        message_id=message.message_id,
        sent_at=min(sent_at, received_at),
        text=message.text or message.caption or "",
        name=message.from_user.full_name,
        private=message.chat.type == "private",
    )
