"""The sheet Chưa báo cáo: who must report and has not, who still owes something, who stands
apart."""

from rendering.files.cells import Cell
from rendering.files.sheet import Column, Table, Workshop, say
from rules.day_book import DayBook, UnitBook
from rules.model import Progress
from rules.rollup import UnitLine


def add_owed(shop: Workshop) -> None:
    book = shop.book
    pen = shop.page(say("owed"), f"{say('owed')}: {book.title}")
    table = Table(pen, _columns())
    for order, unit in enumerate(_shown(book), start=1):
        table.add(_row(shop, order, unit))
    table.filtered()
    if not any(_owes(unit.line) for unit in book.units):
        table.remark(say("nobody_owes"))


def _columns() -> list[Column]:
    return [
        Column(say("order"), 5, "middle"),
        Column(say("unit"), 40),
        Column(say("state"), 16, "middle"),
        Column(say("lacks"), 44),
        Column(say("photos_there"), 10, "number"),
        Column(say("last_word"), 14, "moment"),
        Column(say("notes"), 34),
    ]


def _shown(book: DayBook) -> list[UnitBook]:
    """First who has no figures at all, last who does not take part; else as the host orders."""
    shown = [unit for unit in book.units if unit.line.progress is not Progress.COMPLETE]
    return sorted(shown, key=lambda unit: (not unit.line.must_report, unit.line.reported))


def _owes(line: UnitLine) -> bool:
    return line.must_report and line.progress is not Progress.COMPLETE


def _row(shop: Workshop, order: int, unit: UnitBook) -> list[Cell]:
    line = unit.line
    return [
        order,
        line.name,
        say("progress", line.progress.value),
        ", ".join(lacking(shop.book, line)),
        line.photos if line.must_report else None,
        shop.shown(unit.sent_at),
        unit.reason,
    ]


def lacking(book: DayBook, line: UnitLine) -> list[str]:
    """In words: the figures by name, and how many photos."""
    if not line.must_report:
        return []
    if not line.values and not line.photos and line.progress is not Progress.RETURNED:
        return [say("whole_report")]
    owed = [say("sent_back")] if line.progress is Progress.RETURNED else []
    owed += [each.label for each in book.metrics if _misses(line, each.key, book)]
    photos = max(0, book.min_photos - line.photos)
    return [*owed, say("some_photos", photos)] if photos else owed


def _misses(line: UnitLine, key: str, book: DayBook) -> bool:
    required = {each.key for each in book.metrics if each.required and each.by_default}
    return key not in line.values and key in required.union(line.also_required)
