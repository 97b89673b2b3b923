"""Changing places, giving one's seat on, calling a place off: no seat is lost and none made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import func, select

from actions.attendance import figure_on_offer, join_here, mark, roll, use_figure, write_down
from actions.move_shift import move_to
from actions.privacy import erase
from actions.replace_me import give_seat, take_over
from actions.shifts import call_off_place, change_place, reopen_place
from actions.sign_up import answer_offer, cancel, sign_up
from rules.model import Actor, Refused, RoleKind, SignUpState, Source
from storage.attendance import attended
from storage.db import Database, Session
from storage.people import Account, load_person
from storage.reports import Message
from storage.shifts import load_shift
from storage.signups import find_sign_up
from storage.tables import notices, sign_ups
from tests.builders import (
    MONDAY,
    a_day,
    a_district,
    a_person,
    a_role,
    a_shift,
    saturday,
)

GOING, WAITING = SignUpState.GOING, SignUpState.WAITING
OFFERED, CANCELLED = SignUpState.OFFERED, SignUpState.CANCELLED
HOLDS = (GOING.value, OFFERED.value, SignUpState.ATTENDED.value)
FRIDAY_EVENING = saturday(19, 0).replace(day=27)


async def _two_places(
    session: Session, first: int | None, second: int | None
) -> tuple[int, int, Actor]:
    host, ward, *_ = await a_district(session)
    event = await a_day(session, host)
    shifts = [await a_shift(session, event, ward, capacity=each) for each in (first, second)]
    return shifts[0], shifts[1], await a_role(session, RoleKind.REPORTER, ward)


async def _state(session: Session, shift_id: int, person: Actor) -> SignUpState | None:
    found = await find_sign_up(session, shift_id, person.person_id or 0)
    return None if found is None else found.state


async def _counted(session: Session, shift_id: int) -> tuple[int, int]:
    """Seats as the shift counts them, and as the sign-ups do."""
    shift = await load_shift(session, shift_id)
    assert shift is not None
    held = await session.execute(
        select(func.count()).where(
            sign_ups.c.shift_id == shift_id,
            sign_ups.c.state.in_(HOLDS),
            sign_ups.c.walk_in.is_(False),
        )
    )
    return shift.taken, held.scalar_one()


async def test_who_moves_takes_the_new_seat_and_the_old_one_goes_on(session: Session) -> None:
    morning, afternoon, _ = await _two_places(session, 1, 1)
    lan, mai = await a_person(session, "Lan"), await a_person(session, "Mai")
    place = await sign_up(session, lan, morning, now=MONDAY)
    await sign_up(session, mai, morning, now=MONDAY)
    moved = await move_to(session, lan, place.sign_up_id, afternoon, now=MONDAY)
    assert moved.left
    assert await _state(session, morning, lan) is CANCELLED
    assert await _state(session, morning, mai) is GOING
    assert await _counted(session, morning) == await _counted(session, afternoon) == (1, 1)


async def test_in_the_evening_a_mover_is_asked_and_keeps_the_old_seat_till_yes(
    session: Session,
) -> None:
    morning, afternoon, _ = await _two_places(session, 1, 1)
    lan, mai = await a_person(session, "Lan"), await a_person(session, "Mai")
    mine = await sign_up(session, lan, morning, now=MONDAY)
    theirs = await sign_up(session, mai, afternoon, now=MONDAY)
    waits = await move_to(session, lan, mine.sign_up_id, afternoon, now=MONDAY)
    assert not waits.left
    await cancel(session, mai, theirs.sign_up_id, now=FRIDAY_EVENING)
    assert await _state(session, afternoon, lan) is OFFERED
    assert await _state(session, morning, lan) is GOING
    await answer_offer(session, lan, waits.place.sign_up_id, accepts=True, now=FRIDAY_EVENING)
    assert await _state(session, morning, lan) is CANCELLED
    assert await _counted(session, morning) == (0, 0)
    assert await _counted(session, afternoon) == (1, 1)


async def test_a_friend_takes_the_seat_before_those_who_wait(session: Session) -> None:
    shift_id, _, _ = await _two_places(session, 1, 1)
    lan, mai, hoa = [await a_person(session, name) for name in ("Lan", "Mai", "Hoa")]
    mine = await sign_up(session, lan, shift_id, now=MONDAY)
    waits = await sign_up(session, mai, shift_id, now=MONDAY)
    with pytest.raises(Refused, match="no_seat_to_give"):
        await give_seat(session, mai, waits.sign_up_id, now=MONDAY)
    _, code = await give_seat(session, lan, mine.sign_up_id, now=MONDAY)
    assert (await take_over(session, hoa, code, now=MONDAY)).state is GOING
    assert await _state(session, shift_id, mai) is WAITING
    assert await _counted(session, shift_id) == (1, 1)
    with pytest.raises(Refused, match="code_used"):
        await take_over(session, mai, code, now=MONDAY)


async def test_a_seat_that_was_let_go_cannot_be_given_on(session: Session) -> None:
    shift_id, _, _ = await _two_places(session, 1, 1)
    lan, hoa = await a_person(session, "Lan"), await a_person(session, "Hoa")
    mine = await sign_up(session, lan, shift_id, now=MONDAY)
    _, code = await give_seat(session, lan, mine.sign_up_id, now=MONDAY)
    await cancel(session, lan, mine.sign_up_id, now=MONDAY)
    with pytest.raises(Refused, match=r"code_used|seat_gone"):
        await take_over(session, hoa, code, now=MONDAY)


async def test_a_place_called_off_takes_nobody_and_keeps_its_seats_for_opening_again(
    session: Session,
) -> None:
    shift_id, _, reporter = await _two_places(session, 2, 1)
    lan, mai = await a_person(session, "Lan"), await a_person(session, "Mai")
    await sign_up(session, lan, shift_id, now=MONDAY)
    assert (await call_off_place(session, reporter, shift_id, now=MONDAY)).people == 1
    assert (await call_off_place(session, reporter, shift_id, now=MONDAY)).people == 0
    with pytest.raises(Refused, match="shift_cancelled"):
        await sign_up(session, mai, shift_id, now=MONDAY)
    assert (await reopen_place(session, reporter, shift_id, now=MONDAY)).people == 1
    assert await _state(session, shift_id, lan) is GOING
    told = await session.execute(select(func.count()).where(notices.c.person_id == lan.person_id))
    assert told.scalar_one() == 2


async def test_more_seats_promote_and_fewer_than_taken_are_refused(session: Session) -> None:
    shift_id, _, reporter = await _two_places(session, 1, 1)
    lan, mai = await a_person(session, "Lan"), await a_person(session, "Mai")
    await sign_up(session, lan, shift_id, now=MONDAY)
    await sign_up(session, mai, shift_id, now=MONDAY)
    await change_place(session, reporter, shift_id, {"capacity": 2}, now=MONDAY)
    assert await _state(session, shift_id, mai) is GOING
    with pytest.raises(Refused, match="shift_too_small"):
        await change_place(session, reporter, shift_id, {"capacity": 1}, now=MONDAY)


async def test_walk_ins_take_no_seat_and_a_name_taken_off_is_forgotten(session: Session) -> None:
    shift_id, _, reporter = await _two_places(session, 1, 1)
    lan, guest = await a_person(session, "Lan"), await a_person(session, "Khách")
    await sign_up(session, lan, shift_id, now=MONDAY)
    now = saturday(7, 10)
    shift = await load_shift(session, shift_id)
    assert shift is not None
    await join_here(session, guest, shift, now=now)
    written = await write_down(session, reporter, shift_id, ["Hồ Văn An", "Lan"], now=now)
    assert (written.changed, written.present) == (2, 3)
    assert await _counted(session, shift_id) == (1, 1)
    an = next(each for each in written.people if each.name == "Hồ Văn An")
    await mark(session, reporter, an.sign_up_id, present=False, now=now)
    assert await load_person(session, an.person_id) is None
    with pytest.raises(Refused, match="for_reporters"):
        await roll(session, guest, shift_id)
    with pytest.raises(Refused, match="attendance_early"):
        await write_down(session, reporter, shift_id, ["Bé"], now=MONDAY)


async def test_who_was_there_stays_counted_without_a_name_when_erased(session: Session) -> None:
    shift_id, _, reporter = await _two_places(session, 1, 1)
    lan = await a_person(session, "Lan")
    mine = await sign_up(session, lan, shift_id, now=MONDAY)
    await mark(session, reporter, mine.sign_up_id, present=True, now=saturday(8, 0))
    await erase(session, lan, Account("webchat", 1), now=saturday(9, 0))
    (left,) = (await roll(session, reporter, shift_id)).people
    assert (left.name, left.present) == ("", True)


async def test_the_figure_of_attendance_never_overwrites_a_typed_one(session: Session) -> None:
    shift_id, _, reporter = await _two_places(session, 1, 1)
    shift = await load_shift(session, shift_id)
    assert shift is not None
    now = saturday(12, 0)
    await write_down(session, reporter, shift_id, ["An", "Bé"], now=now)
    assert await attended(session, shift.participation_id) == 2
    message = Message("", now, now)
    with pytest.raises(Refused, match="figure_moved"):
        await use_figure(session, reporter, shift.participation_id, 5, message, now=now)
    done = await use_figure(session, reporter, shift.participation_id, 2, message, now=now)
    assert done.after.sources["volunteers"] == Source.ATTENDANCE.value
    assert await figure_on_offer(session, done.after) is None
    await write_down(session, reporter, shift_id, ["Cúc"], now=now)
    assert await figure_on_offer(session, done.after) == 3


@dataclass
class Rush:
    """Four move to the last seat of the afternoon, four newcomers want it, a friend takes over the
    first mover's seat of the morning."""

    morning: int
    afternoon: int
    movers: list[Actor]
    newcomers: list[Actor]
    friend: Actor
    seats: list[int]
    code: str

    def acts(self) -> list[Callable[[Session], Awaitable[object]]]:
        moves = [
            partial(_moves, who=who, own=own, to=self.afternoon)
            for who, own in zip(self.movers, self.seats, strict=True)
        ]
        comes = [partial(_comes, who=who, to=self.afternoon) for who in self.newcomers]
        over = partial(_takes_over, who=self.friend, code=self.code)
        return [moves[0], comes[0], over, *moves[1:], *comes[1:]]


