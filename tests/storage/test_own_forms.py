"""The form of the body above: one in use for each host."""

from dataclasses import replace
from datetime import timedelta

from rules.own_form import FormMap, Layout, Place
from storage.db import Session
from storage.own_forms import (
    add_own_form,
    change_places,
    load_own_form,
    own_form_content,
    own_form_of,
    remove_own_form,
    use_own_form,
)
from tests.builders import MONDAY, a_district

FORM = FormMap("Biểu 01", Layout.ROWS, (Place("B", "Đơn vị", "unit"),), 8, 27, {9: 4}, ("Lạ",))


async def _added(session: Session, unit_id: int, name: str = "a.xlsx") -> int:
    return await add_own_form(session, unit_id, name, b"PK\x00", FORM, by=None, now=MONDAY)


async def test_a_form_is_used_once_it_is_confirmed_and_takes_the_other_s_place(
    session: Session,
) -> None:
    host, other = (each.id for each in (await a_district(session))[:2])
    first = await load_own_form(session, await _added(session, host))
    assert first is not None
    assert (first.form, first.used, await own_form_of(session, host)) == (FORM, False, None)
    await use_own_form(session, first, MONDAY)
    second = await load_own_form(session, await _added(session, host, "b.xlsx"))
    assert second is not None
    assert (await own_form_of(session, host)) == replace(first, used=True)
    await use_own_form(session, second, MONDAY + timedelta(hours=1))
    assert (await own_form_of(session, host)) == replace(second, used=True)
    assert await own_form_of(session, other) is None
    assert await own_form_content(session, second.id) == b"PK\x00"


async def test_a_removed_form_can_be_used_again(session: Session) -> None:
    host = (await a_district(session))[0].id
    own = await load_own_form(session, await _added(session, host))
    assert own is not None
    await use_own_form(session, own, MONDAY)
    await remove_own_form(session, own, MONDAY)
    assert await own_form_of(session, host) is None
    await use_own_form(session, own, MONDAY)
    assert await own_form_of(session, host) == replace(own, used=True)


async def test_an_unconfirmed_form_stays_what_it_was_and_columns_change(session: Session) -> None:
    host = (await a_district(session))[0].id
    first, second = await _added(session, host), await _added(session, host, "b.xlsx")
    own = await load_own_form(session, second)
    assert own is not None
    places = (Place("B", "Đơn vị", "unit"), Place("C", "Tiền", "funds_vnd", 1000))
    await change_places(session, own, places)
    changed = await load_own_form(session, second)
    assert changed == replace(own, form=replace(FORM, places=places))
    before = await load_own_form(session, first)
    assert before is not None
    assert (before.name, before.form) == ("a.xlsx", FORM)
