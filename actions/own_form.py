"""The superior body's own form of a host: taken, its columns put right, used and put away."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actions.open_event import host_of
from reading.form_words import MONEY, divisor_of
from reading.matching import Fit, fit_of
from reading.own_form import Guess, guess_form
from rendering.files.form_cells import sheets_of
from rules.deadlines import local
from rules.model import METRICS, Actor, Metric, Refused
from rules.own_form import OF_A_DAY, OF_A_UNIT, THE_DAY, Layout, Place
from rules.permissions import authorise
from storage.audit import note
from storage.db import Session
from storage.events import expected_count, last_day, load_event
from storage.own_forms import (
    OwnForm,
    add_own_form,
    change_places,
    load_own_form,
    own_form_of,
    remove_own_form,
    use_own_form,
)
from storage.units import Unit, find_names, unit

NOTHING: Final = "none"
LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Shown:
    """A form with what may stand in it; `units`: how many a day of its host would expect now."""

    own: OwnForm
    host: Unit
    metrics: tuple[Metric, ...]
    units: int

    @property
    def short(self) -> bool:
        capacity = self.own.form.capacity
        rows = self.own.form.layout is Layout.ROWS and not self.own.form.printed
        return rows and capacity is not None and capacity < self.units

    @property
    def choices(self) -> tuple[str, ...]:
        """What a place of it can hold besides metrics."""
        return OF_A_UNIT if self.own.form.layout is Layout.ROWS else OF_A_DAY


async def form_of_host(session: Session, actor: Actor, *, now: datetime) -> Shown | None:
    """The one in use. Refused: "for_coordinators"."""
    host = await host_of(session, actor)
    own = await own_form_of(session, host.id)
    return None if own is None else await _shown(session, own, host, now)


async def shown_form(session: Session, actor: Actor, form_id: int, *, now: datetime) -> Shown:
    """Refused: "own_form_gone", "for_coordinators"."""
    own = await load_own_form(session, form_id)
    host = None if own is None else await unit(session, own.unit_id)
    if own is None or host is None:
        raise Refused("own_form_gone")
    authorise(actor, "hand_over", host.path)
    return await _shown(session, own, host, now)


async def take_form(
    session: Session, actor: Actor, content: bytes | None, name: str, *, now: datetime
) -> Shown:
    """Read, guessed and kept, not in use yet.

    Refused: "own_form_unreadable", "own_form_macros", "own_form_too_large", "own_form_unknown".
    """
    host = await host_of(session, actor)
    authorise(actor, "hand_over", host.path)
    if content is None:
        raise Refused("own_form_unreadable")
    metrics = await _metrics(session, host)
    guess = await asyncio.to_thread(_guess, content, metrics)
    if guess is None:
        raise Refused("own_form_unknown")
    named = await _with_units(session, host, guess)
    form_id = await add_own_form(
        session, host.id, name[:LONGEST_NAME], content, named.form, by=actor.person_id, now=now
    )
    return await shown_form(session, actor, form_id, now=now)


def _guess(content: bytes, metrics: tuple[Metric, ...]) -> Guess | None:
    return guess_form(sheets_of(content), metrics)


async def _with_units(session: Session, host: Unit, guess: Guess) -> Guess:
    """Whose row is whose, where the form prints the units."""
    if not guess.names:
        return guess
    names = await find_names(session, host.path)
    rows: dict[int, int] = {}
    strange: list[str] = []
    for row, name in guess.names.items():
        unit_id = _unit_called(name, names)
        if unit_id is None or unit_id in rows.values():
            strange.append(name)
        else:
            rows[row] = unit_id
    kept = {row: THE_DAY if found == host.id else found for row, found in rows.items()}
    return replace(guess, form=replace(guess.form, rows=kept, strange=tuple(strange)))


def _unit_called(name: str, names: Sequence[tuple[int, str]]) -> int | None:
    fit = fit_of(name, names)
    return fit.matches[0].unit_id if fit.fit is Fit.CERTAIN else None


async def _metrics(session: Session, host: Unit) -> tuple[Metric, ...]:
    """What its latest day asked, and what days usually ask."""
    event_id = await last_day(session, host.id)
    event = None if event_id is None else await load_event(session, event_id)
    if event is None:
        return METRICS
    known = {metric.key for metric in event.metrics}
    return (*event.metrics, *(metric for metric in METRICS if metric.key not in known))


async def _shown(session: Session, own: OwnForm, host: Unit, now: datetime) -> Shown:
    units = await expected_count(session, host, local(now, host.timezone).date())
    return Shown(own, host, await _metrics(session, host), units)


async def set_place(
    session: Session, actor: Actor, form_id: int, at: str, holds: str, *, now: datetime
) -> Shown:
    """What a column or cell holds; a fact stands in one place only. Refused: "own_form_gone"."""
    shown = await shown_form(session, actor, form_id, now=now)
    known = {*(metric.key for metric in shown.metrics), *shown.choices, NOTHING}
    places = shown.own.form.places
    if holds not in known or all(place.at != at for place in places):
        raise Refused("own_form_gone")
    chosen = "" if holds == NOTHING else holds
    money = any(each.key == chosen and each.counts == MONEY for each in shown.metrics)
    changed = [
        _held(place, chosen, money=money)
        if place.at == at
        else replace(place, holds="" if place.holds == chosen else place.holds)
        for place in places
    ]
    await change_places(session, shown.own, changed)
    await _note(session, actor, "map_own_form", shown, now)
    return await shown_form(session, actor, form_id, now=now)


def _held(place: Place, holds: str, *, money: bool) -> Place:
    return replace(place, holds=holds, divisor=divisor_of(place.heading) if money else 1)


async def use_form(session: Session, actor: Actor, form_id: int, *, now: datetime) -> Shown:
    shown = await shown_form(session, actor, form_id, now=now)
    await use_own_form(session, shown.own, now)
    await _note(session, actor, "use_own_form", shown, now)
    return await shown_form(session, actor, form_id, now=now)


async def remove_form(session: Session, actor: Actor, form_id: int, *, now: datetime) -> Shown:
    shown = await shown_form(session, actor, form_id, now=now)
    await remove_own_form(session, shown.own, now)
    await _note(session, actor, "remove_own_form", shown, now)
    return await shown_form(session, actor, form_id, now=now)


async def _note(session: Session, actor: Actor, deed: str, shown: Shown, now: datetime) -> None:
    detail = {"form": shown.own.id}
    await note(session, actor, deed, now=now, unit_id=shown.host.id, detail=detail)
