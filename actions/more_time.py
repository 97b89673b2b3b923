"""A unit asks for more time, its coordinators decide once, and it is chased by its own deadline."""

from dataclasses import dataclass
from datetime import datetime

from actions.day_news import tell_of_unit
from actions.load import load_event, load_open_participation
from actions.resettle import resettle_unit
from actions.tell import tell
from rendering.texts import Words, words
from rules.extensions import (
    Missed,
    RequestState,
    check_asking,
    check_until,
    missed_editions,
)
from rules.model import Actor, Refused, RoleKind
from rules.permissions import authorise, units_of
from rules.reminders import next_allowed
from storage.audit import note
from storage.db import Session
from storage.extensions import (
    Request,
    add_request,
    decide,
    extend,
    load_request,
    waiting_request,
    waiting_requests,
)
from storage.participations import Participation, load_participation
from storage.people import coordinators_above, reporters_of
from storage.timer_plan import plan_extension


@dataclass(frozen=True, slots=True)
class Asked:
    """`told`: how many coordinators have it before them."""

    participation: Participation
    request: Request
    missed: tuple[Missed, ...]
    told: int


@dataclass(frozen=True, slots=True)
class Decided:
    """`first`: this very tap decided; else somebody else had. `missed` are the editions that will
    be without the unit."""

    participation: Participation
    request: Request
    missed: tuple[Missed, ...]
    first: bool


def request_card(request_id: int) -> str:
    return f"more_time:{request_id}"


async def may_ask(session: Session, actor: Actor, participation_id: int) -> Participation:
    """The first tap. Refused: "event_closed", "more_time_complete", "more_time_away",
    "unit_dropped"."""
    found = await _open_unit(session, actor, "ask_more_time", participation_id)
    check_asking(found.facts, found.progress)
    return found


async def ask_more_time(
    session: Session,
    actor: Actor,
    participation_id: int,
    wanted_at: datetime,
    reason: str = "",
    *,
    now: datetime,
) -> Asked:
    """One request waits for each unit: asked again, it asks for the new moment.

    Refused: "more_time_earlier", "more_time_far", "more_time_past" and those of `may_ask`.
    """
    found = await may_ask(session, actor, participation_id)
    check_until(found.schedule, found.facts.extended_to, wanted_at)
    if wanted_at <= now:
        raise Refused("more_time_past", wanted=wanted_at)
    request_id = await add_request(
        session, found.id, wanted_at, reason, asked_by=actor.person_id, now=now
    )
    request = await _request(session, request_id)
    missed = missed_editions(found.schedule, wanted_at, now)
    await _note(session, actor, "ask_more_time", found, wanted_at, now=now)
    people = await coordinators_above(session, found.unit_path)
    others = [each for each in people if each != actor.person_id]
    told = await tell(
        session,
        others,
        card_words(found, request, missed),
        key=f"{request_card(request.id)}:{int(now.timestamp() * 1000)}",
        now=now,
        due_at=next_allowed(now, found.zone),
        card=request_card(request.id),
        event_id=found.event_id,
        participation_id=found.id,
    )
    return Asked(found, request, missed, told)


def card_words(
    found: Participation, request: Request, missed: tuple[Missed, ...], *, first: bool = True
) -> Words:
    return words(
        "more_time/card",
        p=found,
        request=request,
        missed=missed,
        first=first,
        you="đ/c",
        zone=found.zone,
    )


async def withdraw_request(
    session: Session, actor: Actor, request_id: int, *, now: datetime
) -> Decided:
    """By the unit itself, while nobody has decided; the coordinators' cards say so."""
    request, found = await _requested(session, actor, "ask_more_time", request_id)
    return await _decide(session, actor, request, found, RequestState.WITHDRAWN, None, now=now)


async def request_for(session: Session, actor: Actor, request_id: int, *, now: datetime) -> Decided:
    """As it stands, for who may decide."""
    request, found = await _requested(session, actor, "extend", request_id)
    until = request.granted_to or request.wanted_at
    return Decided(found, request, missed_editions(found.schedule, until, now), first=False)


async def grant_request(
    session: Session, actor: Actor, request_id: int, until: datetime, *, now: datetime
) -> Decided:
    """Until then, as asked or otherwise. Refused: "more_time_earlier", "more_time_far"."""
    request, found = await _requested(session, actor, "extend", request_id)
    if request.state is RequestState.WAITING:
        check_until(found.schedule, found.facts.extended_to, until)
    return await _decide(session, actor, request, found, RequestState.GRANTED, until, now=now)


async def refuse_request(
    session: Session, actor: Actor, request_id: int, *, now: datetime
) -> Decided:
    request, found = await _requested(session, actor, "extend", request_id)
    return await _decide(session, actor, request, found, RequestState.REFUSED, None, now=now)


async def _decide(
    session: Session,
    actor: Actor,
    request: Request,
    found: Participation,
    state: RequestState,
    until: datetime | None,
    *,
    now: datetime,
) -> Decided:
    """Once: of two coordinators the second one reads what the first decided."""
    by = actor.person_id
    first = await decide(session, request.id, state, granted_to=until, decided_by=by, now=now)
    decided = await _request(session, request.id)
    shown = missed_editions(found.schedule, decided.granted_to or decided.wanted_at, now)
    if not first:
        return Decided(found, decided, shown, first=False)
    await _note(session, actor, f"more_time_{state.value}", found, until, now=now)
    if until is not None:
        found = await _extended(session, found, until, now=now)
    await _tell_decided(session, actor, found, decided, shown, now=now)
    return Decided(found, decided, shown, first=True)


