"""Persons, the accounts they write from, and what they may do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update

from rules.model import Actor, Grant, RoleKind
from storage.db import Session, upsert
from storage.prepared import hot
from storage.tables import addresses, consents, people, roles, units

ACTIVE: Final = "active"
BLOCKED: Final = "blocked"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a channel, known or not."""

    channel: str
    account_id: int


@dataclass(frozen=True, slots=True)
class Address:
    """One account on one channel; in a private chat its chat has the same id."""

    id: int
    channel: str
    account_id: int
    person_id: int | None
    plain: bool
    state: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote an update. A stranger has no address and an empty actor."""

    address_id: int | None
    actor: Actor
    plain: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    phone: str | None
    over_16: bool | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PersonName:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class HeldRole:
    """`until` None: for good."""

    id: int
    person_id: int
    unit_id: int
    kind: str
    until: datetime | None


_ADDRESS = (
    addresses.c.id,
    addresses.c.channel,
    addresses.c.account_id,
    addresses.c.person_id,
    addresses.c.plain,
    addresses.c.state,
    addresses.c.seen_at,
)
_HELD = roles.c.ends_at.is_(None)
_ROLE = (roles.c.id, roles.c.person_id, roles.c.unit_id, roles.c.kind, roles.c.until)
_SENDER = hot(
    select(
        addresses.c.id,
        addresses.c.plain,
        addresses.c.seen_at,
        addresses.c.person_id,
        people.c.name,
        roles.c.kind,
        roles.c.unit_id,
        units.c.path,
    )
    .select_from(
        addresses.outerjoin(people, people.c.id == addresses.c.person_id)
        .outerjoin(roles, (roles.c.person_id == addresses.c.person_id) & _HELD)
        .outerjoin(units, units.c.id == roles.c.unit_id)
    )
    .where(
        addresses.c.channel == bindparam("channel"),
        addresses.c.account_id == bindparam("account_id"),
    )
    .order_by(roles.c.id)
)
_REACHABLE = (
    select(*_ADDRESS)
    .where(
        addresses.c.person_id.in_(bindparam("person_ids", expanding=True)),
        addresses.c.state == ACTIVE,
    )
    .order_by(func.coalesce(addresses.c.seen_at, addresses.c.created_at), addresses.c.id)
)
_SEEN = (
    update(addresses)
    .where(addresses.c.id == bindparam("address_id"))
    .values(seen_at=bindparam("now"), state=ACTIVE)
)
_REPORTERS = (
    select(roles.c.unit_id, roles.c.person_id)
    .where(
        roles.c.unit_id.in_(bindparam("unit_ids", expanding=True)),
        roles.c.kind == RoleKind.REPORTER.value,
        _HELD,
    )
    .order_by(roles.c.id)
)


async def load_sender(session: Session, channel: str, account_id: int) -> Sender:
    """Every update asks this first: one statement, whatever the number of roles."""
    result = await session.execute(_SENDER, {"channel": channel, "account_id": account_id})
    rows = result.all()
    if not rows:
        return Sender(None, Actor())
    first = rows[0]
    return Sender(first.id, _actor(rows), first.plain, first.seen_at)


def _actor(rows: Sequence[Any]) -> Actor:
    first = rows[0]
    if first.person_id is None:
        return Actor()
    grants = tuple(
        Grant(RoleKind(row.kind), row.unit_id, row.path) for row in rows if row.kind is not None
    )
    return Actor(first.person_id, first.name, grants)


async def load_actor(session: Session, person_id: int) -> Actor:
    """The same person when no update brought them: the board, the command line."""
    result = await session.execute(
        select(
            people.c.id.label("person_id"),
            people.c.name,
            roles.c.kind,
            roles.c.unit_id,
            units.c.path,
        )
        .select_from(
            people.outerjoin(roles, (roles.c.person_id == people.c.id) & _HELD).outerjoin(
                units, units.c.id == roles.c.unit_id
            )
        )
        .where(people.c.id == person_id, people.c.erased_at.is_(None))
        .order_by(roles.c.id)
    )
    rows = result.all()
    return _actor(rows) if rows else Actor()


async def reachable(session: Session, person_ids: Iterable[int]) -> list[Address]:
    """The last used active address of each person, in the order asked; who has none is left out."""
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        return []
    rows = await session.execute(_REACHABLE, {"person_ids": wanted})
    last = {row.person_id: Address(*row) for row in rows}
    return [last[person_id] for person_id in wanted if person_id in last]


async def addresses_of(session: Session, person_id: int) -> list[Address]:
    rows = await session.execute(
        select(*_ADDRESS).where(addresses.c.person_id == person_id).order_by(addresses.c.id)
    )
    return [Address(*row) for row in rows]


async def note_seen(session: Session, address_id: int, *, now: datetime) -> None:
    """This account is in use: news goes here from now on, also when it had blocked the bot."""
    await session.execute(_SEEN, {"address_id": address_id, "now": now})


async def note_address_state(session: Session, channel: str, account_id: int, state: str) -> None:
    """BLOCKED when the channel says that this account refuses us, ACTIVE when it is back."""
    await session.execute(
        update(addresses)
        .where(addresses.c.channel == channel, addresses.c.account_id == account_id)
        .values(state=state)
    )


async def add_person(
    session: Session, name: str, *, now: datetime, consent_version: str, over_16: bool | None = None
) -> int:
    """Only called on consent, which is kept with it (DESIGN 3.8)."""
    result = await session.execute(
        insert(people).returning(people.c.id),
        {"name": name, "over_16": over_16, "created_at": now},
    )
    person_id: int = result.scalar_one()
    await session.execute(
        insert(consents), {"person_id": person_id, "version": consent_version, "given_at": now}
    )
    return person_id


async def load_person(session: Session, person_id: int) -> Person | None:
    columns = (people.c.id, people.c.name, people.c.phone, people.c.over_16, people.c.created_at)
    result = await session.execute(
        select(*columns).where(people.c.id == person_id, people.c.erased_at.is_(None))
    )
    row = result.first()
    return None if row is None else Person(*row)


async def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        return {}
    rows = await session.execute(select(people.c.id, people.c.name).where(people.c.id.in_(wanted)))
    return {row.id: row.name for row in rows}


async def rename(session: Session, person_id: int, name: str) -> None:
    await session.execute(update(people).where(people.c.id == person_id).values(name=name))


async def bind_address(
    session: Session,
    person_id: int,
    channel: str,
    account_id: int,
    *,
    now: datetime,
    plain: bool = False,
) -> bool:
    """False when the account is somebody else's already: it is never taken from them."""
    statement = upsert(session, addresses)
    statement = statement.on_conflict_do_update(
        index_elements=["channel", "account_id"],
        set_={"person_id": person_id, "state": ACTIVE, "seen_at": now},
        where=or_(addresses.c.person_id.is_(None), addresses.c.person_id == person_id),
    )
    row = {
        "channel": channel,
        "account_id": account_id,
        "person_id": person_id,
        "plain": plain,
        "created_at": now,
        "seen_at": now,
    }
    result = await session.execute(statement.returning(addresses.c.id), row)
    return result.first() is not None


