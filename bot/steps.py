"""The handlers of one kind of update, laid out for a short walk in aiogram's own order.

Most of a hundred steps cannot take an update that one look has sorted: a long text is no command
and none of the phrases, a tap is of one prefix, a chat in no conversation has no use for steps that
ask for one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.kinds import Pictured, Written
from handlers.words import LONGEST, Said

Look = Callable[[TelegramObject], bool]

SLASH: Final = "/"
ANYTHING: Final = ""
SPOKEN: Final = "said word for word, or a command"
PROSE: Final = "a text that is none of these"
SEEN: Final = (Said, Written, Pictured)
"""Filters of ours that are one look, and tell the handler nothing."""


class Check:
    """One filter, called as aiogram calls it."""

    __slots__ = ("_awaitable", "_callback", "_filter", "_named", "wanted")

    def __init__(self, given: FilterObject) -> None:
        self._filter = given
        self._callback = given.callback
        self._awaitable = given.awaitable and not given.varkw
        self._named = tuple(given.params)
        self.wanted = given.callback

    async def __call__(self, event: TelegramObject, context: Mapping[str, Any]) -> Any:  # noqa: ANN401
        if not self._awaitable:
            return await self._filter.call(event, **context)
        named = {name: context[name] for name in self._named if name in context}
        return await self._callback(event, **named)


@dataclass(frozen=True, slots=True)
class Step:
    """One handler. `looks` see at a glance that a filter cannot pass, `checks` decide; `subject`:
    the only kind of message, or the one prefix of taps, that can pass."""

    handler: HandlerObject
    looks: tuple[Look, ...]
    checks: tuple[Check, ...]
    subject: str

    def may_take(self, event: TelegramObject) -> bool:
        for look in self.looks:  # noqa: SIM110  a generator costs more than the looks
            if not look(event):
                return False
        return True


class Steps:
    """All of one kind of update, sorted when they are first asked for."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._all = tuple(steps)
        self._subjects = frozenset(step.subject for step in self._all) | {PROSE}
        self._sorted: dict[tuple[str, bool], tuple[Step, ...]] = {}

    def fitting(self, event: TelegramObject, *, stateless: bool) -> tuple[Step, ...]:
        """Those that may take it; `stateless`: its chat is in no conversation."""
        subject = _subject(event)
        if subject not in self._subjects:
            subject = PROSE
        key = (subject, stateless)
        if key not in self._sorted:
            self._sorted[key] = tuple(self._sort(subject, stateless=stateless))
        return self._sorted[key]

    def _sort(self, subject: str, *, stateless: bool) -> Iterator[Step]:
        for step in self._all:
            if subject != ANYTHING and step.subject not in (ANYTHING, subject):
                continue
            if not stateless:
                yield step
            elif not any(_asks_for_a_state(check.wanted) for check in step.checks):
                yield replace(step, checks=tuple(filter(_is_open, step.checks)))


def lay_out(router: Router, kind: str) -> Iterator[Step]:
    """Handlers in aiogram's order: a router's own, then those of the routers below it."""
    observer = router.observers.get(kind)
    for handler in observer.handlers if observer else ():
        yield _step(handler)
    for below in router.sub_routers:
        yield from lay_out(below, kind)


def _step(handler: HandlerObject) -> Step:
    filters = handler.filters or []
    looks = tuple(look for one in filters if (look := _look(one)) is not None)
    checks = tuple(Check(one) for one in filters if type(one.callback) not in SEEN)
    subjects = (_wanted(one) for one in filters)
    return Step(handler, looks, checks, next(filter(None, subjects), ANYTHING))


def _subject(event: TelegramObject) -> str:
    if isinstance(event, CallbackQuery):
        return _prefix(event) or PROSE
    text = event.text if isinstance(event, Message) else None
    if not text or len(text) <= LONGEST or text.lstrip().startswith(SLASH):
        return ANYTHING
    return PROSE


def _wanted(given: FilterObject) -> str:
    wanted = given.callback
    if isinstance(wanted, CallbackQueryFilter):
        return wanted.callback_data.__prefix__
    if isinstance(wanted, Said) or (isinstance(wanted, Command) and wanted.prefix == SLASH):
        return SPOKEN
    return ANYTHING


def _look(given: FilterObject) -> Look | None:
    wanted = given.callback
    if isinstance(wanted, SEEN):
        return wanted.matches
    if isinstance(wanted, Command):
        return _starts_with(wanted.prefix)
    if isinstance(wanted, CallbackQueryFilter):
        return _tapped(wanted.callback_data.__prefix__)
    return None


def _starts_with(prefixes: str) -> Look:
    def look(event: TelegramObject) -> bool:
        text = (event.text or event.caption or "") if isinstance(event, Message) else ""
        first = text.lstrip()[:1]
        return bool(first) and first in prefixes

    return look


def _tapped(prefix: str) -> Look:
    def look(event: TelegramObject) -> bool:
        return isinstance(event, CallbackQuery) and _prefix(event) == prefix

    return look


def _prefix(tap: CallbackQuery) -> str:
    return (tap.data or "").partition(":")[0]


def _asks_for_a_state(wanted: object) -> bool:
    return isinstance(wanted, StateFilter) and not _takes_none(wanted)


def _is_open(check: Check) -> bool:
    """Not the filter that is passed by whoever is in no conversation."""
    return not isinstance(check.wanted, StateFilter)


def _takes_none(wanted: StateFilter) -> bool:
    return any(state is None or state == "*" for state in wanted.states)
