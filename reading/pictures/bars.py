"""The flat bars around a picture: a screenshot's, or those of an app that fits photos into a
frame."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Box = tuple[int, int, int, int]

ALIKE: Final = 7.0
MOSTLY: Final = 0.75
"""Of a row: the rest may be the clock, a name, buttons."""
ONE_COLOUR: Final = 0.8
"""Of a bar's rows: a sky changes its tone on the way down, a bar does not."""
WORTH: Final = 0.05
LEAST: Final = 0.2


def within_bars(grey: Grey) -> Box:
    """Left, top, right, bottom of what is not bar; the whole where there is none to speak of."""
    top, bottom = _between(grey)
    left, right = _between(grey[top:bottom].T)
    return left, top, right, bottom


def _between(grey: Grey) -> tuple[int, int]:
    length = grey.shape[0]
    middles = np.median(grey, axis=1)
    flat = (np.abs(grey - middles[:, None]) < ALIKE).mean(axis=1) > MOSTLY
    first = _bar(flat, middles)
    last = length - _bar(flat[::-1], middles[::-1])
    if last - first < LEAST * length:
        return 0, length
    return first, last


def _bar(flat: NDArray[np.bool_], middles: Grey) -> int:
    """How many rows from the edge are one bar."""
    size = int(np.argmin(flat)) if not flat.all() else len(flat)
    if size < WORTH * len(flat):
        return 0
    like_first = np.abs(middles[:size] - middles[0]) < ALIKE / 2
    end = size if like_first.all() else int(np.argmin(like_first))
    return end if end >= WORTH * len(flat) and like_first.mean() > 0 else 0
