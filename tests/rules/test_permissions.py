import pytest

from rules.model import Actor, Grant, Refused, RoleKind
from rules.permissions import ACTIONS, authorise, may, units_of

HOST, WARD, BRANCH, OTHER, LOOKALIKE = "1/4/", "1/4/17/", "1/4/17/30/", "1/5/", "1/4/170/"

COORDINATING = {
    "open_event",
    "change_event",
    "import_units",
    "invite",
    "approve_joins",
    "remind",
    "extend",
    "change_units",
    "hand_over",
    "answer_question",
    "freeze_figures",
    "count_once",
    "enter_for_unit",
    "review_report",
}
REPORTING = {
    "register_unit",
    "submit_report",
    "keep_photo",
    "edit_report",
    "not_taking_part",
    "say_branches",
    "say_covered",
    "ask_more_time",
    "manage_shifts",
    "tick_attendance",
    "hand_to_another",
}
PERSONAL = {"sign_up", "cancel_sign_up"}
LOOKING = {"see_board", "see_unit", "see_unit_page"}


def holding(kind: RoleKind, *paths: str) -> Actor:
    grants = tuple(Grant(kind, int(path.rstrip("/").rsplit("/")[-1]), path) for path in paths)
    return Actor(7, "Minh", grants)


STRANGER = Actor()
PERSON = Actor(7, "Lan")
VOLUNTEER = holding(RoleKind.VOLUNTEER, WARD)
REPORTER = holding(RoleKind.REPORTER, WARD)
COORDINATOR = holding(RoleKind.COORDINATOR, HOST)
VIEWER = holding(RoleKind.VIEWER, HOST)


def allowed(actor: Actor, path: str) -> set[str]:
    return {action for action in ACTIONS if may(actor, action, path)}


def test_the_matrix_below_names_every_action() -> None:
    assert set(ACTIONS) == COORDINATING | REPORTING | PERSONAL | LOOKING


@pytest.mark.parametrize(
    ("actor", "path", "expected"),
    [
        (STRANGER, WARD, set()),
        (PERSON, WARD, PERSONAL),
        (VOLUNTEER, WARD, PERSONAL),
        (REPORTER, WARD, PERSONAL | REPORTING | {"see_unit"}),
        (REPORTER, HOST, PERSONAL),
        (REPORTER, BRANCH, PERSONAL),
        (REPORTER, LOOKALIKE, PERSONAL),
        (COORDINATOR, HOST, set(ACTIONS)),
        (COORDINATOR, BRANCH, set(ACTIONS)),
        (COORDINATOR, OTHER, PERSONAL),
        (COORDINATOR, "1/", PERSONAL),
        (holding(RoleKind.COORDINATOR, WARD), LOOKALIKE, PERSONAL),
        (VIEWER, HOST, PERSONAL | LOOKING),
        (VIEWER, BRANCH, PERSONAL | LOOKING),
        (VIEWER, OTHER, PERSONAL),
        (Actor(7, "", (Grant(RoleKind.COORDINATOR, 0, ""),)), WARD, PERSONAL),
    ],
)
def test_role_by_action_by_subtree(actor: Actor, path: str, expected: set[str]) -> None:
    assert allowed(actor, path) == expected


@pytest.mark.parametrize(
    ("actor", "action", "path", "code"),
    [
        (STRANGER, "sign_up", WARD, "who_are_you"),
        (STRANGER, "remind", WARD, "who_are_you"),
        (PERSON, "submit_report", WARD, "for_reporters"),
        (VOLUNTEER, "see_unit", WARD, "for_reporters"),
        (VIEWER, "submit_report", HOST, "only_viewing"),
        (VIEWER, "submit_report", OTHER, "for_reporters"),
        (VIEWER, "remind", "", "only_viewing"),
        (VOLUNTEER, "see_board", WARD, "for_coordinators"),
        (REPORTER, "remind", WARD, "for_coordinators"),
        (VIEWER, "remind", HOST, "only_viewing"),
        (REPORTER, "submit_report", OTHER, "not_your_unit"),
        (COORDINATOR, "submit_report", OTHER, "not_your_unit"),
        (COORDINATOR, "extend", OTHER, "not_your_unit"),
        (VIEWER, "see_board", OTHER, "not_your_unit"),
    ],
)
def test_a_refusal_says_what_is_missing(actor: Actor, action: str, path: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        authorise(actor, action, path)
    assert refused.value.code == code
    assert refused.value.values == {"action": action, "unit_path": path}


def test_what_may_be_done_is_not_refused() -> None:
    authorise(REPORTER, "submit_report", WARD)
    authorise(COORDINATOR, "enter_for_unit", BRANCH)


def test_an_unknown_action_is_a_fault_and_not_a_silent_no() -> None:
    with pytest.raises(KeyError):
        may(COORDINATOR, "no_such_action", HOST)


def test_units_of_a_kind_come_once_each() -> None:
    reporter = holding(RoleKind.REPORTER, WARD, BRANCH, WARD)
    both = Actor(7, "Minh", (*reporter.grants, *COORDINATOR.grants))
    assert [grant.path for grant in units_of(both, RoleKind.REPORTER)] == [WARD, BRANCH]
    assert [grant.path for grant in units_of(both, RoleKind.COORDINATOR)] == [HOST]
    assert units_of(STRANGER, RoleKind.REPORTER) == ()
