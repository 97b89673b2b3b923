"""The lines of a copied chat that are no words of anybody: when, who, reactions, placeholders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from reading.fold import plain, spelling
from rules.model import METRICS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOON: Final = 12
_CENTURY: Final = 2000
_MONTHS: Final = 12
_LONGEST_NAME: Final = 48
_MOST_WORDS: Final = 7
_LONGEST_NOTICE: Final = 160

_CLOCK: Final = r"[0-2]?\d[:h][0-5]\d(?::[0-5]\d)?(?:[ \u202f]?(?:am|pm|sa|ch)\b)?"
_DATE: Final = r"\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|\d{4}-\d\d-\d\d"
_DAY: Final = rf"(?:(?:ngày )?(?:{_DATE})|hôm nay|hôm qua|today|yesterday)"
BOTH: Final = rf"(?:{_DAY}(?:[, ]+(?:lúc |at )?{_CLOCK})|(?:lúc )?{_CLOCK}[, ]+{_DAY})"
"""A time of day and its day, in any order."""
WHEN: Final = rf"(?:{BOTH}|(?:lúc )?{_CLOCK})"
"""A time of day, with or without its day."""

_READ_CLOCK: Final = re.compile(r"([0-2]?\d)[:h]([0-5]\d)(?::\d\d)?\W?(am|pm|sa|ch)?\b", re.I)
_READ_DATE: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{2,4}))?")
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LONG_DATE: Final = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?:,? (?:năm )?(\d{4}))?", re.I)
_WEEKDAY: Final = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|t[2-7]|chủ nhật|cn)"
_SEPARATOR: Final = re.compile(
    rf"[-–—=\s]*(?:{_WEEKDAY}[,. ]*)?(?:(?:ngày )?(?:{_DATE})|(?:ngày )?\d{{1,2}} tháng \d{{1,2}}"
    rf"(?:,? (?:năm )?\d{{4}})?|hôm nay|hôm qua)[-–—=\s]*",
    re.I,
)
_PLACEHOLDER: Final = re.compile(
    r"\W*(?:\[ ?(?:hình ảnh|ảnh|photos?|images?|pictures?|sticker|nhãn dán|videos?|gif|file|tệp"
    r"|tập tin|album|voice|tin nhắn thoại|liên kết|link|danh thiếp|vị trí|location|audio)\b[^\]]*\]"
    r"(?: ?[^\n]{0,60}\.(?:jpe?g|png|mp4|pdf|docx?|xlsx?))?"
    r"|<(?:media omitted|phương tiện bị bỏ qua|đã bỏ qua [^>]*)>"
    r"|(?:image|video|sticker|gif|audio|document) omitted"
    r"|(?:[^\n]{0,40} )?đã thu hồi (?:một |1 )?tin nhắn|tin nhắn (?:này )?đã (?:được thu hồi|bị xóa"
    r"|bị xoá)|(?:this|a) message was deleted|you deleted this message|message unsent"
    r"|(?:[^\n]{0,40} )?(?:đã gửi|sent) (?:\d+ |một |a )?(?:ảnh|hình ảnh|nhãn dán|sticker|video"
    r"|photo)s?"
    r"|img[_-]\d+[^\n]*)\W*",
    re.I,
)
_SYSTEM: Final = re.compile(
    r"[^\n]{1,60}\b(?:đã (?:tham gia|rời khỏi|rời|tạo|đổi tên|đổi ảnh|thêm|mời|ghim|bỏ ghim"
    r"|xóa)\b[^\n]*\b(?:nhóm|tin nhắn)|joined the group|added [^\n]+|created group|left"
    r"|changed the group[^\n]*|pinned [^\n]+)[^\n]{0,60}|[^\n]*(?:mã hóa đầu cuối|end-to-end"
    r" encrypted)[^\n]*|(?:đã xem|đã nhận|seen|xem thêm|đã chỉnh sửa|edited)",
    re.I,
)
_REPLY: Final = re.compile(
    r"\W*(?:trả lời|in reply to|reply to|replying to|phản hồi)\b[^\n]{0,60}", re.I
)
_FORWARDED: Final = re.compile(
    r"\W*(?:forwarded(?: from| message)?|chuyển tiếp(?: từ)?|tin nhắn chuyển tiếp)\b[^\n]{0,60}",
    re.I,
)
_REACTION: Final = re.compile(
    r"(?:[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff\s]|/-[a-z]+|:[>)D(*oO3]+)+ ?x?\d{0,2}"
)
_EMOTION: Final = re.compile(r"[^\n]{1,40}đã (?:bày tỏ cảm xúc|thả (?:tim|cảm xúc))[^\n]*", re.I)
_MARKS: Final = re.compile(r"[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff~*_]+")
_NAME: Final = re.compile(r"[^\W\d_][\w .()@&'’\-–/]*")
_NO_NAME: Final = re.compile(r"\d\s?[/h:]\s?\d|https?:")
_LABELS: Final = frozenset(
    word
    for metric in METRICS
    for phrase in (metric.label, *metric.words)
    for word in spelling(phrase).replace(",", " ").split()
) | _words(
    """
    báo cáo bc bcao nhanh số liệu kết quả kq nội dung địa điểm thời gian đơn vị ngày kính gửi người
    tổng cộng trong đó nữ nam sáng chiều trưa tối lưu ý ghi chú link sđt hạn cập nhật sửa đính chính
    bổ sung vd ps hình ảnh thành phần lực lượng quân hỗ trợ hướng dẫn công dân lượt hs dvc dvctt
    vneid mức chỉ tiêu hoạt động triển khai thực hiện có gồm tên liên hệ điện thoại đã xong update
    report note fb zalo mô tả tiếp và của các cho tại phát nhận là tiêu đề chủ nội dung mục đích
    """
)
_UNMARKED: Final = frozenset(plain(word) for word in _LABELS)
_PARTS: Final = _words("tổ đội nhóm ca điểm buổi khu số tổng mục câu phần")
"""Of a report, with whatever follows them: "Tổ 2", "Điểm Nhà văn hóa"."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a chat shows of a message's time; None: it does not show it."""

    day: date | None = None
    clock: time | None = None


