"""A notice's payload, an aiogram method as JSON, as calls of the Bot API."""

from collections.abc import Sequence
from typing import Any, Final

from bot.channels.base import Files, split_reference
from bot.channels.long_text import split_html
from bot.channels.telegram_api import TelegramApi, TelegramError, Upload
from scheduler.delivery import DeliveryError

NOT_FIELDS: Final = frozenset({"method", "edit", "chat_id"})
REFERENCES: Final = ("store:", "ics:", "sheet:", "unitcard:")
FILE_FIELDS: Final = ("document", "photo")
DONE_ALREADY: Final = ("message is not modified", "message to delete not found")
NOT_EDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "MESSAGE_ID_INVALID",
)

Raw = dict[str, Any]


class TelegramSender:
    def __init__(self, api: TelegramApi, files: Files) -> None:
        self._api = api
        self._files = files

    async def send(self, payload: Raw, chat_id: int, *, edit: int | None) -> int | None:
        fields = {name: value for name, value in payload.items() if name not in NOT_FIELDS}
        fields["chat_id"] = chat_id
        method = payload["method"]
        if method != "SendMessage":
            return await self._post(method, fields)
        parts = split_html(fields["text"])
        if edit is not None and len(parts) == 1 and await self._edited(fields, edit):
            return edit
        keyboard = fields.pop("reply_markup", None)
        for part in parts[:-1]:
            await self._post(method, fields | {"text": part})
        last = fields | {"text": parts[-1]} | ({"reply_markup": keyboard} if keyboard else {})
        return await self._post(method, last)

    async def _edited(self, fields: Raw, message_id: int) -> bool:
        """False when that message is gone or cannot be changed into this one."""
        try:
            await self._post("EditMessageText", fields | {"message_id": message_id})
        except TelegramError as refusal:
            if _says(refusal, NOT_EDITABLE):
                return False
            raise
        return True

    async def _post(self, method: str, fields: Raw) -> int | None:
        fields, uploads = await self._attached(fields)
        try:
            result = await self._api.call(method, fields, uploads=uploads)
        except TelegramError as refusal:
            if _says(refusal, DONE_ALREADY):
                return fields.get("message_id")
            raise
        return _message_id(result)

    async def _attached(self, fields: Raw) -> tuple[Raw, dict[str, Upload]]:
        """References to our files become uploads of this call."""
        uploads: dict[str, Upload] = {}
        attached = dict(fields)
        for name in FILE_FIELDS:
            if name in fields:
                attached[name] = await self._upload(fields[name], uploads)
        if "media" in fields:
            attached["media"] = [
                {**item, "media": await self._upload(item["media"], uploads)}
                for item in fields["media"]
            ]
        return attached, uploads

    async def _upload(self, value: str, uploads: dict[str, Upload]) -> str:
        if not value.startswith(REFERENCES):
            return value
        reference, name = split_reference(value)
        try:
            content = await self._files.read(reference)
        except FileNotFoundError:
            raise DeliveryError("file: gone", permanent=True) from None
        key = f"file{len(uploads)}"
        uploads[key] = Upload(name, content)
        return f"attach://{key}"


def _message_id(result: object) -> int | None:
    """Of the message, or of an album's first."""
    first = result[0] if isinstance(result, list) and result else result
    return first.get("message_id") if isinstance(first, dict) else None


def _says(refusal: TelegramError, phrases: Sequence[str]) -> bool:
    return any(phrase in str(refusal) for phrase in phrases)
