"""What a phone reads."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from rendering.calendar import ALARMS, Appointment, calendar_file, qr_png, qr_svg

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
START = datetime(2026, 11, 28, 0, 15, tzinfo=UTC)
SATURDAY = Appointment(
    uid="sign-up-7@aoxanh",
    title="Ngày thứ Bảy tình nguyện, Tân Lộc",
    place="12 Lê Lợi; phường Tân Lộc",
    note="Gặp đ/c Minh\nMặc áo Thanh niên",
    starts_at=START,
    ends_at=START + timedelta(hours=4),
)


def test_the_file_says_when_and_where_in_words_with_marks() -> None:
    (entry,) = Calendar.from_ical(calendar_file(SATURDAY, now=NOW)).walk("VEVENT")
    assert entry["summary"] == SATURDAY.title
    assert entry["location"] == SATURDAY.place
    assert entry["description"] == SATURDAY.note
    assert entry.decoded("dtstart") == START
    assert entry.decoded("dtend") == SATURDAY.ends_at


def test_it_rings_the_evening_before_and_in_the_morning() -> None:
    (entry,) = Calendar.from_ical(calendar_file(SATURDAY, now=NOW)).walk("VEVENT")
    rings = [alarm.decoded("trigger") for alarm in entry.walk("VALARM")]
    assert rings == [-before for before in ALARMS]


def test_a_later_file_moves_the_same_entry() -> None:
    first, later = (
        Calendar.from_ical(calendar_file(SATURDAY, now=moment)).walk("VEVENT")[0]
        for moment in (NOW, NOW + timedelta(hours=1))
    )
    assert first["uid"] == later["uid"]
    assert int(first["sequence"].to_ical()) < int(later["sequence"].to_ical())


def test_a_qr_code_is_a_picture_for_pages_and_for_chats() -> None:
    assert qr_svg("https://example.org/k7m2q9xd").startswith("<svg")
    assert qr_png("https://example.org/k7m2q9xd").startswith(b"\x89PNG")
