"""Something back for the unit: its own card and a draft of a tin bài, once, when its report has
become complete."""

from datetime import datetime, timedelta
from typing import Any, Final

from actions.submit_report import found_participation
from actions.unit_story import card_message, card_order, has_story, unit_story
from rendering.texts import Words
from rules.model import Actor, Progress, Refused, RoleKind
from rules.permissions import authorise, units_of
from rules.reminders import next_allowed
from storage.db import Session
from storage.outbox import BROADCAST, Claimed, Notice, add_notice
from storage.participations import Participation, candidates, load_participation
from storage.people import Address, coordinators_above, reachable, reporters_of
from storage.timers import Timer, claim_thanks

STALE: Final = timedelta(hours=24)
"""After an outage nobody is surprised with a card of days ago."""


async def thanks_card(session: Session, timer: Timer) -> str | None:
    """Which card to draw before anybody is thanked; None when nobody will be."""
    found = await _thankable(session, timer.participation_id or 0)
    if found is None or not await _thanked(session, found):
        return None
    return card_order(found.id, found.revision)


async def queue_thanks(session: Session, timer: Timer, *, now: datetime) -> int:
    """One notice for each reporter, once in the life of the participation."""
    if not await claim_thanks(session, timer, now=now) or now - timer.due_at > STALE:
        return 0
    found = await _thankable(session, timer.participation_id or 0)
    if found is None:
        return 0
    queued = 0
    for address in await _thanked(session, found):
        notice = Notice(
            key=f"thanks:{found.id}:{address.person_id}",
            channel=address.channel,
            chat_id=address.account_id,
            payload={"participation_id": found.id},
            due_at=next_allowed(now, found.zone),
            kind="thanks",
            priority=BROADCAST,
            person_id=address.person_id,
            event_id=found.event_id,
            participation_id=found.id,
        )
        queued += await add_notice(session, notice, now=now)
    return queued


async def _thanked(session: Session, found: Participation) -> list[Address]:
    """Its reporters. An officer who reports for units of theirs has the hand-over and is spared a
    card for each."""
    reporters = (await reporters_of(session, [found.unit_id]))[found.unit_id]
    if not reporters:
        return []
    officers = await coordinators_above(session, found.unit_path)
    return await reachable(session, [each for each in reporters if each not in officers])


async def _thankable(session: Session, participation_id: int) -> Participation | None:
    found = await load_participation(session, participation_id)
    if found is None or found.progress is not Progress.COMPLETE or not has_story(found):
        return None
    return found


async def compose_thanks(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """Just before sending: nothing for a report that was returned, taken back or opted out of
    meanwhile. A draft too long for the caption follows by itself."""
    found = await _thankable(session, int(claimed.payload["participation_id"]))
    story = None if found is None else await unit_story(session, found.id, now=now)
    if found is None or story is None:
        return None
    payload, after = card_message(story, found.revision)
    if after is not None:
        await _follow(session, claimed, after, now=now)
    return payload


async def _follow(session: Session, claimed: Claimed, said: Words, *, now: datetime) -> None:
    notice = Notice(
        key=f"thanks:{claimed.participation_id}:{claimed.person_id}:draft",
        channel=claimed.channel,
        chat_id=claimed.chat_id,
        payload=said.payload(),
        due_at=now,
        kind="thanks_draft",
        priority=BROADCAST,
        person_id=claimed.person_id,
        event_id=claimed.event_id,
        participation_id=claimed.participation_id,
    )
    await add_notice(session, notice, now=now)


async def own_card(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> tuple[dict[str, Any], Words | None]:
    """Asked for, as often as they like, also before it is complete. Refused: "no_story_yet"."""
    found = await found_participation(session, participation_id)
    authorise(actor, "see_unit", found.unit_path)
    story = await unit_story(session, found.id, now=now)
    if story is None:
        day = found.schedule.starts_at
        raise Refused("no_story_yet", unit=found.unit_name, day=day, zone=found.zone)
    return card_message(story, found.revision)


async def latest_card(
    session: Session, actor: Actor, *, now: datetime
) -> tuple[dict[str, Any], Words | None]:
    """Of what the reporter's units reported last. Refused: "who_are_you", "for_reporters",
    "nothing_reported_yet"."""
    own = units_of(actor, RoleKind.REPORTER)
    if not own:
        raise Refused("who_are_you" if actor.person_id is None else "for_reporters")
    found = await candidates(session, [grant.unit_id for grant in own], now)
    told = [each for each in found if has_story(each)]
    if not told:
        raise Refused("nothing_reported_yet")
    last = max(told, key=lambda each: (each.schedule.starts_at, each.last_sent_at or now))
    return await own_card(session, actor, last.id, now=now)
