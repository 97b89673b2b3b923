"""A unit by what somebody typed."""

from reading.names import find_units
from storage.db import Session
from storage.units import Unit, find_names, units_by_id

SURE = (100.0, 99.0)
"""The very name; the name but for its type word. Who fits so well leaves the others out."""

ALL = ""
"""Below no unit in particular: the whole tree."""


async def units_called(
    session: Session, text: str, *, below: str = ALL, sure: bool = False
) -> list[Unit]:
    """Those that may be meant, best first, five at most; exactly one when there is no doubt.
    `sure`: only those whose very name it is, with or without its type word."""
    names = await find_names(session, below)
    matches = find_units(text, names)
    certain = ([match for match in matches if match.score >= score] for score in SURE)
    chosen = next(filter(None, certain), [] if sure else list(matches))
    found = await units_by_id(session, (match.unit_id for match in chosen))
    return [found[match.unit_id] for match in chosen if match.unit_id in found]
