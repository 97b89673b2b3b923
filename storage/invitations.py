"""Codes that give a role or a seat, and those who asked to join; codes are kept as hashes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from rules.model import RoleKind
from storage.db import Session, upsert
from storage.tables import invitations, join_requests, people, units


class InvitationKind(StrEnum):
    """A role that one person takes, a link for a whole group (each waits for approval); of a shift
    its sign-up link, the code that hangs at the place, ticking its attendance, or one's seat."""

    REPORTER = RoleKind.REPORTER.value
    COORDINATOR = RoleKind.COORDINATOR.value
    VIEWER = RoleKind.VIEWER.value
    VOLUNTEER = RoleKind.VOLUNTEER.value
    GROUP = "group"
    SHIFT = "shift"
    CHECKIN = "checkin"
    LEADER = "leader"
    REPLACE = "replace"


class JoinState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`uses_left` None means any number; `used_by` is who took it last."""

    id: int
    kind: InvitationKind
    unit_id: int
    unit_name: str
    unit_path: str
    event_id: int | None
    shift_id: int | None
    created_by: int | None
    expires_at: datetime | None
    uses_left: int | None
    used_by: int | None
    sign_up_id: int | None = None
    replaces: int | None = None

    @property
    def ends_role(self) -> datetime | None:
        """Who is asked to report for one day does so until it is over."""
        handed = self.kind is InvitationKind.REPORTER and self.event_id is not None
        return self.expires_at if handed else None

    def usable(self, now: datetime) -> bool:
        """For showing an offer; whether it can be had is decided by `claim_invitation`."""
        fresh = self.expires_at is None or self.expires_at > now
        return fresh and (self.uses_left is None or self.uses_left > 0)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    kind: InvitationKind
    unit_id: int
    expires_at: datetime | None = None
    uses_left: int | None = 1
    event_id: int | None = None
    shift_id: int | None = None
    sign_up_id: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class JoinRequest:
    id: int
    person_id: int
    person_name: str
    unit_id: int
    unit_name: str
    unit_path: str
    asked_at: datetime


_INVITATION = (
    select(
        invitations.c.id,
        invitations.c.kind,
        invitations.c.unit_id,
        units.c.name,
        units.c.path,
        invitations.c.event_id,
        invitations.c.shift_id,
        invitations.c.created_by,
        invitations.c.expires_at,
        invitations.c.uses_left,
        invitations.c.used_by,
        invitations.c.sign_up_id,
        invitations.c.replaces,
    )
    .join(units, units.c.id == invitations.c.unit_id)
    .order_by(invitations.c.id)
)
_BY_HASH = _INVITATION.where(invitations.c.code_hash == bindparam("code_hash"))
_REQUESTS = (
    select(
        join_requests.c.id,
        join_requests.c.person_id,
        people.c.name,
        join_requests.c.unit_id,
        units.c.name.label("unit_name"),
        units.c.path,
        join_requests.c.asked_at,
    )
    .join(people, people.c.id == join_requests.c.person_id)
    .join(units, units.c.id == join_requests.c.unit_id)
    .order_by(join_requests.c.asked_at, join_requests.c.id)
)


def code_hash(code: str) -> str:
    """Of the plain code, as `reading.codes` gives it back. Forty bits from a random source, single
    use and expiring: a plain hash keeps a copied database from being a list of codes."""
    return sha256(code.encode()).hexdigest()


async def add_invitation(
    session: Session,
    code: str,
    new: NewInvitation,
    *,
    created_by: int | None,
    now: datetime,
) -> bool:
    """False when the code exists already: draw another."""
    row = {
        "code_hash": code_hash(code),
        "kind": new.kind.value,
        "unit_id": new.unit_id,
        "event_id": new.event_id,
        "shift_id": new.shift_id,
        "sign_up_id": new.sign_up_id,
        "replaces": new.replaces,
        "created_by": created_by,
        "created_at": now,
        "expires_at": new.expires_at,
        "uses_left": new.uses_left,
    }
    statement = upsert(session, invitations).on_conflict_do_nothing().returning(invitations.c.id)
    return (await session.execute(statement, row)).first() is not None


async def add_invitations(
    session: Session,
    new: Sequence[tuple[str, NewInvitation]],
    *,
    created_by: int | None,
    now: datetime,
) -> None:
    """A sheet of codes in one statement; a code that exists already is an error."""
    rows = [
        {
            "code_hash": code_hash(code),
            "kind": each.kind.value,
            "unit_id": each.unit_id,
            "created_by": created_by,
            "created_at": now,
            "expires_at": each.expires_at,
            "uses_left": each.uses_left,
        }
        for code, each in new
    ]
    if rows:
        await session.execute(insert(invitations), rows)


async def find_invitation(session: Session, code: str) -> Invitation | None:
    """What a code would give. Looking uses nothing up."""
    row = (await session.execute(_BY_HASH, {"code_hash": code_hash(code)})).first()
    return None if row is None else _invitation(row)


async def load_invitation(session: Session, invitation_id: int) -> Invitation | None:
    statement = _INVITATION.where(invitations.c.id == invitation_id)
    row = (await session.execute(statement)).first()
    return None if row is None else _invitation(row)


async def handed_links(session: Session, unit_id: int, event_id: int) -> list[Invitation]:
    """Links by which others were asked to report for the unit on this day; a link that was taken
    back before anybody used it is left out."""
    rows = await session.execute(
        _INVITATION.where(
            invitations.c.unit_id == unit_id,
            invitations.c.event_id == event_id,
            invitations.c.kind == InvitationKind.REPORTER.value,
            or_(invitations.c.used_by.is_not(None), invitations.c.uses_left > 0),
        )
    )
    return [_invitation(row) for row in rows]


async def handed_to(session: Session, person_id: int, unit_id: int) -> list[Invitation]:
    """Links for a day by which this person came to report for the unit."""
    rows = await session.execute(
        _INVITATION.where(
            invitations.c.unit_id == unit_id,
            invitations.c.used_by == person_id,
            invitations.c.event_id.is_not(None),
            invitations.c.kind == InvitationKind.REPORTER.value,
        )
    )
    return [_invitation(row) for row in rows]


async def take_link_back(session: Session, invitation_id: int) -> bool:
    """False when somebody was quicker and has used it."""
    result = await session.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.uses_left > 0)
        .values(uses_left=0)
    )
    return result.rowcount == 1


async def give_link_again(session: Session, invitation_id: int) -> bool:
    """A link that was taken back unused can be used once more."""
    result = await session.execute(
        update(invitations)
        .where(
            invitations.c.id == invitation_id,
            invitations.c.used_by.is_(None),
            invitations.c.uses_left == 0,
        )
        .values(uses_left=1)
    )
    return result.rowcount == 1


def _invitation(row: Any) -> Invitation:  # noqa: ANN401  a row of _INVITATION
    return Invitation(row.id, InvitationKind(row.kind), *row[2:])


async def claim_invitation(session: Session, code: str, person_id: int, *, now: datetime) -> bool:
    """Take one use of the code. False when it is unknown, used up or expired; of many who try at
    once, only as many win as there are uses."""
    result = await session.execute(
        update(invitations)
        .where(
            invitations.c.code_hash == code_hash(code),
            or_(invitations.c.uses_left.is_(None), invitations.c.uses_left > 0),
            or_(invitations.c.expires_at.is_(None), invitations.c.expires_at > now),
        )
        .values(uses_left=invitations.c.uses_left - 1, used_by=person_id, used_at=now)
        .returning(invitations.c.id)
    )
    return result.first() is not None


async def expire_invitations(
    session: Session, unit_id: int, kind: InvitationKind, *, now: datetime
) -> int:
    """A new group link ends the old one."""
    result = await session.execute(
        update(invitations)
        .where(
            invitations.c.unit_id == unit_id,
            invitations.c.kind == kind.value,
            or_(invitations.c.expires_at.is_(None), invitations.c.expires_at > now),
        )
        .values(expires_at=now)
    )
    return result.rowcount


async def expire_seat_links(session: Session, sign_up_id: int, *, now: datetime) -> None:
    """One friend at a time: a new link ends the one before, and so does giving the seat away."""
    await session.execute(
        update(invitations)
        .where(
            invitations.c.sign_up_id == sign_up_id,
            or_(invitations.c.expires_at.is_(None), invitations.c.expires_at > now),
        )
        .values(expires_at=now)
    )


async def ask_to_join(session: Session, person_id: int, unit_id: int, *, now: datetime) -> bool:
    """False when this person waits for this unit already."""
    statement = upsert(session, join_requests)
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "unit_id"],
        set_={"state": JoinState.WAITING.value, "asked_at": now, "decided_at": None},
        where=join_requests.c.state != JoinState.WAITING.value,
    )
    row = {
        "person_id": person_id,
        "unit_id": unit_id,
        "state": JoinState.WAITING.value,
        "asked_at": now,
    }
    result = await session.execute(statement.returning(join_requests.c.id), row)
    return result.first() is not None


async def waiting_joins(session: Session, path: str) -> list[JoinRequest]:
    """Who waits for a unit at or below `path`, the longest waiting first."""
    rows = await session.execute(
        _REQUESTS.where(
            join_requests.c.state == JoinState.WAITING.value, units.c.path.startswith(path)
        )
    )
    return [JoinRequest(*row) for row in rows]


async def join_request(session: Session, request_id: int) -> JoinRequest | None:
    row = (await session.execute(_REQUESTS.where(join_requests.c.id == request_id))).first()
    return None if row is None else JoinRequest(*row)


async def decide_joins(
    session: Session,
    request_ids: Sequence[int],
    state: JoinState,
    *,
    decided_by: int | None,
    now: datetime,
) -> list[int]:
    """Ids of those still waiting; two coordinators who tap at once decide each one once."""
    if not request_ids:
        return []
    result = await session.execute(
        update(join_requests)
        .where(
            join_requests.c.id.in_(list(request_ids)),
            join_requests.c.state == JoinState.WAITING.value,
        )
        .values(state=state.value, decided_by=decided_by, decided_at=now)
        .returning(join_requests.c.id)
    )
    return list(result.scalars())
