"""Words in and around the names of units: data only, folded."""

import re
import unicodedata
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(";"))


STOP: Final = _words(
    """
    a ae ah ak anh ba ban bao bap bc bcao bcn ben bi bo buoi c cac cam can cap chao chi chieu
    chinh cho chot chua chung chuyen cn co con correct cua cung da dan dang dat day dc de dieu
    dinh do doi dot du dua duoc dv dvctt dvtn e em ghi gia giai giao giu giup goi gom gq gui
    hai hd hnay ho hoan hoat hom hs hum huong huy ket khi khong kich kinh ko kq la lai lam lan
    len lieu luon luot luy may minh mn mng mnoi moi mot nay ne neu ngay nghe ngta nguoi nha
    nhac nham nhan nhanh nhe nhen nhiem nhom nhu nhung nop oi ok oke phat phoi ql qs quay r ra
    report roi sang se so sua t7 tai tham thanh them thi thieu thoi thu thua thuc thuong tiep
    tieu tim tn tnv to toi tong trien trong trua tu tuyen up update va van vao vneid voi vua
    xem xin xog xong yeu cu xuong ui uii hehe hihi haha kkk huhu lun thui nek nka hi nghen nhen
    day dey roai zay chu mang gop truc tui di hong kham mo trao tang quet xay lap thay nau cat
    sum hok go wa hut done k kg kh hk
    quen tam
    """
)
"""These end a name, unless they begin with a capital or are spelled otherwise."""
STRONG_STOP: Final = _words(
    """
    bc bcao bcn dk dky dvctt dvtn gq hnay hs kq qs report tnv update vneid
    """
)
STRONG_PAIRS: Final = _phrases(
    """
    bao cao; bo sung; cap nhat; chia lam; da tham; dang ky; dinh chinh; doan vien; doi hinh;
    du kien; gui bao; ho so; ho tro; hom nay; huong dan; trien khai; ket qua; kinh gui; luc
    luong; luot
    dan; ngay thu; nguoi dan; noi dung; phan cong; quan so; ra quan; sang nay; so doi; so
    lieu; so luong; sua lai; tham gia; thong ke; thu bay; tong hop; tong so; xin bao; xin
    chao; xin gui; ve dich; phuc vu; diem danh; tong ket; chot so; tong cong; xuat quan; tap trung;
    co van dong; tran trong; huy dong; it nhat; toi thieu; tui minh; tui em; tiep nhan; kich
    hoat; hom ni; bua ni; bo tri; hoan thanh; gop mat; yeu cau; de nghi; nhac nho; to chuc;
    tu van; tai tro
    """
)
"""These end a name whatever their capitals."""
NAMES: Final = _phrases(
    """
    ban quan; bao hiem; bao tang; bao tro; bao ve; bien phong; bo doi; buu chinh; cac ban; cac
    co; can bo; cao dang; cao tuoi; cau lac; cham soc; chi huy; chi nhanh; chien binh; chinh
    sach; chinh tri; co quan; co so; cong ich; cong nghe; cuu chien; da khoa; dai hoc; dan
    pho; dan quan; dan so; dan su; dan toc; dao tao; dat dai; dau moi; dau tu; day hoc; day
    nghe; cap nghe; dang nghe; lang nghe; truong nghe; hoc nghe; nghe nghiep; nghe ca; ban ngay;
    trong ngay; dich vu; cong ty; thi doi; huyen doi; quan doi; tinh doi; dan chinh; nien xung;
    xung kich; xung phong; cap cuu; cong chung; co dien; co gioi; cung ung; cung thieu; du an;
    giai tri; giai phong; giao hang; giao nhan; giu tre; ho sinh; ho tich; khi tuong; vat lieu;
    nguyen lieu; duoc lieu; nhien lieu; may mac; mot cua; nha van; nha truong; nha khach;
    nha tho; nha hang; nhan vien; nhan ai; truyen nhiem; phat dien; phat hanh; so y; so xay; so noi;
    so tai; so giao; so van; so nong; so cong; so khoa; so thong; so ngoai; so lao; thuc pham;
    thuc hanh; thuc nghiem; thuc vat; thuong nghiep; tiep thi; tieu hoc; tieu dung; tim mach; ve
    sinh; hoc sinh; cong doan; xay dung; xay lap; cat may; mo dau; cat lai; ha tang; doan the;
    va thpt; di tich; nha thuoc; chung cu;
    phong ho; thpt chuyen; cong nhan; co phan; quan dang; tieu thuong; thuong cho; ly cho; uy ban;
    ban mat; ban nhan; truyen thanh; thanh phuong; thanh xa; khoi van; phong cua; tang ni; may sao;
    ho chi; chu thap; chua benh; du phong; giam dinh; dang kiem; ban dan; ban kinh; cong vien;
    di san; nong thon; thon moi; trong trot; truc thuoc; do
    thi; doi ngoai; du lich; duong sat; giao duc; giao thong; giao vien;
    hanh chinh; hop tac; huong nghiep; khu vuc; ky thuat; lac bo; lao dong; may nuoc; nguoi
    cao; nha hat; nha nuoc; nha thieu; nhan dan; nong dan; phong ve; phu nu; quan su; sinh
    vien; su pham; tac xa; tai chinh; tai nguyen; thanh nien; thanh pho; thanh tra; the thao;
    thi hanh; thieu nhi; thong tin; thu vien; thuong binh; thuong mai; tin hoc; to chuc; to
    dan; ton giao; tu phap; tuyen giao; van hoa; van nghe; van phong; ve si; vien thong; xa
    hoi; xi nghiep; dia chinh; cua khau; cua hang; chinh quyen; chinh phu; dan cu; dan van; doi
    song;
    doi thi; doi quan; doi san; thu y; thu thue; chi cuc; cap nuoc; cap thoat; tin dung; van tai;
    van tho; moi truong; kinh te; kinh doanh; phat trien; phat thanh; nhan luc; nhan su; dieu
    duong; dieu hanh; dieu do; sang tao; chieu sang; xe khach; xe buyt; kiem lam; lam nghiep; lam
    truong; nong lam; hai quan; hai san; hang hai; noi chinh; thuong truc; so huu; tiep van; tong
    cuc; to hop; dinh duong; kien truc; thong ke; to soan; bao chi; hai doi; bien doi; cu tru; quan
    tri; quoc gia; canh sat; sua chua; cong an; dan phong; xuong may; co khi; lai xe; dang uy; dang
    bo
    """
)
"""Pairs that go on in a name although one of them would end it."""
NAME_STARTS: Final = (
    "dang ky dat",
    "dang ky",
    "van phong dang",
    "vp dang",
    "bao hiem xa",
    "quan ly",
    "cham",
)
NEVER_FIRST: Final = _words(
    """
    a ban bao bc cua cung da duoc e em gom hut la lam minh giao gui hien ho hom khac luot nao nay
    nha nhe o oi phai se cu di nop
    tai tham thuc toi va xin
    """
)
FIRST_SYLLABLES: Final = _words("ban bao cu cua da giao ho minh nha")
SECOND_SYLLABLES: Final = {
    "da": re.compile(r""),
    "thuong": re.compile(r" (?:hom nay|hnay|bc\b|bao cao|gui|xin)| ?[:(\n]"),
    "may": re.compile(r" ?(?:[:(\n]|$)| (?:bc\b|bao cao|gui|xin)"),
    "doi": re.compile(r" ?(?:[:(\n]|$)| (?:bc\b|bao cao|gui|xin|a\b)"),
    "dai": re.compile(r""),
    "thanh": re.compile(r"(?! lap| cong| vien)"),
    "co": re.compile(r" ?(?:[:(\n]|-|$)| (?:bc\b|bao cao|gui|hom nay|hnay|xin|co [0-9]|da\b)"),
}
"""What a ward's name may begin or end with though it would begin what is told: "Minh", "Đá"."""
THIRD_SYLLABLES: Final = _words("thuong")
ENDS_LOWER: Final = _words(
    """
    a ah ban bao bc bcao c cap chi co da dan dang dc doi duoc dvtn e em gui hnay hom hs luot
    nha nhe oi ra se sua tham tong xin
    """
)
NO_NAMES: Final = _words(
    """
    chi ghi hoi ke kinh link luu mau nhac note tb thong vd
    """
)
CLOSERS: Final = _words(
    """
    a ah bao bc bcao nop bs cao chieu chot co da em giup gui hnay kq nay ne nek nha nhe roi sang sau
    up xin xong nhen nghen oi ui ak dey hihi hehe done ok oke sua dinh cap
    """
)
_SPELLED: Final = """
    tam tầm; ban bạn bản; bao báo; ben bên; bi bị; bo bỏ bổ bộ bố; buoi buổi; cac các; cam cảm;
    can cần;
    cao cáo; cap cập; chao chào; chi chỉ chị; cu cử cứ cũ; xuong xuống; hi hi hỉ hì; mang mang; gop
    góp; truc trực; chu chứ chủ; chieu chiều; chinh chính chỉnh; cho cho; chot
    chốt; chua chưa; chung chung chúng; chuyen chuyển; co có; con còn; cua của; cung cùng
    cũng; da dạ đã; dan dân dẫn; dang đang đăng; dat đạt; day đây; de để; dieu điều; dinh đính
    định; do do đó; doan đoàn; doi đổi đội; dot đợt; du dự đủ; dua đưa; duoc được; e e; em em;
    ghi ghi; gia gia; giai giải; giao giao; giu giữ; goi gọi gởi; gom gồm; gui gửi; hai hai;
    hien hiện; ho hồ hổ hỗ; hoan hoàn; hoat hoạt; hom hôm; hum hum; huong hướng; huy huy hủy;
    ket kết; khi khi; khong không; kich kích; la là; lai lại; lam làm lắm; lan lần; len lên;
    lieu liệu; luot lượt; luy lũy; may mấy; minh mình; moi mỗi mới mời; mot một; nay nay này;
    ne nè; ngay ngày; nguoi người; ve về; tieu tiêu; tui tụi tui; di đi; kham khám; go gõ; hut
    hụt; mo mở; trao
    trao; tang tặng tăng; quet quét; xay xây; lap lắp lập; thay
    thay thấy; nau nấu; cat cắt; hong hổng hông hong;
    tran trân;
    nghe nghe nghé; quen quên;
    gi gì; kinh kính; luon luôn; giup giúp; nha nha nhá; nhac nhắc; nham nhầm;
    nhan nhận nhắn; nhe nhé;
    nhiem nhiệm; nhom nhóm; nhu như; nhung nhưng những; nop nộp; oi ơi; phai phải; phat phát;
    phoi phối; qua qua quá; quan quân; quay quẩy; ra ra; roi rơi rồi; sang sáng; se sẽ; so số;
    sua sửa; tai tại; tham tham; thanh thành; them thêm; thi thì; thoi thôi; thu thứ; thua
    thưa; thuc thực; thuong thường; tiep tiếp; tim tìm; tin tin; to tổ tờ; toi tôi tối tới;
    tong tổng; trien triển; trong trong trồng; trua trưa; tu từ; tuyen tuyên; va và; van vấn vẫn;
    vao vào; voi với; vua vừa; xin xin; xong xong; yeu yêu
"""
SPELLED_STOPS: Final = {
    word: frozenset(meant) for word, *meant in map(str.split, _SPELLED.split(";"))
}
"""How such a word is spelled where the text has marks; "thanh" ends no name, "thành" does."""


def written_otherwise(word: str, written: str) -> bool:
    """Its marks make it another word than the one that would end a name."""
    spelled = SPELLED_STOPS.get(word)
    return spelled is not None and written not in spelled


def lacks_a_mark(word: str, written: str) -> bool:
    """It is the word that would end a name but for a mark that was left out: "hô", "thưc"."""
    marks = set(_decomposed(written))
    meant = SPELLED_STOPS.get(word, frozenset())
    return any(marks < set(_decomposed(spelled)) for spelled in meant)


def is_toneless(written: str) -> bool:
    """No Vietnamese word is spelled so: "tiêp", "thưc" need a tone, a bare "gưi" is none."""
    letters = set(_decomposed(written)) & _TONES
    return not letters and bool(_NEEDS_TONE.search(written.lower()))


def _decomposed(written: str) -> str:
    return unicodedata.normalize("NFD", written.lower().replace("đ", "d\u0335"))


_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NEEDS_TONE: Final = re.compile(r"(?:[pct]|ch|ưi)$")
