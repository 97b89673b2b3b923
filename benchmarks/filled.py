"""A district in the middle of a Saturday, written straight into the tables: some units are done,
some owe photos, some have said nothing. The same for a number of weeks before."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from rules.model import METRICS
from storage.tables import (
    event_metrics,
    events,
    participations,
    people,
    photos,
    report_values,
    roles,
    submissions,
    units,
)

SATURDAY = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)
NOW = SATURDAY + timedelta(hours=8, minutes=40)
"""16:10 in Vietnam, ten minutes after the deadline."""
DUE = timedelta(hours=8, minutes=30)
LATE = 0.06
WARDS = (
    "Tân Lộc",
    "Phú Lạc",
    "Cầu Đá",
    "Minh Thạnh",
    "Lạc Viên",
    "Nam Chánh",
    "Vĩnh Tây",
    "Gia Mỹ",
)
KINDS = ("Đoàn phường", "Chi đoàn", "Đoàn trường THPT", "Đoàn xã")
STATES = [*["complete"] * 12, *["partial"] * 3, *["not_sent"] * 2]
STATES += ["not_registered", "returned", "not_taking_part"]


def fill(connection: Connection, unit_count: int, *, weeks: int = 1) -> None:
    """Unit 1 is the host, person 1 its coordinator, event 1 the newest day."""
    connection.execute(
        insert(units), [{"id": 1, "path": "1/", "code": "host", "name": "Quận Đoàn Bình Lạc"}]
    )
    connection.execute(insert(units), [_unit(n) for n in range(2, unit_count + 2)])
    connection.execute(insert(people), {"id": 1, "name": "Trần Thị Hà", "created_at": SATURDAY})
    role = {"person_id": 1, "unit_id": 1, "kind": "coordinator", "since": SATURDAY}
    connection.execute(insert(roles), role)
    for week in range(weeks):
        _fill_day(connection, unit_count, week)


def _unit(number: int) -> dict[str, Any]:
    kind, ward = KINDS[number % len(KINDS)], WARDS[number % len(WARDS)]
    name = f"{kind} {ward} {number - 1}"
    path = f"1/{number}/"
    return {"id": number, "parent_id": 1, "path": path, "code": f"u{number}", "name": name}


def _fill_day(connection: Connection, unit_count: int, week: int) -> None:
    starts, event_id = SATURDAY - timedelta(weeks=week), week + 1
    connection.execute(insert(events), _event(event_id, starts, week))
    connection.execute(
        insert(event_metrics),
        [
            {
                "event_id": event_id,
                "position": place,
                "key": metric.key,
                "label": metric.label,
                "counts": metric.counts,
                "words": list(metric.words),
                "required": metric.required,
            }
            for place, metric in enumerate(METRICS)
        ],
    )
    made = list(_participations(event_id, starts, unit_count, week))
    connection.execute(insert(participations), made)
    sent = [each for each in made if each["version"]]
    random_ = random.Random(event_id)  # noqa: S311  the same district every time
    figures = [_figures(random_) for _ in sent]
    connection.execute(
        insert(report_values), [_values(*each) for each in zip(sent, figures, strict=True)]
    )
    connection.execute(
        insert(submissions), [_report(*each) for each in zip(sent, figures, strict=True)]
    )
    taken = [_photo(each, n) for each in sent for n in range(each["photo_count"])]
    connection.execute(insert(photos), taken)


def _event(event_id: int, starts: datetime, week: int) -> dict[str, Any]:
    return {
        "id": event_id,
        "host_unit_id": 1,
        "title": "Ngày thứ Bảy tình nguyện",
        "state": "frozen" if week else "open",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=4),
        "registration_closes_at": starts - timedelta(days=1),
        "report_due_at": starts + DUE,
        "first_edition_at": starts + DUE + timedelta(minutes=5),
        "second_edition_at": starts + DUE + timedelta(hours=1),
        "min_photos": 3,
        "rungs": [],
        "created_at": starts - timedelta(days=5),
    }


def _participations(
    event_id: int, starts: datetime, unit_count: int, week: int
) -> Iterator[dict[str, Any]]:
    random_ = random.Random(week)  # noqa: S311  likewise
    for number in range(2, unit_count + 2):
        state = random_.choice(STATES)
        minutes = random_.triangular(180, 520, 470) + (random_.random() < LATE) * 40
        at = starts + timedelta(minutes=min(minutes, 518 if week == 0 else 600))
        sent = state in ("complete", "partial", "returned")
        yield {
            "id": week * unit_count + number - 1,
            "event_id": event_id,
            "unit_id": number,
            "progress": state,
            "registered_at": None if state == "not_registered" else starts - timedelta(days=2),
            "registered_by": None if state == "not_registered" else 1,
            "not_taking_part": state == "not_taking_part",
            "reason": "Trùng lịch Đại hội" if state == "not_taking_part" else "",
            "returned_at": at if state == "returned" else None,
            "return_reason": "Đ/c kiểm tra lại số hồ sơ nhé" if state == "returned" else "",
            "version": int(sent),
            "photo_count": 3 if state == "complete" else int(state == "partial"),
            "last_sent_at": at if sent else None,
            "completed_at": at if state == "complete" else None,
            "revision": 1,
        }


def _figures(random_: random.Random) -> dict[str, int]:
    received = random_.randint(20, 110)
    return {
        "teams": 1,
        "volunteers": random_.randint(8, 45),
        "citizens": random_.randint(30, 180),
        "dossiers_received": received,
        "dossiers_resolved": random_.randint(received // 2, received),
        "online_services": random_.randint(5, 60),
    }


def _values(of: dict[str, Any], figures: dict[str, int]) -> dict[str, Any]:
    return {"participation_id": of["id"], "event_id": of["event_id"], **figures}


def _report(of: dict[str, Any], figures: dict[str, int]) -> dict[str, Any]:
    return {
        "participation_id": of["id"],
        "version": 1,
        "text": f"BC nhanh: {figures['volunteers']} ĐVTN, {figures['citizens']} lượt dân",
        "figures": figures,
        "sources": dict.fromkeys(figures, "typed"),
        "sent_at": of["last_sent_at"],
        "received_at": of["last_sent_at"],
        "entered_by": 1,
    }


def _photo(of: dict[str, Any], number: int) -> dict[str, Any]:
    """Its bytes are behind `sample/{n}`, which whoever wants to look at it must put there."""
    return {
        "participation_id": of["id"],
        "sent_by": 1,
        "channel": "webchat",
        "chat_id": 1,
        "message_id": of["id"] * 10 + number,
        "file_ref": f"f{of['id']}-{number}",
        "state": "stored",
        "store_key": f"sample/{(of['id'] + number) % 6 + 1}",
        "caption": "",
        "sent_at": of["last_sent_at"],
        "received_at": of["last_sent_at"],
    }
