"""What coordinators decide about a unit: review, more time, whose figures are in whose."""

from datetime import datetime, timedelta

from actions.count_once import count_at, count_itself, say_branches
from actions.more_time import (
    ask_more_time,
    give_time,
    grant_request,
    refuse_request,
    take_time_back,
    withdraw_request,
)
from actions.review_report import (
    approve_report,
    correct_report,
    resend,
    return_report,
    undo_approval,
    undo_entry,
    undo_return,
)
from rules.model import Actor
from rules.rollup import Why
from tests.properties.deeds import deed
from tests.properties.model import Expected, Version, complete_since
from tests.properties.reports import closed_to_reports, entered, left, remember, told
from tests.properties.world import WEEK, Skip, World


def has_sent(each: Expected) -> bool:
    return bool(each.versions)


# --- review
@deed("review_report.py", weight=4)
async def returns_a_report(world: World) -> None:
    each = world.unit(lambda one: has_sent(one) or world.chance(0.05))
    refuse = each.day.closed or not has_sent(each) or bool(each.returned) or each.away
    actor = world.who(each.unit.path, refuse=refuse)
    await return_report(world.session, actor, each.id, "Thiếu số dân", now=world.now)
    each.completed_before.append(each.completed)
    each.returned, each.completed, each.approved = world.now, None, False
    each.returns.append(world.now)


@deed("review_report.py", weight=4)
async def undoes_a_return(world: World) -> None:
    each = world.unit(lambda one: bool(one.returned))
    actor = world.who(each.unit.path, refuse=each.day.closed)
    await undo_return(world.session, actor, each.id, now=world.now)
    each.returned, each.completed = None, each.completed_before.pop()
    each.returns.pop()
    if each.completed is None and each.last_sent is not None:
        each.stand()
    judge(world, each)


@deed("review_report.py", weight=4)
async def answers_a_return(world: World) -> None:
    each = world.unit(lambda one: bool(one.returned))
    actor = world.who(
        each.unit.path, reporters=True, refuse=each.day.closed or closed_to_reports(each)
    )
    message = world.message()
    await resend(world.session, actor, each.id, message, now=world.now)
    told(world, each, {}, message)


@deed("review_report.py")
async def approves(world: World) -> None:
    each = world.unit(has_sent)
    actor = world.who(each.unit.path, refuse=each.day.closed or bool(each.returned))
    await approve_report(world.session, actor, each.id, now=world.now)
    each.approved = True


@deed("review_report.py", weight=3)
async def undoes_an_approval(world: World) -> None:
    each = world.unit(lambda one: one.approved)
    actor = world.who(each.unit.path, refuse=each.day.closed)
    await undo_approval(world.session, actor, each.id, now=world.now)
    each.approved = False


@deed("review_report.py", weight=4)
async def corrects_a_number(world: World) -> None:
    each = world.unit(lambda one: bool(one.values))
    figures = world.figures(each, whole=False)
    refuse = closed_to_reports(each) or not each.values
    actor = world.who(each.unit.path, refuse=refuse)
    before, message = remember(each), world.message()
    await correct_report(world.session, actor, each.id, figures, "Đếm lại", message, now=world.now)
    # It bears the time of the unit's own latest message.
    at = each.last_sent or message.sent_at
    differing = {k: v for k, v in figures.items() if each.values.get(k) != v}
    told(world, each, differing, message, corrects=True)
    each.versions[-1].sent = min(at, world.now)
    entered(each, before)


@deed("take_back.py", "review_report.py", weight=7)
async def takes_an_entry_back(world: World) -> None:
    each = world.unit(lambda one: one.deed is not None)
    if each.deed is None:
        raise Skip
    was = each.deed
    newer = len(each.versions) != was.version
    actor = world.who(each.unit.path, refuse=newer or each.day.state == "cancelled")
    await undo_entry(world.session, actor, each.id, was.version, now=world.now)
    taken_back(world, each)


def taken_back(world: World, each: Expected) -> None:
    """As if it had never come; a return that it answered waits for an answer again."""
    was = each.deed
    assert was is not None
    earlier = each.versions[was.before - 1] if was.before else None
    after = dict(earlier.figures) if earlier else {}
    taken = each.versions[was.before :]
    version = Version(len(each.versions) + 1, after, taken[-1].sent, world.now)
    version.after_freeze = each.day.state == "frozen"
    each.versions.append(version)
    for one in (*taken, version):
        one.moved = True
    each.values, each.approved, each.deed = after, False, None
    returned = world.now if was.returned else None
    left(each, min(one.sent for one in taken), returned=returned, away=was.away)


# --- more time
def to_the_minute(each: Expected, world: World) -> datetime:
    """People say "16:30"."""
    return max(each.closes, world.now).replace(second=0, microsecond=0)


@deed("more_time.py", weight=3)
async def asks_for_time(world: World) -> None:
    each = world.unit()
    refuse = each.day.closed or each.dropped or each.away or each.progress == "complete"
    actor = world.who(each.unit.path, reporters=True, refuse=refuse)
    wanted = each.closes + timedelta(minutes=world.some((30, 60, 180, -30)))
    asked = await ask_more_time(world.session, actor, each.id, wanted, now=world.now)
    world.requests[asked.request.id] = each


