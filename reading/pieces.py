"""Pieces of a message ("label: number") and the figure each one states."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reading.fold import Folded
from reading.labels import Label, labels_in, near_label
from reading.noise import BLANK, without_noise
from reading.numbers import Found, figures
from rules.model import Metric

_SEPARATOR: Final = re.compile(
    r"[\n;•\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    r"|,(?![0-9])|(?<![0-9]),|\.(?=\s|[a-z]|$)| / "
)
_NO = r"(?:khong|ko|k|kg|hong|chua)"
_DENIED: Final = re.compile(
    r"(?:(?:khong|ko|k|kg|hong) phai(?: la)?|thay (?:vi|cho)|chu (?:khong|ko|k))[ :]*$"
)
_ARROW: Final = re.compile(r"[^0-9]{0,20}(?:->|=>|→|\bthanh\b)[^0-9]{0,8}")
_RATIO: Final = re.compile(r" ?/ ?| tren(?: tong)?(?: so)? ")
_RANGE: Final = re.compile(r" ?[-–—] ?| den ")
_EACH: Final = re.compile(
    r"\bmoi (?:doi|to|nhom|ban|nguoi)\b|\btrong do\b|\bluy ke\b|\bchi tieu\b|\bx (?=[0-9])"
)
_DOSSIERS: Final = re.compile(r"\b(?:ho so|hs)\b")
_NONE_BEFORE: Final = re.compile(rf"\b{_NO}(?: (?:co|phat sinh|phat|dang|co them))?(?: so)? ?$")
_NONE_AFTER: Final = re.compile(
    rf"[ :=-]*{_NO}(?: (?:co|phat sinh))?(?: (?:nao|gi|ai|th|th nao))?(?: a)?[ .!]*"
)
_ANY: Final = re.compile(r"\b(?:nao|gi|co|phat sinh)\b")
_NEAR: Final = 40
_RECEIVED: Final = "dossiers_received"
_RESOLVED: Final = "dossiers_resolved"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the metric it was named for; spans are of the folded text."""

    key: str
    value: int
    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Amount:
    """One number, or A of B."""

    value: int
    of: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    labels: tuple[Label, ...]
    numbers: tuple[Found, ...]
    is_about_dossiers: bool

    def between(self, start: int, end: int) -> str:
        return self.text[max(start - self.start, 0) : max(end - self.start, 0)]


def figures_in(folded: Folded, metrics: Sequence[Metric]) -> tuple[Figure, ...]:
    """Every figure stated with its label, in the order of the text."""
    keys = {metric.key for metric in metrics}
    stated = (figure for piece in _pieces(folded, metrics) for figure in _stated(piece, metrics))
    return tuple(figure for figure in stated if figure.key in keys)


def _pieces(folded: Folded, metrics: Sequence[Metric]) -> Iterator[_Piece]:
    text = without_noise(folded.text)
    labels = [label for label in labels_in(folded, metrics) if text[label.start] != BLANK]
    numbers = figures(replace(folded, text=text))
    label_at = number_at = 0
    for start, end in _spans(text):
        label_to, number_to = _upto(labels, label_at, end), _upto(numbers, number_at, end)
        yield _piece(
            text[start:end], start, labels[label_at:label_to], numbers[number_at:number_to]
        )
        label_at, number_at = label_to, number_to


def _piece(text: str, start: int, labels: Sequence[Label], numbers: Sequence[Found]) -> _Piece:
    """A number inside a label ("VNeID mức 2") is no figure."""
    ends = {label.start: label.end for label in labels}
    starts = list(ends)
    outside = (
        n
        for n in numbers
        if not (at := bisect_right(starts, n.start)) or ends[starts[at - 1]] <= n.start
    )
    return _Piece(text, start, tuple(labels), tuple(outside), bool(_DOSSIERS.search(text)))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SEPARATOR.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _upto(items: Sequence[Label] | Sequence[Found], at: int, end: int) -> int:
    while at < len(items) and items[at].start < end:
        at += 1
    return at


def _stated(piece: _Piece, metrics: Sequence[Metric]) -> Iterator[Figure]:
    cut = _EACH.search(piece.text)
    end = piece.start + (cut.start() if cut else len(piece.text))
    amounts = tuple(_amounts(piece, end))
    if not amounts:
        if not piece.numbers:
            yield from _nones(piece)
        return
    if not piece.labels:
        piece = _with_near_label(piece, amounts, metrics)
    for amount, labels in _paired(amounts, [label for label in piece.labels if label.start < end]):
        yield from _figures_of(piece, amount, labels)


