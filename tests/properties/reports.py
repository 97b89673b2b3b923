"""What units send: figures by every way, photos, and both of them moved."""

from collections.abc import Mapping
from datetime import datetime

from actions.enter_for_unit import Told, enter_for_unit, enter_kept_photos, enter_photo
from actions.keep_photo import BURST, PhotoKept, keep_photo
from actions.mend import move_report, undo_move
from actions.mend_photos import assign_photos, remove_photos, restore_photos
from actions.opt_out import opt_out, take_part_again
from actions.register_unit import Place, register_as_before, register_unit
from actions.submit_report import Entry, Reported, submit_as, submit_expected
from actions.take_message import Held, assign_report, take_message
from rules.model import Actor, RoleKind, Source
from storage.photos import NewPhoto
from storage.registrations import Registration
from storage.reports import Message
from tests.properties.deeds import deed
from tests.properties.model import (
    Deed,
    Expected,
    Photo,
    Version,
    complete_since,
    settle_covered,
    standing,
)
from tests.properties.world import KEYS, LABELS, Skip, World


def effective(message: Message) -> datetime:
    return min(message.sent_at, message.received_at)


def told(
    world: World,
    each: Expected,
    figures: Mapping[str, int],
    message: Message,
    *,
    corrects: bool = False,
    removes: frozenset[str] = frozenset(),
) -> None:
    """A version came."""
    after = {k: v for k, v in each.values.items() if k not in removes} | dict(figures)
    sent = effective(message)
    changed = {key for key in after if each.values.get(key) != after[key]}
    each.versions.append(
        Version(
            len(each.versions) + 1,
            dict(after),
            sent,
            world.now,
            corrects=corrects,
            after_freeze=each.day.state == "frozen",
            all_corrected=corrects and bool(changed),
            ended_return=None if corrects else each.returned,
            ended_away=each.away,
        )
    )
    if each.covered and after:  # by another's report until now; from now on by its own
        each.completed = None
    each.values = after
    each.away, each.approved = False, False
    if not corrects:
        if each.returned:
            each.returned, each.completed = None, None
        each.hear(sent)
    each.stand()


def closed_to_reports(each: Expected) -> bool:
    return each.day.state == "cancelled" or each.dropped


def remember(each: Expected) -> Deed:
    """How it stood before a coordinator's entry."""
    return Deed(len(each.versions), 0, bool(each.returned), each.away)


def entered(each: Expected, before: Deed, by: int | None = None) -> None:
    """The versions since then are one entry of a coordinator's."""
    before.version = len(each.versions)
    each.deed = before
    if by is not None:
        for version in each.versions[before.before :]:
            version.by, version.on_behalf = by, True


@deed("take_message.py", "submit_report.py", "which_unit.py", weight=8)
async def types_a_report(world: World) -> None:
    required = [one.key for one in world.days[0].asked if one.required and one.of_all]
    keys = [key for key in _common(world) if key in required or world.chance(0.25)]
    await _type(world, {key: world.number() for key in keys})


@deed("take_message.py", "submit_report.py", weight=3)
async def types_a_correction(world: World) -> None:
    await _type(world, {world.some(_common(world)[:3]): world.number()})


def _common(world: World) -> list[str]:
    """What every unit is asked for on both days, so that it is read whatever it is of."""
    first, second = (
        {one.key for one in day.asked if one.of_all and not one.dropped} for day in world.days
    )
    return [key for key in KEYS if key in first & second]


async def _type(world: World, wanted: Mapping[str, int]) -> None:
    common = _common(world)
    figures = {key: value for key, value in wanted.items() if key in common}
    if not figures:
        raise Skip
    reporters = [
        actor
        for actor in world.actors.values()
        if any(grant.kind is RoleKind.REPORTER for grant in actor.grants)
    ]
    actor = world.some(reporters)
    text = "\n".join(f"{LABELS[key]}: {value}" for key, value in figures.items())
    message = world.message(text=text)
    done = await take_message(world.session, actor, message, now=world.now)
    if isinstance(done, Held):
        world.held[done.submission_id] = (
            dict(figures),
            effective(message),
            world.now,
            actor.person_id or 0,
        )
    elif isinstance(done, Reported):
        each = world.row(done.after.id)
        assert world.may(actor, each.unit.path, reporters=True), "reported for another's unit"
        if done.after.version == done.before.version:  # the same words once more
            assert figures.items() <= each.values.items(), "figures were not taken"
            return
        told(world, each, figures, message)


