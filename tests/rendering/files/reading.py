"""Files read back by another library than the one that made them."""

from io import BytesIO

import docx
from docx.document import Document
from docx.table import Table


def opened(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def rows(table: Table) -> list[list[str]]:
    """Cell by cell over the XML: python-docx's own way takes seconds for 168 rows."""
    return [
        ["".join(text.text or "" for text in cell.iter(_TEXT)) for cell in row.tc_lst]
        for row in table._tbl.tr_lst
    ]


_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def paragraphs(document: Document) -> list[str]:
    return [each.text for each in document.paragraphs if each.text]


def everything(document: Document) -> str:
    return "\n".join(text.text or "" for text in document.element.body.iter(_TEXT))
