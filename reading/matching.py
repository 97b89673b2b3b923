"""Which unit a written name means, when it may be one of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reading.names import Match, find_units

_SURE: Final = 90.0
_AHEAD: Final = 5.0


class Fit(StrEnum):
    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NameFit:
    """`matches`: the best first; of a certain fit the first is the unit."""

    fit: Fit
    matches: tuple[Match, ...] = ()


def fit_of(name: str, names: Sequence[tuple[int, str]]) -> NameFit:
    """`names`: (unit id, name or alias). Certain is one close name with no other near it."""
    matches = find_units(name, names)
    if not matches:
        return NameFit(Fit.NONE)
    second = matches[1].score if len(matches) > 1 else 0.0
    is_alone = matches[0].score - second >= _AHEAD or second < matches[0].score == 100.0  # noqa: PLR2004
    sure = matches[0].score >= _SURE and is_alone
    return NameFit(Fit.CERTAIN if sure else Fit.AMBIGUOUS, matches)
