"""Alternatives find what their pattern finds."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import silent_words
from reading.alternatives import WORD, Alternatives
from reading.fold import plain

DATA = Path(__file__).parent / "data" / "reports_fifth.jsonl"
TEXTS = [plain(json.loads(line)["text"]) for line in DATA.read_text().splitlines()]
SILENCING = {
    name: each for name, each in vars(silent_words).items() if isinstance(each, Alternatives)
}
SMALL = Alternatives(r"\bhan (?:cuoi|chot)\b|^\W*chua[|x]?|(?<!so )muc [0-9]|\bnhac nho\b|[0-9] %")
PIECES = st.sampled_from(["han", "cuoi", "chot", "chua|", "so", "muc 2", "nhac", "nho", "5 %", "."])


def spans(found: re.Match[str] | None) -> tuple[int, int] | None:
    return None if found is None else found.span()


@pytest.mark.parametrize("name", SILENCING)
def test_what_silences_a_report_is_found_as_if_it_were_one_pattern(name: str) -> None:
    parts, whole = SILENCING[name], re.compile(SILENCING[name].pattern)
    for text in TEXTS:
        words = frozenset(WORD.findall(text))
        assert spans(parts.search(text, words)) == spans(whole.search(text)), text


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_one_after_the_other(text: str) -> None:
    words = frozenset(WORD.findall(text))
    found = [match.span() for match in SMALL.finditer(text, words)]
    assert found == [match.span() for match in re.finditer(SMALL.pattern, text)]
