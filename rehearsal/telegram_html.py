"""Telegram's HTML dialect: text without tags, entities counted in UTF-16 units."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from rehearsal.telegram_model import ApiError, Raw

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
STRAY_BRACKET = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
# Telegram decodes only these; "&nbsp;" is shown to people as it stands.
PLAIN_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def unparsable(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: can't parse entities: {reason}")


def _link(attributes: dict[str, str | None]) -> Raw:
    return {"url": attributes.get("href") or ""}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Raw] = []
        self._open: list[tuple[str, Raw]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in KINDS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            raise unparsable(f'Unsupported start tag "{tag}"')
        entity: Raw = {"type": KINDS[tag], "offset": utf16_length(self.text)}
        self._open.append((tag, entity | (_link(attributes) if tag == "a" else {})))

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            raise unparsable(f'Unexpected end tag "{tag}"')
        opened, entity = self._open.pop()
        if opened != tag:
            raise unparsable(f'Unmatched end tag, expected "</{opened}>", found "</{tag}>"')
        self.entities.append(entity | {"length": utf16_length(self.text) - entity["offset"]})

    def handle_data(self, data: str) -> None:
        self.text += data

    def finish(self) -> None:
        self.close()
        if self._open:
            raise unparsable(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"'
            )


def _shown(entity: Raw, start: int, end: int) -> Raw | None:
    first = max(entity["offset"], start)
    last = min(entity["offset"] + entity["length"], end)
    dead_link = entity["type"] == "text_link" and not entity["url"]
    if last <= first or dead_link:
        return None
    return entity | {"offset": first - start, "length": last - first}


def trimmed(text: str, entities: list[Raw]) -> tuple[str, list[Raw]]:
    """Telegram drops white space around a message and moves the entities along."""
    start = utf16_length(text) - utf16_length(text.lstrip())
    end = utf16_length(text.rstrip())
    kept = [shown for entity in entities if (shown := _shown(entity, start, end))]
    return text.strip(), sorted(kept, key=lambda kind: (kind["offset"], -kind["length"]))


def formatted(text: str, parse_mode: str, entities: list[Raw] | None) -> tuple[str, list[Raw]]:
    """`(text, entities)` as Telegram stores them."""
    if not parse_mode:
        return trimmed(text, list(entities or ()))
    if parse_mode.lower() != "html":
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    if stray := STRAY_BRACKET.search(text):
        offset = len(text[: stray.start()].encode())
        raise unparsable(f'Unsupported start tag "" at byte offset {offset}')
    reader = _Reader()
    reader.feed(PLAIN_AMPERSAND.sub("&amp;", text))
    reader.finish()
    return trimmed(reader.text, reader.entities)


COMMAND_OR_MENTION = re.compile(r"(?<!\S)(?:(/[a-zA-Z0-9_]{1,32}(?:@\w+)?)|(@[a-zA-Z]\w{3,31}))")


def typed_entities(text: str) -> list[Raw]:
    """What Telegram marks by itself in a person's text; libraries route commands by it."""
    return [
        {
            "type": "bot_command" if found[1] else "mention",
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found[0]),
        }
        for found in COMMAND_OR_MENTION.finditer(text)
    ]
