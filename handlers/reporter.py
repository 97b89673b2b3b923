"""What the three conversations of a reporter share."""

from datetime import datetime

from aiogram.filters import Filter
from aiogram.types import TelegramObject

from handlers.turn import Turn
from rules.model import RoleKind
from rules.permissions import units_of
from storage.reports import Message as Brought


class Reporting(Filter):
    """From a person who reports for some unit."""

    async def __call__(self, _event: TelegramObject, turn: Turn) -> bool:
        return bool(units_of(turn.actor, RoleKind.REPORTER))


def brought(
    turn: Turn, text: str, *, author: str = "", written_at: datetime | None = None
) -> Brought:
    """This update as the message that brings a report."""
    return Brought(
        text,
        turn.sent_at,
        turn.received_at,
        turn.channel,
        turn.chat_id,
        turn.message_id,
        author,
        written_at,
    )


def has_several(turn: Turn) -> bool:
    return len(units_of(turn.actor, RoleKind.REPORTER)) > 1
