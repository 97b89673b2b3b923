"""A document as lines and paragraphs: its head, its body, what stands below the signature."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_MARKER: Final = re.compile(
    r"(?:(?P<roman>[IVX]{1,5}) ?[./)-](?=\s|[A-ZĐÀ-Ỹ])"
    r"|(?P<capital>[A-HKLM]) ?[.)/](?= ?[A-ZĐÀ-Ỹ]{2})"
    r"|(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?(?=\s)|[0-9]{1,2} ?[.)/](?![0-9])(?:-(?= ))?)"
    r"|(?P<letter>[a-zđ]) ?[.)](?=\s)|(?P<bullet>[-–—+•*●○▪◦✓■►·➢❖☐o](?=\s|[A-ZĐÀ-Ỹa-z])))\s*"
)
_BULLETS: Final = "-–—+•*●○▪◦✓■►·➢❖☐"
_TERMINAL: Final = re.compile(r"[.;:!?…]$|\./\.$|[.;:]”$")
_JOINS: Final = re.compile(
    r"(?:\b(?:và|của|các|với|về|cho|tại|trong|theo|là|để|từ|đến|ngày|số)|,)$"
)
_RULE: Final = re.compile(r"^[\s*_=~.–—-]*$")
_PAGE: Final = re.compile(r"^(?:-? ?[0-9]{1,3} ?-?|Trang [0-9]{1,3}(?:/[0-9]{1,3})?)$")
_TAIL: Final = re.compile(r"\bN[ơo]i nh[ậa]n ?:?|^(?:TM|KT|T/M|TL|TUQ)\. ?[A-ZĐÀ-Ỹ]")
_KIND: Final = re.compile(
    r"^(?P<kind>KẾ HOẠCH LIÊN TỊCH|KẾ HOẠCH|THÔNG BÁO|HƯỚNG DẪN|CHƯƠNG TRÌNH|CÔNG VĂN|THƯ NGỎ|ĐỀ ÁN"
    r"|THỂ LỆ|PHƯƠNG ÁN|THƯ KÊU GỌI|QUYẾT ĐỊNH)\b"
)
_OPENS_BODY: Final = re.compile(
    r"^(?:Căn cứ|Thực hiện|Nhằm|Để |Theo |Kính gửi|Trên cơ sở|Tiếp tục|Hưởng ứng|Chào mừng|Phát huy"
    r"|Ban |Đoàn |UBND|Ủy ban|Được sự|Xét |Với mục|I ?[./)-]|1 ?[./)])"
)
_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
LONGEST: Final = 3_000
_LONG_LINE: Final = 45


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`marker` is "I", "1", "a", "-" or ""; `path` the headings above, the outermost first."""

    text: str
    marker: str
    path: tuple[str, ...] = ()
    is_row: bool = False

    @property
    def is_heading(self) -> bool:
        return self.marker in ("I", "1", "a") and len(self.text) <= 200  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Document:
    """`title` are the lines between the kind of document and its first sentence."""

    head: tuple[str, ...]
    kind: str | None
    title: tuple[str, ...]
    preamble: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    tail: tuple[str, ...]


def document(text: str) -> Document:
    lines = _lines(text)
    kind_at = next((i for i, line in enumerate(lines[:60]) if _KIND.match(line)), None)
    start = _body_start(lines, kind_at)
    end = _tail_start(lines, start)
    title = lines[kind_at + 1 : start] if kind_at is not None else []
    first = _KIND.match(lines[kind_at]) if kind_at is not None else None
    rest = lines[kind_at][first.end() :].strip(" :-") if first and kind_at is not None else ""
    paragraphs = _with_paths(_paragraphs(lines[start:end]))
    opening = next((i for i, one in enumerate(paragraphs) if one.marker), None)
    split = opening if opening is not None else min(1, len(paragraphs))
    return Document(
        tuple(line for line in lines[: kind_at if kind_at is not None else start] if line),
        first["kind"] if first else None,
        tuple(line for line in (rest, *title) if line and not _RULE.match(line)),
        tuple(paragraphs[:split]),
        tuple(paragraphs[split:]),
        tuple(line for line in lines[end:] if line),
    )


