"""The words around a time that make it a deadline."""

import re
from typing import Final

from reading.times.model import Cue

_SMALL: Final = (
    r"(?:(?:la|luc|vao|ngay|hom|cho|thi|khoang|dung|buoi|thoi diem|trong|cuoi|gio|tam|dau|giua|dem"
    r"|sang|chieu|trua|toI|toi|t)\b[ :(*\"“]*)*"
)
_LEAD: Final = r"[ :(*\"“_=>-]*"
_BEFORE: Final = re.compile(
    rf"\b(?:truoc|trc|trk|truoc khi)\b(?! khi){_LEAD}"
    rf"(?P<whole>(?:khi )?(?:het|cuoi)\b[ ]*)?{_SMALL}{_LEAD}$"
)
_LIMIT: Final = re.compile(
    r"\b(?:han|han chot|han cuoi|han cuoi cung|cham nhat|tre nhat|muon nhat|lau nhat|cham|chot"
    r"|deadline"
    r"|dead line|dl|dline|(?:khong|ko|k|kg|kh|hong|dung|cam) (?:muon|tre|quA|qua|cham|de|vuot)"
    r"(?: hon| quA| qua| den)?|cho den|den|toi|tOi|het|cho tOi|cho toi|thoi han|cuoi cung"
    r"|chot so|gia han"
    r"|gia han den|het han|doi|lui|keo dai)\b"
    rf"{_LEAD}(?:(?:la|den|tOi|het|cuoi|trong|vao|luc|ngay|hom|cho|sang|nhat|chot|cung"
    rf"|toi)\b[ :]*)*{_SMALL}{_LEAD}$"
)
_STRONG: Final = re.compile(
    r"\b(?:han|deadline|dead line|dl|cham nhat|tre nhat|muon nhat|thoi han|han chot"
    r"|thoi gian (?:nop|gui|nhan bao cao))\b"
    r"(?! (?:che|hep|muc))"
)
_WITHIN: Final = re.compile(rf"\btrong(?: khoang)?\b{_LEAD}{_SMALL}{_LEAD}$")
_VERB: Final = re.compile(
    r"\b(?:nop|gui|goi ve|hoan thanh|hoan tat|xong|chot|bao cao|bc|dang ky|dk|phan hoi|cap nhat"
    r"|tra loi|gop y|dien form|dien link|bo sung|tong hop ve|chuyen ve|gui ve|nhan bao cao"
    r"|dang ki|bao ve|thuc hien xong)\b"
)
_DONE: Final = re.compile(r"\b(?:da|vua|moi) (?:nop|gui|hoan thanh|bao cao|dang ky|dk|nhan)\b")
_EVENT: Final = re.compile(
    r"\b(?:hop|tap huan|ra quan|tap trung|hoi nghi|dien ra|to chuc|khai mac|be mac|tong ket|le"
    r"|toa dam"
    r"|bat dau|khoi hanh|co mat|ngay hoi|trien khai|sinh hoat|ban hanh|phat dong|xuat phat"
    r"|kiem tra|giao luu"
    r"|thoi gian|thong bao|dien tap|ra mat|bao cao chuyen de|bao cao vien|du kien)\b"
)
_AFTER: Final = re.compile(
    r"[ )*,.]*(?:(?:la|thi|se|phai|nha|nhe|nay|naY) )*"
    r"(?:het han|han chot|han cuoi|het hieu luc|han\b|deadline|dl\b|dong (?:link|form|so|dang ky"
    r"|cong|don|lai|bang|dang ki)"
    r"|chot\b|khoa (?:so|link|form|bang)|xong\b|(?:phai )?(?:nop|gui)\b(?! (?:loi|tang|qua|truoc"
    r"|trc|cham|trong|den|ve)\b)"
    r"|tro ve truoc|la cuoi|cuoi cung|ngung nhan|ngung|dung nhan|het nhan|la het|het gio nop"
    r"|em chot|minh chot|khoa)"
)
_CLAUSE: Final = re.compile(r"[;\n!?]|\.(?= |$)")
_REACH: Final = 70


def cue(text: str, start: int, end: int) -> Cue:
    before = _CLAUSE.split(text[max(0, start - _REACH) : start])[-1]
    after = text[end : end + 30]
    adjacent = _adjacent(before)
    if adjacent is not None:
        return adjacent
    if _AFTER.match(after):
        return Cue.LIMIT
    strong = _STRONG.search(before)
    if strong and not _EVENT.search(before[strong.end() :]):
        return Cue.LIMIT
    if _WITHIN.search(before):
        return Cue.WITHIN
    return Cue.VERB if _submits(before) else Cue.NONE


def _adjacent(before: str) -> Cue | None:
    near = _BEFORE.search(before)
    if near:
        return Cue.LIMIT if near["whole"] else Cue.BEFORE
    return Cue.LIMIT if _LIMIT.search(before) else None


def submits(text: str, start: int) -> bool:
    return _submits(_CLAUSE.split(text[max(0, start - _REACH) : start])[-1])


def _submits(before: str) -> bool:
    return bool(_VERB.search(before)) and not (_EVENT.search(before) or _DONE.search(before))
