"""What is remembered of a picture, so that a copy of it is known again after a crop, a filter, in a
smaller size, in a screenshot.

Landmarks are points that stand out; the surroundings of each become a word of 24 bits, the signs of
the lowest frequencies around it. A crop keeps most landmarks, so copies share words. `small` is the
picture itself, 64 pixels long, against which a suspicion is checked (likeness.py).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Words = NDArray[np.uint32]
Points = NDArray[np.uint8]
Bytes = NDArray[np.uint8]

SIDE: Final = 160
"""The longer side at which landmarks are found: a place fits in a byte."""
SMALL: Final = 64
LANDMARKS: Final = 24
PATCH: Final = 40
"""Pixels of `SIDE` around a landmark that make its word: enough to be of one picture alone, and
few enough that a crop leaves most of them whole."""
CELLS: Final = 8
FREQUENCIES: Final = 5
BITS: Final = FREQUENCIES * FREQUENCIES - 1
LEVELS: Final = tuple(1.1**power for power in range(-4, 5))
"""How much larger things may be in the new picture. A crop of 15 % a side enlarges by 1.43."""
WEAK: Final = 4
"""So many of a word's least certain bits are tried both ways."""
_EDGE: Final = PATCH // 3
_APART: Final = 2
_REACH: Final = 3
_FLAT: Final = 4.0
_HASHED: Final = 32


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A word for each landmark at x, y of `points`; `phash` of the whole. A picture where nothing
    stands out has no words."""

    words: Words
    points: Points
    phash: int
    small: Bytes


@dataclass(frozen=True, slots=True)
class Probe:
    """What the index is asked about a new picture: `words[level, landmark, guess]`."""

    words: Words
    points: Points
    phash: int


def fingerprint(base: Grey, small: Bytes) -> tuple[Fingerprint, Probe]:
    """`base` is `SIDE` pixels long, `small` `SMALL`; both without bars."""
    smooth = blurred(base, 2)
    points = landmarks(smooth)
    spectra = [_spectrum(smooth, points, PATCH * level) for level in LEVELS]
    phash = whole_hash(base)
    own = _words(spectra[len(LEVELS) // 2])
    asked = np.stack([_guesses(each) for each in spectra])
    return Fingerprint(own, points, phash, small), Probe(asked, points, phash)


def blurred(grey: Grey, radius: int) -> Grey:
    """Two passes of a box."""
    for _ in range(2):
        grey = _boxed(_boxed(grey, radius).T, radius).T
    return grey


def _boxed(grey: Grey, radius: int) -> Grey:
    size = 2 * radius + 1
    within = np.arange(-radius - 1, len(grey) + radius).clip(0, len(grey) - 1)
    sums = np.cumsum(grey[within], axis=0, dtype=np.float32)
    return (sums[size:] - sums[:-size]) / np.float32(size)


def landmarks(smooth: Grey) -> Points:
    """Where the picture curves most, and both ways alike: the strongest, apart from each other and
    from the edge."""
    if min(smooth.shape) <= 2 * _EDGE + 1:
        return np.empty((0, 2), np.uint8)
    far, here = 2 * _REACH, smooth[_REACH:-_REACH, _REACH:-_REACH]
    across = smooth[_REACH:-_REACH, far:] - 2 * here + smooth[_REACH:-_REACH, :-far]
    down = smooth[far:, _REACH:-_REACH] - 2 * here + smooth[:-far, _REACH:-_REACH]
    askew = (
        smooth[far:, far:] - smooth[far:, :-far] - smooth[:-far, far:] + smooth[:-far, :-far]
    ) / 4
    return _peaks(across * down - askew * askew) + np.uint8(_REACH)


def _peaks(curved: NDArray[Any]) -> Points:
    edge = _EDGE - _REACH
    height, width = curved.shape
    inner = curved[edge:-edge, edge:-edge]
    highest = inner > _FLAT
    for dy in range(-_APART, _APART + 1):
        for dx in range(-_APART, _APART + 1):
            beside = curved[edge + dy : height - edge + dy, edge + dx : width - edge + dx]
            highest &= inner >= beside
    ys, xs = np.nonzero(highest)
    order = np.argsort(-inner[ys, xs], kind="stable")[:LANDMARKS]
    return (np.stack([xs[order], ys[order]], axis=1) + edge).astype(np.uint8)


def _spectrum(smooth: Grey, points: Points, side: float) -> Grey:
    """The lowest frequencies, but the mean, of the square around each point."""
    offsets = ((np.arange(CELLS) + 0.5) / CELLS - 0.5) * side
    height, width = smooth.shape
    xs = np.clip(points[:, :1] + offsets, 0, width - 1).round().astype(np.intp)
    ys = np.clip(points[:, 1:] + offsets, 0, height - 1).round().astype(np.intp)
    cells = smooth[ys[:, :, None], xs[:, None, :]]
    waves = _waves(CELLS, FREQUENCIES)
    spectrum: Grey = np.matmul(np.matmul(waves, cells), waves.T)
    return spectrum.reshape(len(points), -1)[:, 1:]


@cache
def _waves(cells: int, frequencies: int) -> Grey:
    at = (np.arange(cells) + 0.5) * np.pi / cells
    return np.cos(np.arange(frequencies)[:, None] * at[None, :]).astype(np.float32)


def _words(spectrum: Grey) -> Words:
    bits = (spectrum > 0).astype(np.uint32) << np.arange(BITS, dtype=np.uint32)
    words: Words = bits.sum(axis=1, dtype=np.uint32)
    return words


def _guesses(spectrum: Grey) -> Words:
    weakest = np.argsort(np.abs(spectrum), axis=1)[:, :WEAK].astype(np.uint32)
    chosen = (
        np.arange(1 << WEAK, dtype=np.uint32)[:, None] >> np.arange(WEAK, dtype=np.uint32)
    ) & 1
    flips = (np.uint32(1) << weakest)[:, None, :] * chosen
    masks: Words = flips.sum(axis=2, dtype=np.uint32)
    guesses: Words = _words(spectrum)[:, None] ^ masks
    return guesses


def whole_hash(base: Grey) -> int:
    """The usual 64-bit perceptual hash: which of the whole picture's lowest frequencies lie above
    their median. Signed, as databases keep integers."""
    cells = _averaged(_averaged(base).T).T
    waves = _waves(_HASHED, 8)
    spectrum = (waves @ cells @ waves.T).ravel()
    bits = spectrum > np.median(spectrum[1:])
    return int(np.packbits(bits).view(">i8")[0])


def _averaged(rows: Grey) -> Grey:
    """Down to `_HASHED` rows; repeated where there are fewer."""
    at = np.linspace(0, len(rows), _HASHED + 1)
    sums = np.concatenate([np.zeros((1, rows.shape[1]), np.float32), np.cumsum(rows, axis=0)])
    places = np.arange(len(rows) + 1)
    whole = np.minimum(at.astype(np.intp), len(rows) - 1)
    between = sums[whole] + (at - places[whole])[:, None] * rows[np.minimum(whole, len(rows) - 1)]
    averaged: Grey = np.diff(between, axis=0).astype(np.float32)
    return averaged
