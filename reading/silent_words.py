"""What tells that numbers are no results: plans, questions, targets, news. Folded patterns."""

import re
from typing import Final

from reading.alternatives import WORD, Alternatives

_TOPIC: Final = (
    r"(?<!ho )(?<!nguoi )(?<!khach )(?<!con )(?<!moi )"
    r"(?<!phong )(?<!vp )(?<!thu tuc )(?<!huong dan )(?<!ho tro )(?<!hd )"
    r"(?<!/)(?<!/ )(?<!da )(?<!so voi )(?<!nhu )(?<!giup )(?<!chi nhanh )(?<!dan )(?<!ve )(?<!lam )"
)
REGISTERS: Final = Alternatives(
    rf"{_TOPIC}\b(?:dang ky|dang ki|dky|dki|đky|dk)\b"
    r"(?! (?:co mat|dat dai|kinh doanh|khai|ket hon|doanh nghiep|tam tru|thuong tru|ho khau|kham"
    r"|tai khoan|vneid|xe|dvc"
    r"|dinh danh|tam vang|bien phap|cu tru|ho tich|nuoi|giao dich|the chap|thue|tttn|lai xe"
    r"|phuong tien|hoc|mst|ma so|nhap hoc|dich vu))"
    r"|^\W*dang ky xe\b|\bdu kien\b|\bdu tinh\b|\bdu tru\b|\bdinh (?:se|lam|to chuc|ra quan)\b"
    r"|\bchuan bi (?:to chuc|ra quan|cho|[0-9])|\blen ke hoach\b"
    r"|(?<!thuc hien )(?<!theo )(?<!trien khai )(?<!huong ung )\bke hoach"
    r" (?:ra quan|tuan|thu|to chuc|cua|du|ngay|hoat dong|chi tiet)|^\W*ke hoach\b"
    r"|\bgui (?:chi |anh |c |a )?ke hoach\b|(?<!theo )(?<!lai )(?<!soat )\bdanh sach\b"
    r"|\bduyet\b|\bphuong an\b"
    r"|\bse (?:them|bo sung|cap nhat)\b"
    r"|\bse (?:huy dong|co|tham gia|ra quan|to chuc|ho tro|trien khai|thuc hien|huong dan|phat"
    r"|tiep|den|di|lam|cu|dieu|bo tri|thanh lap|ban giao|ghi)\b"
)
TOMORROW: Final = Alternatives(
    r"\b(?:ngay|sang|chieu|toi|trua) mai\b|(?:^|[,.\n] ?)mai (?!thi )"
    r"|(?<!chi )(?<!c )(?<!anh )(?<!co )(?<!a )(?<!d/c )\bmai (?:ben|p\.|phuong|co|ra|tap|di|lam"
    r"|em|e|minh|cd|chi doan|doan|phuong minh)\b"
    r"|(?<!hen )(?<!den )(?<!doi )(?<!hen tra )(?<!hen lai )\b(?:tuan|thang|dot|ky|lan"
    r"|bua|thu (?:7|bay)|t7|cn|chu nhat|hom) (?:sau|toi)\b|\bsap toi\b"
    r"|\bngay (?:mot|kia)\b|\btuan toi\b|\bsap (?:ra quan|to chuc)\b"
)
ASKED_OF_OTHERS: Final = Alternatives(
    r"^\W*nho [^0-9,\n]{0,40}\b(?:ho tro|giup|tang cuong|dieu|bo sung)(?: them)? [0-9]"
    r"|\bnhac\b|\b(?:de nghi|yeu cau)\b(?! (?:dieu chinh|sua|cap nhat|dinh chinh|chinh))"
    r"|\bvui long\b|\bluu y\b(?! (?:la )?so\b)|\b(?:moi|cac|tung|nhung) (?:don vi"
    r"|phuong|chi doan|co so|dv|phuong xa|ban|d/c|dong chi|co so doan|chi bo) (?:nho|nop|bao cao"
    r"|gui|cu|can|phai|it nhat|toi thieu|dang|chu y|co mat|tham gia|chuan bi|mang|huy dong|la|ghi"
    r"|[0-9])"
    r"|\b(?:toi thieu|it nhat|toi da)\b(?! [0-9]+ [a-z ]{0,16}\bda (?:giai|duoc|gq|tra|xong))"
    r"|(?<!¬ )(?<!da )\bphan (?:cong|bo)\b"
    r"|\b(?:quan|thanh|huyen|tinh|thi) doan giao\b"
    r"|\bgiao (?:chi tieu|cho|moi"
    r"|cac|quan|ta|minh|ben|don vi|ca|p\."
    r"|phuong|cd|don vi)\b|\bchi tieu (?:giao|cua|cho|moi|dot|thu|cac|phan|nam|ngay|tuan|p\."
    r"|phuong|cd)"
    r"|\bcan (?:them |gap |tuyen |huy dong |co |khoang |du |phai co |ho tro |bo sung |tang"
    r" cuong |dieu dong |chi vien |muon |xin |tim |tam |lay )*[0-9]|\b(?:xin|nho|keu|nhan)"
    r" (?:ho tro|chi vien|tang cuong|bo sung|dieu dong|dieu|giup)(?: them)? [0-9]|\bkeu [0-9]"
    r"|\b(?:xin|cho)(?: (?:em|e|minh|ben em|phuong em))?(?: xin)?(?: them"
    r"| muon)? [0-9]+ (?:to|cai|ban|ao|bo)\b|\bxin them\b"
    r"|^\W*mong (?:cac|moi|tat ca)\b|(?<!da )\bco gang (?:dat|len|nop)\b"
    r"|\bmoi (?:cac|tat ca)|\bnho (?:tat|khoa|don|gui|nop|bao|mang|ghi|dem|chuan|co mat|cu|du)\b"
    r"|\bcu (?:it|toi)|(?<!¬ )(?<!: )(?<!xa )(?<!phuong )(?<!doan )(?<!\bem )(?<!\be )"
    r"(?<!nay )\bcu [0-9]"
    r"|\bcu [0-9](?=[^\n]*\bcu [0-9])"
    r"|\bgiao ?:|\b(?:bi thu|cum truong) giao\b"
    r"|\bai (?:co|can|ranh|di|lay|biet|muon|cam|ghe|mang|giup|cho)\b"
    r"|\bmuon [0-9]|\btrieu tap\b|\bphai (?:co"
    r"|dat|du)\b|\bnhan (?:ve|lay) [0-9]|\bde xuat\b|\bkinh moi\b|\btap trung (?:luc|tai|o"
    r"|dung)\b|\bxe (?:don|dua|xuat)|\bdon [0-9]+ ban\b|\bcon du\b|\bcon lai [0-9]"
    r"|^\W*dat (?:giup|dum|gium|ho)\b|\bdat (?:mua )?[0-9]+ (?:phan|suat|hop|ao|com)\b"
    r"|\bphan dau\b|\bquyet tam\b|\bdam bao\b"
    r"|\bhay (?:cu|gui|nop)\b|(?<!dung )\bhen (?:khoang )?[0-9]+\b(?! ?(?:hs|ho so|bo)\b)|\bneu\b"
    r"|\bdang (?:tren duong|tap trung"
    r"|chuan bi)\b|^\W*lich\b"
)
EXAMPLE: Final = Alternatives(
    r"\b(?:vi du|vd|vd:|mau (?:bao cao|bc)(?! so)|bao cao mau|chang han|theo mau sau|mau:|cu phap"
    r"|form:"
    r"|mau tin|bieu mau:|mau sau|mau nay|mau nhu|mau ghi|thi ghi"
    r"|test (?:thu|bot|xiu)|thu (?:bot|xiu|nghiem)|(?:gui|nhap|ghi|bam) thu"
    r"|(?:ghi|nhan|soan|viet|dien) (?:theo )?(?:dang|mau|kieu|nhu (?:vay|sau|the nay))"
    r"|(?:bao cao|bc) (?:theo )?(?:dang|kieu)|cach (?:ghi|bao cao|bc|viet|nhan|dien)"
    r"|(?:huong dan|hd) (?:cach )?(?:ghi|bao cao|bc|dien mau))\b"
    r"|^[^\w¬]*mau\b(?! (?:(?:bc|bao cao) )?(?:so )?[0-9])"
)
OTHERS: Final = Alternatives(
    r"\bnghe (?:noi|don|bao|dau)\b|^[^\w¬]*tong hop[^\n]{0,24}\b[0-9]+(?:/[0-9]+)? don vi\b"
    r"|(?<![0-9/])[0-9]{1,2}/[0-9]{1,2} don vi (?:da|chua|gui|bao cao|nop)\b"
    r"|\btoan (?:phuong|xa) (?:hien|dang) co\b|^\W*thang diem\b"
    r"|\bquan (?:ta|minh|nha)\b|\bhoi (?:cao|thap|lech|la)\b|\bung truoc\b"
    r"|^\W*(?:em|e|chi|c|anh|minh) thay (?:so|[0-9])"
    r"|^\W*(?:da |moi )?nhan (?:duoc |dc )?(?:bao cao|bc) (?:cua|tu)\b"
    r"|^\W*bao (?:tinh|tuoi|nhan dan|lao dong|tien phong|phu nu|nong|phap luat|giao duc)\b"
    r"|\bdua tin\b(?! [0-9])|\btheo (?:bao|tin|thong tin|trang|tuoi tre"
    r"|vnexpress|so lieu cua)\b|(?<!tren )\bbao (?:tuoi tre|thanh nien|nguoi lao dong"
    r"|sai gon|vnexpress|sggp|nld|dien tu)\b"
    r"|\b(?:quan|phuong|don vi|xa|tp|huyen|tinh|cum) (?:khac|ban|ben)\b"
    r"|\bben (?:kia|do|ay|quan|huyen)\b"
    r"|\bnguoi ta\b|\b(?:toan|ca) (?:quan|thanh|tp|nuoc|thanh pho|doan|huyen|tinh|dia ban)\b"
    r"|\bnam (?:ngoai|truoc|roi)\b(?![^\n]*\bnam nay\b)"
    r"|\bcung ky\b|\b(?:hoc hoi|hoc tap) (?:p|ben|kinh nghiem|phuong)\b|\bthay (?:ben|p\.|phuong"
    r"|cd|nguoi|ho|bao|tren)\b|(?<!¬ nay )(?<!co mat )\b(?:gioi|ghe|dinh|xin|hay|dong|du|khiep|sieu"
    r"|manh) (?:qua"
    r"|that|the|ghe|vay|du|luon)\b|\bnguong mo\b|\bap luc\b|\bthanh doan (?:cho biet|thong bao"
    r"|bao)\b|\btp\.? ?hcm\b|\bbao dang\b|\btin vui\b|\b(?:giay|bang) khen\b|\bthanh tich\b"
)
OURS: Final = re.compile(
    r"\bxin (?:bao|bc)\b"
    r"|\b(?:phuong|ben|tui|don vi|chi doan|xa|cd|nha|bon|p) (?:em|e|minh|tui|chung em|tui em)\b"
)
THANKS: Final = Alternatives(
    r"^\W*(?:(?:em|e|xin|chan|thanh|rat|tran|trong|thay|mat|minh|chi|quan|doan|btv|gui|loi|nhiet"
    r"|liet) ){0,4}(?:cam on|thanks|tks|thank|thks|biet on|tuyen duong|bieu duong|khen"
    r"|hoan nghenh|chuc mung|chuc (?:cac|p|don|moi|ca)|congrats|tri an"
    r"|ghi nhan(?! (?:co )?[0-9]| ?:| nhanh| ket qua| so))\b"
)
ASKS: Final = Alternatives(
    r"\bdoan (?:thu|xem|coi)\b|\bai thua\b|\bxem giup\b"
    r"|\bnham (?:nhom|group|gr|chat)\b|\b(?:bo qua|dung tinh|khoi tinh)\b"
    r"|^\W*(?:(?:nho|chi|anh|em|c|a|e) ){0,2}(?:check|kiem tra) (?:giup|lai|dum|ho)\b"
    r"|\bxin rut (?:con|bot|xuong)\b"
    r"|\bkiem tra lai (?:nhe|nha|giup)\b|\bbao cao di\b|\bqua giang\b|\b(?:den|toi) don\b"
    r"|\bgia su\b|\b(?:ban|don vi|dv|phuong|xa) nao\b(?! cung)"
    r"|(?<!ban )(?<!nguoi )(?<!dvtn )(?<!vien )(?<!c )\b(?:khong|ko) (?:to chuc|ra quan)\b"
    r"(?! (?:duoc )?(?:tai|o|buoi|tap trung))(?![^\n]*\b0 ?(?:dvtn|doan vien|ban)\b)"
    r"|(?<!ban )(?<!nguoi )(?<!dvtn )(?<!vien )\bxin (?:phep )?(?:nghi|vang|rut|hoan|huy)"
    r" (?:tuan|thu|t7|ngay|hom|buoi|dot|ky|lan|khong)"
    r"|\bbao nhieu\b|\bhinh nhu\b|\bchac (?:tam|co|khoang|la)\b|\bco le\b|^\W*(?:ua )?sao\b"
    r"|\bvay (?:em|chi|c|e|anh|ta|troi|ha|nhi|ne)\W*$|\b(?:ha|nhi|ta|(?<![0-9] )(?<!lich )hen)\W*$"
    r"|\bbn (?:nguoi|luot|hs|dvtn|vay|z)\b|(?<!nha )(?<!nhe )(?<!oi )\bmay (?:ban|nguoi|doi|hs"
    r"|luot|dvtn|anh|gio|to)\b|\bcho (?:em|e|minh|hoi"
    r"|c|chi) hoi\b|\bhoi (?:chut|ti|xiu|lai|la|tham|coi)\b|\bdung (?:khong|ko|k|hong|hem|hok)\b"
    r"|\bphai (?:khong|ko|k|hong|hem|hok|hk)\b|\bha (?:chi|c|anh|em|ta|mn|ban)\b|\bsao (?:lai|ma"
    r"|p\.|phuong|chi|cd)\b|\bua\b(?!,? (?:(?:e|em) )?(?:lon|nham|sai|ghi|quen|thieu))"
    r"|\bla sao\b|\bthe nao\b|\bnhu nao\b"
    r"|\bkhi nao\b|\bcon ai\b"
    r"|\bco (?:ai|can|phai|duoc) [^,.]{0,30}(?:khong|ko|k|hong)\b(?! (?:co|phat))|\bhay la\b"
)
OPEN: Final = re.compile(
    r"\b(?:du|ok|duoc|dc|nhan|on|xong|dung) (?:chua|khong|ko|k|hong)"
    r"(?: (?:a|c|chi|anh|em|e|vay|ha|z|ta|nhi))*\W*$"
)
TAG: Final = re.compile(
    r"\b(?:(?:nhan|thay|xem|doc|coi) (?:duoc|dc|đc)? ?chua|(?:duoc|dc|ok|du|on|the|vay|dung mau"
    r"|ghi vay) (?:duoc |dc |on |la |ok )?(?:chua|khong|ko|k|hong|hok|hk)|ok (?:chua|khong|ko|k)"
    r"|nha|nhe|co (?:can|thieu|gi|bi) [^?]{0,30}|(?:can|bo sung|thieu) [^?0-9]{0,24}"
    r"|check [^?0-9]{0,20})(?: (?:a|c|chi|anh|e|em|nha|z|vay|ah|ha|gi))*\W*\?*\W*$"
)
ASIDE: Final = Alternatives(
    r"(?<!/)(?<!/ )\b(?:chi|muc) tieu\b|\b(?:ke hoach|kh)(?: duoc)?(?: giao| de ra)? ?(?:la"
    r"|:)? ?(?=[0-9])(?![0-9]+ ?[-/] ?[a-z])(?![0-9]+ (?:tk|tai khoan|vneid)\b)|\bduoc giao\b"
    r"|\bct(?: giao)? ?:? ?(?=[0-9])|\bluy ke\b|\bcong don\b"
    r"|\btinh den nay\b|\btu dau (?:nam|thang|dot|quy|chien dich|he|tuan)\b"
    r"|\b(?:thu bay|thu 7|t7) (?:tuan )?truoc\b"
    r"|\b(?:dot|lan|ky|tuan|thang|phien|buoi|bua) (?:truoc|roi|vua roi|vua qua)\b"
    r"(?! (?:chuyen|de lai))"
    r"|\bhom (?:qua|truoc|bua|kia)\b|\bcung ky\b|\bnam (?:ngoai|truoc)\b|\bso voi\b"
    r"|\b(?:ban|tin|bai|bao cao|bc) (?:truoc|cu|luc nay|hoi nay|ban dau|hoi sang)\b[^.\n0-9]{0,20}"
    r"\b(?:nham|sai|lon)\b"
    r"|\b(?:ban|tin|bai|bao cao|bc|so) (?:truoc|cu)\b[^.\n]{0,60}\bbo (?:nha|nhe|di|qua)\b"
    r"|\b(?:tin|ban|bai) truoc (?:ghi|bao|la)\b(?=[^\n)]*\))"
    r"|\(so (?:bao|ghi) luc\b|\bso luc ¬+ la\b"
    r"|(?<=\()(?:dot|lan|ky) (?:thu )?[0-9]{1,2} ?(?=:)|\bluy tien\b"
    r"|\bmoi (?:hom|lan|bua|tuan|khi)\b|\bbinh thuong\b|\bthuong ngay\b"
    r"|\b(?:dot|lan|ky) 1 (?:[a-z]+ ){0,3}(?:chi|moi) (?:co |duoc )?(?=[0-9])"
    r"|\bden nay da\b|\b(?:chua tinh|khong tinh|ko tinh|chua ke(?! con))\b|\bdk (?=[0-9])"
    r"|\bdang ky (?=[0-9])|\btong (?:ca|[0-9]) dot\b|\bca [0-9] dot\b|\btong (?:tu dau|den nay"
    r"|luy)\b|\bsua tu\b(?! [0-9])|\b(?:con )?thieu (?:them )?(?=[0-9])"
)
ASKED_FOR: Final = re.compile(
    r"neu|mong|co gang|de nghi|yeu cau|phan dau|quyet tam|dam bao|vui long|nhac|phai|toi thieu"
    r"|it nhat|hay|can"
)
"""Who asks for figures names no results before he has named one."""
SURELY_DONE: Final = frozenset(("thuc te", "ket qua", "kq", "hien tai"))
ANSWERS: Final = re.compile(
    r"\s*[^\w¬\n]*¬{3,}[^\w¬\n]*(?:xin |kinh |em |e |da )*(?:bao cao|bc|bcao|gui|nop|da nop)\b"
)
DONE: Final = re.compile(
    r"\bthuc te\b|\bket qua\b|\bkq\b|\bth ?:"
    r"|\bthuc hien\b(?= ?(?:duoc|dc|:|[0-9]|gq\b|giai quyet|tiep|huong dan))"
    r"|\bda (?:tham gia|ra quan|thuc hien|trien khai|co|ho tro|tiep|huong dan)\b|\bhom nay\b"
    r"|\bhnay\b|\bco mat\b|\b(?:dot|ky|lan|hom|buoi|sang|chieu|ngay|tuan) (?:nay|hnay)\b"
    r"|(?<!phai )(?<!phan dau )\bdat\b(?= ?(?:duoc|dc|:|[0-9]))|\btrong ngay\b|\bnay (?=[0-9])"
    r"|\bma nay\b|\bhien tai\b|\bnhung (?:chi )?(?:di |co |duoc |con )"
)
DONE_OF_TARGET: Final = re.compile(rf"{DONE.pattern}|\blam (?:duoc|dc)\b(?= ?[0-9])")
ROUND: Final = re.compile(r"\b(?:dot|lan|ky) (?:thu )?([0-9]{1,2}|i{1,3})\b")
CHANGE: Final = re.compile(
    r"\b(?:tang|giam|nhieu hon|it hon|hon|vuot|tang them"
    r"|kem)(?: duoc)? [0-9][^,;\n]{0,40}?\b(?:so voi|dot truoc|ky truoc|lan truoc|tuan truoc"
    r"|chi tieu|hom truoc|nam ngoai)\b|\b(?:tang|giam|vuot) (?:them )?[0-9]+ ?(?:%|ban|luot|hs"
    r"|nguoi|dvtn)?(?= |$|\)|,)"
)