async def grant_role(
    session: Session,
    person_id: int,
    unit_id: int,
    kind: RoleKind,
    *,
    granted_by: int | None,
    now: datetime,
    until: datetime | None = None,
) -> bool:
    """True when the role is new, was ended before, or now lasts longer; False when it is held
    already, for as long or for good."""
    lasts_less: ColumnElement[bool] = roles.c.until.is_not(None)
    if until is not None:
        lasts_less = lasts_less & (roles.c.until < until)
    statement = upsert(session, roles)
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "unit_id", "kind"],
        set_={"ends_at": None, "since": now, "until": until, "granted_by": granted_by},
        where=or_(roles.c.ends_at.is_not(None), lasts_less),
    )
    row = {
        "person_id": person_id,
        "unit_id": unit_id,
        "kind": kind.value,
        "since": now,
        "until": until,
        "granted_by": granted_by,
    }
    result = await session.execute(statement.returning(roles.c.id), row)
    return result.first() is not None


async def end_role(
    session: Session, person_id: int, unit_id: int, kind: RoleKind, *, now: datetime
) -> bool:
    result = await session.execute(
        update(roles)
        .where(
            roles.c.person_id == person_id,
            roles.c.unit_id == unit_id,
            roles.c.kind == kind.value,
            _HELD,
        )
        .values(ends_at=now)
    )
    return result.rowcount == 1


