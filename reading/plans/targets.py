"""What is to be reached, in numbers."""

import re
from collections.abc import Iterator
from typing import Final

from reading.fold import plain
from reading.plans.layout import Paragraph
from reading.plans.model import Target
from reading.plans.units import UNIT, names

_FIGURE: Final = (
    r"(?P<n>[0-9]{1,3}(?:[.,][0-9]{3})+(?![0-9])|[0-9]{1,7})(?![0-9/]|[.,:-][0-9]|h[0-9 ]"
    r"|g[0-9 ]| ?giờ| ?h\b)"
)
_LEAST: Final = r"(?:ít nhất|tối thiểu|không dưới|từ|trên|hơn|không ít hơn|tối thiểu là)"
_MOST: Final = r"(?:tối đa|không quá|dưới|nhiều nhất)"
_VERBS: Final = (
    r"(?:[Tt]ổ chức|[Tt]hực hiện|[Tt]hành lập|[Vv]ận động|[Hh]ỗ trợ|[Tt]rao(?: tặng)?|[Tt]ặng"
    r"|[Xx]ây dựng|[Hh]uy động|[Tt]uyên truyền"
    r"|[Hh]ướng dẫn|[Tt]iếp nhận|[Kk]ích hoạt|[Gg]iải quyết|[Tt]ư vấn|[Pp]hát|[Cc]ó|[Đđ]ạt"
    r"|[Pp]hấn đấu(?: đạt)?|[Đđ]ăng ký|[Tt]hu hút|[Đđ]ảm bảo|[Bb]ảo đảm"
    r"|[Dd]uy trì|[Tt]rồng(?: mới)?|[Cc]hăm lo|[Pp]hát triển|[Gg]iới thiệu|[Cc]ài đặt"
    r"|[Ss]ửa chữa|[Ll]ắp đặt|[Tt]hu gom|[Tt]ham gia|[Cc]ử|[Gg]ửi|[Tt]riển khai|[Đđ]ăng tải"
    r"|[Vv]iết|[Dd]án|[Ii]n|[Nn]hận|[Tt]ập huấn|[Gg]iúp|[Kk]hám|[Rr]a mắt|[Hh]oàn thành"
    r"|[Gg]iới hạn|[Pp]hấn đấu có|[Hh]iến|[Qq]uyên góp|[Đđ]óng góp|[Cc]ấp|[Mm]ở|[Rr]à soát"
    r"|[Xx]óa|[Vv]ẽ|[Gg]óp|[Ss]ố hóa|[Đđ]ề xuất|[Cc]hụp|[Nn]ộp|[Kk]èm|[Tt]ổ chức được"
    r"|[Ss]áng tạo|[Bb]ố trí)"
)
_EACH: Final = (
    r"(?:[Mm]ỗi|[Mm]ột) (?:đơn vị|cơ sở(?: Đoàn| đoàn)?|chi đoàn|Chi đoàn|phường|Đoàn phường"
    r"|Đoàn xã|đội|đội hình|đoàn viên|đồng chí|khu phố|xã|cá nhân|ĐVTN|đoàn cơ sở|Đoàn cơ sở|lớp"
    r"|trường|tổ)[^,.;0-9“]{0,60}?"
)
_TARGET: Final = re.compile(
    rf"(?:(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<verb>{_VERBS})(?: được| đạt| mới| cho| tỷ lệ"
    rf"| và)?(?: (?P<vleast>{_LEAST}))?|(?P<each>{_EACH})(?:(?P<eleast>{_LEAST}) )?"
    rf"|(?P<sum>[Cc]hỉ tiêu|[Ss]ố lượng)[^0-9.;|]{{0,60}}?)"
    rf" ?:? ?{_FIGURE}(?P<percent> ?%)?(?: ?(?P<unit>[^.;:()“”|\n]{{0,120}}))?"
)
_LEADING: Final = re.compile(rf"^{_FIGURE}(?P<percent> ?%)? (?P<unit>[^.;:()“”|\n]{{3,120}})")
_PERCENT: Final = re.compile(
    rf"(?<![0-9.,]){_FIGURE}(?P<percent> ?%) ?(?P<unit>[^.;:()“”|\n]{{0,120}})"
)
_NOUNS: Final = (
    r"(?:đội hình|đội|lượt|người|đoàn viên|thanh niên|thanh thiếu nhi|thiếu nhi|học sinh"
    r"|sinh viên|hội viên|công trình|phần việc|mô hình|giải pháp"
    r"|sáng kiến|ý tưởng|tờ rơi|tài liệu|phần quà|suất|cây|bài|tin|hộ|buổi|lớp|tuyến|điểm"
    r"|căn nhà|ngôi nhà|hồ sơ|tài khoản|trường hợp|kg|tấn|mét|sản phẩm"
    r"|video|clip|hình ảnh|ảnh|thùng|đơn vị máu|xe|em|gia đình|hoạt động|chương trình|hội thi"
    r"|phóng sự|trụ|bộ|chiếc|cơ sở|chi đoàn|gương|tập thể|cá nhân"
    r"|sân chơi|câu lạc bộ|tủ sách|chốt|ấn phẩm|infographic|thẻ|máy tính|lít|ha|km|đại biểu"
    r"|đồng chí|thành viên|cán bộ|công chức|diễn đàn|ngày công|nhà|trang|cặp)"
)
_COUNTABLE: Final = re.compile(rf" ?{_NOUNS}\b")
_FREE: Final = re.compile(
    rf"(?<![0-9/.,-])(?<!lần )(?<!đợt )(?<!thứ )(?<!số )(?<!mẫu )(?<!cấp )(?<!khối )(?<!tháng )"
    rf"(?<!năm )(?<!ngày )(?<!mức )(?<!phố )"
    rf"(?<!phường )(?<!Phường )(?<!quận )(?<!Quận )(?<!tổ )(?<!ấp )(?<!lớp )(?<!xã ){_FIGURE}"
    rf"(?P<percent>(?!))?(?P<unit> {_NOUNS}\b[^.;:()“”|\n]{{0,90}})"
)
_SECTION: Final = re.compile(r"\bchi tieu\b")
_UNIT_END: Final = re.compile(
    r" (?:về|cho|tại|với|để|được|tham gia|nhằm|theo|trong|phát sóng|gắn|của|trên|hướng dẫn"
    r"|hỗ trợ|tuyên truyền|tư vấn|đạt|có|phục vụ|bằng|từ|vào|trước|do|mỗi|/)\b"
    r"|, (?![a-zà-ỹ ]{1,24}(?:,|$| (?:về|cho|tại)))"
)
_NOT_A_COUNT: Final = re.compile(
    r"^ ?(?:tháng|năm|giờ|h\b|phút|/|tuổi|cấp|ngày kể|trách nhiệm|phường|quận|tiêu chí"
    r"|nội dung sau|- năm|và \d|, [0-9]|đến|-|–|của|sao|ngày làm việc|%?$)"
)
_QUOTED: Final = re.compile(r"[“\"][^”\"]{0,300}[”\"]")


