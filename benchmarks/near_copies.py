"""How well copies of photos are known again among 500,000, and how fast.

Each scene's first shot is remembered. Asked are: five copies of it (a crop of up to 15 % a side,
JPEG q30, a quarter of the size, a phone's screenshot with bars, one of two filters) and five other
shots of the same scene (the camera and the people moved), which are no copies. The other photos of
the index are words and hashes mixed from those of real scenes. The thresholds (COPY in
reading/pictures/likeness.py, BASELINE here) were fixed on the scenes of seed 1000; the default seed
has none of them. Baseline: the usual perceptual hash of 64 bits, in the same index. Milliseconds
are of the one thread's CPU, so that other work on the machine counts for neither.

usage: python -m benchmarks.near_copies [--seed 2000] [--scenes 400] [--photos 500000]
"""

import argparse
import io
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import mean, median
from typing import Any, Final

import numpy as np
from PIL import Image

from benchmarks.scenes import COPIES, Dice, Scene, jpeg
from reading.pictures.fingerprint import LANDMARKS, Bytes, Fingerprint, Probe
from reading.pictures.index import DOWN, ROW, WORD, Entries, Index, Known
from reading.pictures.likeness import COPY, WHOLE, Plate, likeness
from reading.pictures.look import look

BASELINE: Final = 6
"""Bits of 64: the most at which the plain hash is precise to 0.99 on seed 1000."""
OTHERS: Final = 5
FIRST_FILLER: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A picture that is looked for; `kind` "other" is no copy of its `scene`'s photo."""

    scene: int
    kind: str
    print: Fingerprint
    probe: Probe


@dataclass(frozen=True, slots=True)
class Looked:
    """One scene: its remembered photo, what is asked, and how long a look took."""

    scene: int
    photo: Fingerprint
    asked: tuple[Asked, ...]
    milliseconds: float


def looked_at(seed: int) -> Looked:
    scene, dice = Scene(seed), Dice(seed)
    sent = jpeg(scene.shot(0))
    photo = Image.open(io.BytesIO(sent)).convert("RGB")
    pictures = [(kind, copied(photo, dice)) for kind, copied in COPIES.items()]
    pictures += [("other", jpeg(scene.shot(1 + number))) for number in range(OTHERS)]
    begin = time.thread_time()
    known = [(kind, look(content).known) for kind, content in [("photo", sent), *pictures]]
    spent = (time.thread_time() - begin) * 1000 / len(known)
    asked = tuple(Asked(seed, kind, *each) for kind, each in known if each and kind != "photo")
    first = known[0][1]
    assert first is not None  # noqa: S101  no scene is plain
    return Looked(seed, first[0], asked, spent)


def filled(index: Index, looked: list[Looked], photos: int) -> None:
    """The scenes' photos, then as many others as make up `photos`."""
    index.add([_remembered(each) for each in looked])
    dice = np.random.default_rng(1)
    count = photos - len(looked)
    rows = np.repeat(np.arange(len(looked), photos, dtype=np.uint64), LANDMARKS)
    words = np.concatenate([each.photo.words for each in looked]).astype(np.uint64)
    places = dice.integers(0, 160, (2, len(rows)), dtype=np.uint64)
    new = (_mixed(dice, words, len(rows)) << WORD) | (rows << ROW) | (places[0] << DOWN) | places[1]
    hashes = np.array([each.photo.phash for each in looked], np.int64).view(np.uint64)
    index.take(np.arange(count) + FIRST_FILLER, _mixed(dice, hashes, count), new)


def _remembered(looked: Looked) -> Known:
    photo = looked.photo
    return Known(looked.scene, photo.phash, photo.words, photo.points)


def _mixed(dice: np.random.Generator, real: Entries, count: int) -> Entries:
    """Each bit from one of two real ones."""
    one, two = dice.choice(real, count), dice.choice(real, count)
    mask = np.frombuffer(dice.bytes(8 * count), np.uint64)
    mixed: Entries = (one & mask) | (two & ~mask)
    return mixed


