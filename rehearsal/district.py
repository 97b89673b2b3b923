"""An invented district: a host, 11 wards, 7 agencies and schools, and how each behaves on a
Saturday.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HOST: Final = "Quận Đoàn Bình Lạc"
OFFICER: Final = "Trần Thị Hà"
YOURS: Final = "Đoàn phường Tân Lộc"
"""The unit that the person in front of the demo plays."""


class Manner(StrEnum):
    """How a unit's reporter behaves."""

    PROMPT = "prompt"
    LAST_MINUTE = "last_minute"
    FIGURES_ONLY = "figures_only"
    LATE = "late"
    VERY_LATE = "very_late"
    NOT_TAKING_PART = "not_taking_part"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Played:
    """One unit and its reporter, as the rehearsal plays them. Figures: ĐVTN, lượt dân, received,
    resolved.
    """

    unit: str
    reporter: str
    manner: Manner
    figures: tuple[int, int, int, int]


PLAYED: Final = (
    Played("Đoàn phường Bình Lạc", "Nguyễn Thị Mai", Manner.VERY_LATE, (18, 64, 40, 33)),
    Played("Đoàn phường Sơn Hạ", "Trần Văn Hùng", Manner.LATE, (22, 90, 55, 48)),
    Played("Đoàn phường An Thới", "Lê Thị Hoa", Manner.FIGURES_ONLY, (15, 71, 38, 30)),
    Played("Đoàn phường Phú Lạc", "Phạm Minh Tuấn", Manner.PROMPT, (27, 135, 92, 85)),
    Played("Đoàn phường Cầu Đá", "Võ Thị Thu", Manner.PROMPT, (24, 85, 60, 51)),
    Played("Đoàn phường Minh Thạnh", "Đặng Quốc Bảo", Manner.LAST_MINUTE, (26, 79, 44, 34)),
    Played("Đoàn phường Lạc Viên", "Bùi Thị Ngọc", Manner.PROMPT, (20, 90, 47, 35)),
    Played("Đoàn phường Nam Chánh", "Đỗ Văn Phúc", Manner.PROMPT, (26, 94, 70, 58)),
    Played("Đoàn phường Vĩnh Tây", "Hồ Thị Yến", Manner.LAST_MINUTE, (25, 84, 40, 36)),
    Played("Đoàn phường Gia Mỹ", "Ngô Đức Anh", Manner.PROMPT, (19, 66, 35, 31)),
    Played("Chi đoàn Thuế", "Dương Thị Hạnh", Manner.SILENT, (0, 0, 0, 0)),
    Played("Chi đoàn Bảo hiểm xã hội", "Lý Văn Nam", Manner.PROMPT, (11, 39, 28, 28)),
    Played("Chi đoàn Cơ quan chính quyền", "Huỳnh Thị Như", Manner.PROMPT, (16, 52, 61, 60)),
    Played("Chi đoàn Kho bạc", "Phan Văn Lâm", Manner.NOT_TAKING_PART, (0, 0, 0, 0)),
    Played("Đoàn trường THPT Lê Khê", "Vũ Thị Lan", Manner.PROMPT, (40, 120, 0, 0)),
    Played("Đoàn trường THPT Yên Khê", "Trịnh Văn Sơn", Manner.LAST_MINUTE, (33, 88, 0, 0)),
    Played("Chi đoàn Trung tâm Y tế", "Mai Thị Dung", Manner.PROMPT, (14, 73, 0, 0)),
)


def roster() -> str:
    """The district as a CSV roster: the host first, then every unit that reports."""
    rows = ["Tên đơn vị,Đơn vị cấp trên", f"{HOST},", f"{YOURS},{HOST}"]
    rows += [f"{played.unit},{HOST}" for played in PLAYED]
    return "\n".join(rows) + "\n"