def targets(body: tuple[Paragraph, ...]) -> tuple[Target, ...]:
    found: list[Target] = []
    for one in body:
        seen: set[int] = set()
        for match in _matches(one):
            at = match.start("n")
            target = None if at in seen else _target(one, match)
            if target is not None:
                seen.add(at)
                found.append(target)
    return tuple(found)


def _matches(one: Paragraph) -> Iterator[re.Match[str]]:
    """Names in quotation marks hold no targets; they are blotted, the places stay."""
    text = _QUOTED.sub(lambda match: f"“{'_' * (len(match[0]) - 2)}”", one.text)
    in_section = any(_SECTION.search(plain(above)) for above in one.path)
    if in_section:
        leading = _LEADING.match(text)
        if leading:
            yield leading
    yield from _overlapping(_TARGET, text)
    yield from _overlapping(_PERCENT, text)
    yield from _overlapping(_FREE, text)


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The unit's words reach far; the next figure may stand among them."""
    at = 0
    while match := pattern.search(text, at):
        yield match
        at = match.end("n")


def _target(one: Paragraph, match: re.Match[str]) -> Target | None:
    said = match.groupdict()
    rest = said["unit"] or ""
    if not said["percent"] and _NOT_A_COUNT.match(rest):
        return None
    if said.get("least") in ("từ", "trên", "hơn") and not _counted(rest, bool(said["percent"])):
        return None
    unit = _unit(rest)
    if said["percent"]:
        unit = f"% {rest.strip()[:60]}".strip()
    elif not unit or not unit[0].isalpha():
        return None
    end = match.start("unit") + len(rest if said["percent"] else unit) + 1 if rest else match.end()
    return Target(
        one.text[match.start() : min(end, len(one.text))].strip(" ,"),
        int(re.sub(r"[.,]", "", match["n"])),
        unit,
        _comparator(said),
        _who(one),
        one.text[end : end + 120].strip(" ,."),
    )


def _counted(rest: str, percent: bool) -> bool:
    return percent or bool(_COUNTABLE.match(rest))


def _unit(rest: str) -> str:
    stop = _UNIT_END.search(rest)
    words = (rest[: stop.start()] if stop else rest).strip(" ,").split()
    return " ".join(words[:9])


def _comparator(said: dict[str, str | None]) -> str:
    least = said.get("least") or said.get("vleast") or said.get("eleast")
    if least:
        return ">=" if least not in ("trên", "hơn") else ">"
    return "<=" if said.get("most") else "="


def _who(one: Paragraph) -> str | None:
    """The unit that opens the sentence, or the heading that is one."""
    for text in (one.text, *reversed(one.path)):
        unit = UNIT.match(text)
        if unit and names(unit[0]):
            return ", ".join(names(unit[0]))
    return None
