"""The organisation tree: units by id, code and any name they ever bore."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, bindparam, insert, or_, select, update

from rules.deadlines import DEFAULT_ZONE
from storage.db import Session
from storage.tables import unit_aliases, units

_HOPS: Final = 8
"""A unit merged into a merged unit, and so on: no chain of mergers is longer."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`path` is the ids from the root: "1/4/17/". `officer` is what it calls its officer."""

    id: int
    parent_id: int | None
    path: str
    code: str
    name: str
    officer: str
    timezone: str
    members: int | None
    minors: bool
    position: int
    opened_on: date | None
    closed_on: date | None
    successor_id: int | None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """`parent_code` names a unit that is there or comes in the same batch; None makes a root.
    `names` are its name and aliases, folded form -> as written."""

    code: str
    name: str
    parent_code: str | None
    names: Mapping[str, str]
    members: int | None = None
    minors: bool = False
    position: int = 0
    timezone: str = DEFAULT_ZONE
    officer: str = ""


_COLUMNS = (
    units.c.id,
    units.c.parent_id,
    units.c.path,
    units.c.code,
    units.c.name,
    units.c.officer,
    units.c.timezone,
    units.c.members,
    units.c.minors,
    units.c.position,
    units.c.opened_on,
    units.c.closed_on,
    units.c.successor_id,
)
_SELECT = select(*_COLUMNS)
_BY_ID = _SELECT.where(units.c.id == bindparam("unit_id"))
_BY_CODE = _SELECT.where(units.c.code == bindparam("code"))
_BY_IDS = _SELECT.where(units.c.id.in_(bindparam("unit_ids", expanding=True)))
_SET_PLACE = (
    update(units)
    .where(units.c.id == bindparam("b_id"))
    .values(path=bindparam("b_path"), parent_id=bindparam("b_parent"))
)
_SET_FACTS = (
    update(units)
    .where(units.c.id == bindparam("b_id"))
    .values(
        name=bindparam("b_name"),
        members=bindparam("b_members"),
        minors=bindparam("b_minors"),
    )
)


def open_on(day: date) -> ColumnElement[bool]:
    """The condition that a unit exists on that day; the day it closed is not one of its own."""
    opened = or_(units.c.opened_on.is_(None), units.c.opened_on <= day)
    return opened & or_(units.c.closed_on.is_(None), units.c.closed_on > day)


async def unit(session: Session, unit_id: int) -> Unit | None:
    row = (await session.execute(_BY_ID, {"unit_id": unit_id})).first()
    return None if row is None else Unit(*row)


async def unit_by_code(session: Session, code: str) -> Unit | None:
    row = (await session.execute(_BY_CODE, {"code": code})).first()
    return None if row is None else Unit(*row)


async def units_by_id(session: Session, unit_ids: Iterable[int]) -> dict[int, Unit]:
    wanted = list(dict.fromkeys(unit_ids))
    if not wanted:
        return {}
    rows = await session.execute(_BY_IDS, {"unit_ids": wanted})
    return {row.id: Unit(*row) for row in rows}


async def roots(session: Session) -> list[Unit]:
    rows = await session.execute(_SELECT.where(units.c.parent_id.is_(None)).order_by(units.c.id))
    return [Unit(*row) for row in rows]


async def subtree(session: Session, path: str, *, day: date | None = None) -> list[Unit]:
    """The unit at `path` and all below it, in the order of the roster; with `day`, those that exist
    then."""
    statement = _SELECT.where(units.c.path.startswith(path))
    if day is not None:
        statement = statement.where(open_on(day))
    rows = await session.execute(statement.order_by(units.c.position, units.c.id))
    return [Unit(*row) for row in rows]


async def add_unit(session: Session, new: NewUnit) -> Unit:
    added = await add_units(session, [new])
    return added[0]


async def add_units(session: Session, new: Sequence[NewUnit]) -> list[Unit]:
    """All of them in a fixed number of statements, parents in any order. A parent that is nowhere,
    or units that are each other's parents, are a KeyError."""
    if not new:
        return []
    ids = await _insert(session, new)
    parents = await _by_codes(session, {u.parent_code for u in new if u.parent_code} - set(ids))
    paths = _paths(new, ids, {code: parent.path for code, parent in parents.items()})
    by_code = {**{code: parent.id for code, parent in parents.items()}, **ids}
    places = [
        {
            "b_id": ids[u.code],
            "b_path": paths[u.code],
            "b_parent": by_code[u.parent_code] if u.parent_code else None,
        }
        for u in new
    ]
    await session.execute(_SET_PLACE, places)
    await add_aliases(session, {ids[u.code]: u.names for u in new})
    found = await units_by_id(session, ids.values())
    return [found[ids[u.code]] for u in new]


