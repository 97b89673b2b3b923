"""What a coordinator's message means while they enter for units: a unit, its figures, or who told
it and when."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from actions.enter_for_unit import (
    Told,
    enter_for_unit,
    enter_kept_photos,
    entering,
    named_in,
    read_for,
    say_who,
)
from actions.load import load_event
from actions.submit_report import Reported
from actions.unit_page import units_of_day
from actions.whose_photo import Offer, offered, offered_of
from handlers.reporter import brought
from handlers.turn import Replies, Reply, Turn
from reading.claim import read_claim
from storage.participations import Participation

MOVED_ON: Final = timedelta(minutes=30)
"""After so long a photo may be of any unit: it is asked about again."""


class Entering(StatesGroup):
    """`unit`: which one is asked; `report`: what comes is of the unit in the data."""

    unit = State()
    report = State()


def is_stale(turn: Turn, data: Mapping[str, Any]) -> bool:
    return turn.now - datetime.fromisoformat(data["at"]) > MOVED_ON


async def ask_unit(
    turn: Turn, state: FSMContext, event_id: int, *, typed: str = "", **kept: object
) -> Replies:
    """`kept`: what waits for the answer; `typed` is what named no unit."""
    event = await load_event(turn.session, event_id)
    offer = await offered_of(turn.session, turn.actor, event)
    data = await state.get_data()
    waiting = {"done": data.get("done", []), **kept}
    await state.set_state(Entering.unit)
    await state.set_data({"event_id": event_id, "at": turn.now.isoformat(), **waiting})
    held = {"text": "", "photos": [], **kept}
    return turn.says("on_behalf/which", offer=offer, typed=typed, held=held, zone=event.zone)


async def ask_whose(turn: Turn, state: FSMContext, photo_id: int, *, later: bool) -> Replies:
    """Of a photo that could be of any unit; None from who enters for none. An album's question
    comes by itself."""
    offer = await offered(turn.session, turn.actor, now=turn.now)
    if offer is None:
        return None
    now_at = await state.get_state()
    if now_at not in (None, Entering.unit.state, Entering.report.state):
        return _whose(turn, offer, photo_id, later=later)  # the question that runs goes on
    data = await state.get_data() if now_at == Entering.unit.state else {}
    first = data.get("first_photo") or turn.received_at.isoformat()
    held = [*data.get("photos", []), photo_id]
    await ask_unit(turn, state, offer.event.id, photos=held, first_photo=first)
    return _whose(turn, offer, photo_id, later=later)


def _whose(turn: Turn, offer: Offer, photo_id: int, *, later: bool) -> list[Reply]:
    if later:
        return []
    zone = offer.event.zone
    return [turn.says("on_behalf/whose", offer=offer, count=1, photo=photo_id, zone=zone)]


async def choose(turn: Turn, state: FSMContext, participation_id: int) -> Replies:
    """This is the unit. What waited for it is entered."""
    found = await entering(turn.session, turn.actor, participation_id)
    data = await state.get_data()
    held = {key: data[key] for key in ("text", "photos") if data.get(key)}
    await _turn_to(turn, state, found)
    said = await _enter_held(turn, state, found, held)
    if said:
        return said
    return turn.says("on_behalf/unit", p=found, zone=found.zone)


async def _turn_to(turn: Turn, state: FSMContext, found: Participation) -> None:
    data = await state.get_data()
    fresh = data.get("participation_id") != found.id
    about = {"author": "", "told_at": None, "asked": "", "was_asked": False} if fresh else {}
    begun = data.get("first_photo") or turn.received_at.isoformat()
    since = {"since": begun, "first_photo": None} if fresh else {}
    await state.set_state(Entering.report)
    await state.set_data(
        {
            "done": [],
            **data,
            **about,
            **since,
            "text": "",
            "photos": [],
            "event_id": found.event_id,
            "participation_id": found.id,
            "at": turn.now.isoformat(),
        }
    )


async def _enter_held(
    turn: Turn, state: FSMContext, found: Participation, held: Mapping[str, Any]
) -> list[Reply]:
    said: list[Reply] = []
    photos = 0
    for photo_id in held.get("photos", []):
        found, count = await enter_kept_photos(
            turn.session, turn.actor, photo_id, found.id, now=turn.now
        )
        photos += count
    if photos:
        await _note_done(state, found)
        said.append(turn.says("on_behalf/photos", p=found, count=photos, zone=found.zone))
    told = read_for(found, held.get("text", ""))
    return [*said, *(listed(await enter(turn, state, told)) if told else [])]


def listed(replies: Replies) -> list[Reply]:
    if replies is None:
        return []
    return replies if isinstance(replies, list) else [replies]


async def _note_done(state: FSMContext, found: Participation) -> None:
    done = (await state.get_data())["done"]
    if found.unit_name not in done:
        await state.update_data(done=[*done, found.unit_name])


async def enter(turn: Turn, state: FSMContext, told: Told) -> Replies:
    """Stored at once; then asked, once a unit, who told it and when."""
    found = await entering(turn.session, turn.actor, told.participation_id)
    await _turn_to(turn, state, found)
    (reported,) = await enter_for_unit(
        turn.session, turn.actor, [told], brought(turn, told.text), now=turn.now
    )
    await _note_done(state, reported.after)
    return await entered(turn, state, reported, known=bool(told.author or told.at))


async def entered(
    turn: Turn, state: FSMContext, reported: Reported, *, known: bool = False
) -> Replies:
    data = await state.get_data()
    asks = not known and not data["was_asked"]
    if asks:
        await state.update_data(asked="claim", was_asked=True)
    return turn.says("on_behalf/entered", r=reported, asks=asks, zone=reported.after.zone)


async def understood(turn: Turn, state: FSMContext, message: Message) -> Replies:
    """None when it says nothing that is asked here."""
    data, text = await state.get_data(), message.text or message.caption or ""
    await state.update_data(at=turn.now.isoformat())
    author, at = origin_of(message)
    named = await named_in(turn.session, turn.actor, data["event_id"], text)
    if named is not None:
        return await enter(turn, state, _by(named[1], author, at))
    if data.get("participation_id") is None:
        return await _unit_typed(turn, state, data, text)
    found = await entering(turn.session, turn.actor, data["participation_id"])
    told = read_for(found, text)
    if told is not None:
        return await enter(turn, state, _by(told, author or data["author"], at or told_at_of(data)))
    return await _not_figures(turn, state, data, text)


def told_at_of(data: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(data["told_at"]) if data.get("told_at") else None


def _by(told: Told, author: str, at: datetime | None) -> Told:
    return Told(
        told.participation_id, told.figures, told.text, author, at, told.source, told.doubtful
    )


async def _unit_typed(turn: Turn, state: FSMContext, data: Mapping[str, Any], text: str) -> Replies:
    found = await units_of_day(
        turn.session, turn.actor, data["event_id"], text, action="enter_for_unit"
    )
    if len(found) == 1:
        return await choose(turn, state, found[0].participation_id)
    return turn.says("on_behalf/choose", found=found) if found else None


async def _not_figures(
    turn: Turn, state: FSMContext, data: Mapping[str, Any], text: str
) -> Replies:
    """The next unit's name, or the answer to who and when."""
    found = await units_of_day(
        turn.session,
        turn.actor,
        data["event_id"],
        text,
        action="enter_for_unit",
        sure=bool(data["asked"]),
    )
    if len(found) == 1 and found[0].participation_id != data["participation_id"]:
        return await choose(turn, state, found[0].participation_id)
    if data["asked"]:
        return await _claimed(turn, state, data, text)
    return turn.says("on_behalf/choose", found=found) if found else None


