from datetime import date

from reading.fold import plain
from storage.db import Session
from storage.units import (
    NewUnit,
    add_aliases,
    add_unit,
    add_units,
    close_unit,
    codes_in_use,
    find_by_name,
    find_names,
    subtree,
    unit,
    unit_by_code,
)
from tests.builders import a_district


def _new(code: str, name: str, parent: str | None) -> NewUnit:
    return NewUnit(code, name, parent, {plain(name): name})


async def test_a_path_is_the_ids_from_the_root(session: Session) -> None:
    host, ward, _ = await a_district(session)
    assert host.path == f"{host.id}/"
    assert ward.path == f"{host.id}/{ward.id}/"
    assert ward.parent_id == host.id


async def test_parents_may_come_after_their_children_in_one_batch(session: Session) -> None:
    branch, ward, host = await add_units(
        session,
        [_new("C", "Chi đoàn Khu phố 3", "W"), _new("W", "P. Tân Lộc", "H"), _new("H", "Q", None)],
    )
    assert branch.path == f"{host.id}/{ward.id}/{branch.id}/"


async def test_a_later_unit_joins_a_parent_that_is_there(session: Session) -> None:
    host, *_ = await a_district(session)
    added = await add_unit(session, _new("X", "Chi đoàn Thuế", "HOST"))
    assert added in await subtree(session, host.path)
    assert (await unit_by_code(session, "X")) == added


async def test_a_subtree_leaves_out_units_that_do_not_exist_that_day(session: Session) -> None:
    host, ward, other = await a_district(session)
    await close_unit(session, ward.id, on=date(2026, 7, 1))
    there = await subtree(session, host.path, day=date(2026, 7, 1))
    before = await subtree(session, host.path, day=date(2026, 6, 30))
    assert [each.id for each in there] == [host.id, other.id]
    assert ward.id in [each.id for each in before]


async def test_a_path_is_not_the_beginning_of_another_id(session: Session) -> None:
    units = await add_units(session, [_new(f"R{i}", f"Gốc {i}", None) for i in range(1, 13)])
    first = next(each for each in units if each.path == "1/")
    assert [each.id for each in await subtree(session, first.path)] == [first.id]


async def test_the_old_name_of_a_merged_unit_finds_its_successor(session: Session) -> None:
    host, old, new = await a_district(session)
    await close_unit(session, old.id, on=date(2026, 7, 1), successor_id=new.id)
    found = await find_by_name(session, plain(old.name), host.path)
    assert [each.id for each in found] == [new.id]
    assert (new.id, old.name) in await find_names(session, host.path)


async def test_an_alias_finds_its_unit_and_is_kept_once(session: Session) -> None:
    host, ward, _ = await a_district(session)
    for _ in range(2):
        await add_aliases(session, {ward.id: {"p tan loc": "P. Tân Lộc"}})
    assert [each.id for each in await find_by_name(session, "p tan loc")] == [ward.id]
    names = await find_names(session, host.path)
    assert names.count((ward.id, "P. Tân Lộc")) == 1


async def test_a_name_is_not_found_outside_the_path(session: Session) -> None:
    _, ward, other = await a_district(session)
    assert await find_by_name(session, plain(ward.name), other.path) == []


async def test_codes_in_use_are_those_with_the_prefix(session: Session) -> None:
    await a_district(session)
    assert await codes_in_use(session, ["U"]) == {"U1", "U2"}
    assert await codes_in_use(session, []) == set()


async def test_an_unknown_unit_is_none(session: Session) -> None:
    assert await unit(session, 404) is None
    assert await unit_by_code(session, "nowhere") is None
