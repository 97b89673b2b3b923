"""The answer to the one question about a report: a figure is confirmed, moved to the metric that it
is of, or left as it stands. Whatever it changes was told when the report was sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from actions.progress import board_changed
from actions.report_card import card_changed
from actions.submit_report import Entry, Reported, found_participation, submit_report
from reading.orders import metric_called, says_skip, says_yes
from rules.model import Actor, EventState, Metric, Refused, Source
from rules.permissions import authorise
from rules.plausibility import RECEIVED, RESOLVED, About, Doubt, Standing
from storage.audit import note
from storage.db import Session
from storage.participations import Participation, settle
from storage.reports import Message, set_remarks, version_of

YES: Final = "yes"
SKIP: Final = "skip"
SWAP: Final = "swap"


@dataclass(frozen=True, slots=True)
class Answered:
    """`reported`: the version that the answer made, when it changed a figure."""

    doubt: Doubt
    answer: str
    after: Participation
    reported: Reported | None = None

    @property
    def metric(self) -> Metric | None:
        """Of which the figure is, now that it is known."""
        key = self.answer if self.answer in self.doubt.choices else self.doubt.key
        return next((metric for metric in self.after.metrics if metric.key == key), None)


async def answer_doubt(
    session: Session,
    actor: Actor,
    participation_id: int,
    version: int,
    place: int,
    answer: str,
    *,
    now: datetime,
) -> Answered:
    """Refused: "doubt_gone" (a newer version, or answered already)."""
    found = await found_participation(session, participation_id)
    authorise(actor, "edit_report", found.unit_path)
    if found.state is EventState.CANCELLED:
        raise Refused("event_cancelled", **found.named)
    doubt = _at(found, version, place)
    if answer not in answers(doubt):
        raise Refused("doubt_gone", unit=found.unit_name)
    entry = await _entry(session, found, doubt, answer, now=now)
    await _note(session, actor, found, doubt, answer, now=now)
    if entry is None:
        return Answered(doubt, answer, await _settled(session, found, place, answer, now=now))
    reported = await submit_report(session, actor, found, entry, now=now)
    return Answered(doubt, answer, reported.after, reported)


def _at(found: Participation, version: int, place: int) -> Doubt:
    doubts = found.doubts
    if found.version != version or place >= len(doubts):
        raise Refused("doubt_gone", unit=found.unit_name)
    if doubts[place].standing is Standing.SETTLED:
        raise Refused("doubt_gone", unit=found.unit_name)
    return doubts[place]


def answers(doubt: Doubt) -> tuple[str, ...]:
    """What can be answered, in the order of the buttons."""
    match doubt.about:
        case About.MEANING if doubt.choices:
            return (*doubt.choices, YES, SKIP)
        case About.LOOSE:
            return (*doubt.choices, SKIP)
        case About.RESOLVED:
            return YES, SWAP
        case _:
            return YES, SKIP


def answer_in(text: str, found: Participation) -> tuple[int, str] | None:
    """An answer in words to the question that stands: its place, and the answer."""
    asked = found.question
    if asked is None:
        return None
    place, doubt = asked
    if says_skip(text):
        answer: str | None = SKIP
    elif says_yes(text):
        answer = YES
    else:
        answer = metric_called(text, [m for m in found.metrics if m.key in doubt.choices])
    return (place, answer) if answer in answers(doubt) and answer is not None else None


async def _entry(
    session: Session, found: Participation, doubt: Doubt, answer: str, *, now: datetime
) -> Entry | None:
    """What it changes in the figures, as of when the report was sent; None for nothing. Once that
    was given back, the answer is what was sent last."""
    values = _changed(found, doubt, answer)
    if values is None:
        return None
    stands = await version_of(session, found.id, found.version)
    sent_at = now
    if stands is not None and not found.facts.returned:
        sent_at = stands.message.sent_at
    removes = {doubt.key} if doubt.about is About.MEANING else set()
    return Entry(
        values,
        Source.TYPED,
        Message("", sent_at, now),
        removes=frozenset(removes - values.keys()),
        asks=False,
    )


def _changed(found: Participation, doubt: Doubt, answer: str) -> dict[str, int] | None:
    figures = found.facts.values
    if answer == SWAP:
        if not {RECEIVED, RESOLVED} <= figures.keys():
            raise Refused("doubt_gone", unit=found.unit_name)
        return {RECEIVED: figures[RESOLVED], RESOLVED: figures[RECEIVED]}
    if answer not in doubt.choices or answer == doubt.key:
        return None
    return {answer: doubt.value}


async def _settled(
    session: Session, found: Participation, place: int, answer: str, *, now: datetime
) -> Participation:
    """Nothing changes but the mark; a figure that was skipped keeps it, and is asked no more."""
    doubt = found.doubts[place]
    left_open = answer == SKIP and bool(doubt.key or doubt.about is About.UNIT)
    standing = Standing.OPEN if left_open else Standing.SETTLED
    answered = replace(doubt, standing=standing, answer=answer)
    doubts = tuple(answered if each is doubt else each for each in found.doubts)
    after = await settle(session, found, found.facts, doubts=doubts)
    if after is None:
        raise Refused("doubt_gone", unit=found.unit_name)
    await set_remarks(session, after)
    await board_changed(session, after.event_id, now=now)
    await card_changed(session, after, now=now)
    return after


async def _note(
    session: Session,
    actor: Actor,
    found: Participation,
    doubt: Doubt,
    answer: str,
    *,
    now: datetime,
) -> None:
    detail = {
        "version": found.version,
        "about": doubt.about.value,
        "metric": doubt.key,
        "value": doubt.value,
        "against": doubt.against,
        "answer": answer,
    }
    await note(
        session,
        actor,
        "answer_doubt",
        now=now,
        unit_id=found.unit_id,
        event_id=found.event_id,
        detail=detail,
    )
