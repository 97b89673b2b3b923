"""What has changed about a day or a unit of it, told once to everybody concerned.

News waits a minute and is written as it is sent, as the difference from what its reader knew: edits
made within a minute become one message, a change that was undone becomes none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from rendering.texts import words
from rules.model import Actor, EventState
from rules.reminders import next_allowed
from rules.rungs import QUIET_ENDS
from storage import events
from storage.db import Session
from storage.events import Event, load_event
from storage.expected import news_waiting, own_places, volunteers_of
from storage.outbox import BROADCAST, Claimed, Notice, add_notices
from storage.participations import Participation, load_participation
from storage.people import coordinators_above, reachable, reporters_of

DAY_NEWS: Final = "day_news"
UNIT_NEWS: Final = "unit_news"
"""The kinds of their notices: `compose_day_news` and `compose_unit_news` write them."""

MINUTE: Final = timedelta(minutes=1)
VOLUNTEERS_FROM: Final = time(6)
SERVES, VOLUNTEERS = "đ/c", "bạn"


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader of the news knows of the day; `cancelled`: that it is called off. Another
    title disturbs nobody."""

    place: str
    min_photos: int
    cancelled: bool
    starts_at: datetime
    ends_at: datetime
    registration_closes_at: datetime
    report_due_at: datetime
    required: tuple[str, ...]

    @property
    def when_and_where(self) -> tuple[object, ...]:
        """What a volunteer has to know."""
        return self.cancelled, self.starts_at, self.ends_at, self.place


def known(event: Event) -> Known:
    schedule = event.schedule
    return Known(
        event.place,
        event.min_photos,
        event.state is EventState.CANCELLED,
        schedule.starts_at,
        schedule.ends_at,
        schedule.registration_closes_at,
        schedule.report_due_at,
        tuple(each.label for each in event.metrics if each.required and each.by_default),
    )


async def tell_of_day(
    session: Session, actor: Actor, before: Event, after: Event, *, now: datetime
) -> int:
    """Who reports or coordinates hears of every change, who volunteers of time, place and calling
    off; not who made it. How many will hear."""
    was, now_is = known(before), known(after)
    if was == now_is:
        return 0
    serving = await events.reporters_concerned(session, after.id)
    serving += await coordinators_above(session, after.host_path)
    going: list[int] = []
    if was.when_and_where != now_is.when_and_where:
        going = await events.volunteers_concerned(session, after.id)
    facts = {"event_id": after.id, "was": _stored(was)}
    about = _About(DAY_NEWS, after.id, None, after.zone, facts)
    return await _queue(session, actor, about, serving, going, now=now)


async def tell_of_unit(
    session: Session, actor: Actor, before: Participation, *, volunteers: bool, now: datetime
) -> int:
    """The unit's reporters hear that it was dropped, taken back, or has another deadline."""
    facts = {
        "participation_id": before.id,
        "dropped": before.dropped_at is not None,
        "closes": before.closes.isoformat(),
        "required": before.required_alone,
    }
    about = _About(UNIT_NEWS, before.event_id, before.id, before.zone, facts)
    serving = (await reporters_of(session, [before.unit_id]))[before.unit_id]
    going = await volunteers_of(session, before.id) if volunteers else []
    return await _queue(session, actor, about, serving, going, now=now)


@dataclass(frozen=True, slots=True)
class _About:
    kind: str
    event_id: int
    participation_id: int | None
    zone: str
    facts: Mapping[str, Any]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.participation_id or self.event_id}"


async def _queue(
    session: Session,
    actor: Actor,
    about: _About,
    serving: Iterable[int],
    going: Iterable[int],
    *,
    now: datetime,
) -> int:
    """Whoever has such news waiting reads this in it too."""
    waiting = await news_waiting(session, about.kind, about.event_id, about.participation_id)
    yous = {**dict.fromkeys(going, VOLUNTEERS), **dict.fromkeys(serving, SERVES)}
    told = [person for person in yous if person not in waiting and person != actor.person_id]
    notices = [
        Notice(
            key=f"{about.key}:{int(now.timestamp() * 1000)}:{address.person_id}",
            channel=address.channel,
            chat_id=address.account_id,
            payload={**about.facts, "you": yous[address.person_id or 0]},
            due_at=next_allowed(now + MINUTE, about.zone, _from(yous[address.person_id or 0])),
            kind=about.kind,
            priority=BROADCAST,
            person_id=address.person_id,
            event_id=about.event_id,
            participation_id=about.participation_id,
        )
        for address in await reachable(session, told)
    ]
    await add_notices(session, notices, now=now)
    return len(waiting & yous.keys()) + len(notices)


def _from(you: str) -> time:
    """Whoever leaves home at half past six must know by then."""
    return VOLUNTEERS_FROM if you == VOLUNTEERS else QUIET_ENDS


def _stored(was: Known) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name in Known.__slots__
        for value in (getattr(was, name),)
    }


def _restored(stored: Mapping[str, Any]) -> Known:
    moments = {
        name: datetime.fromisoformat(value) for name, value in stored.items() if name[-3:] == "_at"
    }
    return Known(**{**stored, **moments, "required": tuple(stored["required"])})


async def compose_day_news(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """None when nothing is different any more, or the figures are frozen."""
    del now
    event = await load_event(session, int(claimed.payload["event_id"]))
    if event is None or event.state is EventState.FROZEN:
        return None
    was, now_is, you = _restored(claimed.payload["was"]), known(event), claimed.payload["you"]
    if was == now_is or (you == VOLUNTEERS and was.when_and_where == now_is.when_and_where):
        return None
    places = []
    if you == VOLUNTEERS and claimed.person_id is not None:
        places = await own_places(session, event.id, claimed.person_id)
        if not places:
            return None
    said = words(
        "events/news",
        event=event,
        was=was,
        now_is=now_is,
        places=places,
        you=you,
        zone=event.zone,
    )
    return said.payload()


async def compose_unit_news(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """None when the unit stands as its reader knows it, or the day is over."""
    del now
    found = await load_participation(session, int(claimed.payload["participation_id"]))
    if found is None or found.state is not EventState.OPEN:
        return None
    was_dropped = bool(claimed.payload["dropped"])
    dropped = found.dropped_at is not None
    closed = datetime.fromisoformat(claimed.payload["closes"])
    you = claimed.payload["you"]
    required = tuple(claimed.payload.get("required", found.required_alone))
    as_asked = closed == found.closes and required == found.required_alone
    if was_dropped == dropped and (dropped or as_asked or you == VOLUNTEERS):
        return None
    said = words(
        "events/unit_news",
        p=found,
        closed=closed,
        required=required,
        moved=was_dropped == dropped,
        dropped=dropped,
        you=you,
        zone=found.zone,
    )
    return said.payload()
