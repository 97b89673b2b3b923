"""The superior body's form of a host: its blank bytes, and which place of it holds what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, insert, select, update

from rules.own_form import FormMap, Place, form_from_json, form_json
from storage.db import Session
from storage.tables import body_forms


@dataclass(frozen=True, slots=True)
class OwnForm:
    """Without its bytes. `used`: it is confirmed, and filled at every hand-over."""

    id: int
    unit_id: int
    name: str
    form: FormMap
    used: bool


_COLUMNS: Final = (
    body_forms.c.id,
    body_forms.c.unit_id,
    body_forms.c.name,
    body_forms.c.map,
    body_forms.c.confirmed_at,
    body_forms.c.removed_at,
)
_STANDS: Final = body_forms.c.removed_at.is_(None)
_CONFIRMED: Final = body_forms.c.confirmed_at.is_not(None)


async def own_form_of(session: Session, unit_id: int) -> OwnForm | None:
    """The one that its hand-overs fill."""
    return await _first(session, body_forms.c.unit_id == unit_id, _STANDS, _CONFIRMED)


async def load_own_form(session: Session, form_id: int) -> OwnForm | None:
    return await _first(session, body_forms.c.id == form_id)


async def own_form_content(session: Session, form_id: int) -> bytes:
    """The blank .xlsx."""
    found = await session.execute(select(body_forms.c.content).where(body_forms.c.id == form_id))
    content: bytes = found.scalar_one()
    return content


async def add_own_form(
    session: Session,
    unit_id: int,
    name: str,
    content: bytes,
    form: FormMap,
    *,
    by: int | None,
    now: datetime,
) -> int:
    """Not in use before it is confirmed. Nothing is deleted: SQLite would give its id again, and
    the buttons below an older form would be those of another one."""
    row: dict[str, Any] = {
        "unit_id": unit_id,
        "name": name,
        "content": content,
        "map": form_json(form),
        "uploaded_by": by,
        "uploaded_at": now,
    }
    added = await session.execute(insert(body_forms).returning(body_forms.c.id), row)
    form_id: int = added.scalar_one()
    return form_id


async def change_places(session: Session, own: OwnForm, places: Sequence[Place]) -> None:
    changed = {**form_json(own.form), "places": [_json(place) for place in places]}
    await session.execute(update(body_forms).where(body_forms.c.id == own.id).values(map=changed))


def _json(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in Place.__slots__}


async def use_own_form(session: Session, own: OwnForm, now: datetime) -> None:
    """From now on, instead of the one before."""
    others = (body_forms.c.unit_id == own.unit_id, body_forms.c.id != own.id, _STANDS)
    await session.execute(update(body_forms).where(*others).values(removed_at=now))
    await session.execute(
        update(body_forms)
        .where(body_forms.c.id == own.id)
        .values(confirmed_at=now, removed_at=None)
    )


async def remove_own_form(session: Session, own: OwnForm, now: datetime) -> None:
    """It is filled no more; it can be used again."""
    await session.execute(
        update(body_forms).where(body_forms.c.id == own.id).values(removed_at=now)
    )


async def _first(session: Session, *where: ColumnElement[bool]) -> OwnForm | None:
    found = await session.execute(
        select(*_COLUMNS).where(*where).order_by(body_forms.c.id.desc()).limit(1)
    )
    row = found.first()
    if row is None:
        return None
    used = row.confirmed_at is not None and row.removed_at is None
    return OwnForm(row.id, row.unit_id, row.name, form_from_json(row.map), used)
