"""Copies of a photo are known again whatever was done to them; other photos of the place are not
taken for copies. Figures for many: benchmarks/near_copies.py."""

import io

import pytest
from PIL import Image

from benchmarks.scenes import COPIES, Dice, Scene, black_and_white, jpeg, warm
from reading.pictures.gallery import Gallery, Seen, copied

SEEDS = (51, 52, 53)


class Wall:
    """A gallery with the small pictures that the database would keep."""

    def __init__(self) -> None:
        self.gallery = Gallery()
        self.small: dict[int, bytes] = {}

    def hang(self, id_: int, content: bytes) -> None:
        seen = self.gallery.look(content)
        assert seen.words is not None
        assert seen.small is not None
        self.gallery.remember([(id_, seen.phash or 0, seen.words)])
        self.small[id_] = seen.small

    def copied(self, content: bytes) -> int | None:
        seen: Seen = self.gallery.look(content)
        return copied(seen, self.gallery.suspects(seen), self.small)


@pytest.fixture(scope="module")
def wall() -> Wall:
    made = Wall()
    for seed in SEEDS:
        made.hang(seed, jpeg(Scene(seed).shot(0)))
    return made


def _photo(seed: int) -> Image.Image:
    return Image.open(io.BytesIO(jpeg(Scene(seed).shot(0)))).convert("RGB")


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_known_again(wall: Wall, kind: str) -> None:
    for seed in SEEDS:
        assert wall.copied(COPIES[kind](_photo(seed), Dice(seed))) == seed


def test_both_filters_are_seen_through(wall: Wall) -> None:
    for copy in (warm, black_and_white):
        assert wall.copied(copy(_photo(SEEDS[0]), Dice(1))) == SEEDS[0]


def test_another_shot_of_the_same_place_is_no_copy(wall: Wall) -> None:
    for seed in SEEDS:
        for number in (1, 2):
            assert wall.copied(jpeg(Scene(seed).shot(number))) is None


def test_the_crop_may_have_come_first(wall: Wall) -> None:
    other = Wall()
    other.hang(7, COPIES["crop"](_photo(60), Dice(3)))
    assert other.copied(jpeg(Scene(60).shot(0))) == 7


def test_what_no_longer_counts_is_not_compared_with(wall: Wall) -> None:
    seen = wall.gallery.look(jpeg(_photo(SEEDS[0])))
    suspects = wall.gallery.suspects(seen)
    assert SEEDS[0] in {each.id for each in suspects}
    assert copied(seen, suspects, {}) is None


def test_plain_pictures_are_copies_of_nothing() -> None:
    made = Wall()
    seen = [made.gallery.look(jpeg(Image.new("RGB", (640, 480), c))) for c in ("white", "navy")]
    assert [each.small for each in seen] == [None, None]
