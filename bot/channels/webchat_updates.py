"""What a browser posted, as the aiogram update that handlers know."""

from datetime import datetime
from typing import Any, Final

from storage.inbox import Accepted

BOT_ID: Final = 2000001
BOT: Final = {"id": BOT_ID, "is_bot": True, "first_name": "Áo Xanh", "username": "aoxanh_web"}


def update_key(chat_id: int, client_id: str) -> str:
    return f"{chat_id}:{client_id}"


def raw_update(accepted: Accepted, payload: dict[str, Any]) -> dict[str, Any]:
    """`payload` is {"chat", "client", "at", "kind", "message", ...}, message the stored line."""
    if payload["kind"] == "tap":
        return {"update_id": accepted.id, "callback_query": _tap(payload)}
    return {"update_id": accepted.id, "message": _message(payload)}


def _message(payload: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": payload["message"],
        "date": _seconds(payload),
        "chat": _chat(payload),
        "from": _person(payload),
        **_content(payload),
    }
    if payload.get("album"):
        message["media_group_id"] = payload["album"]
    if payload.get("caption"):
        message["caption"] = payload["caption"]
    return message


def _content(payload: dict[str, Any]) -> dict[str, Any]:
    if payload["kind"] == "text":
        return {"text": payload["text"]}
    file = {
        "file_id": payload["file"],
        "file_unique_id": payload["file"],
        "file_size": payload["size"],
    }
    if payload["kind"] == "photo":
        return {"photo": [{**file, "width": payload["width"], "height": payload["height"]}]}
    return {"document": {**file, "file_name": payload["name"], "mime_type": payload["mime"]}}


def _tap(payload: dict[str, Any]) -> dict[str, Any]:
    """The chat stands in the id: an answer to the tap carries nothing else."""
    message_id = payload["message"]
    return {
        "id": f"{payload['chat']}.{message_id}.{payload['client']}",
        "from": _person(payload),
        "chat_instance": str(payload["chat"]),
        "data": payload["data"],
        "message": {
            "message_id": message_id,
            "date": _seconds(payload),
            "chat": _chat(payload),
            "from": BOT,
            "text": "",
        },
    }


def _chat(payload: dict[str, Any]) -> dict[str, Any]:
    return {"id": payload["chat"], "type": "private"}


def _person(payload: dict[str, Any]) -> dict[str, Any]:
    return {"id": payload["chat"], "is_bot": False, "first_name": ""}


def _seconds(payload: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(payload["at"]).timestamp())
