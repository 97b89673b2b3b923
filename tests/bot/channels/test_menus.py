"""Choices without buttons."""

from typing import Any

import pytest

from bot.channels.menus import Menu, choose, offer, offer_turn, spent


def message(text: str, *buttons: tuple[str, str]) -> dict[str, Any]:
    rows = [[{"text": label, "callback_data": data}] for label, data in buttons]
    return {"method": "SendMessage", "text": text, "reply_markup": {"inline_keyboard": rows}}


CARD = message("Thẻ", ("Sửa", "report_edit:4"), ("Chuyển đơn vị hoặc ngày", "move:4"))
QUESTION = message("Mấy bạn?", ("Bỏ qua", "nav:skip"), ("Hủy", "nav:cancel"))
REMINDER = message("Còn 2 giờ", ("Nhờ người khác báo cáo", "lend:4"), ("Sửa giờ", "time:4"))


def card_menu() -> Menu:
    return offer(CARD, [], broadcast=False)[1]


def test_buttons_become_numbers_under_the_text() -> None:
    payload, _ = offer(CARD, [], broadcast=False)
    assert payload["text"] == "Thẻ\n\n1. Sửa\n2. Chuyển đơn vị hoặc ngày"
    assert "reply_markup" not in payload


@pytest.mark.parametrize("typed", ["1", "1.", " 1) ", "số 1", "Sửa", "sua", "SỬA!"])
def test_a_number_or_the_label_is_the_button(typed: str) -> None:
    assert choose(typed, card_menu()) == "report_edit:4"


@pytest.mark.parametrize("typed", ["3", "12 bạn", "1250", "chuy", "", "?", "sửa lại 30 bạn"])
def test_other_words_are_no_choice(typed: str) -> None:
    assert choose(typed, card_menu()) is None


def test_the_beginning_of_one_label_is_enough_outside_forms() -> None:
    assert choose("chuyển đơn vị", card_menu()) == "move:4"
    two = message("?", ("Không đi", "no:1"), ("Không rõ", "no:2"))
    assert choose("không", offer(two, [], broadcast=False)[1]) is None


def test_navigation_is_said_in_words_so_that_a_number_stays_an_answer() -> None:
    payload, menu = offer(QUESTION, card_menu(), broadcast=False)
    assert payload["text"] == "Mấy bạn?\n\nHoặc nhắn “bỏ qua”, “hủy”."
    assert choose("1", menu) is None
    assert choose("bỏ qua", menu) == "nav:skip"
    assert choose("bỏ", menu) is None


def test_one_word_of_navigation_may_be_a_name_and_is_left_to_the_form() -> None:
    menu = offer(QUESTION, [], broadcast=False)[1]
    assert choose("Huy", menu) is None
    assert choose("hủy", menu) is None


def test_a_suggested_number_takes_no_number() -> None:
    asked = message("Mấy bạn?", ("Như đăng ký: 30", "answer:30"), ("Hủy", "nav:cancel"))
    menu = offer(asked, [], broadcast=False)[1]
    assert choose("1", menu) is None
    assert choose("như đăng ký: 30", menu) == "answer:30"


def test_a_choice_is_used_once() -> None:
    menu = spent(card_menu(), "report_edit:4")
    assert choose("1", menu) is None
    assert choose("sửa", menu) is None


def test_a_broadcast_does_not_take_the_numbers_of_the_running_menu() -> None:
    payload, menu = offer(REMINDER, card_menu(), broadcast=True)
    assert payload["text"] == "Còn 2 giờ\n\nNhắn “nhờ người khác báo cáo” hoặc “sửa giờ”."
    assert choose("1", menu) == "report_edit:4"
    assert choose("nhờ người khác báo cáo", menu) == "lend:4"
    assert choose("1", spent(menu, "lend:4")) is None


def test_a_broadcast_during_a_question_leaves_numbers_to_the_answer() -> None:
    question = offer(QUESTION, [], broadcast=False)[1]
    assert choose("1", offer(REMINDER, question, broadcast=True)[1]) is None


def test_broadcasts_alone_are_numbered_and_run_on() -> None:
    first = offer(CARD, [], broadcast=True)[1]
    payload, menu = offer(REMINDER, first, broadcast=True)
    assert "3. Nhờ người khác báo cáo" in payload["text"]
    assert [choose(typed, menu) for typed in "1234"] == [
        "report_edit:4",
        "move:4",
        "lend:4",
        "time:4",
    ]


def test_a_new_reply_takes_the_numbers_and_leaves_the_old_words() -> None:
    yes = message("Mở?", ("Mở ngày này", "open:1"))
    menu = offer(yes, card_menu(), broadcast=False)[1]
    assert choose("1", menu) == "open:1"
    assert choose("2", menu) is None
    assert choose("sửa", menu) == "report_edit:4"


def test_a_reply_without_choices_ends_the_numbers() -> None:
    menu = offer({"method": "SendMessage", "text": "Vâng"}, card_menu(), broadcast=False)[1]
    assert choose("1", menu) is None


def test_the_replies_of_one_turn_share_one_menu() -> None:
    yes = message("Mở?", ("Mở ngày này", "open:1"))
    payloads, menu = offer_turn([CARD, yes], [])
    assert payloads[1]["text"] == "Mở?\n\n3. Mở ngày này"
    assert choose("3", menu) == "open:1"


def test_the_same_choice_twice_in_one_turn_goes_by_either_number() -> None:
    again = message("Đã sửa", ("Sửa tiếp", "report_edit:4"))
    _, menu = offer_turn([again, CARD], [])
    assert [choose(number, menu) for number in "123"] == [
        "report_edit:4",
        "report_edit:4",
        "move:4",
    ]


def test_links_are_written_out_and_markup_stays_escaped() -> None:
    url = {"text": "Bản đồ <1>", "url": "https://maps.example/?q=1&z=2"}
    payload = {"text": "<b>Điểm</b> &amp; ca", "reply_markup": {"inline_keyboard": [[url]]}}
    said = offer(payload, [], broadcast=False)[0]["text"]
    assert said == ("<b>Điểm</b> &amp; ca\n\nBản đồ &lt;1&gt;: https://maps.example/?q=1&amp;z=2")


LINES = message("1. Tân Lộc: 25\n2. Sơn Hạ: 31", ("Ghi 2 báo cáo", "w"), ("1", "l:1"), ("2", "l:2"))


def test_a_button_that_is_a_number_is_that_line_of_the_text() -> None:
    payload, menu = offer(LINES, card_menu(), broadcast=False)
    assert payload["text"] == "1. Tân Lộc: 25\n2. Sơn Hạ: 31\n\nNhắn “ghi 2 báo cáo”."
    assert [choose(typed, menu) for typed in ("2", "ghi", "3")] == ["l:2", "w", None]
    _, later = offer(QUESTION, menu, broadcast=False)
    assert not [choice for choice in later if choice["label"] in {"1", "2"}]