async def _claimed(turn: Turn, state: FSMContext, data: Mapping[str, Any], text: str) -> Replies:
    claim = read_claim(text)
    if claim is None or (data["asked"] == "when" and claim.clock is None):
        return None
    since = datetime.fromisoformat(data["since"])
    after = await say_who(
        turn.session, turn.actor, data["participation_id"], claim, since=since, now=turn.now
    )
    told_at = claimed_at(after, claim.clock is not None)
    await state.update_data(
        author=claim.author or data["author"], told_at=told_at or data["told_at"]
    )
    if data["asked"] == "when" and not claim.author and not data["author"]:
        await state.update_data(asked="who")
        return turn.says("on_behalf/who", p=after)
    return await next_unit(turn, state, after)


def claimed_at(after: Participation, told: bool) -> str | None:
    moment = after.last_sent_at if told else None
    return None if moment is None else moment.isoformat()


async def next_unit(turn: Turn, state: FSMContext, after: Participation) -> Replies:
    await state.update_data(asked="")
    return turn.says("on_behalf/next", p=after, zone=after.zone)


def origin_of(message: Message) -> tuple[str, datetime | None]:
    """Who wrote a forwarded message, and when, where the channel says so."""
    origin = message.forward_origin
    match origin:
        case MessageOriginUser(sender_user=user):
            return user.full_name, origin.date
        case MessageOriginHiddenUser(sender_user_name=name):
            return name, origin.date
        case MessageOriginChat(sender_chat=chat):
            return chat.title or "", origin.date
        case MessageOriginChannel(chat=chat):
            return chat.title or "", origin.date
        case _:
            return "", None
