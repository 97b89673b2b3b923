"""THE DOOR: a unit's quick report as it was written -> the figures it states.

Callers know `read_report` and `Reading` only. This first form understands "nhãn: số" pieces; a
free-text reader takes its place behind the same door.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reading.fold import Folded, fold
from reading.noise import BLANK, without_noise
from reading.pieces import Figure, figures_in
from reading.sender import Sender, sender
from rules.model import METRICS, Metric

_ANNOUNCES: Final = re.compile(
    r"\?|\bdu kien\b|\bse (?:co|tham gia|ra quan|to chuc)\b|\bvi du\b|^\s*nhac\b"
    r"|(?<!phong )(?<!vp )(?<!thu tuc )(?<!huong dan )(?<!ho tro )\bdang ky\b"
    r"(?! (?:dat dai|kinh doanh|khai|ket hon|doanh nghiep|tam tru|thuong tru|ho khau)\b)"
    r"(?! (?:tai khoan|vneid|xe|dvc)\b)"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of a metric and the words that say so; a `doubtful` one is to be asked about."""

    key: str
    value: int
    start: int
    end: int
    quote: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """`values` in the order of the metrics, one each; `leftover`: the lines that gave nothing."""

    values: tuple[Value, ...] = ()
    unit: str | None = None
    is_report: bool = False
    leftover: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, str | int]:
        """{"unit": ..., metric: number, ...}; empty when it is no report."""
        if not self.is_report:
            return {}
        unit: dict[str, str | int] = {"unit": self.unit} if self.unit else {}
        return unit | {value.key: value.value for value in self.values}


def read_report(
    text: str, *, metrics: Sequence[Metric] = METRICS, unit_names: Sequence[str] = ()
) -> Reading:
    """Never raises. `unit`: the entry of `unit_names` that is named, else as the sender wrote."""
    folded = fold(text)
    who = sender(folded, unit_names)
    told = _without_sender(folded, who)
    if _ANNOUNCES.search(without_noise(told.text)):
        return Reading(unit=who.name if who else None, leftover=_lines(text))
    values = settled(folded, figures_in(told, metrics), metrics)
    return Reading(
        values, who.name if who else None, bool(values), _leftover(text, values, folded, who)
    )


def settled(
    folded: Folded, figures: Sequence[Figure], metrics: Sequence[Metric]
) -> tuple[Value, ...]:
    """The last figure of each metric; doubtful when an earlier one said otherwise."""
    last: dict[str, Figure] = {}
    for figure in figures:
        earlier = last.get(figure.key)
        differs = earlier is not None and earlier.value != figure.value
        last[figure.key] = replace(figure, doubtful=figure.doubtful or differs)
    return tuple(_value(folded, last[metric.key]) for metric in metrics if metric.key in last)


def _value(folded: Folded, figure: Figure) -> Value:
    start, end = folded.span(figure.start, figure.end)
    return Value(figure.key, figure.value, start, end, folded.source[start:end], figure.doubtful)


def _without_sender(folded: Folded, who: Sender | None) -> Folded:
    """ "Đoàn phường 12", "Văn phòng Đăng ký đất đai": a name neither counts nor registers."""
    if who is None:
        return folded
    text = folded.text
    return replace(folded, text=text[: who.start] + BLANK * (who.end - who.start) + text[who.end :])


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _leftover(
    text: str, values: Sequence[Value], folded: Folded, who: Sender | None
) -> tuple[str, ...]:
    spans = [(value.start, value.end) for value in values]
    if who is not None:
        spans.append(folded.span(who.start, who.end))
    left, start = [], 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if line.strip() and not any(first < end and start < last for first, last in spans):
            left.append(line.strip())
        start = end
    return tuple(left)
