"""A file's text out of a process of its own: it may take as long, or as much, as we allow."""

import json
import os
import subprocess
import sys
from typing import Final

from rules.model import Refused

SECONDS: Final = 20.0
MEMORY: Final = 1_000_000_000


def isolated_plan_text(content: bytes, *, seconds: float = SECONDS) -> str:
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
    return str(answer["text"])


def _answer(content: bytes) -> dict[str, object]:
    from actions.plan_file import plan_text

    try:
        return {"text": plan_text(content)}
    except Refused as refusal:
        return {"refused": refusal.code, "values": refusal.values}


def _limit_memory() -> None:
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)
