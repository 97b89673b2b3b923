"""What a body's documents bear: its letterhead, its own templates, a day's words on what fell
short."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from rules.day_book import Letterhead, Signer
from rules.letterheads import usual_letterhead
from storage.db import Session
from storage.tables import body_files, event_shortcomings, letterheads, units

REPORT_TEMPLATE: Final = "report_template"
LINES: Final = ("issuer", "superior", "place", "symbol", "on_behalf", "signers", "recipients")
_SAID: Final = tuple(letterheads.c[line] for line in LINES)
_ABOVE: Final = units.alias("above")


@dataclass(frozen=True, slots=True)
class BodyFile:
    name: str
    store_key: str
    uploaded_at: datetime


async def letterhead_of(session: Session, unit_id: int) -> Letterhead:
    """What the body said; the rest as its own name and that of the unit above it say."""
    named = (
        await session.execute(
            select(units.c.name, _ABOVE.c.name.label("above"))
            .join_from(units, _ABOVE, _ABOVE.c.id == units.c.parent_id, isouter=True)
            .where(units.c.id == unit_id)
        )
    ).one()
    said = (await session.execute(select(*_SAID).where(letterheads.c.unit_id == unit_id))).first()
    usual = usual_letterhead(named.name, named.above)
    if said is None:
        return usual
    told = {line: value for line, value in said._mapping.items() if value is not None}
    return replace(usual, **_read(told))


def _read(told: dict[str, Any]) -> dict[str, Any]:
    if "signers" in told:
        told["signers"] = tuple(Signer(*each) for each in told["signers"])
    if "recipients" in told:
        told["recipients"] = tuple(told["recipients"])
    return told


async def set_letterhead(
    session: Session,
    unit_id: int,
    said: Mapping[str, Any],
    *,
    by: int | None,
    now: datetime,
) -> None:
    """`said`: lines by name, as JSON (signers are pairs of title and name); others stay."""
    values = {**said, "changed_at": now, "changed_by": by}
    changed = await session.execute(
        update(letterheads).where(letterheads.c.unit_id == unit_id).values(values)
    )
    if not changed.rowcount:
        await session.execute(insert(letterheads), {"unit_id": unit_id, **values})


async def report_template_of(session: Session, unit_id: int) -> str | None:
    """Where the body's own Word template is kept, None for the built-in one."""
    found = await body_file(session, unit_id, REPORT_TEMPLATE)
    return found.store_key if found else None


async def body_file(session: Session, unit_id: int, kind: str) -> BodyFile | None:
    row = (
        await session.execute(
            select(body_files.c.name, body_files.c.store_key, body_files.c.uploaded_at).where(
                body_files.c.unit_id == unit_id, body_files.c.kind == kind
            )
        )
    ).first()
    return BodyFile(*row) if row else None


async def keep_body_file(
    session: Session, unit_id: int, kind: str, file: BodyFile, *, by: int | None
) -> None:
    """In place of the last one of its kind."""
    await drop_body_file(session, unit_id, kind)
    await session.execute(
        insert(body_files),
        {
            "unit_id": unit_id,
            "kind": kind,
            "name": file.name,
            "store_key": file.store_key,
            "uploaded_at": file.uploaded_at,
            "uploaded_by": by,
        },
    )


async def drop_body_file(session: Session, unit_id: int, kind: str) -> bool:
    """False when there was none. The bytes stay: editions were made with them."""
    gone = await session.execute(
        delete(body_files).where(body_files.c.unit_id == unit_id, body_files.c.kind == kind)
    )
    return bool(gone.rowcount)


async def shortcomings_of(session: Session, event_id: int) -> tuple[str | None, bool]:
    """The coordinator's words (None: the draft), and whether the draft names units."""
    row = (
        await session.execute(
            select(event_shortcomings.c.text, event_shortcomings.c.names_units).where(
                event_shortcomings.c.event_id == event_id
            )
        )
    ).first()
    return (row.text, row.names_units) if row else (None, True)


async def set_shortcomings(
    session: Session, event_id: int, said: Mapping[str, Any], *, by: int | None, now: datetime
) -> None:
    """`said`: "text" (None: the draft again) or "names_units"."""
    values = {**said, "written_at": now, "written_by": by}
    changed = await session.execute(
        update(event_shortcomings).where(event_shortcomings.c.event_id == event_id).values(values)
    )
    if not changed.rowcount:
        await session.execute(insert(event_shortcomings), {"event_id": event_id, **values})
