"""What takes place, and when."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from reading.fold import plain
from reading.plans.dues import due_times
from reading.plans.layout import Paragraph
from reading.plans.model import Due, Happening, Window
from reading.plans.times import times_of
from reading.times.model import DAY, MINUTE, YEAR, Kind, Time

_CONTENT: Final = re.compile(
    r"\bnoi dung|hoat dong|hinh thuc|giai phap|tien do|thoi gian|cong viec|lich\b"
)
_SKIPPED: Final = re.compile(
    r"^(?:Căn cứ|Trên đây là|Thực hiện (?:Kế hoạch|Chương trình|Công văn) số)"
)
_LABEL: Final = re.compile(
    r"^[*\s]*(?:Thời gian|THỜI GIAN|Thời điểm|Ngày(?= *[:0-9])|Địa điểm|Tiến độ|Thời hạn|Thời lượng"
    r"|Lịch|Giờ|Tập trung|Khai mạc|Bế mạc|Dự kiến|Đợt [0-9]+|Buổi \w+|Sáng|Chiều|Vào lúc|Lúc)\b"
)
_HELD: Final = re.compile(
    r"^(?:Tổ chức|Hội nghị|Hội thi|Hội thao|Hội trại|Liên hoan|Lễ|Ra quân|Báo cáo chuyên đề"
    r"|Giới thiệu|Phát động|Hoạt động|Tháng|Ngày hội|Ngày|Tập huấn|Tọa đàm|Chương trình|Cuộc thi"
    r"|Đợt|Diễn đàn|Lớp|Hưởng ứng)\b"
)
_OPENING: Final = re.compile(
    r"^(?:Tổ chức(?: các)? (?=hoạt động|lễ|Lễ|Hội|hội|Lớp|lớp|Liên|Ngày|chương|cuộc|buổi|đợt"
    r"|[0-9])|Phát động (?:hưởng ứng )?(?=Tháng)|Hoạt động cao điểm (?=“))"
)
_DAYS: Final = (("thu bay", 5), ("thu 7", 5), ("chu nhat", 6))
_REPORT: Final = re.compile(r"báo cáo|hình ảnh|kết quả", re.IGNORECASE)
_LONGEST: Final = 220


def happenings(
    body: tuple[Paragraph, ...], dues: Sequence[Due], issued: datetime, title: str | None
) -> tuple[Happening, ...]:
    found: list[Happening] = []
    for i, one in enumerate(body):
        times = [] if _SKIPPED.match(one.text) else _times(one, issued)
        if times:
            found.append(_timed(one, times, title))
        elif _is_held(one) and not _timed_below(body, i, issued):
            found.append(Happening(_name(one.text), (), one.text[:_LONGEST], _level(one)))
    return tuple(_inferred(one, dues) for one in _merged(found))


def _times(one: Paragraph, issued: datetime) -> list[Time]:
    """Without those by which something is owed; a bare year or a topic ("báo cáo tháng 11") is no
    time.
    """
    owed = {(time.start, time.end) for time, _ in due_times(one, issued)}
    periods = _opens_with_period(one, issued)
    return [
        time
        for time in times_of(one.text, issued)
        if any(c.isdigit() for c in one.text[time.start : time.end])
        and (time in periods or ((time.start, time.end) not in owed and _is_window(one, time)))
    ]


def _opens_with_period(one: Paragraph, issued: datetime) -> list[Time]:
    """ "Tháng 11/2017: gửi báo cáo" is a deadline, and a step of the plan as well."""
    first = next(iter(times_of(one.text, issued)), None)
    opens = first is not None and not one.text[: first.start].strip(" -:*(") and first.until
    return [first] if opens and first is not None and first.precision != YEAR else []


def _is_window(one: Paragraph, time: Time) -> bool:
    if time.kind is Kind.DEADLINE:
        return bool(_LABEL.match(one.text)) and not _REPORT.search(one.text)
    before = plain(one.text[max(0, time.start - 30) : time.start])
    if time.precision == YEAR:
        return (
            time.until is not None and time.value.year != time.until.year and "thoi gian" in before
        )
    topical = re.search(
        r"(?:bao cao|ket qua|so voi|cung ky|so lieu|tong ket|so ket"
        r"|phuong huong)(?: [a-z]+){0,3} ?$",
        before,
    )
    past = re.search(r"\b(?:da|vua) (?:[a-z]+ ){0,4}(?:ngay|thang)? ?$", before)
    return not (time.is_period and topical) and not past


def _timed(one: Paragraph, times: list[Time], title: str | None) -> Happening:
    windows = tuple(dict.fromkeys(_window(time) for time in times))
    first = times[0]
    name = _named(one, first, title)
    return Happening(name, windows, one.text[:_LONGEST], _level(one))


def _window(time: Time) -> Window:
    begins, until = time.value, time.until
    if until is None:
        until = begins.replace(hour=23, minute=59, second=59)
        if time.kind is Kind.DEADLINE and not time.has_clock:
            begins = begins.replace(hour=0, minute=0, second=0)
    return Window(begins, until, MINUTE if time.has_clock else time.precision or DAY)


def _named(one: Paragraph, first: Time, title: str | None) -> str:
    before = one.text[: first.start].rstrip()
    after = one.text[first.end :].strip(" :-)*,.")
    label = _LABEL.match(one.text) is not None
    if label or not before.strip(" -*("):
        if after and not label:
            return _name(after)
        return _name(one.path[-1]) if _names_something(one) else (title or one.text[:_LONGEST])
    return _name(
        re.sub(
            r"[\s:(,–-]*(?:(?:diễn ra|tổ chức|thực hiện|dự kiến)? ?(?:vào|lúc|từ|trong)? ?(?:lúc"
            r"|ngày)?)?[\s:(,–-]*$",
            "",
            before,
        )
        or one.text
    )


def _names_something(one: Paragraph) -> bool:
    return bool(one.path) and not re.search(r"^(?:THỜI GIAN|Thời gian|ĐỊA ĐIỂM)", one.path[-1])


def _name(text: str) -> str:
    said = _OPENING.sub("", text.split(" (tháng")[0]).strip(" :.;")
    return (said[0].upper() + said[1:])[:_LONGEST] if said else text[:_LONGEST]


def _is_held(one: Paragraph) -> bool:
    in_content = any(_CONTENT.search(plain(above)) for above in one.path)
    return (
        in_content
        and bool(one.marker)
        and bool(_HELD.match(one.text))
        and ("“" in one.text or one.marker in ("1", "1.1", "a"))
    )


def _timed_below(body: tuple[Paragraph, ...], i: int, issued: datetime) -> bool:
    return any(
        body[i].text in one.path and _LABEL.match(one.text) and _times(one, issued)
        for one in body[i + 1 : i + 8]
    )


def _level(one: Paragraph) -> str:
    for text in (one.text, *reversed(one.path)):
        match = re.search(r"\b[Cc]ấp ([A-ZĐa-zà-ỹđ]+)", text)
        if match:
            return match[1]
        if re.match(r"TIẾN ĐỘ|Tiến độ", text):
            return "tiến độ"
    return ""


def _merged(found: list[Happening]) -> list[Happening]:
    """A thing named twice keeps its place; the windows come together."""
    kept: dict[str, Happening] = {}
    for one in found:
        key = plain(one.name)
        old = kept.get(key)
        if old is None:
            kept[key] = one
        else:
            windows = tuple(dict.fromkeys((*old.windows, *one.windows)))
            kept[key] = Happening(old.name, windows, old.quote, old.level, old.lead)
    return list(kept.values())


def _inferred(one: Happening, dues: Sequence[Due]) -> Happening:
    """A "Ngày thứ Bảy ..." without its day, when results are due at an hour of a Saturday."""
    wanted = next((day for name, day in _DAYS if name in plain(one.name)), None)
    if one.windows or wanted is None:
        return one
    for due in dues:
        at = due.due
        if (
            at is None
            or due.precision != MINUTE
            or at.weekday() != wanted
            or not _REPORT.search(due.what)
        ):
            continue
        day = at.replace(hour=0, minute=0, second=0)
        window = Window(day, day + timedelta(hours=23, minutes=59, seconds=59), DAY)
        return Happening(one.name, (window,), one.quote, one.level, one.lead, inferred=True)
    return one