@deed("more_time.py", weight=5)
async def answers_a_request(world: World) -> None:
    request = world.some(list(world.requests))
    each = world.requests[request]
    until = to_the_minute(each, world) + timedelta(minutes=world.some((20, 60, -240)))
    way = world.random.choice((grant_request, grant_request, refuse_request, withdraw_request))
    actor = world.who(
        each.unit.path,
        reporters=way is withdraw_request,
        refuse=each.day.closed or each.dropped or (way is grant_request and until <= each.closes),
    )
    if way is grant_request:
        done = await grant_request(world.session, actor, request, until, now=world.now)
        if done.first:
            extend(world, each, until)
    elif way is refuse_request:
        await refuse_request(world.session, actor, request, now=world.now)
    else:
        await withdraw_request(world.session, actor, request, now=world.now)
    del world.requests[request]


@deed("more_time.py", "resettle.py", weight=4)
async def gives_time(world: World) -> None:
    each = world.unit()
    until = to_the_minute(each, world) + timedelta(minutes=world.some((15, 45, 240, -600)))
    refuse = each.day.closed or each.dropped or each.away
    refuse = refuse or not each.closes < until <= each.day.due + WEEK
    actor = world.who(each.unit.path, refuse=refuse)
    await give_time(world.session, actor, each.id, until, seen=each.extended, now=world.now)
    extend(world, each, until)
    for request in [number for number, one in world.requests.items() if one is each]:
        del world.requests[request]


@deed("more_time.py", "resettle.py", weight=4)
async def takes_time_back(world: World) -> None:
    each = world.unit(lambda one: one.extended is not None)
    refuse = each.day.closed or each.dropped or each.away or not each.extended
    actor = world.who(each.unit.path, refuse=refuse)
    await take_time_back(world.session, actor, each.id, now=world.now)
    extend(world, each, None)


def extend(world: World, each: Expected, until: object) -> None:
    each.extended = until  # type: ignore[assignment]
    judge(world, each)


def judge(world: World, each: Expected) -> None:
    """Demands have changed: what is complete was so when the last thing that they ask for came;
    what is not owes again while its deadline lies ahead."""
    if each.covered and each.counted_by:
        each.completed = each.counted_by.completed
    elif each.returned or each.away:
        pass
    elif not each.own_complete:
        each.completed = each.completed if world.now > each.closes else None
    else:
        since = complete_since(each)
        known = [moment for moment in (each.completed, since) if moment]
        each.completed = min(known, default=None)


# --- nothing twice
@deed("count_once.py", weight=4)
async def says_whether_branches_are_in(world: World) -> None:
    each = world.unit(lambda one: world.chance(0.1) or one.unit.name.startswith("Đoàn phường"))
    says = world.some((True, True, False, None))
    actor = world.who(each.unit.path, reporters=True, refuse=each.day.state == "cancelled")
    await say_branches(world.session, actor, each.id, says, now=world.now)
    each.unit.holds_branches = says


def _somebody(world: World) -> Actor:
    """Often a coordinator of all of it; else whoever."""
    names = ("Hoa", "Bình", "Trên") if world.chance(0.6) else tuple(world.actors)
    return world.actors[world.some(names)]


@deed("count_once.py", "say_cover.py", weight=9)
async def says_where_figures_are(world: World) -> None:
    each = world.unit()
    at = world.some([one for one in each.day.units.values() if one is not each])
    how = world.some((Why.CLUSTER, Why.JOINT))
    taken = any(one.counted_by is each for one in each.day.units.values())
    branch = each.unit.holds_branches and at.unit.path.startswith(each.unit.path)
    same = each.counted_by is at and each.how == how.value
    cannot = at.counted_by is not None or taken or bool(branch) or at.dropped or each.dropped
    actor = _somebody(world)
    both = all(world.may(actor, one.unit.path, reporters=False) for one in (each, at))
    below = world.may(actor, at.unit.path, reporters=True) and each.unit.path.startswith(
        at.unit.path
    )
    world.wrong = not (both or below)
    world.hopeless = each.day.closed or (cannot and not same)
    await count_at(world.session, actor, each.id, at.id, how, now=world.now)
    each.counted_by, each.how = at, how.value
    if not each.values:
        each.completed = at.completed if each.covered else None


@deed("count_once.py", weight=4)
async def counts_itself_again(world: World) -> None:
    each = world.unit(lambda one: one.counted_by is not None)
    at = each.counted_by
    actor = _somebody(world)
    below = (
        at is not None
        and world.may(actor, at.unit.path, reporters=True)
        and each.unit.path.startswith(at.unit.path)
    )
    world.wrong = not (below or world.may(actor, each.unit.path, reporters=False))
    world.hopeless = each.day.closed
    await count_itself(world.session, actor, each.id, now=world.now)
    each.counted_by, each.how = None, ""
    if not each.values:
        each.completed = None
