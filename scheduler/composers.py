"""Notices that are written just before they are sent, by their kind."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from actions.ask_question import compose_waiting
from actions.day_news import DAY_NEWS, UNIT_NEWS, compose_day_news, compose_unit_news
from actions.keep_photo import compose_photos_ack
from actions.look_at_photo import PHOTO_DOUBTS, compose_photo_doubts
from actions.progress import compose_board
from actions.remind import compose_reminder
from actions.remind_volunteers import compose_volunteer_reminder
from actions.report_card import compose_report_card
from scheduler.delivery import Composer
from storage.db import Session
from storage.outbox import Claimed


class Composes(Protocol):
    def __call__(
        self, session: Session, claimed: Claimed, *, now: datetime
    ) -> Awaitable[dict[str, Any] | None]: ...


COMPOSERS: Final[Mapping[str, Composes]] = {
    "board": compose_board,
    DAY_NEWS: compose_day_news,
    UNIT_NEWS: compose_unit_news,
    "photos_ack": compose_photos_ack,
    PHOTO_DOUBTS: compose_photo_doubts,
    "question_waiting": compose_waiting,
    "reminder": compose_reminder,
    "report_card": compose_report_card,
    "volunteer_reminder": compose_volunteer_reminder,
}


def composers(clock: Callable[[], datetime]) -> dict[str, Composer]:
    """Each with the one clock's `now`."""
    return {kind: _at(compose, clock) for kind, compose in COMPOSERS.items()}


def _at(compose: Composes, clock: Callable[[], datetime]) -> Composer:
    async def composed(session: Session, claimed: Claimed) -> dict[str, Any] | None:
        return await compose(session, claimed, now=clock())

    return composed
