"""Which files a hand-over has, in which order, and what each is called."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rendering.texts import words
from rules.day_book import DayBook


class Kind(StrEnum):
    """In the order in which an officer wants them."""

    CARD = "card"
    REPORT = "report"
    WORKBOOK = "workbook"
    ANNEX = "annex"
    OWN_FORM = "own_form"
    FORM_1 = "form_1"
    FORM_2 = "form_2"
    WEEKLY = "weekly"
    ROW = "row"
    TEXT = "text"


SENT: Final = (Kind.CARD, Kind.REPORT, Kind.WORKBOOK, Kind.ANNEX, Kind.OWN_FORM)
"""What is sent by itself; the rest waits behind [Tệp khác] and on the board."""
PICTURES: Final = (Kind.CARD, Kind.WEEKLY)
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class FileName:
    kind: Kind
    name: str


def file_name(kind: Kind, book: DayBook, *, part: int = 0, ending: str) -> str:
    """ "Báo cáo 28-11-2026 Bản 1.docx"; `part` from 1 where a file comes in several."""
    said = words("files/name", kind=kind.value, book=book, part=part, zone=book.zone).text
    return f"{safe_name(said)}.{ending}"


def safe_name(name: str) -> str:
    """Without what a file system or a path forbids; accents stay, composed."""
    kept = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", name))
    return " ".join(kept.split())[:LONGEST].strip(" .")
