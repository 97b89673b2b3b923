"""`aoxanh read`: the readers without the bot."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.problems import BadSettings
from reading.deadline import read_moment
from reading.report import read_report
from rules.deadlines import DEFAULT_ZONE


def read_text(what: str, text: str, *, now: datetime | None) -> dict[str, Any]:
    """Raises BadSettings for a reader that does not exist."""
    if what == "report":
        reading = read_report(text)
        return dict(reading.as_dict()) if reading.is_report else {}
    if what == "deadline":
        moment = read_moment(text, now=(now or Clock()()).astimezone(ZoneInfo(DEFAULT_ZONE)))
        if moment is None:
            return {"kind": "none", "value": None}
        return {"kind": "deadline", "value": moment.isoformat()}
    raise BadSettings(f"read {what}: there is `read report` and `read deadline`")


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
