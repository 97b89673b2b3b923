"""What a number is a figure of when no noun beside it is a metric by itself: topics, verbs."""

from collections.abc import Sequence
from typing import Final

from reading.lexicon import (
    ACTIVATE,
    ALL,
    CASES,
    CITIZENS,
    DECOY,
    DIGITAL,
    DOSSIER,
    FOLK,
    HAND_OUT,
    INSTALL,
    JOIN,
    LEAFLETS,
    ONLINE,
    PEOPLE,
    RECEIVE,
    RECEIVED,
    RESOLVE,
    RESOLVED,
    SERVE,
    TEAMS,
    TURNS,
    VOLUNTEERS,
)
from reading.terms import Term
from reading.words_about import SILENT, UNDECIDED, About, Meaning, Rule, first_of

_DOSSIER_VERBS: Final = frozenset((RECEIVE, RESOLVE))
_JOINED: Final = 3
"""Words between "tiếp nhận" and "giải quyết" that are one doing: "và đã"."""
_SECOND_LEVEL: Final = ("2", "ii")
_FIRST_LEVEL: Final = ("muc 1", "do 1", "m1", "m 1")


def _after_decoy(of: About) -> Meaning | None:
    last = of.frame.before[-1:]
    return SILENT if of.unit is None and last and last[0].sense == DECOY else None


def _topic(of: About) -> Meaning | None:
    """DVC trực tuyến or VNeID: the nearest word of these."""
    if of.kind in (ONLINE, DIGITAL):
        return _of_topic(of.kind, of, level_two=False)
    topics = [term for term in of.terms if term.sense in (ONLINE, DIGITAL)]
    if not topics:
        return None
    if of.kind == CITIZENS and _only_installs(of, topics):
        return Meaning(CITIZENS)
    nearest = min(topics, key=of.gap)
    if _is_way_of_dossiers(of, nearest):
        return None
    return _of_topic(nearest.sense, of, level_two=nearest.text.endswith(_SECOND_LEVEL))


def _only_installs(of: About, topics: Sequence[Term]) -> bool:
    if INSTALL not in of.senses or ACTIVATE in of.senses:
        return False
    return not any(term.text.endswith(_SECOND_LEVEL) for term in topics)


def _is_way_of_dossiers(of: About, topic: Term) -> bool:
    """ "Tiếp nhận trực tuyến: 15 hồ sơ"."""
    if topic.sense != ONLINE or of.kind != DOSSIER or topic in of.frame.after:
        return False
    return bool(of.senses & _DOSSIER_VERBS)


def _of_topic(sense: str, of: About, *, level_two: bool) -> Meaning:
    if sense == DIGITAL and INSTALL in of.senses and ACTIVATE not in of.senses and not level_two:
        return SILENT
    return Meaning(sense)


def _folk(of: About) -> Meaning | None:
    """ "khuyết tật 3" is a part of those counted; "hỗ trợ 12 cụ già" is not."""
    if of.kind != FOLK or CITIZENS in of.senses:
        return None
    return Meaning(CITIZENS) if SERVE in of.senses else SILENT


def _citizens(of: About) -> Meaning | None:
    if CITIZENS not in of.senses or of.kind in (DOSSIER, CASES):
        return None
    before = of.frame.before
    if of.unit is None and before and of.frame.has_colon:
        ends_in_dossiers = before[-1].sense in (*_DOSSIER_VERBS, DOSSIER)
        return None if ends_in_dossiers else Meaning(CITIZENS)
    return Meaning(CITIZENS)


def _dossiers(of: About) -> Meaning | None:
    if of.kind == PEOPLE and of.senses & _DOSSIER_VERBS:
        return None
    if of.unit is None and DOSSIER not in of.senses and {RECEIVE, SERVE} <= of.senses:
        return None
    verbs = [term for term in of.terms if term.sense in _DOSSIER_VERBS]
    if _is_lone_tn(of, verbs):
        return Meaning(VOLUNTEERS, "tn")
    return _by_verbs(of, verbs) or _undecided(of)


def _is_lone_tn(of: About, verbs: Sequence[Term]) -> bool:
    """ "12 tn": thanh niên or tiếp nhận."""
    if of.unit is not None or of.frame.before or DOSSIER in of.senses:
        return False
    return [term.text for term in verbs] == ["tn"]


def _by_verbs(of: About, verbs: Sequence[Term]) -> Meaning | None:
    kinds = {term.sense for term in verbs}
    if len(kinds) > 1:
        return _both(of, verbs)
    return Meaning(RECEIVED if RECEIVE in kinds else RESOLVED) if kinds else None


def _both(of: About, verbs: Sequence[Term]) -> Meaning:
    """ "tiếp nhận và giải quyết 30 hồ sơ" is both; "30 hs tiếp nhận đã giải quyết" is the first."""
    first = [term for term in of.frame.before if term.sense in _DOSSIER_VERBS]
    if [term.sense for term in first] == [RESOLVE] and of.frame.before[-1].sense == ALL:
        return Meaning(RECEIVED, also=RESOLVED)
    if len({term.sense for term in first}) < len(_DOSSIER_VERBS):
        return Meaning(_done(min(verbs, key=of.gap)))
    a, b = first[0], first[-1]
    if b.first - a.upto > _JOINED:
        return Meaning(_done(b))
    return Meaning(_done(a), also=RESOLVED if a.sense == RECEIVE else RECEIVED)


def _done(verb: Term) -> str:
    return RECEIVED if verb.sense == RECEIVE else RESOLVED


def _undecided(of: About) -> Meaning | None:
    if of.unit is not None and of.unit.text == "ca" and "truc" in {t.text for t in of.frame.before}:
        return SILENT
    cases = CASES in of.senses and of.kind == CASES and SERVE not in of.senses
    return Meaning(UNDECIDED) if DOSSIER in of.senses or cases else None


def _weakly(of: About) -> Meaning | None:
    """General words only: "40 lượt", "hỗ trợ 40", "tham gia: 25"."""
    return first_of(_WEAK, of)


def _accounts(of: About) -> Meaning | None:
    if any(term.text.endswith(_FIRST_LEVEL) for term in of.terms if term.sense == INSTALL):
        return SILENT
    if ACTIVATE in of.senses:
        return Meaning(DIGITAL)
    return SILENT if INSTALL in of.senses else None


def _people(of: About) -> Meaning | None:
    if JOIN in of.senses and not of.senses & {SERVE, TURNS}:
        return Meaning(VOLUNTEERS)
    if of.kind == PEOPLE:
        return Meaning(CITIZENS) if SERVE in of.senses else Meaning(VOLUNTEERS, "người")
    return None


def _turns(of: About) -> Meaning | None:
    if of.senses & {TURNS, PEOPLE} or (of.kind == CASES and SERVE in of.senses):
        return Meaning(CITIZENS)
    return Meaning(TEAMS) if TEAMS in of.senses else None


def _bare_verb(of: About) -> Meaning | None:
    before = of.frame.before
    if SERVE in of.senses and before:
        return Meaning(CITIZENS, "hỗ trợ")
    handed = HAND_OUT in of.senses and before and before[-1].text in ("phat", "rai")
    return Meaning(LEAFLETS, "phát") if handed else None


_WEAK: Final = (_accounts, _people, _turns, _bare_verb)
TOPICS: Final[tuple[Rule, ...]] = (_after_decoy, _topic, _folk, _citizens, _dossiers, _weakly)
