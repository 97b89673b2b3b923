"""My days: where I stand, the calendar file, cancelling, answering an offer."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from actions.add_to_calendar import own_calendar
from actions.sign_up import Place, answer_offer, cancel, cancellable, my_days
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.names import given_name
from rendering.texts import words
from rules.model import SignUpState


class Ics(CallbackData, prefix="su_ics"):
    sign_up_id: Id


class Cancel(CallbackData, prefix="su_cancel"):
    sign_up_id: Id


class Drop(CallbackData, prefix="su_drop"):
    sign_up_id: Id


class Offer(CallbackData, prefix="su_offer"):
    sign_up_id: Id
    accepts: bool


class Days(CallbackData, prefix="my_days"):
    pass


def stands(turn: Turn, place: Place, who: str, *, repeated: bool = False) -> Replies:
    name = {SignUpState.WAITING: "waiting", SignUpState.OFFERED: "offer_again"}
    return turn.says(
        f"volunteer/{name.get(place.state, 'seated')}",
        zone=place.shift.zone,
        shift=place.shift,
        sign_up_id=place.sign_up_id,
        position=place.position,
        expires_at=place.offered_until,
        who=given_name(who) or who,
        repeated=repeated or place.repeated,
    )


def build_router() -> Router:
    router = Router(name="my_days")
    _register_looking(router)
    _register_leaving(router)
    return router


def _register_looking(router: Router) -> None:
    @router.callback_query(Days.filter())
    @router.message(Command("lich"))
    @router.message(Said("lịch của tôi", "ngày của tôi", "lịch"))
    async def days(_event: CallbackQuery | Message, turn: Turn) -> Replies:
        mine = await my_days(turn.session, turn.actor, now=turn.now)
        return turn.says("volunteer/my_days", ahead=mine.ahead, served=mine.served)

    @router.callback_query(Ics.filter())
    async def calendar(_tap: CallbackQuery, callback_data: Ics, turn: Turn) -> Replies:
        day = await own_calendar(turn.session, turn.actor, callback_data.sign_up_id)
        name = words("volunteer/calendar_file", zone=day.shift.zone, shift=day.shift).text
        return turn.sends(f"ics:{day.sign_up.id}", name)


def _register_leaving(router: Router) -> None:
    @router.callback_query(Cancel.filter())
    async def sure(_tap: CallbackQuery, callback_data: Cancel, turn: Turn) -> Replies:
        day = await cancellable(turn.session, turn.actor, callback_data.sign_up_id, now=turn.now)
        return turn.says(
            "volunteer/confirm_cancel",
            zone=day.shift.zone,
            shift=day.shift,
            sign_up_id=day.sign_up.id,
        )

    @router.callback_query(Drop.filter())
    async def drop(_tap: CallbackQuery, callback_data: Drop, turn: Turn) -> Replies:
        day = await cancel(turn.session, turn.actor, callback_data.sign_up_id, now=turn.now)
        return turn.says("volunteer/cancelled", zone=day.shift.zone, shift=day.shift)

    @router.callback_query(Offer.filter())
    async def offer(_tap: CallbackQuery, callback_data: Offer, turn: Turn) -> Replies:
        place = await answer_offer(
            turn.session,
            turn.actor,
            callback_data.sign_up_id,
            accepts=callback_data.accepts,
            now=turn.now,
        )
        if place.state is SignUpState.CANCELLED:
            return turn.says("volunteer/cancelled", zone=place.shift.zone, shift=place.shift)
        return stands(turn, place, turn.actor.name)
