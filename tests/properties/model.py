"""What was done, kept as plain lists, and a naive recount of it. Nothing of rules/ is used here:
the sums, the states and the minutes late are worked out anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
BUCKETS = ("complete", "partial", "not_sent", "returned", "not_taking_part")


@dataclass
class Unit:
    id: int
    path: str
    name: str
    holds_branches: bool | None = None


@dataclass
class Version:
    number: int
    figures: dict[str, int]
    sent: datetime
    received: datetime
    corrects: bool = False
    moved: bool = False
    after_freeze: bool = False
    all_corrected: bool = False
    ended_return: datetime | None = None
    ended_away: bool = False
    by: int | None = None
    on_behalf: bool = False


@dataclass
class Photo:
    id: int
    sent: datetime
    message: int
    sender: int | None
    album: str | None
    received: datetime
    there: bool = True
    on_behalf: bool = False


@dataclass
class Deed:
    """A coordinator's entry that can be taken back: the versions before and after it, and what it
    ended."""

    before: int
    version: int
    returned: bool
    away: bool


@dataclass(frozen=True)
class Asked:
    """A figure that a day asks for, or did until it was dropped."""

    id: int
    key: str
    label: str
    required: bool = False
    of_all: bool = True
    dropped: bool = False


@dataclass
class Day:
    id: int
    starts: datetime
    ends: datetime
    registration: datetime
    due: datetime
    first: datetime
    second: datetime
    min_photos: int
    grace: int
    asked: list[Asked]
    state: str = "open"
    units: "dict[int, Expected]" = field(default_factory=dict)
    editions: dict[int, "Figures"] = field(default_factory=dict)

    @property
    def expected(self) -> "list[Expected]":
        return [each for each in self.units.values() if not each.dropped]

    @property
    def closed(self) -> bool:
        return self.state != "open"

    @property
    def labels(self) -> list[tuple[str, str]]:
        return [(one.key, one.label) for one in self.asked if not one.dropped]


@dataclass(eq=False)
class Expected:
    """One unit on one day."""

    id: int
    unit: Unit
    day: Day
    registered: bool = False
    expects: dict[str, int] = field(default_factory=dict)
    away: bool = False
    dropped: bool = False
    extended: datetime | None = None
    returned: datetime | None = None
    returns: list[datetime] = field(default_factory=list)
    completed_before: list[datetime | None] = field(default_factory=list)
    approved: bool = False
    also: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    photos: dict[int, Photo] = field(default_factory=dict)
    completed: datetime | None = None
    last_sent: datetime | None = None
    counted_by: "Expected | None" = None
    how: str = ""
    deed: Deed | None = None
    name_then: str | None = None

    # --- how it stands
    @property
    def name(self) -> str:
        return self.name_then or self.unit.name

    @property
    def closes(self) -> datetime:
        return max(self.day.due, self.extended) if self.extended else self.day.due

    @property
    def pictures(self) -> int:
        return sum(each.there for each in self.photos.values())

    @property
    def asked(self) -> list[Asked]:
        return [
            one
            for one in self.day.asked
            if not one.dropped and (one.of_all or one.key in self.also)
        ]

    @property
    def required(self) -> list[str]:
        return [
            one.key for one in self.asked if one.key in self.also or (one.required and one.of_all)
        ]

    @property
    def shown(self) -> dict[str, int]:
        """The figures that it is asked for now; what else came is kept, and is in no sum."""
        if not self.values:
            return {}
        return {one.key: self.values[one.key] for one in self.asked if one.key in self.values}

    @property
    def own_complete(self) -> bool:
        """By what it sent itself, were it not returned."""
        if not self.values and not self.pictures:
            return False
        named = all(key in self.values for key in self.required)
        said = bool(self.values) or (not self.required and self.pictures > 0)
        return named and said and self.pictures >= self.day.min_photos

    @property
    def covered(self) -> bool:
        """The complete report of another unit stands for it."""
        holder = self.counted_by
        if holder is None or holder.dropped or self.values or self.returned or self.away:
            return False
        return holder.progress == "complete"

    @property
    def progress(self) -> str:
        if self.away:
            return "not_taking_part"
        if self.returned:
            return "returned"
        if self.covered or self.own_complete:
            return "complete"
        if self.values or self.pictures:
            return "partial"
        return "not_sent" if self.registered else "not_registered"

    @property
    def minutes_late(self) -> int | None:
        """None while it has not been complete."""
        if self.completed is None:
            return None
        late = self.completed.replace(microsecond=0) - self.closes.replace(microsecond=0)
        return max(0, -(-late // MINUTE))

    @property
    def has_figures(self) -> bool:
        return not self.away and bool(self.shown)

    def stand(self) -> None:
        """The one thing that follows by itself: when it became complete, once it is."""
        if self.covered and self.counted_by:
            self.completed = self.counted_by.completed
        elif self.returned:
            self.completed = None
        elif self.completed is None and not self.away and self.own_complete:
            self.completed = self.last_sent

    def hear(self, moment: datetime) -> None:
        self.last_sent = max(self.last_sent or moment, moment)


def settle_covered(day: Day) -> None:
    """Who has no figures is complete exactly when the unit is that reports for it."""
    for each in day.units.values():
        if each.counted_by is not None and not each.values:
            each.completed = each.counted_by.completed if each.covered else None


# --- what came when
def complete_since(each: Expected) -> datetime | None:
    """When the last thing was sent that the demands of now ask for."""
    pictures = sorted(photo.sent for photo in each.photos.values() if photo.there)
    need = each.day.min_photos
    if len(pictures) < need:
        return None
    figures = _figures_since(each)
    if figures is None and (each.required or not pictures):
        return None
    moments = [figures or pictures[0]]
    if need:
        moments.append(pictures[need - 1])
    if each.returns:
        answers = [
            v.sent for v in standing(each) if v.received > max(each.returns) and not v.corrects
        ]
        moments += [min(answers)] if answers else []
    return max(moments)


def standing(each: Expected) -> list[Version]:
    return [version for version in each.versions if not version.moved]


def _figures_since(each: Expected) -> datetime | None:
    latest: datetime | None = None
    since: datetime | None = None
    for version in standing(each):
        latest = max(latest or version.sent, version.sent)
        whole = bool(version.figures) and all(k in version.figures for k in each.required)
        since = (since or latest) if whole else None
    return since


# --- nothing twice
def over(each: Expected) -> "list[Expected]":
    """Units of the day above this one whose figures hold those of their branches, nearest first."""
    found = [
        other
        for other in each.day.expected
        if other is not each
        and each.unit.path.startswith(other.unit.path)
        and other.unit.holds_branches
        and other.has_figures
    ]
    return sorted(found, key=lambda other: -len(other.unit.path))


def left_out(each: Expected) -> tuple[str, str] | None:
    """Why, and in whose figures."""
    if each.away:
        return None
    above = over(each) if each.has_figures else []
    if above:
        return "branches", above[0].name
    holder = each.counted_by
    if holder is None or holder.dropped or not holder.has_figures or holder.counted_by:
        return None
    circle = any(other.counted_by is not None for other in over(holder))
    if each.unit.holds_branches and circle:
        return None
    return each.how, holder.name


def said_something(each: Expected) -> bool:
    """It counts as "đã báo cáo"."""
    covered = not each.shown and left_out(each) is not None and each.progress == "complete"
    return each.has_figures or covered


# --- figures of a day
@dataclass
class Figures:
    buckets: dict[str, int]
    on_time: int
    reported: int
    photos: int
    totals: dict[str, int]
    missing: list[str]
    incomplete: list[str]
    late: list[tuple[int, str]]
    away: list[str]
    left_out: list[tuple[str, str, str]]
    labels: list[tuple[str, str]]
    without: set[int]

    @property
    def must_report(self) -> int:
        return sum(self.buckets.values()) - self.buckets["not_taking_part"]

    @property
    def rate(self) -> int | None:
        """Percent, half rounded up."""
        if not self.must_report:
            return None
        return int(self.on_time * 100 / self.must_report + 0.5)


def recount(day: Day, below: str = "") -> Figures:
    """From the lists, unit by unit."""
    here = [each for each in day.expected if each.unit.path.startswith(below)]
    must = [each for each in here if not each.away]
    stands = {each.id: each.progress for each in here}
    out = {each.id: left_out(each) for each in must}
    said = [each for each in must if said_something(each)]
    buckets = dict.fromkeys(BUCKETS, 0)
    totals: dict[str, int] = {}
    for each in here:
        bucket = "not_sent" if stands[each.id] == "not_registered" else stands[each.id]
        buckets[bucket] += 1
        if not each.away and out[each.id] is None:
            for key, value in each.shown.items():
                totals[key] = totals.get(key, 0) + value
    late = [(each.minutes_late, each.name) for each in must if each.minutes_late]
    return Figures(
        buckets=buckets,
        on_time=sum(
            each.minutes_late is not None and each.minutes_late <= day.grace for each in must
        ),
        reported=len(said),
        photos=sum(each.pictures for each in must),
        totals=totals,
        missing=sorted(each.name for each in must if each not in said),
        incomplete=sorted(each.name for each in said if stands[each.id] != "complete"),
        late=sorted(late),
        away=sorted(each.name for each in here if each.away),
        left_out=sorted(
            (each.name, *found) for each in said if (found := out[each.id]) is not None
        ),
        labels=day.labels,
        without={each.unit.id for each in must if each not in said},
    )


def difference(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, int]:
    keys = {*old, *new}
    return {key: d for key in keys if (d := new.get(key, 0) - old.get(key, 0))}
