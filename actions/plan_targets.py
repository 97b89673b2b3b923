"""What a plan asks to be reached, as targets of the day: of whom, and counted by which figures."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from actions.planned_day import Aim
from reading.fold import plain
from reading.plans.model import Target as Said
from reading.proposal import AssignedUnit
from rules.model import METRICS
from rules.targets import Target

MOST: Final = 12
_PHOTOS: Final = re.compile(r"\b(?:anh|hinh anh|hinh)\b")
_DOSSIERS: Final = re.compile(r"\bho so\b")
_EACH: Final = re.compile(r"\b(?:moi|tung|cac|tat ca)\b")
_AT_MOST: Final = ("<", "<=")
_PHRASES: Final = sorted(
    ((plain(word), metric.key) for metric in METRICS for word in metric.words),
    key=lambda each: -len(each[0]),
)


def aims(said: Iterable[Said], units: Sequence[AssignedUnit]) -> tuple[Aim, ...]:
    """Photos are the day's own demand, and no target."""
    found = [_aim(each, units) for each in said if not _PHOTOS.match(plain(each.unit))]
    return tuple(found[:MOST])


def _aim(said: Said, units: Sequence[AssignedUnit]) -> Aim:
    quote = said.quote.strip(" (,;:-*")
    whose = _whose(quote, units)
    name = "" if whose is None or whose.name is None else whose.name
    return Aim(said.quote, quote, name, _target(said, quote, whose))


def _whose(quote: str, units: Sequence[AssignedUnit]) -> AssignedUnit | None:
    """The one unit whose task holds these words."""
    tasked = {each.said: each for each in units if quote and quote in each.content}
    return next(iter(tasked.values())) if len(tasked) == 1 else None


def _target(said: Said, quote: str, whose: AssignedUnit | None) -> Target:
    unit_id = None if whose is None else whose.unit_id
    each = unit_id is None and bool(_EACH.match(plain(said.who or quote)))
    percent = said.unit.startswith("%")
    numerator, denominator = _figures(said, percent=percent)
    return Target(
        0,
        unit_id,
        quote,
        numerator,
        denominator,
        percent=said.number if percent else None,
        amount=None if percent else said.number,
        each_unit=each,
    )


def _figures(said: Said, *, percent: bool) -> tuple[str, str]:
    """Keys of the figures that tell how far it has come; none where no figure of ours does."""
    words = plain(said.unit)
    if said.comparator in _AT_MOST:
        return "", ""
    if percent:
        resolved = ("dossiers_resolved", "dossiers_received")
        return resolved if _DOSSIERS.search(words) else ("", "")
    starts = (key for phrase, key in _PHRASES if re.match(rf"{re.escape(phrase)}\b", words))
    return next(starts, ""), ""
