"""The words a metric goes by, found in folded text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from reading.fold import Folded, plain, spelling
from rules.model import Metric

_NO_METRIC: Final = ""
_SHORT: Final = 4
_LONG_ENOUGH_FOR_TYPOS: Final = 6
_SURE_ENOUGH: Final = 84
_USUAL: Final[dict[str, tuple[str, ...]]] = {
    "volunteers": (
        "bạn",
        "bn",
        "đ/c",
        "đồng chí",
        "đv",
        "đvtntn",
        "qs",
        "chiến sĩ",
        "cán bộ công chức trẻ",
        "tình nguyện viên tham gia",
    ),
    "citizens": (
        "lượt bà con",
        "bà con",
        "hộ dân",
        "công dân",
        "lượt công dân",
        "lượt doanh nghiệp",
        "lượt dn",
        "lượt ng dân",
    ),
    "dossiers_received": (
        "hs tiếp nhận",
        "hồ sơ nhận",
        "hs nhận",
        "hs tn",
        "tn mới",
        "tiếp nhận mới",
    ),
    "dossiers_resolved": (
        "hs giải quyết",
        "hs gq",
        "hồ sơ đã giải quyết",
        "hs đã gq",
        "hồ sơ đã trả",
    ),
    "online_services": (
        "dịch vụ công trực tuyến",
        "hồ sơ trực tuyến",
        "hs trực tuyến",
        "hs dvctt",
        "hồ sơ dvctt",
        "lượt dvctt",
        "dvc",
    ),
    "digital_ids": ("đđđt", "định danh điện tử", "tài khoản định danh", "tài khoản vneid"),
    "leaflets": ("tờ bướm", "ấn phẩm tuyên truyền", "ấn phẩm"),
    "media_posts": ("bài đăng", "link tin bài", "link bài", "link"),
}
_DECOYS: Final = (
    "tổ chức",
    "tổ trưởng",
    "tổ dân phố",
    "đội trưởng",
    "xác nhận",
    "ghi nhận",
    "đón nhận",
    "thông tin",
    "tin nhắn",
    "tin học",
    "nhân dân",
    "bài học",
    "ủy ban",
    "ban chấp hành",
    "văn bản",
    "link ảnh",
    "link hình",
    "hồ sơ tồn",
)


@dataclass(frozen=True, slots=True)
class Label:
    """A metric named in the text; spans are of the folded text."""

    key: str
    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Index:
    pattern: re.Pattern[str]
    words: dict[str, tuple[str, str]]


def labels_in(folded: Folded, metrics: Sequence[Metric]) -> tuple[Label, ...]:
    """Every metric named, longest words first, in the order of the text."""
    return tuple(_labels(folded, _index(tuple(metrics))))


def near_label(name: str, start: int, metrics: Sequence[Metric]) -> Label | None:
    """A label with a typing slip ("doi hnih"): the closest long word, marked doubtful."""
    words = _index(tuple(metrics)).words
    if not _LONG_ENOUGH_FOR_TYPOS <= len(name) <= 2 * max(map(len, words), default=0):
        return None
    known = [
        word for word, (key, _) in words.items() if key and len(word) >= _LONG_ENOUGH_FOR_TYPOS
    ]
    best = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_SURE_ENOUGH)
    return Label(words[best[0]][0], start, start + len(name), doubtful=True) if best else None


def _labels(folded: Folded, index: _Index) -> Iterator[Label]:
    for match in index.pattern.finditer(folded.text):
        key, spelled = index.words[_normal(match[0])]
        if key and _is_meant(folded, match, spelled):
            yield Label(key, match.start(), match.end())


def _is_meant(folded: Folded, match: re.Match[str], spelled: str) -> bool:
    """Short words need their marks where the text has marks: "tổ" is not "tờ"."""
    if " " in spelled or len(match[0]) > _SHORT:
        return True
    written = folded.spelling(match.start(), match.end()).replace("đ", "d")
    return written == spelled.replace("đ", "d") or (written == match[0] and not folded.accented)


@lru_cache(maxsize=64)
def _index(metrics: tuple[Metric, ...]) -> _Index:
    words: dict[str, tuple[str, str]] = {}
    for word, key in _all_words(metrics):
        words.setdefault(_normal(plain(word)), (key, spelling(word)))
    words.pop("", None)
    longest_first = sorted(words, key=len, reverse=True)
    parts = (re.escape(word).replace(r"\ ", r"[\s./_-]{1,3}") for word in longest_first)
    return _Index(re.compile(rf"(?<![a-z0-9])(?:{'|'.join(parts)})(?![a-z])"), words)


def _all_words(metrics: tuple[Metric, ...]) -> Iterator[tuple[str, str]]:
    """A coordinator's own words come before our usual ones."""
    for metric in metrics:
        yield from ((word, metric.key) for word in (metric.label, *metric.words))
    for metric in metrics:
        yield from ((word, metric.key) for word in _USUAL.get(metric.key, ()))
    yield from ((word, _NO_METRIC) for word in _DECOYS)


def _normal(word: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", word))
