"""What tests read from the Telegram double: values only, frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Raw = dict[str, Any]


class ApiError(Exception):
    """A refusal in Telegram's own words: HTTP status, description, seconds to wait after a 429."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Button:
    """Inline: `data` or `url` is set. On a reply keyboard neither: a tap says the label."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it; `text` is the caption of a photo, `raw` the API's object."""

    id: int
    text: str
    at: int
    from_bot: bool
    raw: Mapping[str, Any] = field(repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    photo: bytes | None = field(default=None, repr=False)
    document: bytes | None = field(default=None, repr=False)
    file_name: str | None = None
    edited: bool = False
    revision: int = 0

    @property
    def entities(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = (
            self.raw.get("entities") or self.raw.get("caption_entities") or ()
        )
        return found

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer to a tap: a toast, or a box to close when `show_alert`."""

    query_id: str
    text: str
    show_alert: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a bot; `at` is monotonic, `wall` the double's own clock."""

    at: float
    wall: float
    bot_id: int
    method: str
    params: Mapping[str, Any]
    chat_id: int | None
    message_id: int | None
    status: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """One webhook request; status 0 when the bot could not be reached."""

    at: float
    seconds: float
    update_id: int
    status: int
