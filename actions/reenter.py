""" "Xin vào lại": who reported for a unit and has a new phone says so, consents, and is let in by a
coordinator with one tap. Nobody becomes the person they say they are: the new account gets that
person's roles as a reporter in the coordinator's subtree, and nothing else of theirs.

The account used before is kept, so that whoever was let in by mistake cannot lock out the true one,
who hears of it there; the coordinator may end it with one more tap (a phone that was lost)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.mend_photos import assign_photos
from actions.take_message import assign_report
from actions.tell import tell
from actions.which_unit import fitting
from reading.fold import plain
from reading.report import read_report
from rendering.texts import Words, words
from rules.deadlines import effective_sent_at
from rules.model import METRICS, Actor, Refused, RoleKind, Source
from rules.permissions import authorise, may, units_of
from rules.reminders import next_allowed
from storage.audit import last_detail, note
from storage.db import Session
from storage.people import (
    Account,
    coordinators_above,
    end_role,
    grant_role,
    load_actor,
    load_sender,
)
from storage.photos import load_photo
from storage.reentries import (
    Known,
    Reentry,
    ReentryState,
    ask_reentry,
    decide_reentry,
    known_of,
    load_reentry,
    sent_before,
    units_served,
    waiting_reentries,
    waiting_reentry,
)
from storage.reports import Message, Version, hold, load_kept
from storage.units import Unit, unit


@dataclass(frozen=True, slots=True)
class Request:
    """`before`: who they say they are, None where nobody of that name reported for the unit."""

    reentry: Reentry
    before: Known | None
    told: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """`first`: this very tap decided. `reports` and `photos`: what had been sent before and now has
    its unit."""

    request: Request
    first: bool
    reports: int = 0
    photos: int = 0


def card_key(reentry_id: int) -> str:
    return f"reentry:{reentry_id}"


async def ask_to_reenter(
    session: Session, actor: Actor, account: Account, of: Unit, *, now: datetime
) -> Request:
    """The person has consented. Asked twice for one unit, it is one request. Refused:
    "reports_already"."""
    if actor.person_id is None:
        raise Refused("who_are_you")
    if any(grant.unit_id == of.id for grant in units_of(actor, RoleKind.REPORTER)):
        raise Refused("reports_already", unit=of.name)
    before = _meant(actor, await known_of(session, of.id))
    reentry_id = await ask_reentry(
        session,
        account.channel,
        account.account_id,
        of.id,
        name=actor.name,
        person_id=None if before is None else before.person_id,
        now=now,
    )
    if reentry_id is None:
        waiting = await waiting_reentry(session, account.channel, account.account_id)
        if waiting is None:
            raise Refused("reentry_gone")
        return Request(waiting, before, told=1)
    request = Request(await _reentry(session, reentry_id), before)
    detail = {"reentry": reentry_id}
    await note(session, actor, "ask_to_reenter", now=now, unit_id=of.id, detail=detail)
    return replace(request, told=await _tell_coordinators(session, request, now=now))


def _meant(actor: Actor, known: Sequence[Known]) -> Known | None:
    """Of that name, as it is written without marks; the person themselves when they come back."""
    same = [each for each in known if plain(each.name) == plain(actor.name)]
    return same[0] if same else None


async def _reentry(session: Session, reentry_id: int) -> Reentry:
    found = await load_reentry(session, reentry_id)
    if found is None:
        raise Refused("reentry_gone")
    return found


async def _tell_coordinators(session: Session, request: Request, *, now: datetime) -> int:
    reentry = request.reentry
    return await tell(
        session,
        await coordinators_above(session, reentry.unit_path),
        card_words(request),
        key=card_key(reentry.id),
        now=now,
        due_at=next_allowed(now, reentry.zone),
        card=card_key(reentry.id),
    )


def card_words(request: Request) -> Words:
    zone = request.reentry.zone
    return words("reentry/card", r=request.reentry, before=request.before, you="đ/c", zone=zone)


async def waiting_requests(session: Session, actor: Actor) -> list[Request]:
    paths = [grant.path for grant in units_of(actor, RoleKind.COORDINATOR)]
    if not paths:
        authorise(actor, "invite", "")
    return [await _request(session, each) for each in await waiting_reentries(session, paths)]


async def _request(session: Session, reentry: Reentry) -> Request:
    known = {each.person_id: each for each in await known_of(session, reentry.unit_id)}
    return Request(reentry, known.get(reentry.person_id or 0))


async def _deciding(session: Session, actor: Actor, reentry_id: int) -> Request:
    """Refused: "reentry_gone"."""
    found = await _reentry(session, reentry_id)
    authorise(actor, "invite", found.unit_path)
    return await _request(session, found)


async def let_in(session: Session, actor: Actor, reentry_id: int, *, now: datetime) -> Decided:
    """One tap. Whoever is second sees who was first."""
    request = await _deciding(session, actor, reentry_id)
    if not await _decide(session, actor, request, ReentryState.APPROVED, now=now):
        return Decided(await _deciding(session, actor, reentry_id), first=False)
    newcomer = await _newcomer(session, request.reentry)
    given = await _give_roles(session, actor, request, newcomer, now=now)
    detail = {"reentry": reentry_id, "person": newcomer.person_id, "units": given}
    unit_id = request.reentry.unit_id
    await note(session, actor, "let_in_again", now=now, unit_id=unit_id, detail=detail)
    reports, photos = await _place(session, newcomer, now=now)
    request = await _deciding(session, actor, reentry_id)
    decided = Decided(request, first=True, reports=reports, photos=photos)
    await _tell_newcomer(session, decided, newcomer, now=now)
    await _tell_before(session, actor, request, newcomer, now=now)
    await _show_others(session, actor, request, now=now)
    return decided


async def decline(session: Session, actor: Actor, reentry_id: int, *, now: datetime) -> Decided:
    """Nothing is given; what was sent stays with the coordinators' questions."""
    request = await _deciding(session, actor, reentry_id)
    first = await _decide(session, actor, request, ReentryState.DECLINED, now=now)
    request = await _deciding(session, actor, reentry_id)
    if first:
        newcomer = await _newcomer(session, request.reentry)
        await _tell_newcomer(session, Decided(request, first=True), newcomer, now=now)
        detail = {"reentry": reentry_id}
        unit_id = request.reentry.unit_id
        await note(session, actor, "decline_reentry", now=now, unit_id=unit_id, detail=detail)
        await _show_others(session, actor, request, now=now)
    return Decided(request, first)


