"""A unit by what somebody typed."""

import pytest

from actions.find_unit import units_called
from storage.db import Session
from tests.builders import a_district

NAMES = ("Đoàn phường Lạc Hồng", "Đoàn phường Tân Lộc", "Chi đoàn Tân Lộc", "Đoàn phường Tân Lợi")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Đoàn phường Lạc Hồng", ["Đoàn phường Lạc Hồng"]),
        ("lac hong", ["Quận Đoàn Lạc Hồng", "Đoàn phường Lạc Hồng"]),
        ("chi đoàn tân lộc", ["Chi đoàn Tân Lộc"]),
        ("Tân Lộc", ["Chi đoàn Tân Lộc", "Đoàn phường Tân Lộc"]),
        ("tân lợi", ["Đoàn phường Tân Lợi"]),
    ],
)
async def test_the_very_name_needs_no_question_and_what_fits_worse_is_no_choice(
    session: Session, typed: str, meant: list[str]
) -> None:
    await a_district(session, *NAMES)
    found = await units_called(session, typed)
    assert sorted(unit.name for unit in found) == sorted(meant)
