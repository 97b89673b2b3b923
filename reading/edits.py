"""A correction: only what it names."""

from collections.abc import Sequence

from reading.fold import fold
from reading.report import LONGEST, Value, figures
from rules.model import Metric


def read_edit(text: str, metrics: Sequence[Metric]) -> tuple[Value, ...]:
    """ "ĐVTN 30", "30 bạn chứ k phải 25", "ĐVTN 25 -> 30"; nothing for a question."""
    if "?" in text:
        return ()
    return figures(fold(text[:LONGEST]), metrics, silent=False)[0]
