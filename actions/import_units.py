"""A roster becomes units: all of it or nothing; read again, it brings up to date."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actions.progress import board_changed
from actions.roster_file import rows_of
from reading.fold import plain
from reading.roster import Fault, Roster, RosterFault, RosterLine, read_roster
from rules.deadlines import DEFAULT_ZONE
from rules.model import Actor, Refused
from rules.permissions import authorise
from storage.audit import note
from storage.db import Session
from storage.events import expect_units, open_events
from storage.units import (
    NewUnit,
    Unit,
    add_aliases,
    add_units,
    codes_in_use,
    subtree,
    update_units,
)

_LONGEST_CODE: Final = 40
_NOT_IN_CODES: Final = re.compile(r"[^a-z0-9]+")
_FAULTS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """`host` is the unit that the roster hangs under; `founded`: it came with this roster."""

    host: Unit
    added: tuple[Unit, ...]
    updated: tuple[Unit, ...]
    founded: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """The units that are there: by code, by folded name, and by folded name below their parent."""

    by_code: Mapping[str, Unit]
    by_name: Mapping[str, Unit]
    by_place: Mapping[tuple[int | None, str], Unit]

    def find(self, said: str) -> Unit | None:
        return self.by_code.get(said.upper()) or self.by_name.get(plain(said))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines of the roster by folded name and code, so that they can name each other."""

    lines: Mapping[str, RosterLine]

    def parent(self, line: RosterLine) -> RosterLine | None:
        return self.lines.get(plain(line.parent)) if line.parent else None


async def read_file(content: bytes | None) -> Roster:
    """A sheet sent in chat; parsing it holds nobody else up. Refused: "roster_unreadable",
    "roster_too_large"."""
    if content is None:
        raise Refused("roster_unreadable")
    return read_roster(await asyncio.to_thread(rows_of, content))


def typed_roster(text: str) -> Roster:
    """Names typed one a line."""
    return read_roster([[line] for line in text.splitlines()])


async def import_units(
    session: Session, actor: Actor, host: Unit, roster: Roster, *, now: datetime
) -> Imported:
    """Under `host`. Refused: "roster_faults" (faults, more), "roster_empty"."""
    authorise(actor, "import_units", host.path)
    imported = await import_roster(session, host, roster, now=now)
    await note(
        session,
        actor,
        "import_units",
        now=now,
        unit_id=host.id,
        detail={"added": len(imported.added), "updated": len(imported.updated)},
    )
    return imported


async def found_units(
    session: Session,
    roster: Roster,
    *,
    now: datetime,
    host_name: str = "",
    zone: str = DEFAULT_ZONE,
) -> Imported:
    """The first roster of an empty database, from the command line. Unless it is named, the
    roster's first unit without a unit above it is the host of the others."""
    named = [RosterLine(0, host_name)] if host_name else []
    lines = [*named, *roster.lines]
    _refuse_faults(roster, [*roster.faults, *_parent_faults(lines, _Known({}, {}, {}))])
    top = next((line for line in lines if not line.parent), None)
    if top is None:
        raise Refused("roster_faults", faults=(RosterFault(1, Fault.NO_SUCH_PARENT),), more=0)
    new = NewUnit(_slug(top), top.name, None, _names(top), members=top.members, timezone=zone)
    host = (await add_units(session, [new]))[0]
    rest = Roster(tuple(line for line in roster.lines if line is not top), ())
    if not rest.lines:
        return Imported(host, (), (), founded=True)
    imported = await import_roster(session, host, rest, now=now)
    return replace(imported, founded=True)


async def import_roster(session: Session, host: Unit, roster: Roster, *, now: datetime) -> Imported:
    """What `import_units` does, for whoever sits at the server itself."""
    known = await _known(session, host)
    _refuse_faults(roster, [*roster.faults, *_parent_faults(roster.lines, known)])
    old = {line: unit for line in roster.lines if (unit := _same(line, host, known)) is not None}
    fresh = [line for line in roster.lines if line not in old]
    changed = [_brought_up(unit, line) for line, unit in old.items()]
    updated = [after for after, unit in zip(changed, old.values(), strict=True) if after != unit]
    await update_units(session, updated)
    await add_aliases(session, {unit.id: _names(line) for line, unit in old.items()})
    added = await add_units(session, await _new_units(session, host, fresh, known))
    await _expect(session, host, now)
    return Imported(host, tuple(added), tuple(updated))


