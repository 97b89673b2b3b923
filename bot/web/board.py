"""The board of a day, for a phone and a projector: /bang."""

from typing import Final

from aiohttp import web

from actions.areas import days_listed, top_of
from actions.board_access import Visitor
from actions.board_page import DayBoard, Order, Wanted, listed, looking_at
from bot.web.board_drawn import Drawn
from bot.web.board_shell import BoardShell, id_in
from rendering.charts import Arrivals, arrivals
from rules.model import Progress
from storage.db import Session

LONGEST: Final = 80
LONGEST_PAGE: Final = 5
_STATES: Final = frozenset({"late", *(state.value for state in Progress)})


class BoardRoutes:
    def __init__(self, shell: BoardShell, drawn: Drawn) -> None:
        self._shell = shell
        self._drawn = drawn

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bang", self._shell.page(self.days)),
            web.get("/bang/ngay/{id}", self._shell.page(self.day)),
        ]

    async def days(self, _request: web.Request, session: Session, visitor: Visitor) -> web.Response:
        """The one day at hand, or the list of them."""
        days = await days_listed(session, visitor.actor, "see_board", now=self._shell.now())
        if len(days) == 1:
            raise web.HTTPSeeOther(f"/bang/ngay/{days[0].event.id}")
        top = top_of(visitor.actor, days) if len(days) > 1 else None
        return self._shell.shown("days", visitor, days=days, top=top)

    async def day(self, request: web.Request, session: Session, visitor: Visitor) -> web.Response:
        now = self._shell.now()
        event, reader = await looking_at(session, visitor.actor, id_in(request), now=now)
        day = await self._drawn.day(session, event, now=now)
        wanted = wanted_in(request)
        return self._shell.shown(
            "day",
            visitor,
            zone=event.zone,
            day=day,
            board=day.board,
            event=event,
            shown=listed(day, wanted, now=now),
            chart=chart_of(day),
            reader=reader,
        )


def wanted_in(request: web.Request) -> Wanted:
    """What is no state or order of ours is as if it were not asked."""
    asked = request.query
    state, order = asked.get("trang_thai", ""), asked.get("xep", "")
    return Wanted(
        text=asked.get("tim", "")[:LONGEST],
        state=state if state in _STATES else "",
        order=Order(order) if order in set(Order) else Order.LISTED,
        page=page_in(request),
    )


def page_in(request: web.Request) -> int:
    """?trang=1 is the first, 0 here; what is no number is the first."""
    page = request.query.get("trang", "")
    known = page.isascii() and page.isdigit() and len(page) <= LONGEST_PAGE
    return max(0, int(page) - 1) if known else 0


def chart_of(day: DayBoard) -> Arrivals:
    schedule = day.event.schedule
    return arrivals(
        day.completed,
        begins=schedule.starts_at,
        due=schedule.report_due_at,
        ends=schedule.second_edition_at,
        now=day.board.at,
        expected=day.board.tally.must_report,
    )
