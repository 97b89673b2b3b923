"""Which rung falls due when, for what (DESIGN 3.3). What was planned is decided again just before
sending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from rules.deadlines import at_local, closes, local
from rules.model import Item, Schedule
from rules.rungs import QUIET_ENDS, QUIET_STARTS, Anchor, Moment, Rung, Stage

SUPPRESS: Final = timedelta(minutes=20)
OVERDUE_LASTS: Final = timedelta(hours=1)
_LAST_MINUTE: Final = time(21, 29)
_WEEK: Final = 7
_ASKS: Final = {
    Stage.REGISTRATION: (Item.REGISTRATION,),
    Stage.REPORT: (Item.FIGURES, Item.PHOTOS),
    Stage.VOLUNTEER: (),
}


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """A rung at its moment. From `until` on it is pointless: its deadline, or an hour after the
    overdue call."""

    rung: Rung
    at: datetime
    until: datetime

    @property
    def key(self) -> str:
        """The same for every plan of the same times, another once a deadline moves the rung."""
        return f"{self.rung.key}@{self.at.astimezone(UTC):%Y%m%dT%H%M%S}"


def plan(
    rungs: Iterable[Rung], schedule: Schedule, zone: str, *, extended_to: datetime | None = None
) -> tuple[PlannedRung, ...]:
    """The rungs of one unit (`extended_to` is its own) or one shift (its times `replace`d into the
    schedule), by time. A rung that would not precede its deadline is dropped, except the overdue
    call.

    Quiet hours move a rung to the next morning if that still precedes its deadline, else back to
    21:29 the evening before. Dropped instead: the overdue call, and what follows its anchor and
    would come before it. Rungs of one stage moved to one minute become one: the one that asks most,
    then the one moved least.
    """
    own = _for_unit(schedule, extended_to)
    best: dict[tuple[datetime, Stage], tuple[tuple[bool, timedelta, str], PlannedRung]] = {}
    for rung in rungs:
        if rung.off:
            continue
        wished = _moment(rung.moment, own, zone)
        planned = _planned(rung, wished, _until(rung, own, wished), zone)
        if planned is None:
            continue
        rank = (rung.figures_only, abs(planned.at - wished), rung.key)
        place = (planned.at, rung.stage)
        if place not in best or rank < best[place][0]:
            best[place] = (rank, planned)
    return tuple(sorted((p for _, p in best.values()), key=lambda p: (p.at, p.rung.key)))


class Why(StrEnum):
    """Why a rung is not sent at the moment that was wished for."""

    OFF = "off"
    QUIET = "quiet"
    SAME = "same"
    LATE = "late"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Explained:
    """A rung of a day: when it was wished for, when it comes (`at`; None: never), and why not
    then."""

    rung: Rung
    wished: datetime
    at: datetime | None
    why: Why | None = None


def explained(
    rungs: Sequence[Rung], schedule: Schedule, zone: str, now: datetime
) -> tuple[Explained, ...]:
    """Every rung of the list, as `plan` has it."""
    planned = {each.rung.key: each for each in plan(rungs, schedule, zone)}
    times = _for_unit(schedule, None)
    return tuple(
        _explained(rung, _moment(rung.moment, times, zone), planned.get(rung.key), times, zone, now)
        for rung in rungs
    )


def _explained(
    rung: Rung,
    wished: datetime,
    planned: PlannedRung | None,
    times: dict[Anchor, datetime],
    zone: str,
    now: datetime,
) -> Explained:
    if rung.off:
        return Explained(rung, wished, None, Why.OFF)
    if planned is None:
        alone = _planned(rung, wished, _until(rung, times, wished), zone)
        quiet = in_quiet_hours(local(wished, zone).time(), rung.quiet_ends)
        why = Why.SAME if alone else Why.QUIET if quiet and rung.after_deadline else Why.LATE
        return Explained(rung, wished, None, why)
    if planned.at <= now:
        return Explained(rung, wished, planned.at, Why.PAST)
    return Explained(rung, wished, planned.at, Why.QUIET if planned.at != wished else None)


def due(planned: Iterable[PlannedRung], *, now: datetime, after: datetime) -> PlannedRung | None:
    """The latest rung with after < at <= now; earlier ones collapse into it, pointless ones are
    passed over.

    Plan one audience at a time (`UNIT_RUNGS` or `VOLUNTEER_RUNGS`), or one's rung would swallow the
    other's.
    """
    ripe = [p for p in planned if after < p.at <= now < p.until]
    return max(ripe, key=lambda p: p.at, default=None)


def sendable(planned: PlannedRung, *, now: datetime, zone: str) -> bool:
    """Asked again just before sending: after an outage a rung may be pointless, or the hour
    quiet."""
    quiet = in_quiet_hours(local(now, zone).time(), planned.rung.quiet_ends)
    return now < planned.until and not quiet


def still_ahead(
    planned: Iterable[PlannedRung],
    *,
    now: datetime,
    last_sent_at: datetime | None,
    suppress: timedelta = SUPPRESS,
) -> tuple[PlannedRung, ...]:
    """What a new plan still has to send after a deadline moved: nothing past, nothing soon after
    the last one."""
    clear_from = None if last_sent_at is None else last_sent_at + suppress
    return tuple(p for p in planned if p.at > now and (clear_from is None or p.at >= clear_from))


def wanted(rung: Rung, missing: Sequence[Item]) -> tuple[Item, ...]:
    """Which of the missing items this rung asks for, in chasing order. Empty means it is not sent
    to the unit."""
    asks = (Item.FIGURES,) if rung.figures_only else _ASKS[rung.stage]
    return tuple(item for item in asks if item in missing)


def suppressed(rung_at: datetime, manual_nhac_at: datetime | None) -> bool:
    """A manual nhắc silences that unit's rungs for the 20 minutes that follow it."""
    if manual_nhac_at is None:
        return False
    return timedelta(0) <= rung_at - manual_nhac_at < SUPPRESS


