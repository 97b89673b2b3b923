"""What looks like a figure and is none: phones, dates, times, links, addresses, numbering."""

import re
from functools import lru_cache
from typing import Final

BLANK: Final = "¬"
_WEEKDAY: Final = (
    r"(?:thu (?:[2-7](?![0-9])|hai|ba|tu|nam|sau|bay)|t[2-7]|cn|chu nhat)\b(?! ?(?:tr|k|cu)\b)"
)
_DAY_WORD: Final = r"(?:sang|trua|chieu|toi|hom|(?:sang|chieu|hom|bua|ngay|trua|toi) nay|nay|hnay)"
_NOISE: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[ \t]*>[^\n]*",
        r"(?:https?://|www\.|\b(?:fb|drive|zalo|facebook|bit|docs|t)\.[a-z]+/)\S*[^\s.,;)]",
        r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/(?:\S*[^\s.,;)])?",
        r"\S+@\S+",
        r"(?<=:)\*(?=\s)",
        r"[\"“”«][^\"“”»\n]{1,60}[\"“”»]",
        r"(?<![0-9])(?:\+84|84(?=[0-9]{9})|0)[ .-]?[2-9](?:[ .-]?[0-9]){7,9}(?![0-9])",
        r"\b0900(?: [0-9x]{3}){1,2}",
        r"\b(?:so|kh|cv|tb|qd|ke hoach|cong van|quyet dinh|thong bao|huong dan|nghi quyet|chi thi"
        r"|van ban)"
        r"(?: so)?:? [0-9]{1,4}(?: ?[-/]|[-/] )[a-z][-a-z/0-9]*",
        r"(?<![0-9/])[0-9]{1,4}(?: ?[-/]|[-/] )(?:kh|cv|tb|bc|qd|hd|ctr|nq|ct|ttr|ub|nd|tt)(?:\b"
        r"|[-/])(?! ?[:=])[-a-z/]*",
        r"(?<![0-9.,/])[0-9]{1,2} ?(?:h|g|gio|am|pm)(?: ?[0-9]{2})?(?:p|phut)?(?![a-z0-9]|\.[a-z])"
        r"(?: ?(?:-|–|den|toi) ?[0-9]{1,2} ?(?:h|g|gio)(?: ?[0-9]{2})?(?![a-z0-9]))?",
        r"(?<![0-9.,/])[0-9]{1,2}:[0-9]{2}(?![0-9])",
        r"(?<![0-9])[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:20)?[0-9]{2}(?![0-9])",
        r"(?<!tra )(?<!xong )(?<!quyet )(?<!gq )(?<!\bca )(?<!qua )"
        r"\b(?:(?<!trong )ngay|mung|sang ngay"
        r"|chieu ngay|trong ngay(?= [0-9]+/)) (?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
        r"(?:[/.-][0-9]{1,2})?"
        r"(?: ?(?:-|va|,|den) ?[0-9]{1,2}[/.-][0-9]{1,2})?(?![0-9])",
        rf"\b{_DAY_WORD},? (?:ngay )?[0-9]{{1,2}}[/.-](?:0?[1-9]|1[0-2])(?![0-9/])(?! ?(?:hs"
        rf"|ho so))",
        rf"\b{_WEEKDAY},? ?(?:ngay )?\(?[0-9]{{1,2}}[/.-][0-9]{{1,2}}\)?(?![0-9/])",
        r"^\W{0,4}[0-3]?[0-9]/(?:0?[1-9]|1[0-2])(?= ?[:,-])",
        r"\b(?:ket qua|kq|bao cao|bc|bcn|bao cao nhanh|tinh nguyen|ra quan|nguyen) \(?[0-3]?[0-9]/"
        r"(?:0?[1-9]|1[0-2])\)?(?= ?(?:[:\n,;]|$| - ))",
        r"\((?:ngay )?[0-3]?[0-9][/.](?:0?[1-9]|1[0-2])\)",
        r"\bthang [0-9]{1,2}(?:/[0-9]{4})?(?![0-9])",
        r"\b(?:nam|hoc ky|quy|nh) 20[0-9]{2}(?:-20[0-9]{2})?(?![0-9])",
        r"\b20[0-9]{2} ?[-–] ?20[0-9]{2}\b",
        rf"\b(?:ngay )?{_WEEKDAY}",
        r"\b24/7\b|\b24/24(?= ?(?:h|gio)\b)"
        r"|(?<=truc )24/24\b|(?<=phuc vu )24/24\b|(?<=tuc )24/24\b",
        r"\b(?:ban hang|mua hang|mua ban|thanh toan|dat lich(?: kham)?|hoc|thi|hop|ban|quang ba)"
        r" (?:online|qua mang|truc tuyen|tt)\b",
        r"\bmo (?:moi )?(?:[0-9]+ )?(?:tai khoan|tk)\b(?! (?:dinh danh|vneid|muc|dvc|dich vu))",
        r"\b(?:ket nap|bau)(?: duoc| moi)? [0-9]+ (?:doan vien|dv|dvtn|dong chi|d/c)(?: moi)?\b",
        r"\b[0-9]+/[0-9]+ (?:cd|chi doan|chi hoi|ap|kp|khu pho|thon)(?= (?:ra quan|tham gia))",
        r"(?<=¬ )(?:1[3-9]|2[0-9]|3[01])/(?:0?[1-9]|1[0-2])(?![0-9/])",
        r"(?<=\()[0-9]+ [a-z ]{2,20}(?=\):)",
        r"\bkhong (?:dung )?tien mat\b|(?<!tra )(?<!tra [0-9] )(?<!tra [0-9]{2} )"
        r"(?<!tra [0-9]{3} )(?<!tra duoc [0-9]{2} )\bket qua\b",
        r"\b[0-9]{1,2} ca(?= ?(?:x|\*|/|truc)\b)|(?<=chia )[0-9]{1,2} ca\b"
        r"|(?<=chia lam )[0-9]{1,2} ca\b|(?<=chia thanh )[0-9]{1,2} ca\b",
        r"\b(?:so )?(?:nha )?[0-9]{1,4}(?:/[0-9]{1,4}){0,5}[a-d]?,? (?:duong(?: so [0-9]+)?|hem|ngo"
        r"|ap|quoc lo|pho)\b(?! day)",
        r"\b(?:(?<!hien )(?<!dang )tai|o|dia chi:?|d/c:) (?:so )?[0-9]{1,4}(?:/[0-9]{1,4}){0,3}"
        r"[a-d]?"
        r"(?= [a-z])(?! (?:dvtn|ban|doan vien|luot|nguoi|dan|hs)\b)",
        r"\b(?:khoi|lop) [0-9]{1,2}(?: ?(?:,|va|-) ?[0-9]{1,2}(?![0-9])(?! (?:ban|em|hs|dv)\b))+",
        r"(?<!moi )\b(?:lan|dot|(?<!dang )(?<!chu )(?<!hoc )ky|cum|khu pho|to dan pho|tdp"
        r"|(?<!ra )(?<!gop )(?<!xuat )(?<!dong )quan(?= ?(?:[1-9]|1[0-2])(?![0-9]))"
        r"|(?<!toan )phuong(?! [0-9]{1,2} (?:ban|bn|dv|doan vien|nguoi)\b)|p\.|q\.|kv|khu vuc"
        r"|duong(?: so)?|hem|ngo|so nha|khoi|lop|tang|phong|ap(?= ?[0-9]{1,2}(?![0-9]))|quoc lo"
        r"|thon|to so|doi so|nhom so"
        r"|ca(?= ?[1-4](?![0-9]))|ban so"
        r"|nghi quyet|dieu(?! [0-9]+ (?:doi|to|ban|dvtn|doan vien|nguoi|dv)\b)|khoan"
        r"|phien ban|bieu mau|mau|mau so|phu luc|stt|quy|tuan|bai so|km|cau"
        r"|ban in lan|ma so)"
        r" ?(?:thu )?[0-9]{1,3}(?![0-9])(?![.,/][0-9])"
        r"(?! ?(?:tr|trieu|luot|dvtn|ho dan|hs|ho so|nguoi dan|tk|tai khoan)\b)",
        r"\b(?:khu pho|kp|ap) [0-9]{1,2}(?:(?: ?(?:,|va|\+) ?|-)[0-9]{1,2}(?![0-9]| ?[a-z/]))+",
        r"\b(?:q|p|t|kp)[0-9]{1,2}(?![0-9])(?=\W)",
        r"\bkp [1-9][0-9]?(?![0-9]|[.,][0-9])(?! ?(?:tr|trieu|tram|k|cu|nghin|ngan|d|dong|vnd|luot"
        r"|dvtn|ban|hs)(?![a-z]))",
        r"(?:\b(?:ngay thu )?t7 ?tn\b)",
        r"^[ \t]*(?:[-+*•–][ \t]*)?"
        r"(?:\(?[0-9]{1,2}[ ]?[.)](?=[ \ta-z])|[0-9]{1,2}/(?=[ \ta-z])|[a-h][.)](?=[ \t])"
        r"|\(?[ivx]{1,4}[.)](?=[ \t]))",
        r"^[ \t]*[0-9]{1,2} ?[-:|\t](?= ?[a-z][^\n]{0,60}[0-9])",
        r"\b(?:doi|to|nhom|diem|chot)(?: hinh)? (?:so )?[1-9](?= ?:| ?\([0-9]|(?: co| gom)? [0-9])",
        r"(?<!so )\b(?:doi hinh|to|doi|nhom) so [0-9]{1,2}(?![0-9])",
        r"\bto (?:1[0-9]|[2-9][0-9])(?=,| kp| khu pho)",
        r"\bto [1-9](?=,? ?(?:kp|khu pho|ap))",
        r"\b(?:ho (?:va )?ten|nguoi (?:bao cao|gui|lap|nop|phu trach|lien he)|dau moi)[a-z ]{0,24}:"
        r"[^\n0-9,;]*",
        r"\bsize [a-z0-9]+",
        r"(?:(?<=lam )|(?<=chia ))(?:[0-9]{1,2}|hai|ba) ca\b(?! ?(?:ho so|hs)\b)",
        r"\S+\.(?:docx?|xlsx?|pptx?|pdf|jpe?g|png|zip|mp4)\b",
        r"~~[^~\n]{1,40}~~",
        r"\b(?:co|duoc|dc) moi(?= [0-9])",
        r"\bxap xi\b",
        r"\btrang [0-9]{1,3}(?![0-9])(?! ?(?:tin|bai)\b)",
        r"(?<=¬, )to [0-9]{1,2}(?![0-9])(?! ?(?:dvtn|ban|nguoi|luot|doan vien)\b)",
        r"\b(?:quay|ban|cua|o|diem|chot|vi tri) so [0-9]{1,2}(?:(?:,| va"
        r"| &)(?: so)? [0-9]{1,2}(?![0-9]))*"
        r"(?! ?(?:dvtn|ban|nguoi|luot|doan vien|hs)\b)",
        r"(?:(?<=phu nu )|(?<=cuu chien binh )|(?<=nong dan )|(?<=chu thap do ))\([^()\n]*\)",
        r"\b(?:sua|o|chinh|doi|tai|bang|bo sung|cap nhat) (?:dong|muc|cot|phan|y)"
        r" (?:so |thu )?[0-9]{1,2}(?![0-9])",
        r"\b[0-9]/[0-9]+(?= (?:(?:tong )?so|khoi luong|cong viec|chi tieu) ?)",
        r"\([^()\n]{0,40}\b(?:toan phuong|toan xa|ca phuong|ca xa)[^()\n]{0,20}\)",
        r"\b[0-9]+ (?:hs|ho so)(?= con lai\b)",
        r"(?:(?<=\bo )|(?<=\btai ))to [0-9]{1,2}(?![0-9])",
    )
)
_MAYBE: Final = re.compile(r"[0-9>@]|thu |cn\b|chu nhat|www|http|^\s*[a-h][.)]")
_BRACKETS: Final = re.compile(r"\(([^()\n]{0,80})\)")
_LABELS: Final = re.compile(r"\[([^\[\]\n]{2,40})\](?= ?[0-9])")
_INLINE: Final = re.compile(r"\([1-9][0-9]?\)(?= ?[a-z])")
_ORDINALS: Final = re.compile(
    r"\b(to|doi|doi hinh|nhom|diem|chot|khu|ca) ([1-9])(?= (?!x |ban |dvtn |doan )[a-z]| ?[:(])"
    r"|\b(ban) ([1-9])(?= ?:)"
)
_POINTS: Final = re.compile(r"(?<![^\s])[1-9][0-9]?\. (?=[a-z0-9¬])")
_COUNTED_POINTS: Final = re.compile(r"(?<!\S)1\. [a-z¬][^\0]*? 2\. [a-z0-9¬][^\0]*? 3\. [a-z0-9¬]")
_DASHED: Final = re.compile(r" [-–—] ")
_LISTS: Final = tuple(
    (
        re.compile(f" {mark} "),
        re.compile(rf"[a-z] {mark} |[0-9] {mark} [a-z]"),
        re.compile(rf"(?<=[0-9a-z]) {mark} (?=[0-9]+ ?[a-z])"),
    )
    for mark in ("/", "[-–—]")
)
_A_LIST: Final = 3
_FIRST_POINT: Final = re.compile(r"(?<!\S)\(?1(?:\)|[./](?= ))")
_POINT: Final = re.compile(r"(?<!\S)\(?([1-9])(?:\)|[./](?= ))(?= ?[a-z0-9])")
_BARE_FIGURE: Final = re.compile(r"[ 0-9.,/]+")
_ORDER: Final = re.compile(
    r" ?(?:tiep )?(?:nhan|tn) ?[/-] ?(?:da )?(?:gq|tra|giai quyet|xu ly|xong) ?"
)
_OF_DOSSIERS: Final = re.compile(
    r" ?(?:(?:so )?(?:ho so|hs) )?(?:da )?(?:duoc )?(?:tiep nhan|nhan|tn|giai quyet|gq|tra"
    r"|xu ly|xong) ?"
)
_NEGATION: Final = re.compile(r"\b(?:khong|ko|chua|toan bo|het)\b")