def _amounts(piece: _Piece, end: int) -> Iterator[_Amount]:
    """The numbers that count: not those denied, replaced, vague or a part of another."""
    numbers = [n for n in piece.numbers if n.start < end]
    at = 0
    while at < len(numbers):
        this, following = numbers[at], numbers[at + 1] if at + 1 < len(numbers) else None
        gap = piece.between(this.end, following.start) if following else ""
        if following and _RATIO.fullmatch(gap):
            yield _Amount(this.value, following.value, this.start, following.end)
            at += 2
        elif following and _RANGE.fullmatch(gap):
            at += 2
        else:
            if not (following and _ARROW.fullmatch(gap)) and not _is_denied(piece, this):
                yield _Amount(this.value, None, this.start, this.end)
            at += 1


def _is_denied(piece: _Piece, found: Found) -> bool:
    return bool(_DENIED.search(piece.between(found.start - 24, found.start)))


def _paired(
    amounts: Sequence[_Amount], labels: Sequence[Label]
) -> Iterator[tuple[_Amount, Sequence[Label]]]:
    """A single amount takes all labels; of several, each takes those that follow it ("18 bạn,
    91 lượt") or precede it ("TN 31 - GQ 31"), as the piece begins."""
    if len(amounts) == 1:
        yield amounts[0], labels
        return
    after = not labels or amounts[0].start < labels[0].start
    at = 0
    for index, amount in enumerate(amounts):
        start = amount.end if after else (amounts[index - 1].end if index else 0)
        end = (
            (amounts[index + 1].start if index + 1 < len(amounts) else None)
            if after
            else amount.start
        )
        while at < len(labels) and labels[at].start < start:
            at += 1
        upto = len(labels) if end is None else _upto(labels, at, end)
        yield amount, labels[at:upto]
        at = upto


def _figures_of(piece: _Piece, amount: _Amount, labels: Sequence[Label]) -> Iterator[Figure]:
    label = max(labels, key=lambda one: (one.end - one.start, -_gap(one, amount)), default=None)
    key = label.key if label else ""
    is_ratio = amount.of is not None
    if is_ratio and (key in (_RECEIVED, _RESOLVED) or (not key and piece.is_about_dossiers)):
        yield from _dossiers(amount, labels)
    elif label:
        yield _figure(label, amount)


def _gap(label: Label, amount: _Amount) -> int:
    return max(label.start - amount.end, amount.start - label.end)


def _figure(label: Label, amount: _Amount) -> Figure:
    start, end = min(label.start, amount.start), max(label.end, amount.end)
    return Figure(label.key, amount.value, start, end, label.doubtful)


def _dossiers(amount: _Amount, labels: Sequence[Label]) -> Iterator[Figure]:
    """A/B is resolved of received, unless the label says "nhận/gq"."""
    named = [label.key for label in labels if label.key in (_RECEIVED, _RESOLVED)]
    keys = (_RECEIVED, _RESOLVED) if named[:2] == [_RECEIVED, _RESOLVED] else (_RESOLVED, _RECEIVED)
    start = min([amount.start, *(label.start for label in labels)])
    end = max([amount.end, *(label.end for label in labels)])
    for key, value in zip(keys, (amount.value, amount.of or 0), strict=True):
        yield Figure(key, value, start, end)


def _nones(piece: _Piece) -> Iterator[Figure]:
    for label in piece.labels:
        before = piece.between(label.start - _NEAR, label.start)
        after = piece.between(label.end, label.end + _NEAR)
        said = _NONE_BEFORE.search(before)
        if said and (_ANY.search(said[0]) or _ANY.search(after)):
            yield Figure(label.key, 0, label.start - len(said[0]), label.end)
        elif label == piece.labels[-1] and _NONE_AFTER.fullmatch(after):
            yield Figure(label.key, 0, label.start, label.end + len(after.rstrip(" .!")))


def _with_near_label(
    piece: _Piece, amounts: Sequence[_Amount], metrics: Sequence[Metric]
) -> _Piece:
    """The words around a lone number, when they nearly are a label."""
    if len(amounts) != 1:
        return piece
    before, after = (
        piece.between(piece.start, amounts[0].start),
        piece.text[amounts[0].end - piece.start :],
    )
    sides = ((before, piece.start), (after, amounts[0].end))
    for side, start in sides:
        name = side.strip(" :=-+*.")
        label = near_label(name, start + side.find(name), metrics)
        if label:
            return replace(piece, labels=(label,))
    return piece
