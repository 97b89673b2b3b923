"""Is an Office file from somebody else safe to open? Judged by its list of parts and their text,
before any parser sees it: no bomb, no entities, nothing fetched from elsewhere, no macros."""

import re
import zipfile
from enum import StrEnum
from typing import Final

MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 200
_ENTITIES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS: Final = re.compile(r"vbaProject|activeX|\.bin$", re.IGNORECASE)
_MACRO_TYPE: Final = b"macroEnabled"
_FETCHED: Final = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_LINK: Final = re.compile(rb"/hyperlink[\"']", re.IGNORECASE)


class Fault(StrEnum):
    TOO_LARGE = "too_large"
    UNSAFE = "unsafe"
    MACROS = "macros"


def fault(archive: zipfile.ZipFile, *, unpacked: int) -> Fault | None:
    """`unpacked`: the most bytes that all parts may come to."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > unpacked:
        return Fault.TOO_LARGE
    if any(part.file_size > MOST_RATIO * max(part.compress_size, 1000) for part in parts):
        return Fault.TOO_LARGE
    if any(_MACROS.search(part.filename) for part in parts):
        return Fault.MACROS
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            found = _in_text(part.filename, archive.read(part))
            if found:
                return found
    return None


def _in_text(name: str, content: bytes) -> Fault | None:
    if _ENTITIES.search(content) or b"\x00" in content[:200]:  # UTF-16 would hide them
        return Fault.UNSAFE
    if name == "[Content_Types].xml" and _MACRO_TYPE in content:
        return Fault.MACROS
    fetched = _FETCHED.findall(content) if name.endswith(".rels") else ()
    return Fault.UNSAFE if any(not _LINK.search(each) for each in fetched) else None
