"""The sheet Lịch sử: every version of every report, what changed marked and told."""

from rendering.files.cells import Cell
from rendering.files.results import figure_columns
from rendering.files.sheet import Column, Table, Workshop, say
from rules.day_book import DayBook, Told, UnitBook
from rules.model import Metric

_METRICS_FROM = 6


def add_history(shop: Workshop) -> None:
    book = shop.book
    pen = shop.page(say("history"), f"{say('history')}: {book.title}")
    table = Table(pen, _columns(book), fixed=3)
    order = 0
    for unit in book.units:
        before: Told | None = None
        for told in unit.told:
            order += 1
            row = _row(shop, order, unit, told, before)
            table.add(row, changed=_changed(told, before, book.metrics), **_faded(told))
            before = told
    table.filtered()


def _columns(book: DayBook) -> list[Column]:
    return [
        Column(say("order"), 5, "middle"),
        Column(say("unit"), 28),
        Column(say("version"), 6, "middle"),
        Column(say("sent_at"), 12, "moment"),
        Column(say("received_at"), 12, "moment"),
        Column(say("how"), 16),
        *figure_columns(book),
        Column(say("difference"), 28),
        Column(say("words"), 44),
    ]


def _row(shop: Workshop, order: int, unit: UnitBook, told: Told, before: Told | None) -> list[Cell]:
    metrics = shop.book.metrics
    return [
        order,
        unit.line.name,
        told.version,
        shop.moment(told.sent_at),
        shop.moment(told.received_at),
        "; ".join(_how(told)),
        *(told.figures.get(metric.key) for metric in metrics),
        _difference(told, before, metrics),
        told.text,
    ]


def _how(told: Told) -> list[str]:
    how = [say("on_behalf") if told.on_behalf else say("by_unit")]
    if told.corrected:
        how = [say("corrected", told.reason)]
    marks = {
        "edited_late": told.edited_late,
        "after_freeze": told.after_freeze,
        "taken_back": not told.counts,
    }
    return how + [say(name) for name, is_so in marks.items() if is_so]


def _moves(told: Told, before: Told | None, metrics: tuple[Metric, ...]) -> list[Metric]:
    if before is None:
        return []
    return [each for each in metrics if told.figures.get(each.key) != before.figures.get(each.key)]


def _changed(told: Told, before: Told | None, metrics: tuple[Metric, ...]) -> set[int]:
    moved = _moves(told, before, metrics)
    return {_METRICS_FROM + metrics.index(metric) for metric in moved}


def _difference(told: Told, before: Told | None, metrics: tuple[Metric, ...]) -> str:
    if before is None:
        return say("first_version")
    lines = [
        say("moved", each.label, before.figures.get(each.key), told.figures.get(each.key))
        for each in _moves(told, before, metrics)
    ]
    return "\n".join(lines) or say("same")


def _faded(told: Told) -> dict[str, str]:
    """What does not count any more is grey."""
    return {} if told.counts else {"font_color": "#808080"}
