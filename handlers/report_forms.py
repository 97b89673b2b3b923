"""The questions of a quick report and of its correction, and the card that answers them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from aiogram.fsm.context import FSMContext

from actions.submit_report import Entry, Reported, submit_as
from handlers.forms import Asked, Field, Form
from handlers.reporter import brought, has_several
from handlers.turn import Card, Replies, Turn
from reading.edits import read_edit
from reading.numbers import number
from reading.report import read_report
from rules.model import Metric, Source
from storage.participations import Participation


def _read_figure(text: str, asked: Asked) -> int | dict[str, int] | None:
    """One number; or a whole report, whenever it comes."""
    told = number(text)
    if told is not None:
        return told
    values = read_report(text, metrics=metrics_in(asked.known)).values
    return {value.key: value.value for value in values} or None


def _wanted(position: int) -> Callable[[Asked], bool]:
    """While there is such a question, and no answer so far has told its figure."""

    def wanted(asked: Asked) -> bool:
        keys = asked.known["asked"]
        return len(keys) > position and keys[position] not in _given(asked.answers, asked.known)

    return wanted


def _read_change(text: str, asked: Asked) -> dict[str, int] | None:
    metrics = metrics_in(asked.known)
    values = read_report(text, metrics=metrics).values or read_edit(text, metrics)
    return {value.key: value.value for value in values} or None


def metrics_in(known: Mapping[str, Any]) -> list[Metric]:
    return [Metric(**{**each, "words": tuple(each["words"])}) for each in known["metrics"]]


def _given(answers: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, int]:
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
    values = _given(answers, known)
    participation_id = known["participation_id"]
    if not values:
        return turn.says("report/no_figures", participation_id=participation_id)
    entry = Entry(values, Source.GUIDED, brought(turn, turn.text))
    reported = await submit_as(turn.session, turn.actor, participation_id, entry, now=turn.now)
    return shown(turn, reported)


async def _finish_edit(
    turn: Turn, _state: FSMContext, answers: dict[str, Any], known: dict[str, Any]
) -> Replies:
    entry = Entry(answers["change"], Source.TYPED, brought(turn, turn.text))
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
    "report_edit", (Field("change", _read_change, kind="change", example="ĐVTN 30"),), _finish_edit
)
FORMS = (GUIDED, EDIT)


def card(
    turn: Turn,
    participation: Participation,
    *,
    fresh: bool,
    doubtful: object = (),
    changes: object = (),
) -> Card:
    return turn.card(
        f"report:{participation.id}",
        "report/card",
        fresh=fresh,
        p=participation,
        several=has_several(turn),
        doubtful=doubtful,
        changes=changes,
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
            doubtful=reported.doubtful,
            changes=reported.changes,
        )
    said = turn.says("report/edited", r=reported, zone=reported.after.zone)
    if reported.after.facts == reported.before.facts:
        return said
    return [said, card(turn, reported.after, fresh=False, doubtful=reported.doubtful)]


def known_of(found: Participation) -> dict[str, Any]:
    return {
        "participation_id": found.id,
        "unit": found.unit_name,
        "metrics": [_json(metric) for metric in found.metrics],
    }


def _json(metric: Metric) -> dict[str, Any]:
    return {**asdict(metric), "words": list(metric.words)}
