"""A plan, or one short line, -> the day that it asks for: what to create, and what to ask first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from reading.fold import plain
from reading.names import find_units
from reading.plans.model import Due, Happening, Plan, Target, Window
from reading.times.model import Cue, Kind, Time
from reading.times.phrases import times_in

SURE: Final = 99.0
LIKELY: Final = 82.0
_CLEARLY_FIRST: Final = 5.0
_REGISTERING: Final = re.compile(r"\b(?:dang ky|dang ki|dk)\b")
_REPORTING: Final = re.compile(r"\b(?:bao cao|bc|ket qua|hinh anh|tong hop)\b")
_PHOTOS: Final = re.compile(
    r"\b(?:it nhat|toi thieu|tren|tu|kem|gui|kem theo"
    r"|min)? ?(?P<n>[0-9]{1,3})(?: tam)? (?:hinh anh|anh|hinh)\b"
)
_EVERYONE: Final = re.compile(
    r"^(?:cac|tat ca|toan the|cac don vi)?(?: cac)? ?(?:co so doan|chi doan|don vi|co so"
    r"|doan phuong|phuong doan|doan co so)"
    r"(?: truc thuoc| co so| khu pho| trong toan| tren dia ban.*)?$"
)
_DAYS: Final = re.compile(r"thu bay|thu 7|chu nhat|ra quan|tinh nguyen|cao diem")
_ENDS_DAY: Final = time(23, 59, 59)
_LONGEST_DAY: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Limit:
    """A closing time. `excluded_day`: "trước ngày X", so ask whether X itself counts (`day` is
    X). `doubtful`: ask.
    """

    at: datetime
    quote: str
    day: date
    excluded_day: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day that a plan speaks of, with its closing times. `inferred`: not stated outright."""

    title: str | None
    window: Window
    quote: str = ""
    inferred: bool = False
    registration: Limit | None = None
    report: Limit | None = None


@dataclass(frozen=True, slots=True)
class AssignedUnit:
    """`unit_id` None: no unit of the tree goes by that name. `doubtful`: it is only close."""

    said: str
    unit_id: int | None
    name: str | None
    content: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """`everyone`: the plan speaks to all units below the host. `doubts` name what to ask:
    "title", "window", "registration", "report", "units". `days`: all that it may be about, the
    likeliest first.
    """

    title: str | None
    window: Window | None
    registration: Limit | None
    report: Limit | None
    min_photos: int | None
    targets: tuple[Target, ...]
    units: tuple[AssignedUnit, ...]
    everyone: bool
    doubts: tuple[str, ...]
    days: tuple[PlanDay, ...] = ()

    @property
    def matched(self) -> tuple[AssignedUnit, ...]:
        return tuple(each for each in self.units if each.unit_id is not None)

    @property
    def unmatched(self) -> tuple[AssignedUnit, ...]:
        return tuple(each for each in self.units if each.unit_id is None)


def propose_from_plan(plan: Plan, names: Sequence[tuple[int, str]], *, text: str = "") -> Proposal:
    """`names` are (unit id, name or alias) of the host's subtree; `text` the plan itself, for the
    photos it asks for.
    """
    days = _days(plan)
    units, everyone = _units(plan, names)
    if not days:
        report = _limit(plan.deadlines, _REPORTING, None)
        registration = _limit(plan.deadlines, _REGISTERING, None, besides=report)
        doubts = ("window", *_doubts(registration, report, units))
        title = plan.heading.title
        photos = _photos(text)
        return Proposal(
            title, None, registration, report, photos, plan.targets, units, everyone, doubts
        )
    main = days[0]
    return Proposal(
        main.title,
        main.window,
        main.registration,
        main.report,
        _photos(text),
        plan.targets,
        units,
        everyone,
        (
            *(["window"] if main.inferred else []),
            *_doubts(main.registration, main.report, units),
        ),
        days,
    )


def propose_from_line(text: str, *, now: datetime) -> Proposal:
    """ "hạn đăng ký thứ 5, báo cáo 16h thứ 7, tối thiểu 3 ảnh". The day is that of the report, when
    nothing else says it.
    """
    registration = report = None
    window = None
    for part, said in _parts(text, now):
        folded = plain(part)
        if _REGISTERING.search(folded) and registration is None:
            registration = _line_limit(part, said)
        elif (_REPORTING.search(folded) or said.kind is Kind.DEADLINE) and report is None:
            report = _line_limit(part, _of_day(said, window, now))
        elif window is None:
            window = _line_window(said)
    inferred = window is None
    if window is None and report is not None:
        window = _whole(report.day, now)
    doubts = (["window"] if inferred else []) + _doubts(registration, report, ())
    days = () if window is None else (PlanDay(None, window, text, inferred, registration, report),)
    photos = _photos(text)
    return Proposal(None, window, registration, report, photos, (), (), True, tuple(doubts), days)


