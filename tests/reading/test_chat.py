"""Stretches of group chats as people copy them from their apps: who reported what, when."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.chat import LONGEST, messages_of
from reading.stretch import Line, Stretch, read_stretch
from rules.model import METRICS

DAY: Final = date(2026, 11, 28)
UNITS: Final = (
    "Đoàn phường Tân Lộc",
    "Đoàn phường Sơn Hạ",
    "Đoàn phường Phú Lạc",
    "Đoàn phường Bình Lạc",
    "Đoàn phường An Thới",
    "Đoàn phường Hòa Tân",
    "Đoàn phường Long Khê",
    "Đoàn phường Mỹ Đông",
    "Đoàn phường Tân Hòa",
    "Đoàn phường 12",
    "Chi đoàn Thuế",
    "Chi đoàn Công an",
    "Chi đoàn Khu phố 3",
    "Chi đoàn Bệnh viện Bình Lạc",
    "Đoàn trường THPT Lê Khê",
    "Đoàn trường THCS Minh Tân",
    "Chi đoàn Quân sự",
    "Đoàn xã Vĩnh An",
)
NAMES: Final = tuple(enumerate(UNITS))
SHORT: Final = {
    "dv": "volunteers",
    "dan": "citizens",
    "nhan": "dossiers_received",
    "gq": "dossiers_resolved",
    "dvctt": "online_services",
    "vneid": "digital_ids",
    "doi": "teams",
    "to": "leaflets",
    "tin": "media_posts",
    "tien": "funds_vnd",
}
Told = dict[str, dict[str, int]]


def read(text: str, *, today: date = DAY, day: date | None = DAY) -> Stretch:
    return read_stretch(messages_of(text, today=today), NAMES, METRICS, day=day)


def told(stretch: Stretch) -> Told:
    """By the unit's last words; "?" where it is to be asked."""
    short = {key: name for name, key in SHORT.items()}
    return {
        called(line): {short[key]: value for key, value in line.figures.items()}
        for line in stretch.lines
    }


def called(line: Line) -> str:
    return "?" if line.unit_id is None else UNITS[line.unit_id]


EIGHTEEN: Final[Told] = {
    "Đoàn phường Sơn Hạ": {"dv": 31, "dan": 95, "gq": 40, "nhan": 44},
    "Đoàn phường Phú Lạc": {"doi": 2, "dv": 42, "dan": 155, "dvctt": 60},
    "Đoàn phường Bình Lạc": {"dv": 18, "dan": 77, "vneid": 12},
    "Đoàn phường An Thới": {"dv": 22, "dan": 64, "gq": 15, "nhan": 20},
    "Đoàn phường Hòa Tân": {"doi": 3, "dv": 24, "dan": 88, "to": 200},
    "Đoàn phường Tân Hòa": {"dv": 27, "dvctt": 33, "dan": 101},
    "Đoàn phường Long Khê": {"dv": 16, "dan": 48, "gq": 9, "nhan": 9},
    "Đoàn phường Mỹ Đông": {"dv": 35, "dan": 120, "tien": 1_500_000},
    "Đoàn phường 12": {"dv": 20, "dan": 55, "gq": 30, "nhan": 31},
    "Chi đoàn Thuế": {"dv": 12, "dan": 40, "nhan": 25},
    "Chi đoàn Công an": {"dv": 15, "vneid": 38, "dan": 52},
    "Chi đoàn Khu phố 3": {"dv": 10, "dan": 21},
    "Chi đoàn Bệnh viện Bình Lạc": {"dv": 14, "dan": 130},
    "Đoàn trường THPT Lê Khê": {"dv": 60, "dan": 45, "tin": 2},
    "Đoàn trường THCS Minh Tân": {"dv": 24, "dan": 30},
    "Chi đoàn Quân sự": {"dv": 17, "dan": 26},
    "Đoàn xã Vĩnh An": {"dv": 28, "dan": 70, "gq": 22, "nhan": 25},
    "Đoàn phường Tân Lộc": {"dv": 25, "dan": 120, "gq": 85, "nhan": 110, "dvctt": 40},
}


