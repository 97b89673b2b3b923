"""The times of a paragraph, read once though several ask."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Final

from reading.times.model import Time
from reading.times.phrases import times_in

_ANY: Final = re.compile(
    r"[0-9]|trước|chậm nhất|trễ nhất|\bhạn\b|đến hết|cuối (?:tháng|năm|tuần|quý)", re.IGNORECASE
)


@lru_cache(maxsize=2048)
def times_of(text: str, issued: datetime) -> tuple[Time, ...]:
    return tuple(times_in(text, issued)) if _ANY.search(text) else ()