def _days(plan: Plan) -> tuple[PlanDay, ...]:
    """The volunteer days rather than the campaign around them: days before months, names that say
    so before others; one of each date.
    """
    found = [
        (event, window)
        for event in plan.events
        for window in event.windows
        if window.ends - window.begins <= _LONGEST_DAY
    ]
    named = [each for each in found if _DAYS.search(plain(each[0].name))]
    by_date: dict[date, PlanDay] = {}
    for event, window in named or found:
        by_date.setdefault(window.begins.date(), _day(plan, event, window))
    return tuple(by_date.values())


def _day(plan: Plan, event: Happening, window: Window) -> PlanDay:
    report = _limit(plan.deadlines, _REPORTING, window)
    registration = _limit(plan.deadlines, _REGISTERING, None, besides=report)
    return PlanDay(event.name, window, event.quote, event.inferred, registration, report)


def _limit(
    dues: Sequence[Due],
    wanted: re.Pattern[str],
    window: Window | None,
    besides: Limit | None = None,
) -> Limit | None:
    fitting = [
        each
        for each in dues
        if each.due is not None
        and wanted.search(plain(f"{each.what} {each.quote}"))
        and not (besides and each.due == besides.at)
    ]
    near = _nearest_first(fitting, window) if window else []
    first = next(iter(near or fitting), None)
    if first is None or first.due is None:
        return None
    day = first.due.date() + timedelta(days=first.excluded_day)
    doubtful = first.doubtful or len(near or fitting) > 1
    return Limit(first.due, first.quote, day, first.excluded_day, doubtful)


def _nearest_first(dues: Sequence[Due], window: Window) -> list[Due]:
    """Results of a day are owed on it or soon after."""
    near = [
        (abs(each.due - window.ends), i, each)
        for i, each in enumerate(dues)
        if each.due and window.begins <= each.due <= window.ends + timedelta(days=7)
    ]
    return [each for _, _, each in sorted(near)]


def _units(plan: Plan, names: Sequence[tuple[int, str]]) -> tuple[tuple[AssignedUnit, ...], bool]:
    found: dict[str, AssignedUnit] = {}
    everyone = False
    issuers = {plain(body) for body in plan.heading.issuing_bodies}
    for each in plan.assignments:
        for said in each.units:
            key = plain(said)
            if _EVERYONE.match(key):
                everyone = True
            elif key not in found and not any(key in body for body in issuers):
                found[key] = _assigned(said, each.content, names)
    return tuple(found.values()), everyone


def _assigned(said: str, content: str, names: Sequence[tuple[int, str]]) -> AssignedUnit:
    best = find_units(said, names)
    if not best or best[0].score < LIKELY:
        return AssignedUnit(said, None, None, content)
    others = [each for each in best[1:] if each.unit_id != best[0].unit_id]
    close = bool(others) and best[0].score - others[0].score < _CLEARLY_FIRST
    return AssignedUnit(
        said, best[0].unit_id, best[0].name, content, doubtful=best[0].score < SURE or close
    )


def _doubts(
    registration: Limit | None, report: Limit | None, units: Sequence[AssignedUnit]
) -> list[str]:
    asked = (("registration", registration), ("report", report))
    found = [name for name, limit in asked if limit is None or limit.doubtful or limit.excluded_day]
    if any(each.doubtful or each.unit_id is None for each in units):
        found.append("units")
    return found


def _photos(text: str) -> int | None:
    found = _PHOTOS.search(plain(text))
    return int(found["n"]) if found else None


def _parts(text: str, now: datetime) -> Iterator[tuple[str, Time]]:
    """Each time with the words that lead to it."""
    done = 0
    for said in times_in(text, now):
        yield text[done : said.end], said
        done = said.end


def _of_day(said: Time, window: Window | None, now: datetime) -> Time:
    """ "báo cáo 17h", "17h cùng ngày": an hour alone is of the day spoken of."""
    if said.has_day or window is None:
        return said
    return replace(said, value=said.value + (window.begins.date() - now.date()))


def _line_limit(part: str, said: Time) -> Limit:
    """Without a cue ("báo cáo 16h thứ 7") a closing time all the same."""
    last = said.until or said.value
    excluded = said.cue is Cue.BEFORE and not said.has_clock
    if said.kind is Kind.DATE and not said.has_clock:
        last = datetime.combine(last.date(), _ENDS_DAY, tzinfo=last.tzinfo)
    day = last.date() + timedelta(days=excluded)
    quote = part.strip(" ,.;-")
    return Limit(last, quote, day, excluded, bool(set(said.doubts) - {"excluded_day"}))


def _line_window(said: Time) -> Window:
    ends = said.until or datetime.combine(said.value.date(), _ENDS_DAY, tzinfo=said.value.tzinfo)
    return Window(said.value, ends, said.precision)


def _whole(day: date, now: datetime) -> Window:
    begins = datetime.combine(day, time(), tzinfo=now.tzinfo)
    return Window(begins, datetime.combine(day, _ENDS_DAY, tzinfo=now.tzinfo), "day")
