"""`aoxanh read`: the readers without the bot."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from actions.plan_file import plan_text
from actions.roster_file import rows_of
from bot.clock import Clock
from bot.plan_json import plan_as_json, proposal_as_json
from bot.problems import BadSettings
from reading.plan import read_plan
from reading.proposal import propose_from_plan
from reading.report import read_report
from reading.roster import read_roster
from reading.times.phrases import read_time
from rules.deadlines import DEFAULT_ZONE
from rules.model import Refused

PLAN: Final = "plan"


def read_text(what: str, text: str, *, now: datetime | None) -> dict[str, Any]:
    """Raises BadSettings for a reader that does not exist."""
    if what == "report":
        reading = read_report(text)
        return dict(reading.as_dict()) if reading.is_report else {}
    if what == "deadline":
        return _time(text, _here(now))
    if what == PLAN:
        return plan_as_json(read_plan(text, now=_here(now)))
    raise BadSettings(f"read {what}: there is `read report`, `read deadline` and `read plan`")


def read_plan_file(content: bytes, *, now: datetime | None, roster: Path | None = None) -> str:
    """With a roster also the day that the plan proposes for its units, numbered by their rows.
    Raises BadSettings when a file cannot be read.
    """
    try:
        text = plan_text(content)
    except Refused as refusal:
        raise BadSettings(f"read plan: {_REFUSALS.get(refusal.code, refusal.code)}") from refusal
    plan = read_plan(text, now=_here(now))
    answer = plan_as_json(plan)
    if roster is not None:
        proposal = propose_from_plan(plan, _names(roster), text=text)
        answer["proposal"] = proposal_as_json(proposal)
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _names(roster: Path) -> list[tuple[int, str]]:
    try:
        lines = read_roster(rows_of(roster.read_bytes())).lines
    except Refused as refusal:
        raise BadSettings(f"{roster.name}: this is no roster that can be read") from refusal
    return [(line.row, name) for line in lines for name in (line.name, *line.aliases)]


def _here(now: datetime | None) -> datetime:
    return (now or Clock()()).astimezone(ZoneInfo(DEFAULT_ZONE))


def _time(text: str, now: datetime) -> dict[str, Any]:
    """`value` is a moment, of a range {"from", "to"}, each to its last second."""
    said = read_time(text, now)
    if said is None:
        return {"kind": "none", "value": None}
    value: object = said.value.isoformat()
    if said.until is not None:
        value = {"from": value, "to": said.until.isoformat()}
    return {
        "kind": said.kind.value,
        "value": value,
        "precision": said.precision,
        "quote": text[said.start : said.end],
        "doubts": list(said.doubts),
    }


_REFUSALS: Final = {
    "plan_too_large": "the file is too large",
    "plan_unreadable": "this is no .docx, PDF or text that can be read",
    "plan_locked": "the PDF has a password",
    "plan_is_picture": "the PDF is a picture, without text in it",
}


def read_file(what: str, text: str, *, now: datetime | None) -> str:
    return json.dumps(read_text(what, text, now=now), ensure_ascii=False, indent=1)


def read_lines(what: str, lines: Iterable[str], out: TextIO, *, now: datetime | None) -> None:
    """{"id","text","now"?} a line -> {"id","result"} a line."""
    for line in lines:
        if not line.strip():
            continue
        asked = json.loads(line)
        moment = datetime.fromisoformat(asked["now"]) if "now" in asked else now
        answer = {"id": asked["id"], "result": read_text(what, asked["text"], now=moment)}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
