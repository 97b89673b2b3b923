"""What the database holds of one day, counted for `aoxanh rehearse`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from rules.model import SignUpState
from storage.db import Session
from storage.tables import (
    inbox,
    notices,
    participations,
    photos,
    shifts,
    sign_ups,
    submissions,
    units,
)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    unit: str
    sha256: str
    key: str


@dataclass(frozen=True, slots=True)
class KeptReport:
    unit: str
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`updates` are rows of the inbox by channel, `unhandled` those that still wait."""

    registered: frozenset[str]
    not_taking_part: frozenset[str]
    reports: Sequence[KeptReport]
    photos: Sequence[KeptPhoto]
    going: int
    updates: Mapping[str, int]
    unhandled: int
    given_up: int


_PARTICIPATIONS = (
    select(units.c.name, participations.c.registered_at, participations.c.not_taking_part)
    .join(units, units.c.id == participations.c.unit_id)
    .where(participations.c.event_id == bindparam("event_id"))
)
_REPORTS = (
    select(units.c.name, submissions.c.figures)
    .join(participations, participations.c.id == submissions.c.participation_id)
    .join(units, units.c.id == participations.c.unit_id)
    .where(participations.c.event_id == bindparam("event_id"))
)
_PHOTOS = (
    select(units.c.name, photos.c.sha256, photos.c.store_key)
    .join(participations, participations.c.id == photos.c.participation_id)
    .join(units, units.c.id == participations.c.unit_id)
    .where(participations.c.event_id == bindparam("event_id"), photos.c.state == "stored")
)
_GOING = (
    select(func.count())
    .select_from(
        sign_ups.join(shifts, shifts.c.id == sign_ups.c.shift_id).join(
            participations, participations.c.id == shifts.c.participation_id
        )
    )
    .where(
        participations.c.event_id == bindparam("event_id"),
        sign_ups.c.state.in_([SignUpState.GOING.value, SignUpState.ATTENDED.value]),
        sign_ups.c.walk_in.is_(False),
    )
)
_UPDATES = select(inbox.c.channel, func.count()).group_by(inbox.c.channel)
_UNHANDLED = select(func.count()).select_from(inbox).where(inbox.c.state != "done")
_GIVEN_UP = select(func.count()).select_from(notices).where(notices.c.state == "failed")


async def evidence(session: Session, event_id: int) -> Evidence:
    about: dict[str, Any] = {"event_id": event_id}
    expected = (await session.execute(_PARTICIPATIONS, about)).all()
    reports = await session.execute(_REPORTS, about)
    kept = await session.execute(_PHOTOS, about)
    updates = await session.execute(_UPDATES)
    return Evidence(
        registered=frozenset(row.name for row in expected if row.registered_at is not None),
        not_taking_part=frozenset(row.name for row in expected if row.not_taking_part),
        reports=[KeptReport(row.name, row.figures) for row in reports],
        photos=[KeptPhoto(*row) for row in kept],
        going=(await session.execute(_GOING, about)).scalar_one(),
        updates={row[0]: row[1] for row in updates},
        unhandled=(await session.execute(_UNHANDLED)).scalar_one(),
        given_up=(await session.execute(_GIVEN_UP)).scalar_one(),
    )