@lru_cache(maxsize=4)
def without_noise(text: str) -> str:
    """Folded text of the same length: what is no figure blanked, asides without one emptied."""
    if not _MAYBE.search(text):
        return text
    if _FIRST_POINT.search(text):
        text = "\n".join(map(_unnumbered, text.split("\n")))
    for pattern in _NOISE:
        text = pattern.sub(_blank, text)
    text = _without_ordinals(text)
    if "(1)" in text and "(2)" in text:
        text = _INLINE.sub(_blank, text)
    if _COUNTED_POINTS.search(text):
        text = _POINTS.sub(_blank, text)
    if " / " in text or _DASHED.search(text):
        text = "\n".join(map(_listed, text.split("\n")))
    if "[" in text:
        text = _LABELS.sub(_unboxed, text)
    return _BRACKETS.sub(_aside, text) if "(" in text else text


def _unboxed(match: re.Match[str]) -> str:
    """ "[Đoàn viên] 6"."""
    return f" {match[1]}:"


def _unnumbered(line: str) -> str:
    """ "1) 20 ĐVTN 2) 60 lượt dân": numbering inside a line, as long as it goes on by one."""
    numbered: list[re.Match[str]] = []
    for match in _POINT.finditer(line):
        if int(match[1]) == len(numbered) + 1:
            numbered.append(match)
    if len(numbered) < _A_LIST:
        return line
    for match in numbered:
        mark = ";".ljust(len(match[0]), BLANK) if match.start() else BLANK * len(match[0])
        line = line[: match.start()] + mark + line[match.end() :]
    return line