@dataclass(frozen=True, slots=True)
class Answer:
    """`found`: the scene of which it was taken for a copy. `fit`: the best of all suspects.
    `plain` and its milliseconds: the same by the plain hash alone."""

    asked: Asked
    found: int | None
    fit: float
    milliseconds: float
    plain: int | None
    plain_milliseconds: float


def answers(index: Index, looked: list[Looked]) -> Iterator[Answer]:
    small = {each.scene: each.photo.small for each in looked}
    for each in looked:
        for asked in each.asked:
            begin = time.thread_time()
            found, fit = search(index, asked, small)
            between = time.thread_time()
            near = index.near(asked.probe.phash, BASELINE)
            end = time.thread_time()
            plain = near[0].id if near else None
            yield Answer(asked, found, fit, 1000 * (between - begin), plain, 1000 * (end - between))


def search(index: Index, asked: Asked, small: dict[int, Bytes]) -> tuple[int | None, float]:
    """As actions/look_at_photo.py does it, whose small pictures come from the database."""
    mine, best = Plate(asked.print.small), 0.0
    for suspect in index.suspects(asked.probe):
        if (other := small.get(suspect.id)) is None:
            continue
        laid = likeness(mine, Plate(other), suspect.laid)
        if laid.is_copy:
            return suspect.id, laid.fit
        best = max(best, laid.fit if laid.share >= WHOLE else 0.0)
    return None, best


def judged(given: list[Answer], found: list[int | None]) -> dict[str, float]:
    """Precision, and recall by kind and overall; a copy of the wrong photo is a false alarm."""
    right: dict[str, list[bool]] = defaultdict(list)
    alarms = false = 0
    for answer, scene in zip(given, found, strict=True):
        copy = answer.asked.kind != "other"
        hit = copy and scene == answer.asked.scene
        if copy:
            right[answer.asked.kind].append(hit)
        alarms += scene is not None
        false += scene is not None and not hit
    recall = {f"recall_{kind}": mean(hits) for kind, hits in right.items()}
    overall = mean(hit for hits in right.values() for hit in hits)
    return {"precision": 1 - false / max(1, alarms), "recall": overall, **recall}


def measured(seed: int, scenes: int, photos: int) -> dict[str, Any]:
    with get_context("spawn").Pool(2) as pool:
        looked = pool.map(looked_at, range(seed, seed + scenes), chunksize=8)
    index = Index()
    filled(index, looked, photos)
    given = list(answers(index, looked))
    ours = judged(given, [each.found for each in given])
    plain = judged(given, [each.plain for each in given])
    figures: dict[str, Any] = {name: round(figure, 4) for name, figure in ours.items()}
    figures |= {f"plain_{name}": round(figure, 4) for name, figure in plain.items()}
    spent = [each.milliseconds for each in given]
    figures["search_ms"] = round(median(spent), 2)
    figures["search_p99_ms"] = round(float(np.percentile(spent, 99)), 2)
    figures["plain_ms"] = round(median(each.plain_milliseconds for each in given), 2)
    figures["search_ratio"] = round(figures["search_ms"] / figures["plain_ms"], 2)
    figures["look_ms"] = round(median(each.milliseconds for each in looked), 2)
    negatives = sum(each.asked.kind == "other" for each in given)
    figures |= {"copies": len(given) - negatives, "others": negatives, "photos": photos}
    print(_margins(given))
    return figures


def _margins(given: list[Answer]) -> str:
    """Where a threshold would lie: the fits of what must be above it, and below."""
    lines = [f"fit at least {COPY} is a copy"]
    for kind in (*COPIES, "other"):
        fits = [each.fit for each in given if each.asked.kind == kind]
        at = np.percentile(fits, [1, 5, 50, 95, 99, 99.8]).round(2).tolist()
        lines.append(f"{kind:>12}: fit at 1, 5, 50, 95, 99, 99.8 %: {at}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2000)
    parser.add_argument("--scenes", type=int, default=400)
    parser.add_argument("--photos", type=int, default=500_000)
    chosen = parser.parse_args()
    print(json.dumps(measured(chosen.seed, chosen.scenes, chosen.photos)))


if __name__ == "__main__":
    main()
