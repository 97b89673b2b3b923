"""Every button and command x every role: what is not theirs is refused with a sentence that says
what to do, and changes nothing; what is theirs goes on.

A new button, command or action needs its row here.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any, Final

import pytest
import pytest_asyncio
from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.filters.logic import _OrFilter

from bot.conversations import build_dispatcher
from rendering.texts import refusal
from rules.permissions import ACTIONS
from storage.tables import metadata
from tests.conversations.cast import OUR_HOST, ROLES, Act, Browser, Cast, Tap, a_cast

pytestmark = pytest.mark.asyncio(loop_scope="module")

OFFICERS: Final = frozenset({"coordinator", "coordinator above"})
EVERY_OFFICER: Final = OFFICERS | {"coordinator elsewhere"}
REPORTERS: Final = frozenset({"reporter", "reporter elsewhere"})
EVERYBODY: Final = frozenset(ROLES)
NOBODY: Final[frozenset[str]] = frozenset()

MAY: Final[dict[str, frozenset[str]]] = {
    "open_event": EVERY_OFFICER,
    "change_event": OFFICERS,
    "import_units": EVERY_OFFICER,
    "invite": OFFICERS,
    "approve_joins": EVERY_OFFICER,
    "remind": OFFICERS,
    "extend": OFFICERS,
    "ask_more_time": OFFICERS | {"reporter"},
    "change_units": OFFICERS,
    "answer_question": OFFICERS,
    "freeze_figures": OFFICERS,
    "hand_over": OFFICERS,
    "count_once": OFFICERS,
    "say_branches": OFFICERS | {"reporter"},
    "say_covered": OFFICERS | {"reporter"},
    "see_board": OFFICERS | {"viewer"},
    "see_unit_page": OFFICERS | {"viewer"},
    "enter_for_unit": OFFICERS,
    "review_report": OFFICERS,
    "see_unit": OFFICERS | {"viewer", "reporter"},
    "register_unit": OFFICERS | {"reporter"},
    "manage_shifts": OFFICERS | {"reporter"},
    "tick_attendance": OFFICERS | {"reporter"},
    "submit_report": OFFICERS | {"reporter"},
    "edit_report": OFFICERS | {"reporter"},
    "hand_to_another": OFFICERS | {"reporter"},
    "keep_photo": OFFICERS | {"reporter"},
    "not_taking_part": OFFICERS | {"reporter"},
    "sign_up": EVERYBODY,
    "cancel_sign_up": NOBODY,
}
"""Who may do it to what is ours. What concerns one's own host (opening a day, the roster, those who
wait) another host's officer does at home; a seat is cancelled by nobody but who holds it."""


OPEN: Final = "for everybody"
OWN: Final = "of who has it"
WITHIN: Final = "goes on with one's own conversation"