def clean(text: str) -> str:
    """One line as facts quote it: composed, spaces collapsed, without the marks of bold type."""
    composed = unicodedata.normalize("NFC", text).replace("**", "")
    return " ".join(_INVISIBLE.sub("", composed).split())


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n"):
        cells = [clean(cell) for cell in re.split(r"\t| {4,}", raw)]
        filled = [cell for cell in cells if cell]
        if len(filled) > 2 and (filled[0].isdigit() or filled[0].upper() in ("STT", "TT")):  # noqa: PLR2004
            lines.append(" | ".join(filled))
        else:
            lines += filled or [""]
    return [piece for line in lines if not _PAGE.match(line) for piece in _short_enough(line)]


def _short_enough(line: str) -> Iterator[str]:
    """A paragraph is read in bounded time; a longer line falls into several."""
    while len(line) > LONGEST:
        cut = max(line.rfind(". ", 0, LONGEST) + 1, 0) or line.rfind(" ", 0, LONGEST)
        cut = cut if cut > 0 else LONGEST
        yield line[:cut].strip()
        line = line[cut:].strip()
    yield line


def _body_start(lines: list[str], kind_at: int | None) -> int:
    after = 0 if kind_at is None else kind_at + 1
    for i in range(after, min(len(lines), after + 25)):
        if _OPENS_BODY.match(lines[i]) and (i > after or kind_at is not None):
            opened = i > after or not lines[i].isupper()
            if opened and _starts_sentence(lines, i, after):
                return i
    return after if kind_at is not None else min(len(lines), after)


def _starts_sentence(lines: list[str], i: int, after: int) -> bool:
    """A title may begin with "Thực hiện ..." too: it stands right below the kind of document."""
    if lines[i].startswith(("Căn cứ", "I", "1", "Kính gửi", "Nhằm")):
        return True
    below = [line for line in lines[after:i] if line and not _RULE.match(line)]
    return bool(below) or len(lines[i]) > 120  # noqa: PLR2004


def _tail_start(lines: list[str], start: int) -> int:
    for i in range(start, len(lines)):
        if _TAIL.search(lines[i]):
            return i
    return len(lines)


def _paragraphs(lines: Iterable[str]) -> list[Paragraph]:
    found: list[Paragraph] = []
    blank = False
    for line in lines:
        if not line or _RULE.match(line):
            blank = True
            continue
        marker, text = _marked(line)
        last = found[-1] if found else None
        short = last is not None and len(last.text) < LONGEST
        if last is not None and short and not marker and _continues(last, line, blank=blank):
            found[-1] = Paragraph(f"{last.text} {line}", last.marker, is_row=last.is_row)
        else:
            found.append(Paragraph(text, marker, is_row=" | " in line))
        blank = False
    return found


def _marked(line: str) -> tuple[str, str]:
    match = _MARKER.match(line)
    if match is None or " | " in line:
        return "", line
    text = line[match.end() :]
    if match["roman"] or match["capital"]:
        return "I", text
    if match["number"]:
        return ("1.1" if match["number"].strip(".)/ -").count(".") else "1"), text
    if match["letter"]:
        return "a", text
    if match["bullet"] == "o" and not line.startswith("o "):
        return "", line
    return ("+" if match["bullet"] in "+○◦o" else "-"), text


def _continues(last: Paragraph, line: str, *, blank: bool) -> bool:
    if " | " in line or _TERMINAL.search(last.text[-4:]):
        return False
    if _JOINS.search(last.text[-8:]) or line[0].islower():
        return True
    return not blank and len(last.text) >= _LONG_LINE and not line.isupper()


_DEPTH: Final = {"I": 0, "1": 1, "1.1": 2, "a": 3, "-": 4, "+": 5, "": 6}


def _with_paths(paragraphs: list[Paragraph]) -> list[Paragraph]:
    above: list[tuple[int, str]] = []
    found: list[Paragraph] = []
    for one in paragraphs:
        depth = _DEPTH[one.marker]
        if one.marker:
            while above and above[-1][0] >= depth:
                above.pop()
        path = tuple(text for _, text in above)
        found.append(Paragraph(one.text, one.marker, path, one.is_row))
        if one.marker:
            above.append((depth, one.text))
    return found
