"""Files that are made when they are sent or opened, from the facts of that moment."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime

from actions.add_to_calendar import calendar_of
from actions.hand_files import pictured_units
from actions.load import load_shown_event
from actions.print_sheets import sheet_page
from bot.references import Maker
from bot.unit_cards import UnitCards
from bot.web.thumbs import Thumbs
from bot.word_templates import word_template
from rendering.files.originals import zipped
from storage.db import Database
from storage.photo_store import PhotoStore


class OnDemand:
    """`join_link`: channel and code to the address where that channel takes it."""

    def __init__(
        self,
        database: Database,
        store: PhotoStore,
        unit_cards: UnitCards,
        *,
        join_link: Callable[[str, str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._store = store
        self._unit_cards = unit_cards
        self._join_link = join_link
        self._clock = clock

    def makers(self) -> Mapping[str, Maker]:
        """By the kind of their reference."""
        return {
            "ics": self.calendar,
            "sheet": self.sheet,
            "thumb": Thumbs(self._store).made,
            "unitcard": self._unit_cards.read,
            "word": word_template,
        }

    async def calendar(self, sign_up_id: str) -> bytes:
        async with self._database.reading() as session:
            made = await calendar_of(session, int(sign_up_id), now=self._clock())
        if made is None:
            raise FileNotFoundError(sign_up_id)
        return made

    async def sheet(self, ordered: str) -> bytes:
        """ "<channel>:<order>": what it shows to scan opens that channel."""
        name, _, order = ordered.partition(":")
        async with self._database.reading() as session:
            made = await sheet_page(
                session, order, lambda code: self._join_link(name, code), now=self._clock()
            )
        if made is None:
            raise FileNotFoundError(name)
        return made

    async def originals(self, event_id: str) -> AsyncIterator[bytes]:
        """The zip of a day's photos, in pieces."""
        async with self._database.reading() as session:
            event = await load_shown_event(session, int(event_id))
            if event is None:
                raise FileNotFoundError(event_id)
            units = await pictured_units(session, event.id)
        return zipped(units, self._store.get, event.zone)
