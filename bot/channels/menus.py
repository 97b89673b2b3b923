"""Where there are no buttons: choices as numbers and words, and back from words to the button.

A menu is a list of {"label", "data", "number": int | None, "broadcast": bool}. Choices of the
running conversation have broadcast False. What came unasked, or belongs to an earlier question, is
reachable by its words and takes no number from the running question.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from reading.fold import plain
from rendering.texts import words

Payload = dict[str, Any]
Menu = list[dict[str, Any]]

NAVIGATION: Final = "nav:"
ANSWER: Final = "answer:"
KEPT: Final = 16
"""Choices of earlier messages that can still be named."""

_NUMBER: Final = re.compile(r"(?:so |chon |muc )?0?(\d{1,2})")


def offer(payload: Payload, menu: Menu, *, broadcast: bool) -> tuple[Payload, Menu]:
    """A message as a plain chat reads it, and the menu after it.

    A reply (broadcast False) begins a new menu; a broadcast adds its choices to what is there.
    """
    if not broadcast:
        payloads, after = offer_turn([payload], menu)
        return payloads[0], after
    if _running(menu):
        return _add(payload, menu, number=None, broadcast=True)
    return _add(payload, menu, number=_highest(_others(menu, payload)) + 1, broadcast=True)


def offer_turn(payloads: Sequence[Payload], menu: Menu) -> tuple[list[Payload], Menu]:
    """All replies to one message share one menu; their numbers run on."""
    if not payloads:
        return [], menu
    after = _earlier(menu)
    offered: list[Payload] = []
    for payload in payloads:
        changed, after = _add(payload, after, number=_highest(after) + 1, broadcast=False)
        offered.append(changed)
    return offered, after


def choose(text: str, menu: Menu) -> str | None:
    """The callback data that a typed number or label stands for."""
    if text.lstrip().startswith("/"):
        return None
    said = _bare(text)
    number = _NUMBER.fullmatch(said)
    if number is not None:
        numbered = [choice for choice in menu if choice["number"] == int(number[1])]
        return _data(numbered)
    return _by_label(said, menu) if said else None


def spent(menu: Menu, data: str) -> Menu:
    """After a choice: the running question is answered, so a second "1" means nothing."""
    return [choice for choice in menu if choice["broadcast"] and choice["data"] != data]


def _by_label(said: str, menu: Menu) -> str | None:
    running = [choice for choice in menu if not choice["broadcast"]]
    earlier = [choice for choice in reversed(menu) if choice["broadcast"]]
    exact = [c for c in (*running, *earlier) if _bare(c["label"]) == said and not _left(said, c)]
    if exact:
        return _data(exact)
    if _filling(running):
        return None
    begun = {c["data"]: c for c in menu if _bare(c["label"]).startswith(f"{said} ")}
    return _data(list(begun.values())) if len(begun) == 1 else None


def _left(said: str, choice: dict[str, Any]) -> bool:
    """ "Huy" may be a name: one word of navigation is left to the form, which knows what it
    asked.
    """
    return choice["data"].startswith(NAVIGATION) and " " not in said


def _data(choices: Sequence[dict[str, Any]]) -> str | None:
    return str(choices[0]["data"]) if choices else None


def _bare(text: str) -> str:
    """Folded, without punctuation: "1." and "Đồng ý!" are what they mean."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(text)).split())


def _filling(choices: Iterable[dict[str, Any]]) -> bool:
    """A form's question: free text there is an answer, so no guessing at half a label."""
    return any(choice["data"].startswith(NAVIGATION) for choice in choices)


def _running(menu: Menu) -> bool:
    return any(not choice["broadcast"] for choice in menu)


def _highest(menu: Menu) -> int:
    return max((choice["number"] or 0 for choice in menu), default=0)


def _others(menu: Menu, payload: Payload) -> Menu:
    """Without the choices that `payload` offers again: a repeated reminder keeps its numbers."""
    again = {button.get("callback_data") for button in _buttons(payload)}
    return [choice for choice in menu if choice["data"] not in again]


def _earlier(menu: Menu) -> Menu:
    """What stays of a menu when the conversation goes on: words without numbers."""
    kept = [
        choice
        for choice in menu
        if not choice["data"].startswith((NAVIGATION, ANSWER)) and not _own_number(choice["label"])
    ]
    return [{**choice, "number": None, "broadcast": True} for choice in kept][-KEPT:]


def _add(
    payload: Payload, menu: Menu, *, number: int | None, broadcast: bool
) -> tuple[Payload, Menu]:
    buttons = _buttons(payload)
    if not buttons:
        return payload, menu
    added = _choices(buttons, number, broadcast)
    field = "text" if "text" in payload else "caption"
    said = words(
        "menus/choices",
        text=payload.get(field) or "",
        links=[{"label": b["text"], "url": b["url"]} for b in buttons if b.get("url")],
        numbered=[choice for choice in added if _is_listed(choice)],
        spoken=[choice["label"] for choice in added if choice["number"] is None],
    )
    bare = {key: value for key, value in payload.items() if key != "reply_markup"}
    fresh = {choice["data"] for choice in added}
    kept = [c for c in menu if c["data"] not in fresh or not (broadcast or c["broadcast"])]
    return {**bare, field: said.text}, kept + added


def _buttons(payload: Payload) -> list[dict[str, Any]]:
    rows = (payload.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button for row in rows for button in row]


def _choices(buttons: Sequence[dict[str, Any]], number: int | None, broadcast: bool) -> Menu:
    added: Menu = []
    lines = number is not None and any(_own_number(button["text"]) for button in buttons)
    for button in buttons:
        data = button.get("callback_data")
        if not data:
            continue
        if lines:
            label = button["text"]
            mine = _own_number(label)
            added.append({"label": label, "data": data, "number": mine, "broadcast": broadcast})
            continue
        numbered = number is not None and not _said_in_words(button["text"], data)
        mine = number if numbered else None
        choice = {"label": button["text"], "data": data, "number": mine, "broadcast": broadcast}
        added.append(choice)
        if number is not None and numbered:
            number += 1
    return added


def _own_number(label: str) -> int | None:
    """A button that is but a number stands for that line of the text; the others beside it are said
    in words."""
    return int(label) if re.fullmatch(r"[1-9]\d?", label) else None


def _is_listed(choice: dict[str, Any]) -> bool:
    """The line of such a number stands in the text already."""
    return choice["number"] is not None and _own_number(choice["label"]) is None


def _said_in_words(label: str, data: str) -> bool:
    """Navigation, and a suggested number ("Như đăng ký: 30"): a typed number stays an answer."""
    if data.startswith(NAVIGATION):
        return True
    value = data.rpartition(":")[2]
    return data.startswith(ANSWER) and value.isdigit() and value in re.findall(r"\d+", label)
