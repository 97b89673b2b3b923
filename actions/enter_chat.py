"""A stretch of a group chat -> one list to confirm line by line -> each unit's report, nhập hộ.

Nothing is stored before the list is confirmed. What a unit has sent itself stands, unless the chat
tells something newer or the coordinator says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from actions.chat_rows import ChatList, ChatRead, Part, Row, Shown, Stands
from actions.enter_for_unit import Told, enter_for_unit
from actions.load import events_for
from actions.submit_report import Reported
from actions.take_back import take_back
from actions.unit_page import day_at
from reading.chat import ChatMessage, messages_of
from reading.names import bare_key
from reading.stretch import Line, Step, Stretch, read_stretch
from rules.deadlines import at_local, local
from rules.model import Actor, EventState, Refused
from rules.permissions import authorise, may
from storage.audit import deeds_of, note
from storage.db import Session
from storage.events import Event
from storage.participations import Participation, participations_of
from storage.reports import Message
from storage.units import find_names

DEED: Final = "enter_chat"


@dataclass(frozen=True, slots=True)
class Entered:
    """`held`: units that reported themselves after the list was shown; theirs stands."""

    event: Event
    done: tuple[Reported, ...] = ()
    held: tuple[Participation, ...] = field(default=())
    number: int = 0


async def day_meant(
    session: Session, actor: Actor, parts: Sequence[Part], *, now: datetime
) -> Event | None:
    """The day whose date the chat shows, else the one at hand; None when none is open."""
    days = await events_for(session, actor, "enter_for_unit", now=now)
    if len(days) < 2:  # noqa: PLR2004
        return days[0] if days else None
    dates = _dates(parts, local(now, days[0].zone).date())
    meant = (day for day in days if local(day.schedule.starts_at, day.zone).date() in dates)
    return next(meant, days[0])


def _dates(parts: Sequence[Part], today: date) -> set[date]:
    shown = (message.day for part in parts for message in messages_of(part.text, today=today))
    return {day for day in shown if day}


async def read_chat(
    session: Session, actor: Actor, event_id: int, parts: Sequence[Part], *, now: datetime
) -> ChatRead:
    """Refused for who may enter for none of the day's units."""
    event = await day_at(session, actor, event_id, "enter_for_unit")
    units = {each.id: each for each in await participations_of(session, event.id)}
    if not units:
        return ChatRead(())
    names = await _names(session, event, units.values())
    day = local(event.schedule.starts_at, event.zone).date()
    messages = _messages(parts, event, now)
    metrics = next(iter(units.values())).metrics
    stretch = read_stretch(messages, names, metrics, day=day)
    return _mine(actor, event, stretch, units, now=now)


def _mine(
    actor: Actor,
    event: Event,
    stretch: Stretch,
    units: Mapping[int, Participation],
    *,
    now: datetime,
) -> ChatRead:
    mine = {
        key: each.unit_name
        for key, each in units.items()
        if may(actor, "enter_for_unit", each.unit_path)
    }
    lines = [line for line in stretch.lines if line.unit_id is None or line.unit_id in mine]
    beyond = (
        units[line.unit_id].unit_name
        for line in stretch.lines
        if line.unit_id not in mine and line.unit_id is not None
    )
    lines.sort(key=lambda line: (line.unit_id is not None, not line.is_doubtful))
    return ChatRead(
        tuple(_row(line, mine, event, now) for line in lines),
        stretch.messages,
        stretch.skipped,
        stretch.repeated,
        stretch.other_days,
        tuple(beyond),
    )


async def _names(
    session: Session, event: Event, units: Iterable[Participation]
) -> list[tuple[int, str]]:
    by_unit = {each.unit_id: each.id for each in units}
    called = await find_names(session, event.host_path)
    aliases = [(by_unit[unit_id], name) for unit_id, name in called if unit_id in by_unit]
    return list(dict.fromkeys([*((each.id, each.unit_name) for each in units), *aliases]))


def _messages(parts: Sequence[Part], event: Event, now: datetime) -> list[ChatMessage]:
    today = local(now, event.zone).date()
    messages: list[ChatMessage] = []
    for part in parts:
        if part.forwarded:
            at = local(part.at, event.zone) if part.at else None
            day, clock = (at.date(), at.time()) if at else (None, None)
            messages.append(ChatMessage(part.text, part.author, day, clock))
        else:
            messages += messages_of(part.text, today=today)
    return messages


def _who(step: Step, unit_name: str) -> str:
    """ "Mỹ Đông: 42 đoàn viên" names a unit, not a person."""
    words, unit = set(bare_key(step.author).split()), set(bare_key(unit_name).split())
    names_unit = words == unit or (len(words) > 1 and words < unit)
    return "" if names_unit else step.author


