"""Frozen days for tests of documents: the usual Saturday with as many units as are asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from rules.day_book import DayBook, Letterhead, PastDay, Picture, Plan, Signer, Told, UnitBook
from rules.deadlines import DEFAULT_ZONE, Timeliness, at_local, usual_schedule
from rules.editions import EditionFigures, edition
from rules.model import METRICS, Metric, Progress
from rules.rollup import UnitLine
from rules.targets import Target

SATURDAY: Final = date(2026, 11, 28)
NAMES: Final = (
    "Đoàn phường Tân Lộc",
    "Đoàn phường Phú Lạc",
    'Chi đoàn "Ánh Dương" <Khối 3>',
    "Đoàn phường Sơn Hạ",
    "Chi đoàn Thuế & Hải quan",
    "Đoàn trường THPT Lê Khê",
)
STANDINGS: Final = (
    (Progress.COMPLETE, Timeliness(0)),
    (Progress.COMPLETE, Timeliness(12)),
    (Progress.PARTIAL, None),
    (Progress.NOT_SENT, None),
    (Progress.NOT_TAKING_PART, None),
    (Progress.COMPLETE, Timeliness(0)),
)
LETTERHEAD: Final = Letterhead(
    issuer="Quận Đoàn Lạc Hồng",
    superior="Thành Đoàn Hồng Hà",
    place="Lạc Hồng",
    signers=(Signer("BÍ THƯ", "Trần Văn Minh"),),
    recipients=("Ban Thường vụ Thành Đoàn", "Lưu Văn phòng"),
)


def clock(hour: int, minute: int = 0, day: date = SATURDAY) -> datetime:
    return at_local(day, hour, minute, DEFAULT_ZONE)


def a_unit(
    number: int,
    *,
    name: str | None = None,
    pictures: int = 3,
    standing: tuple[Progress, Timeliness | None] | None = None,
) -> UnitBook:
    """The first six have a standing each; `number` counts from 0 and decides the figures."""
    known = NAMES[number] if number < len(NAMES) else f"Đoàn phường số {number}"
    progress, timeliness = standing or STANDINGS[number % len(STANDINGS)]
    values = _values(number) if progress in (Progress.COMPLETE, Progress.PARTIAL) else {}
    shown = tuple(_picture(number, i) for i in range(pictures)) if values else ()
    line = UnitLine(
        number + 1,
        number + 1,
        f"1/{number + 2}/",
        name or known,
        progress,
        timeliness,
        values,
        len(shown),
    )
    late = timedelta(minutes=0 if timeliness is None else timeliness.minutes_late)
    sent = clock(15, 41) if not late else clock(16) + late
    told = (
        (Told(1, sent, sent + timedelta(seconds=2), values, f"BC nhanh {line.name}: 25 ĐVTN"),)
        if values
        else ()
    )
    return UnitBook(
        line,
        code=f"U{number + 1}",
        plan=Plan("Hỗ trợ dịch vụ công", "7:30, UBND phường", expected={"volunteers": 20}),
        registered_at=clock(9, day=date(2026, 11, 25)),
        sent_at=sent if values else None,
        completed_at=sent if progress is Progress.COMPLETE else None,
        reason="Bận tập huấn" if progress is Progress.NOT_TAKING_PART else "",
        told=told,
        pictures=shown,
    )


def _values(number: int) -> dict[str, int]:
    return {
        "teams": 1 + number % 3,
        "volunteers": 20 + number % 17,
        "citizens": 1200 + 7 * number,
        "dossiers_received": 110 + number,
        "dossiers_resolved": 85 + number,
        "funds_vnd": 1_500_000,
    }


def _picture(unit: int, order: int) -> Picture:
    key = f"{unit:03}-{order:03}"
    return Picture(
        unit * 1000 + order + 1,
        clock(9, order % 60),
        store_key=key,
        sha256=key,
        size=200_000,
        caption="Hướng dẫn bà con nộp hồ sơ" if order % 2 else "",
    )


def a_book(
    units: Sequence[UnitBook] | int = 6,
    *,
    number: int | None = 1,
    at: datetime | None = None,
    metrics: tuple[Metric, ...] = METRICS,
    targets: Sequence[Target] = (
        Target(1, None, "", "dossiers_resolved", "dossiers_received", percent=70),
    ),
) -> DayBook:
    """Bản 1 by default; figures come from the one roll-up over the units' lines."""
    shown = tuple(a_unit(i) for i in range(units)) if isinstance(units, int) else tuple(units)
    schedule = usual_schedule(clock(7), DEFAULT_ZONE)
    lines = [unit.line for unit in shown]
    figures = edition(lines, schedule, metrics, at or clock(16, 5), number, targets=targets)
    return DayBook(
        event_id=1,
        title="Ngày thứ Bảy tình nguyện",
        host="Quận Đoàn Lạc Hồng",
        zone=DEFAULT_ZONE,
        place="Trung tâm Phục vụ hành chính công",
        officer="cán bộ Quận Đoàn",
        schedule=schedule,
        min_photos=3,
        metrics=metrics,
        figures=figures,
        units=shown,
        letterhead=LETTERHEAD,
        past=_past(figures),
    )


def _past(figures: EditionFigures) -> tuple[PastDay, ...]:
    weeks = [
        PastDay(
            clock(7, 30, SATURDAY - timedelta(weeks=back)),
            "Ngày thứ Bảy tình nguyện",
            17,
            12 + back % 4,
            60 + 5 * (back % 5),
            {"volunteers": 200 + 10 * back, "citizens": 1500 + 40 * back},
        )
        for back in range(7, 0, -1)
    ]
    today = PastDay(
        clock(7, 30),
        "Ngày thứ Bảy tình nguyện",
        figures.tally.must_report,
        figures.tally.reported,
        figures.on_time_rate,
        figures.totals,
    )
    return (*weeks, today)


def named(book: DayBook, name: str) -> DayBook:
    """With the first unit renamed."""
    first = book.units[0]
    renamed = replace(first, line=replace(first.line, name=name))
    return a_book((renamed, *book.units[1:]), number=book.figures.number)


def a_picture(picture: Picture) -> bytes:
    """A real JPEG thumbnail, 480 px wide, of its own colour and with its own number."""
    shade = (picture.id * 37 % 200 + 40, picture.id * 61 % 200 + 40, 120)
    image = Image.new("RGB", (480, 360), shade)
    ImageDraw.Draw(image).text((20, 20), str(picture.id), fill="white")
    kept = BytesIO()
    image.save(kept, "JPEG", quality=80)
    return kept.getvalue()