@deed("submit_report.py", "guided.py", weight=8)
async def reports(world: World) -> None:
    """By questions, or by an edit of a figure."""
    each = world.unit()
    figures = world.figures(each, whole=world.chance(0.75))
    actor = world.who(each.unit.path, reporters=True, refuse=closed_to_reports(each))
    message = world.message()
    source = world.some((Source.GUIDED, Source.TYPED))
    await submit_as(world.session, actor, each.id, Entry(figures, source, message), now=world.now)
    told(world, each, figures, message)


@deed("submit_report.py", weight=4)
async def reports_as_registered(world: World) -> None:
    each = world.unit(lambda one: bool(one.expects) or world.chance(0.05))
    closed = closed_to_reports(each) or not each.expects
    actor = world.who(each.unit.path, reporters=True, refuse=closed)
    message = world.message()
    await submit_expected(world.session, actor, each.id, message, now=world.now)
    told(world, each, each.expects, message)


@deed("take_message.py", "unplaced.py", weight=8)
async def says_which_unit(world: World) -> None:
    held = world.some(list(world.held))
    figures, sent, received, sender = world.held[held]
    own = next(a for a in world.actors.values() if a.person_id == sender)
    each = world.unit()
    mine = world.may(own, each.unit.path, reporters=True)
    if not mine and world.chance(0.8):
        raise Skip
    world.hopeless = closed_to_reports(each)
    world.wrong = not mine
    await assign_report(world.session, own, held, each.id, now=world.now)
    del world.held[held]
    message = Message("", sent, received)
    told(world, each, figures, message)
    each.versions[-1].received = received


@deed("enter_for_unit.py", "take_back.py", weight=4)
async def enters_for_a_unit(world: World) -> None:
    each = world.unit()
    actor = world.who(each.unit.path, refuse=closed_to_reports(each))
    await enters_figures_of(world, each, actor)


async def enters_figures_of(
    world: World, each: Expected, actor: Actor, figures: dict[str, int] | None = None
) -> None:
    figures = figures or world.figures(each, whole=world.chance(0.8))
    message = world.message()
    at = world.some((None, message.sent_at, message.sent_at))
    before = remember(each)
    entry = Told(each.id, figures, "", world.some(("", "đ/c Lan, Zalo")), at)
    await enter_for_unit(world.session, actor, [entry], message, now=world.now)
    told(world, each, figures, message)
    entered(each, before, actor.person_id)


@deed("register_unit.py", weight=4)
async def registers(world: World) -> None:
    each = world.unit()
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    figures = world.some(({}, world.figures(each)))
    place = Place("Nhà văn hóa", capacity=world.some((None, 1, 2, 3)))
    done = await register_unit(
        world.session,
        actor,
        each.id,
        Registration("Ra quân", expected=figures),
        place,
        now=world.now,
    )
    _registered(world, each, done.registration.expected, done.shift.id)


@deed("register_unit.py", weight=1)
async def registers_as_before(world: World) -> None:
    each = world.unit()
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    done = await register_as_before(world.session, actor, each.id, now=world.now)
    _registered(world, each, done.registration.expected, done.shift.id)


def _registered(world: World, each: Expected, figures: Mapping[str, int], shift: int) -> None:
    each.registered, each.away, each.expects = True, False, dict(figures)
    world.shifts[shift] = each
    _takes_part(each)
    each.stand()


@deed("opt_out.py", weight=3)
async def opts_out(world: World) -> None:
    each = world.unit()
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    await opt_out(world.session, actor, each.id, "Trùng lịch thi", now=world.now)
    each.away = True


@deed("opt_out.py", weight=5)
async def takes_part_again(world: World) -> None:
    each = world.unit(lambda one: one.away or world.chance(0.05))
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.closed)
    await take_part_again(world.session, actor, each.id, now=world.now)
    each.away = False
    _takes_part(each)
    each.stand()


def _takes_part(each: Expected) -> None:
    """It said so, whatever message said it before."""
    for version in each.versions:
        version.ended_away = False


# --- photos
def _photo(world: World, album: str | None) -> NewPhoto:
    message = world.message()
    return NewPhoto(
        "webchat",
        message.chat_id or 0,
        message.message_id or 0,
        f"f{message.message_id}",
        effective(message),
        message.received_at,
        store_key="k",
        album=album,
    )


