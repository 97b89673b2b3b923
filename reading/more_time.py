"""A unit's words for "more time": that it asks, until when, and why."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from reading.deadline import read_moment
from reading.fold import plain

_LONGEST: Final = 300
_ASKS: Final = re.compile(
    r"\b(?:xin|cho|nho|de nghi|mong)\b(?: \w+){0,5}? (?:gia han|lui han|doi han|"
    r"hoan nop|nop (?:tre|muon|cham)|gui (?:tre|muon|cham)|them (?:gio|thoi gian|"
    r"chut thoi gian|(?:khoang )?[0-9]+ ?(?:p|ph|phut|tieng|gio|h)\b|nua (?:tieng|gio)))"
    r"|^(?:xin )?(?:gia han|them gio)\b"
    r"|\bxin(?: \w+){0,5}? (?:den|toi|tre|cham|muon)(?: \w+){0,2}? ?[0-9]{1,2} ?"
    r"(?:h|g|gio|:|p\b|phut)"
)
_WHY: Final = re.compile(
    r"[,.;]?\s*(?<!\w)(?:vì|bởi vì|bởi|do|tại vì|lý do:?|lí do:?)\s+", re.IGNORECASE
)
_MORE: Final = re.compile(r"\bth[eê]m\s+(?:gi[oờ]|(?:ch[uú]t\s+)?th[oờ]i\s+gian)\b", re.IGNORECASE)
_COUNT: Final = re.compile(
    r"\b(?:them|tre|cham|muon|lui|xin|cho|khoang|tam)? ?"
    r"(?P<count>[0-9]{1,3}) ?(?P<unit>phut|ph|p|tieng|gio|h)\b(?P<half> ruoi)?(?P<ahead> nua)?"
)
_LASTS: Final = re.compile(
    r"\b(?:them|tre|cham|muon|lui)(?: nop| gui| khoang| tam| chung| cho)* ?[0-9]"
)
_HALF_HOUR: Final = re.compile(r"\bnua (?:tieng|gio)\b")
_POLITE_WORDS: Final = """
    xin cho em minh anh chi don vi ben phep duoc gia han nop gui bao cao bc lui doi hoan them chut
    tre muon cham nho mong de nghi voi oi nhe nha a ah da dc duong cuc len khoang tam nua gium giup
    so lieu
"""
_POLITE: Final = frozenset(_POLITE_WORDS.split())
_NOON: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Asked:
    """`until` is None when no moment was named, or none that is clear."""

    until: datetime | None
    reason: str


def asks_more_time(text: str) -> bool:
    """Whether these words ask for it; a report never does by itself: ask its reader first."""
    return len(text) <= _LONGEST and _ASKS.search(plain(text)) is not None


def read_more_time(text: str, *, now: datetime, closes: datetime) -> Asked:
    """`now` and `closes` in the unit's zone."""
    said, *why = _WHY.split(text, maxsplit=1)
    reason = " ".join(why[0].split()).strip(" .!") if why else ""
    return Asked(read_until(said, now=now, closes=closes), reason)


def read_until(text: str, *, now: datetime, closes: datetime) -> datetime | None:
    """A moment ("18h", "đến 9h sáng mai"), or so much more: from the deadline, from now once it has
    passed. An hour that would be before the deadline is of the afternoon: "6h" for 16:00 is 18:00.
    """
    lasting = _duration(plain(text))
    if lasting is not None:
        return closes + lasting if closes + lasting > now else now + lasting
    kept = [word for word in _MORE.sub(" ", text).split() if not _is_polite(word)]
    moment = read_moment(" ".join(kept), now=now, day=closes.date())
    if (
        moment is not None
        and moment <= closes
        and moment + _NOON > closes
        and _is_bare(moment, closes)
    ):
        return moment + _NOON
    return moment


def _is_polite(word: str) -> bool:
    return plain(word).strip(" .!?,:") in _POLITE


def _is_bare(moment: datetime, closes: datetime) -> bool:
    return moment.hour <= _NOON // timedelta(hours=1) and moment.date() == closes.date()


def _duration(said: str) -> timedelta | None:
    if _HALF_HOUR.search(said):
        return timedelta(minutes=30)
    found = _COUNT.search(said)
    if found is None:
        return None
    minutes = found["unit"] in ("phut", "ph", "p")
    whole = found["unit"] == "tieng" or found["ahead"] or _LASTS.search(said)
    if not (minutes and not re.search(r"[0-9] ?(?:h|g|gio|:) ?[0-9]", said)) and not whole:
        return None
    amount = int(found["count"]) * (1 if minutes else 60)
    half = 0 if not found["half"] else (0 if minutes else 30)
    return timedelta(minutes=amount + half) or None
