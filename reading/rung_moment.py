"""When a reminder is to be sent, as a coordinator types it: "trước hạn 3 giờ", "thứ Năm 15:00"."""

import re
from datetime import time
from typing import Final

from reading.deadline import read_clock
from reading.fold import plain
from rules.rungs import Anchor, Moment, Stage

_LONGEST: Final = 60
_A_WEEK: Final = 7 * 24 * 60
_HOURS: Final = r"(?:gio|tieng|h)"
_SPAN: Final = (
    rf"(?:(?P<h>\d{{1,3}}) ?{_HOURS}(?: ?(?P<hm>\d{{1,2}})(?: ?(?:phut|p))?|(?P<half> ruoi))?"
    r"|(?P<m>\d{1,4}) ?(?:phut|p|'))"
)
_AFTER_ANCHOR: Final = re.compile(rf"^(?P<side>truoc|sau)(?: khi)? (?P<what>.+?) {_SPAN}$")
_BEFORE_ANCHOR: Final = re.compile(rf"^{_SPAN} (?P<side>truoc|sau)(?: khi)? (?P<what>.+)$")
_SHORT: Final = re.compile(rf"^t ?(?P<sign>[-+]) ?{_SPAN}$")
_WEEKDAY: Final = re.compile(
    r"\b(?:thu (?P<name>hai|ba|tu|nam|sau|bay|[2-7])|t(?P<n>[2-7])|(?P<sunday>chu nhat|cn))\b"
)
_DAYS: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_EVE: Final = re.compile(r"\b(?:toi |chieu |sang )?(?:hom truoc|ngay truoc|truoc mot ngay)\b")
_ON_THE_DAY: Final = re.compile(r"\b(?:hom do|dung ngay|trong ngay|ngay do|hom ay|cung ngay)\b")
_ANCHORS: Final = (
    (("han dang ky", "dong dang ky", "khep dang ky"), Anchor.REGISTRATION_CLOSES),
    (("han bao cao", "het han bao cao"), Anchor.REPORT_DUE),
    (("ket thuc", "xong", "ket thuc ngay", "gio ket thuc"), Anchor.EVENT_END),
    (("bat dau", "gio bat dau", "khai mac", "ra quan", "gio ra quan"), Anchor.EVENT_START),
)
_DEADLINE: Final = {
    Stage.REGISTRATION: Anchor.REGISTRATION_CLOSES,
    Stage.REPORT: Anchor.REPORT_DUE,
    Stage.VOLUNTEER: Anchor.EVENT_START,
}
_ITS_OWN: Final = frozenset(("han", "het han", "gio"))
_PARTS: Final = {"toi": "tối", "chieu": "chiều", "sang": "sáng"}


def read_rung_moment(text: str, stage: Stage) -> Moment | None:
    """ "Hạn" is that of what this rung serves. None for what is no single clear moment."""
    said = plain(text[: _LONGEST + 1]).strip(" .!,")
    if not said or len(said) > _LONGEST:
        return None
    return _distance(said, stage) or _on_a_day(said)


def _distance(said: str, stage: Stage) -> Moment | None:
    short = _SHORT.match(said)
    found = short or _AFTER_ANCHOR.match(said) or _BEFORE_ANCHOR.match(said)
    if found is None:
        return None
    anchor = _DEADLINE[stage] if short else _anchor(found["what"], stage)
    minutes = _minutes(found)
    if anchor is None or minutes > _A_WEEK:
        return None
    before = found["sign"] == "-" if short else found["side"] == "truoc"
    return Moment(anchor, -minutes if before else minutes)


def _anchor(what: str, stage: Stage) -> Anchor | None:
    if what in _ITS_OWN:
        return _DEADLINE[stage]
    return next((anchor for names, anchor in _ANCHORS if what in names), None)


def _minutes(found: re.Match[str]) -> int:
    if found["m"]:
        return int(found["m"])
    return int(found["h"]) * 60 + int(found["hm"] or 0) + (30 if found["half"] else 0)


def _on_a_day(said: str) -> Moment | None:
    weekday = _WEEKDAY.search(said)
    eve, same = _EVE.search(said), _ON_THE_DAY.search(said)
    named = [each for each in (weekday, eve, same) if each]
    if len(named) > 1:
        return None
    clock = _clock(said, named[0] if named else None)
    if clock is None:
        return None
    if weekday:
        return Moment(Anchor.DAY, clock=clock, weekday=_day(weekday))
    return Moment(Anchor.DAY, clock=clock, days=-1 if eve else 0)


def _clock(said: str, named: re.Match[str] | None) -> time | None:
    """What is left beside the day; "tối hôm trước" keeps its part of the day."""
    if named is None:
        return read_clock(said)
    part = _PARTS.get(named[0].split()[0], "")
    rest = " ".join(f"{said[: named.start()]} {said[named.end() :]}".split())
    return read_clock(f"{rest} {part}".strip()) or read_clock(rest)


def _day(found: re.Match[str]) -> int:
    if found["sunday"]:
        return 6
    told = found["name"] or found["n"]
    return int(told) - 2 if told.isdigit() else _DAYS[told]
