"""All files of a hand-over together: one fault keeps no other back."""

from dataclasses import replace
from pathlib import Path

import pytest

from rendering.files import hand_over
from rendering.files.catalogue import Kind
from rendering.files.hand_over import Drawing, FileDrawn, Trouble, hand_over_files
from tests.day_books import a_book, a_picture

USUAL = [kind for kind in Kind if kind is not Kind.OWN_FORM]


def _all(folder: Path, template: str | None = None) -> list[FileDrawn | Trouble]:
    book = replace(a_book(6), report_template=template)
    return list(hand_over_files(Drawing(book, a_picture, lambda _key: b"no Word file", folder)))


def test_every_kind_is_drawn_in_its_order_under_its_own_name(tmp_path: Path) -> None:
    made = [each for each in _all(tmp_path) if isinstance(each, FileDrawn)]
    assert [each.kind for each in made] == USUAL
    assert len({each.name for each in made}) == len(made)
    assert all(each.path.stat().st_size for each in made)
    assert all("28-11-2026 Bản 1" in each.name for each in made)


def test_a_template_with_a_fault_is_told_and_the_built_in_one_used(tmp_path: Path) -> None:
    made = _all(tmp_path, template="ab/own")
    troubles = [each.code for each in made if isinstance(each, Trouble)]
    assert troubles == ["template_unreadable"]
    assert [each.kind for each in made if isinstance(each, FileDrawn)] == USUAL


def test_a_file_that_cannot_be_drawn_keeps_no_other_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_given: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(hand_over, "weekly_card", faulty)
    made = _all(tmp_path)
    assert Trouble("file_faulty", {"kind": "weekly"}) in made
    drawn = [each.kind for each in made if isinstance(each, FileDrawn)]
    assert drawn == [kind for kind in USUAL if kind is not Kind.WEEKLY]
