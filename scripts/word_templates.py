"""The built-in Word templates, after Hướng dẫn 29-HD/TWĐTN-VP and the forms of the 2017 city plan.
Bodies download them, change them in Word and send them back."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docx.document import Document
from docx.table import _Cell

from scripts.word_page import (
    BOTH,
    CENTRE,
    LEFT,
    RIGHT,
    a4,
    bare_table,
    line,
    name,
    packed,
    prose,
    repeated,
    ruled_table,
    tag,
)

FOLDER: Final = Path("rendering/files/templates")
UPRIGHT: Final = 160
TURNED: Final = 247
RESULT: Final = "bang_ket_qua"
SIGNERS: Final = "nguoi_ky"


def report() -> Document:
    document = a4()
    head(document, UPRIGHT)
    title(document, "BÁO CÁO", "{{ trich_yeu }}")
    line(document, "({{ ban }})", align=CENTRE, italic=True, after=10)
    heading(document, "I. CÔNG TÁC TRIỂN KHAI")
    prose(document, "trien_khai")
    heading(document, "II. KẾT QUẢ")
    prose(document, "ket_qua")
    listed(document, "Kết quả so với chỉ tiêu", "chi_tieu")
    listed(document, "Thay đổi so với bản trước", "thay_doi")
    listed(document, "Bổ sung sau chốt số liệu", "sau_chot")
    results(document)
    heading(document, "III. NHẬN ĐỊNH")
    heading(document, "1. Mặt được")
    prose(document, "mat_duoc")
    heading(document, "2. Hạn chế")
    prose(document, "han_che", keep=True)
    foot(document)
    return document


def head(document: Document, width: float) -> None:
    table = bare_table(document, (width * 0.46, width * 0.54))
    left, right = table.rows[0].cells
    tag(left, "{%p if cap_tren %}")
    line(left, "{{ cap_tren }}", size=13, align=CENTRE)
    tag(left, "{%p endif %}")
    line(left, "{{ don_vi }}", size=13, align=CENTRE, bold=True)
    line(left, "***", align=CENTRE)
    line(left, "Số:        -{{ ky_hieu }}", align=CENTRE)
    line(right, "ĐOÀN TNCS HỒ CHÍ MINH", size=15, align=CENTRE, bold=True, underline=True)
    line(right, "")
    line(right, "{{ noi_ngay }}", size=13, align=CENTRE, italic=True)
    line(document, "", after=4)


def title(document: Document, kind: str, subject: str) -> None:
    line(document, kind, size=16, align=CENTRE, bold=True)
    line(document, subject, align=CENTRE, bold=True)
    line(document, "-----", align=CENTRE, after=4)


def heading(document: Document, text: str) -> None:
    line(document, text, bold=True, after=6, keep=True)


def listed(document: Document, told: str, name: str) -> None:
    """A heading and its lines, or nothing at all."""
    tag(document, f"{{%p if {name} %}}")
    line(document, f"{told}:", italic=True, after=4, indent=12.7, keep=True)
    tag(document, f"{{%p for doan in {name} %}}")
    line(document, "- {{ doan }}", align=BOTH, after=4, indent=12.7)
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")


def results(document: Document) -> None:
    """By unit, as many tables as the figures need; their widths are set when they are filled."""
    tag(document, "{%p for bang in cac_bang %}")
    line(document, "Kết quả theo đơn vị", align=CENTRE, bold=True, after=4, keep=True)
    table = ruled_table(document, (9, 45, 5, 60, 5, 36), 5, RESULT)
    fill(
        table.rows[0].cells, ("TT", "Đơn vị", *FIGURES_OF_HEAD, "Ghi chú"), bold=True, first=CENTRE
    )
    repeated(table.rows[0])
    table.rows[1].cells[0].text = "{%tr for dong in bang.dong %}"
    fill(
        table.rows[2].cells,
        (
            "{{ dong.tt }}",
            "{{ dong.ten }}",
            "{%tc for so in dong.so %}",
            "{{ so }}",
            "{%tc endfor %}",
            "{{ dong.ghi_chu }}",
        ),
    )
    table.rows[3].cells[0].text = "{%tr endfor %}"
    fill(
        table.rows[4].cells,
        ("", "Tổng cộng", "{%tc for so in bang.tong %}", "{{ so }}", "{%tc endfor %}", ""),
        bold=True,
    )
    line(document, "", size=8)
    tag(document, "{%p endfor %}")
    tag(document, "{%p for doan in khong_cong %}")
    line(document, "{{ doan }}", size=12, align=BOTH, italic=True, after=4)
    tag(document, "{%p endfor %}")


FIGURES_OF_HEAD: Final = (
    "{%tc for cot in bang.cot %}",
    "{{ cot.ten }} ({{ cot.don_vi }})",
    "{%tc endfor %}",
)


def fill(
    cells: tuple[_Cell, ...], texts: tuple[str, ...], *, bold: bool = False, first: object = None
) -> None:
    """Figures to the right, words to the left; a header in the middle."""
    for cell, text in zip(cells, texts, strict=True):
        align = RIGHT if text == "{{ so }}" else CENTRE if text == "{{ dong.tt }}" else LEFT
        line(cell, text, size=10, align=CENTRE if first else align, bold=bold)


def foot(document: Document, width: float = UPRIGHT) -> None:
    """Recipients to the left of the one who signs; two sign side by side above them."""
    line(document, "", size=8, keep=True)
    tag(document, "{%p if nhieu_nguoi_ky %}")
    table = bare_table(document, (5, width - 10, 5))
    left, middle, right = table.rows[0].cells
    left.text, right.text = "{%tc for ky in nguoi_ky %}", "{%tc endfor %}"
    signature(middle)
    name(table, SIGNERS)
    line(document, "", size=8)
    recipients(document)
    tag(document, "{%p else %}")
    table = bare_table(document, (width * 0.45, width * 0.55))
    recipients(table.rows[0].cells[0])
    right = table.rows[0].cells[1]
    tag(right, "{%p for ky in nguoi_ky %}")
    signature(right)
    tag(right, "{%p endfor %}")
    line(right, "", size=8)
    tag(document, "{%p endif %}")


def signature(cell: _Cell) -> None:
    line(cell, "{{ thay_mat }}", align=CENTRE, bold=True)
    line(cell, "{{ ky.chuc_vu }}", align=CENTRE)
    for _ in range(4):
        line(cell, "", align=CENTRE)
    line(cell, "{{ ky.ten }}", align=CENTRE, bold=True)


def recipients(place: Document | _Cell) -> None:
    line(place, "Nơi nhận:", size=12, bold=True, italic=True, underline=True)
    tag(place, "{%p for noi in noi_nhan %}")
    line(place, "{{ noi }}", size=12)
    tag(place, "{%p endfor %}")


def registration() -> Document:
    """Mẫu 1 of the city's plan, of all units in one table."""
    document = a4(turned=True)
    head(document, TURNED)
    title(document, "BẢNG ĐĂNG KÝ", "V/v thực hiện {{ ten_ngay }} ngày {{ ngay }}")
    table = ruled_table(document, (12, 55, 48, 28, 54, 28, 22), 4, "bang_dang_ky")
    heads = (
        "STT",
        "Tên nội dung",
        "Thời gian, địa điểm thực hiện",
        "Thời gian hoàn thành",
        "Nội dung thực hiện\n(tóm tắt cách làm, chỉ tiêu thực hiện)",
        "Đơn vị phối hợp",
        "Ghi chú",
    )
    fill(table.rows[0].cells, heads, bold=True, first=CENTRE)
    repeated(table.rows[0])
    table.rows[1].cells[0].text = "{%tr for dong in dang_ky %}"
    keys = ("tt", "noi_dung", "thoi_gian_dia_diem", "hoan_thanh", "cach_lam", "phoi_hop", "ghi_chu")
    cells = table.rows[2].cells
    line(cells[1], "{{ dong.don_vi }}", size=11, bold=True)
    for cell, key in zip(cells, keys, strict=True):
        line(cell, f"{{{{ dong.{key} }}}}", size=11, align=CENTRE if key == "tt" else LEFT)
    table.rows[3].cells[0].text = "{%tr endfor %}"
    line(document, "", size=8)
    tag(document, "{%p for doan in chua_dang_ky %}")
    line(document, "{{ doan }}", size=12, align=BOTH, after=4, keep=True)
    tag(document, "{%p endfor %}")
    foot(document, TURNED)
    return document


