"""A file's text out of a process of its own: it may take as long, or as much, as we allow. A .docx
with places to fill is a Word template, and is tried out there too."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from rules.model import Refused

SECONDS: Final = 20.0
MEMORY: Final = 1_000_000_000
MARKS: Final = ("{{", "{%")
"""What no plan has in it, and every template."""


@dataclass(frozen=True, slots=True)
class Read:
    """`template`: it has places to fill; `fault`: why it cannot be filled."""

    text: str
    template: bool = False
    fault: Refused | None = None


def isolated_plan_text(content: bytes, *, seconds: float = SECONDS) -> Read:
    """Blocks: call it in a thread. Refused as actions.plan_file.plan_text, and
    "plan_takes_too_long" when the time is over.
    """
    try:
        run = subprocess.run(
            [sys.executable, "-m", "bot.plan_reading"],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise Refused("plan_takes_too_long") from fault
    if run.returncode:  # killed, or out of memory
        raise Refused("plan_unreadable")
    answer = json.loads(run.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["values"])
    fault_found = answer["fault"]
    return Read(
        str(answer["text"]),
        bool(answer["template"]),
        Refused(fault_found[0], **fault_found[1]) if fault_found else None,
    )


def _answer(content: bytes) -> dict[str, object]:
    from actions.plan_file import plan_text

    try:
        text = plan_text(content)
    except Refused as refusal:
        return {"refused": refusal.code, "values": refusal.values}
    template = content.startswith(b"PK") and any(mark in text for mark in MARKS)
    return {"text": text, "template": template, "fault": _fault(content) if template else None}


def _fault(content: bytes) -> tuple[str, dict[str, object]] | None:
    from rendering.files.check import check_template

    try:
        check_template(content)
    except Refused as refusal:
        return refusal.code, refusal.values
    return None


def _limit_memory() -> None:
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)
