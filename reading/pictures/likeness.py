"""Whether one picture is another's copy: laid over each other as their landmarks say, moved until
they fit best, and compared piece by piece. Another photo of the same place fits in most pieces, a
copy in all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reading.pictures.fingerprint import SMALL, Bytes, Grey, blurred

Numbers = NDArray[np.float64]
Corners = tuple[NDArray[np.intp], int, Numbers, Numbers]

COPY: Final = 0.65
"""The least fit of a copy; fixed on seed 1000 of benchmarks.near_copies."""
WHOLE: Final = 0.9
"""Of one of the two pictures must be in the other: a camera that turned shows something else."""
PIECES: Final = 6
"""Along each side of what both show."""
ODD: Final = 2
"""So many pieces may differ: a mark on a screenshot, a corner in the vignette of a filter."""
FEWEST: Final = 6
"""So many pieces must have something in them."""
NOISE: Final = 200.0
"""Spread of tones (squared) below which a piece says little."""
LEAST_SEEN: Final = 0.3
_GRAIN: Final = 8
_ROUNDS: Final = 5
_STILL: Final = 2e-3
_MOST: Final = np.array([0.08, 4.0, 0.08, 4.0])


@dataclass(frozen=True, slots=True)
class Laid:
    """A point of the one, times `scale`, plus `shift`, is that point of the other; in pixels of
    `SMALL`, across and down."""

    scale: tuple[float, float] = (1.0, 1.0)
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`fit`: how well the worst pieces but `ODD` agree, at most 1. `share`: how much of one picture
    the other shows."""

    fit: float
    share: float

    @property
    def is_copy(self) -> bool:
        return self.fit >= COPY and self.share >= WHOLE


NONE: Final = Likeness(0.0, 0.0)


class Plate:
    """A small picture made ready to be laid over others: its detail, whatever the light."""

    def __init__(self, small: Bytes) -> None:
        self.grey: Grey = small.astype(np.float32)
        self.height, self.width = small.shape
        even: Grey = self.grey - blurred(self.grey, 4)
        strength = np.sqrt(blurred(np.square(even), 4)) + np.float32(4)
        detail: Grey = (even / strength).astype(np.float32)
        self.layers = [_sloped(blurred(detail, 1)), _sloped(detail)]


def _sloped(detail: Grey) -> tuple[Grey, Grey, Grey]:
    down, across = np.gradient(detail, axis=0), np.gradient(detail, axis=1)
    return detail, np.asarray(down, np.float32), np.asarray(across, np.float32)


def likeness(mine: Plate, other: Plate, laid: Laid) -> Likeness:
    if min(mine.width, mine.height, other.width, other.height) <= _GRAIN:
        return NONE
    place: Numbers | None = np.array([laid.scale[0], laid.shift[0], laid.scale[1], laid.shift[1]])
    for layer in (0, 1):
        if place is not None:
            place = _settled(mine, other, place, layer)
    return NONE if place is None else _compared(mine, other, place)


def _settled(mine: Plate, other: Plate, place: Numbers, layer: int) -> Numbers | None:
    """Moved and stretched until the detail fits (Gauss-Newton); None where they part."""
    across, down = np.meshgrid(np.arange(0.5, mine.width, 2), np.arange(0.5, mine.height, 2))
    u, v = across.ravel(), down.ravel()
    own = mine.layers[layer][0][v.astype(np.intp), u.astype(np.intp)]
    for _ in range(_ROUNDS):
        x, y = place[0] * u + place[1], place[2] * v + place[3]
        inside = (x > 0.5) & (x < other.width - 0.5) & (y > 0.5) & (y < other.height - 0.5)  # noqa: PLR2004
        if inside.mean() < LEAST_SEEN:
            return None
        at = _corners(x[inside], y[inside], other)
        step = _step(
            own[inside], u[inside], v[inside], [_sampled(a, at) for a in other.layers[layer]]
        )
        place = place + np.clip(step, -_MOST, _MOST)
        if np.abs(step * [SMALL, 1, SMALL, 1]).sum() < _STILL:
            break
    return place


