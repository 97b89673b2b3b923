"""The card of a day: one picture to post, from the book alone."""

from dataclasses import dataclass
from typing import Final

from rendering.files.drawing import png, svg
from rendering.files.mosaic import Shown, chosen
from rendering.files.thumbnails import Thumbnail
from rules.day_book import DayBook
from rules.deadlines import counts_as_on_time
from rules.model import Metric, Progress
from rules.rollup import PEOPLE

PHOTOS: Final = 9
GOALS: Final = 6
HEROES: Final = (PEOPLE, "citizens")


@dataclass(frozen=True, slots=True)
class Share:
    """Units that stand alike; `key` names the words and the colour."""

    key: str
    units: int


def day_card(book: DayBook, thumbnail: Thumbnail) -> bytes:
    """PNG, 1080 px wide."""
    return png(day_svg(book, thumbnail))


def day_svg(book: DayBook, thumbnail: Thumbnail) -> str:
    heroes, others = totals(book)
    return svg(
        "day",
        book=book,
        zone=book.zone,
        heroes=heroes,
        others=others,
        shares=shares(book),
        goals=book.figures.goals[:GOALS],
        more_goals=max(0, len(book.figures.goals) - GOALS),
        photos=photos(book, thumbnail),
    )


def totals(book: DayBook) -> tuple[list[Metric], list[Metric]]:
    """The two that are told largest, and the others."""
    told = [metric for metric in book.metrics if metric.key in book.figures.totals]
    named = [metric for metric in told if metric.key in HEROES]
    heroes = named or told[: len(HEROES)]
    return heroes, [metric for metric in told if metric not in heroes]


def shares(book: DayBook) -> list[Share]:
    """Every expected unit once; none are left out but empty shares."""
    sums = book.figures.tally
    grace = book.schedule.grace_minutes
    on_time = sum(
        unit.line.progress is Progress.COMPLETE and counts_as_on_time(unit.line.timeliness, grace)
        for unit in book.units
    )
    counted = (
        Share("on_time", on_time),
        Share("late", sums.complete - on_time),
        Share("partial", sums.partial),
        Share("returned", sums.returned),
        Share("not_sent", sums.not_sent),
        Share("not_taking_part", sums.not_taking_part),
    )
    return [share for share in counted if share.units]


def photos(book: DayBook, thumbnail: Thumbnail) -> list[Shown]:
    """Seven or eight would leave a hole or crowd a row: six are shown."""
    found = chosen(book.units, thumbnail, PHOTOS)
    return found if len(found) in (1, 2, 3, 4, 5, 6, PHOTOS) else found[:6]
