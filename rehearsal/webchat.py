"""People with the web chat open in a browser: they write, tap, send photos, and read what appears.

Spoken over HTTP as the page does it; `plain` people see neither buttons nor edits and type numbers.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import aiohttp

from rehearsal.telegram_eyes import matching
from rehearsal.telegram_model import Button, Raw, Seen

Wanted = str | Callable[[Seen], bool]
TAG = re.compile(r"<[^>]+>")
_clients = count(1)


class WebPerson:
    """`sees`, `last` and `waits` are about the bot's messages, oldest first."""

    def __init__(
        self, http: aiohttp.ClientSession, base_url: str, name: str, *, plain: bool = False
    ) -> None:
        self.name = name
        self.plain = plain
        self.key = ""
        self._http = http
        self._base = base_url
        self._seen: dict[int, Seen] = {}
        self._revision = 0
        self._read_from = 0
        self._looked_at = 0
        self._changed = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None

    async def arrives(self, start: str | None = None) -> WebPerson:
        """Opens the page; with a code, as its link does: the page asks before it uses it."""
        answer = await self._post("session", {"frame": True, "plain": self.plain})
        self.key = answer["key"]
        self._reader = asyncio.create_task(self._read())
        if start is not None:
            await self.opens(start)
        return self

    async def leaves(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader

    # --- acts -------------------------------------------------------------------------------------
    async def says(self, text: str, *, client_id: str | None = None) -> None:
        self._acts()
        await self._post("send", {"client_id": client_id or _client_id(), "text": text})

    async def opens(self, code: str) -> None:
        await self.says(f"/start {code}")

    async def taps(self, wanted: str) -> Button:
        """The newest message's button; a plain person types its number, or its words."""
        if self.plain:
            return await self._types_choice(wanted)
        for message in reversed(self.sees):
            button = matching(message, wanted)
            if button is not None:
                await self.taps_data(message.id, button.data or "")
                return button
        raise AssertionError(f"{self.name} sees no {wanted!r} but {self._offers()}")

    async def taps_data(self, message_id: int, data: str) -> None:
        """Also what a forged client would send."""
        self._acts()
        tap = {"client_id": _client_id(), "message_id": message_id, "data": data}
        await self._post("send", tap)

    async def sends_photo(self, content: bytes, caption: str = "") -> None:
        await self.sends_album([content], caption)

    async def sends_album(self, contents: Sequence[bytes], caption: str = "") -> None:
        form = self._form(len(contents), caption)
        for position, content in enumerate(contents):
            name = f"anh{position + 1}.jpg"
            form.add_field("photo", content, filename=name, content_type="image/jpeg")
        await self._send_form(form)

    async def sends_document(self, content: bytes, name: str, mime: str) -> None:
        form = self._form(1, "")
        form.add_field("document", content, filename=name, content_type=mime)
        await self._send_form(form)

    # --- eyes -------------------------------------------------------------------------------------
    @property
    def sees(self) -> list[Seen]:
        return [self._seen[number] for number in sorted(self._seen)]

    @property
    def last(self) -> Seen:
        if not self._seen:
            raise AssertionError(f"{self.name} has had no message")
        return self.sees[-1]

    async def waits(self, wanted: Wanted, *, timeout: float = 5.0) -> Seen:  # noqa: ASYNC109
        """A message that came or changed since this person last acted (or looked)."""
        fits = (lambda seen: wanted in seen.text) if isinstance(wanted, str) else wanted

        def look() -> Seen | None:
            fresh = (seen for seen in self.sees if seen.revision > self._read_from)
            return next((seen for seen in fresh if fits(seen)), None)

        try:
            async with asyncio.timeout(timeout), self._changed:
                await self._changed.wait_for(lambda: look() is not None)
        except TimeoutError:
            raise AssertionError(self._missed(wanted)) from None
        found = look()
        assert found is not None  # noqa: S101  just waited for
        self._looked_at = max(self._looked_at, found.revision)
        return found

    def _missed(self, wanted: Wanted) -> str:
        recent = "\n---\n".join(seen.text for seen in self.sees[-3:])
        return f"{self.name} waited for {wanted!r} and sees:\n{recent}"

    # --- the wire ---------------------------------------------------------------------------------
    async def _types_choice(self, wanted: str) -> Button:
        for message in reversed(self.sees):
            label = typed_choice(message.text, wanted)
            if label is not None:
                await self.says(label)
                return Button(label)
        raise AssertionError(f"{self.name} reads no {wanted!r} in {self._offers()}")

    def _offers(self) -> list[str]:
        return [f"{seen.text[-200:]} {seen.labels}" for seen in self.sees[-3:]]

    def _acts(self) -> None:
        self._read_from = self._looked_at

    def _form(self, number: int, caption: str) -> aiohttp.FormData:
        form = aiohttp.FormData()
        form.add_field("client_id", _client_id())
        form.add_field("count", str(number))
        form.add_field("caption", caption)
        return form

    async def _send_form(self, form: aiohttp.FormData) -> None:
        self._acts()
        async with self._http.post(
            f"{self._base}/chat/files", data=form, headers={"X-Chat-Key": self.key}
        ) as answer:
            await _checked(answer)

    async def _post(self, what: str, body: Raw) -> Raw:
        headers = {"X-Chat-Key": self.key} if self.key else {}
        async with self._http.post(
            f"{self._base}/chat/{what}", json=body, headers=headers
        ) as answer:
            return await _checked(answer)

    async def _read(self) -> None:
        while True:
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                await self._stream()
            await asyncio.sleep(0.1)

    async def _stream(self) -> None:
        async with self._http.get(
            f"{self._base}/chat/stream",
            params={"after": str(self._revision)},
            headers={"X-Chat-Key": self.key},
            timeout=aiohttp.ClientTimeout(total=None),
        ) as answer:
            name = ""
            async for raw in answer.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: ") and name == "line":
                    await self._notice(json.loads(line.removeprefix("data: ")))

    async def _notice(self, line: Raw) -> None:
        self._revision = max(self._revision, line["rev"])
        if line["out"] and not line.get("gone"):
            async with self._changed:
                self._seen[line["id"]] = await self._shown(line)
                self._changed.notify_all()
            await self._post("seen", {"upto": line["id"]})

    async def _shown(self, line: Raw) -> Seen:
        file = line.get("file")
        return Seen(
            id=line["id"],
            text=html.unescape(TAG.sub("", line["html"])),
            at=0,
            from_bot=True,
            raw=line,
            buttons=tuple(
                tuple(Button(b["label"], b.get("data"), b.get("url")) for b in row)
                for row in line["buttons"]
            ),
            document=await self._download(file["url"]) if file and "url" in file else None,
            file_name=file["name"] if file else None,
            edited=bool(line.get("edited")),
            revision=line["rev"],
        )

    async def _download(self, path: str) -> bytes:
        async with self._http.get(f"{self._base}{path}") as answer:
            answer.raise_for_status()
            return await answer.read()


def typed_choice(text: str, wanted: str) -> str | None:
    """What a plain person types for a choice: its number, or the words in quotation marks."""
    for number, label in re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE):
        if wanted.casefold() in label.casefold():
            return str(number)
    for spoken in re.findall(r"“([^”]+)”", text):
        if wanted.casefold() in spoken.casefold():
            return str(spoken)
    return None


def _client_id() -> str:
    return f"person-{next(_clients):08}"


async def _checked(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    body: dict[str, Any] = await answer.json()
    if answer.status != 200:  # noqa: PLR2004  HTTP's own number
        raise AssertionError(f"{answer.status}: {body}")
    return body
