"""What `benchmarks.fuzz` calls with its texts: each reader, and what must hold of what it says."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from reading.chat import messages_of
from reading.edits import read_edit
from reading.goal import read_goal
from reading.more_time import read_more_time
from reading.names import find_units
from reading.numbers import number, numbers_in
from reading.plan import read_plan
from reading.proposal import propose_from_line, propose_from_plan
from reading.report import read_at_length, read_report
from reading.stretch import read_stretch
from reading.times.phrases import read_time, times_in
from rules.model import METRICS

NOW: Final = datetime(2026, 11, 28, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
UNITS: Final = tuple(enumerate(("Đoàn phường Tân Lộc", "Đoàn phường 12", "CĐ Thuế", "Xã Sơn Hạ")))


class BrokenError(AssertionError):
    """What a reader said cannot be."""


def reports(text: str) -> None:
    read = read_report(text)
    for value in read.values:
        _inside(text, value.start, value.end, value.quote)
    for loose in read.loose:
        _inside(text, loose.start, loose.end, loose.quote)
    if read.as_dict() != read_at_length(text).as_dict():
        raise BrokenError("the short way and the long way differ")


def chats(text: str) -> None:
    read_stretch(messages_of(text, today=date(2026, 11, 28)), UNITS, METRICS)


def plans(text: str) -> None:
    propose_from_plan(read_plan(text, now=NOW), UNITS, text=text)


def times(text: str) -> None:
    for one in times_in(text, NOW):
        _inside(text, one.start, one.end)
    read_time(text, NOW)
    read_more_time(text, now=NOW, closes=NOW)


def figures(text: str) -> None:
    for one in numbers_in(text):
        _inside(text, one.start, one.end)
    number(text)


def small(text: str) -> None:
    read_edit(text, METRICS)
    read_goal(text, METRICS)
    find_units(text, UNITS)
    propose_from_line(text, now=NOW)


def _inside(text: str, start: int, end: int, quote: str | None = None) -> None:
    if not 0 <= start <= end <= len(text):
        raise BrokenError(f"a span outside the text: {start}, {end}")
    if quote is not None and quote != text[start:end]:
        raise BrokenError("a quote that is not there")


READERS: Final = (reports, chats, plans, times, figures, small)
