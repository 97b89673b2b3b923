"""Volunteers and their seats. What is compared is arithmetic: as many seats are taken as
people hold one, and never more than there are."""

from typing import Any

from sqlalchemy import select

from actions.attendance import join_here, mark, tick_people, use_figure, write_down
from actions.move_shift import move_to
from actions.privacy import erase
from actions.register_unit import Place
from actions.replace_me import give_seat, take_over
from actions.shifts import add_place, call_off_place, change_place, reopen_place
from actions.sign_up import answer_offer, cancel, sign_up
from rules.model import Actor
from storage.people import Account
from storage.shifts import load_shift
from storage.tables import sign_ups
from tests.properties.deeds import deed
from tests.properties.reports import told
from tests.properties.world import _VOLUNTEERS, Skip, World


def volunteer(world: World) -> Actor:
    return world.some([world.actors[n] for n in _VOLUNTEERS if n in world.actors])


async def _seats(world: World, *states: str) -> list[tuple[int, int, int]]:
    """Sign-up, shift, person."""
    rows = await world.session.execute(
        select(sign_ups.c.id, sign_ups.c.shift_id, sign_ups.c.person_id).where(
            sign_ups.c.state.in_(states)
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _owner(world: World, person: int) -> Actor:
    found = [a for a in world.actors.values() if a.person_id == person]
    return world.some(found)


@deed("shifts.py")
async def adds_a_place(world: World) -> None:
    each = world.unit()
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    place = Place("Công viên", capacity=world.some((1, 2, None)))
    shift = await add_place(world.session, actor, each.id, place, now=world.now)
    world.shifts[shift.id] = each


@deed("shifts.py")
async def changes_a_place(world: World) -> None:
    shift = world.some(list(world.shifts))
    each = world.shifts[shift]
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    ways: list[dict[str, Any]] = [{"capacity": number} for number in (0, 1, 3)]
    answers = world.some([*ways, {"place": "Chỗ mới"}])
    await change_place(world.session, actor, shift, answers, now=world.now)


@deed("shifts.py", weight=1)
async def calls_a_place_off_or_on(world: World) -> None:
    shift = world.some(list(world.shifts))
    each = world.shifts[shift]
    actor = world.who(each.unit.path, reporters=True)
    way = world.random.choice((call_off_place, reopen_place))
    await way(world.session, actor, shift, now=world.now)


@deed("sign_up.py", "fill_seats.py", weight=6)
async def signs_up(world: World) -> None:
    shift = world.some(list(world.shifts))
    await sign_up(world.session, volunteer(world), shift, now=world.now)


@deed("sign_up.py", "fill_seats.py", weight=2)
async def gives_a_seat_up(world: World) -> None:
    mine, _, person = world.some(await _seats(world, "going", "waiting", "offered"))
    await cancel(world.session, _owner(world, person), mine, now=world.now)


@deed("sign_up.py", weight=5)
async def answers_an_offer(world: World) -> None:
    mine, _, person = world.some(await _seats(world, "offered"))
    accepts = world.chance(0.6)
    await answer_offer(world.session, _owner(world, person), mine, accepts=accepts, now=world.now)


@deed("move_shift.py", weight=2)
async def changes_places(world: World) -> None:
    mine, _, person = world.some(await _seats(world, "going", "waiting", "offered"))
    to = world.some(list(world.shifts))
    await move_to(world.session, _owner(world, person), mine, to, now=world.now)


@deed("replace_me.py", "shift_links.py", weight=2)
async def lets_a_friend_go(world: World) -> None:
    mine, _, person = world.some(await _seats(world, "going"))
    _, code = await give_seat(world.session, _owner(world, person), mine, now=world.now)
    if world.chance(0.8):
        await take_over(world.session, volunteer(world), code, now=world.now)


@deed("attendance.py", weight=3)
async def is_ticked(world: World) -> None:
    mine, shift, _ = world.some(await _seats(world, "going", "offered", "attended"))
    each = world.shifts[shift]
    actor = world.who(each.unit.path, reporters=True)
    if world.chance(0.7):
        await tick_people(world.session, actor, shift, [mine], now=world.now)
    else:
        await mark(world.session, actor, mine, present=False, now=world.now)


@deed("attendance.py", weight=2)
async def comes_without_a_seat(world: World) -> None:
    shift = world.some(list(world.shifts))
    each = world.shifts[shift]
    if world.chance(0.5):
        actor = world.who(each.unit.path, reporters=True)
        await write_down(world.session, actor, shift, ["Khách", "Tí"], now=world.now)
        return
    found = await load_shift(world.session, shift)
    assert found is not None
    await join_here(world.session, volunteer(world), found, now=world.now)


@deed("attendance.py", weight=2)
async def reports_who_was_there(world: World) -> None:
    shift = world.some(list(world.shifts))
    each = world.shifts[shift]
    rows = await _seats(world, "attended")
    here = {person for _, at, person in rows if world.shifts[at] is each}
    if not here:
        raise Skip
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    message = world.message()
    await use_figure(world.session, actor, each.id, len(here), message, now=world.now)
    told(world, each, {"volunteers": len(here)}, message)


@deed("privacy.py", weight=1)
async def leaves_for_good(world: World) -> None:
    name = world.some([each for each in _VOLUNTEERS if each in world.actors])
    actor = world.actors[name]
    await erase(world.session, actor, Account("webchat", 1), now=world.now)
    del world.actors[name]
    world.gone.add(name)