_ORDINARY: Final = """
    doi hinh ban to luot dan nguoi dvtn hs tham gia huong tro ho tiep phuong
    xa don vi doan chi cd quan ngay so bao cao sang chieu hien thuc da
    la em anh trien khai phat co trong nay hnay tin lam
"""
MEANT: Final = {
    "neu": {"nếu"},
    "can": {"cần"}, "cu": {"cử", "cứ"}, "nhac": {"nhắc"}, "nho": {"nhớ", "nhờ"},
    "thieu": {"thiếu"}, "muon": {"mượn", "muốn"}, "phai": {"phải"}, "hoi": {"hỏi"}, "ua": {"ủa"},
    "ha": {"hả", "há"}, "don": {"đón", "đơn", "đồn"}, "se": {"sẽ"}, "duyet": {"duyệt"},
    "kien": {"kiến"},
    "moi": {"mỗi", "mổi", "mời", "mọi"}, "hay": {"hay", "hãy"}, "giao": {"giao"}, "mau": {"mẫu"},
    "mot": {"mốt", "một"}, "dua": {"đưa"}, "nhi": {"nhỉ", "nhĩ"}, "hen": {"hen", "hén", "hẹn"},
    "bua": {"bữa"}, "roi": {"rồi"}, "sau": {"sau"}, "toi": {"tới", "tối", "tôi"},
    "dat": {"đạt", "đặt"}, "dk": {"đk"}, "ky": {"kỳ", "ký", "kí"}, "du": {"dự", "đủ", "dụ", "dữ"},
    "bao": {"báo", "bao", "bảo"}, "gioi": {"giỏi"}, "ghe": {"ghê"}, "khen": {"khen"}, "ta": {"ta"},
    "dong": {"đông", "đồng"}, "khiep": {"khiếp"}, "manh": {"mạnh"}, "hon": {"hơn"},
    "ke": {"kế", "kể", "kê"}, "nghe": {"nghe"}, "cho": {"cho", "chờ"}, "thay": {"thấy", "thay"},
    "xe": {"xe"}, "xin": {"xin"}, "ao": {"áo"}, "lay": {"lấy"}, "con": {"còn"},
    "dang": {"đăng", "đang"},
    "dinh": {"định"}, "tru": {"trù"},
}  # fmt: skip
_SILENCING: Final = (
    REGISTERS,
    TOMORROW,
    ASKED_OF_OTHERS,
    EXAMPLE,
    OTHERS,
    THANKS,
    ASKS,
    ASIDE,
)
TELLING: Final = frozenset(
    word
    for words in (
        *(each.words for each in _SILENCING),
        *(WORD.findall(re.sub(r"\\.", " ", each.pattern)) for each in (CHANGE, ROUND)),
    )
    for word in words
) - frozenset(_ORDINARY.split())
"""Words without one of which nothing is silent: most reports need not be searched."""