def _refuse_faults(roster: Roster, faults: Sequence[RosterFault]) -> None:
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.row)
        shown = tuple(ordered[:_FAULTS_SHOWN])
        raise Refused("roster_faults", faults=shown, more=len(ordered) - len(shown))
    if not roster.lines:
        raise Refused("roster_empty")


async def _known(session: Session, host: Unit) -> _Known:
    by_name: dict[str, Unit] = {}
    by_place: dict[tuple[int | None, str], Unit] = {}
    by_code: dict[str, Unit] = {}
    for each in await subtree(session, host.path):
        folded = plain(each.name)
        by_name.setdefault(folded, each)
        by_place.setdefault((each.parent_id, folded), each)
        by_code[each.code.upper()] = each
    return _Known(by_code, by_name, by_place)


def _sheet(lines: Iterable[RosterLine]) -> _Sheet:
    named: dict[str, RosterLine] = {}
    for line in lines:
        named.setdefault(line.folded, line)
        if line.code:
            named.setdefault(plain(line.code), line)
    return _Sheet(named)


def _same(line: RosterLine, host: Unit, known: _Known) -> Unit | None:
    """The unit that this line brings again: by its code, else by its name below the same unit."""
    by_code = known.by_code.get(line.code.upper()) if line.code else None
    if by_code is not None:
        return by_code
    folded = line.folded
    if not line.parent:
        return known.by_place.get((host.id, folded)) or known.by_name.get(folded)
    parent = known.find(line.parent)
    return None if parent is None else known.by_place.get((parent.id, folded))


def _brought_up(unit: Unit, line: RosterLine) -> Unit:
    """An empty cell takes nothing away; only a line that names the code may rename the unit."""
    renamed = bool(line.code) and line.code.upper() == unit.code.upper()
    return replace(
        unit,
        name=line.name if renamed else unit.name,
        members=unit.members if line.members is None else line.members,
        minors=unit.minors if line.minors is None else line.minors,
    )


def _parent_faults(lines: Sequence[RosterLine], known: _Known) -> Iterable[RosterFault]:
    """Parents that are nowhere, and units that stand above themselves."""
    sheet = _sheet(lines)
    for line in lines:
        if _goes_round(line, sheet):
            yield RosterFault(line.row, Fault.OWN_PARENT)
        elif line.parent and sheet.parent(line) is None and known.find(line.parent) is None:
            yield RosterFault(line.row, Fault.NO_SUCH_PARENT, text=line.parent)


def _goes_round(line: RosterLine, sheet: _Sheet) -> bool:
    seen = {line.row}
    step = sheet.parent(line)
    while step is not None:
        if step.row in seen:
            return True
        seen.add(step.row)
        step = sheet.parent(step)
    return False


async def _new_units(
    session: Session, host: Unit, lines: Sequence[RosterLine], known: _Known
) -> list[NewUnit]:
    taken = await codes_in_use(session, (_slug(line) for line in lines))
    codes: dict[int, str] = {}
    for line in lines:
        codes[line.row] = _code(line, taken)
        taken.add(codes[line.row])
    sheet = _sheet(lines)
    return [
        NewUnit(
            code=codes[line.row],
            name=line.name,
            parent_code=_parent_code(line, sheet, codes, known) or host.code,
            names=_names(line),
            members=line.members,
            minors=bool(line.minors),
            position=line.row,
            timezone=host.timezone,
        )
        for line in lines
    ]


def _parent_code(
    line: RosterLine, sheet: _Sheet, codes: Mapping[int, str], known: _Known
) -> str | None:
    if not line.parent:
        return None
    parent = sheet.parent(line)
    if parent is not None:
        return codes[parent.row]
    found = known.find(line.parent)
    return None if found is None else found.code


def _names(line: RosterLine) -> dict[str, str]:
    return {plain(name): name for name in (line.name, *line.aliases)}


def _slug(line: RosterLine) -> str:
    if line.code:
        return line.code[:_LONGEST_CODE]
    return _NOT_IN_CODES.sub("-", line.folded).strip("-")[:_LONGEST_CODE] or "don-vi"


def _code(line: RosterLine, taken: set[str]) -> str:
    """Its own, or one that can be read aloud: "phuong-tan-loc", "phuong-tan-loc-2"."""
    slug, number = _slug(line), 1
    code = slug
    while code in taken:
        number += 1
        code = f"{slug}-{number}"
    return code


async def _expect(session: Session, host: Unit, now: datetime) -> None:
    """Units added after a day opened get their row (DESIGN 3.7)."""
    for event in await open_events(session, host.path):
        if await expect_units(session, event):
            await board_changed(session, event.id, now=now)
