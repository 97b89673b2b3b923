"""A roster of units as people keep it in a sheet: which column is what, and what is wrong where."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reading.fold import plain

LONGEST_NAME: Final = 200
_HEADER_WITHIN: Final = 15
_MOST_MEMBERS: Final = 1_000_000
_SPLIT: Final = re.compile(r"[;,/|\n]+")
_NOT_WORDS: Final = re.compile(r"[^a-z0-9]+")


class Column(StrEnum):
    NAME = "name"
    CODE = "code"
    PARENT = "parent"
    ALIASES = "aliases"
    MEMBERS = "members"
    MINORS = "minors"


_HEADERS: Final[Mapping[Column, str]] = {
    Column.NAME: (
        "ten don vi|don vi|ten|ten co so doan|co so doan|ten co so|ten chi doan|chi doan|"
        "ten to chuc|ten don vi truc thuoc|don vi truc thuoc|ten co so doan truc thuoc|"
        "ten doan co so|doan co so|name|unit"
    ),
    Column.CODE: "ma|ma don vi|ma dv|ma so|ma co so|code",
    Column.PARENT: (
        "don vi cap tren|cap tren|cap tren truc tiep|don vi cap tren truc tiep|truc thuoc|thuoc|"
        "don vi chu quan|don vi quan ly|parent"
    ),
    Column.ALIASES: (
        "ten khac|ten goi khac|ten cu|ten viet tat|viet tat|ten thuong goi|ten tat|alias|aliases"
    ),
    Column.MEMBERS: (
        "so doan vien|doan vien|tong so doan vien|sl doan vien|so luong doan vien|"
        "so luong dv|si so|members"
    ),
    Column.MINORS: (
        "truong hoc|truong hoc duoi 16|duoi 16|duoi 16 tuoi|co duoi 16|hoc sinh|minors"
    ),
}
_COLUMN_OF: Final = {
    header: column for column, headers in _HEADERS.items() for header in headers.split("|")
}
_YES: Final = frozenset({"x", "co", "1", "yes", "true", "y", "c", "duoi 16", "dung"})


class Fault(StrEnum):
    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    DUPLICATE = "duplicate"
    CODE_TWICE = "code_twice"
    BAD_MEMBERS = "bad_members"
    NO_SUCH_PARENT = "no_such_parent"
    OWN_PARENT = "own_parent"


@dataclass(frozen=True, slots=True)
class RosterFault:
    """What is wrong in a row of the sheet, as numbered there; `other` is the row it repeats."""

    row: int
    fault: Fault
    other: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One unit. `parent` is a name or a code as written, "" for the host's own."""

    row: int
    name: str
    code: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    members: int | None = None
    minors: bool | None = None

    @property
    def folded(self) -> str:
        return plain(self.name)


@dataclass(frozen=True, slots=True)
class Roster:
    lines: tuple[RosterLine, ...]
    faults: tuple[RosterFault, ...]


def read_roster(rows: Iterable[Sequence[str]]) -> Roster:
    """`rows` from the sheet's first on, cells as text. Titles above the header are left aside;
    without a header the first column of words holds the names."""
    numbered = [
        (number, [" ".join(cell.split()) for cell in cells])
        for number, cells in enumerate(rows, start=1)
    ]
    at, columns = _header(numbered)
    lines: list[RosterLine] = []
    faults: list[RosterFault] = []
    for number, cells in numbered[at:]:
        if not any(cells):
            continue
        read = _line(number, cells, columns)
        if isinstance(read, RosterLine):
            lines.append(read)
        else:
            faults.append(read)
    faults += _repeated(lines)
    return Roster(tuple(lines), tuple(sorted(faults, key=lambda fault: fault.row)))


def _header(numbered: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[Column, int]]:
    """Where the units begin and which column is which."""
    for index, (_, cells) in enumerate(numbered[:_HEADER_WITHIN]):
        columns: dict[Column, int] = {}
        for position, cell in enumerate(cells):
            column = _COLUMN_OF.get(_bare(cell))
            if column is not None:
                columns.setdefault(column, position)
        if Column.NAME in columns:
            return index + 1, columns
    return 0, {Column.NAME: _column_of_words(numbered)}


def _bare(cell: str) -> str:
    return _NOT_WORDS.sub(" ", plain(cell)).strip()


def _column_of_words(numbered: Sequence[tuple[int, list[str]]]) -> int:
    """The first column in which most filled rows have letters: running numbers come before it."""
    filled = [cells for _, cells in numbered if any(cells)]
    width = max((len(cells) for cells in filled), default=1)
    for position in range(width):
        worded = sum(
            position < len(cells) and any(c.isalpha() for c in cells[position]) for cells in filled
        )
        if 2 * worded > len(filled):
            return position
    return 0


def _line(
    number: int, cells: Sequence[str], columns: Mapping[Column, int]
) -> RosterLine | RosterFault:
    def cell(column: Column) -> str:
        position = columns.get(column, len(cells))
        return cells[position] if position < len(cells) else ""

    name, typed_members = cell(Column.NAME), cell(Column.MEMBERS)
    members = _members(typed_members)
    if not any(c.isalnum() for c in name):
        return RosterFault(number, Fault.NO_NAME)
    if len(name) > LONGEST_NAME:
        return RosterFault(number, Fault.NAME_TOO_LONG)
    if typed_members and members is None:
        return RosterFault(number, Fault.BAD_MEMBERS, text=typed_members[:20])
    said = plain(cell(Column.MINORS))
    return RosterLine(
        row=number,
        name=name,
        code=cell(Column.CODE),
        parent=cell(Column.PARENT),
        aliases=tuple(part.strip() for part in _SPLIT.split(cell(Column.ALIASES)) if part.strip()),
        members=members,
        minors=None if Column.MINORS not in columns else said in _YES,
    )


def _members(cell: str) -> int | None:
    digits = cell.replace(".", "").replace(",", "").replace(" ", "")
    if not digits.isascii() or not digits.isdigit():
        return None
    return int(digits) if int(digits) <= _MOST_MEMBERS else None


def _repeated(lines: Sequence[RosterLine]) -> list[RosterFault]:
    """The same name under the same parent, or one code for two units."""
    seen: dict[tuple[str, str], int] = {}
    codes: dict[str, int] = {}
    faults: list[RosterFault] = []
    for line in lines:
        place = (plain(line.parent), line.folded)
        if place in seen:
            faults.append(RosterFault(line.row, Fault.DUPLICATE, seen[place]))
        elif line.code and line.code.upper() in codes:
            faults.append(RosterFault(line.row, Fault.CODE_TWICE, codes[line.code.upper()]))
        seen.setdefault(place, line.row)
        if line.code:
            codes.setdefault(line.code.upper(), line.row)
    return faults
