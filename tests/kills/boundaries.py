"""Moments at which a bot process dies: each a boundary between two steps of an update's journey.

The objects of a running App are wrapped from outside, in the child process only; the product knows
nothing of this.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.app import App

Wraps = Callable[[App, "Plan"], None]


@dataclass(slots=True)
class Plan:
    """Die at the `left`-th crossing, counted from when it is armed."""

    left: int
    armed: bool = False

    def crossed(self) -> None:
        if not self.armed:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _before(holder: object, name: str, plan: Plan) -> None:
    original = getattr(holder, name)

    async def wrapped(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        plan.crossed()
        return await original(*given, **named)

    setattr(holder, name, wrapped)


def _after(holder: object, name: str, plan: Plan) -> None:
    original = getattr(holder, name)

    async def wrapped(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        result = await original(*given, **named)
        plan.crossed()
        return result

    setattr(holder, name, wrapped)


def _committed(app: App, plan: Plan) -> None:
    wake = app.desk.after_commit

    def wrapped() -> None:
        plan.crossed()
        wake()

    app.desk.after_commit = wrapped


BOUNDARIES: dict[str, Wraps] = {
    "before it is stored": lambda app, plan: _before(app.telegram, "take", plan),
    "stored, Telegram not told": lambda app, plan: _after(app.telegram, "take", plan),
    "stored, not handled": lambda app, plan: _before(app.ingress, "_handle", plan),
    "in a download": lambda app, plan: _before(_api(app), "download", plan),
    "bytes kept, photo not": lambda app, plan: _after(app.store, "put", plan),
    "handled, not committed": lambda app, plan: _after(app.desk.dispatcher, "feed_update", plan),
    "committed, not sent": _committed,
    "about to send": lambda app, plan: _before(app.telegram, "send", plan),
    "sent, not noted": lambda app, plan: _after(app.telegram, "send", plan),
}


def _api(app: App) -> object:
    assert app.telegram is not None
    return app.telegram.api
