from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.unit_story import CAPTION, card_message, draft
from bot.unit_drawing import drawn
from rendering.files.unit_card import PHOTOS, unit_svg
from rendering.texts import number, plain_length
from rules.day_book import DayBook, Plan, UnitBook
from rules.model import METRICS, Metric
from storage.book_packing import packed
from tests.day_books import a_book, a_picture, a_unit
from tests.rendering.files.drawn import assert_everything_fits, opened, said

LONG = "Chi đoàn Trung tâm Phục vụ hành chính công và Văn phòng phường X"


def _story(unit: UnitBook, metrics: tuple[Metric, ...] = METRICS) -> DayBook:
    return a_book([unit], metrics=metrics, targets=())


def _with_plan(
    content: str = "Hỗ trợ dịch vụ công", *, time_place: str = "", partners: str = ""
) -> DayBook:
    return _story(replace(a_unit(0), plan=Plan(content, time_place, partners=partners)))


@pytest.mark.parametrize("pictures", [0, 1, 2, 3, 4, 9])
def test_the_card_names_the_unit_and_tells_its_figures(pictures: int) -> None:
    story = _story(a_unit(0, pictures=pictures))
    drawing = unit_svg(story, a_picture)
    assert_everything_fits(drawing)
    told = said(drawing).splitlines()
    assert "Đoàn phường Tân Lộc" in told
    assert {number(value) for value in story.units[0].line.values.values()} <= set(told)
    assert drawing.count("<image") == min(pictures, PHOTOS)


def test_the_process_that_draws_makes_a_png_1080_wide(tmp_path: object) -> None:
    image = opened(drawn(packed(_story(a_unit(0))), str(tmp_path)))
    assert (image.format, image.width) == ("PNG", 1080)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=64), st.text(max_size=300), st.integers(0, 10**12))
def test_nothing_leaves_its_box(name: str, content: str, people: int) -> None:
    unit = a_unit(0, name=name, pictures=1)
    unit = replace(
        unit,
        line=replace(unit.line, values={"volunteers": people}),
        plan=Plan(content, time_place=content),
    )
    assert_everything_fits(unit_svg(_story(unit), a_picture))


def test_the_draft_tells_what_was_registered_and_reported_and_nothing_else() -> None:
    story = _with_plan("Dọn vệ sinh <kênh> Ba", time_place="7:30, UBND phường", partners="Hội LHPN")
    assert draft(story).text.splitlines() == [
        "<b>Đoàn phường Tân Lộc tham gia Ngày thứ Bảy tình nguyện</b>",
        "",
        "Ngày 28/11/2026, Đoàn phường Tân Lộc tham gia Ngày thứ Bảy tình nguyện "
        "do Quận Đoàn Lạc Hồng chủ trì.",
        "Nội dung: Dọn vệ sinh &lt;kênh&gt; Ba.",
        "Thời gian, địa điểm: 7:30, UBND phường.",
        "Kết quả: 1 đội hình; 20 đoàn viên, thanh niên; 1.200 lượt người dân; tiếp nhận 110 hồ sơ; "
        "giải quyết 85 hồ sơ; Kinh phí: 1.500.000 đồng.",
        "Đơn vị phối hợp: Hội LHPN.",
    ]


def test_a_unit_that_registered_nothing_has_a_shorter_draft() -> None:
    text = draft(_story(replace(a_unit(0), plan=None))).text
    assert "Nội dung" not in text
    assert "phối hợp" not in text
    assert "Địa điểm: Trung tâm Phục vụ hành chính công." in text


def test_a_metric_of_one_s_own_is_told_by_its_label() -> None:
    own = Metric("own", "Cây xanh <trồng>", "cây")
    unit = a_unit(0)
    unit = replace(unit, line=replace(unit.line, values={"own": 1250}))
    assert "Kết quả: Cây xanh &lt;trồng&gt;: 1.250 cây." in draft(_story(unit, (own,))).text


def test_a_caption_holds_the_draft_or_the_draft_comes_after_it() -> None:
    short, after = card_message(_with_plan(), 7)
    assert after is None
    assert "Kết quả" in short["caption"]
    assert short["photo"] == "unitcard:1.7|Đoàn phường Tân Lộc 28-11-2026.png"
    long, after = card_message(_with_plan("Rất dài. " * 120), 7)
    assert after is not None
    assert "Kết quả" in after.text
    assert "Kết quả" not in long["caption"]
    for payload in (short, long):
        assert plain_length(payload["caption"]) <= CAPTION
