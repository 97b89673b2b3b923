"""Texts that a coordinator copies into a group or a private chat outside the bot: who lacks what, a
word to a unit that the bot cannot reach, the announcement of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.invite import Invited, day_link, invite
from actions.load import load_event_for, load_open_participation
from actions.progress import fitting
from actions.remind import asked_by_hand, preview
from rendering.texts import Words, words
from rules.model import Actor, EventState, Item, Progress, Refused
from storage.db import Session
from storage.events import Event
from storage.invitations import InvitationKind
from storage.participations import Participation, participations_of


@dataclass(frozen=True, slots=True)
class Needed:
    """One unit, and how many photos it lacks."""

    name: str
    photos: int
    until: datetime | None
    """Its own deadline, where it has more time than the others."""


@dataclass(frozen=True, slots=True)
class PrivateText:
    """What to send to somebody of a unit that the bot cannot write to, with a code that lets them
    in."""

    participation: Participation
    items: tuple[Item, ...]
    invited: Invited


async def group_text(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Words:
    """Who lacks what and until when, in at most 2,000 characters without buttons, ready to copy.

    The very units that a nhắc by hand would ask, also those that the bot cannot reach."""
    event = await _open_for(session, actor, event_id)
    asked = [(p, asked_by_hand(p, now)) for p in await participations_of(session, event.id)]
    groups = _groups([(p, items) for p, items in asked if items])
    return fitting(
        lambda shown: words(
            "group/reminder",
            event=event,
            groups=groups,
            started=now >= event.schedule.starts_at,
            overdue=now > event.schedule.report_due_at,
            shown=shown,
            zone=event.zone,
        )
    )


def _groups(
    asked: Sequence[tuple[Participation, tuple[Item, ...]]],
) -> Mapping[str, tuple[Needed, ...]]:
    """By what is lacking, in the order in which it is chased."""
    found: dict[str, list[Needed]] = {
        "registration": [],
        "returned": [],
        "both": [],
        "figures": [],
        "photos": [],
    }
    for each, items in asked:
        found[_kind(each, items)].append(_needed(each))
    return {kind: tuple(units) for kind, units in found.items() if units}


def _kind(each: Participation, items: tuple[Item, ...]) -> str:
    if Item.REGISTRATION in items:
        return "registration"
    if each.progress is Progress.RETURNED:
        return "returned"
    if Item.FIGURES in items and Item.PHOTOS in items:
        return "both"
    return "figures" if Item.FIGURES in items else "photos"


def _needed(each: Participation) -> Needed:
    longer = each.closes > each.schedule.report_due_at
    return Needed(each.unit_name, each.photos_missing, each.closes if longer else None)


async def out_of_reach(
    session: Session, actor: Actor, event_id: int, *, now: datetime
) -> tuple[Event, tuple[Participation, ...]]:
    """Units that lack something and that no message of the bot reaches."""
    shown = await preview(session, actor, event_id, now=now)
    return shown.event, shown.nobody


async def private_text(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> PrivateText:
    """With a fresh code each time. Earlier ones stay valid until they are used or run out: one that
    was sent already must not die because the officer copies the text again, and each lets in one
    person, whom the officer sees."""
    found = await load_open_participation(session, actor, "remind", participation_id)
    invited = await invite(session, actor, found.unit_id, InvitationKind.REPORTER, now=now)
    return PrivateText(found, asked_by_hand(found, now), invited)


@dataclass(frozen=True, slots=True)
class Announcement:
    event: Event
    invited: Invited


async def announcement(
    session: Session, actor: Actor, event_id: int, *, volunteers: bool, now: datetime
) -> Announcement:
    """The day with a link for everybody who reads it: units take their place (and wait for
    approval), volunteers find theirs. Earlier announcements keep their links."""
    event = await _open_for(session, actor, event_id)
    kind = InvitationKind.VOLUNTEER if volunteers else InvitationKind.GROUP
    return Announcement(event, await day_link(session, actor, event, kind, now=now))


async def announced(session: Session, actor: Actor, event_id: int) -> Event:
    """The day whose announcement is wanted."""
    return await _open_for(session, actor, event_id)


async def _open_for(session: Session, actor: Actor, event_id: int) -> Event:
    event = await load_event_for(session, actor, "remind", event_id)
    if event.state is not EventState.OPEN:
        raise Refused("event_not_open")
    return event
