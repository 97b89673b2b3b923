"""What a coordinator enters from a chat, who told it and when; and the answer to the one question
about a report's figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions.chat_rows import Row
from actions.clarify import SKIP, SWAP, YES, answer_doubt, answers
from actions.enter_chat import enter_chat, undo_chat
from actions.enter_for_unit import Told, say_who
from actions.take_message import Held, take_message
from reading.claim import Claim
from rules.model import Actor, RoleKind
from rules.plausibility import About
from storage.participations import load_participation
from storage.reports import Message
from tests.properties.decisions import taken_back
from tests.properties.deeds import deed
from tests.properties.model import Day, Expected, Photo, Version, standing
from tests.properties.reports import (
    entered,
    enters_figures_of,
    enters_photo_of,
    heard_anew,
    remember,
    told,
)
from tests.properties.world import Finding, Skip, World

HERE = timedelta(hours=7)


# --- who told it, and when
@deed("enter_for_unit.py", weight=6)
async def says_who_told_it(world: World) -> None:
    each = world.unit(lambda one: bool(_entries(one)))
    latest = world.some(_entries(each))
    person = latest.by if isinstance(latest, Version) else latest.sender
    since = latest.received - timedelta(minutes=world.some((0, 0, 30, 600)))
    actor = next((a for a in world.actors.values() if a.person_id == person), Actor())
    if world.chance(0.1):
        actor = world.who(each.unit.path, refuse=each.day.state == "cancelled")
    if not world.may(actor, each.unit.path, reporters=False):
        world.wrong = True
    mine = [one for one in _entries(each, actor) if one.received >= since]
    world.hopeless = each.day.state == "cancelled" or not mine
    local = world.some(mine or [latest]).received + HERE
    local -= timedelta(minutes=world.some((0, 1, 12, 95, 600)))
    clock = world.some((local.time().replace(second=0), None))
    claim = Claim(world.some(("", "đ/c Lan")) if clock else "đ/c Lan", clock)
    await say_who(world.session, actor, each.id, claim, since=since, now=world.now)
    if clock is not None:
        retell(each, mine, {id(one): _latest_at(local, one.received) for one in mine})


@deed("enter_for_unit.py", weight=4)
async def telephones(world: World) -> None:
    """All that a unit owes, entered at once; and when it was told."""
    each = world.unit()
    if each.dropped:
        raise Skip
    figures = world.figures(each, whole=world.chance(0.8))
    actor = world.who(each.unit.path, refuse=each.day.state == "cancelled")
    for _ in range(each.day.min_photos - each.pictures):
        await enters_photo_of(world, each, actor)
    await enters_figures_of(world, each, actor, figures)
    mine = [one for one in _entries(each, actor) if one.received == world.now]
    local = world.now + HERE - timedelta(minutes=world.some((0, 5, 25, 70)))
    clock = local.time().replace(second=0)
    claim = Claim("đ/c Lan", clock)
    await say_who(world.session, actor, each.id, claim, since=world.now, now=world.now)
    retell(each, mine, {id(one): _latest_at(local, one.received) for one in mine})


def _entries(each: Expected, actor: Actor | None = None) -> list[Version | Photo]:
    """Nhập hộ, what stands of it; of one coordinator."""
    found: list[Version | Photo] = [one for one in standing(each) if one.on_behalf]
    found += [one for one in each.photos.values() if one.there and one.on_behalf]
    if actor is None:
        return found
    who = actor.person_id
    return [one for one in found if (one.by if isinstance(one, Version) else one.sender) == who]


def _latest_at(local: datetime, received: datetime) -> datetime:
    """The last time before its receipt at which clocks showed this hour and minute."""
    here = received + HERE
    moment = here.replace(hour=local.hour, minute=local.minute, second=0, microsecond=0)
    return (moment if moment <= here else moment - timedelta(days=1)) - HERE


def retell(each: Expected, mine: Sequence[Version | Photo], at: dict[int, datetime]) -> None:
    """What was complete by a message of these is complete since that was told."""
    by = [one.received for one in mine if one.sent == each.completed]
    for one in mine:
        one.sent = at[id(one)]
    if by:
        there: list[Version | Photo] = [p for p in each.photos.values() if p.there]
        until = [one.sent for one in (*standing(each), *there) if one.received <= max(by)]
        each.completed = max(until)
    heard_anew(each)


# --- a stretch of group chat
@dataclass
class Chat:
    """What one confirmed list has entered: each unit's version then."""

    day: Day
    number: int
    entries: list[tuple[Expected, int]] = field(default_factory=list)


@deed("enter_chat.py", "chat_rows.py", "enter_for_unit.py", weight=5)
async def enters_a_chat(world: World) -> None:
    day = world.day
    units = world.random.sample(list(day.units.values()), world.some((1, 2, 3)))
    rows = [_row(world, each) for each in units]
    actor = world.who(world.units["HOST"].path, refuse=day.state == "cancelled")
    world.wrong = not _meets(world, actor)
    written = [
        (each, row)
        for each, row in zip(units, rows, strict=True)
        if _is_taken(each, row)
        and row.seen == len(each.versions)
        and world.may(actor, each.unit.path, reporters=False)
    ]
    message = world.message()
    done = await enter_chat(world.session, actor, day.id, rows, message, now=world.now)
    entered_, counted = [one.after.id for one in done.done], [each.id for each, _ in written]
    if entered_ != counted:
        raise Finding(f"chat of {len(rows)}: enters {entered_!r}, counted {counted!r}")
    for each, row in written:
        _enter(world, each, row, message, actor.person_id or 0)
    if written:
        entries = [(each, len(each.versions)) for each, _ in written]
        world.chats.append(Chat(day, done.number, entries))


