"""The sheet that hangs at the place: what, where, when, and two codes to scan or type."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from markupsafe import Markup

from actions.shift_links import Sheets
from rendering.calendar import qr_svg
from rendering.pages import page
from rendering.texts import words
from storage.db import Session
from storage.shifts import Shift, load_shift

HALF: Final = 4


def order(sheets: Sheets) -> str:
    """What `sheet_page` needs, as part of a file's reference: the codes are known only now."""
    return ",".join(f"{each.shift_id}.{each.sign_up}.{each.check_in}" for each in sheets.codes)


def sheet_name(sheets: Sheets) -> str:
    first = sheets.first
    return words("shifts/sheet_file", zone=first.zone, shift=first).text


async def sheet_page(
    session: Session, ordered: str, join: Callable[[str], str], *, now: datetime
) -> bytes | None:
    """HTML made for A4, one page a place. None when nothing of the order is there any more."""
    shown = []
    for each in ordered.split(","):
        shift_id, sign_up, check_in = each.split(".")
        shift = await load_shift(session, int(shift_id))
        if shift is not None and shift.cancelled_at is None and shift.ends_at > now:
            shown.append(_sheet(shift, sign_up, check_in, join))
    return page("sheet", sheets=shown).encode() if shown else None


def _sheet(
    shift: Shift, sign_up: str, check_in: str, join: Callable[[str], str]
) -> dict[str, object]:
    lines = words("shifts/sheet_lines", zone=shift.zone, shift=shift).text
    return {
        "unit": shift.unit_name,
        "title": shift.event_title,
        "lines": Markup(lines),  # noqa: S704  escaped by its template
        "sign_up": _code(sign_up),
        "check_in": _code(check_in),
        "sign_up_qr": Markup(qr_svg(join(sign_up))),  # noqa: S704  drawn by segno
        "check_in_qr": Markup(qr_svg(join(check_in))),  # noqa: S704  drawn by segno
    }


def _code(code: str) -> str:
    return f"{code[:HALF]} {code[HALF:]}"
