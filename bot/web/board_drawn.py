"""Days as they were last drawn: whoever looks while nothing has changed costs no drawing."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import Final

from actions.board_page import DayBoard, day_board, version_of_day
from storage.db import Session
from storage.events import Event

MOST_KEPT: Final = 8


class Drawn:
    def __init__(self) -> None:
        self._days: OrderedDict[int, DayBoard] = OrderedDict()

    async def day(self, session: Session, event: Event, *, now: datetime) -> DayBoard:
        """As it is now; `session` reads one moment."""
        kept = self._days.get(event.id)
        if kept is None or kept.version != await version_of_day(session, event.id, now=now):
            kept = await day_board(session, event, now=now)
            self._days[event.id] = kept
            self._days.move_to_end(event.id)
            if len(self._days) > MOST_KEPT:
                self._days.popitem(last=False)
        return replace(kept, board=replace(kept.board, at=now))
