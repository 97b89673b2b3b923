"""By when what is to be sent, and to whom."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from reading.fold import plain
from reading.plans.layout import Paragraph
from reading.plans.model import Due
from reading.plans.times import times_of
from reading.plans.units import UNIT, is_unit, names
from reading.times.model import DAY, MINUTE, Cue, Kind, Time

_SENDING: Final = re.compile(
    r"(?:gửi|nộp|đăng ký|báo cáo|hoàn thành|hoàn tất|tổng hợp|nhận|cung cấp|phản hồi|góp ý"
    r"|chuyển|lập|cập nhật|xây dựng|triển khai|đề xuất|giới thiệu|thông tin|hạn|chốt|trình"
    r"|bình chọn|thu|duyệt|dự thi|quyết toán|đề nghị khen|hồ sơ khen|thành lập|phân công"
    r"|ban hành)",
    re.IGNORECASE,
)
_STRICT: Final = re.compile(
    r"(?:gửi|nộp|đăng ký|báo cáo|hoàn thành|hoàn tất|danh sách|hồ sơ|thời hạn|hạn |chốt|nhận bài"
    r"|nhận hồ sơ)",
    re.IGNORECASE,
)
_COMING: Final = re.compile(r"có mặt|tập trung|đón khách|ổn định", re.IGNORECASE)
_EVENT_TIME: Final = re.compile(
    r"^(?:[Tt]hời gian(?: tổ chức| thực hiện| diễn ra| ra quân| triển khai)?|[Dd]iễn ra"
    r"|[Kk]hai mạc|[Tt]ổ chức)\b"
)
_TO: Final = re.compile(
    r"\bvề (?:cho )?(?P<to>[A-ZĐ][^,.;()]{2,80}?)(?= (?:trước|chậm|qua|theo|thông qua|để|hạn"
    r"|đúng|và |vào|bằng|đến|tại|kèm|từ|theo)\b|[,.;():]|$)"
)
_WHAT: Final = re.compile(
    r"(?:[Gg]ửi|[Nn]ộp|[Đđ]ăng ký|[Bb]áo cáo|[Hh]oàn thành|[Hh]oàn tất|[Tt]ổng hợp|[Dd]anh sách"
    r"|[Hh]ồ sơ|[Cc]ung cấp|[Vv]ăn bản|[Xx]ây dựng)[^.;]*"
)
_PERIODIC: Final = re.compile(
    r"(?P<what>(?:chế độ )?(?:thông tin,? )?báo cáo(?: kết quả)?(?: thực hiện)?) (?:định kỳ ?"
    r"(?:\((?P<inside>[^)]{3,60})\)|(?P<every>(?:hằng|hàng|mỗi) (?:tuần|tháng|quý|năm)))?"
    r"|(?P<alone>(?:hằng|hàng|mỗi) (?:tuần|tháng|quý|năm)))(?: ?\(theo (?:mẫu|Mẫu) ?[0-9]*\))?"
)
_FORMED: Final = re.compile(r"đăng ký[^.;()]{0,40} ?\(theo (?:mẫu|Mẫu|biểu mẫu) ?[0-9]*\)")
_CITING: Final = re.compile(
    r"^(?:Căn cứ|Trên đây là|Thực hiện (?:Kế hoạch|Chương trình|Công văn|Chỉ thị) số)"
)
_TIDE: Final = 60
_SENDS: Final = re.compile(r"\W*(?:[^.;:]{0,40} )?(?:gửi|nộp|báo cáo kết quả|hoàn thành báo cáo)\b")
_OPEN_TIME: Final = re.compile(r"[Tt]hời gian (?:đăng ký|nhận|nộp|gửi)")
_OWED_IN: Final = re.compile(
    r"(?:gửi|nộp|hoàn thành)[^.;]{0,60}\b(?:trong|vào|hết)(?: tháng| quý| tuần)? ?$"
)
_OWED: Final = re.compile(
    r"(?:(?:[Nn]hận|thời gian|[Tt]hời hạn|hạn)(?: [^,.;:]{0,15})? ?(?:đăng ký|hồ sơ"
    r"|báo cáo|bài|nộp|gửi)|[Đđ]ăng ký|[Nn]ộp|[Gg]ửi)[^.;]{0,30}$"
)


def dues(body: tuple[Paragraph, ...], issued: datetime) -> tuple[Due, ...]:
    found: list[Due] = []
    for one in body:
        if one.marker or not _CITING.match(one.text):
            found += _dated(one, issued)
            found += _open(one)
    return tuple(_once(found))


def due_times(one: Paragraph, issued: datetime) -> list[tuple[Time, datetime]]:
    """The times of a paragraph by which something is owed, and when that is."""
    if not one.marker and _CITING.match(one.text):
        return []
    found = []
    for time in times_of(one.text, issued):
        due = _due(one, time)
        if due is not None:
            found.append((time, due))
    return found


def _dated(one: Paragraph, issued: datetime) -> Iterator[Due]:
    done = 0
    for time, due in due_times(one, issued):
        start = _quote_start(one.text, time.start)
        quote = one.text[start : _quote_end(one.text, time.end)].strip(" :,")
        clause = _clause(one.text, time.start, time.end, done)
        done = time.end
        yield Due(
            quote,
            due,
            _precision(time),
            _recurrence(one.text, time),
            _what(clause, one),
            _who(one),
            _to(one, time.end),
            excluded_day=time.cue is Cue.BEFORE and not time.has_clock,
            doubtful=bool(set(time.doubts) - {"excluded_day"}) or time.kind is not Kind.DEADLINE,
        )


def _due(one: Paragraph, time: Time) -> datetime | None:
    clause = _clause(one.text, time.start, time.end)
    context = f"{one.path[-1] if one.path else ''} {clause}"
    if time.kind is Kind.DEADLINE:
        if _COMING.search(clause) and not _STRICT.search(clause):
            return None
        strong = time.cue in (Cue.BEFORE, Cue.LIMIT) and _says_limit(one.text, time)
        return time.value if strong or _SENDING.search(context) else None
    return _due_at_end(one, time) if time.kind is Kind.RANGE else None


def _due_at_end(one: Paragraph, time: Time) -> datetime | None:
    """ "Tháng 11: gửi báo cáo", "nhận đăng ký từ ... đến ...": owed until the end of it."""
    opens = one.text[: time.start].strip(" -:(*") == ""
    after = one.text[time.end : time.end + _TIDE]
    if opens and _SENDS.match(after):
        return time.until
    if _EVENT_TIME.match(one.text) and not _OPEN_TIME.match(one.text):
        return None
    before = one.text[max(0, time.start - _TIDE) : time.start]
    owed = _OWED_IN if time.is_period else _OWED
    return time.until if owed.search(before) else None


def _says_limit(text: str, time: Time) -> bool:
    """ "trước", "chậm nhất", "hạn" say it alone; "đến" may only end an activity."""
    before = plain(text[max(0, time.start - 40) : time.start])
    return bool(
        re.search(
            r"(?:truoc|cham nhat|han|tre nhat|muon nhat|khong qua|ket thuc)\b[^.;]{0,25}$", before
        )
    )


def _quote_start(text: str, start: int) -> int:
    match = re.search(
        r"(?:\b(?:[Tt]rước|[Cc]hậm nhất|[Hh]ạn(?: chót| cuối| nộp| đăng ký)?|[Đđ]ến|[Tt]rễ nhất"
        r"|[Mm]uộn nhất|[Tt]rong)\b(?: (?:là|hết|vào|lúc|đến|ngày|trước|trong))*[ :(]*)$",
        text[max(0, start - 40) : start],
    )
    return start - len(match[0]) if match else start


def _quote_end(text: str, end: int) -> int:
    match = re.match(r" ?\((?:[Tt]hứ [^)]{1,8}|[Cc]hủ [Nn]hật)\)", text[end:])
    if match:
        return end + len(match[0])
    unclosed = text[end : end + 1] == ")" and "(" in text[max(0, end - 20) : end]
    return end + 1 if unclosed else end


def _clause(text: str, start: int, end: int, done: int = 0) -> str:
    first = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start), done - 1)
    last = re.compile(r"[.;](?= |$)").search(text, end)
    return text[first + 1 : last.start() if last else len(text)].strip()


def _what(clause: str, one: Paragraph) -> str:
    match = _WHAT.search(clause)
    said = (match[0] if match else clause or one.text).strip()
    return said[:200]


def _who(one: Paragraph) -> str | None:
    for text in (one.text, *reversed(one.path)):
        if text is one.text or is_unit(text) or re.match(r"[Đđ]ối với", text):
            unit = UNIT.match(
                re.sub(r"^(?:[Đđ]ề nghị|[Yy]êu cầu|[Gg]iao|[Đđ]ối với|[Cc]hỉ đạo|Riêng) ", "", text)
            )
            if unit and names(unit[0]):
                return ", ".join(names(unit[0]))
    return None


def _to(one: Paragraph, end: int) -> str | None:
    for part in (one.text[end : end + 160], one.text[:end], " ".join(one.path)):
        found = [match["to"] for match in _TO.finditer(part)]
        if found:
            return found[0].strip()
    return None


def _precision(time: Time) -> str:
    return MINUTE if time.has_clock else (time.precision or DAY)


def _recurrence(text: str, time: Time) -> str | None:
    match = re.search(
        r"(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý|năm)", text[time.start : time.end + 20]
    )
    return match[0] if match else None


def _open(one: Paragraph) -> Iterator[Due]:
    for match in _PERIODIC.finditer(one.text):
        every = match["inside"] or match["every"] or match["alone"]
        yield Due(
            match[0].strip(),
            None,
            None,
            every,
            match["what"],
            _who(one),
            _to(one, match.end()),
            doubtful=True,
        )
    for match in _FORMED.finditer(one.text):
        yield Due(
            match[0], None, None, None, "đăng ký", _who(one), _to(one, match.end()), doubtful=True
        )


def _once(found: list[Due]) -> Iterator[Due]:
    seen: set[tuple[datetime | None, str]] = set()
    for one in found:
        if (one.due, one.quote) not in seen:
            seen.add((one.due, one.quote))
            yield one