def read_stamp(text: str, today: date) -> Stamp:
    return Stamp(read_day(text, today), _clock(text))


def _clock(text: str) -> time | None:
    match = _READ_CLOCK.search(text)
    if match is None:
        return None
    hour, half = int(match[1]), (match[3] or "").lower()
    if half in ("pm", "ch") and hour < _NOON:
        hour += _NOON
    if half in ("am", "sa") and hour == _NOON:
        hour = 0
    return time(hour % 24, int(match[2]))


def read_day(text: str, today: date) -> date | None:
    """Without a year: of this one, or of last year when it would lie ahead."""
    said = plain(text)
    if "hom nay" in said or "today" in said:
        return today
    if "hom qua" in said or "yesterday" in said:
        return today - timedelta(days=1)
    iso = _ISO_DATE.search(text)
    if iso is not None:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    match = _LONG_DATE.search(text) or _READ_DATE.search(text)
    return None if match is None else _dated(match, today)


def _dated(match: re.Match[str], today: date) -> date | None:
    day, month = int(match[1]), int(match[2])
    if month > _MONTHS >= day:
        day, month = month, day
    year = int(match[3]) if match[3] else today.year
    found = _date(year + _CENTURY if year < _CENTURY // 20 else year, month, day)
    if found is not None and not match[3] and found > today + timedelta(days=180):
        return _date(today.year - 1, month, day)
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def separates_days(line: str) -> bool:
    """ "Thứ Bảy, 28 tháng 11, 2026" between the messages of two days."""
    return bool(_SEPARATOR.fullmatch(line))


def is_reply(line: str) -> bool:
    return bool(_REPLY.fullmatch(line))


def is_wordless(line: str) -> bool:
    """Reactions, stickers, places of photos, notices of the chat itself."""
    return len(line) <= _LONGEST_NOTICE and any(
        pattern.fullmatch(line)
        for pattern in (_PLACEHOLDER, _SYSTEM, _REACTION, _EMOTION, _FORWARDED)
    )


def person(text: str) -> str:
    """The name under which somebody chats; empty when it looks like none: "Hồ sơ", "Xong"."""
    name = " ".join(_MARKS.sub(" ", text).split()).strip(" .,-–")
    if not 1 < len(name) <= _LONGEST_NAME or not _NAME.fullmatch(name) or _NO_NAME.search(name):
        return ""
    words = re.findall(r"[^\W\d_]+", name)
    if not words or len(words) > _MOST_WORDS or _is_label([word.lower() for word in words]):
        return ""
    capital = [word for word in words if word[0].isupper()]
    return name if words[0][0].isupper() and len(capital) * 3 >= len(words) * 2 else ""


def _is_label(words: Sequence[str]) -> bool:
    """With its marks "Hiền" is no "hiện"."""
    marked = any(word != plain(word) for word in words)
    return words[0] in _PARTS or all(word in (_LABELS if marked else _UNMARKED) for word in words)
