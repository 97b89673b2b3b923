"""Who may do what where (DESIGN 3.6): a coordinator or viewer in the whole subtree, a reporter for
their own units."""

from collections.abc import Mapping
from typing import Final

from rules.model import Actor, Grant, Refused, RoleKind
from rules.tree import within

_COORDINATORS: Final = frozenset({RoleKind.COORDINATOR})
_REPORTERS: Final = frozenset({RoleKind.REPORTER, RoleKind.COORDINATOR})
_PEOPLE: Final = frozenset(RoleKind)
_SUBTREE: Final = frozenset({RoleKind.COORDINATOR, RoleKind.VIEWER})

ACTIONS: Final[Mapping[str, frozenset[RoleKind]]] = {
    "open_event": _COORDINATORS,
    "change_event": _COORDINATORS,
    "import_units": _COORDINATORS,
    "invite": _COORDINATORS,
    "approve_joins": _COORDINATORS,
    "remind": _COORDINATORS,
    "extend": _COORDINATORS,
    "change_units": _COORDINATORS,
    "hand_over": _COORDINATORS,
    "answer_question": _COORDINATORS,
    "enter_for_unit": _COORDINATORS,
    "freeze_figures": _COORDINATORS,
    "count_once": _COORDINATORS,
    "see_board": _COORDINATORS | {RoleKind.VIEWER},
    "see_unit_page": _COORDINATORS | {RoleKind.VIEWER},
    "review_report": _COORDINATORS,
    "see_unit": _REPORTERS | {RoleKind.VIEWER},
    "register_unit": _REPORTERS,
    "manage_shifts": _REPORTERS,
    "tick_attendance": _REPORTERS,
    "submit_report": _REPORTERS,
    "keep_photo": _REPORTERS,
    "edit_report": _REPORTERS,
    "hand_to_another": _REPORTERS,
    "not_taking_part": _REPORTERS,
    "say_branches": _REPORTERS,
    "say_covered": _REPORTERS,
    "ask_more_time": _REPORTERS,
    "sign_up": _PEOPLE,
    "cancel_sign_up": _PEOPLE,
}
"""Who may do it. Where volunteers may, any person may: one becomes a volunteer by signing up,
needing no grant."""


def may(actor: Actor, action: str, unit_path: str) -> bool:
    """Unknown actions are a KeyError: a fault of ours, never a silent no."""
    kinds = ACTIONS[action]
    if actor.person_id is None:
        return False
    if RoleKind.VOLUNTEER in kinds:
        return True
    return any(grant.kind in kinds and _covers(grant, unit_path) for grant in actor.grants)


def authorise(actor: Actor, action: str, unit_path: str) -> None:
    """Refused: "who_are_you", "for_coordinators", "for_reporters" (the role is missing),
    "not_your_unit" (the role is there, elsewhere) or "only_viewing" (it may be seen there, not
    done), each with action and unit_path."""
    if not may(actor, action, unit_path):
        raise Refused(_refusal(actor, action, unit_path), action=action, unit_path=unit_path)


def units_of(actor: Actor, kind: RoleKind) -> tuple[Grant, ...]:
    """The actor's grants of one kind, each unit once: `unit_id` for own units, `path` for a
    subtree."""
    return tuple({grant.unit_id: grant for grant in actor.grants if grant.kind is kind}.values())


def _covers(grant: Grant, unit_path: str) -> bool:
    if grant.kind in _SUBTREE:
        return within(unit_path, grant.path)
    return within(unit_path, grant.path) and within(grant.path, unit_path)


def _refusal(actor: Actor, action: str, unit_path: str) -> str:
    kinds = ACTIONS[action]
    if actor.person_id is None:
        return "who_are_you"
    if RoleKind.VIEWER not in kinds and _only_views(actor, unit_path):
        return "only_viewing"
    if any(grant.kind in kinds for grant in actor.grants):
        return "not_your_unit"
    return "for_reporters" if RoleKind.REPORTER in kinds else "for_coordinators"


def _only_views(actor: Actor, unit_path: str) -> bool:
    """Here, or (no path) anywhere."""
    seen = [grant for grant in actor.grants if not unit_path or _covers(grant, unit_path)]
    return bool(seen) and all(grant.kind is RoleKind.VIEWER for grant in seen)
