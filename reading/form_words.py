"""What a heading of somebody else's form asks for."""

import re
from functools import lru_cache
from typing import Final

from reading.fold import bears_marks, plain, spelling
from rules.model import Metric
from rules.own_form import Holds

MONEY: Final = "đồng"
_NOT_LETTERS: Final = re.compile(r"[^\w%]+")
_LEADING: Final = re.compile(r"^(?:tổng số|số lượng|tổng|số|sl|tong so|so luong|tong|so) ")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
_OTHER_FIGURES: Final = (
    "tỷ lệ|tỉ lệ|%|chỉ tiêu|kế hoạch|dự kiến|so với|lũy kế|luỹ kế|cộng dồn|đơn vị tính|đvt"
)
"""Rates, aims and sums over the year are none of a day's own figures."""
_WHOLE: Final = {
    Holds.ORDER: "stt|tt|số tt|số thứ tự|thứ tự",
    Holds.UNIT: (
        "đơn vị|tên đơn vị|cơ sở đoàn|tên cơ sở đoàn|đơn vị báo cáo|đơn vị thực hiện|tên cơ sở|"
        "chi đoàn|tên chi đoàn|đoàn cơ sở|đơn vị trực thuộc|phường|phường xã|xã phường|tổ chức đoàn"
    ),
    Holds.STATE: "tiến độ|tình trạng|trạng thái|tình hình báo cáo|tiến độ báo cáo",
    Holds.CONTENT: (
        "tên nội dung|nội dung|nội dung thực hiện|nội dung hoạt động|tên hoạt động|hoạt động"
    ),
    Holds.NOTES: "ghi chú|ghi chú khác|ghi chú nếu có",
    Holds.MUST_REPORT: "số đơn vị|tổng số đơn vị|số đơn vị phải báo cáo",
    Holds.REPORTED: (
        "số đơn vị tham gia|số đơn vị báo cáo|số đơn vị đã báo cáo|đơn vị tham gia|"
        "số đơn vị thực hiện|số cơ sở đoàn tham gia"
    ),
}
_WITHIN: Final = {
    Holds.PARTNERS: "đơn vị phối hợp|phối hợp",
    Holds.TIME_PLACE: "thời gian địa điểm|địa điểm",
    Holds.PHOTOS: "ảnh|hình ảnh",
}
_METRICS: Final = {
    "teams": "đội hình|đội tình nguyện",
    "volunteers": "đvtn|đoàn viên|thanh niên|đoàn viên thanh niên|tình nguyện viên|lượt đvtn",
    "citizens": "lượt người dân|người dân|lượt dân|lượt người|công dân|tổ chức công dân",
    "dossiers_received": "hồ sơ tiếp nhận|tiếp nhận|hồ sơ đã tiếp nhận",
    "dossiers_resolved": "hồ sơ giải quyết|giải quyết|hồ sơ đã giải quyết|trả kết quả",
    "online_services": "dịch vụ công|dvc|dvctt|dịch vụ công trực tuyến|nộp trực tuyến",
    "digital_ids": "vneid|định danh|định danh điện tử|định danh mức 2",
    "leaflets": "tờ rơi|tờ gấp",
    "funds_vnd": "kinh phí|số tiền|trị giá|tổng giá trị|giá trị",
    "initiatives": "mô hình|sáng kiến|mô hình sáng kiến",
    "media_posts": "tin bài|bài viết|tin bài tuyên truyền",
}
_GENERAL: Final = frozenset(["doi", "to", "dan", "luot", "nhan", "tien", "tin", "bai", "gq"])
"""Words too short to mean a figure wherever they stand: "tổ" is in "tổ chức"."""
_MILLION: Final = re.compile(r"\b(?:trieu dong|trieu|trd|tr d)\b")
_THOUSAND: Final = re.compile(r"\b(?:nghin dong|ngan dong|1000 ?d|1 000 d)\b")


@lru_cache(maxsize=1024)
def asked_by(heading: str, metrics: tuple[Metric, ...]) -> str:
    """The key of a metric, one of `Holds`, or "" for what is none of them."""
    marked = bears_marks(heading)
    whole, bare = (_key(text, marked) for text in (heading, _IN_BRACKETS.sub(" ", heading)))
    for holds, phrases in _WHOLE.items():
        if any(_key(phrase, marked) in (whole, bare) for phrase in phrases.split("|")):
            return holds
    if any(_stands_in(_key(each, marked), whole) for each in _OTHER_FIGURES.split("|")):
        return ""
    for holds, phrases in _WITHIN.items():
        if any(_stands_in(_key(each, marked), bare) for each in phrases.split("|")):
            return holds
    return _metric(bare, metrics, marked=marked)


def _metric(bare: str, metrics: tuple[Metric, ...], *, marked: bool) -> str:
    """The one whose longest name stands there; a short word only when it is all that does."""
    head = _LEADING.sub("", bare)
    best, length = "", 0
    for metric in metrics:
        for phrase in _phrases(metric):
            key = _key(phrase, marked)
            fits = head == key or plain(key) not in _GENERAL
            if len(key) > length and fits and _stands_in(key, bare):
                best, length = metric.key, len(key)
    return best


def _phrases(metric: Metric) -> list[str]:
    known = _METRICS.get(metric.key, "").split("|")
    return [phrase for phrase in (metric.label, *metric.words, *known) if phrase]


def divisor_of(heading: str) -> int:
    """ "Kinh phí (triệu đồng)" counts millions."""
    folded = plain(heading)
    if _MILLION.search(folded):
        return 1_000_000
    return 1_000 if _THOUSAND.search(folded) else 1


def _words(text: str) -> str:
    return " ".join(_NOT_LETTERS.sub(" ", spelling(text)).split())


@lru_cache(maxsize=1024)
def _key(phrase: str, marked: bool) -> str:
    words = _words(phrase)
    return words if marked else plain(words)


def _stands_in(key: str, text: str) -> bool:
    return f" {key} " in f" {text} "
