"""No figure twice: branches, a cluster's report, a joint activity; by buttons or in words."""

from typing import Any, Final, Literal

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.count_once import (
    Counted,
    asking_branches,
    count_at,
    count_itself,
    counting_of,
    say_branches,
)
from actions.say_cover import Told, chosen_unit, covering_of, decline, tell_cover
from handlers.forms import Field, Form, begin, prose
from handlers.report_forms import card
from handlers.taps import Id
from handlers.turn import Replies, Turn
from reading.covering import Cover, read_cover
from rules.model import RoleKind
from rules.permissions import units_of
from rules.rollup import Why

_SAYS: Final = {"yes": True, "no": False, "unsaid": None}


class BranchesOf(CallbackData, prefix="branches_of"):
    """The question, with what has been said so far."""

    participation_id: Id


class BranchesSay(CallbackData, prefix="branches"):
    participation_id: Id
    says: Literal["yes", "no", "unsaid"]


class Covers(CallbackData, prefix="covers"):
    """A reporter's unit: whose figures does its report hold?"""

    participation_id: Id


class CountOf(CallbackData, prefix="count"):
    """A coordinator: in whose figures are this unit's?"""

    participation_id: Id


class CountAt(CallbackData, prefix="count_at"):
    participation_id: Id
    other_id: Id
    how: Literal["cluster", "joint"]


class CountNo(CallbackData, prefix="count_no"):
    participation_id: Id
    other_id: Id
    how: Literal["cluster", "joint"]


class CountItself(CallbackData, prefix="count_own"):
    participation_id: Id


class Covering(Filter):
    """A message of a reporter or coordinator that says whose figures are in whose."""

    async def __call__(self, event: TelegramObject, turn: Turn) -> bool | dict[str, Any]:
        text = event.text if isinstance(event, Message) else None
        serves = {RoleKind.REPORTER, RoleKind.COORDINATOR}
        if not text or not any(grant.kind in serves for grant in turn.actor.grants):
            return False
        cover = read_cover(text)
        return {"cover": cover} if cover else False


async def _covers(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    cover = Cover("", answers["names"])
    return _told(turn, await _tell(turn, cover, own_id=known["participation_id"]))


async def _counted(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    """Why is asked when the unit is clear."""
    of_id = known["participation_id"]
    p = await counting_of(turn.session, turn.actor, of_id)
    others, unclear = await covering_of(turn.session, p, answers["unit"])
    if len(others) != 1:
        return turn.says("counting/unclear", unclear=unclear, others=others, p=p)
    return turn.says("counting/why", p=p, at=others[0])


COVERS: Final = Form("covers", (Field("names", prose(), "text"),), _covers)
COUNT: Final = Form("count", (Field("unit", prose(120), "text"),), _counted)
FORMS: Final = (COVERS, COUNT)


async def _tell(turn: Turn, cover: Cover, *, own_id: int | None = None) -> Told:
    return await tell_cover(
        turn.session,
        turn.actor,
        cover,
        own_id=own_id,
        sent_at=turn.sent_at,
        now=turn.now,
    )


def _told(turn: Turn, told: Told) -> Replies:
    if told.which:
        return turn.says("counting/which", fits=told.which, zone=told.which[0].zone)
    return turn.says("counting/told", told=told)


def _done(turn: Turn, done: Counted) -> Replies:
    return turn.says("counting/told", told=Told(done=[done]))


def build_router() -> Router:
    router = Router(name="counting")
    _add_branches(router)
    _add_covering(router)
    _add_counting(router)
    return router


def _add_branches(router: Router) -> None:
    @router.callback_query(BranchesOf.filter())
    async def asked(_tap: CallbackQuery, callback_data: BranchesOf, turn: Turn) -> Replies:
        shown = await asking_branches(turn.session, turn.actor, callback_data.participation_id)
        return turn.says("counting/branches", shown=shown)

    @router.callback_query(BranchesSay.filter())
    async def says(_tap: CallbackQuery, callback_data: BranchesSay, turn: Turn) -> Replies:
        said = await say_branches(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            _SAYS[callback_data.says],
            now=turn.now,
        )
        done = turn.says("counting/branches_said", said=said)
        own = {grant.unit_id for grant in units_of(turn.actor, RoleKind.REPORTER)}
        if said.p.unit_id in own and said.p.version:
            return [done, card(turn, said.p, fresh=False)]
        return done


def _add_covering(router: Router) -> None:
    @router.message(Covering())
    async def tells(_message: Message, turn: Turn, cover: Cover) -> Replies:
        return _told(turn, await _tell(turn, cover))

    @router.callback_query(Covers.filter())
    async def whose(
        _tap: CallbackQuery, callback_data: Covers, turn: Turn, state: FSMContext
    ) -> Replies:
        own = await chosen_unit(turn.session, turn.actor, callback_data.participation_id)
        return await begin(COVERS, turn, state, participation_id=own.id, unit=own.unit_name)


def _add_counting(router: Router) -> None:
    @router.callback_query(CountOf.filter())
    async def where(
        _tap: CallbackQuery, callback_data: CountOf, turn: Turn, state: FSMContext
    ) -> Replies:
        p = await counting_of(turn.session, turn.actor, callback_data.participation_id)
        return await begin(COUNT, turn, state, participation_id=p.id, unit=p.unit_name)

    @router.callback_query(CountAt.filter())
    async def counts(_tap: CallbackQuery, callback_data: CountAt, turn: Turn) -> Replies:
        done = await count_at(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.other_id,
            Why(callback_data.how),
            now=turn.now,
        )
        return _done(turn, done)

    @router.callback_query(CountNo.filter())
    async def declines(_tap: CallbackQuery, callback_data: CountNo, turn: Turn) -> Replies:
        wanted = await decline(
            turn.session,
            turn.actor,
            callback_data.participation_id,
            callback_data.other_id,
            Why(callback_data.how),
            now=turn.now,
        )
        return turn.says("counting/declined", wanted=wanted)

    @router.callback_query(CountItself.filter())
    async def counts_own(_tap: CallbackQuery, callback_data: CountItself, turn: Turn) -> Replies:
        after = await count_itself(
            turn.session, turn.actor, callback_data.participation_id, now=turn.now
        )
        return turn.says("counting/itself", p=after)
