"""Names of units and bodies as they stand in a sentence."""

import re
from typing import Final

from reading.fold import plain

_HEAD: Final = (
    r"(?:(?:[Cc]ác |[Nn]hững |[Tt]oàn thể |[Ll]ãnh đạo |[Tt]hủ trưởng |[Cc]hủ tịch |[Bb]í thư "
    r"|[0-9]{1,2} )){0,2}"
    r"(?:Ban Thường vụ|Ban Chấp hành|Ban Thường trực|Ban Tuyên giáo|Ban|BTV|BCH|Văn phòng|VP"
    r"|Phòng|Sở|Liên chi đoàn"
    r"|[Cc]hi đoàn|[Cc]hi [Cc]ục|[Cc]hi nhánh|[Cc]hi hội|Quận Đoàn|Quận đoàn|Thành Đoàn"
    r"|Thành đoàn|Phường Đoàn|Phường đoàn|Xã Đoàn"
    r"|Xã đoàn|Huyện Đoàn|Tỉnh Đoàn|Đặc khu Đoàn|Đoàn|[Cc]ơ sở Đoàn|[Cc]ơ sở đoàn|[Cc]ơ sở Hội"
    r"|UBND|Ủy ban|Uỷ ban|Công an|Trung tâm|Trạm"
    r"|[Tt]rường|Bệnh viện|Nhà [Tt]hiếu nhi|Nhà [Vv]ăn hóa|Câu lạc bộ|CLB|Đội [A-ZĐ]\S+"
    r"|[Đđ]ội hình|[Đđ]ội tình nguyện|Cụm|Khối|Hội đồng Đội|Hội [A-ZĐ]\S+|Mặt trận"
    r"|Thường trực|Tổ [A-ZĐ]\S+|[Tt]ổ công nghệ|Đảng ủy|Công đoàn|Bộ phận|Bưu điện|Bảo hiểm|Thuế"
    r"|Kho bạc|Ngân hàng|Tổng phụ trách|Khu phố|[Đđ]ơn vị|[Cc]ơ quan"
    r"|tổ chức [Đđ]oàn|cơ quan chuyên môn|đơn vị|[Pp]hường|Công ty|Báo|Đài|Giáo viên"
    r"|Ban điều hành|Học sinh|Lớp |Nhà trường|Xã [A-ZĐ]|Phường [A-ZĐ0-9])"
)
_STOPS: Final = (
    r"(?:phụ trách|tham mưu|chủ trì|chịu trách nhiệm|có trách nhiệm|chủ động|phối hợp|thực hiện"
    r"|triển khai|tổ chức(?! đoàn| Đoàn| chính trị)"
    r"|xây dựng|hướng dẫn|theo dõi|tạo điều kiện|tiếp tục|chỉ đạo|cần|nghiêm túc|căn cứ"
    r"|đăng ký(?! đất đai| kinh doanh)|báo cáo(?! viên)|gửi|hỗ trợ|quan tâm|bố trí|cử|phân công"
    r"|làm|là|tham gia|đảm nhận|đảm bảo|bảo đảm|vận động|đẩy mạnh|tuyên truyền|tăng cường"
    r"|tập hợp|nộp|có|được|đã|sẽ|phải|ra quân|cùng|với|về việc|về|để|trong|theo|khi"
    r"|chuẩn bị|huy động|tổng hợp|thành lập|rà soát|giới thiệu|phát động|lập|cung cấp|trực|tại"
    r"|và gửi|thông báo|duy trì|hoàn thành|trên|tiếp nhận|hằng|hàng|nhằm|từ|thông qua|trước"
    r"|chậm nhất|đúng|kiểm tra|đôn đốc|tiến hành|mỗi|ít nhất|đồng thời|giao|triển|kịp thời"
    r"|thường xuyên|nộp|đề xuất|liên hệ)"
)
UNIT: Final = re.compile(rf"{_HEAD}(?:(?! {_STOPS}\b)[^:;.()\n“”|]){{0,140}}")
_SPLIT: Final = re.compile(
    rf"(?:[,;] (?:và )?| và | cùng (?:với )?| phối hợp (?:với |cùng )?)(?={_HEAD}\b|[A-ZĐ])"
)
_ENDS: Final = re.compile(r"(?:[\s,–-]|\b(?:và|của|các|cùng))+$")
_GENERIC: Final = frozenset(
    (
        "don vi",
        "lanh dao don vi",
        "cac don vi",
        "co quan",
        "cac co quan",
        "ban",
        "phong",
        "truong",
        "cac ban",
        "phuong",
        "doan",
        "khoi",
        "cum",
    )
)
_LONGEST: Final = 90


def unit_at(text: str, start: int = 0) -> re.Match[str] | None:
    return UNIT.match(text, start)


def names(phrase: str) -> tuple[str, ...]:
    """ "Chi đoàn A, Chi đoàn B và Chi đoàn C" as three; "cơ quan, đơn vị" stays one name."""
    parts: list[str] = []
    for part in _SPLIT.split(phrase):
        name = _ENDS.sub("", part).strip(" ,-–*")
        if name and plain(name) not in _GENERIC:
            parts.append(name)
    return tuple(part for part in parts if len(part) <= _LONGEST)


def is_unit(text: str) -> bool:
    """A heading that is nothing but units: "2. Ban Thường vụ Quận Đoàn:"."""
    stripped = text.strip(" :.*")
    match = UNIT.match(stripped)
    return match is not None and match.end() >= len(stripped) and len(stripped) <= 160  # noqa: PLR2004
