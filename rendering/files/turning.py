"""A sheet is turned around the tables that are too wide for it upright: what is before and behind
them stays as it was."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

_BREAK: Final = (
    '<w:p {}><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)
Element = Any  # of lxml, which has no types


def turn(document: "Document", first: "Table", last: "Table") -> None:
    """From the heading of `first` to `last`. A sheet that is turned already stays so."""
    section = section_of(document, last)
    if width_of(section) > _size(section, "h"):
        return
    _heading(first._tbl).addprevious(_break(section))
    turned = _break(section)
    _turned(turned[0].sectPr)
    last._tbl.addnext(turned)
    _goes_on(section)


def section_of(document: "Document", table: "Table") -> Element:
    """The w:sectPr that rules where the table stands: the next one that follows it."""
    for each in table._tbl.itersiblings():
        found = each.xpath("./w:pPr/w:sectPr")
        if found:
            return found[0]
    return document.element.body.sectPr


def room(section: Element) -> int:
    """Between its margins, in twentieths of a point."""
    from docx.oxml.ns import qn

    margins = section.find(qn("w:pgMar"))
    sides = sum(int(margins.get(qn(f"w:{side}"))) for side in ("left", "right"))
    return width_of(section) - sides


def width_of(section: Element) -> int:
    return _size(section, "w")


def _size(section: Element, side: str) -> int:
    from docx.oxml.ns import qn

    return int(section.find(qn("w:pgSz")).get(qn(f"w:{side}")))


def _heading(table: Element) -> Element:
    """The paragraph that must stand with the table, or the table itself."""
    before = table.getprevious()
    keeps = before is not None and before.xpath("self::w:p/w:pPr/w:keepNext")
    return before if keeps else table


def _break(section: Element) -> Element:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph = parse_xml(_BREAK.format(nsdecls("w")))
    paragraph[0].append(deepcopy(section))
    return paragraph


def _turned(section: Element) -> None:
    from docx.oxml.ns import qn

    size = section.find(qn("w:pgSz"))
    wide, high = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), high)
    size.set(qn("w:h"), wide)
    size.set(qn("w:orient"), "landscape")
    _goes_on(section)


def _goes_on(section: Element) -> None:
    """Only the first page of the document goes without its number."""
    from docx.oxml.ns import qn

    for first in section.findall(qn("w:titlePg")):
        section.remove(first)
