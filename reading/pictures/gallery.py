"""All pictures that are remembered, and a look at a new one: to be used by one thread at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from reading.pictures.fingerprint import Bytes, Fingerprint
from reading.pictures.index import Index, Known, Suspect
from reading.pictures.likeness import Laid, Plate, copied_from
from reading.pictures.look import Look, look

_PLACES = 2
_WORD = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A look, with what is to be kept of it as bytes; None where there is nothing to know it by."""

    look: Look
    phash: int | None = None
    words: bytes | None = None
    small: bytes | None = None


class Gallery:
    def __init__(self) -> None:
        self._index = Index()

    def remember(self, pictures: Iterable[tuple[int, int, bytes]]) -> None:
        """Id, hash and words of each."""
        self._index.add([_known(*each) for each in pictures])

    def look(self, content: bytes) -> Seen:
        found = look(content)
        if found.known is None:
            return Seen(found)
        own = found.known[0]
        return Seen(found, own.phash, packed_words(own), packed_small(own.small))

    def suspects(self, seen: Seen) -> list[Suspect]:
        """Of which it may be a copy."""
        return [] if seen.look.known is None else self._index.suspects(seen.look.known[1])


def copied(seen: Seen, suspects: Iterable[Suspect], small: Mapping[int, bytes]) -> int | None:
    """The id of the picture of which `seen` is a copy; `small` of those that still count."""
    if seen.small is None:
        return None
    here = [(each.id, each.laid) for each in suspects if each.id in small]
    laid: list[tuple[Laid, Bytes]] = [(laid, unpacked_small(small[id_])) for id_, laid in here]
    place = copied_from(Plate(unpacked_small(seen.small)), laid)
    return None if place is None else here[place][0]


def packed_words(own: Fingerprint) -> bytes:
    return own.words.astype("<u4").tobytes() + own.points.tobytes()


def _known(id_: int, phash: int, packed: bytes) -> Known:
    count = len(packed) // (_WORD + _PLACES)
    words = np.frombuffer(packed, "<u4", count).astype(np.uint32)
    points = np.frombuffer(packed, np.uint8, offset=_WORD * count).reshape(count, _PLACES)
    return Known(id_, phash, words, points)


def packed_small(small: Bytes) -> bytes:
    """Its width, then its rows."""
    return bytes([small.shape[1]]) + small.tobytes()


def unpacked_small(packed: bytes) -> Bytes:
    return np.frombuffer(packed, np.uint8, offset=1).reshape(-1, packed[0])
