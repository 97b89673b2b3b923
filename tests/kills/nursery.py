"""A process that has imported the bot once and forks one bot after another: ready in milliseconds.

It reads orders from stdin and tells on stdout what becomes of its children, a JSON object a line.
"""

import asyncio
import gc
import json
import os
import selectors
import signal
import sys
from datetime import datetime
from typing import Any

from bot.app import App
from bot.clock import MovableClock
from bot.settings import load_settings
from tests.kills.boundaries import BOUNDARIES, Plan

Raw = dict[str, Any]


def main() -> None:
    told = os.dup(1)
    os.dup2(2, 1)  # the bot's own log
    gc.collect()
    gc.freeze()
    tell(told, ready=0)
    watch = selectors.DefaultSelector()
    watch.register(0, selectors.EVENT_READ)
    while True:
        for key, _ in watch.select():
            if key.data is not None:
                watch.unregister(key.fd)
                os.close(key.fd)
                tell(told, dead=key.data, by=-os.waitstatus_to_exitcode(os.waitpid(key.data, 0)[1]))
                continue
            line = sys.stdin.buffer.readline()
            if not line:
                end(watch)
                return
            child = born(json.loads(line), told)
            watch.register(os.pidfd_open(child), selectors.EVENT_READ, child)
            tell(told, born=child)


def tell(descriptor: int, **what: int) -> None:
    os.write(descriptor, json.dumps(what).encode() + b"\n")


def end(watch: selectors.BaseSelector) -> None:
    """The test is over: so is every bot of it."""
    for key in watch.get_map().values():
        if key.data is not None:
            os.kill(key.data, signal.SIGKILL)


def born(order: Raw, told: int) -> int:
    """Before any loop, thread or connection exists here."""
    child = os.fork()
    if child:
        return child
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        asyncio.run(live(order, told))
    finally:
        os._exit(1)


async def live(order: Raw, told: int) -> None:
    app = App(
        load_settings(_env_file=None, **order["settings"]),
        clock=MovableClock(datetime.fromisoformat(order["now"])),
        makes=False,
        looks=False,
    )
    plan = Plan(order["crossing"])
    BOUNDARIES[order["boundary"]](app, plan)
    await app.start()

    def arm() -> None:
        plan.armed = True
        tell(told, armed=os.getpid())

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, arm)
    tell(told, up=os.getpid())
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
