"""A Word template filled with facts, by docxtpl: ours, or one that a body sent."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError

from rendering.files.sandbox import ForbiddenError, Sandbox
from rules.model import Refused
from rules.packed import Fault, fault

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATES: Final = Path(__file__).parent / "templates"
LARGEST: Final = 5_000_000
UNPACKED: Final = 30_000_000
LONGEST: Final = 3_000_000
"""Bytes of the text of a template: one of ten pages has a tenth."""
MOST_TITLE: Final = 255
_MAIN: Final = "word/document.xml"
_NAMED: Final = re.compile(r"'([^']{1,60})'(?! object)")
_TAGS: Final = re.compile(r"<[^>]+>")
_SHOWN: Final = 80


class BadTemplate(Refused):
    """Refused: "template_too_large", "template_unreadable", "template_unsafe", or
    "template_faulty" (where: the name or the line that Word's user can look for)."""


def built_in(name: str) -> bytes:
    return _kept(name)


@cache
def _kept(name: str) -> bytes:
    return (TEMPLATES / f"{name}.docx").read_bytes()


def check_package(content: bytes) -> None:
    """Before anything of it is opened. BadTemplate."""
    if len(content) > LARGEST:
        raise BadTemplate("template_too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = fault(archive, unpacked=UNPACKED)
            main = next((each for each in archive.infolist() if each.filename == _MAIN), None)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as broken:
        raise BadTemplate("template_unreadable") from broken
    if main is None:
        raise BadTemplate("template_unreadable")
    if found is Fault.TOO_LARGE or main.file_size > LONGEST:
        raise BadTemplate("template_too_large")
    if found is not None:
        raise BadTemplate("template_unsafe")


def filled(template: bytes, facts: Mapping[str, Any]) -> "Document":
    """BadTemplate "template_faulty" or "template_unreadable". A foreign template goes through
    `check_package` first, and takes as long as it takes: run it where it can be stopped."""
    from docxtpl import DocxTemplate  # a third of a second of every start

    word = DocxTemplate(io.BytesIO(template))
    try:
        word.render(dict(facts), Sandbox())
    except TemplateError as error:
        raise BadTemplate("template_faulty", where=_where(error)) from error
    except RecursionError as error:
        raise BadTemplate("template_unreadable") from error
    except Exception as error:  # the parsers raise whatever they meet in a broken file
        raise BadTemplate("template_unreadable") from error
    document: Document = word.docx  # get_docx() would begin anew
    return document


def saved(document: "Document", title: str, at: datetime) -> bytes:
    """`title` and `at`, in UTC, are what Word shows of the file itself."""
    properties = document.core_properties
    properties.title = title[:MOST_TITLE]
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _where(error: TemplateError) -> str:
    """A wrong name, or the line around the fault as Word shows it."""
    if isinstance(error, ForbiddenError):
        return _line(error.line)
    if isinstance(error, TemplateSyntaxError):
        return _line("".join((error.source or "").splitlines()[error.lineno - 1 : error.lineno]))
    told: list[str] = _NAMED.findall(str(error))
    if isinstance(error, UndefinedError):
        return told[-1] if told else ""
    return told[0] if told else ""


def _line(line: str) -> str:
    return " ".join(_TAGS.sub("", line).split())[:_SHOWN]
