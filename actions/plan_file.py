"""A plan's file as text: .docx, .pdf with a text layer, .txt; within limits, nothing followed."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from rules.model import Refused

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

LARGEST: Final = 20_000_000
UNPACKED: Final = 60_000_000
MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 200
PAGES: Final = 60
"""Some three seconds of pypdf; a plan has ten."""
LONGEST: Final = 400_000
_SUFFIXES: Final = (".docx", ".doc", ".pdf", ".txt", ".odt", ".rtf")
"""Those of a text, also of a kind that is refused with what to send instead."""
_MAIN: Final = "word/document.xml"
_ENTITIES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEADER_COLUMN: Final = re.compile(r"^(?:stt|tt)\b", re.IGNORECASE)
_FEWEST_COLUMNS: Final = 3
_FEWEST_LETTERS: Final = 40


def may_be_plan(name: str) -> bool:
    """By the name of the file: a sheet or a picture is none."""
    return name.lower().endswith(_SUFFIXES)


def plan_text(content: bytes) -> str:
    """Refused: "plan_too_large" (pages), "plan_unreadable", "plan_locked" (a PDF with a
    password), "plan_is_picture" (a PDF without a text layer).

    Takes seconds for a long PDF: bot/plan_reading.py runs it in a process of its own.
    """
    if len(content) > LARGEST:
        raise Refused("plan_too_large", pages=PAGES)
    if content.startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        text = _guarded(_pdf, content)
    elif content.startswith(b"PK"):
        text = _guarded(_docx, content)
    else:
        text = _plain(content)
    if not text.strip():
        raise Refused("plan_unreadable")
    return text[:LONGEST]


def _guarded(read: Callable[[bytes], str], content: bytes) -> str:
    try:
        return read(content)
    except Refused:
        raise
    except RecursionError as fault:
        raise Refused("plan_unreadable") from fault
    except Exception as fault:  # the parsers raise whatever they meet in a broken file
        raise Refused("plan_unreadable") from fault


def _docx(content: bytes) -> str:
    """Refused before it is opened when it unpacks into too much or declares entities of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check(archive)
    import docx  # a third of a second of every start, for one file a year

    lines: list[str] = []
    length = 0
    for line in _docx_lines(docx.Document(io.BytesIO(content))):
        lines.append(line)
        length += len(line)
        if length > LONGEST:
            break
    return "\n".join(lines)


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused("plan_too_large", pages=PAGES)
    if any(part.file_size > MOST_RATIO * max(part.compress_size, 1000) for part in parts):
        raise Refused("plan_too_large", pages=PAGES)
    if _MAIN not in {part.filename for part in parts}:
        raise Refused("plan_unreadable")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = archive.read(part)
            if _ENTITIES.search(content) or b"\x00" in content[:200]:  # UTF-16 would hide them
                raise Refused("plan_unreadable")


def _docx_lines(document: "Document") -> Iterator[str]:
    from docx.table import Table as DocxTable
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield _numbered(block.text, block.style.name if block.style else None, block)
        elif isinstance(block, DocxTable):
            yield from _table_lines(block)


def _numbered(text: str, style: str | None, block: object) -> str:
    """Word draws the bullet of a list itself; without it two tasks would run together."""
    properties = getattr(getattr(block, "_p", None), "pPr", None)
    listed = properties is not None and properties.numPr is not None
    if text.strip() and (listed or (style or "").startswith("List")):
        return f"- {text}"
    return text


def _table_lines(table: "Table") -> Iterator[str]:
    """A table of rows keeps them, cells apart; the columns of a letterhead are read one by one."""
    rows = [[cell.text.strip() for cell in row.cells] for row in islice(table.rows, 500)]
    if rows and len(rows[0]) >= _FEWEST_COLUMNS and _HEADER_COLUMN.match(rows[0][0]):
        for number, row in enumerate(rows):
            cells = [" ".join(cell.split()) for cell in row]
            yield "\t".join([cells[0] or str(number), *cells[1:]])
        return
    for row in rows:
        done: list[str] = []
        for cell in row:
            if cell not in done:
                done.append(cell)
                yield from cell.splitlines()


def _pdf(content: bytes) -> str:
    import pypdf  # likewise

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("plan_locked")
    if len(reader.pages) > PAGES:
        raise Refused("plan_too_large", pages=PAGES)
    text, pictures = [], 0
    for page in reader.pages:
        text.append(page.extract_text())
        pictures += 1
        if sum(map(len, text)) > LONGEST:
            break
    joined = "\n".join(text)
    if pictures and len(joined.strip()) < _FEWEST_LETTERS:
        raise Refused("plan_is_picture")
    return joined


def _plain(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content[: LONGEST * 4].decode(encoding, errors="strict")
    except UnicodeDecodeError as fault:
        raise Refused("plan_unreadable") from fault
    if any(char < " " and char not in "\t\r\n\f" for char in text):
        raise Refused("plan_unreadable")
    return text
