"""Plans that an invented district writes, as texts and as files."""

import io
from typing import Final

import docx

PLAN: Final = """ĐOÀN TNCS HỒ CHÍ MINH
BAN CHẤP HÀNH QUẬN BÌNH LẠC
***
Số: 41-KH/ĐTN

Bình Lạc, ngày 16 tháng 11 năm 2026

KẾ HOẠCH
Tổ chức “Ngày thứ Bảy tình nguyện hỗ trợ thủ tục hành chính” đợt 4 - năm 2026

Thực hiện Kế hoạch số 12-KH/TĐTN ngày 05/10/2026 của Thành Đoàn, Ban Thường vụ Quận Đoàn Bình Lạc \
xây dựng kế hoạch tổ chức “Ngày thứ Bảy tình nguyện” đợt 4 với những nội dung cụ thể như sau:

I. NỘI DUNG THỰC HIỆN

1. Hoạt động cao điểm “Ngày thứ Bảy tình nguyện hỗ trợ thủ tục hành chính” đợt 4 - năm 2026

- Hướng dẫn người dân kê khai hóa đơn điện tử (Chi đoàn Thuế phụ trách thực hiện nội dung).

- Tăng cường xử lý hồ sơ tồn đọng đạt 80% trên tổng hồ sơ trong tuần (Đoàn phường Tân Lộc phụ \
trách thực hiện nội dung).

- Tổ chức đội hình tuyên truyền lưu động (Chi đoàn Bệnh viện quận phụ trách thực hiện nội dung).

II. TỔ CHỨC THỰC HIỆN

1. Cơ sở Đoàn

- Đăng ký nội dung thực hiện trước ngày 26/11/2026 (thứ Năm) và gửi báo cáo nhanh kết quả thực \
hiện, tối thiểu 4 hình ảnh, trước 16 giờ 00 ngày 28/11/2026 (thứ Bảy) về Quận Đoàn.

TM. BAN THƯỜNG VỤ QUẬN ĐOÀN
BÍ THƯ

Nơi nhận:
- Các cơ sở Đoàn;
- Lưu: VP.
"""

NO_DAY: Final = PLAN.replace("ngày 28/11/2026 (thứ Bảy)", "cùng ngày").replace(
    "trước ngày 26/11/2026 (thứ Năm)", "sớm"
)
PAST: Final = (
    PLAN.replace("16 tháng 11 năm 2026", "16 tháng 3 năm 2026")
    .replace("26/11/2026 (thứ Năm)", "26/3/2026 (thứ Năm)")
    .replace("28/11/2026 (thứ Bảy)", "28/3/2026 (thứ Bảy)")
)
TWO_DAYS: Final = """ĐOÀN TNCS HỒ CHÍ MINH
BAN CHẤP HÀNH QUẬN BÌNH LẠC
Số: 42-KH/ĐTN

Bình Lạc, ngày 16 tháng 11 năm 2026

KẾ HOẠCH
Tổ chức các ngày tình nguyện cuối năm 2026

I. NỘI DUNG

1. Ngày tình nguyện vì môi trường: từ 7 giờ 00 đến 10 giờ 30 ngày 28/11/2026 (thứ Bảy).

2. Ngày tình nguyện vì em: từ 8 giờ 00 đến 11 giờ 00 ngày 05/12/2026 (thứ Bảy).

Nơi nhận:
- Các cơ sở Đoàn.
"""


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()