def _meets(world: World, actor: Actor) -> bool:
    """A coordinator above some unit of the day; of what is beyond them nothing is written."""
    host = world.units["HOST"].path
    paths = [grant.path for grant in actor.grants if grant.kind is RoleKind.COORDINATOR]
    return any(path.startswith(host) or host.startswith(path) for path in paths)


def _row(world: World, each: Expected) -> Row:
    """One or two messages of a unit, in the order in which they were written."""
    count = world.some((1, 1, 2))
    ago = sorted((world.some((1, 8, 40, 130)) for _ in range(count)), reverse=True)
    timeless = world.chance(0.3)
    lines = [
        Told(
            each.id,
            world.figures(each, whole=world.chance(0.7)),
            f"tin {at}",
            world.some(("", "Lan")),
            None if timeless else (world.now - timedelta(minutes=minutes)).replace(second=0),
        )
        for at, minutes in enumerate(ago)
    ]
    seen = len(each.versions) - (world.chance(0.1) and bool(each.versions))
    return Row(each.id, tuple(lines), takes=world.some((None, None, None, True, False)), seen=seen)


def _figures(row: Row) -> dict[str, int]:
    return {key: value for line in row.told for key, value in line.figures.items()}


def _is_newer(each: Expected, row: Row) -> bool:
    at = row.told[-1].at
    return at is not None and each.last_sent is not None and at > each.last_sent


def _is_taken(each: Expected, row: Row) -> bool:
    """What a unit has sent stands, unless the chat is newer or the coordinator says so."""
    if each.dropped or (each.values and _figures(row).items() <= each.values.items()):
        return False
    if row.takes is not None:
        return row.takes
    return not each.values or _is_newer(each, row)


def _enter(world: World, each: Expected, row: Row, message: Message, by: int) -> None:
    since, before = each.last_sent, remember(each)
    beside = bool(each.values) and _is_newer(each, row) and not row.takes and since is not None
    for line in row.told:
        if beside and since is not None and (line.at is None or line.at <= since):
            continue
        sent = min(line.at or message.sent_at, message.received_at)
        told(world, each, line.figures, Message("", sent, message.received_at))
    entered(each, before, by)


@deed("enter_chat.py", "take_back.py", weight=5)
async def takes_a_chat_back(world: World) -> None:
    chat = world.some(world.chats)
    actor = world.who(world.units["HOST"].path)
    there = [(each, version) for each, version in chat.entries if not each.dropped]
    going = [each for each, version in there if len(each.versions) == version]
    able = all(world.may(actor, one.unit.path, reporters=False) for one in going)
    world.wrong = not (_meets(world, actor) and able)
    world.hopeless = bool(going) and chat.day.state == "cancelled"
    await undo_chat(world.session, actor, chat.day.id, chat.number, now=world.now)
    for each in going:
        taken_back(world, each)


# --- the one question
@deed("take_message.py", "plausible.py", weight=2)
async def types_what_can_be_two_things(world: World) -> None:
    """ "25 hồ sơ": received or resolved?"""
    asked = [{one.key for one in day.asked if one.of_all and not one.dropped} for day in world.days]
    if not all({"dossiers_received", "dossiers_resolved", "citizens"} <= keys for keys in asked):
        raise Skip
    actor = world.some(
        [a for a in world.actors.values() if any(g.kind is RoleKind.REPORTER for g in a.grants)]
    )
    figures = {"citizens": world.number(), "dossiers_received": world.some((7, 12, 25))}
    text = f"Lượt người dân: {figures['citizens']}\n{figures['dossiers_received']} hồ sơ"
    message = world.message(text=text)
    done = await take_message(world.session, actor, message, now=world.now)
    sent = min(message.sent_at, message.received_at)
    if isinstance(done, Held):
        world.held[done.submission_id] = (figures, sent, world.now, actor.person_id or 0)
        return
    if done is None:
        raise Skip
    each = world.row(done.after.id)
    if done.after.version != len(each.versions):
        told(world, each, figures, message)


@deed("clarify.py", weight=6)
async def answers_a_question(world: World) -> None:
    each = (
        world.unit(
            lambda one: (
                one.values.get("dossiers_resolved", 0) > one.values.get("dossiers_received", 0)
            )
        )
        if world.chance(0.5)
        else world.unit(lambda one: bool(one.values))
    )
    found = await load_participation(world.session, each.id)
    assert found is not None
    if not found.doubts:
        raise Skip
    place = world.random.randrange(len(found.doubts))
    doubt = found.doubts[place]
    answer = world.some(answers(doubt))
    version = found.version - world.chance(0.1)
    gone = version != found.version or doubt.standing.value == "settled"
    refuse = gone or each.day.state == "cancelled"
    actor = world.who(each.unit.path, reporters=True, refuse=refuse)
    figures: dict[str, int] = {}
    if answer == SWAP:
        first, second = (each.values.get(f"dossiers_{one}", 0) for one in ("received", "resolved"))
        figures = {"dossiers_received": second, "dossiers_resolved": first}
    elif answer not in (YES, SKIP, doubt.key):
        figures = {answer: doubt.value}
    if figures and each.dropped:
        world.hopeless = True
    await answer_doubt(world.session, actor, each.id, version, place, answer, now=world.now)
    if not figures:
        return
    sent = world.now if each.returned else each.versions[-1].sent
    removes = frozenset({doubt.key}) if doubt.about is About.MEANING else frozenset()
    told(world, each, figures, Message("", sent, world.now), removes=removes)
