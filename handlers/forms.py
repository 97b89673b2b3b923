"""Forms are data: fields in order, a cursor in the conversation's state; skip, back and cancel for
every one.

A question is the template `ask/{form}/{field}`, a complaint `invalid/{field.kind}`. Buttons of a
question that answer it carry "answer:<value>"; nav:skip, nav:back and nav:cancel are added here.
All of them are tied to their question, so that a second tap on "Bỏ qua" skips nothing that was not
read.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.kinds import Light, Written
from handlers.turn import Replies, Turn
from reading.fold import plain, spelling
from reading.report import read_report
from rendering.texts import Button, Words, words
from rules.model import METRICS

Step = Literal["skip", "back", "cancel", "finish"]
SAID: Final[Mapping[str, Step]] = {
    **dict.fromkeys(("bỏ qua", "bỏ", "skip", "không có"), "skip"),
    **dict.fromkeys(("quay lại", "lùi", "trước"), "back"),
    **dict.fromkeys(("hủy", "huỷ", "thôi", "dừng", "dừng lại"), "cancel"),
    **dict.fromkeys(("xong", "xong, lưu luôn", "xong lưu luôn", "hết"), "finish"),
}
UNMARKED: Final[Mapping[str, Step]] = {plain(said): step for said, step in SAID.items()}
LONG: Final = 3
"""From so many optional questions left on, all of them can be skipped at once."""
MOVED_ON: Final = timedelta(hours=1)


class Filling(StatesGroup):
    """The one state of every form: which form and which field is data."""

    form = State()


class Nav(CallbackData, prefix="nav"):
    step: Step
    asked: str


class Answer(CallbackData, prefix="answer"):
    asked: str
    value: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader may need besides the text: the moment, and the answers and facts so far."""

    now: datetime
    answers: Mapping[str, Any]
    known: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `read` returns the JSON-able answer, or None for what it does not
    understand.
    """

    key: str
    read: Callable[[str, Asked], Any]
    kind: str = "text"
    optional: bool = False
    wanted: Callable[[Asked], bool] = field(default=lambda _asked: True)
    example: str = ""


Finish = Callable[[Turn, FSMContext, dict[str, Any], dict[str, Any]], Awaitable[Replies]]


@dataclass(frozen=True, slots=True)
class Form:
    """`finish(turn, state, answers, known)` gets the answers by key; skipped ones are absent. Who
    gives up reads that nothing was written, or what `cancelled` returns."""

    name: str
    fields: tuple[Field, ...]
    finish: Finish
    cancelled: Finish | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Any text of up to `limit` characters that says something, spaces collapsed line by line."""

    limit: int

    def __call__(self, text: str, _asked: Asked) -> str | None:
        tidy = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
        told = any(char.isalnum() for char in tidy)
        return tidy if told and len(tidy) <= self.limit else None


def prose(limit: int = 600) -> Prose:
    return Prose(limit)


class Forms:
    """The forms of the house by name, so that a conversation goes on after a restart."""

    def __init__(self, *forms: Form) -> None:
        self._forms = {form.name: form for form in forms}

    def __getitem__(self, name: str) -> Form:
        return self._forms[name]

    def __iter__(self) -> Any:  # noqa: ANN401  an iterator of Form
        return iter(self._forms.values())


async def begin(form: Form, turn: Turn, state: FSMContext, **known: object) -> Replies:
    """Ask the first question. `known` are JSON-able facts that the templates and `finish` get."""
    await state.set_state(Filling.form)
    await state.set_data({"form": form.name, "at": 0, "answers": {}, "known": known})
    return await _ask(form, turn, state)


async def _asked(turn: Turn, data: Mapping[str, Any]) -> Asked:
    return Asked(turn.now, data["answers"], data["known"])


async def _ask(form: Form, turn: Turn, state: FSMContext) -> Replies:
    """The next wanted question from the cursor on; at the end, finish."""
    data = await state.get_data()
    asked = await _asked(turn, data)
    at = data["at"]
    while at < len(form.fields) and not form.fields[at].wanted(asked):
        at += 1
    if at >= len(form.fields):
        await state.clear()
        return await form.finish(turn, state, dict(data["answers"]), dict(data["known"]))
    await state.update_data(at=at, asked_at=turn.now.isoformat())
    return turn.shows(question(form, form.fields[at], asked, turn))


def question(form: Form, asked_field: Field, asked: Asked, turn: Turn) -> Words:
    said = words(
        f"ask/{form.name}/{asked_field.key}",
        you=turn.you,
        **{**asked.known, "answers": asked.answers},
    )
    name = _name(form, asked_field)
    rows = tuple(tuple(_tied(button, name) for button in row) for row in said.rows)
    return Words(said.text, (*rows, _navigation(form, asked_field, asked)))


def _name(form: Form, asked_field: Field) -> str:
    """Which question this is, within the 64 bytes of a button."""
    return f"{form.name}.{form.fields.index(asked_field)}"


def _tied(button: Button, name: str) -> Button:
    prefix, _, value = (button.data or "").partition(":")
    tied = Answer(asked=name, value=value).pack() if prefix == "answer" else button.data
    return replace(button, data=tied)


def _left(form: Form, asked_field: Field) -> tuple[Field, ...]:
    """The questions from this one on, when all of them can be skipped."""
    left = form.fields[form.fields.index(asked_field) :]
    return left if all(one.optional for one in left) else ()


def _navigation(form: Form, asked_field: Field, asked: Asked) -> tuple[Button, ...]:
    steps = ["skip"] if asked_field.optional else []
    left = [one for one in _left(form, asked_field) if one.wanted(asked)]
    steps += ["finish"] if len(left) >= LONG else []
    steps += ["back"] if asked.answers else []
    labels = {button.data: button.label for button in words("forms/navigation").rows[0]}
    name = _name(form, asked_field)
    return tuple(Button(labels[f"nav:{step}"], f"nav:{step}:{name}") for step in [*steps, "cancel"])


