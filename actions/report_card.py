"""A report's card is drawn again where it stands when photos change what it says (DESIGN 3.7)."""

from datetime import datetime
from typing import Any

from actions.progress import draw_again
from rendering.texts import words
from rules.model import RoleKind
from rules.permissions import units_of
from storage.db import Session
from storage.outbox import Claimed
from storage.participations import Participation, load_participation
from storage.people import load_sender
from storage.reports import sender_of


async def photos_changed(
    session: Session, before: Participation, after: Participation, *, now: datetime
) -> None:
    """Before the first report there is no card, and photos beyond the minimum change none."""
    if after.version and before.photos_missing != after.photos_missing:
        await card_changed(session, after, now=now)


async def card_changed(session: Session, after: Participation, *, now: datetime) -> None:
    """Where the card stands it is drawn again; nobody gets a new message."""
    facts = {"participation_id": after.id}
    card = f"report:{after.id}"
    await draw_again(session, card, "report_card", facts, event_id=after.event_id, now=now)


async def compose_report_card(
    session: Session, claimed: Claimed, *, now: datetime
) -> dict[str, Any] | None:
    """Just before sending: the card as it is then."""
    del now
    found = await load_participation(session, int(claimed.payload["participation_id"]))
    if found is None or not found.version:
        return None
    reader = (await load_sender(session, claimed.channel, claimed.chat_id)).actor
    sender = await sender_of(session, found.id, found.version)
    said = words(
        "report/card",
        p=found,
        by="" if sender is None or sender[0] == reader.person_id else sender[1],
        several=len(units_of(reader, RoleKind.REPORTER)) > 1,
        changes=(),
        zone=found.zone,
    )
    return {**said.payload(), "edit": True}