def _step(own: Grey, u: Numbers, v: Numbers, there: list[Numbers]) -> Numbers:
    """What differs much is something else, and has little say."""
    detail, down, across = there
    slopes = np.stack([across * u, across, down * v, down])
    wrong = own - detail
    usual = 2 * np.median(np.abs(wrong)) + 1e-6
    weighed = slopes / (1 + (wrong / usual) ** 2)
    step: Numbers = np.linalg.solve(weighed @ slopes.T + np.eye(4) * 1e-3, weighed @ wrong)
    return step


def _corners(x: Numbers, y: Numbers, plate: Plate) -> Corners:
    x, y = np.clip(x - 0.5, 0, plate.width - 1.001), np.clip(y - 0.5, 0, plate.height - 1.001)
    column, row = x.astype(np.intp), y.astype(np.intp)
    return row * plate.width + column, plate.width, x - column, y - row


def _sampled(grey: Grey, at: Corners) -> Numbers:
    """Between its pixels."""
    corner, width, right, below = at
    flat = grey.ravel()
    above = flat[corner] * (1 - right) + flat[corner + 1] * right
    under = flat[corner + width] * (1 - right) + flat[corner + width + 1] * right
    sampled: Numbers = above * (1 - below) + under * below
    return sampled


def _compared(mine: Plate, other: Plate, place: Numbers) -> Likeness:
    left, right = _shared(mine.width, other.width, place[0], place[1])
    top, bottom = _shared(mine.height, other.height, place[2], place[3])
    across, down = right - left, bottom - top
    if across < LEAST_SEEN * mine.width or down < LEAST_SEEN * mine.height:
        return NONE
    steps = (np.arange(PIECES * _GRAIN) + 0.5) / (PIECES * _GRAIN)
    u, v = (each.ravel() for each in np.meshgrid(left + steps * across, top + steps * down))
    ours = _sampled(mine.grey, _corners(u, v, mine))
    there = _corners(place[0] * u + place[1], place[2] * v + place[3], other)
    of_mine = across * down / (mine.width * mine.height)
    of_other = across * down * place[0] * place[2] / (other.width * other.height)
    fit = _agreement(_pieces(ours), _pieces(_sampled(other.grey, there)))
    return Likeness(fit, float(max(of_mine, of_other)))


def _shared(mine: int, other: int, scale: float, shift: float) -> tuple[float, float]:
    """From where to where mine lies on the other; nothing where it was turned inside out."""
    if not 0.3 < scale < 3:  # noqa: PLR2004
        return 0.0, 0.0
    return max(0.0, -shift / scale), min(float(mine), (other - shift) / scale)


def _pieces(values: Numbers) -> Numbers:
    cut = values.reshape(PIECES, _GRAIN, PIECES, _GRAIN).swapaxes(1, 2).reshape(PIECES**2, -1)
    pieces: Numbers = cut - cut.mean(axis=1, keepdims=True)
    return pieces


def _agreement(ours: Numbers, theirs: Numbers) -> float:
    mine, other = (ours * ours).mean(axis=1), (theirs * theirs).mean(axis=1)
    if (np.minimum(mine, other) > NOISE).sum() < FEWEST:
        return 0.0
    both = (ours * theirs).mean(axis=1) + NOISE
    return float(np.sort(both / np.sqrt((mine + NOISE) * (other + NOISE)))[ODD])


def copied_from(mine: Plate, suspects: Iterable[tuple[Laid, Bytes]]) -> int | None:
    """Which of the suspects, by place, this picture is a copy of: the first that proves so."""
    for place, (laid, small) in enumerate(suspects):
        if likeness(mine, Plate(small), laid).is_copy:
            return place
    return None
