"""A coordinator opens a volunteer day: as proposed, or changed line by line."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.change_day import Change, change_event, changed_draft
from actions.load import load_event_for
from actions.open_event import (
    Proposal,
    host_of,
    open_event,
    propose,
    propose_day,
)
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.taps import Id
from handlers.turn import Card, Replies, Turn
from handlers.words import Said
from reading.deadline import read_date, read_moment, read_window
from reading.numbers import number
from rendering.texts import words
from rules.deadlines import local
from rules.model import Schedule
from storage.events import Event, EventDraft, expected_units

MOST_PHOTOS: Final = 50
MOST_GRACE: Final = 60
_TIMES: Final = tuple(name for name in Schedule.__slots__ if name != "grace_minutes")
ALL: Final = "all"
BEFORE: Final = timedelta(days=-6)
"""Registration closes in the days up to the day, its report comes after it."""
END_OF_WORK: Final = time(17)
"""What "thứ Năm" alone means as a deadline."""


class EventNew(CallbackData, prefix="event_new"):
    pass


class EventOpen(CallbackData, prefix="event_open"):
    """`stamp` ties the tap to what the card showed."""

    stamp: str


class EventLines(CallbackData, prefix="event_lines"):
    """`event_id` 0: the proposal that is not open yet."""

    event_id: Id


class EventLine(CallbackData, prefix="event_line"):
    event_id: Id
    line: str


def _here(asked: Asked) -> datetime:
    return local(asked.now, asked.known["zone"])


def _day(text: str, asked: Asked) -> date | None:
    return read_date(text, now=_here(asked))


def _window(text: str, _asked: Asked) -> list[str] | None:
    window = read_window(text)
    return None if window is None else [each.isoformat() for each in window]


def _until(week: timedelta) -> Callable[[str, Asked], datetime | None]:
    """A time without a day is on the day itself, a weekday in the week that begins so far from
    it.
    """

    def read(text: str, asked: Asked) -> datetime | None:
        day = date.fromisoformat(asked.answers.get("day", asked.known["day"]))
        return read_moment(
            text, now=_here(asked), day=day, since=day + week, default_time=END_OF_WORK
        )

    return read


def _photos(text: str, _asked: Asked) -> int | None:
    count = number(text)
    return count if count is not None and count <= MOST_PHOTOS else None


def _grace(text: str, _asked: Asked) -> int | None:
    minutes = number(text)
    return minutes if minutes is not None and minutes <= MOST_GRACE else None


def _line(key: str, read: Any, kind: str) -> Field:  # noqa: ANN401  any reader of an answer
    """Asked alone, or among all; skipping keeps what is there."""
    return Field(
        key, read, kind, optional=True, wanted=lambda asked: asked.known["line"] in (key, ALL)
    )


async def finish(
    turn: Turn, state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    change = change_from(answers)
    if known["event_id"]:
        event = await change_event(
            turn.session, turn.actor, known["event_id"], change, now=turn.now
        )
        return await event_card(turn, "events/edited", event)
    draft = changed_draft(_draft(known["draft"]), change, known["zone"])
    proposal = await propose(turn.session, turn.actor, draft, now=turn.now)
    return await _proposal_card(turn, state, proposal)


EVENT_FORM: Final = Form(
    "event",
    (
        _line("title", prose(120), "text"),
        _line("day", _day, "date"),
        _line("window", _window, "window"),
        _line("registration", _until(BEFORE), "moment"),
        _line("report", _until(timedelta()), "moment"),
        _line("second", _until(timedelta()), "moment"),
        _line("grace", _grace, "number"),
        _line("photos", _photos, "number"),
        _line("place", prose(200), "text"),
    ),
    finish,
)
FORMS: Final = (EVENT_FORM,)
LINES: Final = (ALL, *(each.key for each in EVENT_FORM.fields))


def change_from(answers: Mapping[str, Any]) -> Change:
    """What the answers of this form, by line, change."""

    def moment(key: str) -> datetime | None:
        return datetime.fromisoformat(answers[key]) if key in answers else None

    window = [time.fromisoformat(each) for each in answers.get("window", ())]
    return Change(
        title=answers.get("title"),
        place=answers.get("place"),
        min_photos=answers.get("photos"),
        grace_minutes=answers.get("grace"),
        day=date.fromisoformat(answers["day"]) if "day" in answers else None,
        window=(window[0], window[1]) if window else None,
        registration_closes_at=moment("registration"),
        report_due_at=moment("report"),
        second_edition_at=moment("second"),
    )


def _kept(draft: EventDraft) -> dict[str, Any]:
    """The draft as the conversation keeps it between two taps."""
    times = {name: getattr(draft.schedule, name).isoformat() for name in _TIMES}
    return {
        "title": draft.title,
        "place": draft.place,
        "min_photos": draft.min_photos,
        "grace": draft.schedule.grace_minutes,
        **times,
    }


def _draft(kept: Mapping[str, Any]) -> EventDraft:
    times: dict[str, Any] = {name: datetime.fromisoformat(kept[name]) for name in _TIMES}
    schedule = Schedule(**times, grace_minutes=kept["grace"])
    return EventDraft(kept["title"], schedule, kept["place"], kept["min_photos"])


def _stamp(kept: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


async def _proposal_card(turn: Turn, state: FSMContext, proposal: Proposal) -> Card:
    kept = _kept(proposal.draft)
    await state.update_data(draft=kept)
    return turn.card(
        f"proposal:{proposal.host.id}",
        "events/proposal",
        fresh=True,
        draft=proposal.draft,
        host=proposal.host.name,
        units=proposal.units,
        stamp=_stamp(kept),
        zone=proposal.host.timezone,
    )


async def event_card(turn: Turn, name: str, event: Event, **values: object) -> Replies:
    units = await expected_units(turn.session, event.id)
    return turn.says(name, event=event, units=units, zone=event.zone, **values)


async def begin_line(turn: Turn, state: FSMContext, event_id: int, line: str) -> Replies:
    """The questions about one line, or all, of an open day or of the proposal."""
    if event_id:
        event = await load_event_for(turn.session, turn.actor, "change_event", event_id)
        draft = EventDraft(event.title, event.schedule, event.place, event.min_photos)
        zone = event.zone
    else:
        proposal = await propose_day(turn.session, turn.actor, now=turn.now)
        kept = (await state.get_data()).get("draft")
        draft, zone = _draft(kept) if kept else proposal.draft, proposal.host.timezone
    known = as_it_is(draft, zone)
    kept = _kept(draft)
    return await begin(EVENT_FORM, turn, state, event_id=event_id, line=line, draft=kept, **known)


def as_it_is(draft: EventDraft, zone: str) -> dict[str, object]:
    """What the questions about the lines say of how they are."""
    said = words("events/said", schedule=draft.schedule, zone=zone).text.split("|")
    return {
        "zone": zone,
        "day": local(draft.schedule.starts_at, zone).date().isoformat(),
        "title": draft.title,
        "place": draft.place,
        "min_photos": draft.min_photos,
        "grace": draft.schedule.grace_minutes,
        "day_said": said[0],
        "window_said": said[1],
        "registration_said": said[2],
        "report_said": said[3],
        "second_said": said[4],
    }


async def _may_change(turn: Turn, event_id: int) -> None:
    if event_id:
        await load_event_for(turn.session, turn.actor, "change_event", event_id)
    else:
        await host_of(turn.session, turn.actor)


def build_router() -> Router:
    router = Router(name="events")

    @router.message(Command("taosukien"))
    @router.message(Said("tạo sự kiện", "tạo ngày", "tạo ngày tình nguyện", "mở ngày mới"))
    @router.callback_query(EventNew.filter())
    async def new_day(_event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        await state.clear()
        proposal = await propose_day(turn.session, turn.actor, now=turn.now)
        return await _proposal_card(turn, state, proposal)

    @router.callback_query(EventOpen.filter())
    async def open_day(
        _tap: CallbackQuery, callback_data: EventOpen, turn: Turn, state: FSMContext
    ) -> Replies:
        usual = await propose_day(turn.session, turn.actor, now=turn.now)
        kept = (await state.get_data()).get("draft") or _kept(usual.draft)
        if _stamp(kept) != callback_data.stamp:
            return [turn.says("events/stale"), await _proposal_card(turn, state, usual)]
        opened = await open_event(turn.session, turn.actor, _draft(kept), now=turn.now)
        await state.set_data({"draft": kept})
        return await event_card(turn, "events/opened", opened.event, new=opened.new)

    @router.callback_query(EventLines.filter())
    async def which_line(_tap: CallbackQuery, callback_data: EventLines, turn: Turn) -> Replies:
        await _may_change(turn, callback_data.event_id)
        return turn.says("events/which_line", event_id=callback_data.event_id)

    @router.callback_query(EventLine.filter(F.line.in_(LINES)))
    async def change_line(
        _tap: CallbackQuery, callback_data: EventLine, turn: Turn, state: FSMContext
    ) -> Replies:
        return await begin_line(turn, state, callback_data.event_id, callback_data.line)

    return router