def in_quiet_hours(local_time: time, ends: time = QUIET_ENDS) -> bool:
    """From 21:30:00 until just before 06:30:00, local clock. Binds what the bot starts, never its
    replies."""
    return local_time >= QUIET_STARTS or local_time < ends


def next_allowed(moment: datetime, zone: str, ends: time = QUIET_ENDS) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    here = local(moment, zone)
    if not in_quiet_hours(here.time(), ends):
        return moment
    morning = here.date() + timedelta(days=here.time() >= QUIET_STARTS)
    return at_local(morning, ends.hour, ends.minute, zone)


def _for_unit(schedule: Schedule, extended_to: datetime | None) -> dict[Anchor, datetime]:
    return {
        Anchor.REGISTRATION_CLOSES: schedule.registration_closes_at,
        Anchor.REPORT_DUE: closes(schedule, extended_to),
        Anchor.EVENT_START: schedule.starts_at,
        Anchor.EVENT_END: schedule.ends_at,
        Anchor.DAY: schedule.starts_at,
    }


def _moment(moment: Moment, times: dict[Anchor, datetime], zone: str) -> datetime:
    anchor = times[moment.anchor]
    if moment.clock is None:
        return anchor + timedelta(minutes=moment.minutes)
    day = local(anchor, zone).date() + timedelta(days=moment.days)
    if moment.weekday is not None:
        day -= timedelta(days=(day.weekday() - moment.weekday) % _WEEK)
    return at_local(day, moment.clock.hour, moment.clock.minute, zone)


def _until(rung: Rung, times: dict[Anchor, datetime], wished: datetime) -> datetime:
    if rung.after_deadline:
        return wished + OVERDUE_LASTS
    serves = {
        Stage.REGISTRATION: Anchor.REGISTRATION_CLOSES,
        Stage.REPORT: Anchor.REPORT_DUE,
        Stage.VOLUNTEER: Anchor.EVENT_START,
    }
    return times[serves[rung.stage]]


def _planned(rung: Rung, wished: datetime, until: datetime, zone: str) -> PlannedRung | None:
    if wished >= until:
        return None
    at = next_allowed(wished, zone, rung.quiet_ends)
    if at == wished:
        return PlannedRung(rung, at, until)
    if rung.after_deadline:
        return None
    if at < until:
        return PlannedRung(rung, at, until)
    follows_its_anchor = rung.moment.clock is None and rung.moment.minutes > 0
    return None if follows_its_anchor else PlannedRung(rung, _evening_before(at, zone), until)


def _evening_before(morning: datetime, zone: str) -> datetime:
    evening = local(morning, zone).date() - timedelta(days=1)
    return at_local(evening, _LAST_MINUTE.hour, _LAST_MINUTE.minute, zone)
