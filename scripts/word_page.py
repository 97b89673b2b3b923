"""Paper, letters and tables of a Đoàn document after Hướng dẫn 29-HD/TWĐTN-VP, by python-docx."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final, TypedDict, Unpack

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
BOTH: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
FONT: Final = "Times New Roman"
LONG_AGO: Final = (2026, 1, 1, 0, 0, 0)
"""The date of every part, so that the same template is the same file."""


def a4(*, turned: bool = False) -> Document:
    """A4 with margins of 20, 20, 30, 20 mm; the page's number in the middle above, not on the first
    page."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin, section.header_distance = Mm(30), Mm(10)
    if turned:
        turn(section._sectPr)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    number._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
        )
    )
    return document


def turn(section: Any) -> None:  # noqa: ANN401  an element of lxml, which has no types
    size = section.find(qn("w:pgSz"))
    wide, high = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), high)
    size.set(qn("w:h"), wide)
    size.set(qn("w:orient"), "landscape")


class Look(TypedDict, total=False):
    """In points, but `indent` (of the first line) in millimetres. `keep`: with what follows."""

    size: float
    align: WD_ALIGN_PARAGRAPH
    bold: bool
    italic: bool
    underline: bool
    after: float
    indent: float
    keep: bool


def line(place: Document | _Cell, text: str, **look: Unpack[Look]) -> Paragraph:
    """One paragraph; the first line of a cell is already there."""
    empty = isinstance(place, _Cell) and len(place.paragraphs) == 1 and not place.text
    paragraph = place.paragraphs[0] if empty else place.add_paragraph()
    paragraph.alignment = look.get("align", LEFT)
    form = paragraph.paragraph_format
    form.space_after, form.keep_with_next = Pt(look.get("after", 0)), look.get("keep")
    if "indent" in look:
        form.first_line_indent = Mm(look["indent"])
    size = look.get("size", 14)
    half = f'<w:rPr {nsdecls("w")}><w:sz w:val="{round(size * 2)}"/></w:rPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(half))  # an empty line is as high as that
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), look.get("bold")
    run.italic, run.underline = look.get("italic"), look.get("underline")
    return paragraph


def tag(place: Document | _Cell, text: str) -> None:
    """A line that is gone once the template is filled."""
    line(place, text, size=9)


def prose(place: Document | _Cell, name: str, *, keep: bool = False) -> None:
    """A paragraph for each text of the list `name`. `keep`: with who signs, never alone."""
    tag(place, f"{{%p for doan in {name} %}}")
    line(place, "{{ doan }}", align=BOTH, after=6, indent=12.7, keep=keep)
    tag(place, "{%p endfor %}")


def bare_table(document: Document, widths: Sequence[float], rows: int = 1) -> Table:
    """Without lines, in millimetres; rows are not split between pages."""
    table: Table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        whole(row)
    return table


def ruled_table(document: Document, widths: Sequence[float], rows: int, called: str) -> Table:
    """With lines. It is found again by what it is `called` when its columns are known."""
    table = bare_table(document, widths, rows)
    table.style = document.styles["Table Grid"]
    margins = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    name(table, called)
    return table


def name(table: Table, called: str) -> None:
    """Word shows it as the table's title for those who cannot see it, and keeps it."""
    table._tbl.tblPr.append(parse_xml(f'<w:tblCaption {nsdecls("w")} w:val="{called}"/>'))


def whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))


def repeated(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def packed(document: Document) -> bytes:
    """The same bytes every time."""
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    relations = document.part.package.rels
    for each in [key for key, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
        del relations[each]  # a picture of python-docx's own empty page
    kept, out = io.BytesIO(), io.BytesIO()
    document.save(kept)
    with zipfile.ZipFile(kept) as made, zipfile.ZipFile(out, "w") as archive:
        for each in made.namelist():
            part = zipfile.ZipInfo(each, LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, made.read(each))
    return out.getvalue()
