"""THE DOOR: a unit's quick report as it was written -> the figures it states.

The way of a text: lines "nhãn: số" are read from memory (`plain_lines`); all else is folded
(`fold`), its chat spellings made plain (`respelled`), the sender's name set aside (`sender`,
`name_end`, `untyped_names`), what only looks like a figure masked (`noise`), made tokens and
numbers (`tokens`, `numbers`, `amounts`) and cut into
clauses with the known words of each (`clauses`, `terms`, `lexicon`). Each number gets the words
that fit it best (`frames`, `attachment`) and by them its metric (`meaning`, `topics`), or by what
was said before (`contexts`); so it is stated (`statements`, `stating`, `products`, `settling`).
Plans and questions are silenced (`silence`), parts added up (`totals`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reading.amounts import Amount
from reading.clauses import message
from reading.fold import Folded, bears_marks, fold
from reading.indents import parents
from reading.lexicon import FUNDS
from reading.noise import BLANK, without_noise
from reading.plain_lines import Plain, plain_lines
from reading.respelled import respelled
from reading.sender import Sender, other_unit, sender
from reading.sheets import Copied, copied
from reading.silence import Silence, done_after, silences
from reading.so_far import Statement
from reading.statements import told
from reading.terms import lexicon
from reading.totals import Total, details_aside, totals
from reading.unsure import HEDGED, UNITS, is_hedged
from rules.model import METRICS, Metric

LONGEST: Final = 8000
_MANY: Final = 100_000
"""No unit counts so many of anything but money."""
_CHATTER: Final = 6
_GROUP: Final = re.compile(r"\b(?:team|nhom|hoi) $")
"""What a name is called beside its type: "Team P. Hải Yên" is no team of the report."""
_WORDS: Final = re.compile(r"[a-z]{2,}")
_CORRECTS: Final = re.compile(
    r"\b(?:sua|dinh chinh|cap nhat|nham|chinh lai|dieu chinh|chinh xac|doi lai|thay doi|bao lai"
    r"|bc lai|update|gui lai|thay so|so dung|cap nhap|fix|lon|sai)\b"
    r"|\btinh (?:den|toi)\b[^\n]{0,120}\bden (?:gio|cuoi|luc)\b"
    r"|\bden [0-9]{1,2} ?(?:h|gio)\b[^\n]{0,200}\b(?:cuoi buoi|ket thuc"
    r"|den [0-9]{1,2} ?(?:h|gio))\b"
)


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of a metric and the words that say so; a `doubtful` one is to be asked about.

    `how` it came about: stated, sum (of parts), product, ratio, copied ("giải quyết toàn bộ").
    """

    key: str
    value: int
    start: int
    end: int
    quote: str
    doubtful: bool = False
    how: str = "stated"
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Loose:
    """A number that could be a figure and that no word explains, or a vague one ("20-25")."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`values` in the order of the metrics, one each; `leftover`: the lines that gave nothing;
    `loose`: the numbers to ask about; `corrects`: only what is named is changed."""

    values: tuple[Value, ...] = ()
    unit: str | None = None
    is_report: bool = False
    leftover: tuple[str, ...] = ()
    loose: tuple[Loose, ...] = ()
    corrects: bool = False

    def as_dict(self) -> dict[str, str | int]:
        """{"unit": ..., metric: number, ...}; empty when it is no report."""
        if not self.is_report:
            return {}
        unit: dict[str, str | int] = {"unit": self.unit} if self.unit else {}
        return unit | {value.key: value.value for value in self.values}


def read_report(
    text: str, *, metrics: Sequence[Metric] = METRICS, unit_names: Sequence[str] = ()
) -> Reading:
    """Never raises. `unit`: the entry of `unit_names` that is named, else as the sender wrote.
    Beyond `LONGEST` letters, twice what any chat sends at once, nothing is read."""
    sheet = copied(text[:LONGEST])
    if sheet is not None:
        return _of_sheet(text, sheet, metrics, unit_names)
    plain = plain_lines(text, metrics, unit_names, _certain)
    if plain is not None:
        return _plainly(text, metrics, plain)
    return read_at_length(text, metrics=metrics, unit_names=unit_names)


def read_at_length(
    text: str, *, metrics: Sequence[Metric] = METRICS, unit_names: Sequence[str] = ()
) -> Reading:
    """`read_report` on the long way."""
    sheet = copied(text[:LONGEST])
    if sheet is not None:
        return _of_sheet(text, sheet, metrics, unit_names)
    folded = respelled(fold(text[:LONGEST]))
    who = sender(folded, unit_names)
    told_by_it = _without_sender(folded, who)
    values, loose, corrects = figures(told_by_it, metrics)
    if who is None and not corrects and _is_chatter(told_by_it, values):
        values = ()
    if values and who is not None and other_unit(folded, who):
        values = tuple(one if one.doubtful else _of_two(one) for one in values)
    leftover = _leftover(text, values, folded, who)
    unit = who.name if who else None
    return Reading(values, unit, bool(values), leftover, loose if values else (), corrects)


def _of_sheet(
    text: str, sheet: Copied, metrics: Sequence[Metric], unit_names: Sequence[str]
) -> Reading:
    said = read_report(sheet.text, metrics=metrics, unit_names=unit_names)
    values = tuple(_quoting(text, one, *sheet.place(one.start)) for one in said.values)
    return replace(said, values=values, leftover=(), loose=())


def _quoting(text: str, value: Value, start: int, end: int) -> Value:
    return replace(value, start=start, end=end, quote=text[start:end])


def _of_two(value: Value) -> Value:
    return replace(value, doubtful=True, doubt=UNITS)


