"""A table's rows as paragraphs: each cell said with the name of its column."""

import re
from typing import Final

from reading.fold import plain
from reading.plans.layout import Paragraph

_COLUMNS: Final = (
    ("time", re.compile(r"thoi gian|tien do|thoi han|hoan thanh|ngay|lich")),
    ("unit", re.compile(r"don vi|phu trach|chu tri|phan cong|thuc hien|bo phan")),
    ("target", re.compile(r"chi tieu|so luong")),
    ("name", re.compile(r"noi dung|hoat dong|cong viec|nhiem vu|ten|chuong trinh")),
)
_SEPARATOR: Final = " | "
_FEWEST: Final = 2


def flattened(body: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    columns: list[str] = []
    for one in body:
        if not one.is_row:
            found.append(one)
            continue
        cells = one.text.split(_SEPARATOR)
        named = _header(cells)
        if named:
            columns = named
        else:
            found += _row(cells, columns, one)
    return tuple(found)


def _header(cells: list[str]) -> list[str]:
    kinds = [_kind(cell) for cell in cells]
    known = [kind for kind in kinds if kind]
    opens = plain(cells[0]) in ("stt", "tt")
    return kinds if (opens or not cells[0][:1].isdigit()) and len(known) >= _FEWEST else []


def _kind(cell: str) -> str:
    folded = plain(cell)
    if len(folded) > 40:  # noqa: PLR2004  a column's name is short
        return ""
    return next((kind for kind, pattern in _COLUMNS if pattern.search(folded)), "")


def _row(cells: list[str], columns: list[str], one: Paragraph) -> list[Paragraph]:
    said = dict(zip(columns, cells, strict=False)) if len(cells) == len(columns) else {}
    if not said:
        return [Paragraph(", ".join(cells), "-", one.path)]
    name = said.get("name") or ", ".join(cells)
    path = (*one.path, name)
    found = [Paragraph(name, "1", one.path)]
    if said.get("time"):
        found.append(Paragraph(f"Thời gian: {said['time']}", "-", path))
    if said.get("unit"):
        found.append(Paragraph(f"Đơn vị thực hiện: {said['unit']}", "-", path))
    if said.get("target"):
        found.append(Paragraph(f"Chỉ tiêu: {said['target']}", "-", path))
    return found
