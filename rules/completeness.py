"""What a participation still owes: required figures, then the minimum of photos (DESIGN 3.1 and
3.3)."""

from dataclasses import replace
from datetime import datetime

from rules.deadlines import is_on_time
from rules.model import Item, ParticipationFacts, Progress


def missing_metrics(facts: ParticipationFacts) -> tuple[str, ...]:
    """Keys of the required metrics without a value, in the event's order. A reported 0 is a
    value."""
    return tuple(key for key in facts.required if key not in facts.values)


def missing_photos(facts: ParticipationFacts) -> int:
    return max(0, facts.min_photos - facts.photos)


def missing_items(facts: ParticipationFacts) -> tuple[Item, ...]:
    """In the order in which they are chased. Complete figures make a registration pointless, so
    they settle it; a returned report owes its figures again even when every value is there."""
    if facts.not_taking_part or is_covered(facts):
        return ()
    settled = _has_figures(facts)
    owed = (
        (Item.REGISTRATION, not facts.registered and not settled),
        (Item.FIGURES, facts.returned or not settled),
        (Item.PHOTOS, missing_photos(facts) > 0),
    )
    return tuple(item for item, missing in owed if missing)


def is_covered(facts: ParticipationFacts) -> bool:
    """Another unit's complete report stands for this one: it has no figures of its own and need not
    send any. Who has sent some is judged by them."""
    covered = facts.covered_at is not None and not (facts.values or facts.returned)
    return covered and not facts.not_taking_part


def is_complete(facts: ParticipationFacts) -> bool:
    """Required metrics and minimum photos are in and the report is not returned. Registration is no
    part of it."""
    return not facts.not_taking_part and not missing_items(facts)


def progress(facts: ParticipationFacts) -> Progress:
    if facts.not_taking_part:
        return Progress.NOT_TAKING_PART
    if facts.returned:
        return Progress.RETURNED
    if is_complete(facts):
        return Progress.COMPLETE
    if _sent_something(facts):
        return Progress.PARTIAL
    return Progress.NOT_SENT if facts.registered else Progress.NOT_REGISTERED


def first_completed_at(
    previous: datetime | None, facts: ParticipationFacts, sent_at: datetime
) -> datetime | None:
    """When the report first became complete; once set it stays, whatever is corrected later. None
    once returned.

    `sent_at` is the latest sender's time among what is stored, not the time of the message handled
    last: two reporters' messages may be handled out of order.
    """
    if facts.returned:
        return None
    if previous is not None:
        return previous
    return sent_at if is_complete(facts) else None


def completed_after_return(facts: ParticipationFacts, sent_at: datetime) -> datetime | None:
    """The new completion time when a message answers a return: a returned report owes again, so the
    time before the return no longer counts. Who returns after the deadline and wants it on time
    extends that unit."""
    return first_completed_at(None, replace(facts, returned=False), sent_at)


def edited_after_deadline(
    sent_at: datetime, closes: datetime, completed_at: datetime | None
) -> bool:
    """A correction to be marked: sent after the deadline to a report that was complete before it
    came."""
    was_complete = completed_at is not None and completed_at < sent_at
    return was_complete and not is_on_time(sent_at, closes)


def _has_figures(facts: ParticipationFacts) -> bool:
    """An event without required metrics still expects a message: silence is never a complete
    report."""
    return not missing_metrics(facts) and _sent_something(facts)


def _sent_something(facts: ParticipationFacts) -> bool:
    return facts.has_submission or bool(facts.values) or facts.photos > 0