TAPS: Final[dict[str, str]] = {
    "home": OPEN,
    "help": OPEN,
    "have_code": OPEN,
    "nav": WITHIN,
    "answer": WITHIN,
    "bind_yes": WITHIN,
    "bind_name": WITHIN,
    "bind_no": OPEN,
    "bind_unit": WITHIN,
    "su_show": OPEN,
    "su_unit": OPEN,
    "su_find": OPEN,
    "su_age": OPEN,
    "su_no": OPEN,
    "su_name": "sign_up",
    "su_yes": "sign_up",
    "my_days": OPEN,
    "su_ics": OWN,
    "su_cancel": OWN,
    "su_offer": OWN,
    "su_other": OWN,
    "su_move": OWN,
    "su_give": OWN,
    "su_drop": OWN,
    "sc_show": WITHIN,
    "sc_yes": WITHIN,
    "sc_name": WITHIN,
    "sh_list": "manage_shifts",
    "sh_show": "manage_shifts",
    "sh_add": "manage_shifts",
    "sh_lines": "manage_shifts",
    "sh_line": "manage_shifts",
    "sh_sheet": "manage_shifts",
    "sh_print": "manage_shifts",
    "sh_link": "manage_shifts",
    "sh_lead": "manage_shifts",
    "at_list": "tick_attendance",
    "at_add": "tick_attendance",
    "at_tick": "tick_attendance",
    "at_use": "submit_report",
    "at_other": "submit_report",
    "invite_menu": "approve_joins",
    "invite_group": "approve_joins",
    "invite_unit": "approve_joins",
    "invite_page": "approve_joins",
    "invite_for": "invite",
    "joins": "approve_joins",
    "join_no": "approve_joins",
    "join_yes": "approve_joins",
    "joins_all": "approve_joins",
    "units_add": "import_units",
    "units_type": "import_units",
    "questions": "approve_joins",
    "question_answer": "answer_question",
    "question_more": "answer_question",
    "question_send": "answer_question",
    "question_back": "answer_question",
    "question_done": "answer_question",
    "event_new": "open_event",
    "event_open": "open_event",
    "plan_how": "open_event",
    "plan_say": "open_event",
    "plan_show": "open_event",
    "plan_quotes": "open_event",
    "plan_lines": "open_event",
    "plan_line": "open_event",
    "plan_open": "open_event",
    "plan_drop": "open_event",
    "event_lines": "change_event",
    "event_line": "change_event",
    "event_cancel": "change_event",
    "event_cancel_why": "change_event",
    "day_unit": "change_event",
    "day_unit_add": "change_event",
    "day_unit_new": "change_event",
    "unit_drop": "change_event",
    "metrics": "change_event",
    "metric": "change_event",
    "metric_add": "change_event",
    "metric_add_yes": "change_event",
    "metric_set": "change_event",
    "metric_for": "change_event",
    "metric_for_yes": "change_event",
    "metric_not_for": "change_event",
    "rungs": "change_event",
    "rung": "change_event",
    "rung_set": "change_event",
    "rung_move": "change_event",
    "rung_add": "change_event",
    "rungs_usual": "change_event",
    "rungs_undo": "change_event",
    "targets": "change_event",
    "target_add": "change_event",
    "target_ask": "change_event",
    "target_yes": "change_event",
    "target_edit": "change_event",
    "target_each": "change_event",
    "target_off": "change_event",
    "target_on": "change_event",
    "unit_rename": "change_units",
    "unit_merge": "change_units",
    "more_time": "ask_more_time",
    "more_time_show": "extend",
    "more_time_other": "extend",
    "more_time_give": "extend",
    "more_time_back": "extend",
    "more_time_yes": "extend",
    "more_time_no": "extend",
    "more_time_undo": "ask_more_time",
    "board": "see_board",
    "days": OPEN,
    "area": "see_board",
    "units_page": "see_board",
    "board_more": "see_board",
    "web_board": "see_board",
    "web_share": "remind",
    "web_share_new": "remind",
    "web_withdraw": "remind",
    "totals": "see_board",
    "editions": "see_board",
    "edition": "see_board",
    "files": "hand_over",
    "head": "hand_over",
    "head_edit": "hand_over",
    "head_file": "hand_over",
    "head_get": "hand_over",
    "head_usual": "hand_over",
    "short": "hand_over",
    "short_edit": "hand_over",
    "short_draft": "hand_over",
    "short_names": "hand_over",
    "files_more": "hand_over",
    "edition_files": "hand_over",
    "originals": "hand_over",
    "own_form": "open_event",
    "own_form_new": "open_event",
    "own_form_stop": OPEN,
    "own_form_col": "hand_over",
    "own_form_use": "hand_over",
    "own_form_off": "hand_over",
    "freeze": "freeze_figures",
    "freeze_yes": "freeze_figures",
    "reopen": "freeze_figures",
    "branches_of": "say_branches",
    "branches": "say_branches",
    "covers": "say_covered",
    "count": "count_once",
    "count_at": "say_covered",
    "count_no": "count_once",
    "count_own": "say_covered",
    "remind": "remind",
    "group_text": "remind",
    "private_texts": "remind",
    "private_text": "remind",
    "announce": "remind",
    "announce_to": "remind",
    "remind_send": "remind",
    "unit": "see_unit_page",
    "unit_history": "see_unit_page",
    "unit_more": "see_unit_page",
    "unit_find": "see_unit_page",
    "behalf_day": "enter_for_unit",
    "behalf_next": "enter_for_unit",
    "behalf": "enter_for_unit",
    "behalf_ask": "enter_for_unit",
    "behalf_now": "enter_for_unit",
    "behalf_when": "enter_for_unit",
    "behalf_skip": "enter_for_unit",
    "behalf_photos": OWN,
    "behalf_undo": "review_report",
    "behalf_done": OPEN,
    "chat": "enter_for_unit",
    "chat_done": "enter_for_unit",
    "chat_page": "enter_for_unit",
    "chat_line": "enter_for_unit",
    "chat_drop": "enter_for_unit",
    "chat_keep": "enter_for_unit",
    "chat_fix": "enter_for_unit",
    "chat_unit": "enter_for_unit",
    "chat_is": "enter_for_unit",
    "chat_write": "enter_for_unit",
    "chat_stop": "enter_for_unit",
    "chat_undo": "enter_for_unit",
    "review_ok": "review_report",
    "review_unok": "review_report",
    "review_fix": "review_report",
    "review_unfix": "review_report",
    "review_back": "review_report",
    "review_unback": "review_report",
    "resend": "submit_report",
    "resend_same": "submit_report",
    "register": "register_unit",
    "register_again": "register_unit",
    "register_show": "see_unit",
    "opt_out": "not_taking_part",
    "opt_in": "not_taking_part",
    "report": "submit_report",
    "report_now": WITHIN,
    "ask_officer": OPEN,
    "clarify": "edit_report",
    "report_ask": "submit_report",
    "report_same": "submit_report",
    "report_edit": "submit_report",
    "report_add": "submit_report",
    "report_move": "edit_report",
    "report_to": "edit_report",
    "report_of": OWN,
    "photos_of": "keep_photo",
    "unit_card": "see_unit",
    "mend": "edit_report",
    "unmove": "edit_report",
    "mend_unit": "edit_report",
    "photos_move": "keep_photo",
    "photos_to": "keep_photo",
    "photo_out": "keep_photo",
    "photo_back": "keep_photo",
    "photos_all": "keep_photo",
    "photos_back": "keep_photo",
    "photos_out": "keep_photo",
    "unplaced": "approve_joins",
    "unplaced_ask": OWN,
    "hand": "hand_to_another",
    "hand_off": "hand_to_another",
    "hand_again": "hand_to_another",
    "liaisons": "invite",
    "reporter_new": "invite",
    "reporter_until": "invite",
    "reporter_stays": "invite",
    "reporter_end": "invite",
    "reporter_back": "invite",
    "reenter": OPEN,
    "reenter_yes": OPEN,
    "reenter_no": OPEN,
    "reenter_at": WITHIN,
    "let_in": "invite",
    "let_in_alone": "invite",
    "let_in_undo": "invite",
    "let_in_no": "invite",
    "unit_into": "change_units",
    "unit_merge_yes": "change_units",
    "unit_merge_alone": "change_units",
    "unit_undo": "change_units",
    "unit_drop_yes": "change_event",
    "unit_restore": "change_event",
    "sh_off": "manage_shifts",
    "sh_off_yes": "manage_shifts",
    "sh_on": "manage_shifts",
    "event_cancel_yes": "change_event",
    "event_cancel_so": "change_event",
    "event_uncancel": "change_event",
    "erase": OPEN,
    "erase_yes": OPEN,
}
"""In the order in which they are tried: what ends a thing comes after what needs it."""

