"""A foreign workbook taken apart: within limits, without anything that runs or reaches outside."""

import io
import re
import zipfile
from typing import Final

from rules.model import Refused

LARGEST: Final = 1_000_000
UNPACKED: Final = 12_000_000
SHEETS_UNPACKED: Final = 3_000_000
"""A blank form has a tenth of it; more would keep its reader busy for seconds."""
PARTS: Final = 400
MEGABYTE: Final = 1_000_000
_SHEETS: Final = ("xl/worksheets/", "xl/sharedStrings", "xl/styles")
_PLAIN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RUNS: Final = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|externallinks/|embeddings/|ctrlprops/"
    r"|connections\.xml|querytables/|customui|\.bin$",
    re.IGNORECASE,
)
_PRINTER: Final = re.compile(r"^xl/printerSettings/[^/]*\.bin$")
_MACRO_TYPE: Final = re.compile(rb"macroEnabled|ms-excel\.sheet\.binary|vbaProject", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE: Final = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?![^>]*/hyperlink[\"'])[^>]*>"
)
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def parts_of(content: bytes) -> dict[zipfile.ZipInfo, bytes]:
    """Every part in the order of the file.

    Refused: "own_form_too_large" (megabytes), "own_form_unreadable", "own_form_macros".
    """
    if len(content) > LARGEST:
        raise Refused("own_form_too_large", megabytes=LARGEST // MEGABYTE)
    if content.startswith(_OLD_EXCEL) or not zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused("own_form_unreadable")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            _check_list(listed)
            parts = {each: archive.read(each) for each in listed}
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise Refused("own_form_unreadable") from fault
    _check_parts({each.filename: part for each, part in parts.items()})
    return parts


def _check_list(listed: list[zipfile.ZipInfo]) -> None:
    """Sizes are those of the archive's own list; reading stops where it says that a part ends."""
    sheets = sum(each.file_size for each in listed if each.filename.startswith(_SHEETS))
    whole = sum(each.file_size for each in listed)
    if len(listed) > PARTS or whole > UNPACKED or sheets > SHEETS_UNPACKED:
        raise Refused("own_form_too_large", megabytes=LARGEST // MEGABYTE)
    if any(each.compress_type not in _PLAIN or each.flag_bits & 1 for each in listed):
        raise Refused("own_form_unreadable")
    if len({each.filename for each in listed}) != len(listed):
        raise Refused("own_form_unreadable")


def _check_parts(parts: dict[str, bytes]) -> None:
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise Refused("own_form_unreadable")
    if any(_runs(name) for name in parts) or _MACRO_TYPE.search(parts["[Content_Types].xml"]):
        raise Refused("own_form_macros")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")) and _DOCTYPE.search(part):
            raise Refused("own_form_unreadable")
        if name.endswith(".rels") and _OUTSIDE.search(part):
            raise Refused("own_form_macros")


def _runs(name: str) -> bool:
    """Printers' settings are the one binary part that a plain sheet has."""
    return bool(_RUNS.search(name)) and not _PRINTER.match(name)