async def _insert(session: Session, new: Sequence[NewUnit]) -> dict[str, int]:
    rows = [
        {
            "path": "",
            "code": u.code,
            "name": u.name,
            "officer": u.officer,
            "timezone": u.timezone,
            "members": u.members,
            "minors": u.minors,
            "position": u.position,
        }
        for u in new
    ]
    result = await session.execute(insert(units).returning(units.c.code, units.c.id), rows)
    return {row.code: row.id for row in result}


def _paths(
    new: Sequence[NewUnit], ids: Mapping[str, int], known: Mapping[str, str]
) -> dict[str, str]:
    """Level by level from the known parents down."""
    paths = dict(known)
    left = list(new)
    while left:
        ready = [u for u in left if u.parent_code is None or u.parent_code in paths]
        if not ready:
            raise KeyError(left[0].parent_code)
        for u in ready:
            above = paths[u.parent_code] if u.parent_code else ""
            paths[u.code] = f"{above}{ids[u.code]}/"
        left = [u for u in left if u.code not in paths]
    return paths


async def _by_codes(session: Session, codes: Iterable[str]) -> dict[str, Unit]:
    wanted = list(codes)
    if not wanted:
        return {}
    rows = await session.execute(_SELECT.where(units.c.code.in_(wanted)))
    return {row.code: Unit(*row) for row in rows}


async def update_units(session: Session, changed: Sequence[Unit]) -> None:
    """Name, members and the school mark of units that a roster brings again."""
    if changed:
        await session.execute(
            _SET_FACTS,
            [
                {"b_id": u.id, "b_name": u.name, "b_members": u.members, "b_minors": u.minors}
                for u in changed
            ],
        )


async def close_unit(
    session: Session, unit_id: int, *, on: date, successor_id: int | None = None
) -> None:
    """Merged or dissolved: its names go on finding the successor."""
    await session.execute(
        update(units).where(units.c.id == unit_id).values(closed_on=on, successor_id=successor_id)
    )


async def codes_in_use(session: Session, prefixes: Iterable[str]) -> set[str]:
    """Codes that begin with one of `prefixes`."""
    starts = list(dict.fromkeys(prefixes))
    if not starts:
        return set()
    rows = await session.execute(select(units.c.code))
    return {code for code in rows.scalars() if code.startswith(tuple(starts))}


async def add_aliases(session: Session, names: Mapping[int, Mapping[str, str]]) -> None:
    """`names`: unit id -> folded form -> as written. Those that are there already stay."""
    if not names:
        return
    rows = await session.execute(
        select(unit_aliases.c.unit_id, unit_aliases.c.folded).where(
            unit_aliases.c.unit_id.in_(list(names))
        )
    )
    known = {(row.unit_id, row.folded) for row in rows}
    fresh = [
        {"unit_id": unit_id, "alias": alias, "folded": folded}
        for unit_id, aliases in names.items()
        for folded, alias in aliases.items()
        if (unit_id, folded) not in known
    ]
    if fresh:
        await session.execute(insert(unit_aliases), fresh)


async def find_by_name(session: Session, folded: str, path: str | None = None) -> list[Unit]:
    """Units that bear or bore exactly this folded name (within `path`), a merged one as its
    successor."""
    statement = (
        _SELECT.join(unit_aliases, unit_aliases.c.unit_id == units.c.id)
        .where(unit_aliases.c.folded == folded)
        .order_by(units.c.id)
    )
    found = [Unit(*row) for row in await session.execute(statement)]
    living = [await successor(session, each) for each in found]
    unique = {each.id: each for each in living if path is None or each.path.startswith(path)}
    return list(unique.values())


async def successor(session: Session, closed: Unit) -> Unit:
    """The unit that stands for this one today; itself when it was not merged."""
    current = closed
    for _ in range(_HOPS):
        if current.successor_id is None:
            return current
        after = await unit(session, current.successor_id)
        if after is None:
            return current
        current = after
    return current


async def find_names(session: Session, path: str) -> list[tuple[int, str]]:
    """(unit id, name) for every name and alias of the units at or below `path`, for searching by
    what people type. The names of a merged unit lead to its successor."""
    rows = (
        await session.execute(
            select(unit_aliases.c.alias, units.c.id, units.c.path, units.c.successor_id)
            .join(units, units.c.id == unit_aliases.c.unit_id)
            .order_by(units.c.position, units.c.id, unit_aliases.c.id)
        )
    ).all()
    merged = {row.id: row.successor_id for row in rows if row.successor_id is not None}
    inside = {row.id for row in rows if row.path.startswith(path)}
    names = ((_living(row.id, merged), row.alias) for row in rows)
    return [(unit_id, name) for unit_id, name in names if unit_id in inside]


def _living(unit_id: int, merged: Mapping[int, int]) -> int:
    for _ in range(_HOPS):
        if unit_id not in merged:
            break
        unit_id = merged[unit_id]
    return unit_id
