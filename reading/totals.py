"""Statements of one metric composed into its figure: parts added, a total kept, the last word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reading.lexicon import CITIZENS, INITIATIVES, MEDIA, TEAMS, VOLUNTEERS
from reading.so_far import Statement

_WEAK: Final = frozenset(("người", "hỗ trợ", "phát"))
"""Doubts of a number that only a general word names: nothing beside one that is named."""
_ADDED: Final = frozenset((CITIZENS, MEDIA, INITIATIVES, VOLUNTEERS))


@dataclass(frozen=True, slots=True)
class Total:
    """`how`: stated, sum, product, ratio, copied; `doubt`: why it is to be asked about."""

    key: str
    value: int
    start: int
    end: int
    how: str = "stated"
    doubt: str = ""


def totals(statements: Sequence[Statement], *, corrects: bool) -> tuple[Total, ...]:
    by_key: dict[str, list[Statement]] = {}
    for one in statements:
        by_key.setdefault(one.key, []).append(one)
    teams = by_key.get(TEAMS, [])
    return tuple(_total(_counted(same, teams), corrects=corrects) for same in by_key.values())


def details_aside(statements: Sequence[Statement], parents: Sequence[int]) -> Sequence[Statement]:
    """What a line says in detail of the figure that the line above states is no figure of its own:
    "- Dân: 80" and below it "+ Hộ dân: 50"."""
    if not parents:
        return statements
    told = {(one.line, one.key) for one in statements if not one.parts and not one.is_aside}
    return [
        replace(one, is_aside=True) if _is_detail(one, parents, told) else one for one in statements
    ]


def _is_detail(one: Statement, parents: Sequence[int], told: Collection[tuple[int, str]]) -> bool:
    above = parents[one.line] if one.line < len(parents) else -1
    while above >= 0:
        if (above, one.key) in told:
            return True
        above = parents[above]
    return False


def _counted(same: Sequence[Statement], teams: Sequence[Statement]) -> list[Statement]:
    """Without what only repeats a part of another: asides, "mỗi đội 8" beside a stated total."""
    sure = [one for one in same if one.doubt not in _WEAK]
    same = sure or same
    plain = [one for one in same if not one.is_aside and not one.is_each]
    each = [one for one in same if one.is_each]
    if plain and each and _are_of_other_teams(plain, teams):
        return [*each, *plain]
    return plain or each or list(same)


def _are_of_other_teams(plain: Sequence[Statement], teams: Sequence[Statement]) -> bool:
    """ "2 đội hình x 12 bạn, 1 đội hình 8 bạn": the eight are none of the twelve."""
    counted = [one.clause for one in teams if one.is_counter]
    return len(counted) > 1 and all(one.clause in counted for one in plain)


def _total(same: Sequence[Statement], *, corrects: bool) -> Total:
    last = same[-1]
    one = last if len(same) == 1 else _stated(same, corrects=corrects)
    if one is not None:
        return _alone(one)
    if _are_parts(same) or _are_teams_one_by_one(same):
        return _added(same)
    repeats = len({one.value for one in same}) == 1 and not _are_kinds(same)
    if (corrects and not _in_one_breath(same)) or repeats:
        return _alone(last)
    if _are_lines(same):
        return replace(_added(same), doubt="sum")
    if not _adds_up(same):
        return replace(_alone(last), doubt="said twice")
    total = _added(same)
    is_sure = _named_apart(same) and same[0].key in _ADDED
    return total if is_sure else replace(total, doubt=total.doubt or "sum")


def _stated(same: Sequence[Statement], *, corrects: bool) -> Statement | None:
    """The total that is called one, or is the sum of the others."""
    stated = [one for one in same if one.is_total and not one.parts]
    if stated and not (corrects and not same[-1].is_total):
        return stated[-1]
    return _whole(same)


def _alone(one: Statement) -> Total:
    return Total(one.key, one.value, one.start, one.end, one.how, one.doubt or one.unsure)


def _added(same: Sequence[Statement]) -> Total:
    doubt = next((one.doubt or one.unsure for one in same if one.doubt or one.unsure), "")
    start, end = min(one.start for one in same), max(one.end for one in same)
    return Total(same[0].key, sum(one.value for one in same), start, end, "sum", doubt)


def _are_parts(same: Sequence[Statement]) -> bool:
    """Each has a word of its own for its part ("sáng", "đất đai"), or all but the first."""
    named = [one.parts for one in same if one.parts]
    return len(named) >= len(same) - 1 and len(set(named)) == len(named) and bool(named)


def _whole(same: Sequence[Statement]) -> Statement | None:
    """The one that is the sum of all the others."""
    total = sum(one.value for one in same)
    if len(same) < 3 or _in_one_breath(same):  # noqa: PLR2004  of two equal ones neither is the sum
        return None
    if all(one.parts for one in same) and len({one.parts for one in same}) == len(same):
        return None
    sentences = len({one.sentence for one in same})
    if sentences == len(same) and len({one.line for one in same}) == 1:
        return None
    return next((one for one in same if one.value and one.value * 2 == total), None)


def _are_kinds(same: Sequence[Statement]) -> bool:
    """ "Mô hình: 1; Sáng kiến: 1" are two, "20 bạn" after "ĐVTN 20" are the same."""
    return same[0].key == INITIATIVES and _named_apart(same)


def _are_teams_one_by_one(same: Sequence[Statement]) -> bool:
    """ "1 đội hình 14 bạn, 1 đội hình 10 bạn"."""
    return same[0].key == TEAMS and all(one.is_counter and one.value == 1 for one in same)


def _in_one_breath(same: Sequence[Statement]) -> bool:
    """ "28 đoàn viên, 5 hội viên và 4 bạn": kinds of one count, none in another's place."""
    return _named_apart(same) and len({one.sentence for one in same}) == 1


def _named_apart(same: Sequence[Statement]) -> bool:
    return len({one.noun for one in same}) == len(same)


def _are_lines(same: Sequence[Statement]) -> bool:
    """ "- Đội hình A: 8 ĐVTN" and below it "- Đội hình B: 6 ĐVTN"."""
    labels = {one.label for one in same if one.label}
    return len(labels) == len(same) == len({one.line for one in same})


def _adds_up(same: Sequence[Statement]) -> bool:
    """Different nouns (dân, doanh nghiệp) or, in running text, different doings."""
    nouns = [one.noun for one in same]
    if len(set(nouns)) == len(nouns):
        return True
    return not all(one.is_label for one in same)
