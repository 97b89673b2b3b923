"""Versions are added, never overwritten."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage.db import Session
from storage.participations import load_participation, settle
from storage.reports import (
    Message,
    Version,
    add_version,
    give,
    hold,
    load_kept,
    set_values,
    versions_of,
)
from storage.tables import report_values
from tests.builders import a_day, a_district, in_day, saturday

SENT = Message("ĐVTN 25", saturday(15, 0), saturday(15, 1), "webchat", 7, 8)
FIRST = Version({"volunteers": 25}, {"volunteers": "typed"}, SENT, None)


async def _participation(session: Session) -> int:
    host, ward, _ = await a_district(session)
    return (await in_day(session, await a_day(session, host), ward)).id


async def test_versions_are_kept_in_their_order(session: Session) -> None:
    of = await _participation(session)
    await add_version(session, of, 1, FIRST)
    await add_version(session, of, 2, Version({"volunteers": 30}, {}, SENT, None, edited_late=True))
    kept = await versions_of(session, of)
    assert [(one.version, one.figures, one.edited_late) for one in kept] == [
        (1, {"volunteers": 25}, False),
        (2, {"volunteers": 30}, True),
    ]
    assert kept[0].message == SENT


async def test_two_versions_never_share_a_number(session: Session) -> None:
    of = await _participation(session)
    await add_version(session, of, 1, FIRST)
    with pytest.raises(IntegrityError):
        await add_version(session, of, 1, FIRST)


async def test_a_held_report_is_given_once(session: Session) -> None:
    of = await _participation(session)
    held = await hold(session, FIRST)
    assert await give(session, held, of, 1, FIRST)
    assert not await give(session, held, of, 2, FIRST)
    kept = await load_kept(session, held)
    assert kept is not None
    assert (kept.participation_id, kept.version) == (of, 1)


async def test_current_values_replace_the_ones_before(session: Session) -> None:
    mine = await load_participation(session, await _participation(session))
    assert mine is not None
    for figures in ({"volunteers": 25, "citizens": 120}, {"volunteers": 30}):
        facts = mine.facts.__class__(
            registered=False,
            not_taking_part=False,
            returned=False,
            values=figures,
            photos=0,
            min_photos=3,
            required=(),
        )
        mine = await settle(session, mine, facts, sent_at=saturday(15, 0))
        assert mine is not None
        await set_values(session, mine)
    row = (await session.execute(select(report_values))).one()
    assert (row.volunteers, row.citizens) == (30, None)
