import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from reading.names import find_units, given_name, looks_like_name

UNITS = [
    (1, "Đoàn phường Hòa Tân"),
    (1, "P. Hòa Tân Cũ"),
    (2, "Phường Hòa Tân Đông"),
    (3, "Chi đoàn Kho bạc"),
    (4, "Chi đoàn Khu phố 3"),
    (5, "Phường 12"),
    (6, "Phường 1"),
]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Lý   Thị Mẫu ", "Lý Thị Mẫu"),
        ("H'Hen Êban", "H'Hen Êban"),
        ("Ng. Văn Thử", "Ng. Văn Thử"),
        ("a", "a"),
        ("/huy", None),
        ("123", None),
        ("Mẫu 2", None),
        ("", None),
        ("-", None),
        ("x" * 61, None),
        ("Mẫu 🙂", None),
        ("Mẫu\nThử", "Mẫu Thử"),
    ],
)
def test_a_name_is_letters_and_little_else(text: str, name: str | None) -> None:
    assert looks_like_name(text) == name


def test_people_are_called_by_their_last_word() -> None:
    assert given_name("Lý Thị Mẫu") == "Mẫu"
    assert given_name("") == ""


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Đoàn phường Hòa Tân", 1),
        ("hoa tan", 1),
        ("P.Hòa Tân", 1),
        ("hoa tna", 1),
        ("hòa tân cũ", 1),
        ("hoa tan d", 2),
        ("kho bac", 3),
        ("cd kho bac", 3),
        ("kp3", 4),
        ("phuong 12", 5),
        ("12", 5),
        ("phường 1", 6),
    ],
)
def test_a_unit_is_found_as_people_type_it(query: str, first: int) -> None:
    assert find_units(query, UNITS)[0].unit_id == first


@pytest.mark.parametrize(
    "query", ["", "   ", "zzzz", "phường 13", "🙂", "Đoàn xã Không Có Thật", "Đoàn phường Sơn Hạ"]
)
def test_nothing_close_finds_nothing(query: str) -> None:
    assert find_units(query, UNITS) == ()


def test_the_exact_name_scores_100_and_a_unit_comes_once() -> None:
    matches = find_units("phường hòa tân đông", UNITS)
    assert (matches[0].unit_id, matches[0].score) == (2, 100.0)
    assert len({match.unit_id for match in matches}) == len(matches)


def test_at_most_five_are_offered() -> None:
    assert len(find_units("chi doan", [(n, f"Chi đoàn {n}") for n in range(9)])) <= 5
    assert len(find_units("mau", [(n, f"Mẫu {chr(97 + n)}") for n in range(9)])) == 5


@given_by(st.text())
def test_any_text_is_looked_at_calmly(text: str) -> None:
    find_units(text, UNITS)
    given_name(text)
    name = looks_like_name(text)
    assert name is None or looks_like_name(name) == name
