"""Mẫu 1 and Mẫu 2 of the city's plan of 2017 (Kế hoạch 378-KH/TĐTN-BCNLĐ), for the whole day. What
nobody was asked stays open, to be written by hand."""

from typing import Any, Final

from rendering.files.facts import (
    achievements,
    letterhead_facts,
    line_of,
    lines_of,
    registered,
    shortcomings,
)
from rendering.files.fitting import fit_signers
from rendering.files.sentences import printable
from rendering.files.word import built_in, filled, saved
from rendering.texts import number
from rules.day_book import DayBook, Plan, UnitBook

PUBLICITY: Final = frozenset({"leaflets", "media_posts", "initiatives"})
"""What Mẫu 2 wants under "thông tin tuyên truyền"; all other figures are its activities."""


def form_1(book: DayBook) -> bytes:
    """Bảng đăng ký: the registrations as they were given, the other units named below."""
    planned = [(unit, unit.plan) for unit in book.units if unit.plan and unit.line.must_report]
    without = [unit for unit in book.units if unit.plan is None and unit.line.must_report]
    away = [unit for unit in book.units if not unit.line.must_report]
    facts = {
        **letterhead_facts(book),
        "dang_ky": [_row(book, at, *each) for at, each in enumerate(planned, 1)],
        "chua_dang_ky": lines_of(book, "not_registered", missing=without, away=away),
    }
    document = filled(built_in("form_1"), facts)
    fit_signers(document)
    return saved(document, facts["ten_ngay"], book.figures.at)


def form_2(book: DayBook) -> bytes:
    """Báo cáo kết quả."""
    units = [unit for unit in book.units if unit.line.has_figures]
    facts = {
        **letterhead_facts(book),
        "ban": line_of(book, "edition"),
        "trien_khai": lines_of(book, "deployment", registered=registered(book)),
        "tuyen_truyen": lines_of(book, "publicity", told=PUBLICITY),
        "hoat_dong": lines_of(book, "activities", told=PUBLICITY, units=units),
        "tap_huan": lines_of(book, "by_hand"),
        "mat_duoc": achievements(book),
        "han_che": shortcomings(book),
    }
    document = filled(built_in("form_2"), facts)
    fit_signers(document)
    return saved(document, facts["ten_ngay"], book.figures.at)


def _row(book: DayBook, at: int, unit: UnitBook, plan: Plan) -> dict[str, Any]:
    return {
        "tt": number(at),
        "don_vi": printable(unit.line.name),
        "noi_dung": printable(plan.content),
        "thoi_gian_dia_diem": printable(plan.time_place),
        "hoan_thanh": printable(plan.finish_time),
        "cach_lam": "\n".join(lines_of(book, "expected", plan=plan)),
        "phoi_hop": printable(plan.partners),
        "ghi_chu": printable(plan.notes),
    }
