"""The Excel file of a day: a sheet for each thing that is asked of it, drawn from the day book."""

from pathlib import Path

from xlsxwriter import Workbook

from rendering.files.cells import Styles, clean
from rendering.files.history import add_history
from rendering.files.owed import add_owed
from rendering.files.pictures import add_pictures
from rendering.files.plans import add_plans
from rendering.files.results import add_results
from rendering.files.sheet import Workshop
from rendering.files.summary import add_summary
from rendering.files.thumbnails import Thumbnail
from rules.day_book import DayBook


def workbook(book: DayBook, thumbnail: Thumbnail, out: Path) -> None:
    """Writes an .xlsx to `out`. `thumbnail`: a photo's small JPEG, None while it is not there."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(out.parent),
    }
    with Workbook(str(out), options) as made:
        shop = Workshop(made, Styles(made), book)
        made.set_properties(
            {"title": clean(book.title), "author": clean(book.host), "created": book.figures.at}
        )
        add_summary(shop)
        add_plans(shop)
        add_results(shop)
        add_owed(shop)
        add_history(shop)
        add_pictures(shop, thumbnail)
