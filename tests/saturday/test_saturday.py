"""The same Saturday over four ways to reach the bot, read off what its people saw.

Every figure and name below is counted by hand from what play.py has the units send.
"""

import asyncio

import pytest

from rehearsal.telegram_model import Seen
from tests.saturday.district import (
    AN_THOI,
    BAO_HIEM,
    BINH_LAC,
    CAU_DA,
    CHINH_QUYEN,
    GIA_MY,
    KHO_BAC,
    LAC_VIEN,
    LE_KHE,
    MINH_THANH,
    NAM_CHANH,
    PHU_LAC,
    SON_HA,
    TAN_LOC,
    VINH_TAY,
    Y_TE,
    YEN_KHE,
)
from tests.saturday.people import body, reminders
from tests.saturday.play import Story, played
from tests.talk import CHANNELS, Talker

PROVISIONAL = """\
Số liệu tạm tính đến 15:02, Ngày thứ Bảy tình nguyện 28/11: 8/17 đơn vị; 1 không tổ chức
ĐVTN tham gia 194 · Lượt người dân 749 · Hồ sơ 293/357 (82%)
18 ảnh
Còn thiếu: Đoàn phường An Thới
Chưa báo cáo: Đoàn phường Minh Thạnh, Đoàn phường Vĩnh Tây, Đoàn phường Sơn Hạ, \
Đoàn phường Bình Lạc, Đoàn trường THPT Lê Khê, Chi đoàn Thuế, Chi đoàn Bảo hiểm xã hội, \
Chi đoàn Cơ quan chính quyền, Chi đoàn Trung tâm Y tế"""

FIRST = """\
16:05 · Bản 1 · Ngày thứ Bảy tình nguyện 28/11
11/17 đơn vị đã báo cáo, 9 đúng hạn (53%); 1 không tổ chức
ĐVTN tham gia 259 · Lượt người dân 985 · Hồ sơ 363/441 (82%)
24 ảnh
Sau hạn: Chi đoàn Trung tâm Y tế (3 phút)
Còn thiếu: Đoàn phường An Thới
Chưa báo cáo: Đoàn phường Sơn Hạ, Đoàn phường Bình Lạc, Đoàn trường THPT Lê Khê, \
Chi đoàn Thuế, Chi đoàn Bảo hiểm xã hội, Chi đoàn Cơ quan chính quyền"""

SECOND = """\
17:00 · Bản 2 · Ngày thứ Bảy tình nguyện 28/11
13/17 đơn vị đã báo cáo, 9 đúng hạn (53%); 1 không tổ chức
ĐVTN tham gia 299 · Lượt người dân 1.157 · Hồ sơ 444/536 (83%)
28 ảnh
Sau hạn: Chi đoàn Trung tâm Y tế (3 phút), Đoàn phường Sơn Hạ (12 phút), \
Đoàn phường Bình Lạc (31 phút)
Còn thiếu: Đoàn phường An Thới
Chưa báo cáo: Đoàn trường THPT Lê Khê, Chi đoàn Thuế, Chi đoàn Bảo hiểm xã hội, \
Chi đoàn Cơ quan chính quyền

So với Bản 1: ĐVTN tham gia +40 · Lượt người dân +172 · Hồ sơ tiếp nhận +95 · \
Hồ sơ giải quyết +81 · ảnh +4
Mới báo cáo: Đoàn phường Sơn Hạ, Đoàn phường Bình Lạc"""

BOARD = """\
Đủ 12 · Còn thiếu 2 · Chưa đăng ký 3 · Không tổ chức 1 (18 đơn vị)

Chưa đăng ký: Chi đoàn Thuế, Chi đoàn Bảo hiểm xã hội, Chi đoàn Cơ quan chính quyền
Còn thiếu: Đoàn phường An Thới (1 ảnh), Đoàn trường THPT Lê Khê (số liệu)
Chưa có đầu mối: Chi đoàn Thuế"""

BLOCKED = "⚠️ Không nhắn được: Chi đoàn Bảo hiểm xã hội"
UNOPENED = "Chưa xem tin nhắc: Chi đoàn Bảo hiểm xã hội"


@pytest.fixture(scope="module", params=CHANNELS)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return asyncio.run(played(tmp_path_factory.mktemp(request.param), request.param))


def _card(person: Talker) -> Seen:
    return next(seen for seen in reversed(person.sees) if "báo cáo 28/11" in seen.text)


def _on_telegram(story: Story) -> bool:
    return story.channel.startswith("telegram")


