"""What a phone's calendar and camera read: .ics files and QR codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # imported where they are used: a quarter of a second that no start needs
    from icalendar import Alarm, Event

PRODUCT: Final = "-//Ao Xanh//vi"
ALARMS: Final = (timedelta(hours=12), timedelta(minutes=75))
"""The evening before, and when the last reminder comes (DESIGN 3.3)."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Plain text, aware times. `uid` is the same for one sign-up, so that a second file moves the
    first one's entry instead of adding another."""

    uid: str
    title: str
    place: str
    note: str
    starts_at: datetime
    ends_at: datetime


def calendar_file(appointment: Appointment, *, now: datetime) -> bytes:
    """One entry with its alarms, as every calendar program reads it (RFC 5545)."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(appointment, now))
    content: bytes = calendar.to_ical()
    return content


def _entry(appointment: Appointment, now: datetime) -> Event:
    from icalendar import Event

    entry = Event()
    entry.add("uid", appointment.uid)
    entry.add("dtstamp", now)
    entry.add("sequence", int(now.timestamp()))
    entry.add("dtstart", appointment.starts_at)
    entry.add("dtend", appointment.ends_at)
    entry.add("summary", appointment.title)
    entry.add("location", appointment.place)
    entry.add("description", appointment.note)
    for before in ALARMS:
        entry.add_component(_alarm(appointment.title, before))
    return entry


def _alarm(title: str, before: timedelta) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -before)
    return alarm


def qr_svg(text: str) -> str:
    """For pages; the drawing scales with its place."""
    import segno

    svg: str = segno.make(text, error="m").svg_inline(omitsize=True, border=2)
    return svg


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """For a chat or a printed sheet; with the quiet zone of four modules that old cameras need."""
    import segno

    picture = BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=scale, border=4)
    return picture.getvalue()
