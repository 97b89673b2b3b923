"""How a figure came about, as numbers to show."""

import pytest

from reading.origins import loose_number, origin_of
from reading.report import Value

Origin = tuple[str, tuple[int, ...]] | None


def value(quote: str, number: int, how: str, key: str = "volunteers") -> Value:
    return Value(key, number, 0, len(quote), quote, how=how)


@pytest.mark.parametrize(
    ("of", "shows"),
    [
        (value("15 đv + 10 tn", 25, "sum"), ("sum", (15, 10))),
        (value("15 đv + 10 tn = 25", 25, "sum"), ("sum", (15, 10))),
        (value("sáng mười, chiều 15", 25, "sum"), ("sum", (10, 15))),
        (value("15 bạn, 120 dân, 10 bạn", 25, "sum"), None),
        (value("3 đội x 6", 18, "product"), ("product", (3, 6))),
        (value("mỗi đội 6 bạn", 18, "product"), ("product", (3, 6))),
        (value("mỗi đội 5 bạn", 18, "product"), None),
        (value("giải quyết toàn bộ", 40, "copied"), ("copied", ())),
        (value("25 bạn", 25, "stated"), None),
    ],
)
def test_parts_are_shown_only_where_they_make_the_figure(of: Value, shows: Origin) -> None:
    assert origin_of(of, [of, value("3 đội", 3, "stated", "teams")]) == shows


def test_a_range_is_no_number() -> None:
    assert loose_number("45") == 45
    assert loose_number("20-25") is None
