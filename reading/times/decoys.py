"""What looks like a time and is none: numbers of documents and their dates, telephones, names."""

import re
from typing import Final

from reading.fold import plain
from reading.times.spoken import Spoken

_DATE: Final = (
    r"(?:ngay )?(?:[0-9]{1,2} ?[/.-] ?[0-9]{1,2}(?: ?[/.-] ?[0-9]{4})?"
    r"|[0-9]{1,2} thang [0-9]{1,2}(?:,? nam [0-9]{4})?)"
)
_KINDS: Final = (
    r"(?:quyet dinh|ke hoach|cong van|huong dan|thong bao|chuong trinh|nghi quyet|chi thi"
    r"|thong tu|thong tri|nghi dinh|luat|to trinh|van ban|giay moi|thu moi|bao cao|quy dinh|quy che"
    r"|ket luan|de an|cong dien|ke hoach lien tich|phap lenh|dieu le|bien ban"
    r"|qd|kh|cv|tb|nq|nd|tt|hd|ct|khlt)"
)
_NUMBER: Final = (
    r"[0-9]{1,5}(?:[a-z]{1,2}\b)?(?:/[0-9]{4})?[/-][a-z]{1,8}(?:[-/&.][a-z0-9]{1,12}){0,4}"
)
_LUNAR: Final = r"(?:tet\b|am lich|\(al\)|\bal\b)"
_COUNTED: Final = (
    r"(?:ho so|hs\b|nguoi|ban\b|don vi|dv\b|luot|truong hop|chi tieu|chi doan|phuong\b|diem\b|phieu"
    r"|hoc sinh|doan vien|dvtn|dv|thanh nien|tn\b|%|chi bo|co so|bai\b|tin\b|tiet|buoi|ho\b|em\b"
    r"|cau|tieu chi|khu pho|kp\b|to\b|thu tuc|tthc|san pham|cong trinh|mo hinh|suat|phan qua|phan"
    r"|so luong|so \b|tong so|thoi gian|quan so|xa\b|dai bieu|thanh vien|doi\b|tai khoan|don\b)"
)
_DECOYS: Final = tuple(
    re.compile(each)
    for each in (
        r"https?://\S{1,600}|www\.\S{1,300}|(?<![^\s@])[^\s@]{1,64}@[^\s@]{2,80}",
        # the document and its date, in either order
        rf"\b{_KINDS}[^\n;]{{0,12}}?\bso:? ?{_NUMBER}[^\n;()]{{0,40}}?\b{_DATE}",
        rf"\bso:? ?{_NUMBER},?[^\n;()]{{0,24}}?\b(?:ngay|ban hanh) {_DATE}",
        rf"(?<![0-9a-z/]){_NUMBER},? ?\(?(?:ban hanh |ky )?(?:ngay )?{_DATE}(?:\))?",
        rf"\b{_KINDS} (?:lien tich )?(?:ban hanh )?(?:ky )?ngay {_DATE}",
        r"\b(?:luat|nghi dinh|thong tu|nghi quyet|quyet dinh)[^\n;,]{0,30} nam [0-9]{4}",
        rf"(?<![0-9a-z/]){_NUMBER}(?![a-z0-9])",
        # telephones and other long numbers
        r"(?<![0-9])(?:\+?84|0)[0-9]{2,3}(?:[ .-]?[0-9]{3,4}){2}(?![0-9])",
        r"[0-9]{9,}",
        r"(?<![0-9/])24 ?/ ?(?:7|24)(?![0-9/])(?<!ngay 24/7)(?<!han 24/7)(?<!den 24/7)"
        r"(?<!truoc 24/7)(?<!sang 24/7)(?<!chieu 24/7)(?<!h 24/7)(?<!cn 24/7)",
        r"\b24h/(?:7|24h?)\b|\b24 gio/(?:7|ngay)\b",
        # scores, shares, addresses, streets
        r"(?<!ngay )(?<!truoc )(?<!den )(?<!han )(?<!h )(?<!thu [2-7] )(?<!t[2-7] )(?<!cn )"
        rf"(?<![0-9/])[0-9]{{1,4}} ?/ ?[0-9]{{1,4}}(?= {_COUNTED}| ?%)",
        r"\b(?:dat|giai quyet|gq|xu ly|ti so|ty so|ty le|ti le|thua|cham|si so) "
        r"(?:duoc )?(?:ho so )?"
        r"[0-9]{1,4} ?[-/:] ?[0-9]{1,4}(?![0-9/]|-[0-9])",
        r"\b(?:duong|pho|hem|ngo|kiet|so nha|nha so|dia chi:?|dc:?|thua dat|to ban do|quoc lo|ql"
        r"|cong vien|truong|thpt|thcs|tieu hoc|mam non|benh vien|quang truong|ktx|xa lo"
        r"|cu xa|khu|phong|toa|block|nha van hoa|nvh|clb|cong ty|nha may|le)"
        r" (?:so )?[0-9]{1,4}[a-z]?"
        r"(?: ?[/-] ?[0-9]{1,4}[a-z]?| thang [0-9]{1,2})(?:/[0-9]{1,4})*(?! ?[/-] ?[0-9])",
        r"(?<!ho )\bso (?:nha )?[0-9]{1,4}[a-z]?/[0-9]{1,4}(?:/[0-9]{1,4})*",
        r"\b[0-9]{1,4}[a-z]?(?:/[0-9]{1,4}[a-z]?)+,? (?:duong|pho|hem|ap|khu pho|phuong)\b",
        r"(?<![0-9./-])[0-9]{1,3}-[0-9]{1,3} (?:nguoi|ban\b|dv|em\b|thanh vien|ngay|phut|tieng|gio"
        r"|cau|bai|doan vien|phan|tuoi|hinh|anh|tam|lan|trieu|k\b|bo|nam\b|ho)",
        r"(?<![0-9.,/])[0-9]+[.,][0-9]+ ?(?:%|diem|km|m2?\b|kg|tan|trieu|tr\b|ty|dong|d\b|vnd|buoc"
        r"|luot|nguoi|lit|ha\b|tinh chi|gb|mb)",
        # lunar days
        r"\b(?:30|29|ba muoi|hai chin|28|27|26|25|24|23|mung [0-9]{1,2}|mong [0-9]{1,2}"
        r"|(?:mung|mong) [a-z]+) (?:am lich |thang (?:chap|gieng) )?tet\b",
        r"\b(?:ram|(?:ngay )?(?:mung |mong )?[0-9]{1,2}) (?:thang )?(?:chap|gieng)\b",
        r"\bram(?: thang [0-9a-zA-Z]+(?: muoi| mot| hai)?)?(?: \(?[0-9]{1,2}[/-][0-9]{1,2}"
        r"(?:[/-][0-9]{4})?\)? ?(?:am lich|al\b)?)?",
        rf"\b(?:ngay |mung |mong )?[0-9]{{1,2}}(?:/| thang )[0-9]{{1,2}}(?:/[0-9]{{4}})?"
        rf" ?\(?{_LUNAR}",
        r"\bthang (?:chap|gieng)\b|\b(?:truoc|sau|dip|nghi|don|mung|vui|qua) tet\b",
        # how often, not when
        r"\bmoi ngay(?: (?:mo[tT]|hai|ba|[0-9]{1,2})(?! thang| ?[/-]))?\b",
        r"\b[0-9]{1,2} ngay (?:mo[tT]|[0-9]) lan\b",
        r"\bngay (?:mo[tT]|hai|ba|[0-9]) (?:lan|buoi|ca|bua|cu)\b",
        r"\b(?:chi doan|diem|giai bong \S{1,8}) [0-9]{1,2}/[0-9]{1,2}(?![0-9/])",
        r"\b(?:ky niem|hoi trai|hoi thao)(?: ngay)? [0-9]{1,2}/[0-9]{1,2}(?![0-9/])",
        r"\b[0-9]{1,2} (?:gio|h) (?:lam bai|tinh nguyen|cong tac|hoc|choi|ngu|lai xe|nghi"
        r"|di chuyen|lien tuc)\b",
        # names and anniversaries
        r"\b(?:mo hinh|van dong|phong trao|chuong trinh|hoat dong|cuoc thi|chuyen muc|san choi)"
        r" [\"“'][^\"”'\n]{1,60}[\"”']",
        r"(?:\b(?:ngay|hoat dong|chuong trinh|mo hinh|phong trao) )?[\"“'*]{0,3}\b"
        r"(?:thu ?(?:bay|nam|sAu|hai|ba|[Tt]u|[2-7])|chu nhat|t[2-7]|cn)"
        r" (?:tinh nguyen|xanh|do\b|vi |van minh|hong|yeu thuong|hanh phuc|nghia tinh|khong hen"
        r"|cua |ve nguon|sach)",
        r"\bthang (?:3 |ba )?(?:thanh nien|hanh dong|bien gioi|cao diem|nhan dao|an toan|cong nhan"
        r"|khuyen|ve |vi )",
        r"\b(?:ky niem|chao (?:mung|____)|nhan dip|nhan ngay|ngay thanh lap|quoc khanh"
        r"|ngay truyen thong|sinh nhat|ngay sinh|giai phong|chien thang|dip le|dip ngay|ngay le"
        r"|sinh ngay|cap ngay|sinh nam|thanh lap doan|thanh lap hoi|thanh lap dang)"
        r"(?:(?! (?:truoc|han|den|luc|vao|thu|tU|tu|sang|chieu|lay|dien ra"
        r"|to chuc) )[^\n;.]){0,90}?\(?(?:ngay )?[0-9]{1,2} ?[/.-] ?[0-9]{1,2}(?:[/.-][0-9]{4})?"
        r"(?: ?- ?(?:ngay )?[0-9]{1,2} ?[/.-] ?[0-9]{1,2}(?:[/.-][0-9]{4})?)?\)?",
        r"(?<![0-9/])([0-9]{1,2}/[0-9]{1,2})/[0-9]{4} ?- ?(?:ngay )?\1/[0-9]{4}",
        r"\bngay (?:phap luat|quoc te|nha giao|thay thuoc|bao chi|gia dinh|doanh nhan|phu nu"
        r"|thuong binh"
        r"|toan dan|chuyen doi so|the gioi|hoi chu|quoc phong"
        r"|thanh lap)[^\n;.,]{0,40}?[0-9]{1,2}[/-][0-9]{1,2}(?:[/-][0-9]{4})?",
        r"\bquoc te (?:phu nu|lao dong|thieu nhi|hanh phuc)[^\n;]{0,10}[0-9]{1,2}[/-][0-9]{1,2}",
        r"\bnhiem (?:ky|__) (?:[ivx]+,? )?[0-9]{4} ?- ?[0-9]{4}"
        r"|\bnam hoc [0-9]{4}(?: ?- ?[0-9]{4})?",
        r"\b(?:khoa|lop|nien khoa|nk|ban|version|phien ban|muc|chuong|dieu|khoan) "
        r"[0-9]{1,4}(?:[./-][0-9]{1,4})+",
        # ordinals and lengths of time
        r"\b(?:lan|dot|nguoi|doi|vong|(?<!dang )ky|__|nam|don vi|luot|cai|diem|tang|hang|vi tri"
        r"|giai|nhom"
        r"|to|quy|mon|bai|tiet|con|chi doan|nhiem vu|muc) thu ?(?:[0-9]{1,2}|hai|ba|[Tt]u|nam"
        r"|s[aA]u|bay)\b",
        r"\b[0-9]{1,3} (?:ngay|gio|tieng|buoi) (?:cong|lam viec(?! ke)|dong ho|hoc|nghi|phep)\b",
        r"\b[0-9]{1,3} ?(?:ngay|gio|tieng|buoi|h) ?(?:/|moi|mot|1) ?(?:ngay|tuan|thang|buoi)\b",
        r"\b[0-9]{1,3} (?:nam|thang) (?:tuoi|tron|kinh nghiem|ngay|hoat dong|xay dung|thanh lap)\b",
        r"\b(?:hang|hAng|moi) (?:ngay|gio)\b(?! [0-9])",
        r"\b(?:lau|xua|ngay|hien|bay gio|gan|truoc|ca) nay\b(?! [0-9])",
        r"(?<![0-9] )\bngay (?:lam viec|cong|hoi|le hoi|vui|phap luat|hoc|nghi|sinh|ay|nao|truoc"
        r"|xua)\b",
        r"\bmai (?:mot|mOt|sau|thuy)\b",
    )
)
_NAME: Final = re.compile(
    r"\b(?:d/c|dong chi) mai\b|\bmai(?= (?:anh|thi|van|lan|phuong|chi|huong|hoa)\b)"
)
_BEFORE_TOMORROW: Final = frozenset(
    ("sang", "trua", "chieu", "toi", "dem", "ngay", "truoc", "den", "han", "nhat", "hom")
)
_MAI: Final = re.compile(r"\bmai\b")
_BLOT: Final = "_"


def without_decoys(phrase: Spoken) -> Spoken:
    """The same letters, "_" where no time is to be seen."""
    for pattern in (*_DECOYS, _NAME):
        phrase = phrase.rewritten(pattern, _blotted)
    return phrase.rewritten(_MAI, lambda match: _blotted_name(phrase, match))


def _blotted(match: re.Match[str]) -> str:
    return _BLOT * len(match[0])


def _blotted_name(phrase: Spoken, match: re.Match[str]) -> str | None:
    """ "Ngọc Mai" is a person; "Mai" opening a sentence is tomorrow."""
    source = phrase.source
    start, _ = phrase.span(match.start(), match.end())
    if not source[start].isupper() or source.isupper():
        return None
    before = source[max(0, start - 20) : start].rstrip().rsplit(maxsplit=1)[-1:] or [""]
    opens = not before[0] or before[0][-1] in ".!?:,-*("
    tomorrow = opens or plain(before[0]) in _BEFORE_TOMORROW
    return None if tomorrow else _blotted(match)