def test_forty_messages_of_eighteen_units_are_eighteen_reports() -> None:
    text = (Path(__file__).parent / "chats" / "eighteen.txt").read_text(encoding="utf-8")
    stretch = read(text)
    assert told(stretch) == EIGHTEEN
    assert (stretch.messages, stretch.skipped, stretch.repeated) == (40, 18, 1)
    by_unit = {called(line): line for line in stretch.lines}
    corrected = by_unit["Chi đoàn Khu phố 3"]
    assert [(step.figures.get("volunteers"), step.clock) for step in corrected.steps] == [
        (9, time(13, 40)),
        (10, time(13, 41)),
    ]
    tan_loc = by_unit["Đoàn phường Tân Lộc"].steps[0]
    assert (tan_loc.author, tan_loc.day, tan_loc.clock) == ("Lan - P. Tân Lộc", DAY, time(15, 41))
    doubted = {called(line) for line in stretch.lines if line.is_doubtful}
    assert "Chi đoàn Công an" in doubted, "its citizens came in half a sentence"


@dataclass(frozen=True)
class Case:
    """`first`: author and clock of the first line's first step."""

    text: str
    told: Told
    first: tuple[str, time | None]
    skipped: int


BOTH: Final[Told] = {
    "Đoàn phường Tân Lộc": {"dv": 25, "dan": 120},
    "Đoàn phường Sơn Hạ": {"dv": 31, "dan": 95},
}
FORMATS: Final[dict[str, Case]] = {
    "zalo desktop, in brackets": Case(
        """[15:41, 28/11/2026] Trần Lan: P. Tân Lộc: 25 ĐVTN, 120 lượt dân
[15:42, 28/11/2026] Hà QĐ: ok em
[15:43, 28/11/2026] Minh: Sơn Hạ 31 đvtn
95 lượt dân ạ""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "zalo, name above and time below": Case(
        """Trần Lan
P. Tân Lộc báo cáo
25 ĐVTN, 120 lượt dân
15:41
❤️ 2
Hà QĐ
ok em
15:42
Minh
BC P. Sơn Hạ: 31 đvtn, 95 lượt dân
Ảnh em gửi sau ạ
15:43""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "zalo, one name over several messages": Case(
        """Trần Lan
Dạ em chào chị
Hôm nay 15:40
P. Tân Lộc: 25 ĐVTN
Hôm nay 15:41
à quên, 120 lượt dân ạ
Hôm nay 15:41
Minh
Sơn Hạ: 31 đvtn, 95 lượt dân
Hôm nay 15:43""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "name, then time, then words": Case(
        """Trần Lan
15:41
P. Tân Lộc: 25 ĐVTN, 120 lượt dân
Hà QĐ
15:42
ok em
Minh
15:43
Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "name and time in one line": Case(
        """Trần Lan, 15:41
P. Tân Lộc: 25 ĐVTN, 120 lượt dân
Hà QĐ, 15:42
[Sticker]
Minh, 15:43
Sơn Hạ: 31 đvtn, 95 lượt dân
11h30 xong việc ạ""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "name and today's time": Case(
        """Trần Lan · Hôm nay 15:41
P. Tân Lộc: 25 ĐVTN, 120 lượt dân
Minh · Hôm nay 15:43
Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        0,
    ),
    "telegram desktop": Case(
        """Trần Lan, [28/11/2026 15:41]
P. Tân Lộc: 25 ĐVTN, 120 lượt dân

Hà QĐ, [28/11/2026 15:42]
[ Photo ]

Minh, [28/11/2026 15:43]
[In reply to Hà QĐ]
Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "telegram on a phone": Case(
        """Trần Lan:
P. Tân Lộc: 25 ĐVTN, 120 lượt dân

Hà QĐ:
ok em

Minh:
Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", None),
        1,
    ),
    "whatsapp on android": Case(
        """28/11/26, 15:40 - Tin nhắn và cuộc gọi được mã hóa đầu cuối.
28/11/26, 15:41 - Trần Lan: P. Tân Lộc: 25 ĐVTN, 120 lượt dân
28/11/26, 15:42 - Hà QĐ: <Media omitted>
28/11/26, 15:43 - Minh: Sơn Hạ:
31 đvtn
95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "whatsapp on an iphone": Case(
        """\u200e[28/11/2026, 15:41:07] Trần Lan: P. Tân Lộc: 25 ĐVTN, 120 lượt dân
\u200e[28/11/2026, 15:42:11] Hà QĐ: \u200eimage omitted
[28/11/2026, 15:43:20] ~ Minh: Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
    "american dates and halves of the day": Case(
        """11/28/26, 3:41 PM - Trần Lan: P. Tân Lộc: 25 ĐVTN, 120 lượt dân
11/28/26, 3:43 PM - Minh: Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        0,
    ),
    "viber": Case(
        """[ 28/11/2026 15:41 ] Trần Lan: P. Tân Lộc: 25 ĐVTN, 120 lượt dân
[ 28/11/2026 15:43 ] Minh: Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        0,
    ),
    "only names": Case(
        """Trần Lan: P. Tân Lộc báo cáo: 25 ĐVTN
120 lượt dân
Hà QĐ: ok em
Minh: Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", None),
        1,
    ),
    "time before the name": Case(
        """15:41 Trần Lan: P. Tân Lộc: 25 ĐVTN, 120 lượt dân
15:43 Minh: Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        0,
    ),
    "no names, a paragraph each": Case(
        """Đoàn phường Tân Lộc báo cáo:

- ĐVTN: 25
- Lượt dân: 120

Cả nhà vất vả rồi

Sơn Hạ
ĐVTN: 31
Lượt dân: 95""",
        BOTH,
        ("", None),
        2,
    ),
    "no names, a line each": Case(
        """1. P. Tân Lộc: 25 ĐVTN, 120 lượt dân
2. P. Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("", None),
        0,
    ),
    "a day between, thrown-back messages and reactions": Case(
        """--- Thứ Bảy, 28 tháng 11, 2026 ---
Trần Lan, 15:41
P. Tân Lộc: 25 ĐVTN, 120 lượt dân
👍 3
Hà QĐ, 15:42
Tin nhắn đã được thu hồi
Minh, 15:43
Trả lời Hà QĐ
gửi báo cáo đi em ơi
Sơn Hạ: 31 đvtn, 95 lượt dân""",
        BOTH,
        ("Trần Lan", time(15, 41)),
        1,
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_app_copies_in_its_own_way(name: str) -> None:
    case = FORMATS[name]
    stretch = read(case.text)
    assert told(stretch) == case.told
    step = stretch.lines[0].steps[0]
    assert (step.author, step.clock, stretch.skipped) == (*case.first, case.skipped)
    assert not any(line.unit_id is None for line in stretch.lines)


def chat(*said: str) -> str:
    """ "Lan: words", a minute apart."""
    return "\n".join(f"[15:{at:02}, 28/11/2026] {line}" for at, line in enumerate(said))


def test_without_a_name_it_is_the_unit_for_which_its_author_spoke() -> None:
    stretch = read(chat("Lan: Đoàn phường Tân Lộc báo cáo ạ", "Lan: 25 ĐVTN, 120 lượt dân"))
    assert told(stretch) == {"Đoàn phường Tân Lộc": {"dv": 25, "dan": 120}}
    stretch = read(chat("Lan: 25 ĐVTN, 120 lượt dân", "Lan: à P. Tân Lộc nha chị"))
    assert told(stretch) == {"Đoàn phường Tân Lộc": {"dv": 25, "dan": 120}}
    assert stretch.lines[0].is_doubtful


def test_a_correction_is_its_authors_or_the_units_it_names() -> None:
    stretch = read(
        chat(
            "Lan: P. Tân Lộc 25 ĐVTN, 120 lượt dân",
            "Minh: P. Sơn Hạ 31 ĐVTN, 95 lượt dân",
            "Lan: em sửa lại 30 bạn chứ k phải 25",
            "Hà: Sơn Hạ sửa lượt dân 97 nhé",
        )
    )
    assert told(stretch) == {
        "Đoàn phường Tân Lộc": {"dv": 30, "dan": 120},
        "Đoàn phường Sơn Hạ": {"dv": 31, "dan": 97},
    }


def test_more_of_the_same_is_added_and_shown_as_doubtful() -> None:
    stretch = read(chat("Lan: P. Tân Lộc 25 ĐVTN, 120 lượt dân", "Lan: thêm 5 bạn nữa chị ơi"))
    assert told(stretch) == {"Đoàn phường Tân Lộc": {"dv": 30, "dan": 120}}
    assert stretch.lines[0].doubtful == {"volunteers"}


def test_other_figures_in_passing_change_nothing_but_are_shown() -> None:
    stretch = read(chat("Lan: P. Tân Lộc 25 ĐVTN, 120 lượt dân", "Lan: bên em 12 bạn về trước ạ"))
    assert told(stretch) == {"Đoàn phường Tân Lộc": {"dv": 25, "dan": 120}}
    assert stretch.lines[0].asides == ("bên em 12 bạn về trước ạ",)


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("Ai Đó: 25 ĐVTN, tiếp 120 lượt dân, gq 10/12 hs", ()),
        ("Ai Đó: Đoàn phường Ba Sao: 25 ĐVTN, 120 lượt dân", ()),
        ("Ai Đó: P. Tân: 25 ĐVTN, 120 lượt dân", ("Đoàn phường Tân Hòa", "Đoàn phường Tân Lộc")),
    ],
)
def test_a_report_of_nobody_known_is_asked_about(said: str, options: tuple[str, ...]) -> None:
    stretch = read(chat(said))
    assert [called(line) for line in stretch.lines] == ["?"]
    offered = {UNITS[each] for each in stretch.lines[0].options}
    assert offered >= set(options)


def test_who_speaks_for_two_units_is_asked_which() -> None:
    stretch = read(
        chat(
            "Lan: P. Tân Lộc 25 ĐVTN, 120 lượt dân",
            "Lan: CĐ KP3 9 bạn, 21 lượt dân",
            "Lan: tổng kết 40 ĐVTN, 200 lượt dân, 12 tin bài",
        )
    )
    assert [called(line) for line in stretch.lines][-1] == "?"
    assert {UNITS[each] for each in stretch.lines[-1].options} == {
        "Đoàn phường Tân Lộc",
        "Chi đoàn Khu phố 3",
    }


def test_last_weeks_messages_are_of_no_weight_but_counted() -> None:
    stretch = read(
        """[15:41, 21/11/2026] Lan: P. Tân Lộc 99 ĐVTN, 999 lượt dân
[15:42, 28/11/2026] Lan: P. Tân Lộc 25 ĐVTN, 120 lượt dân"""
    )
    assert told(stretch) == {"Đoàn phường Tân Lộc": {"dv": 25, "dan": 120}}
    assert (stretch.other_days, stretch.messages) == (1, 2)


def test_a_quoted_report_is_not_the_one_who_quotes_it() -> None:
    stretch = read(
        chat(
            "Lan: P. Tân Lộc 25 ĐVTN, 120 lượt dân",
            "Hà: P. Tân Lộc 25 ĐVTN, 120 lượt dân\ncảm ơn em nhé",
            "Hà: > P. Tân Lộc 25 ĐVTN, 120 lượt dân\nđủ chưa em",
        )
    )
    assert told(stretch) == {"Đoàn phường Tân Lộc": {"dv": 25, "dan": 120}}
    assert stretch.skipped == 2


def test_a_message_that_lists_several_units_is_split() -> None:
    stretch = read(
        chat(
            "Cụm trưởng: Cụm 2 tổng hợp ạ\n1. P. Tân Lộc: 25 ĐVTN, 120 lượt dân\n"
            "2. P. Sơn Hạ: 31 ĐVTN, 95 lượt dân"
        )
    )
    assert told(stretch) == BOTH


def test_a_report_with_the_parts_of_its_branches_stays_one() -> None:
    stretch = read(
        chat(
            "Lan: P. Tân Lộc báo cáo tổng 25 ĐVTN, 120 lượt dân\n- CĐ Khu phố 3: 12 bạn\n"
            "- Chi đoàn Quân sự: 13 bạn"
        )
    )
    assert [called(line) for line in stretch.lines] == ["Đoàn phường Tân Lộc"]


def test_one_units_own_report_is_no_chat() -> None:
    lines = read("Đội hình: 2\nĐVTN: 31\nHồ Sơ: 80/90\nTờ Rơi: 200\nKinh Phí: 0").lines
    assert [line.steps[0].author for line in lines] == [""]


@pytest.mark.parametrize(
    "said", ["15:41", "[", "[15:41] : x", "Lan:", "> >", "👍", "28/11/2026", ":" * 5000, "1:1" * 9]
)
def test_scraps_are_no_reports(said: str) -> None:
    assert read(said).lines == ()


@given(st.lists(st.sampled_from(["15:41", "Lan", ":", "\n", " ", "[", "]", "25 ĐVTN", "P. ", "é"])))
def test_whatever_is_pasted_every_message_is_counted(parts: list[str]) -> None:
    stretch = read("".join(parts))
    steps = sum(len(line.steps) + len(line.asides) for line in stretch.lines)
    assert stretch.messages <= steps + stretch.skipped + stretch.repeated + stretch.other_days


@pytest.mark.parametrize("part", ["Lan: ", "[15:41] ", "15:41\n", "đã thêm ", "❤️ ", "tan loc "])
def test_a_long_paste_of_the_same_is_read_in_a_moment(part: str) -> None:
    assert read(part * (LONGEST // len(part))).messages >= 0
