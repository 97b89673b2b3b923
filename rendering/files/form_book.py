"""Which part of a foreign workbook is which sheet, and what makes it work out its formulas anew."""

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Final
from xml.parsers import expat

from rules.model import Refused

WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_CALC: Final = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>")
_ASKED: Final = re.compile(rb'\s+fullCalcOnLoad="[^"]*"')
_BEFORE_CALC: Final = re.compile(
    rb"</(?:\w+:)?(?:sheets|functionGroups|externalReferences|definedNames)>"
    rb"|<(?:\w+:)?(?:functionGroups|externalReferences|definedNames)\b[^>]*/>"
)
_STORED: Final = re.compile(
    rb"(<(?:\w+:)?f\b[^>]*/>|</(?:\w+:)?f>)\s*<(?:\w+:)?v(?:>[^<]*</(?:\w+:)?v>|\s*/>)"
)

Element = tuple[str, dict[str, str]]


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part of each worksheet by its name. Refused: "own_form_unreadable"."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in _elements(parts.get(_RELATIONS, b""))
        if name == "Relationship"
    }
    found = {}
    for name, attributes in _elements(parts[WORKBOOK]):
        if name != "sheet":
            continue
        ids = [value for key, value in attributes.items() if key.endswith(":id")]
        part = _part(targets.get(ids[0], "") if ids else "")
        if part in parts and "/worksheets/" in part:
            found[attributes.get("name", "")] = part
    return found


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def recalculating(workbook: bytes) -> bytes:
    """The workbook part, asking the next program that opens it to work out every formula."""
    found = _CALC.search(workbook)
    if found is not None:
        attributes = _ASKED.sub(b"", found[2]) + b' fullCalcOnLoad="1"'
        tag = b"<" + found[1] + b"calcPr" + attributes + found[3] + b">"
        return workbook[: found.start()] + tag + workbook[found.end() :]
    places = list(_BEFORE_CALC.finditer(workbook))
    if not places:
        raise Refused("own_form_unreadable")
    last = places[-1]
    prefix = re.match(rb"</?((?:\w+:)?)", last[0])
    name = prefix[1] if prefix else b""
    tag = b"<" + name + b'calcPr fullCalcOnLoad="1"/>'
    return workbook[: last.end()] + tag + workbook[last.end() :]


def without_stored_values(sheet: bytes) -> bytes:
    """What formulas came to in the blank form is not what they come to now."""
    return _STORED.sub(rb"\1", sheet)


def _elements(xml: bytes) -> Iterator[Element]:
    found: list[Element] = []
    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler = lambda name, attributes: found.append(
        (name.rpartition(":")[2], attributes)
    )
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as fault:
        raise Refused("own_form_unreadable") from fault
    yield from found
