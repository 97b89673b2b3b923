"""Mẫu văn bản: what the host body's documents bear, its own Word template, the words on what fell
short."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.letterhead import (
    BodyPage,
    body_page,
    change_letterhead,
)
from handlers.days import day_at_hand
from handlers.forms import Asked, Field, Form, begin, prose
from handlers.on_behalf import Officer
from handlers.taps import Id
from handlers.turn import Replies, Turn
from handlers.words import Said
from reading.fold import plain
from reading.signers import read_signers

EMPTY: Final = "bo trong"
WAITS: Final = timedelta(hours=1)
WORDS: Final = (".docx", ".docm", ".dotx", ".doc")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "head": ("superior", "issuer", "place", "symbol"),
    "foot": ("on_behalf", "signers", "recipients"),
}
PARTS_AND_ALL: Final = (*PARTS, "all")


class Head(CallbackData, prefix="head"):
    event_id: Id


class HeadEdit(CallbackData, prefix="head_edit"):
    event_id: Id
    head_part: str


# --- the letterhead's lines -----------------------------------------------------------------------
def _part_of(line: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.known["part"] == "all" or line in PARTS.get(asked.known["part"], ())


def _signers(text: str, _asked: Asked) -> list[list[str]] | None:
    found = read_signers(text)
    return None if found is None else [[title, name] for title, name in found]


async def _changed(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    """A line that was left empty on purpose is empty; one that was skipped stays."""
    said = {line: _said(line, answer) for line, answer in answers.items()}
    event_id = known["event_id"]
    return shown(
        turn, await change_letterhead(turn.session, turn.actor, event_id, said, now=turn.now)
    )


def _said(line: str, answer: Any) -> Any:  # noqa: ANN401  JSON
    if isinstance(answer, str) and plain(answer).strip(" .") == EMPTY:
        return [] if line == "recipients" else ""
    if line == "recipients":
        return [tidy for each in answer.splitlines() if (tidy := each.strip(" -•;."))]
    return answer


FORM: Final = Form(
    "letterhead",
    (
        Field("superior", prose(150), optional=True, wanted=_part_of("superior")),
        Field("issuer", prose(150), optional=True, wanted=_part_of("issuer")),
        Field("place", prose(100), optional=True, wanted=_part_of("place")),
        Field("symbol", prose(60), optional=True, wanted=_part_of("symbol")),
        Field("on_behalf", prose(100), optional=True, wanted=_part_of("on_behalf")),
        Field("signers", _signers, kind="signers", optional=True, wanted=_part_of("signers")),
        Field("recipients", prose(1000), optional=True, wanted=_part_of("recipients")),
    ),
    _changed,
)


def shown(turn: Turn, page: BodyPage) -> Replies:
    return turn.says("letterhead/card", page=page, zone=page.event.zone)


# --- the conversation -----------------------------------------------------------------------------
def build_router() -> Router:
    router = Router(name="letterhead")

    @router.message(Said("mẫu văn bản", "đầu văn bản", "sửa mẫu văn bản", "mẫu word"), Officer())
    async def said(_message: Message, turn: Turn) -> Replies:
        found = await day_at_hand(turn, "hand_over", "head")
        if not isinstance(found, int):
            return found
        return shown(turn, await body_page(turn.session, turn.actor, found))

    @router.callback_query(Head.filter())
    async def tapped(_tap: CallbackQuery, callback_data: Head, turn: Turn) -> Replies:
        return shown(turn, await body_page(turn.session, turn.actor, callback_data.event_id))

    @router.callback_query(HeadEdit.filter(F.head_part.in_(PARTS_AND_ALL)))
    async def edits(
        _tap: CallbackQuery, callback_data: HeadEdit, turn: Turn, state: FSMContext
    ) -> Replies:
        page = await body_page(turn.session, turn.actor, callback_data.event_id)
        head = page.letterhead
        return await begin(
            FORM,
            turn,
            state,
            event_id=page.event.id,
            part=callback_data.head_part,
            head={
                "superior": head.superior,
                "issuer": head.issuer,
                "place": head.place,
                "symbol": head.symbol,
                "on_behalf": head.on_behalf,
                "signers": [[each.title, each.name] for each in head.signers],
                "recipients": list(head.recipients),
            },
        )

    return router
