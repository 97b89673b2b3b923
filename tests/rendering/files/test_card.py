import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rendering.files.card import day_card, day_svg, shares
from rendering.texts import number
from rules.day_book import DayBook, Picture
from rules.deadlines import Timeliness
from rules.model import METRICS, Metric, Progress
from rules.targets import Target
from tests.day_books import a_book, a_picture, a_unit, named
from tests.rendering.files.drawn import assert_everything_fits, colour, opened, said

LONG = "Chi đoàn Trung tâm Phục vụ hành chính công và Văn phòng phường X"
GOALS = (
    Target(1, None, "", "dossiers_resolved", "dossiers_received", percent=70),
    Target(2, None, "", "volunteers", amount=300_000),
    Target(3, None, "", "citizens", amount=1_205, each_unit=True, period="trong tuần"),
    Target(4, 1, "", "leaflets", amount=10),
)


def _none(picture: Picture) -> bytes | None:
    del picture
    return None


def _zero() -> DayBook:
    return a_book([a_unit(i, standing=(Progress.NOT_SENT, None)) for i in range(5)], targets=())


def _own_metrics() -> DayBook:
    own = tuple(Metric(f"own{i}", f"Chỉ số riêng thứ {i} của ngày", "lượt") for i in range(9))
    units = [a_unit(i) for i in range(6)]
    first = units[0]
    values = {**first.line.values, **{each.key: 10_000_000_000 for each in own}}
    units[0] = replace(first, line=replace(first.line, values=values))
    return a_book(units, metrics=(*METRICS, *own), targets=GOALS)


def _shouting() -> DayBook:
    book = named(a_book(), LONG)
    return replace(book, title=f"{LONG} {LONG} {LONG}", host=LONG * 2, place="dàithượt" * 40)


BOOKS = {
    "six units": a_book(targets=GOALS),
    "168 units": a_book(168, number=2, targets=GOALS),
    "one unit": a_book(1),
    "no unit": a_book(0),
    "zero reports": _zero(),
    "no photos": a_book([a_unit(0, pictures=0)]),
    "own metrics": _own_metrics(),
    "long names": _shouting(),
}


@pytest.mark.parametrize("name", BOOKS)
def test_every_text_fits_and_every_figure_is_there(name: str) -> None:
    book = BOOKS[name]
    drawing = day_svg(book, a_picture)
    assert_everything_fits(drawing)
    told = said(drawing)
    for key, total in book.figures.totals.items():
        assert re.search(rf"^{re.escape(number(total))}$", told, re.MULTILINE), key
    sums = book.figures.tally
    assert f"{sums.reported}/{sums.must_report}" in told
    if book.figures.on_time_rate is not None:
        assert f"{book.figures.on_time_rate}%" in told


@pytest.mark.parametrize("name", ["six units", "zero reports"])
def test_the_card_is_a_png_1080_wide(name: str) -> None:
    image = opened(day_card(BOOKS[name], a_picture))
    assert (image.format, image.width) == ("PNG", 1080)
    assert colour(image, 540, 4) == (255, 198, 41)


def test_a_photo_is_on_the_card() -> None:
    """Its colour, where the gallery stands: the picture was drawn and not only named."""
    with_photo, without = (
        opened(day_card(a_book([a_unit(0, pictures=count)]), a_picture)) for count in (1, 0)
    )
    assert with_photo.height > without.height + 400
    red, green, blue = colour(with_photo, 540, with_photo.height - 500)
    assert (abs(red - 77), abs(green - 101), abs(blue - 120)) < (6, 6, 6)


@pytest.mark.parametrize("name", BOOKS)
def test_the_bar_holds_every_expected_unit_once(name: str) -> None:
    book = BOOKS[name]
    bar = re.findall(r'data-units="(\d+)"', day_svg(book, _none))
    assert sum(map(int, bar)) == book.figures.tally.expected
    assert [share.units for share in shares(book)] == list(map(int, bar))


def test_grace_makes_a_late_unit_one_on_time() -> None:
    book = a_book([a_unit(0, standing=(Progress.COMPLETE, Timeliness(4)))])
    assert [share.key for share in shares(book)] == ["late"]
    lenient = replace(book, schedule=replace(book.schedule, grace_minutes=5))
    assert [share.key for share in shares(lenient)] == ["on_time"]


def test_nine_photos_are_of_as_many_units_as_there_are() -> None:
    told = said(day_svg(a_book(168), a_picture))
    assert len(re.findall(r"^Đoàn phường", told, re.MULTILINE)) == 9


@pytest.mark.parametrize(("pictures", "shown"), [(1, 1), (5, 5), (7, 6), (8, 6), (30, 9)])
def test_photos_fill_whole_rows(pictures: int, shown: int) -> None:
    drawing = day_svg(a_book([a_unit(0, pictures=pictures)]), a_picture)
    assert drawing.count("<image") == shown


def test_photos_that_cannot_be_had_or_read_are_passed_over() -> None:
    def some(picture: Picture) -> bytes | None:
        return {1: None, 2: b"\xff\xd8 not a picture"}.get(picture.id, a_picture(picture))

    assert day_svg(a_book([a_unit(0, pictures=4)]), some).count("<image") == 2


def test_the_edition_and_its_moment_are_named() -> None:
    assert "Bản 1 · 16:05, 28/11/2026" in said(day_svg(a_book(), _none))
    early = a_book()
    early = replace(early, figures=replace(early.figures, number=None))
    assert "Số liệu tạm tính đến 16:05, 28/11/2026" in said(day_svg(early, _none))


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    unit = a_unit(2, standing=(Progress.COMPLETE, Timeliness(0)))
    goal = Target(1, unit.line.unit_id, "", "citizens", amount=10)
    told = said(day_svg(a_book([unit], targets=[goal]), a_picture))
    assert 'Chi đoàn "Ánh Dương" <Khối 3>: Lượt người dân từ 10' in told


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=64), st.text(max_size=120), st.integers(0, 10**12))
def test_no_name_and_no_figure_leaves_its_box(name: str, title: str, people: int) -> None:
    unit = a_unit(0, name=name)
    unit = replace(unit, line=replace(unit.line, values={"volunteers": people, "citizens": people}))
    goal = Target(1, unit.line.unit_id, "", "citizens", amount=people)
    book = a_book([unit], targets=[goal])
    drawing = day_svg(replace(book, title=title, host=name, place=title), a_picture)
    assert_everything_fits(drawing)
    assert number(people) in said(drawing)