COMMANDS: Final[dict[str, frozenset[str]]] = {
    "start": EVERYBODY,
    "batdau": EVERYBODY,
    "trogiup": EVERYBODY,
    "help": EVERYBODY,
    "huy": EVERYBODY,
    "lich": EVERYBODY,
    "dulieu": EVERYBODY,
    "xoa": EVERYBODY,
    "dangky": EVERYBODY,
    "baocao": REPORTERS,
    "giahan": REPORTERS | EVERY_OFFICER,
    "taosukien": EVERY_OFFICER,
    "moi": EVERY_OFFICER,
    "tiendo": EVERY_OFFICER | {"viewer"},
    "nhac": EVERY_OFFICER,
    "tonghop": EVERY_OFFICER | {"viewer"},
    "bangiao": EVERY_OFFICER | {"viewer"},
}

NOT_YOURS: Final = (
    "who_are_you",
    "for_coordinators",
    "for_reporters",
    "not_your_unit",
    "only_viewing",
)
NOT_THERE: Final = ("sign_up_unknown", "report_gone", "photo_gone")
"""Who asks for what another person has learns not even that it is there."""
PASSING: Final = frozenset(
    {"inbox", "conversations", "notices", "cards", "webchat_chats", "webchat_messages", "timers"}
)
"""The conversation itself: a refusal is one more message."""
STORED: Final = {
    table.name: f"SELECT {', '.join(c.name for c in table.columns if c.name != 'seen_at')} "  # noqa: S608  our own names
    f"FROM {table.name} ORDER BY {', '.join(key.name for key in table.primary_key)}"
    for table in metadata.sorted_tables
    if table.name not in PASSING
}


def filters(router: Router) -> Iterator[Any]:
    for observer in (router.callback_query, router.message):
        for handler in observer.handlers:
            yield from flat(handler.filters or ())
    for below in router.sub_routers:
        yield from filters(below)


def flat(found: Iterable[FilterObject]) -> Iterator[Any]:
    """Those that `or_f` joins as well."""
    for each in found:
        yield each.callback
        if isinstance(each.callback, _OrFilter):
            yield from flat(each.callback.targets)


