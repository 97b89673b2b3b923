"""A coordinator brings reporters in: a code for one, a link for the group, approval in bulk."""

from typing import Any, Final

from aiogram import Router
from aiogram.filters import Command, Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.find_unit import units_called
from actions.invite import decide, invitable, invite, overview, waiting
from actions.open_event import host_of
from handlers.forms import Field, Form, begin, prose
from handlers.kinds import Written
from handlers.taps import Id, Page
from handlers.turn import Replies, Turn
from handlers.words import Said
from rules.model import Refused
from storage.invitations import InvitationKind
from storage.units import Unit

PAGE: Final = 8


class InviteMenu(CallbackData, prefix="invite_menu"):
    pass


class InviteGroup(CallbackData, prefix="invite_group"):
    pass


class InviteUnit(CallbackData, prefix="invite_unit"):
    pass


class InvitePage(CallbackData, prefix="invite_page"):
    page: Page


class InviteFor(CallbackData, prefix="invite_for"):
    unit_id: Id


class Joins(CallbackData, prefix="joins"):
    pass


class JoinsAll(CallbackData, prefix="joins_all"):
    pass


class JoinYes(CallbackData, prefix="join_yes"):
    request_id: Id


class JoinNo(CallbackData, prefix="join_no"):
    request_id: Id


async def finish(
    turn: Turn, state: FSMContext, answers: dict[str, Any], _known: dict[str, Any]
) -> Replies:
    found = await _below(turn, answers["name"])
    if not found:
        return await _ask_unit(turn, state, 0, typed=answers["name"])
    return await _code_for(turn, found)


async def _below(turn: Turn, name: str) -> list[Unit]:
    host = await host_of(turn.session, turn.actor)
    return await units_called(turn.session, name, below=host.path)


async def _code_for(turn: Turn, found: list[Unit]) -> Replies:
    if len(found) > 1:
        return turn.says("invitations/choose", units=found)
    return await _code(turn, found[0].id)


UNIT_FORM: Final = Form("invite_unit", (Field("name", prose(120)),), finish)
FORMS: Final = (UNIT_FORM,)


def _in_private(turn: Turn) -> None:
    """A group would read a code that is meant for one, and the names of who waits."""
    if not turn.private:
        raise Refused("only_in_private")


async def _menu(turn: Turn, state: FSMContext) -> Replies:
    """A unit's name typed next is a unit to invite."""
    _in_private(turn)
    await state.update_data(inviting=True)
    seen = await overview(turn.session, turn.actor)
    return turn.says("invitations/menu", host=seen.host, missing=seen.missing, waiting=seen.waiting)


async def _ask_unit(turn: Turn, state: FSMContext, page: int, *, typed: str = "") -> Replies:
    """`typed` is what named no unit."""
    units = await invitable(turn.session, turn.actor)
    page = min(page, max(len(units) - 1, 0) // PAGE)
    first = page * PAGE
    shown = [{"id": each.id, "name": each.name} for each in units[first : first + PAGE]]
    return await begin(
        UNIT_FORM,
        turn,
        state,
        units=shown,
        page=page,
        first=first + 1,
        last=first + len(shown),
        total=len(units),
        typed=typed,
    )


async def _code(turn: Turn, unit_id: int) -> Replies:
    _in_private(turn)
    invited = await invite(turn.session, turn.actor, unit_id, InvitationKind.REPORTER, now=turn.now)
    return turn.says("invitations/code", invited=invited, links=turn.links.join(invited.code))


async def _waiting(turn: Turn) -> Replies:
    _in_private(turn)
    host = await host_of(turn.session, turn.actor)
    asked = await waiting(turn.session, turn.actor, host.id)
    return turn.card(f"joins:{host.id}", "invitations/waiting", fresh=True, waiting=asked)


async def _decide(turn: Turn, *, approve: bool, only: set[int] | None = None) -> Replies:
    _in_private(turn)
    host = await host_of(turn.session, turn.actor)
    decided = await decide(
        turn.session, turn.actor, host.id, approve=approve, only=only, now=turn.now
    )
    left = len(await waiting(turn.session, turn.actor, host.id))
    return turn.says("invitations/decided", decided=decided, approve=approve, left=left)


def build_router() -> Router:
    router = Router(name="invitations")
    _add_codes(router)
    _add_joins(router)
    _add_typing(router)
    return router


def _add_codes(router: Router) -> None:
    @router.message(Command("moi"))
    @router.message(Said("mời", "mời đầu mối", "mã mời"))
    @router.callback_query(InviteMenu.filter())
    async def menu(_event: Message | CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        await state.clear()
        return await _menu(turn, state)

    @router.callback_query(InviteGroup.filter())
    async def group(_tap: CallbackQuery, turn: Turn) -> Replies:
        host = await host_of(turn.session, turn.actor)
        invited = await invite(
            turn.session, turn.actor, host.id, InvitationKind.GROUP, now=turn.now
        )
        links = turn.links.join(invited.code)
        return turn.says("invitations/group", invited=invited, links=links)

    @router.callback_query(InviteUnit.filter())
    async def one_unit(_tap: CallbackQuery, turn: Turn, state: FSMContext) -> Replies:
        return await _ask_unit(turn, state, 0)

    @router.callback_query(InvitePage.filter())
    async def page(
        _tap: CallbackQuery, callback_data: InvitePage, turn: Turn, state: FSMContext
    ) -> Replies:
        return await _ask_unit(turn, state, callback_data.page)

    @router.callback_query(InviteFor.filter())
    async def chosen(
        _tap: CallbackQuery, callback_data: InviteFor, turn: Turn, state: FSMContext
    ) -> Replies:
        await state.clear()
        return await _code(turn, callback_data.unit_id)


def _add_joins(router: Router) -> None:
    @router.message(Said("duyệt", "người chờ duyệt", "chờ duyệt"))
    @router.callback_query(Joins.filter())
    async def joins(_event: Message | CallbackQuery, turn: Turn) -> Replies:
        return await _waiting(turn)

    @router.callback_query(JoinsAll.filter())
    async def approve_all(_tap: CallbackQuery, turn: Turn) -> Replies:
        return await _decide(turn, approve=True)

    @router.callback_query(JoinYes.filter())
    async def approve(_tap: CallbackQuery, callback_data: JoinYes, turn: Turn) -> Replies:
        return await _decide(turn, approve=True, only={callback_data.request_id})

    @router.callback_query(JoinNo.filter())
    async def decline(_tap: CallbackQuery, callback_data: JoinNo, turn: Turn) -> Replies:
        return await _decide(turn, approve=False, only={callback_data.request_id})


class NamesUnit(Filter):
    """After the menu of invitations, the name of a unit below the coordinator's own."""

    async def __call__(
        self, message: Message, turn: Turn, state: FSMContext
    ) -> bool | dict[str, list[Unit]]:
        if not (await state.get_data()).get("inviting"):
            return False
        found = await _below(turn, message.text or "")
        return {"found": found} if found else False


def _add_typing(router: Router) -> None:
    @router.message(StateFilter(None), Written(), NamesUnit())
    async def typed(_message: Message, turn: Turn, found: list[Unit]) -> Replies:
        return await _code_for(turn, found)
