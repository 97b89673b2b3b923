"""The sheet Đăng ký: what the units registered, in the columns of Mẫu 1 (the city's plan of 2017),
with the figures that they expect."""

from rendering.files.cells import Cell
from rendering.files.sheet import Column, Table, Workshop, say
from rules.day_book import Plan, UnitBook
from rules.model import Metric, Progress

_BEFORE_FIGURES = 8


def add_plans(shop: Workshop) -> None:
    book = shop.book
    metrics = _expected(shop)
    pen = shop.page(say("plans"), f"{say('plans')}: {book.title}")
    table = Table(pen, _columns(metrics))
    for order, unit in enumerate(book.units, start=1):
        table.add(_row(shop, order, unit, metrics))
    table.filtered()
    if metrics and book.units:
        table.add(_totals(table, shop, metrics), bold=True, bg_color="#EEF3FA")


def _expected(shop: Workshop) -> list[Metric]:
    """Only what somebody expects has a column."""
    plans = [unit.plan for unit in shop.book.units if unit.plan is not None]
    return [
        metric for metric in shop.book.metrics if any(metric.key in plan.expected for plan in plans)
    ]


def _columns(metrics: list[Metric]) -> list[Column]:
    return [
        Column(say("order"), 5, "middle"),
        Column(say("unit"), 30),
        Column(say("content"), 32),
        Column(say("time_place"), 26),
        Column(say("finish_time"), 15),
        Column(say("method"), 34),
        Column(say("partners"), 22),
        Column(say("notes"), 22),
        *(Column(say("expected", each.label, each.counts), 10, "number") for each in metrics),
        Column(say("registered_at"), 12, "moment"),
    ]


def _row(shop: Workshop, order: int, unit: UnitBook, metrics: list[Metric]) -> list[Cell]:
    plan = unit.plan or Plan("")
    away = unit.line.progress is Progress.NOT_TAKING_PART
    absent = say("not_held", unit.reason) if away else say("not_registered")
    return [
        order,
        unit.line.name,
        plan.content if unit.plan is not None and not away else absent,
        plan.time_place,
        plan.finish_time,
        plan.summary,
        plan.partners,
        plan.notes,
        *(plan.expected.get(metric.key) for metric in metrics),
        shop.shown(unit.registered_at),
    ]


def _totals(table: Table, shop: Workshop, metrics: list[Metric]) -> list[Cell]:
    plans = [unit.plan for unit in shop.book.units if unit.plan is not None]
    sums = [
        table.column_sum(index, sum(plan.expected.get(metric.key, 0) for plan in plans))
        for index, metric in enumerate(metrics, start=_BEFORE_FIGURES)
    ]
    empty: list[Cell] = [None] * (_BEFORE_FIGURES - 2)
    return [None, say("total"), *empty, *sums, None]
