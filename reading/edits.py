"""A correction: only what it names."""

from collections.abc import Sequence

from reading.fold import fold
from reading.pieces import figures_in
from reading.report import Value, settled
from rules.model import Metric


def read_edit(text: str, metrics: Sequence[Metric]) -> tuple[Value, ...]:
    """ "ĐVTN 30", "30 bạn chứ k phải 25", "ĐVTN 25 -> 30"; nothing for a question."""
    if "?" in text:
        return ()
    folded = fold(text)
    return settled(folded, figures_in(folded, metrics), metrics)
