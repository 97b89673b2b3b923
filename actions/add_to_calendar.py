"""The .ics of one sign-up."""

import html
from datetime import datetime

from actions.sign_up import own_day
from rendering.calendar import Appointment, calendar_file
from rendering.texts import words
from rules.model import Actor
from storage.db import Session
from storage.signups import Day, load_day


async def calendar_of(session: Session, sign_up_id: int, *, now: datetime) -> bytes | None:
    """For delivery, which makes the file as it is sent; that it may be sent is decided before."""
    day = await load_day(session, sign_up_id)
    return None if day is None else calendar_file(_appointment(day), now=now)


async def own_calendar(session: Session, actor: Actor, sign_up_id: int) -> Day:
    """Refused: "sign_up_unknown"."""
    return await own_day(session, actor, sign_up_id)


def _appointment(day: Day) -> Appointment:
    """From the gathering time on: who comes at the start comes late."""
    shift = day.shift
    said = words("volunteer/calendar", zone=shift.zone, shift=shift)
    title, _, note = html.unescape(said.text).partition("\n")
    return Appointment(
        uid=f"sign-up-{day.sign_up.id}@aoxanh",
        title=title,
        place=shift.place,
        note=note.strip(),
        starts_at=shift.gather_at,
        ends_at=shift.ends_at,
    )
