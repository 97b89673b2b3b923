"""aiogram's dispatcher on the shortest way: the same routers, filters and handlers, in one loop.

aiogram builds a chain of middlewares and copies the context anew for every router and every filter
that it passes: a fifth of an update's time, though nothing here uses a middleware. Where a router
does use what this loop leaves out, aiogram walks itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.dispatcher.event.handler import CallableObject, FilterObject, HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command, StateFilter
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from handlers.kinds import Pictured, Written
from handlers.words import Said

Look = Callable[[TelegramObject], bool]

ABSENT: Final = object()
OWN_MIDDLEWARES: Final = 2
"""Of every Dispatcher: errors go to error handlers, the sender into the context."""
OF_MIDDLEWARES: Final = frozenset(
    {"event_context", "event_from_user", "event_chat", "event_thread_id", "event_router", "handler"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One handler. `looks` see at a glance that a filter cannot pass; the filters decide.
    `in_a_state`: it is of no use to a chat in no conversation, which most messages come from."""

    handler: HandlerObject
    looks: tuple[Look, ...]
    in_a_state: bool
    filters: tuple["Check", ...]


class Check:
    """One filter, called as aiogram calls it."""

    __slots__ = ("_awaitable", "_callback", "_filter", "_named")

    def __init__(self, given: FilterObject) -> None:
        self._filter = given
        self._callback = given.callback
        self._awaitable = given.awaitable and not given.varkw
        self._named = tuple(given.params)

    async def __call__(self, event: TelegramObject, context: Mapping[str, Any]) -> Any:  # noqa: ANN401
        if not self._awaitable:
            return await self._filter.call(event, **context)
        named = {name: context[name] for name in self._named if name in context}
        return await self._callback(event, **named)


class ShortDispatcher(Dispatcher):
    """Built once all routers are in: the first update lays out the steps."""

    def __init__(self) -> None:
        super().__init__(disable_fsm=True)
        self._steps: dict[str, tuple[Step, ...]] | None = None
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
            self._steps[kind] = tuple(_steps(self, kind))
        context = {"dispatcher": self, "bot": bot, "event_update": update, **kwargs}
        return await _walk(self._steps[kind], getattr(update, kind), context)


def _kind(update: Update) -> str:
    """aiogram's own way hashes the whole update, and keeps it."""
    if update.message is not None:
        return "message"
    return "callback_query" if update.callback_query is not None else update.event_type


async def _walk(steps: tuple[Step, ...], event: TelegramObject, context: dict[str, Any]) -> Any:  # noqa: ANN401
    stateless = context.get("raw_state", ABSENT) is None
    for step in steps:
        if (stateless and step.in_a_state) or not _may_pass(step, event):
            continue
        given = await _passed(step, event, context)
        if given is None:
            continue
        try:
            return await step.handler.call(event, **given)
        except SkipHandler:
            continue
    return UNHANDLED


def _may_pass(step: Step, event: TelegramObject) -> bool:
    for look in step.looks:  # noqa: SIM110  a generator costs more than the looks
        if not look(event):
            return False
    return True


async def _passed(
    step: Step, event: TelegramObject, context: dict[str, Any]
) -> dict[str, Any] | None:
    """The context with what the filters add. None when one does not pass."""
    given = context
    for check in step.filters:
        answer = await check(event, given)
        if not answer:
            return None
        if isinstance(answer, dict):
            given = {**given, **answer}
    return given


def _steps(router: Router, kind: str) -> Iterator[Step]:
    """Handlers in aiogram's order: a router's own, then those of the routers below it."""
    observer = router.observers.get(kind)
    for handler in observer.handlers if observer else ():
        filters = handler.filters or []
        looks = tuple(look for one in filters if (look := _look(one)) is not None)
        in_a_state = any(map(_asks_for_a_state, filters))
        yield Step(handler, looks, in_a_state, tuple(Check(one) for one in filters))
    for below in router.sub_routers:
        yield from _steps(below, kind)


def _look(given: FilterObject) -> Look | None:
    wanted = given.callback
    if isinstance(wanted, Said | Written | Pictured):
        return wanted.matches
    if isinstance(wanted, Command):
        return _starts_with(wanted.prefix)
    if isinstance(wanted, CallbackQueryFilter):
        return _tapped(wanted.callback_data.__prefix__)
    return None


def _asks_for_a_state(given: FilterObject) -> bool:
    wanted = given.callback
    if not isinstance(wanted, StateFilter):
        return False
    return not any(state is None or state == "*" for state in wanted.states)


def _starts_with(prefixes: str) -> Look:
    def look(event: TelegramObject) -> bool:
        text = (event.text or event.caption or "") if isinstance(event, Message) else ""
        first = text.lstrip()[:1]
        return bool(first) and first in prefixes

    return look


def _tapped(prefix: str) -> Look:
    def look(event: TelegramObject) -> bool:
        data = event.data if isinstance(event, CallbackQuery) else None
        return data is not None and data.partition(":")[0] == prefix

    return look


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
