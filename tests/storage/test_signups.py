"""Seats are settled by the database, whoever comes at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from actions.sign_up import Place, sign_up
from rules.model import Actor, SignUpState
from storage.db import Database, Session
from storage.people import add_person
from storage.shifts import free_seat, load_shift, open_shifts, set_capacity, take_seat
from storage.signups import (
    days_ahead,
    days_served,
    expired_offers,
    find_sign_up,
    going,
    move,
    put_on_list,
    waiting_list,
)
from storage.writer import Writer
from tests.builders import MONDAY, a_day, a_district, a_person, a_shift

WAITING, GOING, OFFERED = SignUpState.WAITING, SignUpState.GOING, SignUpState.OFFERED


async def _one_seat(session: Session, *, capacity: int | None = 1) -> int:
    host, ward, _ = await a_district(session)
    return await a_shift(session, await a_day(session, host), ward, capacity=capacity)


async def _crowd(session: Session) -> list[int]:
    return [
        await add_person(session, f"Bạn {n}", now=MONDAY, consent_version="volunteer-1")
        for n in range(50)
    ]


async def test_a_seat_is_taken_once_and_can_be_freed(session: Session) -> None:
    shift_id = await _one_seat(session)
    assert await take_seat(session, shift_id)
    assert not await take_seat(session, shift_id)
    await free_seat(session, shift_id)
    assert await take_seat(session, shift_id)


async def test_without_a_capacity_there_is_always_a_seat(session: Session) -> None:
    shift_id = await _one_seat(session, capacity=None)
    assert all([await take_seat(session, shift_id) for _ in range(30)])
    shift = await load_shift(session, shift_id)
    assert shift is not None
    assert shift.free is None


async def test_capacity_never_falls_below_the_seats_taken(session: Session) -> None:
    shift_id = await _one_seat(session, capacity=2)
    await take_seat(session, shift_id)
    await take_seat(session, shift_id)
    assert not await set_capacity(session, shift_id, 1)
    assert await set_capacity(session, shift_id, 3)


async def test_who_cancelled_comes_back_at_the_end_of_the_list(session: Session) -> None:
    shift_id = await _one_seat(session)
    first, second = [await a_person(session, name) for name in ("Lan", "Mai")]
    for minutes, person in enumerate((first, second)):
        now = MONDAY + timedelta(minutes=minutes)
        assert await put_on_list(session, shift_id, person.person_id or 0, now=now)
    assert await put_on_list(session, shift_id, first.person_id or 0, now=MONDAY) is None
    sign_up_of_first = await find_sign_up(session, shift_id, first.person_id or 0)
    assert sign_up_of_first is not None
    await move(session, sign_up_of_first.id, {WAITING}, SignUpState.CANCELLED)
    later = MONDAY + timedelta(hours=1)
    await put_on_list(session, shift_id, first.person_id or 0, now=later)
    order = [each.person_id for each in await waiting_list(session, shift_id)]
    assert order == [second.person_id, first.person_id]


async def test_a_state_moves_only_from_where_it_is(session: Session) -> None:
    shift_id = await _one_seat(session)
    lan = await a_person(session)
    sign_up_id = await put_on_list(session, shift_id, lan.person_id or 0, now=MONDAY)
    assert sign_up_id is not None
    assert not await move(session, sign_up_id, {OFFERED}, GOING)
    assert await move(session, sign_up_id, {WAITING}, OFFERED, offered_until=MONDAY)
    assert [day.sign_up.id for day in await expired_offers(session, now=MONDAY)] == [sign_up_id]
    before = MONDAY - timedelta(seconds=1)
    assert await expired_offers(session, now=before) == []


async def test_days_ahead_become_days_served(session: Session) -> None:
    shift_id = await _one_seat(session)
    lan = await a_person(session)
    await sign_up(session, lan, shift_id, now=MONDAY)
    person_id = lan.person_id or 0
    after = MONDAY + timedelta(days=7)
    assert [day.shift.id for day in await days_ahead(session, person_id, now=MONDAY)] == [shift_id]
    assert await days_served(session, person_id, now=MONDAY) == []
    assert await days_ahead(session, person_id, now=after) == []
    assert [day.shift.id for day in await days_served(session, person_id, now=after)] == [shift_id]


async def test_a_host_sees_the_open_shifts_of_all_below_it(session: Session) -> None:
    host, ward, other = await a_district(session)
    event = await a_day(session, host)
    shifts = [await a_shift(session, event, unit) for unit in (ward, other)]
    assert [s.id for s in await open_shifts(session, host.path, now=MONDAY)] == shifts
    assert [s.id for s in await open_shifts(session, ward.path, now=MONDAY)] == shifts[:1]
    assert await open_shifts(session, host.path, now=event.schedule.ends_at) == []


async def test_fifty_chats_take_the_last_seat_through_the_writer_and_one_wins(
    database: Database, writer: Writer
) -> None:
    async with database.transaction() as session:
        shift_id = await _one_seat(session)
        people = await _crowd(session)

    def takes(person_id: int) -> Callable[[Session], Awaitable[Place]]:
        return lambda session: sign_up(session, Actor(person_id, "Bạn"), shift_id, now=MONDAY)

    places = await asyncio.gather(*(writer.run(takes(person_id)) for person_id in people))
    assert sorted(place.state for place in places) == [GOING] + [WAITING] * 49
    assert sorted(place.position or 0 for place in places) == list(range(50))


async def test_fifty_connections_take_the_last_seat_and_one_wins(database: Database) -> None:
    async with database.transaction() as session:
        shift_id = await _one_seat(session)
        people = await _crowd(session)

    gate = asyncio.Semaphore(1 if database.sqlite else 10)

    async def takes(person_id: int) -> SignUpState:
        async with gate, database.transaction() as session:
            place = await sign_up(session, Actor(person_id, "Bạn"), shift_id, now=MONDAY)
            return place.state

    states = await asyncio.gather(*(takes(person_id) for person_id in people))
    async with database.transaction() as session:
        seated = await going(session, shift_id)
        waiting = await waiting_list(session, shift_id)
        shift = await load_shift(session, shift_id)
    assert (states.count(GOING), len(seated), len(waiting)) == (1, 1, 49)
    assert shift is not None
    assert shift.taken == 1
