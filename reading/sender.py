"""The unit that a message says it comes from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from reading.fold import Folded, plain
from reading.name_end import name_end
from reading.untyped_names import labelled_name, unquoted, untyped_name

_DOAN: Final = (
    r"(?:bch |ban chap hanh |btv )?(?:dtn|doan tncs(?: ho chi minh| hcm)?|doan thanh nien|doan tn"
    r"|dt(?= (?:thcs|thpt|tieu hoc|cao dang|dai hoc))|lien chi doan|phan doan|lien chi hoi"
    r"|(?:thi|huyen|quan|tinh|xa|phuong|khoi) doan"
    r"|tdoan|hdoan"
    r"|thanh doan"
    r"|lcd|lch|chi doan co so|chi doan|c\.?doan|cdoan|cd|doan co so|dcs|lien doi"
    r"|doan(?! (?:vien(?! (?:nghien|kiem|khoa|quy|kien truc|hang|dien|phap|cong nghe))|ket|phi|the"
    r"|tuyen|tham|cong tac|dai bieu|nguoi|kiem|lien)\b)|hoi lhtn|hoi lien hiep thanh nien"
    r"|hlhtn|lhtn|chi hoi"
    r"|hoi sinh vien|doan hoi"
    r"|clb|cau lac bo|doi (?:tnxk|tnxp|tn xung kich|thanh nien xung|tntn|svtn|ctxh|cong tac xa hoi"
    r"|(?:thanh nien|sinh vien) tinh nguyen))"
)
_WARD: Final = (
    r"(?:(?:d[./]? ?)?(?:phuong|phg\.?|xa)(?! doan\b)|(?:d[./]?)?p\.|p(?=[ .0-9])|(?:d[./]?)?x\."
    r"|(?:d[./]? ?)?thi tran|tt\.|^tt(?= (?!lien|thong|tuyen|ve\b|cho\b|hoat|tinh|bao\b)[a-z])"
    r"|dac khu)"
)
_BODY: Final = (
    r"(?:truong|thpt|thcs|tieu hoc|mam non|dai hoc|benh vien|bv|trung tam|ttyt|phong|cong an"
    r"|ban chqs|ban chi huy"
    r"|khoi(?= (?:truong|co quan|doanh|van phong|thi dua|dang|hanh chinh|su nghiep))"
    r"|ngan hang|kho bac|toa an|tram y te|cong ty|van phong)"
)
_HAMLET: Final = (
    r"(?:khu pho|tdp|to dan pho|kdc|khu dan cu|ap|thon|to nhan dan"
    r"|to(?= ?[0-9]{1,2},? (?:kp|khu pho|ap)\b))"
)
_STARTS: Final = re.compile(
    rf"(?<![a-z0-9])(?:(?P<ward>(?:{_DOAN}[ .]*)?{_WARD})(?=[ .]*[a-z0-9])"
    rf"|(?P<doan>{_DOAN})(?![a-z])(?=[ .:]*[a-z0-9])"
    rf"|(?P<cluster>cum(?: thi dua)?(?: so)?)(?= ?[0-9a-z])|(?P<body>{_BODY}) (?=[a-z0-9])"
    rf"|(?P<hamlet>kp(?= ?[0-9]| [a-z])|{_HAMLET}(?= [a-z0-9]|[0-9])))"
)
_DOAN_ALONE: Final = re.compile(
    rf"(?P<doan>{_DOAN})(?![a-z])(?=[ .:]*[a-z0-9])"
    r"|(?!)(?P<ward>)(?P<cluster>)(?P<body>)(?P<hamlet>)"
)
_UPPER_BODIES: Final = re.compile(r"(?:thanh|tinh) doan")
_REPORTS: Final = re.compile(
    r"[ \t]*(?:[:\-–(]|\b(?:xin |e |em |da |kinh )*(?:bao cao|bc|bcao|gui|tong hop|ra quan"
    r"|cap nhat|sua|dinh chinh|dang ky|hom nay|hnay|co\b|to chuc|thuc hien|trien khai|quay|xong"
    r"|ket qua|kq|du kien|se|update|da|dat|nop|chot|tham gia|huy dong|thanh lap|phat|ho tro"
    r"|huong dan|tiep|giai quyet|nhan|bo sung|la|den)|[0-9]|\n|$"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_ORGANISATION: Final = re.compile(r"doan (?:tncs|thanh nien cong san)(?: ho chi minh| hcm)?")
_DASH: Final = re.compile(r" ?[-–] ?|, (?=p\.)")
_OWN_FIGURES: Final = re.compile(
    r" ?(?:[:\-–(=]|co|cu|la|duoc|dc|bao cao|bc|them)? ?:? ?[0-9]|[^\n.;,]{0,3}:[^\n]{0,30}[0-9]"
)
_OPENS_CLAUSE: Final = re.compile(r"(?:^|[\n,;.:+&(]|\b(?:va|con|voi|rieng)) ?[-*+•]? ?$")
_STAFF: Final = re.compile(r"ban chi huy chien dich|ban (?:chi dao|to chuc)\b")
_LABEL: Final = re.compile(
    r"(?:\b(?<!cac )(?<!moi )(?<!tung )(?<![0-9] )(?:ten )?(?:don vi|dvi|dv|unit|co so)"
    r"(?: bao cao| thuc hien| bc| gui"
    r"| tham gia)?(?: bc)?|\bnguoi gui|\bdon vi nop) ?[:\-=|] ?$"
)
_LEADS: Final = re.compile(
    r"(?:\b(?:bao cao|bc|bcao|bc nhanh|bao cao nhanh|bcn|cua|ket qua|kq|sua giup|sua|sua so"
    r"|ben em|ben e|don vi|em la|e la|em|e|ae|cap nhat|dinh chinh|gui bc|tu|update|day|cho|minh"
    r"|dai dien|bao|dong chi|report|tt|bi thu|pbt|pho bi thu|phia|chot|thay mat|da|alo) ?:?"
    r"|[~*_\-–•+.)#|]|¬) ?$"
)
_NOT_HERE: Final = re.compile(
    r"(?:\b(?:tai|o|voi|cung|kinh gui|gui|den|ve|phoi hop|phoi hop voi|tru so|ubnd|hdnd|dia ban"
    r"|quan|khu vuc|nguoi dan|cong an|mot cua|dang uy|tham muu|tren|can bo|hoi|nho|ubmttq|mttq"
    r"|bo phan|cac|moi|duong|nha van hoa|vhtt|trung tam|dan|truong|hoi truong|trong|thuoc"
    r"|cho) ?:?|\b(?:cung|voi|va|gom) [0-9]{1,2}) ?$"
)
_PLACE_BEFORE: Final = re.compile(r"\b(?:tai|o|nha van hoa|tru so|khu vuc|dia ban) $")
_BODY_DASH: Final = re.compile(
    r"(?:^|\n)(?:don|truong|benh vien|bv|cong ty|nha may|trung tam|ttyt|tyt|tram y te|xi nghiep)\b"
    r"[^0-9,:;\n]{2,50}(?: - )$|(?:^|\n| )(?:tyt|tram y te) $"
)
_ADDRESSED: Final = re.compile(r"[ \t]*(?:oi|oii|a,|nay,)\b")
_DOCUMENT: Final = re.compile(r"[0-9]{1,4}(?:[-/]| ?[-/] ?(?:[a-z]{1,5}[-/])+)$")
_LOWEST: Final = -5.5
_AND: Final = re.compile(r" ?[+&] ?| va ")
_CERTAIN: Final = 3
_SURE: Final = 8
_LONGEST: Final = 4000
_NEAR_START: Final = 200
_BY_KIND: Final = {"ward": 1.0, "doan": 2.0, "cluster": 1.0, "body": -2.0, "hamlet": -8.4}
_AHEAD: Final = ((_LABEL, 10), (_LEADS, 2), (_NOT_HERE, -6))
_OF_US: Final = re.compile(r"[ \t]*(?:(?:ben|nha|tui) (?:em|e|minh)|day a|day ne|ne)\b")
_IN_QUOTES: Final = re.compile(r" ?(?::|noi|ghi|bao)? ?[\"“«]")
_BEHIND: Final = ((_IN_QUOTES, -4), (_ADDRESSED, -9), (_REPORTS, 2), (_OF_US, 3))


@dataclass(frozen=True, slots=True)
class Sender:
    """`name` and its span in the folded text; `certain`: a label or a roster says so."""

    name: str
    start: int
    end: int
    certain: bool = True


def sender(folded: Folded, unit_names: Sequence[str]) -> Sender | None:
    """The longest known name in the text; without one, the words that best look like a unit's."""
    return known(folded, unit_names) or _guessed(folded)


