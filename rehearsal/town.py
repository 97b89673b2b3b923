"""A body with as many units as one likes: their names, their reporters and how each behaves."""

from typing import Final

from rehearsal.district import HOST, Manner, Played

FIRST: Final = (
    *("Tân", "Phú", "Cầu", "Minh", "Lạc", "Nam", "Vĩnh", "Gia", "Sơn", "Bình"),
    *("An", "Lê", "Hưng", "Kim", "Trung", "Đông", "Xuân", "Thạnh", "Long", "Hiệp"),
)
SECOND: Final = (
    *("Lộc", "Lâm", "Đá", "Thạnh", "Viên", "Chánh", "Tây", "Mỹ", "Hạ", "Khê"),
    *("Thới", "Giang", "Thuận", "Quới", "Phước", "Điền", "Hội", "Trạch", "Nghĩa", "Bửu"),
)
FAMILIES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLES: Final = ("Thị", "Văn", "Minh", "Quốc", "Thanh", "Ngọc", "Đức")
GIVEN: Final = ("Mai", "Hùng", "Hoa", "Tuấn", "Thu", "Bảo", "Ngọc", "Phúc", "Yến", "Anh", "Lan")

MOST: Final = len(FIRST) * len(SECOND)
MANNERS: Final = (
    Manner.LAST_MINUTE,
    Manner.LATE,
    Manner.SILENT,
    Manner.LAST_MINUTE,
    Manner.FIGURES_ONLY,
    Manner.LAST_MINUTE,
    Manner.PROMPT,
    Manner.LAST_MINUTE,
    Manner.NOT_TAKING_PART,
    Manner.LAST_MINUTE,
    Manner.VERY_LATE,
    Manner.LAST_MINUTE,
)
"""Of the first dozen; of the many that follow, three in four come at the last minute."""


def town(units: int) -> tuple[Played, ...]:
    """At most MOST. The same number gives the same town."""
    return tuple(_played(place) for place in range(units))


def person_name(place: int) -> str:
    family = FAMILIES[place % len(FAMILIES)]
    middle = MIDDLES[place // 3 % len(MIDDLES)]
    return f"{family} {middle} {GIVEN[place % len(GIVEN)]}"


def roster(played: tuple[Played, ...]) -> str:
    """As an office exports it from a sheet: the body first."""
    rows = ["Tên đơn vị,Đơn vị cấp trên", f"{HOST},", *(f"{one.unit},{HOST}" for one in played)]
    return "\n".join(rows) + "\n"


def _played(place: int) -> Played:
    first = FIRST[place % len(FIRST)]
    second = SECOND[(place + place // len(FIRST)) % len(SECOND)]
    received = 30 + place * 7 % 60
    figures = (10 + place * 3 % 31, 40 + place * 11 % 97, received, received - place % 9)
    return Played(f"Đoàn phường {first} {second}", person_name(place), _manner(place), figures)


def _manner(place: int) -> Manner:
    if place < len(MANNERS):
        return MANNERS[place]
    return Manner.LAST_MINUTE if place % 4 else MANNERS[place // 4 % len(MANNERS)]