def test_the_figures_at_any_moment_and_both_editions_are_right_to_the_number(story: Story) -> None:
    shown = {moment: body(story.shown[moment]) for moment in ("15:02", "first", "second")}
    assert shown == {"15:02": PROVISIONAL, "first": FIRST, "second": SECOND}


@pytest.mark.parametrize("once", ["16:05 · Bản 1", "17:00 · Bản 2", "☀️", "Còn 60 phút"])
def test_each_digest_and_edition_comes_once(story: Story, once: str) -> None:
    assert [once in seen.text for seen in story.ha.sees].count(True) == 1


def test_the_board_names_who_lacks_what_and_who_cannot_be_reached(story: Story) -> None:
    head, _, rest = body(story.boards["17:00"]).partition("\n")
    assert head.startswith("Tiến độ 17:0")
    assert rest == f"{BOARD}\n{BLOCKED if _on_telegram(story) else UNOPENED}"


def test_an_open_board_follows_the_day_in_its_place(story: Story) -> None:
    """In plain mode nothing changes in place, and nobody is flooded with boards instead."""
    plain = story.channel == "webchat-plain"
    later = "Đủ 7 · Còn thiếu 2 · Chưa gửi 5" if plain else "Đủ 10 · Còn thiếu 2 · Chưa gửi 2"
    assert later in story.boards["16:05"].text
    assert [seen.text.startswith("Tiến độ") for seen in story.ha.sees].count(True) == 2


def test_the_preview_counts_those_whom_a_nhac_reaches(story: Story) -> None:
    units, silent = ("9 đơn vị (9 người)", "Chi đoàn Thuế")
    if _on_telegram(story):
        units, silent = ("8 đơn vị (8 người)", "Chi đoàn Thuế, Chi đoàn Bảo hiểm xã hội")
    assert f"Sẽ nhắc {units}" in story.shown["preview"].text
    assert f"đ/c gọi giúp: {silent} (" in story.shown["preview"].text
    assert f"Đã gửi lời nhắc đến {units}" in story.shown["reminded"].text


def _to_register(unit: str, times: int) -> list[str]:
    """The rungs of Wednesday 17:00, Thursday 9:00, 15:00 and 16:30, each in words of its own."""
    return [
        f"📋 Ngày 28/11 sắp đến, {unit} chưa đăng ký nội dung. "
        "Đ/c đăng ký trước 17:00 thứ Năm 26/11 nhé, khoảng hai phút là xong.",
        f"☀️ Hôm nay là hạn đăng ký ngày 28/11 (đến 17:00). "
        f"{unit} chưa có tên nội dung, đ/c điền giúp nhé.",
        f"⏰ Chiều nay 17:00 khép đăng ký ngày 28/11, {unit} chưa đăng ký. "
        "Điền được dòng nào hay dòng ấy, bổ sung sau cũng được đ/c nhé.",
        f"⏰ Còn 30 phút nữa khép đăng ký ngày 28/11. {unit} chưa đăng ký; "
        "kỳ này không tổ chức thì đ/c báo giúp một tiếng.",
    ][:times]


def _just_over(unit: str) -> str:
    return (
        f"Ngày tình nguyện vừa xong. {unit} còn số liệu và 2 ảnh, đ/c gửi luôn nhé, "
        "cứ nhắn như vẫn gửi trong nhóm. Hạn 16:00."
    )


def _left(unit: str, time: str, what: str) -> str:
    return f"⏰ Còn {time} đến hạn 16:00. {unit} còn thiếu {what}. Gửi thẳng vào đây là xong."


def _past(unit: str, what: str) -> str:
    return (
        f"Đã qua 16:00. {unit} còn thiếu {what}. "
        "Đ/c gửi bây giờ vẫn kịp bản cập nhật (ghi nhận sau hạn)."
    )


