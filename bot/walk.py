"""aiogram's dispatcher on the shortest way: the same routers, filters and handlers, in one loop.

aiogram builds a chain of middlewares and copies the context anew for every router and every filter
that it passes: a fifth of an update's time, though nothing here uses a middleware. Where a router
does use what this loop leaves out, aiogram walks itself.
"""

from typing import Any, Final

from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.dispatcher.event.handler import CallableObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.types import TelegramObject, Update

from bot.steps import Step, Steps, lay_out

ABSENT: Final = object()
OWN_MIDDLEWARES: Final = 2
"""Of every Dispatcher: errors go to error handlers, the sender into the context."""
OF_MIDDLEWARES: Final = frozenset(
    {"event_context", "event_from_user", "event_chat", "event_thread_id", "event_router", "handler"}
)


class ShortDispatcher(Dispatcher):
    """Built once all routers are in: the first update lays out the steps."""

    def __init__(self) -> None:
        super().__init__(disable_fsm=True)
        self._steps: dict[str, Steps] | None = None
        self._plain = False

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:  # noqa: ANN401
        """What the handler returned; UNHANDLED when none took it. `update` is bound to `bot`."""
        if self._steps is None:
            self._plain = all(_is_plain(router) for router in self.chain_tail)
            self._steps = {}
        if not self._plain:
            return await super().feed_update(bot, update, **kwargs)
        kind = _kind(update)
        if kind not in self._steps:
            self._steps[kind] = Steps(lay_out(self, kind))
        event = getattr(update, kind)
        stateless = kwargs.get("raw_state", ABSENT) is None
        context = {"dispatcher": self, "bot": bot, "event_update": update, **kwargs}
        return await _walk(self._steps[kind].fitting(event, stateless=stateless), event, context)


def _kind(update: Update) -> str:
    """aiogram's own way hashes the whole update, and keeps it."""
    if update.message is not None:
        return "message"
    return "callback_query" if update.callback_query is not None else update.event_type


async def _walk(steps: tuple[Step, ...], event: TelegramObject, context: dict[str, Any]) -> Any:  # noqa: ANN401
    for step in steps:
        if not step.may_take(event):
            continue
        given = await _passed(step, event, context)
        if given is None:
            continue
        try:
            return await step.handler.call(event, **given)
        except SkipHandler:
            continue
    return UNHANDLED


async def _passed(
    step: Step, event: TelegramObject, context: dict[str, Any]
) -> dict[str, Any] | None:
    """The context with what the filters add. None when one does not pass."""
    given = context
    for check in step.checks:
        answer = await check(event, given)
        if not answer:
            return None
        if isinstance(answer, dict):
            given = {**given, **answer}
    return given


def _is_plain(router: Router) -> bool:
    """Nothing that only aiogram's own walk knows."""
    if router.errors.handlers:
        return False
    observers = [one for name, one in router.observers.items() if name != "update"]
    return all(_has_handlers_only(one) for one in observers) and _is_own(router)


def _is_own(router: Router) -> bool:
    if not isinstance(router, Dispatcher):
        return True
    update = router.update
    return len(update.outer_middleware) == OWN_MIDDLEWARES and not len(update.middleware)


def _has_handlers_only(observer: TelegramEventObserver) -> bool:
    if observer.outer_middleware or observer.middleware or observer._handler.filters:
        return False
    called: list[CallableObject] = []
    for handler in observer.handlers:
        called += [handler, *(handler.filters or [])]
    return not any(OF_MIDDLEWARES & one.params for one in called)
