"""Who is to do what."""

import re
from collections.abc import Iterator
from typing import Final

from reading.fold import plain
from reading.plans.layout import Paragraph
from reading.plans.model import Assignment
from reading.plans.units import UNIT, is_unit, names

_TASKED: Final = re.compile(
    r"\b(?P<kind>[Pp]hân công|[Gg]iao(?: cho| nhiệm vụ cho)?|[Cc]hỉ đạo|[Đđ]ề nghị"
    r"|[Kk]ính đề nghị|[Yy]êu cầu|[Rr]iêng|[Đđ]ối với)"
    r"(?: đồng chí| đ/c)? ?:? ?(?=[A-ZĐÀ-Ỹa-z0-9])"
)
_ROLE: Final = re.compile(
    r"(?:[Đđ]ơn vị |[Bb]ộ phận |[Cc]ơ quan )?(?P<kind>[Pp]hụ trách(?: chính)?|[Cc]hủ trì"
    r"|[Pp]hối hợp(?: thực hiện)?|[Tt]hực hiện|[Tt]ham mưu|[Đđ]ảm nhận"
    r"|[Pp]hân công(?: thực hiện)?|[Đđ]ơn vị thực hiện|[Tt]hành phần)"
    r" ?: ?(?=[A-ZĐÀ-Ỹ0-9Cc])"
)
_DOES: Final = re.compile(
    r" ?(?P<kind>phụ trách|chủ trì|chịu trách nhiệm|có trách nhiệm|đảm nhận|tham mưu|phối hợp"
    r"|thực hiện|triển khai|tổ chức|cần|xây dựng|chủ động|nghiêm túc|hướng dẫn|hỗ trợ|theo dõi"
    r"|đăng ký|cử|huy động|vận động|bố trí|lập|gửi|báo cáo|tuyên truyền|ra quân|tổng hợp"
    r"|tiếp nhận|thành lập|trực|tập trung|căn cứ|quan tâm|tạo điều kiện|phát động|tiếp tục"
    r"|duy trì|kiểm tra|nộp|cung cấp|thông báo|phân công)\b"
)
_SECTION: Final = re.compile(r"to chuc thuc hien|phan cong|trach nhiem|nhiem vu|thuc hien")
_DUTIES: Final = re.compile(r"to chuc thuc hien|phan cong|trach nhiem")
_LABEL: Final = re.compile(
    r"thoi|dia|noi dung|kinh phi|thanh phan|so luong|yeu cau|luu y|ho so|chi tieu|hinh thuc"
    r"|doi tuong|trang phuc|phuong tien"
    r"|dot|ngay|thang|quy|tu|truoc|sau|cham|han|dang ky|bao cao|che do|link|email|dien thoai|moi"
    r"|muc|giai|cong tac|cach|ket qua|lien he|so|ve|cap|gom|to chuc|thuc hien"
)
_STARTS: Final = re.compile(r"\(\*?|(?<=[.;:]) ")
_COMPANY: Final = re.compile(
    r"\s*(?:,? ?(?:phối hợp(?: với| cùng)?|cùng(?: với)?)) (?P<others>.{1,200})"
)
_KINDS: Final = {
    "phân công": "phân công",
    "giao": "giao",
    "chỉ đạo": "chỉ đạo",
    "đề nghị": "đề nghị",
    "kính đề nghị": "đề nghị",
    "yêu cầu": "giao",
    "riêng": "giao",
    "đối với": "giao",
}
_LONGEST: Final = 300
_LONGEST_NAME: Final = 8


def assignments(body: tuple[Paragraph, ...]) -> tuple[Assignment, ...]:
    found: list[Assignment] = []
    seen: set[tuple[tuple[str, ...], str]] = set()
    for i, one in enumerate(body):
        for each in (*_headed(body, i), *_tasked(one), *_roles(one), *_doing(one)):
            key = (each.units, each.content[:60])
            if each.units and key not in seen:
                seen.add(key)
                found.append(each)
    return tuple(found)