def form_report() -> Document:
    """Mẫu 2 of the city's plan."""
    document = a4()
    head(document, UPRIGHT)
    title(document, "BÁO CÁO", "V/v kết quả thực hiện {{ ten_ngay }} ngày {{ ngay }}")
    line(document, "({{ ban }})", align=CENTRE, italic=True, after=10)
    heading(document, "I. Công tác triển khai thực hiện")
    prose(document, "trien_khai")
    heading(document, "II. Kết quả tổ chức thực hiện")
    heading(document, "1. Công tác thông tin tuyên truyền")
    prose(document, "tuyen_truyen")
    heading(document, "2. Hoạt động cụ thể")
    prose(document, "hoat_dong")
    heading(document, "3. Công tác tập huấn và tuyên dương gương điển hình")
    prose(document, "tap_huan")
    heading(document, "III. Nhận định – đánh giá")
    heading(document, "1. Mặt được")
    prose(document, "mat_duoc")
    heading(document, "2. Mặt hạn chế")
    prose(document, "han_che", keep=True)
    foot(document)
    return document


MADE: Final[Mapping[str, Callable[[], Document]]] = {
    "empty": a4,
    "report": report,
    "form_1": registration,
    "form_2": form_report,
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for template, make in MADE.items():
        (folder / f"{template}.docx").write_bytes(packed(make()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