def _row(line: Line, mine: Mapping[int, str], event: Event, now: datetime) -> Row:
    called = mine.get(line.unit_id or 0, "")
    told = [
        Told(line.unit_id or 0, step.figures, step.text, _who(step, called), _at(step, event, now))
        for step in line.steps
    ]
    doubts = [frozenset(line.doubtful & each.figures.keys()) for each in told]
    told = [replace(each, doubtful=doubt) for each, doubt in zip(told, doubts, strict=True)]
    options = tuple(each for each in line.options if each in mine)
    return Row(line.unit_id, tuple(told), options, line.named, line.unsure, line.asides, line.loose)


def _at(step: Step, event: Event, now: datetime) -> datetime | None:
    """As the chat shows it, on the event's day when it shows no date; never later than now."""
    if step.clock is None:
        return None
    day = step.day or local(event.schedule.starts_at, event.zone).date()
    return min(at_local(day, step.clock.hour, step.clock.minute, event.zone), now)


async def chat_list(session: Session, actor: Actor, event_id: int, rows: Sequence[Row]) -> ChatList:
    """The rows against what the units have reported by now."""
    event = await day_at(session, actor, event_id, "enter_for_unit")
    found = await participations_of(session, event.id)
    units = {each.id: each for each in found if may(actor, "enter_for_unit", each.unit_path)}
    shown = tuple(_shown(number, row, units) for number, row in enumerate(rows, 1))
    return ChatList(event, shown, found[0].metrics if found else ())


def _shown(number: int, row: Row, units: Mapping[int, Participation]) -> Shown:
    unit = units.get(row.participation_id or 0)
    options = tuple((each, units[each].unit_name) for each in row.options if each in units)
    return Shown(number, row, unit, _stands(row, unit), options)


def _stands(row: Row, unit: Participation | None) -> Stands:
    if unit is None:
        return Stands.UNKNOWN
    have = unit.facts.values
    if not have:
        return Stands.FIRST
    if row.figures.items() <= have.items():
        return Stands.SAME
    newer = row.at is not None and unit.last_sent_at is not None and row.at > unit.last_sent_at
    return Stands.NEWER if newer else Stands.OLDER


async def enter_chat(
    session: Session,
    actor: Actor,
    event_id: int,
    rows: Sequence[Row],
    message: Message,
    *,
    now: datetime,
) -> Entered:
    """Every line that is taken, at once or not at all. Refused: "event_cancelled",
    "nothing_to_enter"."""
    shown = await chat_list(session, actor, event_id, rows)
    if shown.event.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **_named(shown.event))
    taken = [each for each in shown.shown if each.taken]
    held = [each for each in taken if each.unit and each.unit.version != each.row.seen]
    told = [each for row in taken if row not in held for each in row.told]
    kept = tuple(each.unit for each in held if each.unit)
    if not told:
        return Entered(shown.event, (), kept)
    done = await enter_for_unit(session, actor, told, message, now=now)
    number = len(await deeds_of(session, DEED, event_id)) + 1
    entries = [[each.after.id, each.after.version] for each in done]
    detail = {"number": number, "entries": entries}
    await note(session, actor, DEED, now=now, event_id=event_id, detail=detail)
    return Entered(shown.event, tuple(done), kept, number)


def _named(event: Event) -> dict[str, object]:
    return {"title": event.title, "day": event.schedule.starts_at, "zone": event.zone}


async def undo_chat(
    session: Session, actor: Actor, event_id: int, number: int, *, now: datetime
) -> Entered:
    """Every unit as it stood before, at once or not at all; those that have something newer are
    left as they are."""
    event = await day_at(session, actor, event_id, "enter_for_unit")
    deeds = await deeds_of(session, DEED, event_id)
    found = next((deed for deed in deeds if deed.detail["number"] == number), None)
    if found is None:
        raise Refused("nothing_entered")
    versions = dict(found.detail["entries"])
    units = [one for one in await participations_of(session, event_id) if one.id in versions]
    going = [one for one in units if one.version == versions[one.id]]
    for unit in going:
        authorise(actor, "review_report", unit.unit_path)
    done = [(await take_back(session, actor, one.id, one.version, now=now))[0] for one in going]
    held = [one for one in units if one not in going]
    if done:
        detail = {"number": number, "undone": [each.after.id for each in done]}
        await note(session, actor, f"undo_{DEED}", now=now, event_id=event_id, detail=detail)
    return Entered(event, tuple(done), tuple(held), number)
