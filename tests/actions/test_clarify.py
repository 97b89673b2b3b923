"""What a report leaves open is asked once, and its answer counts as of when the report was sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.clarify import Answered, answer_doubt
from actions.edit_metrics import Want, set_metric
from actions.submit_report import Reported
from actions.take_message import take_message
from actions.usual import learn_usual
from rendering.texts import words
from rules.model import Actor, Refused, RoleKind
from rules.plausibility import About, Standing, Usual
from storage.audit import entries
from storage.db import Session
from storage.event_metrics import metrics_of_day
from storage.events import Event, EventDraft, create_event
from storage.participations import Participation, settle
from storage.reports import Message, version_of
from storage.reviews import give_back
from storage.unit_lines import unit_lines
from storage.units import Unit, unit
from tests.builders import (
    MONDAY,
    a_day,
    a_district,
    a_person,
    a_reporter,
    a_role,
    in_day,
    saturday,
)

WEEK = timedelta(days=7)
UNCLEAR = "25 ĐVTN, 120 lượt dân, 45 hồ sơ"


async def _ready(session: Session) -> tuple[Event, Unit, Actor]:
    host, ward, _ = await a_district(session)
    event = await a_day(session, host)
    mine = await in_day(session, event, ward)
    await settle(session, mine, replace(mine.facts, photos=3), sent_at=saturday(9, 0))
    return event, ward, await a_reporter(session, ward)


async def _write(session: Session, who: Actor, text: str, *, later: int = 0) -> Participation:
    at = saturday(15, 58) + later * WEEK
    taken = await take_message(session, who, Message(text, at, at, "webchat", 1, 1), now=at)
    assert isinstance(taken, Reported | Answered)
    return taken.after


async def test_the_answer_counts_as_of_when_the_report_was_sent(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await _write(session, who, UNCLEAR)
    assert mine.facts.values["dossiers_received"] == 45
    assert mine.question is not None
    done = await answer_doubt(
        session, who, mine.id, mine.version, 0, "dossiers_resolved", now=saturday(16, 20)
    )
    assert done.reported is not None
    after = await in_day(session, event, ward)
    assert after.facts.values == {"volunteers": 25, "citizens": 120, "dossiers_resolved": 45}
    assert not after.edited_late
    assert after.timeliness is not None
    assert after.timeliness.on_time
    assert after.question is None


async def test_an_answer_to_what_was_given_back_is_told_only_then(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await _write(session, who, UNCLEAR)
    returned, answered = saturday(16, 10), saturday(16, 20)
    assert await give_back(session, mine, "thiếu", at=returned)
    await answer_doubt(session, who, mine.id, mine.version, 0, "dossiers_resolved", now=answered)
    assert (await in_day(session, event, ward)).facts.completed_at == answered


@pytest.mark.parametrize(
    ("text", "dropped", "asks"),
    [
        (UNCLEAR, "dossiers_received", None),
        (UNCLEAR, "dossiers_resolved", "Hồ sơ tiếp nhận bot đọc từ"),
        ("25 ĐVTN, 120 lượt dân, hồ sơ 90/60", "dossiers_received", None),
        ("25 ĐVTN, 120 lượt dân, hồ sơ 90/60", "leaflets", "nhiều hơn tiếp nhận"),
    ],
)
async def test_nothing_is_asked_about_a_figure_that_was_dropped(
    session: Session, text: str, dropped: str, asks: str | None
) -> None:
    event, ward, who = await _ready(session)
    mine = await _write(session, who, text)
    assert mine.question is not None
    boss = await a_role(session, RoleKind.COORDINATOR, (await _host(session, event)))
    metrics = await metrics_of_day(session, event.id)
    row = next(each for each in metrics if each.metric.key == dropped)
    await set_metric(session, boss, row.id, Want.OFF, sure=True, now=saturday(15, 59))
    after = await in_day(session, event, ward)
    said = words("report/card", p=after, several=False, changes=(), zone=after.zone).text
    assert (asks in said) if asks else after.question is None
    assert [line.doubts for line in await unit_lines(session, event.id)] == [int(bool(asks)), 0]
    await set_metric(session, boss, row.id, Want.ON, sure=True, now=saturday(15, 59))
    again = await in_day(session, event, ward)
    assert again.doubts == mine.doubts


async def _host(session: Session, event: Event) -> Unit:
    host = await unit(session, event.host_unit_id)
    assert host is not None
    return host


async def test_an_answer_is_audited_and_ends_the_doubt_everywhere(session: Session) -> None:
    event, ward, who = await _ready(session)
    mine = await _write(session, who, UNCLEAR)
    assert [line.doubts for line in await unit_lines(session, event.id)] == [1, 0]
    await answer_doubt(
        session, who, mine.id, mine.version, 0, "dossiers_received", now=saturday(15, 59)
    )
    assert [line.doubts for line in await unit_lines(session, event.id)] == [0, 0]
    after = await in_day(session, event, ward)
    assert after.version == mine.version
    assert [doubt.standing for doubt in after.doubts] == [Standing.SETTLED]
    (audited,) = await entries(session, event_id=event.id)
    assert audited.action == "answer_doubt"
    assert audited.detail["answer"] == "dossiers_received"
    with pytest.raises(Refused, match="doubt_gone"):
        await answer_doubt(session, who, mine.id, mine.version, 0, "skip", now=saturday(16, 0))


@pytest.mark.parametrize(
    ("version", "place", "answer"), [(1, 0, "leaflets"), (1, 7, "yes"), (2, 0, "yes")]
)
async def test_what_was_never_offered_is_refused(
    session: Session, version: int, place: int, answer: str
) -> None:
    _, _, who = await _ready(session)
    mine = await _write(session, who, UNCLEAR)
    with pytest.raises(Refused, match="doubt_gone"):
        await answer_doubt(session, who, mine.id, version, place, answer, now=saturday(16, 0))


async def test_only_who_may_edit_the_report_answers(session: Session) -> None:
    _, _, who = await _ready(session)
    mine = await _write(session, who, UNCLEAR)
    stranger = await a_person(session)
    with pytest.raises(Refused):
        await answer_doubt(session, stranger, mine.id, 1, 0, "skip", now=saturday(16, 0))


async def test_a_correction_asks_nothing_twice(session: Session) -> None:
    _, _, who = await _ready(session)
    await _write(session, who, UNCLEAR)
    mine = await _write(session, who, "sửa lại 30 bạn chứ không phải 25")
    assert mine.question is None
    assert mine.unsure == {"dossiers_received"}


async def test_the_same_words_again_make_no_version(session: Session) -> None:
    event, ward, who = await _ready(session)
    await _write(session, who, "25 ĐVTN, 120 lượt dân")
    await _write(session, who, "25 ĐVTN,  120 lượt dân")
    assert (await in_day(session, event, ward)).version == 1
    await _write(session, who, "Em gửi lại: 25 ĐVTN, 120 lượt dân")
    assert (await in_day(session, event, ward)).version == 2


async def test_who_wrote_a_forwarded_report_and_when_is_kept(session: Session) -> None:
    _, _, who = await _ready(session)
    at = saturday(15, 58)
    message = Message("25 ĐVTN, 120 dân", at, at, author="Lê Thị Tư", written_at=saturday(9, 5))
    taken = await take_message(session, who, message, now=at)
    assert isinstance(taken, Reported)
    kept = await version_of(session, taken.after.id, 1)
    assert kept is not None
    assert (kept.author, kept.message.written_at) == ("Lê Thị Tư", saturday(9, 5))
    assert kept.message.sent_at == at
    assert not kept.on_behalf


async def _next_day(session: Session, host: Unit, event: Event, weeks: int) -> Event:
    times = {
        name: getattr(event.schedule, name) + weeks * WEEK
        for name in (
            "starts_at",
            "ends_at",
            "registration_closes_at",
            "report_due_at",
            "first_edition_at",
            "second_edition_at",
        )
    }
    draft = EventDraft(event.title, replace(event.schedule, **times), min_photos=0)
    made = await create_event(session, host, draft, created_by=None, now=MONDAY)
    assert made is not None
    return made


async def test_the_usual_is_the_median_of_the_days_before(session: Session) -> None:
    host, ward, _ = await a_district(session)
    first = await a_day(session, host)
    second, third = [await _next_day(session, host, first, weeks) for weeks in (1, 2)]
    who = await a_reporter(session, ward)
    await _write(session, who, "10 ĐVTN, 100 lượt dân")
    await learn_usual(session, first.id)
    assert (await in_day(session, second, ward)).usual == Usual(
        {}, {"volunteers": 10, "citizens": 100}
    )
    await _write(session, who, "12 ĐVTN, 110 lượt dân", later=1)
    await learn_usual(session, second.id)
    assert (await in_day(session, third, ward)).usual == Usual(
        {"volunteers": 11, "citizens": 105}, {"volunteers": 12, "citizens": 110}
    )
    fourth = await _next_day(session, host, first, 3)
    assert (await in_day(session, fourth, ward)).usual is not None


async def test_ten_times_the_usual_is_asked(session: Session) -> None:
    host, ward, _ = await a_district(session)
    first = await a_day(session, host)
    who = await a_reporter(session, ward)
    await _write(session, who, "10 ĐVTN, 100 lượt dân")
    second = await _next_day(session, host, first, 1)
    await _write(session, who, "12 ĐVTN, 110 lượt dân", later=1)
    await _next_day(session, host, first, 2)
    mine = await _write(session, who, "11 ĐVTN, 1050 lượt dân", later=2)
    assert mine.event_id != second.id
    assert mine.question is not None
    assert mine.question[1].about is About.USUAL
    assert mine.question[1].against == 105
