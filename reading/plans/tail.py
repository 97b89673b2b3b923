"""Below the text: who signed, who receives it, the forms that are appended."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from reading.plans.model import ReportForm, Signer

_RECIPIENTS: Final = re.compile(r"\bN[ơo]i nh[ậa]n ?[:.]?", re.IGNORECASE)
_BULLET: Final = re.compile(r"^[-–—+•*●·] ?")
_FILED: Final = re.compile(r"^L[ưu]u\b", re.IGNORECASE)
_BEHALF: Final = re.compile(r"(?:TM|KT|T/M|TL|TUQ|Q)\. ?[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ0-9 .,–-]+")
_ROLE: Final = re.compile(
    r"^(?:PHÓ |Q\. ?|QUYỀN )?(?:BÍ THƯ(?: THƯỜNG TRỰC)?|CHỦ TỊCH|CHỦ NHIỆM|TRƯỞNG BAN"
    r"|HIỆU TRƯỞNG|GIÁM ĐỐC"
    r"|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG|TRƯỞNG ĐOÀN|ĐỘI TRƯỞNG|UỶ VIÊN|ỦY VIÊN)(?: ĐOÀN| THƯỜNG TRỰC)?$"
)
_SIGNED: Final = re.compile(r"^\(?(?:đã k[ýí]|Đã k[ýí]|ĐÃ KÝ)\)?$")
_NAME: Final = re.compile(r"^(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+ ){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$")
_FORM: Final = re.compile(
    r"^(?:MẪU|Mẫu|PHỤ LỤC|Phụ lục|BIỂU MẪU|Biểu mẫu)(?: số)? ?[0-9IVX]{0,3}\b"
)
_FORM_END: Final = re.compile(r"^(?:TM\.|NGƯỜI LẬP)")
_OUTLINE: Final = re.compile(r"^(?:[IVX]{1,4}|[0-9]{1,2})[.)] ?")
_COLUMNS: Final = re.compile(r"^(?:STT|TT)\b")
_RIGHT_COLUMN: Final = re.compile(
    r" +(?:(?:TM|KT|TL|TUQ)\. ?[A-ZĐÀ-Ỹ]{2}.*|(?:PHÓ )?(?:BÍ THƯ|CHỦ TỊCH|HIỆU TRƯỞNG)\b.*)$"
)


def recipients(tail: Sequence[str]) -> tuple[str, ...]:
    start = next((i for i, line in enumerate(tail) if _RECIPIENTS.search(line)), None)
    if start is None:
        return ()
    first = _RECIPIENTS.search(tail[start])
    lines = [tail[start][first.end() :].strip() if first else "", *tail[start + 1 :]]
    found: list[str] = []
    bulleted = any(_BULLET.match(line) for line in lines[:4])
    for line in lines:
        kept = _RIGHT_COLUMN.sub("", line).strip()
        if _ends_list(kept, found, bulleted=bulleted):
            break
        if not kept or _BEHALF.match(kept) or _ROLE.match(kept) or _SIGNED.match(kept):
            continue
        _add(found, kept, bulleted=bulleted)
    return tuple(each for each in (_trimmed(one) for one in found) if each)


def _ends_list(line: str, found: list[str], *, bulleted: bool) -> bool:
    if not found:
        return False
    if _FORM.match(line):
        return True
    closed = bool(_FILED.match(_BULLET.sub("", found[-1])))
    if closed and not (line and line[0].islower()):
        return True
    return bulleted and bool(_NAME.match(line)) and found[-1].endswith((".", ";"))


def _add(found: list[str], line: str, *, bulleted: bool) -> None:
    opens = (
        bool(_BULLET.match(line))
        if bulleted
        else not (found and not found[-1].endswith((";", ".")))
    )
    text = _BULLET.sub("", line)
    if opens:
        found.append(text)
    elif found and not found[-1].endswith((";", ".")) and not _NAME.match(line):
        found[-1] = f"{found[-1]} {text}"


def _trimmed(line: str) -> str:
    return re.sub(r"[\s;.,/]+$", "", line)


def signers(tail: Sequence[str]) -> tuple[Signer, ...]:
    lines = _signature(tail)
    found: list[Signer] = []
    behalf: str | None = None
    role: str | None = None
    signed: bool | None = None
    for line in lines:
        if _BEHALF.match(line):
            if role is not None:
                found.append(Signer(behalf, role, None, signed))
                role = None
            behalf, signed = line, None
        elif _ROLE.match(line):
            role = line
        elif _SIGNED.match(line):
            signed = True
        elif role is not None and _NAME.match(line):
            found.append(Signer(behalf, role, line, signed))
            behalf = role = signed = None
    if role is not None:
        found.append(Signer(behalf, role, None, signed))
    return tuple(found)


def _signature(tail: Sequence[str]) -> list[str]:
    """Up to the first form; a role beside "Nơi nhận" or behind a recipient stands on its own."""
    lines: list[str] = []
    for line in tail:
        if _FORM.match(line):
            break
        head = _RECIPIENTS.split(line)[0].strip()
        right = _RIGHT_COLUMN.search(head)
        if right and not _ROLE.match(head) and not _BEHALF.match(head):
            lines.append(right[0].strip())
        elif head:
            lines.append(head)
    return lines


def forms(tail: Sequence[str]) -> tuple[ReportForm, ...]:
    starts = [i for i, line in enumerate(tail) if _FORM.match(line)]
    return tuple(_form(tail[start:end]) for start, end in pairwise([*starts, len(tail)]))


def _form(lines: Sequence[str]) -> ReportForm:
    name = _FORM.match(lines[0])
    rest = [lines[0][name.end() :].strip(" :.-")] if name else []
    body = [line for line in (*rest, *lines[1:]) if line]
    opens = next(
        (i for i, line in enumerate(body) if _COLUMNS.match(line) or _OUTLINE.match(line)),
        len(body),
    )
    title = " ".join(body[:opens])
    kept: list[str] = []
    for line in body[opens:]:
        if _FORM_END.match(line):
            break
        kept += [cell.strip() for cell in line.split(" | ")]
    is_table = bool(kept) and bool(_COLUMNS.match(kept[0]))
    return ReportForm(
        lines[0][: name.end()] if name else lines[0],
        title,
        "table" if is_table else "outline",
        tuple(_whole(kept)),
    )


def _whole(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if found and line.startswith("("):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line.rstrip(":"))
    return found