BOTH, FIGURES, PHOTO = "số liệu và 2 ảnh", "số liệu", "1 ảnh"
REMINDED = {
    TAN_LOC: [_just_over(TAN_LOC)],
    PHU_LAC: [_just_over(PHU_LAC)],
    CAU_DA: [_just_over(CAU_DA)],
    MINH_THANH: [
        _just_over(MINH_THANH),
        _left(MINH_THANH, "2 giờ", BOTH),
        _left(MINH_THANH, "45 phút", BOTH),
    ],
    LAC_VIEN: [_just_over(LAC_VIEN)],
    NAM_CHANH: [],
    VINH_TAY: [
        _just_over(VINH_TAY),
        _left(VINH_TAY, "2 giờ", BOTH),
        _left(VINH_TAY, "45 phút", BOTH),
        _left(VINH_TAY, "10 phút", FIGURES),
    ],
    GIA_MY: [_just_over(GIA_MY)],
    SON_HA: [
        _just_over(SON_HA),
        _left(SON_HA, "2 giờ", BOTH),
        _left(SON_HA, "45 phút", BOTH),
        _left(SON_HA, "10 phút", FIGURES),
        _past(SON_HA, BOTH),
    ],
    BINH_LAC: [
        _just_over(BINH_LAC),
        _left(BINH_LAC, "2 giờ", BOTH),
        _left(BINH_LAC, "45 phút", BOTH),
        _left(BINH_LAC, "10 phút", FIGURES),
        _past(BINH_LAC, BOTH),
    ],
    AN_THOI: [
        *_to_register(AN_THOI, 1),
        _just_over(AN_THOI),
        _left(AN_THOI, "2 giờ", PHOTO),
        _left(AN_THOI, "45 phút", PHOTO),
        _past(AN_THOI, PHOTO),
    ],
    LE_KHE: [
        *_to_register(LE_KHE, 2),
        _just_over(LE_KHE),
        _left(LE_KHE, "2 giờ", FIGURES),
        _left(LE_KHE, "45 phút", FIGURES),
        _left(LE_KHE, "10 phút", FIGURES),
        _past(LE_KHE, FIGURES),
    ],
    KHO_BAC: [],
    BAO_HIEM: [],
    CHINH_QUYEN: [
        *_to_register(CHINH_QUYEN, 4),
        _just_over(CHINH_QUYEN),
        _left(CHINH_QUYEN, "2 giờ", BOTH),
        _left(CHINH_QUYEN, "45 phút", BOTH),
        _left(CHINH_QUYEN, "10 phút", FIGURES),
        _past(CHINH_QUYEN, BOTH),
    ],
    YEN_KHE: [_just_over(YEN_KHE)],
    Y_TE: [_just_over(Y_TE), _left(Y_TE, "2 giờ", BOTH), _left(Y_TE, "45 phút", BOTH)],
}


def test_reminders_reach_only_the_missing_and_none_comes_twice(story: Story) -> None:
    """After the nhắc of 15:15 the rung of 15:30 is silent; both reporters of a unit are asked."""
    for unit, people in story.people.items():
        assert [reminders(each) for each in people] == [REMINDED[unit]] * len(people)


def test_a_volunteer_is_reminded_the_evening_before_and_on_the_morning(story: Story) -> None:
    assert [each.partition(".")[0] for each in reminders(story.hoa)] == [
        "⏰ Hẹn bạn ngày mai nhé",
        "⏰ Sáng nay mình gặp nhau nhé",
    ]


def test_an_album_is_acknowledged_once(story: Story) -> None:
    silent = {KHO_BAC, BAO_HIEM, CHINH_QUYEN}
    for unit, people in story.people.items():
        seen = [sum("đã nhận" in each.text for each in who.sees) for who in people]
        assert seen == ([1, 0] if unit == TAN_LOC else [int(unit not in silent)])


def test_a_correction_after_the_deadline_is_marked_and_leaves_the_unit_on_time(
    story: Story,
) -> None:
    assert "sửa sau hạn" in story.shown["corrected"].text
    card = _card(story.of(MINH_THANH))
    assert "gửi lúc 15:40, đúng hạn" in card.text
    assert "Sửa sau hạn lúc 16:20." in card.text
    assert "Lượt người dân: 97" in card.text


def test_both_reporters_of_a_unit_see_its_card_with_every_change(story: Story) -> None:
    for each in story.people[TAN_LOC]:
        card = _card(each)
        assert "ĐVTN tham gia: 30 người" in card.text
        assert "Hồ sơ giải quyết/tiếp nhận: 85/110 (77%)" in card.text


def test_photos_that_complete_a_report_late_say_so_and_change_its_card(story: Story) -> None:
    """Figures at 15:40, photos at 16:02; in plain mode the acknowledgement alone can say it."""
    dung = story.of(Y_TE)
    said = "Đã đủ số liệu và ảnh (ghi nhận sau hạn 3 phút)"
    assert [said in seen.text for seen in dung.sees].count(True) >= 1
    plain = story.channel == "webchat-plain"
    assert ("gửi lúc 16:02, sau hạn 3 phút" in _card(dung).text) is not plain


def test_nobody_was_misunderstood(story: Story) -> None:
    everybody = [story.ha, story.hoa, *(who for people in story.people.values() for who in people)]
    said = [seen.text for who in everybody for seen in who.sees]
    assert not [text for text in said if "chưa hiểu" in text or "trục trặc" in text]
