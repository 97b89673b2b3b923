import pytest

from reading.signers import read_signers


@pytest.mark.parametrize(
    ("text", "signers"),
    [
        ("BÍ THƯ: Trần Văn Minh", (("BÍ THƯ", "Trần Văn Minh"),)),
        ("Bí thư - Trần Văn Minh", (("Bí thư", "Trần Văn Minh"),)),
        ("PHÓ BÍ THƯ", (("PHÓ BÍ THƯ", ""),)),
        (
            "- BÍ THƯ, Lê Thị Na\n\n- CHỦ TỊCH HỘI; Võ Văn Hạ",
            (("BÍ THƯ", "Lê Thị Na"), ("CHỦ TỊCH HỘI", "Võ Văn Hạ")),
        ),
        ("một\nhai\nba", None),
        ("", None),
        ("...", None),
        ("25", None),
        ("x" * 90, None),
    ],
)
def test_a_line_for_each_who_signs(text: str, signers: object) -> None:
    assert read_signers(text) == signers