async def set_role_until(
    session: Session,
    person_id: int,
    unit_id: int,
    kind: RoleKind,
    *,
    until: datetime | None,
) -> bool:
    """False when the role is not held."""
    result = await session.execute(
        update(roles)
        .where(
            roles.c.person_id == person_id,
            roles.c.unit_id == unit_id,
            roles.c.kind == kind.value,
            _HELD,
        )
        .values(until=until)
    )
    return result.rowcount == 1


async def held_role(
    session: Session, person_id: int, unit_id: int, kind: RoleKind
) -> HeldRole | None:
    row = (
        await session.execute(
            select(*_ROLE).where(
                roles.c.person_id == person_id,
                roles.c.unit_id == unit_id,
                roles.c.kind == kind.value,
                _HELD,
            )
        )
    ).first()
    return None if row is None else HeldRole(*row)


async def last_role(
    session: Session, person_id: int, unit_id: int, kind: RoleKind
) -> HeldRole | None:
    """Held or ended."""
    row = (
        await session.execute(
            select(*_ROLE).where(
                roles.c.person_id == person_id,
                roles.c.unit_id == unit_id,
                roles.c.kind == kind.value,
            )
        )
    ).first()
    return None if row is None else HeldRole(*row)


async def end_due_roles(session: Session, *, now: datetime) -> list[HeldRole]:
    """Those whose last moment has passed, each once whoever asks."""
    result = await session.execute(
        update(roles).where(_HELD, roles.c.until <= now).values(ends_at=now).returning(*_ROLE)
    )
    return sorted((HeldRole(*row) for row in result), key=lambda role: role.id)


async def role_holders(session: Session, unit_id: int, kind: RoleKind) -> list[PersonName]:
    rows = await session.execute(
        select(people.c.id, people.c.name)
        .join(roles, roles.c.person_id == people.c.id)
        .where(roles.c.unit_id == unit_id, roles.c.kind == kind.value, _HELD)
        .order_by(roles.c.id)
    )
    return [PersonName(*row) for row in rows]


async def coordinators_above(session: Session, unit_path: str) -> list[int]:
    """Coordinators of the unit or of any unit above it, the nearest unit first."""
    lineage = [int(part) for part in unit_path.split("/") if part]
    if not lineage:
        return []
    rows = await session.execute(
        select(roles.c.person_id)
        .join(units, units.c.id == roles.c.unit_id)
        .where(roles.c.unit_id.in_(lineage), roles.c.kind == RoleKind.COORDINATOR.value, _HELD)
        .order_by(func.length(units.c.path).desc(), roles.c.id)
    )
    return list(dict.fromkeys(rows.scalars()))


async def reporters_of(session: Session, unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """Every unit asked has its list; an empty one means that nobody is enrolled."""
    found: dict[int, list[int]] = {unit_id: [] for unit_id in unit_ids}
    if not found:
        return found
    for row in await session.execute(_REPORTERS, {"unit_ids": list(found)}):
        found[row.unit_id].append(row.person_id)
    return found


async def nearest_coordinators(
    session: Session, unit_path: str, *, but: int | None = None
) -> list[int]:
    """Coordinators of the unit or, where it has none, of the nearest unit above that has one;
    `but` leaves out who asks."""
    lineage = [int(part) for part in unit_path.split("/") if part]
    if not lineage:
        return []
    rows = await session.execute(
        select(roles.c.unit_id, roles.c.person_id)
        .where(roles.c.unit_id.in_(lineage), roles.c.kind == RoleKind.COORDINATOR.value, _HELD)
        .order_by(roles.c.id)
    )
    held = [row for row in rows if row.person_id != but]
    serving = {row.unit_id for row in held}
    nearest = next((unit_id for unit_id in reversed(lineage) if unit_id in serving), None)
    return list(dict.fromkeys(row.person_id for row in held if row.unit_id == nearest))
