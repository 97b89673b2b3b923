"""Who told it and when, as a coordinator notes it down."""

from datetime import time

import pytest

from reading.claim import Claim, read_claim


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("đ/c Lan, Zalo, 15:40", Claim("đ/c Lan, Zalo", time(15, 40))),
        ("15h40 đ/c Lan", Claim("đ/c Lan", time(15, 40))),
        ("đ/c Lan gọi lúc 3h40", Claim("đ/c Lan gọi", time(15, 40))),
        ("8h sáng", Claim("", time(8))),
        ("4 giờ rưỡi chiều, Minh", Claim("Minh", time(16, 30))),
        ("12h trưa", Claim("", time(12))),
        ("chị Hạnh", Claim("chị Hạnh")),
        ("11g30 anh Tư", Claim("anh Tư", time(11, 30))),
        ("😀", None),
        ("...", None),
        ("45", None),
        ("x" * 200, None),
    ],
)
def test_who_and_when_are_read_in_any_order(said: str, claim: Claim | None) -> None:
    assert read_claim(said) == claim
