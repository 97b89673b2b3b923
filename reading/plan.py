"""A plan document -> what it sets: days, deadlines, targets, who does what, who receives it."""

from datetime import datetime, time, tzinfo
from typing import Final

from reading.plans.assignments import assignments
from reading.plans.dues import dues
from reading.plans.happenings import happenings
from reading.plans.heading import heading
from reading.plans.layout import Document, Paragraph, clean, document
from reading.plans.mentions import cited_documents, contacts, links
from reading.plans.model import Happening, Heading, Plan, Window
from reading.plans.rows import flattened
from reading.plans.tail import forms, recipients, signers
from reading.plans.targets import targets

LONGEST: Final = 400_000
_MORNING: Final = time(8)


def read_plan(text: str, *, now: datetime) -> Plan:
    """`now` is aware and stands in for the day of issue when the document names none. Never
    raises; what was not certain is among `doubts` or marked on the fact.
    """
    read = document(text[:LONGEST])
    top = heading(read)
    issued = _issued(top, now)
    body = flattened(read.body)
    owed = dues(body, issued)
    events = happenings(body, owed, issued, top.title)
    whole = "\n".join(clean(line) for line in text[:LONGEST].splitlines())
    return Plan(
        top,
        signers(read.tail),
        _window(events),
        events,
        owed,
        targets(body),
        assignments(body),
        contacts(body),
        links(whole),
        forms(read.tail),
        recipients(read.tail),
        cited_documents(whole, top.number_as_written),
        _doubts(top, read, body),
    )


def _issued(top: Heading, now: datetime) -> datetime:
    zone: tzinfo | None = now.tzinfo
    return datetime.combine(top.issued, _MORNING, tzinfo=zone) if top.issued else now


def _window(events: tuple[Happening, ...]) -> Window | None:
    """From the first day to the last one that the plan names."""
    windows = [window for event in events for window in event.windows]
    if not windows:
        return None
    longest = max(windows, key=lambda window: window.ends - window.begins)
    begins = min(window.begins for window in windows)
    ends = max(window.ends for window in windows)
    same = (begins, ends) == (longest.begins, longest.ends)
    return longest if same else Window(begins, ends, longest.precision)


def _doubts(top: Heading, read: Document, body: tuple[Paragraph, ...]) -> tuple[str, ...]:
    found = []
    if top.number is None:
        found.append("number")
    if top.issued is None:
        found.append("date_of_issue")
    if read.kind is None:
        found.append("doc_type")
    if not body:
        found.append("body")
    return tuple(found)
