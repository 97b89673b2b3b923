"""The top of a plan: number, place, day, bodies, title."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from reading.fold import plain
from reading.plans.layout import Document
from reading.plans.model import Heading

_NUMBER: Final = re.compile(
    r"\bSố ?[:.]? *(?P<number>[0-9]{0,5} ?[-/] ?[A-ZĐ0-9][A-ZĐƯƠ0-9a-z&.]*"
    r"(?: ?[-/–] ?[A-ZĐƯƠ][A-ZĐƯƠa-z0-9&.]*)*"
    r"|[0-9]{1,5}(?= |$))"
)
_ISSUED: Final = re.compile(
    r"(?:(?P<place>[^,\d]{2,40}), *)?[Nn]gày *(?P<d>[0-9]{1,2}) *tháng *(?P<m>[0-9]{1,2}) *năm *"
    r"(?P<y>20[0-9]{2})"
    r"|(?P<place2>[^,\d]{2,40}), *(?:ngày *)?(?P<d2>[0-9]{1,2})/(?P<m2>[0-9]{1,2})/"
    r"(?P<y2>20[0-9]{2})"
)
_STATE: Final = re.compile(r"^(?:CỘNG HÒA|CỘNG HOÀ|Độc lập|ĐẢNG CỘNG SẢN)")
_MOVEMENT: Final = re.compile(r"^(?:ĐOÀN TNCS|ĐOÀN THANH NIÊN CỘNG SẢN|HỘI LHTN|HỘI LIÊN HIỆP)")
_BODY: Final = (
    r"(?:Ban Thường vụ|Ban Chấp hành|Ban Thư ký|Ban Tổ chức|Ban Giám hiệu|Ban Giám đốc|Ban Chỉ huy"
    r"|Ban Chỉ đạo|BTV|BCH|Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Đoàn Thanh niên|Đoàn|Hội|Trường"
    r"|Quận Đoàn"
    r"|Phường Đoàn|Thành Đoàn|Tỉnh Đoàn|Xã Đoàn|Huyện Đoàn|Chi đoàn|Liên chi đoàn|Văn phòng"
    r"|Trung tâm)"
)
_ISSUES: Final = re.compile(
    rf"(?P<bodies>\b{_BODY}[^.;:“”]{{0,160}}?) (?:ban hành|xây dựng|thông báo|triển khai|đề ra"
    rf"|lập|tổ chức thực hiện|tổ chức)"
    r" (?:[Kk]ế hoạch|[Hh]ướng dẫn|[Tt]hông báo|[Cc]hương trình|[Pp]hương án|thực hiện|tổ chức"
    r"|triển khai|[Nn]gày|[Đđ]ợt|về|một số|đến)"
)
_SUBJECT: Final = re.compile(
    r"(?:ban hành|xây dựng|triển khai) (?:[Kk]ế hoạch|[Hh]ướng dẫn|[Tt]hông báo"
    r"|[Cc]hương trình)(?: (?:liên tịch|này))? "
    r"(?P<title>.{15,400}?)(?:,? (?:cụ thể|với (?:những|các) nội dung|với nội dung|như sau)"
    r"|[:;.]|$)"
)
_JOINED: Final = re.compile(rf" (?:phối hợp(?: với| cùng)?|và|cùng) (?={_BODY})")
_ACRONYMS: Final = frozenset(
    (
        "TP.",
        "TP",
        "TNCS",
        "BCH",
        "BTV",
        "UBND",
        "ĐTN",
        "THPT",
        "THCS",
        "TNTP",
        "ĐH",
        "CĐ",
        "LHTN",
        "II",
        "III",
        "IV",
    )
)


def heading(document: Document) -> Heading:
    lines = _parted(document.head)
    number_at, number = _number(lines)
    place, issued = _issued(lines) or (None, None)
    superior, body = _bodies(lines, number_at)
    preamble = " ".join(one.text for one in document.preamble)
    title = _title(document, preamble)
    written = number
    return Heading(
        _doc_type(document.kind, title),
        title,
        superior,
        _issuers(preamble, place, body),
        body,
        re.sub(r"\s+", "", number).replace("–", "-") if number else None,
        written,
        place,
        issued,
    )


def _parted(head: Sequence[str]) -> list[str]:
    """A line of two columns falls apart where the right one begins."""
    lines: list[str] = []
    for line in head:
        parts = re.split(r" (?=ĐOÀN TNCS|CỘNG H|Độc lập - )| \| ", line)
        for part in parts:
            moved = _ISSUED.search(part)
            number = _NUMBER.match(part)
            if moved and number and moved.start() >= number.end():
                lines += [part[: number.end()], part[number.end() :].strip()]
            else:
                lines.append(part)
    return [line for line in lines if line]


def _number(lines: Sequence[str]) -> tuple[int, str | None]:
    for i, line in enumerate(lines):
        match = _NUMBER.search(line)
        if match and any(c.isdigit() for c in match["number"].split("/")[0].split("-")[0]):
            return i, match["number"].strip(" .")
    return len(lines), None


def _issued(lines: Sequence[str]) -> tuple[str | None, date] | None:
    for line in lines:
        match = _ISSUED.search(line)
        if match is None:
            continue
        y, m, d = (int(match[k] or match[f"{k}2"]) for k in "ymd")
        place = (match["place"] or match["place2"] or "").strip(" *-") or None
        try:
            return place, date(y, m, d)
        except ValueError:
            continue
    return None


def _bodies(lines: Sequence[str], number_at: int) -> tuple[str | None, str | None]:
    """The body above the number; above it (or across) the one it belongs to."""
    named = [
        line.strip("* ")
        for line in lines
        if line.isupper() and not _STATE.match(line) and not _NUMBER.match(line) and len(line) > 3  # noqa: PLR2004
    ]
    movement = next((line for line in named if _MOVEMENT.match(line)), None)
    own = [line for line in named if line != movement]
    if not own:
        return None, None
    if len(own) > 1:
        return spelled(own[0]), own[-1]
    return (spelled(movement) if movement else None), own[0]


def spelled(line: str) -> str:
    """Capitals as a name: "ĐOÀN TNCS HỒ CHÍ MINH" is "Đoàn TNCS Hồ Chí Minh"."""
    return " ".join(
        word
        if word.strip(",.") in _ACRONYMS or word in _ACRONYMS or any(c.isdigit() for c in word)
        else word.capitalize()
        for word in line.split()
    )


def _title(document: Document, preamble: str) -> str | None:
    lines = [line for line in document.title if not line.startswith("(")]
    if lines:
        joined = " ".join(lines).strip(" -–*")
        return joined or None
    issued = list(_ISSUES.finditer(preamble))
    match = _SUBJECT.search(preamble, issued[-1].end("bodies")) if issued else None
    match = match or _SUBJECT.search(preamble)
    if match is None:
        return None
    title = match["title"].strip(" ,")
    return title[0].upper() + title[1:]


def _doc_type(kind: str | None, title: str | None) -> str | None:
    if kind is None:
        return None
    named = kind.capitalize()
    joint = bool(title) and plain(title or "").startswith("lien tich")
    return f"{named} liên tịch" if joint and "liên tịch" not in named else named


def _issuers(preamble: str, place: str | None, body: str | None) -> tuple[str, ...]:
    found = list(_ISSUES.finditer(preamble))
    if not found:
        return (spelled(body),) if body else ()
    said = re.sub(r" ?\([^)]*\)", "", found[-1]["bodies"])
    parts = [part.strip(" ,") for part in _JOINED.split(_last_body(said))]
    return tuple(_placed(part, place) for part in parts if part)


def _last_body(said: str) -> str:
    """The bodies right before the verb, not those of a document cited earlier."""
    starts = [match.start() for match in re.finditer(rf"(?:^|, ){_BODY}", said)]
    return said[starts[-1] :].lstrip(", ") if starts else said


def _placed(body: str, place: str | None) -> str:
    if not place or plain(place) in plain(body) or len(body.split()) > 7:  # noqa: PLR2004
        return body
    return f"{body} {place}"
