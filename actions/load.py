"""Events and participations that an action starts from: there, and within what the actor may do."""

from datetime import datetime, timedelta
from typing import Final

from rules.model import Actor, EventState, Refused
from rules.permissions import ACTIONS, authorise, may
from storage import events
from storage.db import Session
from storage.events import Event
from storage.participations import Participation, load_participation

LOOKING: Final = frozenset({"see_board", "freeze_figures", "hand_over"})
"""What can be done on a day whose figures are frozen."""

STAYS_AT_HAND: Final = timedelta(days=2)
"""How long after its report deadline a day is still what a coordinator means by "the day"."""


async def load_event(session: Session, event_id: int | None) -> Event:
    """Refused: "no_such_event"."""
    event = None if event_id is None else await events.load_event(session, event_id)
    if event is None:
        raise Refused("no_such_event")
    return event


async def load_event_for(session: Session, actor: Actor, action: str, event_id: int) -> Event:
    """The event, when the actor may do this in its host unit."""
    event = await load_event(session, event_id)
    authorise(actor, action, event.host_path)
    return event


async def load_open_event(session: Session, event_id: int) -> Event | None:
    """For what the bot does by itself: None when the day is gone or no longer open."""
    event = await events.load_event(session, event_id)
    return event if event is not None and event.state is EventState.OPEN else None


async def load_shown_event(session: Session, event_id: int) -> Event | None:
    """For pictures of the day that stand somewhere: its figures may be frozen, but not called
    off."""
    event = await events.load_event(session, event_id)
    return None if event is None or event.state is EventState.CANCELLED else event


async def events_for(session: Session, actor: Actor, action: str, *, now: datetime) -> list[Event]:
    """Open days in which the actor may do this, and frozen ones to look at: those at hand (not long
    over), the nearest deadline first; when there are none, the latest one. Refused when none of
    their roles allows it."""
    if not any(grant.kind in ACTIONS[action] for grant in actor.grants):
        authorise(actor, action, "")
    found: dict[int, Event] = {}
    for grant in actor.grants:
        for event in await events.open_events(session, grant.path, frozen=action in LOOKING):
            if may(actor, action, event.host_path):
                found.setdefault(event.id, event)
    ordered = sorted(found.values(), key=lambda event: event.schedule.report_due_at)
    at_hand = [each for each in ordered if each.schedule.report_due_at >= now - STAYS_AT_HAND]
    return at_hand or ordered[-1:]


async def load_open_participation(
    session: Session, actor: Actor, action: str, participation_id: int
) -> Participation:
    """To which this person may do `action` now. Refused: "participation_gone", "event_closed"."""
    found = await load_participation(session, participation_id)
    if found is None:
        raise Refused("participation_gone")
    authorise(actor, action, found.unit_path)
    if found.state is not EventState.OPEN:
        raise Refused("event_closed", **found.named)
    return found
