"""The web chat over real HTTP, with a small dispatcher behind it."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendLocation
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, Message
from aiogram.types import InlineKeyboardMarkup as Keyboard
from aiohttp import ClientResponse, ClientSession, CookieJar, FormData
from aiohttp.test_utils import TestServer
from PIL import Image

from bot.channels.base import tapped
from bot.channels.webchat import WebChat
from bot.references import References
from bot.web.app import build_web
from bot.web.chat import ChatRoutes
from bot.web.keys import COOKIE, HEADER, ChatKeys
from bot.web.media import MediaLinks, MediaRoutes
from storage.db import Database, Session
from storage.inbox import Accepted, Arrival, accept, finish
from storage.people import add_person, bind_address, load_sender
from storage.photo_store import PhotoStore
from storage.webchat import forget_history
from storage.writer import Writer

SECRET = "a secret of this test"  # noqa: S105  no secret
PUBLIC = "http://aoxanh.test"


def jpeg(side: int = 32) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def echo_router() -> Router:
    router = Router()

    @router.message(F.text == "sửa")
    async def edits(message: Message) -> None:
        sent = await message.answer("<b>Cũ</b>", reply_markup=_keyboard())
        await asyncio.sleep(0.2)
        await sent.edit_text("<b>Mới</b>")

    @router.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"Đã nghe: {message.html_text}", reply_markup=_keyboard())

    @router.message(F.photo)
    async def photo(message: Message, bot: Bot) -> None:
        assert message.photo
        content = await bot.download(message.photo[-1])
        size = len(content.read()) if content else 0
        await message.answer(f"ảnh {size} {message.media_group_id} {message.caption}")

    @router.message(F.document)
    async def document(message: Message) -> None:
        assert message.document
        file = BufferedInputFile(b"BEGIN:VCALENDAR", "lich.ics")
        await message.answer_document(file, caption=message.document.file_name)

    @router.callback_query()
    async def tap(query: CallbackQuery) -> None:
        assert query.message
        await query.answer("Đã bấm")
        await query.message.answer(f"bấm {query.data} ở {query.message.message_id}")

    return router


def _keyboard() -> Keyboard:
    return Keyboard(inline_keyboard=[[InlineKeyboardButton(text="Sửa", callback_data="edit:1")]])


@dataclass
class World:
    """A running server. `now` stands still until it is moved. `elsewhere` is another process."""

    channel: WebChat
    elsewhere: WebChat
    database: Database
    writer: Writer
    server: TestServer
    now: list[datetime]
    handled: list[Accepted] = field(default_factory=list)

    async def person_of(self, chat_id: int) -> None:
        async def bind(session: Session) -> None:
            person = await add_person(session, "Lan", now=self.now[0], consent_version="1")
            await bind_address(session, person, "webchat", chat_id, now=self.now[0])

        await self.writer.run(bind)


@dataclass
class Browser:
    """What a page does, without a screen."""

    http: ClientSession
    base: str
    key: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self, **body: object) -> dict[str, Any]:
        answer = await self.post("/chat/session", body)
        assert answer.status == 200, await answer.text()
        session: dict[str, Any] = await answer.json()
        self.key = session["key"]
        return session

    async def post(self, path: str, body: object, **headers: str) -> ClientResponse:
        given = {**self.headers, **headers}
        return await self.http.post(self.base + path, json=body, headers=given)

    async def says(self, text: str, client_id: str = "client-0001") -> ClientResponse:
        return await self.post("/chat/send", {"client_id": client_id, "text": text})

    async def sends(
        self, *files: tuple[str, bytes], client_id: str = "client-file-1", caption: str = ""
    ) -> ClientResponse:
        form = FormData(default_to_multipart=True, quote_fields=False)
        fields = {"client_id": client_id, "count": str(len(files)), "caption": caption}
        for key, value in fields.items():
            form.add_field(key, value)
        for name, content in files:
            form.add_field("file", io.BytesIO(content), filename=name)
        return await self.http.post(self.base + "/chat/files", data=form, headers=self.headers)

    async def history(self, before: int | None = None) -> dict[str, Any]:
        query = {} if before is None else {"before": str(before)}
        answer = await self.http.get(
            self.base + "/chat/history", params=query, headers=self.headers
        )
        assert answer.status == 200
        read: dict[str, Any] = await answer.json()
        return read

    async def lines(self, count: int) -> list[dict[str, Any]]:
        """The history once it has this many messages."""
        for _ in range(100):
            lines: list[dict[str, Any]] = (await self.history())["lines"]
            if len(lines) >= count:
                return lines
            await asyncio.sleep(0.03)
        raise AssertionError(f"{len(lines)} of {count} messages")

    async def events(self, count: int, *, last: int = 0, **query: str) -> list[dict[str, Any]]:
        """The next `count` events of a stream that resumes after revision `last`."""
        found: list[dict[str, Any]] = []
        headers = {**self.headers, "Last-Event-ID": str(last)}
        stream = await self.http.get(self.base + "/chat/stream", headers=headers, params=query)
        event: dict[str, Any] = {}
        while len(found) < count:
            line = (await asyncio.wait_for(stream.content.readline(), 5)).decode().rstrip()
            name, _, value = line.partition(": ")
            if name in ("id", "event"):
                event[name] = value
            elif name == "data":
                found.append({**event, **json.loads(value)})
                event = {}
        stream.close()
        return found


@pytest.fixture
async def world(database: Database, writer: Writer, tmp_path: Path) -> AsyncIterator[World]:
    now = [datetime(2026, 11, 28, 9, 0, tzinfo=UTC)]
    store = PhotoStore(str(tmp_path / "photos"))
    files = References(store, {})
    channel, elsewhere = (
        WebChat(database, writer, store, files, public_url=PUBLIC, now=lambda: now[0])
        for _ in range(2)
    )
    keys, media = ChatKeys(SECRET, PUBLIC), MediaLinks(SECRET)
    chat = ChatRoutes(channel, database, writer, keys, media)
    server = TestServer(build_web(chat.routes(), MediaRoutes(media, files).routes()))
    running = World(channel, elsewhere, database, writer, server, now)
    await server.start_server()
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(echo_router())
    await channel.start(partial(_accept, running, dispatcher))
    yield running
    await channel.stop()
    await server.close()


async def _accept(world: World, dispatcher: Dispatcher, arrivals: Sequence[Arrival]) -> None:
    """What ingress and desk do, without their order."""

    async def taken(session: Session) -> list[Accepted]:
        new = await accept(session, arrivals)
        for accepted in new:
            await finish(session, accepted, now=world.now[0])
        return new

    for accepted in await world.writer.run(taken):
        world.handled.append(accepted)
        update = world.channel.update(accepted, accepted.payload)
        task = asyncio.create_task(dispatcher.feed_update(world.channel.bot, update))
        task.add_done_callback(lambda done: done.result())


@asynccontextmanager
async def browsing(world: World) -> AsyncIterator[Browser]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield Browser(http, str(world.server.make_url("")).rstrip("/"))


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    async with browsing(world) as opened:
        await opened.open()
        yield opened


async def test_what_is_said_is_answered_with_buttons(browser: Browser) -> None:
    assert (await browser.says("25 <b>bạn</b>")).status == 200
    said, heard = await browser.lines(2)
    assert (said["out"], said["said"]) == (False, "25 <b>bạn</b>")
    assert heard["html"] == "Đã nghe: 25 &lt;b&gt;bạn&lt;/b&gt;"
    assert heard["buttons"] == [[{"label": "Sửa", "data": "edit:1"}]]


async def test_a_resend_of_the_same_client_id_changes_nothing(
    world: World, browser: Browser
) -> None:
    first = await (await browser.says("một")).json()
    world.now[0] += timedelta(minutes=5)
    again = await (await browser.says("một")).json()
    lines = await browser.lines(2)
    assert first == again
    assert len(lines) == 2
    assert len(world.handled) == 1


async def test_a_message_stored_without_its_inbox_row_is_mended_by_the_resend(
    world: World, browser: Browser
) -> None:
    await world.channel.stop()
    sent_at = world.now[0]
    assert (await browser.says("kịp giờ")).status == 503
    await world.channel.start(partial(_accept, world, Dispatcher(disable_fsm=True)))
    world.now[0] += timedelta(minutes=5)
    assert (await browser.says("kịp giờ")).status == 200
    assert datetime.fromisoformat(world.handled[0].payload["at"]) == sent_at


async def test_a_tap_comes_as_a_callback_of_that_message(browser: Browser) -> None:
    await browser.says("một")
    heard = (await browser.lines(2))[1]
    watch = asyncio.create_task(browser.events(2, last=heard["rev"]))
    await asyncio.sleep(0.1)
    tap = {"client_id": "client-tap-1", "message_id": heard["id"], "data": "edit:1"}
    assert (await browser.post("/chat/send", tap)).status == 200
    events = {event["event"]: event for event in await watch}
    assert events["answered"]["text"] == "Đã bấm"
    assert events["line"]["html"] == f"bấm edit:1 ở {heard['id']}"


async def test_photos_sent_together_are_one_album(world: World, browser: Browser) -> None:
    await browser.says("chào")
    chat_id = world.handled[0].chat_id
    await world.person_of(chat_id)
    picture = jpeg()
    answer = await browser.sends(("a.jpg", picture), ("b.jpg", picture), caption="Sân trường")
    assert answer.status == 200
    lines = await browser.lines(6)
    sent = [line for line in lines if line.get("photo")]
    assert len({line["album"] for line in sent}) == 1
    replies = {line["html"] for line in lines if line.get("html", "").startswith("ảnh")}
    album = sent[0]["album"]
    assert replies == {f"ảnh {len(picture)} {album} Sân trường", f"ảnh {len(picture)} {album} None"}
    shown = await browser.http.get(browser.base + sent[0]["photo"]["url"])
    assert (shown.content_type, await shown.read()) == ("image/jpeg", picture)


async def test_a_lone_photo_has_no_album_and_a_big_one_a_thumbnail(
    world: World, browser: Browser
) -> None:
    await browser.says("chào")
    await world.person_of(world.handled[0].chat_id)
    picture = jpeg(900)
    await browser.sends(("lớn.jpg", picture))
    photo = (await browser.lines(4))[2]
    assert "album" not in photo
    small = await browser.http.get(browser.base + photo["photo"]["thumb"])
    assert len(await small.read()) < len(picture) / 2


async def test_before_consent_the_bytes_of_a_photo_are_not_kept(
    browser: Browser, tmp_path: Path, world: World
) -> None:
    await world.channel.start(partial(_accept, world, Dispatcher(disable_fsm=True)))
    await browser.sends(("a.jpg", jpeg()))
    assert "url" not in (await browser.lines(1))[0]["photo"]
    assert not [path for path in (tmp_path / "photos").rglob("*") if path.is_file()]


async def test_documents_go_both_ways(world: World, browser: Browser) -> None:
    await browser.says("chào")
    await world.person_of(world.handled[0].chat_id)
    await browser.sends(("danh sách.xlsx", b"PK\x03\x04 roster"))
    sent, answered = (await browser.lines(4))[2:]
    assert sent["file"]["name"] == "danh sách.xlsx"
    assert answered["html"] == "danh sách.xlsx"
    file = await browser.http.get(browser.base + answered["file"]["url"])
    assert await file.read() == b"BEGIN:VCALENDAR"
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''lich.ics"


async def test_an_edit_changes_the_message_in_place(browser: Browser) -> None:
    watch = asyncio.create_task(browser.events(3))
    await asyncio.sleep(0.1)
    await browser.says("sửa")
    _, before, after = await watch
    assert before["id"] == after["id"]
    assert (before["html"], after["html"]) == ("<b>Cũ</b>", "<b>Mới</b>")
    assert after["buttons"] == []
    assert len((await browser.history())["lines"]) == 2


async def test_a_plain_chat_gets_no_buttons_and_an_edit_is_a_new_message(
    world: World, browser: Browser
) -> None:
    await browser.open(plain=True)
    await browser.says("chào")
    chat_id = world.handled[0].chat_id
    assert not await world.channel.can_buttons(chat_id)
    first = await world.channel.send({"method": "SendMessage", "text": "Một"}, chat_id)
    second = await world.channel.send({"method": "SendMessage", "text": "Hai"}, chat_id, edit=first)
    assert first != second


async def test_plain_is_known_before_and_after_consent(world: World, browser: Browser) -> None:
    await browser.open(plain=True)
    await browser.says("chào")
    chat_id = world.handled[0].chat_id
    await world.person_of(chat_id)
    async with world.database.glance() as session:
        sender = await load_sender(session, "webchat", chat_id)
    assert (sender.plain, sender.actor.name) == (True, "Lan")


async def test_a_typed_number_becomes_the_tap_that_it_stands_for(
    world: World, browser: Browser
) -> None:
    await browser.says("1")
    update = world.channel.update(world.handled[0], world.handled[0].payload)
    tap = tapped(update, "edit:1", world.channel.bot).callback_query
    assert tap is not None
    assert tap.message is not None
    assert (tap.data, tap.from_user.id) == ("edit:1", world.handled[0].chat_id)
    assert await tap.answer("Vâng")


async def test_a_stream_resumes_after_the_last_event(browser: Browser) -> None:
    await browser.says("một")
    first = await browser.events(2)
    await browser.says("hai", "client-0002")
    await browser.lines(4)
    resumed = await browser.events(2, last=first[-1]["rev"])
    assert [event.get("said") or event.get("html") for event in resumed] == ["hai", "Đã nghe: hai"]


async def test_another_process_is_noticed_within_a_second(world: World, browser: Browser) -> None:
    await browser.says("một")
    heard = (await browser.lines(2))[1]
    watch = asyncio.create_task(browser.events(1, last=heard["rev"]))
    await asyncio.sleep(0.1)
    await world.elsewhere.send({"method": "SendMessage", "text": "tin"}, world.handled[0].chat_id)
    assert (await asyncio.wait_for(watch, 2.5))[0]["html"] == "tin"


async def test_history_survives_a_reload_and_goes_back_page_by_page(
    world: World, browser: Browser
) -> None:
    await browser.says("đầu tiên")
    await browser.lines(2)
    for number in range(45):
        payload = {"method": "SendMessage", "text": f"tin {number}"}
        await world.channel.send(payload, world.handled[0].chat_id)
    newest = await browser.history()
    assert newest["more"]
    assert newest["lines"][-1]["html"] == "tin 44"
    older = await browser.history(newest["lines"][0]["id"])
    assert not older["more"]
    assert older["lines"][0]["said"] == "đầu tiên"
    assert len(newest["lines"]) + len(older["lines"]) == 47


async def test_the_personal_link_restores_the_chat_where_cookies_are_lost(
    world: World, browser: Browser
) -> None:
    link = (await browser.open())["link"]
    await browser.says("dở dang")
    assert link.startswith(f"{PUBLIC}/?k=")
    async with browsing(world) as other:
        await other.open(k=link.partition("?k=")[2])
        assert (await other.lines(2))[0]["said"] == "dở dang"
    assert (await browser.lines(2))[0]["said"] == "dở dang"


async def test_three_frames_of_one_browser_are_three_people(world: World) -> None:
    async with browsing(world) as browser:
        keys = [(await browser.open(frame=True))["key"] for _ in range(3)]
        assert len(set(keys)) == 3
        for number, key in enumerate(keys):
            browser.headers = {HEADER: key}
            await browser.says(f"người {number}")
            assert (await browser.lines(2))[0]["said"] == f"người {number}"


@pytest.mark.parametrize("forged", ["nobody", "ImFiYyI.AAAA", ""])
async def test_a_forged_cookie_or_link_is_refused(world: World, forged: str) -> None:
    async with browsing(world) as browser:
        browser.headers = {"Cookie": f"{COOKIE}={forged}"}
        assert (await browser.says("chào")).status == 401
        browser.headers = {HEADER: forged}
        assert (await browser.says("chào")).status == 401
        answer = await browser.post("/chat/session", {"k": forged})
        assert (answer.status, "Liên kết" in (await answer.json())["error"]) == (401, True)
    assert world.handled == []


async def test_a_link_is_no_cookie(world: World, browser: Browser) -> None:
    async with browsing(world) as other:
        other.headers = {"Cookie": f"{COOKIE}={browser.key}"}
        assert (await other.says("chào")).status == 401


async def test_opening_the_page_makes_nothing(world: World) -> None:
    async with browsing(world) as browser:
        page = await browser.http.get(browser.base + "/?start=K7M2Q9XD")
        assert page.status == 200
        assert "Set-Cookie" not in page.headers
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
async def test_a_foreign_page_cannot_post(browser: Browser, headers: dict[str, str]) -> None:
    body = {"client_id": "client-0001", "text": "chào"}
    answer = await browser.post("/chat/send", body, **headers)
    assert answer.status == 403


async def test_our_own_page_can_post(browser: Browser) -> None:
    own = {"Origin": PUBLIC, "Sec-Fetch-Site": "same-origin"}
    body = {"client_id": "client-0001", "text": "chào"}
    assert (await browser.post("/chat/send", body, **own)).status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({}, 400),
        ({"client_id": "client-0001"}, 400),
        ({"client_id": "client-0001", "text": "  "}, 400),
        ({"client_id": "client-0001", "text": 5}, 400),
        ({"client_id": "x", "text": "chào"}, 400),
        ({"client_id": "a b;c' --", "text": "chào"}, 400),
        ({"client_id": "client-0001", "text": "x" * 20_001}, 413),
        ({"client_id": "client-0001", "text": "x" * 200_000}, 413),
        ({"client_id": "client-0001", "data": "edit:1"}, 400),
        ({"client_id": "client-0001", "message_id": "1' OR", "data": "edit:1"}, 400),
        ({"client_id": "client-0001", "message_id": 10**30, "data": "edit:1"}, 400),
        ({"client_id": "client-0001", "message_id": 1, "data": "x" * 65}, 413),
    ],
)
async def test_malformed_input_gets_one_sentence(
    browser: Browser, body: object, status: int
) -> None:
    answer = await browser.post("/chat/send", body)
    assert answer.status == status
    assert (await answer.json())["error"].endswith("nhé.")


async def test_too_many_or_too_large_files_are_refused(browser: Browser, world: World) -> None:
    eleven = [(f"{number}.jpg", jpeg(4)) for number in range(11)]
    assert (await (await browser.sends(*eleven)).json())["code"] == "too_many"
    huge = await browser.sends(("lớn.jpg", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024)))
    assert (huge.status, (await huge.json())["code"]) == (413, "too_large")
    assert (await (await browser.sends()).json())["code"] == "no_file"
    assert world.handled == []


async def test_seen_is_what_the_browser_confirmed(world: World, browser: Browser) -> None:
    await browser.says("một")
    heard = (await browser.lines(2))[1]
    assert (await browser.post("/chat/seen", {"upto": heard["id"]})).status == 200
    await world.person_of(world.handled[0].chat_id)
    world.now[0] += timedelta(minutes=1)
    await browser.post("/chat/seen", {"upto": heard["id"]})
    async with world.database.glance() as session:
        sender = await load_sender(session, "webchat", world.handled[0].chat_id)
    assert sender.seen_at == world.now[0]


async def test_an_erased_history_leaves_open_pages_too(world: World, browser: Browser) -> None:
    await browser.says("bí mật")
    heard = (await browser.lines(2))[1]
    watch = asyncio.create_task(browser.events(1, last=heard["rev"], cleared="0"))
    await asyncio.sleep(0.1)
    await world.writer.run(partial(forget_history, chat_ids=[world.handled[0].chat_id]))
    assert (await watch)[0] == {"event": "reset", "cleared": 1}
    assert (await browser.history())["lines"] == []


async def test_an_unsupported_method_is_a_bad_request(world: World) -> None:
    with pytest.raises(TelegramBadRequest):
        await world.channel.bot(SendLocation(chat_id=1, latitude=1, longitude=1))
    assert await world.channel.bot.set_my_commands([])
    assert (await world.channel.bot.get_me()).id == world.channel.bot.id
