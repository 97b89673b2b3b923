"""The questions of a quick report and of its correction, and the card that answers them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from aiogram.fsm.context import FSMContext

from actions.submit_report import Entry, Reported, submit_as
from handlers.forms import Asked, Field, Form
from handlers.reporter import brought, has_several
from handlers.turn import Card, Replies, Turn
from reading.edits import read_edit
from reading.fold import plain
from reading.numbers import number
from reading.orders import metric_called, taken_out
from reading.report import read_report
from rules.model import Metric, Source
from storage.participations import Participation

_ODD: Final = re.compile(r"[/:%<>{}*?-]")
"""In an answer to "bao nhiêu" these make a date, a time or a rate of it."""


def _read_figure(text: str, asked: Asked) -> int | dict[str, int] | None:
    """One number, as a person tells it ("khoảng 25 bạn", "20 + 5"); or a whole report, whenever it
    comes."""
    told = number(text)
    if told is not None:
        return told
    metrics = metrics_in(asked.known)
    values = read_report(text, metrics=metrics).values
    if values:
        return {value.key: value.value for value in values}
    metric = None if _ODD.search(text) else _running(asked, metrics)
    labelled = read_report(f"{metric.label}: {text}", metrics=[metric]).values if metric else ()
    return labelled[0].value if labelled else None


def _running(asked: Asked, metrics: Sequence[Metric]) -> Metric | None:
    """The figure that the running question is about."""
    given = figures_given(asked.answers, asked.known)
    places = [
        key
        for place, key in enumerate(asked.known["asked"])
        if key not in given and f"figure{place + 1}" not in asked.answers
    ]
    return next((metric for metric in metrics if places and metric.key == places[0]), None)


def _wanted(position: int) -> Callable[[Asked], bool]:
    """While there is such a question, and no answer so far has told its figure."""

    def wanted(asked: Asked) -> bool:
        keys = asked.known["asked"]
        return len(keys) > position and keys[position] not in figures_given(
            asked.answers, asked.known
        )

    return wanted


def read_change(text: str, asked: Asked) -> dict[str, int] | None:
    metrics = metrics_in(asked.known)
    values = read_report(text, metrics=metrics).values or read_edit(text, metrics)
    return {value.key: value.value for value in values} or None


def _read_line(text: str, asked: Asked) -> dict[str, Any] | None:
    """What it shall be; which line, by a tap or its name; or which to take out."""
    metrics, values = metrics_in(asked.known), asked.known.get("values", {})
    out = taken_out(text, metrics, values)
    if out is not None:
        return {"removes": sorted(out)}
    keys = {metric.key for metric in metrics}
    line = text if text in keys else metric_called(text, metrics)
    if line is not None:
        return {"line": line}
    change = read_change(text, asked)
    return None if change is None else {"values": change}


def _read_new(text: str, asked: Asked) -> dict[str, Any] | None:
    """The new figure of the line that was named; "bỏ số này" takes it out."""
    line = asked.answers["change"]["line"]
    if plain(text).startswith(("bo so", "xoa so")) and number(text) is None:
        return {"removes": [line]}
    told = number(text)
    if told is not None:
        return {"values": {line: told}}
    change = _read_figure(text, Asked(asked.now, {}, {**asked.known, "asked": [line]}))
    if isinstance(change, int):
        return {"values": {line: change}}
    return None if change is None else {"values": change}


def _line_is_named(asked: Asked) -> bool:
    return "line" in asked.answers.get("change", {})


def metrics_in(known: Mapping[str, Any]) -> list[Metric]:
    return [Metric(**{**each, "words": tuple(each["words"])}) for each in known["metrics"]]


def figures_given(answers: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, int]:
    """All figures that the answers hold; a later answer wins."""
    given: dict[str, int] = {}
    for position, key in enumerate(known["asked"]):
        answer = answers.get(f"figure{position + 1}")
        if isinstance(answer, dict):
            given.update(answer)
        elif answer is not None:
            given[key] = answer
    return given


async def _finish_guided(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    values = figures_given(answers, known)
    participation_id = known["participation_id"]
    if not values:
        return turn.says("report/no_figures", participation_id=participation_id)
    entry = Entry(values, Source.GUIDED, brought(turn, turn.text))
    reported = await submit_as(turn.session, turn.actor, participation_id, entry, now=turn.now)
    return shown(turn, reported)


async def _finish_edit(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    said = answers.get("new") or answers["change"]
    entry = Entry(
        said.get("values", {}),
        Source.TYPED,
        brought(turn, turn.text),
        removes=frozenset(said.get("removes", ())),
    )
    reported = await submit_as(
        turn.session, turn.actor, known["participation_id"], entry, now=turn.now
    )
    return shown(turn, reported)


GUIDED = Form(
    "report",
    tuple(
        Field(
            f"figure{position + 1}",
            _read_figure,
            kind="number",
            optional=True,
            wanted=_wanted(position),
            example="25",
        )
        for position in range(4)
    ),
    _finish_guided,
)
EDIT = Form(
    "report_edit",
    (
        Field("change", _read_line, kind="change", example="ĐVTN 30"),
        Field("new", _read_new, kind="number", wanted=_line_is_named, example="30"),
    ),
    _finish_edit,
)
FORMS = (GUIDED, EDIT)


def card(
    turn: Turn,
    participation: Participation,
    *,
    fresh: bool,
    changes: object = (),
    asks: bool = True,
) -> Card:
    return turn.card(
        f"report:{participation.id}",
        "report/card",
        fresh=fresh,
        p=participation,
        several=has_several(turn),
        changes=changes,
        asks=asks,
        zone=participation.zone,
    )


def shown(turn: Turn, reported: Reported) -> Replies:
    """The card, with what differs from before; after a mere correction, what changed, and the card
    in its place."""
    if reported.first or (reported.whole and reported.after.facts != reported.before.facts):
        return card(
            turn,
            reported.after,
            fresh=True,
            changes=reported.changes,
        )
    said = turn.says("report/edited", r=reported, zone=reported.after.zone)
    if reported.after.facts == reported.before.facts:
        return said
    return [said, card(turn, reported.after, fresh=False, asks=False)]


def known_of(found: Participation) -> dict[str, Any]:
    return {
        "participation_id": found.id,
        "unit": found.unit_name,
        "metrics": [_json(metric) for metric in found.metrics],
    }


def _json(metric: Metric) -> dict[str, Any]:
    return {**asdict(metric), "words": list(metric.words)}
