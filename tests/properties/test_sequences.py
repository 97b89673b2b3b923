"""The short form of `python -m benchmarks.sequences`: every number against a naive recount, after
every step of random sequences of everything that people do."""

from collections.abc import Iterable
from pathlib import Path

import pytest

import actions.change_day
import actions.mend
import storage.unit_lines
from rules.rollup import UnitLine
from storage.db import Database
from tests.properties.deeds import DEEDS
from tests.properties.play import Found, a_sequence, play, prepare, shortest

SHORT = {"sqlite": 20, "postgresql": 4}

NO_FACTS = {
    "board_access.py": "who sees the board in a browser",
    "board_page.py": "the chat's board for a browser; tests/bot/web",
    "board_unit.py": "reads",
    "briefing.py": "messages; its figures are those of the edition",
    "day_book.py": "reads what documents are drawn from",
    "gallery.py": "reads",
    "hand_files.py": "files of an edition; its figures are compared as the edition",
    "letterhead.py": "how documents look",
    "look_at_photo.py": "what a photo looks like; it counts as it came",
    "own_form.py": "how documents look",
    "thanks.py": "messages",
    "thumbnails.py": "small pictures",
    "unit_story.py": "reads",
    "weeks.py": "reads; its sums are those of storage.totals",
    "edit_rungs.py": "reminders, no figures",
    "hand_to_another.py": "roles: who reports, not what",
    "plan_answers.py": "a plan that is being read; nothing of it is stored",
    "plan_event.py": "reads; the day is opened by open_event",
    "planned_day.py": "reads",
    "open_event.py": "the days of a sequence are opened before it begins",
    "plan_targets.py": "reads targets in a plan",
    "targets.py": "targets are compared with the totals, they are in none",
    "usual.py": "learns what is usual; no figure of a day depends on it",
    "__init__.py": "empty",
    "add_to_calendar.py": "reads",
    "areas.py": "reads; its sums are those of rules.rollup over many days",
    "ask_question.py": "questions, no figures",
    "find_unit.py": "reads",
    "group_texts.py": "reads",
    "invite.py": "codes and roles: who reports, not what",
    "liaisons.py": "roles: who reports, not what",
    "load.py": "reads",
    "owed.py": "reads",
    "plan_file.py": "reads a file",
    "print_sheets.py": "reads",
    "questions.py": "questions, no figures",
    "reenter.py": "roles: who reports, not what",
    "roster_file.py": "reads a file",
    "tell.py": "messages",
    "unit_page.py": "reads; compared on the page of a unit",
}
"""Files of actions/ that no deed drives, and why."""


def test_every_file_that_does_something_is_driven_by_a_deed() -> None:
    driven = {file for deed in DEEDS.values() for file in deed.files}
    there = {path.name for path in Path(actions.change_day.__file__).parent.glob("*.py")}
    assert there - driven - set(NO_FACTS) == set()
    assert driven & set(NO_FACTS) == set()
    assert driven <= there


async def played(database: Database, count: int, *, first: int = 0) -> Found | None:
    scene = await prepare(database)
    for seed in range(first, first + count):
        found = await play(database, scene, a_sequence(seed))
        if found is not None:
            return await shortest(database, scene, found)
    return None


@pytest.mark.timeout(240)
async def test_every_number_agrees_after_every_step(database: Database) -> None:
    found = await played(database, SHORT["sqlite" if database.sqlite else "postgresql"])
    assert found is None, str(found)


def _counts_twice(lines: Iterable[UnitLine]) -> list[UnitLine]:
    return list(lines)


async def _drops_nothing(*_: object) -> bool:
    return True


async def _keeps_its_values(*_: object) -> None:
    return None


PLANTED = {
    "figures of another unit are added again": (storage.unit_lines, "count_once", _counts_twice, 4),
    "a report that moved stays in the sums of its old unit": (
        actions.mend,
        "set_values",
        _keeps_its_values,
        18,
    ),
    "a unit that was dropped still counts": (actions.change_day, "set_dropped", _drops_nothing, 2),
}
"""With the seed to begin at: one of the first that finds it."""


@pytest.mark.parametrize("bug", PLANTED)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_planted_bug_is_found(
    database: Database, bug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, broken, first = PLANTED[bug]
    monkeypatch.setattr(module, name, broken)
    found = await played(database, 400, first=first)
    assert found is not None
    assert len(found.sequence.steps) <= 6, str(found)