def known(folded: Folded, unit_names: Sequence[str]) -> Sender | None:
    for name in sorted(unit_names, key=len, reverse=True):
        pattern = _spoken(name)
        match = pattern.search(folded.text) if pattern else None
        if match:
            return Sender(name, match.start(), match.end())
    return None


@lru_cache(maxsize=1024)
def _spoken(name: str) -> re.Pattern[str] | None:
    """A unit's name with anything between its words. A district has dozens of units."""
    words = re.findall(r"[^\W_]+", plain(name))
    if not words:
        return None
    return re.compile(rf"\b{r'[^a-z0-9]{1,3}'.join(map(re.escape, words))}\b")


def _guessed(folded: Folded) -> Sender | None:
    best = max(_candidates(folded), key=lambda one: one.score, default=None)
    labelled = labelled_name(folded)
    if labelled is not None and (best is None or best.score < _SURE):
        return Sender(*labelled)
    if best is None or best.score < _LOWEST:
        untyped = untyped_name(folded)
        return Sender(*untyped, certain=False) if untyped else None
    first, end = _together(folded, best)
    start = _joined(folded.text, first)
    name = folded.quote(start, end).strip()
    return Sender(name, start, end, certain=best.score >= _CERTAIN)


def _together(folded: Folded, best: "_Candidate") -> tuple[int, int]:
    """ "CĐ Thuế + CĐ BHXH": two that report as one."""
    start, end = best.start, best.end
    for one in _candidates(folded):
        if _AND.fullmatch(folded.text, one.end, start):
            start = one.start
        elif _AND.fullmatch(folded.text, end, one.start):
            end = one.end
    return start, end


