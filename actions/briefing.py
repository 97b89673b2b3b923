"""Monday morning's giao ban: the day on one page, how the last days went, and who keeps missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from actions.load import load_shown_event
from actions.progress import fitting
from rendering.files.catalogue import Kind
from rendering.texts import Words, words
from rules.editions import EditionFigures, edition, figures_from_json, missing_each_time
from rules.model import EventState, Metric
from rules.rollup import PEOPLE, TURNS, sum_days
from storage.db import Session
from storage.editions import PastEdition, frozen_edition, latest_number, past_editions
from storage.events import Event
from storage.hand_overs import files_of_edition
from storage.outbox import BROADCAST, Notice, add_notice
from storage.people import coordinators_above, reachable
from storage.targets import targets_of
from storage.timers import Timer
from storage.unit_lines import unit_lines

TIMES: Final = 3
"""So many days without a report and the unit is named."""
DAYS: Final = 4
STALE: Final = timedelta(days=2)
"""After an outage, when the week's meeting is over."""


async def send_briefing(session: Session, timer: Timer, *, now: datetime) -> int:
    """To the coordinators of the host and above, once; nothing of a day that was called off."""
    event = await load_shown_event(session, timer.event_id)
    if event is None or now - timer.due_at > STALE:
        return 0
    figures = await _figures(session, event, now)
    past = await past_editions(
        session, event.host_unit_id, before=event.schedule.starts_at, most=DAYS - 1
    )
    payloads = [briefing_words(event, figures, past).payload(), *await _card(session, event)]
    people = await coordinators_above(session, event.host_path)
    queued = 0
    for address in await reachable(session, people):
        for position, payload in enumerate(payloads):
            notice = Notice(
                key=f"briefing:{event.id}:{position}:{address.person_id}",
                channel=address.channel,
                chat_id=address.account_id,
                payload=payload,
                due_at=now,
                kind="briefing",
                priority=BROADCAST,
                person_id=address.person_id,
                event_id=event.id,
            )
            queued += await add_notice(session, notice, now=now)
    return queued


async def _figures(session: Session, event: Event, now: datetime) -> EditionFigures:
    """Those of the chốt, or of this moment."""
    frozen = await frozen_edition(session, event.id) if event.state is EventState.FROZEN else None
    if frozen is not None:
        return figures_from_json(frozen.figures)
    lines = await unit_lines(session, event.id)
    targets = await targets_of(session, event.id)
    return edition(lines, event.schedule, event.metrics, now, targets=targets)


def briefing_words(event: Event, figures: EditionFigures, past: Sequence[PastEdition]) -> Words:
    """`past`: earlier days as they were handed over, the oldest first."""
    days = [*(figures_from_json(each.figures) for each in past), figures]
    moments = [*(each.starts_at for each in past), event.schedule.starts_at]
    rates = [(at, day.on_time_rate) for at, day in zip(moments, days, strict=True)]
    return fitting(
        lambda shown: words(
            "edition/briefing",
            event=event,
            figures=figures,
            metrics=event.metrics,
            rates=rates,
            sums=_sums(event.metrics, days) if len(days) > 1 else [],
            always=missing_each_time(days, TIMES),
            times=TIMES,
            shown=shown,
            zone=event.zone,
        )
    )


def _sums(
    metrics: Sequence[Metric], days: Sequence[EditionFigures]
) -> list[tuple[Metric, int, bool]]:
    """Over days the same people come again: turns, no people (DESIGN 3.4)."""
    sums = sum_days(day.totals for day in days)
    of = [(TURNS if metric.key == PEOPLE else metric.key, metric) for metric in metrics]
    return [(metric, sums[key], key == TURNS) for key, metric in of if key in sums]


async def _card(session: Session, event: Event) -> list[Mapping[str, Any]]:
    """The card over weeks as it was handed over last; none while none was drawn."""
    number = await latest_number(session, event.id)
    if number is None:
        return []
    files = await files_of_edition(session, event.id, number)
    said = words("edition/briefing_card", event=event, zone=event.zone)
    return [
        {
            "method": "SendPhoto",
            "photo": f"store:{file.store_key}|{file.name}",
            "caption": said.text,
            "parse_mode": "HTML",
        }
        for file in files
        if file.kind == Kind.WEEKLY
    ]
