"""What about a report is worth one question. It is asked, never refused: the figures count as they
came, and stay marked until somebody has answered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from rules.rollup import PEOPLE

RECEIVED: Final = "dossiers_received"
RESOLVED: Final = "dossiers_resolved"
TIMES_USUAL: Final = 10
ALIKE: Final = 2
"""So many figures above zero must repeat before a whole report is the same as the last one."""


class About(StrEnum):
    """What is asked, the most important first."""

    UNIT = "unit"
    MEANING = "meaning"
    RESOLVED = "resolved"
    MEMBERS = "members"
    USUAL = "usual"
    LOOSE = "loose"
    SAME = "same"


class Standing(StrEnum):
    """Only marked; put to the reporter with the current version; answered."""

    OPEN = "open"
    ASKED = "asked"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Doubt:
    """About the figure `value` of metric `key` (both empty for the report as a whole or whose it
    is, no key for a number that no word explains), held `against` another. `why` is the reader's
    own reason, `quote` the words, `choices` the metrics that it may belong to, `answer` what was
    answered."""

    about: About
    key: str = ""
    value: int = 0
    against: int = 0
    why: str = ""
    quote: str = ""
    choices: tuple[str, ...] = ()
    standing: Standing = Standing.OPEN
    answer: str = ""

    @property
    def can_be_asked(self) -> bool:
        """Of a number that no word explains only where some figure could be it."""
        return self.about is not About.LOOSE or bool(self.choices)


@dataclass(frozen=True, slots=True)
class Usual:
    """A unit's figures on the days before: the median of each, and those of the last."""

    typical: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)


def oddities(
    figures: Mapping[str, int],
    given: Iterable[str],
    *,
    members: int | None = None,
    usual: Usual | None = None,
) -> tuple[Doubt, ...]:
    """Of the figures just `given`; the others were looked at when they came."""
    told = {key: figures[key] for key in given if key in figures}
    typical = usual.typical if usual else {}
    found = [*_resolved(figures, told), *_members(told, members), *_unusual(told, typical)]
    if told and usual is not None and _is_the_same(figures, usual.last):
        found.append(Doubt(About.SAME))
    return tuple(found)


def _resolved(figures: Mapping[str, int], told: Mapping[str, int]) -> Iterable[Doubt]:
    received, resolved = figures.get(RECEIVED), figures.get(RESOLVED)
    if told.keys() & {RECEIVED, RESOLVED} and received is not None and (resolved or 0) > received:
        yield Doubt(About.RESOLVED, RESOLVED, resolved or 0, received)


def _members(told: Mapping[str, int], members: int | None) -> Iterable[Doubt]:
    if members and told.get(PEOPLE, 0) > members:
        yield Doubt(About.MEMBERS, PEOPLE, told[PEOPLE], members)


def _unusual(told: Mapping[str, int], typical: Mapping[str, int]) -> Iterable[Doubt]:
    for key, value in told.items():
        usual = typical.get(key, 0)
        if usual and value >= TIMES_USUAL * usual:
            yield Doubt(About.USUAL, key, value, usual)


def _is_the_same(figures: Mapping[str, int], last: Mapping[str, int]) -> bool:
    return dict(figures) == dict(last) and sum(value > 0 for value in last.values()) >= ALIKE


def weighed(
    before: Iterable[Doubt],
    fresh: Iterable[Doubt],
    figures: Mapping[str, int],
    given: Iterable[str],
    *,
    asks: bool,
) -> tuple[Doubt, ...]:
    """The doubts of a version: those of the version `before` about figures that stand as they were,
    then the `fresh` ones, of which the most important is asked. Nothing is asked twice, nor what a
    moved report leaves behind: a doubt about a figure that did not come along."""
    told = set(given)
    arising = [doubt for doubt in fresh if not doubt.key or _still(doubt, figures)]
    again = {_identity(doubt) for doubt in arising}
    kept = [
        _asked_before(doubt)
        for doubt in before
        if _identity(doubt) in again or (doubt.key not in told and _still(doubt, figures))
    ]
    known = {_identity(doubt) for doubt in kept}
    new = [doubt for doubt in arising if _identity(doubt) not in known]
    new.sort(key=_turn)
    if asks and new and new[0].can_be_asked:
        new[0] = replace(new[0], standing=Standing.ASKED)
    return (*kept, *new)


def _turn(doubt: Doubt) -> tuple[bool, int]:
    return not doubt.can_be_asked, tuple(About).index(doubt.about)


def _asked_before(doubt: Doubt) -> Doubt:
    asked = doubt.standing is Standing.ASKED
    return replace(doubt, standing=Standing.OPEN) if asked else doubt


def _still(doubt: Doubt, figures: Mapping[str, int]) -> bool:
    """What it is about stands as it was; a number that was no figure is gone with its message."""
    if not doubt.key or figures.get(doubt.key) != doubt.value:
        return False
    return doubt.about is not About.RESOLVED or figures.get(RECEIVED) == doubt.against


def _identity(doubt: Doubt) -> tuple[object, ...]:
    return doubt.about, doubt.key, doubt.value, doubt.against


def asked_about(doubts: Iterable[Doubt], keys: Collection[str]) -> tuple[Doubt, ...]:
    """The doubts, each in its place: silent about what the unit is not asked for any more."""
    return tuple(_asked_about(doubt, keys) for doubt in doubts)


def _asked_about(doubt: Doubt, keys: Collection[str]) -> Doubt:
    of = (RECEIVED, RESOLVED) if doubt.about is About.RESOLVED else (doubt.key,)
    if any(key and key not in keys for key in of):
        return replace(doubt, standing=Standing.SETTLED)
    left = tuple(key for key in doubt.choices if key in keys)
    if len(left) == len(doubt.choices):
        return doubt
    if doubt.about is About.MEANING and len(left) < 2:  # noqa: PLR2004  nothing to choose
        left = ()
    silent = doubt.about is About.LOOSE and not left
    standing = Standing.OPEN if silent else doubt.standing
    return replace(doubt, choices=left, standing=standing)


def unsettled(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    return tuple(doubt for doubt in doubts if doubt.standing is not Standing.SETTLED)