def other_unit(folded: Folded, who: Sender) -> str:
    """A second unit that begins a clause with figures of its own: "P. A 8 ĐVTN, P. B 10"."""
    if folded.text.startswith("cum", who.start):
        return ""
    apart = (one for one in _candidates(folded) if one.end <= who.start or who.end <= one.start)
    return next((folded.quote(o.start, o.end) for o in apart if _has_figures(folded, o)), "")


def _has_figures(folded: Folded, one: "_Candidate") -> bool:
    text = folded.text
    before = text[max(one.start - 40, 0) : one.start]
    if one.kind not in ("ward", "doan") or not _OPENS_CLAUSE.search(before):
        return False
    named = folded.quote(one.start, one.end).split()[-1]
    return bool(_OWN_FIGURES.match(text, one.end)) and named[:1].isupper()


class _Candidate(NamedTuple):
    score: float
    start: int
    end: int
    kind: str


def _candidates(folded: Folded) -> Iterator[_Candidate]:
    until = 0
    for found in _STARTS.finditer(unquoted(folded.text[:_LONGEST])):
        match = found if _is_apart(folded, found) else _without_ward(folded, found)
        is_next = match.start() >= until and _is_apart(folded, match)
        is_next = is_next and not _is_in_a_number(folded.text, match.start())
        end = name_end(folded, match) if is_next else None
        if end is not None:
            end = _with_ward(folded, match, end)
            until = end
            kind = match.lastgroup or "body"
            yield _Candidate(_score(folded.text, match, end), match.start(), end, kind)


def _without_ward(folded: Folded, match: re.Match[str]) -> re.Match[str]:
    """ "Chi đoàn Xây dựng" has no "xã" in it."""
    alone = _DOAN_ALONE.match(folded.text, match.start()) if match["ward"] else None
    return alone or match


def _with_ward(folded: Folded, match: re.Match[str], end: int) -> int:
    """ "KP4 - P. Thới Bình": a hamlet is told by its ward."""
    before = folded.text[max(match.start() - 24, 0) : match.start()]
    is_own = match["hamlet"] and not _PLACE_BEFORE.search(before)
    dash = _DASH.match(folded.text, end) if is_own else None
    ward = _STARTS.match(folded.text, dash.end()) if dash else None
    further = name_end(folded, ward) if ward and ward["ward"] else None
    return further or end


def _is_in_a_number(text: str, start: int) -> bool:
    """ "12-KH/ĐTN ngày ...": who signed a document."""
    return bool(_DOCUMENT.search(text, max(start - 20, 0), start))


def _is_apart(folded: Folded, match: re.Match[str]) -> bool:
    """ "Xã Sơn Hạ" or "XãSơnHạ", not "xanh"; "Thành đoàn Sơn Hạ", not "Thành đoàn nhắc"."""
    end = match.end()
    if match["hamlet"] == "kp" and folded.text[end : end + 1] == " ":
        return folded.quote(end + 1, end + 2)[:1].isupper() or folded.text[end + 1].isdigit()
    if match["hamlet"] and not folded.text[end : end + 2].strip()[:1].isdigit():
        return folded.quote(end + 1, end + 2).isupper() or not folded.accented
    if match["doan"] and _UPPER_BODIES.fullmatch(match["doan"]):
        return folded.quote(end + 1, end + 2).isupper()
    if not folded.text[end - 1 : end + 1].isalpha():
        return True
    return folded.quote(end, end + 1).isupper() and folded.quote(end - 1, end).islower()


def _joined(text: str, start: int) -> int:
    """ "PNV+CĐ CQ" begins before the plus, "Đồn Bãi Lở - Chi đoàn 1" with the body."""
    body = _BODY_DASH.search(text[:start]) if start <= _NEAR_START else None
    if body is not None:
        return start - len(body[0].lstrip())
    match = re.search(r"[a-z]+[+&/]$", text[max(start - 12, 0) : start])
    return start - len(match[0]) if match else start


def _score(text: str, match: re.Match[str], end: int) -> float:
    start = match.start()
    line = text.rfind("\n", 0, start) + 1
    before = text[max(start - 40, line) : start]
    score = _BY_KIND[match.lastgroup or "body"] + _opening(text, line, start)
    score += sum(worth for pattern, worth in _AHEAD if pattern.search(before))
    score += sum(worth for pattern, worth in _BEHIND if pattern.match(text, end))
    score -= 8 if _ORGANISATION.fullmatch(text, start, end) else 0
    score -= 6 if _STAFF.match(text, start) else 0
    return score - start / 10_000


def _opening(text: str, line: int, start: int) -> int:
    """A name that opens a line, better the first."""
    if text[line:start].strip(" \t-+*•~#>_🔵🌟¬:."):
        return 0
    return 3 if not text[:line].strip() else 2