async def _take(forms: Forms, turn: Turn, state: FSMContext, text: str) -> Replies:
    data = await state.get_data()
    form = forms[data["form"]]
    here = form.fields[data["at"]]
    value = here.read(text, await _asked(turn, data))
    if value is None:
        return await _complain(form, here, turn, state)
    await state.update_data(
        answers={**data["answers"], here.key: storable(value)}, at=data["at"] + 1
    )
    return await _ask(form, turn, state)


async def _complain(
    form: Form, here: Field, turn: Turn, state: FSMContext, why: str | None = None
) -> Replies:
    asked = await _asked(turn, await state.get_data())
    said = question(form, here, asked, turn)
    limit = here.read.limit if isinstance(here.read, Prose) else 0
    complaint = words(
        why or f"invalid/{here.kind}", you=turn.you, example=here.example, limit=limit
    )
    return turn.shows(Words(f"{complaint.text}\n\n{said.text}", said.rows))


async def _again(forms: Forms, turn: Turn, state: FSMContext, why: str | None = None) -> Replies:
    """The question that stands, after what does not answer it."""
    data = await state.get_data()
    form = forms[data["form"]]
    return await _complain(form, form.fields[data["at"]], turn, state, why)


async def _stands(forms: Forms, state: FSMContext, asked: str) -> bool:
    """Is this the question that the person was asked last?"""
    data = await state.get_data()
    form = forms[data["form"]]
    return asked == _name(form, form.fields[data["at"]])


def storable(value: object) -> object:
    """JSON's own types; a date, time or moment as ISO text."""
    return value.isoformat() if isinstance(value, date | time | datetime) else value


async def _step(forms: Forms, turn: Turn, state: FSMContext, step: str) -> Replies:
    data = await state.get_data()
    form = forms[data["form"]]
    if step == "cancel":
        await state.clear()
        if form.cancelled is not None:
            return await form.cancelled(turn, state, dict(data["answers"]), dict(data["known"]))
        return turn.says("forms/cancelled")
    if step == "back":
        return await _back(form, turn, state)
    return await _skip(form, turn, state, to_end=step == "finish")


async def _skip(form: Form, turn: Turn, state: FSMContext, *, to_end: bool) -> Replies:
    """This question, or every one that is left."""
    data = await state.get_data()
    here = form.fields[data["at"]]
    if not here.optional or (to_end and not _left(form, here)):
        return await _complain(form, here, turn, state, "forms/required")
    await state.update_data(at=len(form.fields) if to_end else data["at"] + 1)
    return await _ask(form, turn, state)


async def _back(form: Form, turn: Turn, state: FSMContext) -> Replies:
    """To the question before, its answer forgotten."""
    data = await state.get_data()
    asked = await _asked(turn, data)
    at = data["at"] - 1
    while at >= 0 and not form.fields[at].wanted(asked):
        at -= 1
    if at < 0:
        return await _complain(form, form.fields[data["at"]], turn, state, "forms/first")
    answers = {key: value for key, value in data["answers"].items() if key != form.fields[at].key}
    await state.update_data(at=at, answers=answers)
    return await _ask(form, turn, state)


def _spoken_step(text: str, here: Field) -> Step | None:
    """With its marks a word is what it says: "đúng" is not "dừng". Without them it may be a
    name.
    """
    said = spelling(text).strip(" .!?,")
    if said in SAID:
        return SAID[said]
    name = here.kind == "name" and " " not in said
    return None if name or said != plain(said) else UNMARKED.get(said)


def _has_moved_on(data: Mapping[str, Any], text: str, now: datetime) -> bool:
    """A report after an hour of silence is a report, whatever question was left open on
    Wednesday.
    """
    silent = now - datetime.fromisoformat(data["asked_at"]) > MOVED_ON
    return silent and read_report(text, metrics=METRICS).is_report


def build_router(forms: Forms) -> Router:
    router = Router(name="forms")
    _add_taps(router, forms)

    @router.message(StateFilter(Filling.form), Written())
    async def typed(message: Message, turn: Turn, state: FSMContext) -> Replies:
        text, data = message.text or "", await state.get_data()
        if _has_moved_on(data, text, turn.now):
            await state.clear()
            raise SkipHandler
        step = _spoken_step(text, forms[data["form"]].fields[data["at"]])
        if step is None:
            return await _take(forms, turn, state, text)
        return await _step(forms, turn, state, step)

    @router.message(StateFilter(Filling.form), Light())
    async def light(_message: Message, turn: Turn, state: FSMContext) -> Replies:
        return await _again(forms, turn, state)

    return router


def _add_taps(router: Router, forms: Forms) -> None:
    @router.callback_query(Nav.filter(), StateFilter(Filling.form))
    async def navigate(
        _tap: CallbackQuery, callback_data: Nav, turn: Turn, state: FSMContext
    ) -> Replies:
        if not await _stands(forms, state, callback_data.asked):
            return await _again(forms, turn, state, "forms/earlier")
        return await _step(forms, turn, state, callback_data.step)

    @router.callback_query(Answer.filter(), StateFilter(Filling.form))
    async def choose(
        _tap: CallbackQuery, callback_data: Answer, turn: Turn, state: FSMContext
    ) -> Replies:
        if not await _stands(forms, state, callback_data.asked):
            return await _again(forms, turn, state, "forms/earlier")
        return await _take(forms, turn, state, callback_data.value)

    @router.callback_query(Nav.filter())
    @router.callback_query(Answer.filter())
    async def too_late(_tap: CallbackQuery, turn: Turn) -> Replies:
        return turn.says("forms/over")
