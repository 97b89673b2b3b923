"""A stored message as the page reads it: references become signed links."""

from typing import Any

from bot.web.media import MediaLinks
from storage.webchat import Line


def shown(line: Line, media: MediaLinks) -> dict[str, Any]:
    """{"id", "client", "out", "at", "rev", "html" | "said", "buttons", "photo", "file"}."""
    body = line.body
    fields: dict[str, Any] = {
        "id": line.id,
        "client": line.client_id,
        "out": line.outgoing,
        "at": line.created_at.isoformat(),
        "rev": line.revision,
        "buttons": body.get("buttons") or [],
    }
    fields["html" if line.outgoing else "said"] = body.get("text" if line.outgoing else "said", "")
    for name in ("album", "edited", "gone"):
        if body.get(name):
            fields[name] = body[name]
    for name in ("photo", "file"):
        if body.get(name):
            fields[name] = _linked(body[name], media)
    return fields


def _linked(file: dict[str, Any], media: MediaLinks) -> dict[str, Any]:
    linked = {key: value for key, value in file.items() if key not in ("ref", "thumb")}
    if file.get("ref"):
        linked["url"] = media.link(file["ref"], file["name"])
    if file.get("thumb"):
        linked["thumb"] = media.link(file["thumb"], "thumb.jpg")
    return linked
