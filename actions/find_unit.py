"""A unit by what somebody typed."""

from reading.names import find_units
from storage.db import Session
from storage.units import Unit, find_names, units_by_id

SURE = 99.0
"""From this score on the best match is meant, unless another one fits as well."""

ALL = ""
"""Below no unit in particular: the whole tree."""


async def units_called(session: Session, text: str, *, below: str = ALL) -> list[Unit]:
    """Those that may be meant, best first, five at most; exactly one when there is no doubt."""
    names = await find_names(session, below)
    matches = find_units(text, names)
    sure = [match for match in matches if match.score >= SURE]
    chosen = sure if len(sure) == 1 else matches
    found = await units_by_id(session, (match.unit_id for match in chosen))
    return [found[match.unit_id] for match in chosen if match.unit_id in found]
