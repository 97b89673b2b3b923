"""Whose message is it: of the unit's days that owe something, the nearest deadline first."""

from dataclasses import replace
from datetime import timedelta

from actions.which_unit import whose
from rules.model import EventState, Progress
from storage.db import Session
from storage.participations import Participation
from tests.builders import MONDAY, a_day, a_district, in_day, saturday

WEEK = timedelta(days=7)


async def _two_weeks(session: Session) -> tuple[Participation, Participation]:
    """One unit, this Saturday's day and the next one's."""
    host, ward, _ = await a_district(session)
    first = await a_day(session, host)
    second = await a_day(session, host, now=MONDAY + WEEK)
    return await in_day(session, first, ward), await in_day(session, second, ward)


def _done(one: Participation) -> Participation:
    values = {"volunteers": 25, "citizens": 120}
    facts = replace(one.facts, values=values, photos=3, has_submission=True)
    return replace(one, facts=facts, progress=Progress.COMPLETE)


async def test_of_two_open_days_it_is_the_one_at_hand(session: Session) -> None:
    this, following = await _two_weeks(session)
    assert whose([this, following], sent_at=saturday(11, 0)) == (this,)
    assert whose([this, following], sent_at=saturday(11, 0) + WEEK) == (following,)


async def test_before_the_start_on_the_morning_itself_it_is_this_day(session: Session) -> None:
    this, following = await _two_weeks(session)
    assert whose([_done(this), following], sent_at=saturday(7, 0) + WEEK) == (following,)


async def test_a_correction_on_sunday_is_for_the_day_just_past(session: Session) -> None:
    this, following = await _two_weeks(session)
    sunday = saturday(9, 0) + timedelta(days=1)
    assert whose([_done(this), following], sent_at=sunday) == (_done(this),)


async def test_a_frozen_day_still_takes_what_comes_the_same_evening(session: Session) -> None:
    this, following = await _two_weeks(session)
    frozen = replace(this, state=EventState.FROZEN)
    assert whose([frozen, following], sent_at=saturday(18, 0)) == (frozen,)


async def test_two_units_that_owe_alike_both_fit(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    both = [await in_day(session, event, ward), await in_day(session, event, other)]
    assert whose(both, sent_at=saturday(15, 0)) == tuple(both)
    assert whose(both, sent_at=saturday(15, 0), unit=other.name) == (both[1],)


async def test_the_unit_that_still_owes_comes_before_the_one_that_is_done(
    session: Session,
) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    done, owing = await in_day(session, event, ward), await in_day(session, event, other)
    assert whose([_done(done), owing], sent_at=saturday(15, 0)) == (owing,)


async def test_nothing_open_fits_nothing(session: Session) -> None:
    del session
    assert whose([], sent_at=saturday(15, 0)) == ()
