"""A message by name: its words and its buttons, from one template under templates/.

A template prints HTML as Telegram knows it (b, i, a, code) and calls `button(label, *data)`,
`link(label, url)` and `row()` for what stands below it. User text is escaped, so it can never
become markup.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from rules.model import Metric

TEMPLATES: Final = Path(__file__).parent / "templates"
MEGABYTE: Final = 1_000_000
ZONE: Final = "Asia/Ho_Chi_Minh"
_TAG: Final = re.compile(r"<[^>]+>")
WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Button:
    """One choice. `data` is "prefix:part:part" as aiogram's CallbackData packs it; or `url`."""

    label: str
    data: str | None = None
    url: str | None = None

    def markup(self) -> dict[str, str]:
        target = {"url": self.url} if self.url else {"callback_data": self.data or ""}
        return {"text": self.label, **target}


@dataclass(frozen=True, slots=True)
class Words:
    """What one message says (HTML) and offers (rows of buttons)."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()

    def payload(self) -> dict[str, Any]:
        """The fields of an aiogram SendMessage as JSON, without chat_id; `notices.payload` holds
        this.
        """
        fields: dict[str, Any] = {"method": "SendMessage", "text": self.text, "parse_mode": "HTML"}
        return {**fields, **self.markup()}

    def markup(self) -> dict[str, Any]:
        if not self.rows:
            return {}
        rows = [[button.markup() for button in row] for row in self.rows]
        return {"reply_markup": {"inline_keyboard": rows}}


@dataclass(slots=True)
class _Buttons:
    """Collects what a template offers while it is rendered."""

    rows: list[list[Button]] = field(default_factory=lambda: [[]])

    def button(self, label: object, *data: object) -> str:
        self.rows[-1].append(Button(_label(label), data=":".join(str(part) for part in data)))
        return ""

    def link(self, label: object, url: object) -> str:
        self.rows[-1].append(Button(_label(label), url=str(url)))
        return ""

    def row(self) -> str:
        self.rows.append([])
        return ""

    def filled(self) -> tuple[tuple[Button, ...], ...]:
        return tuple(tuple(row) for row in self.rows if row)


def words(name: str, /, **values: object) -> Words:
    """The message `templates/{name}.j2`. `zone` (an IANA name) rules how its times are shown.

    Raises jinja2.UndefinedError when a value that the template uses is missing.
    """
    buttons = _Buttons()
    doors = {"button": buttons.button, "link": buttons.link, "row": buttons.row}
    body = _template(name).render({"zone": ZONE, **values, **doors})
    return Words(_tidy(body), buttons.filled())


def refusal(code: str, values: Mapping[str, object]) -> Words:
    return words(f"refusals/{code}", **values)


def _tidy(body: str) -> str:
    """Blank lines are one at most: a template's logic leaves empty lines behind."""
    lines = [line.strip() for line in body.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain_length(text: str) -> int:
    """Of what people see of an HTML text, as channels count it: in UTF-16."""
    return len(html.unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def _label(label: object) -> str:
    return html.unescape(str(label))


class _Templates(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> dict[str, Any]:
        """No template has globals of its own. Jinja's ChainMap is copied slowly at every rendering
        and compared slowly at every import."""
        return {**self.globals, **(d or {})}


@cache
def _template(name: str) -> Template:
    """Past Jinja's own cache and its lock."""
    return _environment().get_template(f"{name}.j2")


def strict(kind: type[Environment] = Environment) -> Environment:
    """For templates of messages, pages and cards alike: what is missing is an error, and what a
    user wrote is escaped."""
    environment = kind(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(filters())
    return environment


@cache
def _environment() -> Environment:
    return strict(_Templates)


def filters() -> dict[str, Callable[..., object]]:
    """How every template writes numbers, names and times; those of times go by its `zone`."""
    return {
        "number": number,
        "hm": _hm,
        "day": _day,
        "date": _date,
        "file_day": _file_day,
        "weekday": _weekday,
        "moment": _moment,
        "listed": listed,
        "size": _size,
        "labels": labels,
        "iso": _iso,
        "iso_full": datetime.isoformat,
    }


def number(value: float) -> str:
    """1250 -> 1.250, as Vietnamese writes it."""
    told = f"{value:,d}" if isinstance(value, int) else f"{value:,.0f}"
    return told.replace(",", ".")


def listed(names: Iterable[object]) -> str:
    return ", ".join(str(name) for name in names)


def _size(octets: int) -> str:
    """340 kB, 1,2 MB."""
    if octets < MEGABYTE:
        return f"{number(max(1, round(octets / 1000)))} kB"
    return f"{octets / MEGABYTE:.1f} MB".replace(".", ",")


def labels(metrics: Iterable[Metric]) -> str:
    """ "ĐVTN tham gia, Tờ rơi"; a loop of the template's own would cost five times as much."""
    return ", ".join([metric.label for metric in metrics])


def _local(context: Context, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(context["zone"]))


@pass_context
def _hm(context: Context, moment: datetime) -> str:
    """7:30, 16:00."""
    local = _local(context, moment)
    return f"{local.hour}:{local.minute:02}"


@pass_context
def _day(context: Context, moment: datetime) -> str:
    """28/11."""
    local = _local(context, moment)
    return f"{local.day}/{local.month}"


@pass_context
def _file_day(context: Context, moment: datetime) -> str:
    """28-11-2026."""
    return _local(context, moment).strftime("%d-%m-%Y")


@pass_context
def _date(context: Context, moment: datetime) -> str:
    """28/11/2026."""
    return f"{_day(context, moment)}/{_local(context, moment).year}"


@pass_context
def _weekday(context: Context, moment: datetime) -> str:
    return WEEKDAYS[_local(context, moment).weekday()]


@pass_context
def _moment(context: Context, moment: datetime) -> str:
    """17:00 thứ Năm 26/11."""
    return f"{_hm(context, moment)} {_weekday(context, moment)} {_day(context, moment)}"


@pass_context
def _iso(context: Context, moment: datetime) -> str:
    return (_local(context, moment) + timedelta()).isoformat(timespec="minutes")