def _headed(body: tuple[Paragraph, ...], i: int) -> Iterator[Assignment]:
    """ "2. Ban Thường vụ Quận Đoàn" with its tasks below; "- Chi đoàn A: tasks"."""
    one = body[i]
    if not one.marker:
        return
    in_section = any(_SECTION.search(plain(above)) for above in one.path)
    if is_unit(one.text) and in_section:
        tasks = [each.text for each in body[i + 1 : i + 12] if one.text in each.path]
        yield Assignment(
            names(one.text.strip(" :.")),
            "; ".join(tasks)[:_LONGEST],
            (tasks or [one.text])[0][:160],
            "giao",
        )
        return
    head, colon, rest = one.text.partition(":")
    if colon and rest.strip() and (is_unit(head) or _is_named(one, head)):
        yield Assignment(names(head.strip()), rest.strip()[:_LONGEST], one.text[:160], "giao")


def _is_named(one: Paragraph, head: str) -> bool:
    """In a list of duties whatever stands before the colon is who has them."""
    duties = any(_DUTIES.search(plain(above)) for above in one.path)
    return (
        duties
        and len(head.split()) <= _LONGEST_NAME
        and head[:1].isupper()
        and not (_LABEL.match(plain(head)) or _TASKED.match(head))
    )


def _tasked(one: Paragraph) -> Iterator[Assignment]:
    for match in _TASKED.finditer(one.text):
        unit = UNIT.match(one.text, match.end())
        if unit is None:
            continue
        kind = _KINDS[re.sub(r" (?:cho|nhiệm vụ cho)$", "", match["kind"].lower())]
        units = names(unit[0])
        others = _COMPANY.match(one.text, unit.end())
        if others:
            company = UNIT.match(others["others"])
            units += names(company[0]) if company else ()
        end = _sentence_end(one.text, unit.end())
        content = one.text[unit.end() : end].strip(" :,") or one.text[: match.start()]
        if kind == "phân công":
            content = _before(one.text, match.start())
        yield Assignment(
            units,
            content[:_LONGEST],
            one.text[match.start() : min(end, match.start() + 160)].rstrip(" ."),
            kind,
        )


def _before(text: str, at: int) -> str:
    start = text.rfind(". Phân công", 0, at)
    return text[max(start, 0) : at].strip(" .") or text


def _roles(one: Paragraph) -> Iterator[Assignment]:
    for match in _ROLE.finditer(one.text):
        unit = UNIT.match(one.text, match.end())
        if unit is None:
            continue
        about = one.path[-1] if match.start() < 4 and one.path else one.text[: match.start()]  # noqa: PLR2004  after its bullet
        yield Assignment(
            names(unit[0]),
            about.strip(" (*-")[:_LONGEST],
            one.text[match.start() : unit.end()].strip(),
            match["kind"].lower(),
        )


def _doing(one: Paragraph) -> Iterator[Assignment]:
    """ "Các cơ sở Đoàn triển khai ..." at the start, "(Chi đoàn A phụ trách)" in brackets."""
    for start in (0, *(match.end() for match in _STARTS.finditer(one.text))):
        unit = UNIT.match(one.text, start)
        does = _DOES.match(one.text, unit.end()) if unit else None
        if unit is None or does is None or not names(unit[0]):
            continue
        bracketed = one.text[start - 1 : start] in ("(", "*")
        if bracketed and does["kind"] not in (
            "phụ trách",
            "chủ trì",
            "thực hiện",
            "đảm nhận",
            "tham mưu",
            "chịu trách nhiệm",
            "phối hợp",
        ):
            continue
        end = _sentence_end(one.text, unit.end())
        quote = one.text[start : min(end, start + 160)].strip(" *")
        content = one.text[:start].strip(" (*") if bracketed else one.text[unit.end() : end].strip()
        yield Assignment(
            names(unit[0]), content[:_LONGEST], quote, "phụ trách" if bracketed else "giao"
        )


def _sentence_end(text: str, start: int) -> int:
    match = re.compile(r"[.;)](?= |$)").search(text, start, start + 600)
    return match.start() if match else min(len(text), start + 600)
