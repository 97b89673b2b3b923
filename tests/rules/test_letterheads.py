import pytest

from rules.letterheads import place_in, usual_letterhead


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Quận Đoàn Lạc Hồng", "Lạc Hồng"),
        ("Thành Đoàn Hồng Hà", "Hồng Hà"),
        ("Đoàn phường Tân Lộc", "Tân Lộc"),
        ("Đoàn Khối các cơ quan tỉnh Hà Trung", "Hà Trung"),
        ("Chi đoàn Thuế & Hải quan", ""),
        ("Đoàn trường THPT Lê Khê", "Lê Khê"),
        ("Câu lạc bộ tình nguyện", ""),
    ],
)
def test_a_place_is_the_proper_name_behind_the_body(name: str, place: str) -> None:
    assert place_in(name) == place


def test_a_body_without_one_above_it_has_no_superior() -> None:
    head = usual_letterhead("Thành Đoàn Hồng Hà", None)
    assert (head.issuer, head.superior, head.symbol) == ("Thành Đoàn Hồng Hà", "", "BC/ĐTN")