async def _extended(
    session: Session, found: Participation, until: datetime | None, *, now: datetime
) -> Participation:
    """The unit's own deadline, its rungs and what its report now is."""
    if not await extend(session, found.id, until, seen=found.facts.extended_to):
        raise Refused("more_time_meanwhile", unit=found.unit_name)
    event = await load_event(session, found.event_id)
    await plan_extension(session, event, found.id, now=now)
    await resettle_unit(session, found.id, now=now)
    after = await load_participation(session, found.id)
    return found if after is None else after


async def _tell_decided(
    session: Session,
    actor: Actor,
    found: Participation,
    decided: Request,
    missed: tuple[Missed, ...],
    *,
    now: datetime,
) -> None:
    """Who asked is answered at once, the unit's others by day; the other coordinators' cards say
    who has decided."""
    card = request_card(decided.id)
    coordinators = await coordinators_above(session, found.unit_path)
    await tell(
        session,
        [each for each in coordinators if each != actor.person_id],
        card_words(found, decided, missed, first=False),
        key=f"{card}:{decided.state.value}",
        now=now,
        due_at=next_allowed(now, found.zone),
        card=card,
        edit=True,
        event_id=found.event_id,
        participation_id=found.id,
    )
    if decided.state is RequestState.WITHDRAWN:
        return
    reporters = (await reporters_of(session, [found.unit_id]))[found.unit_id]
    said = words("more_time/answer", p=found, request=decided, you="đ/c", zone=found.zone)
    for person in {*reporters, *([decided.asked_by] if decided.asked_by else [])}:
        if person != actor.person_id:
            asker = person == decided.asked_by
            await tell(
                session,
                [person],
                said,
                key=f"{card}:answer",
                now=now,
                due_at=now if asker else next_allowed(now, found.zone),
                event_id=found.event_id,
                participation_id=found.id,
            )


async def may_give(session: Session, actor: Actor, participation_id: int) -> Participation:
    """Refused: "event_closed", "unit_dropped", "more_time_away"."""
    found = await _open_unit(session, actor, "extend", participation_id)
    if found.facts.not_taking_part:
        raise Refused("more_time_away")
    return found


async def give_time(
    session: Session,
    actor: Actor,
    participation_id: int,
    until: datetime,
    *,
    seen: datetime | None,
    now: datetime,
) -> Decided | Participation:
    """Unasked, by a coordinator who saw the unit's own deadline as `seen`. A request that waits is
    answered by it.

    Refused: "more_time_meanwhile", "more_time_earlier", "more_time_far".
    """
    found = await may_give(session, actor, participation_id)
    if found.facts.extended_to != seen:
        raise Refused("more_time_meanwhile", unit=found.unit_name)
    check_until(found.schedule, found.facts.extended_to, until)
    waiting = await waiting_request(session, found.id)
    if waiting is not None:
        return await grant_request(session, actor, waiting.id, until, now=now)
    after = await _extended(session, found, until, now=now)
    await _note(session, actor, "give_time", found, until, now=now)
    await tell_of_unit(session, actor, found, volunteers=False, now=now)
    return after


async def take_time_back(
    session: Session, actor: Actor, participation_id: int, *, now: datetime
) -> Participation:
    """The day's own deadline again. Refused: "more_time_none"."""
    found = await may_give(session, actor, participation_id)
    if found.facts.extended_to is None:
        raise Refused("more_time_none", unit=found.unit_name)
    after = await _extended(session, found, None, now=now)
    await _note(session, actor, "take_time_back", found, None, now=now)
    await tell_of_unit(session, actor, found, volunteers=False, now=now)
    return after


async def requests_waiting(session: Session, actor: Actor) -> list[tuple[Request, Participation]]:
    """In the units of this coordinator, oldest first."""
    paths = [grant.path for grant in units_of(actor, RoleKind.COORDINATOR)]
    authorise(actor, "extend", paths[0] if paths else "")
    found = []
    for request in await waiting_requests(session):
        unit = await load_participation(session, request.participation_id)
        if unit is not None and any(unit.unit_path.startswith(path) for path in paths):
            found.append((request, unit))
    return found


async def _requested(
    session: Session, actor: Actor, action: str, request_id: int
) -> tuple[Request, Participation]:
    request = await load_request(session, request_id)
    if request is None:
        raise Refused("more_time_unknown")
    found = await _open_unit(session, actor, action, request.participation_id)
    return request, found


async def _open_unit(
    session: Session, actor: Actor, action: str, participation_id: int
) -> Participation:
    found = await load_open_participation(session, actor, action, participation_id)
    if found.dropped_at is not None:
        raise Refused("unit_dropped", unit=found.unit_name)
    return found


async def _request(session: Session, request_id: int) -> Request:
    request = await load_request(session, request_id)
    if request is None:
        raise Refused("more_time_unknown")
    return request


async def _note(
    session: Session,
    actor: Actor,
    action: str,
    found: Participation,
    until: datetime | None,
    *,
    now: datetime,
) -> None:
    detail = {"until": until.isoformat() if until else None}
    await note(
        session,
        actor,
        action,
        now=now,
        unit_id=found.unit_id,
        event_id=found.event_id,
        detail=detail,
    )