async def _moves(session: Session, *, who: Actor, own: int, to: int) -> object:
    return await move_to(session, who, own, to, now=MONDAY)


async def _comes(session: Session, *, who: Actor, to: int) -> object:
    return await sign_up(session, who, to, now=MONDAY)


async def _takes_over(session: Session, *, who: Actor, code: str) -> object:
    return await take_over(session, who, code, now=MONDAY)


async def _a_rush(session: Session) -> Rush:
    morning, afternoon, _ = await _two_places(session, 4, 1)
    movers = [await a_person(session, f"Dời {n}") for n in range(4)]
    newcomers = [await a_person(session, f"Mới {n}") for n in range(4)]
    seats = [(await sign_up(session, each, morning, now=MONDAY)).sign_up_id for each in movers]
    _, code = await give_seat(session, movers[0], seats[0], now=MONDAY)
    friend = await a_person(session, "Bạn thay")
    return Rush(morning, afternoon, movers, newcomers, friend, seats, code)


async def test_mover_newcomer_and_replacement_at_once_lose_no_seat_and_make_none(
    database: Database,
) -> None:
    async with database.transaction() as session:
        rush = await _a_rush(session)
    gate = asyncio.Semaphore(1 if database.sqlite else 10)

    async def at_once(act: Callable[[Session], Awaitable[object]]) -> None:
        with suppress(Refused):
            async with gate, database.transaction() as opened:
                await act(opened)

    await asyncio.gather(*(at_once(act) for act in rush.acts()))
    async with database.transaction() as session:
        taken, held = await _counted(session, rush.morning)
        assert taken == held
        assert await _counted(session, rush.afternoon) == (1, 1)
        given = await _state(session, rush.morning, rush.friend) is GOING
        for mover in rush.movers:
            old = await _state(session, rush.morning, mover)
            new = await _state(session, rush.afternoon, mover)
            replaced = mover is rush.movers[0] and given
            assert GOING in (old, new) or replaced, (mover, old, new)
