"""The district of the tests: a body with 18 units below it, in the order of its roster."""

from typing import Final

HOST: Final = "Quận Đoàn Bình Lạc"
OFFICER: Final = "Trần Thị Hà"

TAN_LOC: Final = "Đoàn phường Tân Lộc"
PHU_LAC: Final = "Đoàn phường Phú Lạc"
CAU_DA: Final = "Đoàn phường Cầu Đá"
MINH_THANH: Final = "Đoàn phường Minh Thạnh"
LAC_VIEN: Final = "Đoàn phường Lạc Viên"
NAM_CHANH: Final = "Đoàn phường Nam Chánh"
VINH_TAY: Final = "Đoàn phường Vĩnh Tây"
GIA_MY: Final = "Đoàn phường Gia Mỹ"
SON_HA: Final = "Đoàn phường Sơn Hạ"
BINH_LAC: Final = "Đoàn phường Bình Lạc"
AN_THOI: Final = "Đoàn phường An Thới"
LE_KHE: Final = "Đoàn trường THPT Lê Khê"
THUE: Final = "Chi đoàn Thuế"
KHO_BAC: Final = "Chi đoàn Kho bạc"
BAO_HIEM: Final = "Chi đoàn Bảo hiểm xã hội"
CHINH_QUYEN: Final = "Chi đoàn Cơ quan chính quyền"
YEN_KHE: Final = "Đoàn trường THPT Yên Khê"
Y_TE: Final = "Chi đoàn Trung tâm Y tế"

UNITS: Final = (
    TAN_LOC,
    PHU_LAC,
    CAU_DA,
    MINH_THANH,
    LAC_VIEN,
    NAM_CHANH,
    VINH_TAY,
    GIA_MY,
    SON_HA,
    BINH_LAC,
    AN_THOI,
    LE_KHE,
    THUE,
    KHO_BAC,
    BAO_HIEM,
    CHINH_QUYEN,
    YEN_KHE,
    Y_TE,
)
REPORTERS: Final = {
    TAN_LOC: ("Trần Văn Minh", "Nguyễn Thị Lan"),
    PHU_LAC: ("Phạm Minh Tuấn",),
    CAU_DA: ("Võ Thị Thu",),
    MINH_THANH: ("Đặng Quốc Bảo",),
    LAC_VIEN: ("Bùi Thị Ngọc",),
    NAM_CHANH: ("Đỗ Văn Phúc",),
    VINH_TAY: ("Hồ Thị Yến",),
    GIA_MY: ("Ngô Đức Anh",),
    SON_HA: ("Trần Văn Hùng",),
    BINH_LAC: ("Nguyễn Thị Mai",),
    AN_THOI: ("Lê Thị Hoa",),
    LE_KHE: ("Vũ Thị Lan",),
    KHO_BAC: ("Phan Văn Lâm",),
    BAO_HIEM: ("Lý Văn Nam",),
    CHINH_QUYEN: ("Huỳnh Thị Như",),
    YEN_KHE: ("Trịnh Văn Sơn",),
    Y_TE: ("Mai Thị Dung",),
}
"""Chi đoàn Thuế has nobody."""


def roster(*units: str) -> str:
    """The body first, then the units below it, as an office exports it from a sheet."""
    rows = ["Tên đơn vị,Đơn vị cấp trên", f"{HOST},", *(f"{unit},{HOST}" for unit in units)]
    return "\n".join(rows) + "\n"