def _plainly(text: str, metrics: Sequence[Metric], plain: Plain) -> Reading:
    by_key = {total.key: total for total in plain.totals}
    found = (by_key[metric.key] for metric in metrics if metric.key in by_key)
    values = tuple(
        Value(one.key, one.value, one.start, one.end, text[one.start : one.end], how=one.how)
        for one in found
    )
    return Reading(values, plain.who.name if plain.who else None, is_report=True)


def _certain(folded: Folded, metrics: Sequence[Metric]) -> Sequence[Total]:
    """The figures when all that is said is figures, and none is doubtful."""
    if respelled(folded) is not folded:
        return ()
    found, loose, corrects = _told(folded, metrics, silent=True)
    return () if loose or corrects or any(one.doubt for one in found) else found


def _is_chatter(folded: Folded, values: Sequence[Value]) -> bool:
    """One number in a sentence of many other words, from nobody: "15 bạn đi cùng xe nha"."""
    if len(values) != 1 or values[0].value == 0:
        return False
    (one,) = values
    around = _WORDS.findall(folded.text.replace(one.quote.lower(), " "))
    return len(around) >= _CHATTER and not _is_labelled(folded, one)


def _is_labelled(folded: Folded, one: Value) -> bool:
    """ "ĐVTN: 31", "Kết quả: 31 ĐVTN"."""
    before = folded.source[: one.start].rstrip()
    label_first = not one.quote[0].isdigit() and one.quote[-1].isdigit()
    return label_first or ":" in one.quote or before.endswith((":", "-", "\n"))


def figures(
    folded: Folded, metrics: Sequence[Metric], *, silent: bool = True
) -> tuple[tuple[Value, ...], tuple[Loose, ...], bool]:
    found, loose, corrects = _told(folded, metrics, silent=silent)
    by_key = {total.key: total for total in found}
    values = tuple(_value(folded, by_key[m.key]) for m in metrics if m.key in by_key)
    return values, tuple(_loose(folded, one) for one in loose), corrects


def _told(
    folded: Folded, metrics: Sequence[Metric], *, silent: bool
) -> tuple[Sequence[Total], Sequence[Amount], bool]:
    known = lexicon(tuple(metrics))
    said = message(folded, without_noise(folded.text), known)
    found = told(said, known)
    stated = details_aside(found.statements, parents(folded.text))
    hushed = silences(folded) if silent and stated else ()
    live = _live(folded.text, stated, hushed)
    hidden = _hidden(stated, live, hushed) if hushed and live else ()
    corrects = said.amounts.corrects or bool(_CORRECTS.search(folded.text))
    loose = (*found.loose, *said.amounts.vague, *hidden)
    figures = totals(live, corrects=corrects)
    return [_hedged(folded, one) for one in figures], loose, corrects


def _hedged(folded: Folded, total: Total) -> Total:
    if total.key != FUNDS and total.value >= _MANY and not total.doubt:
        return replace(total, doubt=HEDGED)
    is_open = not total.doubt or total.doubt == "sum"
    return replace(total, doubt=HEDGED) if is_open and is_hedged(folded, total) else total


def _live(text: str, statements: Sequence[Statement], hushed: Sequence[Silence]) -> list[Statement]:
    """Without those in a silent stretch; a silent heading silences all after it."""
    live: list[Statement] = []
    said: set[tuple[int, str]] = set()
    for one in statements:
        zones = [zone for zone in hushed if zone.start <= one.at < zone.end]
        again = bool(zones) and all(zone.once and (zone.start, one.key) in said for zone in zones)
        said.update((zone.start, one.key) for zone in zones)
        if not zones or again:
            live.append(one)
    for zone in hushed:
        if zone.heads and not any(one.at < zone.start for one in live):
            until = done_after(text, zone.end)
            live = [one for one in live if one.at >= until]
    return live


def _hidden(
    stated: Sequence[Statement], live: Sequence[Statement], hushed: Sequence[Silence]
) -> Iterator[Amount]:
    """Figures of plans and questions beside others that count: "P. A cử 8 ĐVTN, P. B cử 10"."""
    counted = {one.at for one in live}
    for one in stated:
        if one.at in counted or not one.value:
            continue
        if not any(zone.is_sure and zone.start <= one.at < zone.end for zone in hushed):
            yield Amount(one.value, one.start, one.end, 0, 0)


def _value(folded: Folded, total: Total) -> Value:
    start, end = folded.span(total.start, total.end)
    quote = folded.source[start:end]
    return Value(
        total.key, total.value, start, end, quote, bool(total.doubt), total.how, total.doubt
    )


def _loose(folded: Folded, amount: Amount) -> Loose:
    start, end = folded.span(amount.start, amount.end)
    return Loose(start, end, folded.source[start:end])


def _without_sender(folded: Folded, who: Sender | None) -> Folded:
    """ "Đoàn phường 12", "Văn phòng Đăng ký đất đai": a name neither counts nor registers."""
    if who is None:
        return folded._replace(accented=folded.accented and bears_marks(folded.source))
    text = folded.text
    first, last = folded.span(who.start, who.end)
    rest = f"{folded.source[:first]} {folded.source[last:]}"
    group = _GROUP.search(text[: who.start])
    start = group.start() if group else who.start
    masked = text[:start] + BLANK * (who.end - start) + text[who.end :]
    return folded._replace(text=masked, accented=folded.accented and bears_marks(rest))


def _leftover(
    text: str, values: Sequence[Value], folded: Folded, who: Sender | None
) -> tuple[str, ...]:
    spans = [(value.start, value.end) for value in values]
    if who is not None:
        spans.append(folded.span(who.start, who.end))
    left, start = [], 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if line.strip() and not any(first < end and start < last for first, last in spans):
            left.append(line.strip())
        start = end
    return tuple(left)