def _kept(world: World, kept: PhotoKept, photo: NewPhoto, sender: int | None) -> None:
    assert kept.photo_id is not None, "a new photo is no repetition"
    mine = kept.participation
    row = Photo(
        kept.photo_id, photo.sent_at, photo.message_id, sender, photo.album, photo.received_at
    )
    if mine is None:
        world.loose[row.id] = row
        return
    _counted(world.row(mine.id), [row], row.sent)


def _counted(each: Expected, photos: list[Photo], heard: datetime) -> None:
    for photo in photos:
        each.photos[photo.id] = photo
    each.hear(heard)
    each.stand()


@deed("keep_photo.py", "which_unit.py", "report_card.py", weight=7)
async def sends_photos(world: World) -> None:
    actor = world.some(
        [a for a in world.actors.values() if any(g.kind is RoleKind.REPORTER for g in a.grants)]
    )
    count = world.random.choice((1, 1, 2, 3))
    album = f"album{world.messages}" if count > 1 else None
    for _ in range(count):
        photo = _photo(world, album)
        kept = await keep_photo(world.session, actor, photo, now=world.now)
        _kept(world, kept, photo, actor.person_id)
    if world.chance(0.2):
        again = await keep_photo(world.session, actor, photo, now=world.now)
        assert again.photo_id is None, "a redelivered photo was kept twice"


@deed("enter_for_unit.py", "keep_photo.py", weight=3)
async def enters_a_photo(world: World) -> None:
    each = world.unit()
    actor = world.who(each.unit.path, refuse=each.day.state == "cancelled")
    await enters_photo_of(world, each, actor)


async def enters_photo_of(world: World, each: Expected, actor: Actor) -> None:
    photo = _photo(world, None)
    photo_id, _, _ = await enter_photo(world.session, actor, each.id, photo, now=world.now)
    assert photo_id is not None
    by = actor.person_id
    row = Photo(photo_id, photo.sent_at, photo.message_id, by, None, photo.received_at)
    row.on_behalf = True
    _counted(each, [row], row.sent)


def _album(each: Expected, photo: Photo) -> list[Photo]:
    if photo.album is None:
        return [photo]
    return [other for other in each.photos.values() if other.album == photo.album]


@deed("mend_photos.py", weight=3)
async def removes_photos(world: World) -> None:
    each = world.unit(lambda one: one.pictures > 0)
    photo = world.some([p for p in each.photos.values() if p.there])
    whole = world.chance(0.5)
    actor = world.who(each.unit.path, reporters=True)
    await remove_photos(world.session, actor, photo.id, whole=whole, now=world.now)
    for other in _album(each, photo) if whole else [photo]:
        other.there = False
    each.stand()


@deed("mend_photos.py", weight=4)
async def puts_photos_back(world: World) -> None:
    each = world.unit(lambda one: any(not p.there for p in one.photos.values()))
    photo = world.some([p for p in each.photos.values() if not p.there])
    whole = world.chance(0.5)
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.state == "cancelled")
    await restore_photos(world.session, actor, photo.id, whole=whole, now=world.now)
    for other in _album(each, photo) if whole else [photo]:
        other.there = True
    each.hear(max(other.sent for other in _album(each, photo)))
    each.stand()


@deed("mend_photos.py", "restand.py", weight=3)
async def moves_photos(world: World) -> None:
    source, target = world.unit(lambda one: one.pictures > 0), world.unit()
    if source is target:
        raise Skip
    photo = world.some([p for p in source.photos.values() if p.there])
    actor = world.who(source.unit.path, reporters=True)
    if not world.wrong and not world.may(actor, target.unit.path, reporters=True):
        world.wrong = True
    world.hopeless = world.hopeless or closed_to_reports(target)
    await assign_photos(world.session, actor, photo.id, target.id, now=world.now)
    going = [p for p in _album(source, photo) if p.there]
    for each in going:
        del source.photos[each.id]
    left(source, min(each.sent for each in going))
    latest = max(each.sent for each in going)
    _counted(target, going, latest)
    came(target, latest, {}, latest)


def _movers(world: World, source: Expected) -> list:  # type: ignore[type-arg]
    return [a for a in world.actors.values() if world.may(a, source.unit.path, reporters=True)]


