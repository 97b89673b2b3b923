"""Links that open the board in a browser, and the sessions they began. Tokens are kept as hashes
only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.db import Session
from storage.tables import board_links, board_sessions, units


@dataclass(frozen=True, slots=True)
class DoorLink:
    """With a unit it is shared: whoever has it looks at that subtree, as long as `person_id`, who
    made it, may. Without, it is that person's own and lets one browser in."""

    id: int
    person_id: int
    event_id: int | None
    unit_id: int | None
    unit_path: str
    unit_name: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def shared(self) -> bool:
        return self.unit_id is not None


@dataclass(frozen=True, slots=True)
class DoorSession:
    """`link` is what let it in."""

    id: int
    link: DoorLink
    expires_at: datetime
    ended_at: datetime | None


_LINK: Final = (
    board_links.c.id,
    board_links.c.person_id,
    board_links.c.event_id,
    board_links.c.unit_id,
    units.c.path,
    units.c.name,
    board_links.c.made_at,
    board_links.c.expires_at,
    board_links.c.used_at,
    board_links.c.withdrawn_at,
)
_LINKS: Final = select(*_LINK).select_from(
    board_links.outerjoin(units, units.c.id == board_links.c.unit_id)
)
_BY_TOKEN: Final = _LINKS.where(board_links.c.token_hash == bindparam("token_hash"))
_SESSION: Final = (
    select(
        board_sessions.c.id.label("session_id"),
        board_sessions.c.expires_at.label("session_expires_at"),
        board_sessions.c.ended_at,
        *_LINK,
    )
    .select_from(
        board_sessions.join(board_links, board_links.c.id == board_sessions.c.link_id).outerjoin(
            units, units.c.id == board_links.c.unit_id
        )
    )
    .where(board_sessions.c.token_hash == bindparam("token_hash"))
)
_SHARED: Final = _LINKS.where(
    board_links.c.unit_id.in_(bindparam("unit_ids", expanding=True)),
    board_links.c.withdrawn_at.is_(None),
    board_links.c.expires_at > bindparam("now"),
).order_by(board_links.c.id)


def token_hash(token: str) -> str:
    """128 bits from a random source need no salt."""
    return sha256(token.encode()).hexdigest()


async def add_link(
    session: Session,
    token: str,
    person_id: int,
    *,
    event_id: int | None,
    unit_id: int | None,
    expires_at: datetime,
    now: datetime,
) -> int:
    row = {
        "token_hash": token_hash(token),
        "person_id": person_id,
        "event_id": event_id,
        "unit_id": unit_id,
        "made_at": now,
        "expires_at": expires_at,
    }
    result = await session.execute(insert(board_links).returning(board_links.c.id), row)
    added: int = result.scalar_one()
    return added


async def find_link(session: Session, token: str) -> DoorLink | None:
    """Looking uses nothing up."""
    row = (await session.execute(_BY_TOKEN, {"token_hash": token_hash(token)})).first()
    return None if row is None else _link(row)


async def load_link(session: Session, link_id: int) -> DoorLink | None:
    row = (await session.execute(_LINKS.where(board_links.c.id == link_id))).first()
    return None if row is None else _link(row)


async def use_link(session: Session, link: DoorLink, *, now: datetime) -> bool:
    """False when it is withdrawn or expired or, being somebody's own, was used before."""
    fresh = or_(board_links.c.used_at.is_(None), board_links.c.unit_id.is_not(None))
    result = await session.execute(
        update(board_links)
        .where(
            board_links.c.id == link.id,
            board_links.c.withdrawn_at.is_(None),
            board_links.c.expires_at > now,
            fresh,
        )
        .values(used_at=now)
    )
    return result.rowcount == 1


async def shared_links(
    session: Session, unit_ids: Sequence[int], *, now: datetime
) -> list[DoorLink]:
    """Those that still let somebody in, oldest first."""
    rows = await session.execute(_SHARED, {"unit_ids": list(unit_ids), "now": now})
    return [_link(row) for row in rows]


async def withdraw_link(session: Session, link_id: int, *, now: datetime) -> bool:
    """Whom it let in is out at once. False when it was withdrawn already."""
    result = await session.execute(
        update(board_links)
        .where(board_links.c.id == link_id, board_links.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    return result.rowcount == 1


async def open_session(
    session: Session, token: str, link_id: int, *, expires_at: datetime, now: datetime
) -> None:
    row = {
        "token_hash": token_hash(token),
        "link_id": link_id,
        "started_at": now,
        "expires_at": expires_at,
    }
    await session.execute(insert(board_sessions), row)


async def load_session(session: Session, token: str) -> DoorSession | None:
    row = (await session.execute(_SESSION, {"token_hash": token_hash(token)})).first()
    if row is None:
        return None
    return DoorSession(row.session_id, _link(row[3:]), row.session_expires_at, row.ended_at)


async def end_session(session: Session, session_id: int, *, now: datetime) -> None:
    await session.execute(
        update(board_sessions)
        .where(board_sessions.c.id == session_id, board_sessions.c.ended_at.is_(None))
        .values(ended_at=now)
    )


async def end_sessions(session: Session, person_id: int, *, now: datetime) -> int:
    """All that this person's own links began. How many."""
    own = select(board_links.c.id).where(
        board_links.c.person_id == person_id, board_links.c.unit_id.is_(None)
    )
    result = await session.execute(
        update(board_sessions)
        .where(board_sessions.c.link_id.in_(own), board_sessions.c.ended_at.is_(None))
        .values(ended_at=now)
    )
    return result.rowcount


async def forget_doors(session: Session, person_id: int) -> None:
    """Their links, and whoever came in by one."""
    theirs = select(board_links.c.id).where(board_links.c.person_id == person_id)
    await session.execute(delete(board_sessions).where(board_sessions.c.link_id.in_(theirs)))
    await session.execute(delete(board_links).where(board_links.c.person_id == person_id))


async def purge_doors(session: Session, *, before: datetime) -> None:
    """What ended before that moment is of no use to anybody."""
    await session.execute(delete(board_sessions).where(board_sessions.c.expires_at < before))
    begun = select(board_sessions.c.link_id)
    await session.execute(
        delete(board_links).where(board_links.c.expires_at < before, board_links.c.id.not_in(begun))
    )


def _link(row: Sequence[object]) -> DoorLink:
    id_, person_id, event_id, unit_id, path, name, *moments = row
    return DoorLink(id_, person_id, event_id, unit_id, path or "", name or "", *moments)  # type: ignore[arg-type]