def _listed(line: str) -> str:
    """ "dân 7 / 5 đội hình / 2 tin": what stands between the items of a list joins no numbers."""
    for mark, shows, joins in _LISTS:
        if len(mark.findall(line)) > 1 and shows.search(line):
            line = joins.sub(" ; ", line)
    return line


def _without_ordinals(text: str) -> str:
    """ "tổ 1 ở chợ ..., tổ 2 ở bến xe": numbered, not counted."""
    counts: dict[str, set[str]] = {}
    for match in _ORDINALS.finditer(text):
        counts.setdefault(match[1] or match[3], set()).add(match[2] or match[4])
    for word, numbers in counts.items():
        if {"1", "2"} <= numbers:
            text = re.sub(rf"\b{word} [1-9]\b(?!,[0-9])", _blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


def _aside(match: re.Match[str]) -> str:
    """(xã hội hóa 10tr) stays an aside, (người) is nothing, (25) is its figure."""
    inside = match[1]
    if _BARE_FIGURE.fullmatch(inside):
        return f" {inside} "
    if _ORDER.fullmatch(inside) or _OF_DOSSIERS.fullmatch(inside):
        return f" {inside} "
    if any(c.isdigit() for c in inside) or _NEGATION.search(inside):
        return match[0]
    return " " * len(match[0])