@deed("mend_photos.py", "whose_photo.py", weight=4)
async def says_whose_photos(world: World) -> None:
    photo = world.some(list(world.loose.values()))
    sender = next((a for a in world.actors.values() if a.person_id == photo.sender), None)
    each = world.unit()
    if sender is None:
        raise Skip
    world.wrong = not world.may(sender, each.unit.path, reporters=True)
    world.hopeless = closed_to_reports(each)
    await assign_photos(world.session, sender, photo.id, each.id, now=world.now)
    going = [p for p in world.loose.values() if p is photo or (p.album and p.album == photo.album)]
    for one in going:
        del world.loose[one.id]
    _counted(each, going, max(one.sent for one in going))


# --- what went to the wrong unit
def left(
    each: Expected, sent: datetime, *, returned: datetime | None = None, away: bool = False
) -> None:
    """Something left: the unit stands as if it had never come."""
    before = each.completed
    each.returned = each.returned or returned
    each.away = each.away or away
    heard_anew(each)
    if each.covered and each.counted_by:
        each.completed = each.counted_by.completed
    elif each.returned:
        each.completed = None
    elif before is not None and before < sent:
        each.completed = before
    else:
        whole = each.own_complete and not each.away
        each.completed = complete_since(each) if whole else None


def came(each: Expected, sent: datetime, figures: Mapping[str, int], received: datetime) -> None:
    """Something came that had been sent to another unit: as if it had come here at once."""
    heard_anew(each)
    if each.covered and each.counted_by:
        each.completed = each.counted_by.completed
        return
    if not each.own_complete or each.returned or each.away:
        return
    alone = Expected(each.id, each.unit, each.day, returns=each.returns, photos=each.photos)
    alone.also = each.also
    alone.versions = [Version(1, dict(figures), sent, received)]
    moments = [each.completed, complete_since(each), complete_since(alone)]
    each.completed = min((moment for moment in moments if moment), default=None)


def heard_anew(each: Expected) -> None:
    moments = [v.sent for v in standing(each)] + [p.sent for p in each.photos.values() if p.there]
    each.last_sent = max(moments, default=None)


@deed("mend.py", "restand.py", weight=4)
async def moves_a_report(world: World) -> None:
    source, target = world.unit(lambda one: bool(one.values)), world.unit()
    if source is target:
        raise Skip
    actor = world.some(_movers(world, source))
    world.wrong = not world.may(actor, target.unit.path, reporters=True)
    world.hopeless = closed_to_reports(target) or source.day.state == "cancelled"
    done = await move_report(world.session, actor, source.id, target.id, now=world.now)
    last, brought = _taken_back(world, source)
    _brought(world, target, last, brought)
    world.moves.append((source.id, target.id, done.source.version, done.target.version))
    world.moved_from[source.id] = (target.id, brought)


def _taken_back(
    world: World, source: Expected, brought: dict[str, int] | None = None
) -> tuple[Version, dict[str, int]]:
    own = standing(source)
    last, earlier = own[-1], own[-2] if len(own) > 1 else None
    before = earlier.figures if earlier else {}
    changed = {k: v for k, v in last.figures.items() if before.get(k) != v}
    last.moved = True
    number = len(source.versions) + 1
    sent = (earlier or last).sent
    again = Version(number, dict(before), sent, world.now, moved=True)
    again.after_freeze = source.day.state == "frozen"
    source.versions.append(again)
    source.values, source.approved = dict(before), False
    left(source, last.sent, returned=last.ended_return, away=last.ended_away)
    settle_covered(source.day)  # before the figures come to a unit that this one stood for
    return last, dict(brought or changed or last.figures)


def _brought(world: World, target: Expected, last: Version, brought: dict[str, int]) -> None:
    message = Message("", last.sent, last.received)
    told(world, target, brought, message)
    target.versions[-1].received = last.received
    target.versions[-1].by, target.versions[-1].on_behalf = last.by, last.on_behalf
    came(target, last.sent, brought, last.received)


@deed("mend.py", weight=6)
async def undoes_a_move(world: World) -> None:
    source_id, target_id, first, second = world.some(world.moves)
    source, target = world.row(source_id), world.row(target_id)
    actor = world.some(_movers(world, source))
    world.wrong = not world.may(actor, target.unit.path, reporters=True)
    newer = (len(source.versions), len(target.versions)) != (first, second)
    world.hopeless = newer or closed_to_reports(source) or source.day.state == "cancelled"
    await undo_move(world.session, actor, source_id, target_id, (first, second), now=world.now)
    last, brought = _taken_back(world, target, world.moved_from[source_id][1])
    _brought(world, source, last, brought)


__all__ = ["BURST", "enter_kept_photos"]