FOUND: Final = list(filters(build_dispatcher()))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    async with a_cast(tmp_path_factory.mktemp("may")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everybody(cast: Cast) -> dict[str, Browser]:
    return await cast.people(ROLES)


async def test_every_button_command_and_action_has_its_row() -> None:
    buttons = [each.callback_data for each in FOUND if isinstance(each, CallbackQueryFilter)]
    assert {button.__prefix__ for button in buttons} == TAPS.keys()
    commands = [str(one) for each in FOUND if isinstance(each, Command) for one in each.commands]
    assert set(commands) == COMMANDS.keys()
    assert ACTIONS.keys() == MAY.keys()
    assert set(MAY) - {"cancel_sign_up"} <= set(TAPS.values())


def facts(cast: Cast) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that is about the world, not the conversation, as they are
    stored."""
    return {table: cast.rows(statement) for table, statement in STORED.items()}


async def read(cast: Cast, people: Sequence[Browser], what: Act) -> list[str]:
    seen = await cast.all_do([(person, what) for person in people])
    return ["\n".join(one.text or one.file_name or "" for one in each) for each in seen]


def refused(said: str, codes: Sequence[str] = NOT_YOURS) -> bool:
    sentences = (refusal(code, {"you": you}).text for code in codes for you in ("bạn", "đ/c"))
    return any(re.sub("<[^>]+>", "", each).split("\n")[0] in said for each in sentences)


async def only(
    cast: Cast, everybody: dict[str, Browser], allowed: frozenset[str], what: Act
) -> None:
    """Those and nobody else; first everybody who may not, and nothing is changed by it."""
    others = [role for role in everybody if role not in allowed]
    before = facts(cast)
    for role, said in zip(
        others, await read(cast, [everybody[r] for r in others], what), strict=True
    ):
        assert refused(said, NOT_YOURS + NOT_THERE), f"{role} may not {what}: {said!r}"
    assert facts(cast) == before, f"a refused {what} changed something"
    mine = [role for role in everybody if role in allowed]
    for role in mine:
        (said,) = await read(cast, [everybody[role]], what)
        assert said, f"{role} reads nothing after {what}"
        assert not refused(said), f"{role} may {what}: {said!r}"


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_is_for_whom_it_is_for(
    cast: Cast, everybody: dict[str, Browser], command: str
) -> None:
    await only(cast, everybody, COMMANDS[command], f"/{command}")
    cast.nothing_broke()


@pytest.mark.parametrize(
    "prefix", ["join_yes", "join_no", "joins_all", "invite_group", "event_open"]
)
async def test_an_officer_elsewhere_acts_at_home_and_leaves_ours_alone(
    cast: Cast, everybody: dict[str, Browser], prefix: str
) -> None:
    before = facts(cast)
    await read(cast, [everybody["coordinator elsewhere"]], Tap(data(cast, prefix)))
    after = facts(cast)
    ours = {f"{cast.ours['request_id']}", OUR_HOST}
    for table in before:
        gone = [row for row in before[table] if row not in after[table]]
        assert not [row for row in gone if {str(each) for each in row[:2]} & ours], table


@pytest.mark.parametrize("prefix", [prefix for prefix in TAPS if TAPS[prefix] in MAY])
async def test_a_button_is_for_whom_it_is_for(
    cast: Cast, everybody: dict[str, Browser], prefix: str
) -> None:
    await only(cast, everybody, MAY[TAPS[prefix]], Tap(data(cast, prefix)))
    cast.nothing_broke()


@pytest.mark.parametrize("prefix", [prefix for prefix in TAPS if TAPS[prefix] == OWN])
async def test_what_somebody_has_is_nobody_elses(
    cast: Cast, everybody: dict[str, Browser], prefix: str
) -> None:
    await only(cast, everybody, NOBODY, Tap(data(cast, prefix)))
    cast.nothing_broke()


def data(cast: Cast, prefix: str) -> str:
    """Naming what is ours."""
    tap = next(
        each.callback_data
        for each in FOUND
        if isinstance(each, CallbackQueryFilter) and each.callback_data.__prefix__ == prefix
    )
    more: dict[str, int | str] = {
        "page": 0,
        "over_16": 1,
        "accepts": 1,
        "present": 1,
        "told": 24,
        "part": "place",
        "stamp": "0123456789ab",
        "line": "title",
        "version": 1,
        "until": 1795000000,
        "says": "yes",
        "how": "cluster",
        "number": 1,
        "want": "may",
        "sure": 1,
        "key": "report_2h",
        "off": 1,
        "on": 1,
        "head_part": "head",
        "each": 1,
        "instead_id": 0,
        "day": 20261128,
        "what": "board",
        "place": 0,
        "answer": "yes",
        "volunteers": 1,
        "other_version": 1,
        "moved_photo": cast.ours["photo_id"],
        "waiting_id": cast.ours["photo_id"],
        "kind": "photos",
        "at": "C",
        **cast.ours,
    }
    return ":".join((prefix, *(str(more[name]) for name in tap.model_fields)))