async def undo(session: Session, actor: Actor, reentry_id: int, *, now: datetime) -> Request:
    """It waits again; the roles that it gave end. What was reported stays. Refused:
    "reentry_gone"."""
    request = await _deciding(session, actor, reentry_id)
    before = request.reentry.state
    if before is ReentryState.WAITING or not await decide_reentry(
        session, reentry_id, before, ReentryState.WAITING, by=None, now=now
    ):
        raise Refused("reentry_gone")
    if before is ReentryState.APPROVED:
        detail = await last_detail(session, "let_in_again", request.reentry.unit_id)
        for unit_id in detail.get("units", []) if detail.get("reentry") == reentry_id else []:
            await end_role(session, detail["person"], unit_id, RoleKind.REPORTER, now=now)
    unit_id = request.reentry.unit_id
    detail = {"reentry": reentry_id}
    await note(session, actor, "undo_reentry", now=now, unit_id=unit_id, detail=detail)
    return await _deciding(session, actor, reentry_id)


async def end_before(session: Session, actor: Actor, reentry_id: int, *, now: datetime) -> Request:
    """The account used before reports no more for these units: the phone was lost. Refused:
    "reentry_gone"."""
    request = await _deciding(session, actor, reentry_id)
    reentry = request.reentry
    if reentry.state is not ReentryState.APPROVED or reentry.person_id is None:
        raise Refused("reentry_gone")
    ended = []
    for unit_id, path, _ in await units_served(session, reentry.person_id):
        if may(actor, "invite", path):
            await end_role(session, reentry.person_id, unit_id, RoleKind.REPORTER, now=now)
            ended.append(unit_id)
    detail = {"reentry": reentry_id, "person": reentry.person_id, "units": ended}
    unit_id = reentry.unit_id
    await note(session, actor, "end_reporter", now=now, unit_id=unit_id, detail=detail)
    return request


async def _decide(
    session: Session, actor: Actor, request: Request, after: ReentryState, *, now: datetime
) -> bool:
    waiting = ReentryState.WAITING
    by = actor.person_id
    return await decide_reentry(session, request.reentry.id, waiting, after, by=by, now=now)


async def _newcomer(session: Session, reentry: Reentry) -> Actor:
    """Refused: "reentry_gone" when they have erased themselves since."""
    newcomer = (await load_sender(session, reentry.channel, reentry.account_id)).actor
    if newcomer.person_id is None:
        raise Refused("reentry_gone")
    return newcomer


