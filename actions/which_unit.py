"""Whose message is it? (DESIGN 3.7)"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from reading.matching import Fit, fit_of
from rules.model import Actor, EventState, RoleKind
from rules.permissions import units_of
from storage.db import Session
from storage.participations import Participation, candidates
from storage.units import find_names

BEFORE_START: Final = timedelta(hours=6)
AFTER_DEADLINE: Final = timedelta(days=3)
"""A message is about the day it is sent on, and for some days about the one just past, before it is
about the next one that is open already."""

_SAME_NAME: Final = 99.0
"""But for the words that say what kind of unit it is."""


async def fitting(
    session: Session, actor: Actor, *, sent_at: datetime, now: datetime, unit: str | None = None
) -> tuple[Participation, ...]:
    """What a message of this person can be about: one when clear, several when only they know."""
    own = [grant.unit_id for grant in units_of(actor, RoleKind.REPORTER)]
    return whose(await candidates(session, own, now), sent_at=sent_at, unit=unit)


def whose(
    found: Sequence[Participation], *, sent_at: datetime, unit: str | None = None
) -> tuple[Participation, ...]:
    """For each unit the day with the nearest deadline that it owes something to, two that are
    equally near both; then the units that come equally first. `unit` is the name that the message
    itself gives."""
    if len(found) == 1:
        return (found[0],)
    ranked = sorted(found, key=lambda one: _rank(one, sent_at))
    best: dict[int, Participation] = {}
    for one in ranked:
        best.setdefault(one.unit_id, one)
    near = [one for one in ranked if _rank(one, sent_at) == _rank(best[one.unit_id], sent_at)]
    named = tuple(one for one in near if one.unit_name == unit)
    return named or _first(near, sent_at)


async def other_unit(session: Session, named: str | None, here: Participation) -> str:
    """The unit of the same tree whose name a message bears although its sender reports for `here`;
    "" for none."""
    if named is None or named == here.unit_name:
        return ""
    own = fit_of(named, ((here.unit_id, here.unit_name),))
    if own.matches:
        return ""
    fit = fit_of(named, await find_names(session, here.host_path))
    sure = fit.fit is Fit.CERTAIN and fit.matches[0].score >= _SAME_NAME
    return fit.matches[0].name if sure and fit.matches[0].unit_id != here.unit_id else ""


def _first(nearest: Sequence[Participation], sent_at: datetime) -> tuple[Participation, ...]:
    if not nearest:
        return ()
    best = _urgency(nearest[0], sent_at)
    return tuple(one for one in nearest if _urgency(one, sent_at) == best)


def _rank(one: Participation, sent_at: datetime) -> tuple[tuple[bool, bool, bool], timedelta]:
    return _urgency(one, sent_at), abs(one.closes - sent_at)


def _urgency(one: Participation, sent_at: datetime) -> tuple[bool, bool, bool]:
    current = one.schedule.starts_at - BEFORE_START <= sent_at <= one.closes + AFTER_DEADLINE
    return not current, one.state is not EventState.OPEN, not one.owes
