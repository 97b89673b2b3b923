"""Reporters on a new phone who ask to be let in again; each request is decided once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, or_, select, update

from rules.model import RoleKind
from storage.db import Session, upsert
from storage.photos import COUNTED
from storage.tables import addresses, people, photos, reentries, roles, submissions, units


class ReentryState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Reentry:
    """`person_id` is who they say they are, None where the unit never had one of that name."""

    id: int
    channel: str
    account_id: int
    unit_id: int
    unit_name: str
    unit_path: str
    zone: str
    person_id: int | None
    name: str
    state: ReentryState
    asked_at: datetime
    decided_by: int | None
    decided_name: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who reports or reported for the unit, and the account that they used last."""

    person_id: int
    name: str
    channel: str | None
    seen_at: datetime | None
    serves: bool


_REENTRY: Final = (
    select(
        reentries.c.id,
        reentries.c.channel,
        reentries.c.account_id,
        reentries.c.unit_id,
        units.c.name.label("unit_name"),
        units.c.path.label("unit_path"),
        units.c.timezone.label("zone"),
        reentries.c.person_id,
        reentries.c.name,
        reentries.c.state,
        reentries.c.asked_at,
        reentries.c.decided_by,
        func.coalesce(people.c.name, "").label("decided_name"),
        reentries.c.decided_at,
    )
    .select_from(
        reentries.join(units, units.c.id == reentries.c.unit_id).outerjoin(
            people, people.c.id == reentries.c.decided_by
        )
    )
    .order_by(reentries.c.id)
)


async def ask_reentry(
    session: Session,
    channel: str,
    account_id: int,
    unit_id: int,
    *,
    name: str,
    person_id: int | None,
    now: datetime,
) -> int | None:
    """Its id; None when this account waits for this unit already."""
    row = {
        "channel": channel,
        "account_id": account_id,
        "unit_id": unit_id,
        "person_id": person_id,
        "name": name,
        "state": ReentryState.WAITING.value,
        "asked_at": now,
    }
    statement = upsert(session, reentries).on_conflict_do_nothing().returning(reentries.c.id)
    added: int | None = (await session.execute(statement, row)).scalar()
    return added


async def load_reentry(session: Session, reentry_id: int) -> Reentry | None:
    row = (await session.execute(_REENTRY.where(reentries.c.id == reentry_id))).first()
    return None if row is None else _reentry(row)


async def waiting_reentry(session: Session, channel: str, account_id: int) -> Reentry | None:
    """The last request of this account that waits."""
    rows = await session.execute(
        _REENTRY.where(
            reentries.c.channel == channel,
            reentries.c.account_id == account_id,
            reentries.c.state == ReentryState.WAITING.value,
        )
    )
    found = [_reentry(row) for row in rows]
    return found[-1] if found else None


async def waiting_reentries(session: Session, paths: Iterable[str]) -> list[Reentry]:
    """Of units at or below these, the longest waiting first."""
    below = [units.c.path.startswith(path) for path in paths]
    if not below:
        return []
    rows = await session.execute(
        _REENTRY.where(reentries.c.state == ReentryState.WAITING.value, or_(*below))
    )
    return [_reentry(row) for row in rows]


async def decide_reentry(
    session: Session,
    reentry_id: int,
    before: ReentryState,
    after: ReentryState,
    *,
    by: int | None,
    now: datetime,
) -> bool:
    """False when it is no longer in the state before: of two who tap at once one decides."""
    waits = after is ReentryState.WAITING
    result = await session.execute(
        update(reentries)
        .where(reentries.c.id == reentry_id, reentries.c.state == before.value)
        .values(
            state=after.value,
            decided_by=None if waits else by,
            decided_at=None if waits else now,
        )
    )
    return result.rowcount == 1


async def known_of(session: Session, unit_id: int) -> list[Known]:
    """Who reports for the unit or once did, newest role first; the erased are forgotten."""
    seen = func.coalesce(addresses.c.seen_at, addresses.c.created_at)
    rows = await session.execute(
        select(
            people.c.id,
            people.c.name,
            addresses.c.channel,
            seen.label("seen_at"),
            roles.c.ends_at.is_(None).label("serves"),
        )
        .select_from(
            roles.join(people, people.c.id == roles.c.person_id).outerjoin(
                addresses, addresses.c.person_id == people.c.id
            )
        )
        .where(
            roles.c.unit_id == unit_id,
            roles.c.kind == RoleKind.REPORTER.value,
            people.c.erased_at.is_(None),
        )
        .order_by(roles.c.since, seen)
    )
    last = {row.id: Known(row.id, row.name, row.channel, row.seen_at, row.serves) for row in rows}
    return list(reversed(last.values()))


async def units_served(session: Session, person_id: int) -> list[tuple[int, str, datetime | None]]:
    """Ids and paths of the units for which this person reports, and until when (None: for good)."""
    rows = await session.execute(
        select(units.c.id, units.c.path, roles.c.until)
        .join(roles, roles.c.unit_id == units.c.id)
        .where(
            roles.c.person_id == person_id,
            roles.c.kind == RoleKind.REPORTER.value,
            roles.c.ends_at.is_(None),
        )
        .order_by(roles.c.id)
    )
    return [(row.id, row.path, row.until) for row in rows]


async def sent_before(session: Session, person_id: int) -> tuple[Sequence[int], Sequence[int]]:
    """Ids of the reports and of the albums' first photos that this person sent and that have no
    unit."""
    reports = await session.execute(
        select(submissions.c.id)
        .where(
            submissions.c.participation_id.is_(None),
            submissions.c.version == 0,
            submissions.c.entered_by == person_id,
        )
        .order_by(submissions.c.id)
    )
    first = func.min(photos.c.id)
    albums = await session.execute(
        select(first)
        .where(
            photos.c.participation_id.is_(None),
            photos.c.sent_by == person_id,
            photos.c.state.in_(COUNTED),
        )
        .group_by(photos.c.channel, photos.c.chat_id, _album())
        .order_by(first)
    )
    return list(reports.scalars()), list(albums.scalars())


def _album() -> Any:  # noqa: ANN401  an expression
    """A photo that came alone is an album of its own."""
    return func.coalesce(photos.c.album, photos.c.file_ref)


def _reentry(row: Any) -> Reentry:  # noqa: ANN401  a row of _REENTRY
    fields = dict(zip(Reentry.__slots__, row, strict=True))
    return Reentry(**{**fields, "state": ReentryState(row.state)})
