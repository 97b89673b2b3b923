"""What a person owes now: the answer to /start, "việc của tôi" and a role just taken."""

from actions.owed import next_task
from actions.sign_up import my_days
from handlers.turn import Reply, Turn
from rules.model import Actor, RoleKind
from rules.permissions import units_of


async def home(turn: Turn, actor: Actor | None = None) -> Reply:
    """What this person owes now; `actor` when a role has come in this very turn."""
    who = actor or turn.actor
    if who.person_id is None:
        return turn.says("common/welcome")
    task = await next_task(turn.session, who, now=turn.now)
    mine = await my_days(turn.session, who, now=turn.now)
    place = mine.ahead[0] if mine.ahead else None
    zone = {"zone": place.shift.zone} if place else {}
    zone = {"zone": task.participation.zone} if task else zone
    return turn.says("common/home", task=task, place=place, **serves(who), **zone)


def serves(actor: Actor) -> dict[str, bool]:
    return {
        "reports": bool(units_of(actor, RoleKind.REPORTER)),
        "coordinates": bool(units_of(actor, RoleKind.COORDINATOR)),
        "views": bool(units_of(actor, RoleKind.VIEWER)),
    }
