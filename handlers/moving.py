"""A volunteer goes to another place of the unit, or lets a friend go instead."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from actions.move_shift import elsewhere, move_to
from actions.replace_me import give_seat
from handlers.my_days import stands
from handlers.taps import Id
from handlers.turn import Replies, Turn


class Others(CallbackData, prefix="su_other"):
    sign_up_id: Id


class MoveTo(CallbackData, prefix="su_move"):
    sign_up_id: Id
    shift_id: Id


class GiveSeat(CallbackData, prefix="su_give"):
    sign_up_id: Id


def build_router() -> Router:
    router = Router(name="moving")

    @router.callback_query(Others.filter())
    async def others(_tap: CallbackQuery, callback_data: Others, turn: Turn) -> Replies:
        found = await elsewhere(turn.session, turn.actor, callback_data.sign_up_id, now=turn.now)
        return turn.says(
            "volunteer/others", day=found.day, shifts=found.shifts, zone=found.day.shift.zone
        )

    @router.callback_query(MoveTo.filter())
    async def moves(_tap: CallbackQuery, callback_data: MoveTo, turn: Turn) -> Replies:
        done = await move_to(
            turn.session,
            turn.actor,
            callback_data.sign_up_id,
            callback_data.shift_id,
            now=turn.now,
        )
        if done.place.shift.id == done.old.shift.id:
            return stands(turn, done.place, turn.actor.name, repeated=True)
        return turn.says(
            "volunteer/moved" if done.left else "volunteer/waits_elsewhere",
            place=done.place,
            shift=done.place.shift,
            old=done.old,
            zone=done.place.shift.zone,
        )

    @router.callback_query(GiveSeat.filter())
    async def gives(_tap: CallbackQuery, callback_data: GiveSeat, turn: Turn) -> Replies:
        day, code = await give_seat(
            turn.session, turn.actor, callback_data.sign_up_id, now=turn.now
        )
        return turn.says(
            "volunteer/give_seat",
            shift=day.shift,
            code=code,
            links=turn.links.join(code),
            zone=day.shift.zone,
        )

    return router
