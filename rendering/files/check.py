"""Is a body's own Word template right? It is filled once with invented facts of every kind."""

from collections.abc import Mapping
from typing import Any, Final

from rendering.files.word import check_package, filled

WORDS: Final = ["Một câu."]
SAMPLE: Final[Mapping[str, Any]] = {
    "cap_tren": "CẤP TRÊN",
    "don_vi": "ĐƠN VỊ",
    "ky_hieu": "BC/ĐTN",
    "noi_ngay": "ngày 28 tháng 11 năm 2026",
    "ten_ngay": "Ngày thứ Bảy tình nguyện",
    "ngay": "28/11/2026",
    "noi_nhan": WORDS,
    "thay_mat": "TM. BAN THƯỜNG VỤ",
    "nguoi_ky": [{"chuc_vu": "BÍ THƯ", "ten": ""}],
    "nhieu_nguoi_ky": False,
    "ban": "Bản 1",
    "trich_yeu": "Kết quả",
    "trien_khai": WORDS,
    "ket_qua": WORDS,
    "cac_bang": [
        {
            "cot": [{"ten": "ĐVTN tham gia", "don_vi": "người"}],
            "dong": [{"tt": "1", "ten": "Đơn vị", "so": ["25"], "ghi_chu": "Đúng hạn"}],
            "tong": ["25"],
        }
    ],
    "chi_tieu": WORDS,
    "khong_cong": WORDS,
    "thay_doi": WORDS,
    "sau_chot": WORDS,
    "mat_duoc": WORDS,
    "han_che": WORDS,
}
"""Everything that `report_facts` gives (a test holds them together)."""


def check_template(content: bytes) -> None:
    """BadTemplate. Takes up to a second, or for ever with a hostile file: run it where it can be
    stopped."""
    check_package(content)
    for many in (False, True):
        filled(content, {**SAMPLE, "nhieu_nguoi_ky": many})