async def _give_roles(
    session: Session, actor: Actor, request: Request, newcomer: Actor, *, now: datetime
) -> list[int]:
    """For the unit, and for the others of the person they are that this coordinator answers for."""
    reentry = request.reentry
    served = await units_served(session, reentry.person_id) if reentry.person_id else []
    wanted: dict[int, tuple[str, datetime | None]] = {}
    wanted[reentry.unit_id] = (reentry.unit_path, None)
    wanted |= {unit_id: (path, until) for unit_id, path, until in served}
    given = []
    for unit_id, (path, until) in wanted.items():
        if may(actor, "invite", path) and newcomer.person_id is not None:
            new = await grant_role(
                session,
                newcomer.person_id,
                unit_id,
                RoleKind.REPORTER,
                granted_by=actor.person_id,
                now=now,
                until=until,
            )
            given += [unit_id] if new else []
    return given


async def _place(session: Session, newcomer: Actor, *, now: datetime) -> tuple[int, int]:
    """What they had sent while they waited, as of when it was sent. What fits two units is asked
    about later, as any message."""
    if newcomer.person_id is None:
        return 0, 0
    who = await load_actor(session, newcomer.person_id)
    held, albums = await sent_before(session, newcomer.person_id)
    reports = [await _place_report(session, who, each, now=now) for each in held]
    photos = [await _place_album(session, who, each, now=now) for each in albums]
    return sum(reports), sum(photos)


async def _place_report(session: Session, who: Actor, submission_id: int, *, now: datetime) -> int:
    held = await load_kept(session, submission_id)
    if held is None:
        return 0
    sent_at = effective_sent_at(held.message.sent_at, held.message.received_at)
    fits = await fitting(session, who, sent_at=sent_at, now=now)
    if len(fits) != 1:
        return 0
    await assign_report(session, who, submission_id, fits[0].id, now=now)
    return 1


async def _place_album(session: Session, who: Actor, photo_id: int, *, now: datetime) -> int:
    photo = await load_photo(session, photo_id)
    if photo is None:
        return 0
    fits = await fitting(session, who, sent_at=photo.sent_at, now=now)
    if len(fits) != 1:
        return 0
    _, count = await assign_photos(session, who, photo_id, fits[0].id, now=now)
    return count


async def _tell_newcomer(
    session: Session, decided: Decided, newcomer: Actor, *, now: datetime
) -> None:
    reentry = decided.request.reentry
    if newcomer.person_id is None:
        return
    said = words("reentry/decided", d=decided, r=reentry, you="đ/c", zone=reentry.zone)
    key = f"reentered:{reentry.id}:{int(now.timestamp() * 1000)}"
    await tell(session, [newcomer.person_id], said, key=key, now=now)


async def _tell_before(
    session: Session, actor: Actor, request: Request, newcomer: Actor, *, now: datetime
) -> None:
    """On the account used before, whose owner may be somebody else than who came."""
    before = request.before
    if before is None or before.person_id == newcomer.person_id:
        return
    said = words("reentry/other_phone", r=request.reentry, who=actor.name, you="đ/c")
    key = f"other_phone:{request.reentry.id}:{int(now.timestamp() * 1000)}"
    await tell(session, [before.person_id], said, key=key, now=now)


async def _show_others(session: Session, actor: Actor, request: Request, *, now: datetime) -> None:
    """The card before the other coordinators says what became of it."""
    reentry = request.reentry
    people = await coordinators_above(session, reentry.unit_path)
    others = [each for each in people if each != actor.person_id]
    await tell(
        session,
        others,
        card_words(request),
        key=f"{card_key(reentry.id)}:{int(now.timestamp() * 1000)}",
        now=now,
        card=card_key(reentry.id),
        edit=True,
    )


async def hold_report(
    session: Session, actor: Actor, account: Account, message: Message, *, now: datetime
) -> Reentry | None:
    """A report of who waits to be let in is kept with its time. None when nothing of theirs waits,
    or it states no figures."""
    del now
    waiting = await waiting_reentry(session, account.channel, account.account_id)
    if waiting is None or actor.person_id is None:
        return None
    read = read_report(message.text, metrics=METRICS)
    if not read.is_report:
        return None
    figures = {value.key: value.value for value in read.values}
    sources = dict.fromkeys(figures, Source.TYPED.value)
    await hold(session, Version(figures, sources, message, actor.person_id))
    return waiting


async def waits(session: Session, actor: Actor, account: Account) -> Reentry | None:
    """The request of somebody who reports for no unit."""
    if actor.person_id is None or units_of(actor, RoleKind.REPORTER):
        return None
    return await waiting_reentry(session, account.channel, account.account_id)


async def unit_named(session: Session, unit_id: int) -> Unit:
    found = await unit(session, unit_id)
    if found is None:
        raise Refused("unit_unknown")
    return found
