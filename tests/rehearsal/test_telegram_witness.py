"""Two libraries written by others drive the double of Telegram, and agree on what they find."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import aiogram
import aiogram.exceptions
import aiogram.types
import pytest
import telegram
import telegram.error
import telegram.ext
import telegram.request
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_people import TelegramPerson

TOKEN = "7000000001:AAErehearsal_secret-x"  # noqa: S105 - opens only the double
LAN = 7_900_000_123
REPORT = "báo cáo tổng hợp.docx"
Keyboard = list[list[tuple[str, str]]]


class Refusal(Exception):  # noqa: N818 - what a library's own error said
    def __init__(self, kind: str, words: str, retry_after: int | None = None) -> None:
        super().__init__(kind, words)
        self.kind = kind
        self.words = words
        self.retry_after = retry_after


@dataclass(frozen=True)
class Heard:
    """An update as the library read it."""

    update_id: int
    kind: str
    text: str | None
    date: int | None
    album: str | None
    file_ids: list[str]
    query_id: str | None = None
    sender: int | None = None


class Witness(Protocol):
    async def me(self) -> str: ...
    async def send(self, chat: int, text: str, buttons: Keyboard | None = None) -> int: ...
    async def edit(self, chat: int, message: int, text: str, buttons: Keyboard) -> None: ...
    async def strip_buttons(self, chat: int, message: int) -> None: ...
    async def delete(self, chat: int, message: int) -> None: ...
    async def photo(self, chat: int, content: bytes, caption: str) -> str: ...
    async def document(self, chat: int, content: bytes, name: str) -> str: ...
    async def album(self, chat: int, contents: list[bytes]) -> list[int]: ...
    async def typing(self, chat: int) -> None: ...
    async def answer(self, query_id: str, text: str) -> None: ...
    async def commands(self, names: dict[str, str]) -> None: ...
    async def chat_title(self, chat: int) -> str | None: ...
    async def download(self, file_id: str) -> bytes: ...
    async def webhook(self, url: str, secret: str) -> int: ...
    async def poll(self, offset: int) -> list[Heard]: ...
    def read(self, raw: dict[str, Any]) -> Heard: ...


def heard(update: telegram.Update | aiogram.types.Update, kind: str) -> Heard:
    query = update.callback_query
    message: Any = update.edited_message or update.message or (query and query.message)
    if message is None:
        return Heard(update.update_id, kind, None, None, None, [])
    photos = [size.file_id for size in message.photo or ()]
    documents = [message.document.file_id] if message.document else []
    return Heard(
        update.update_id,
        kind,
        query.data if query else message.text or message.caption,
        int(message.date.timestamp()),
        message.media_group_id,
        photos + documents,
        query.id if query else None,
        query.from_user.id if query else message.from_user.id,
    )


def without_certificates() -> telegram.request.HTTPXRequest:
    """Plain HTTP only, which saves reading the machine's certificates for every test."""
    return telegram.request.HTTPXRequest(httpx_kwargs={"verify": False})


class PythonTelegramBot:
    def __init__(self, token: str, base: str) -> None:
        self.bot = telegram.Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=without_certificates(),
            get_updates_request=without_certificates(),
        )

    @staticmethod
    def _markup(buttons: Keyboard | None) -> telegram.InlineKeyboardMarkup | None:
        rows = [
            [telegram.InlineKeyboardButton(label, callback_data=data) for label, data in row]
            for row in buttons or ()
        ]
        return telegram.InlineKeyboardMarkup(rows) if rows else None

    @staticmethod
    async def _ask(call: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever the library returns
        try:
            return await call
        except telegram.error.RetryAfter as error:
            wait = error.retry_after
            assert isinstance(wait, timedelta)
            raise Refusal("flood", error.message, int(wait.total_seconds())) from error
        except telegram.error.Forbidden as error:
            raise Refusal("forbidden", error.message) from error
        except telegram.error.InvalidToken as error:
            raise Refusal("token", error.message) from error
        except telegram.error.Conflict as error:
            raise Refusal("conflict", error.message) from error
        except telegram.error.BadRequest as error:
            raise Refusal("bad", error.message) from error
        except telegram.error.NetworkError as error:
            raise Refusal("network", error.message) from error

    async def me(self) -> str:
        return str((await self._ask(self.bot.get_me())).username)

    async def send(self, chat: int, text: str, buttons: Keyboard | None = None) -> int:
        call = self.bot.send_message(
            chat, text, parse_mode="HTML", reply_markup=self._markup(buttons)
        )
        return int((await self._ask(call)).message_id)

    async def edit(self, chat: int, message: int, text: str, buttons: Keyboard) -> None:
        markup = self._markup(buttons)
        await self._ask(self.bot.edit_message_text(text, chat, message, reply_markup=markup))

    async def strip_buttons(self, chat: int, message: int) -> None:
        await self._ask(self.bot.edit_message_reply_markup(chat, message))

    async def delete(self, chat: int, message: int) -> None:
        await self._ask(self.bot.delete_message(chat, message))

    async def photo(self, chat: int, content: bytes, caption: str) -> str:
        sent = await self._ask(self.bot.send_photo(chat, content, caption=caption))
        return str(sent.photo[-1].file_id)

    async def document(self, chat: int, content: bytes, name: str) -> str:
        sent = await self._ask(self.bot.send_document(chat, content, filename=name))
        assert sent.document.file_name == name
        return str(sent.document.file_id)

    async def album(self, chat: int, contents: list[bytes]) -> list[int]:
        media = [telegram.InputMediaPhoto(content) for content in contents]
        return [m.message_id for m in await self._ask(self.bot.send_media_group(chat, media))]

    async def typing(self, chat: int) -> None:
        await self._ask(self.bot.send_chat_action(chat, "typing"))

    async def answer(self, query_id: str, text: str) -> None:
        await self._ask(self.bot.answer_callback_query(query_id, text, show_alert=True))

    async def commands(self, names: dict[str, str]) -> None:
        await self._ask(self.bot.set_my_commands(list(names.items())))
        assert {c.command: c.description for c in await self.bot.get_my_commands()} == names

    async def chat_title(self, chat: int) -> str | None:
        return str((await self._ask(self.bot.get_chat(chat))).title)

    async def download(self, file_id: str) -> bytes:
        file = await self._ask(self.bot.get_file(file_id))
        return bytes(await file.download_as_bytearray())

    async def webhook(self, url: str, secret: str) -> int:
        await self._ask(self.bot.set_webhook(url, secret_token=secret, max_connections=7))
        info = await self.bot.get_webhook_info()
        assert (info.url, info.max_connections) == (url, 7)
        return info.pending_update_count

    async def poll(self, offset: int) -> list[Heard]:
        updates = await self._ask(self.bot.get_updates(offset, timeout=1))
        return [heard(update, self._kind(update)) for update in updates]

    def read(self, raw: dict[str, Any]) -> Heard:
        update = telegram.Update.de_json(raw, self.bot)
        return heard(update, self._kind(update))

    @staticmethod
    def _kind(update: telegram.Update) -> str:
        return next(kind for kind in telegram.Update.ALL_TYPES if getattr(update, kind))


class Aiogram:
    def __init__(self, token: str, base: str) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(base))
        self.session = session
        self.bot = aiogram.Bot(token, session, DefaultBotProperties(parse_mode="HTML"))

    @staticmethod
    def _markup(buttons: Keyboard | None) -> aiogram.types.InlineKeyboardMarkup | None:
        rows = [
            [
                aiogram.types.InlineKeyboardButton(text=label, callback_data=data)
                for label, data in r
            ]
            for r in buttons or ()
        ]
        return aiogram.types.InlineKeyboardMarkup(inline_keyboard=rows) if rows else None

    @staticmethod
    async def _ask(call: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever the library returns
        try:
            return await call
        except aiogram.exceptions.TelegramRetryAfter as error:
            raise Refusal("flood", error.message, error.retry_after) from error
        except aiogram.exceptions.TelegramForbiddenError as error:
            raise Refusal("forbidden", error.message) from error
        except aiogram.exceptions.TelegramUnauthorizedError as error:
            raise Refusal("token", error.message) from error
        except aiogram.exceptions.TelegramConflictError as error:
            raise Refusal("conflict", error.message) from error
        except aiogram.exceptions.TelegramBadRequest as error:
            raise Refusal("bad", error.message) from error
        except aiogram.exceptions.TelegramNetworkError as error:
            raise Refusal("network", error.message) from error

    async def me(self) -> str:
        return str((await self._ask(self.bot.get_me())).username)

    async def send(self, chat: int, text: str, buttons: Keyboard | None = None) -> int:
        call = self.bot.send_message(chat, text, reply_markup=self._markup(buttons))
        return int((await self._ask(call)).message_id)

    async def edit(self, chat: int, message: int, text: str, buttons: Keyboard) -> None:
        call = self.bot.edit_message_text(
            text, chat_id=chat, message_id=message, reply_markup=self._markup(buttons)
        )
        await self._ask(call)

    async def strip_buttons(self, chat: int, message: int) -> None:
        await self._ask(self.bot.edit_message_reply_markup(chat_id=chat, message_id=message))

    async def delete(self, chat: int, message: int) -> None:
        await self._ask(self.bot.delete_message(chat, message))

    async def photo(self, chat: int, content: bytes, caption: str) -> str:
        file = aiogram.types.BufferedInputFile(content, "anh.jpg")
        sent = await self._ask(self.bot.send_photo(chat, file, caption=caption))
        return str(sent.photo[-1].file_id)

    async def document(self, chat: int, content: bytes, name: str) -> str:
        file = aiogram.types.BufferedInputFile(content, name)
        sent = await self._ask(self.bot.send_document(chat, file))
        assert sent.document.file_name == name
        return str(sent.document.file_id)

    async def album(self, chat: int, contents: list[bytes]) -> list[int]:
        files = [aiogram.types.BufferedInputFile(content, "a.jpg") for content in contents]
        media: list[Any] = [aiogram.types.InputMediaPhoto(media=file) for file in files]
        return [m.message_id for m in await self._ask(self.bot.send_media_group(chat, media))]

    async def typing(self, chat: int) -> None:
        await self._ask(self.bot.send_chat_action(chat, "typing"))

    async def answer(self, query_id: str, text: str) -> None:
        await self._ask(self.bot.answer_callback_query(query_id, text, show_alert=True))

    async def commands(self, names: dict[str, str]) -> None:
        given = [aiogram.types.BotCommand(command=c, description=d) for c, d in names.items()]
        await self._ask(self.bot.set_my_commands(given))
        assert {c.command: c.description for c in await self.bot.get_my_commands()} == names

    async def chat_title(self, chat: int) -> str | None:
        return str((await self._ask(self.bot.get_chat(chat))).title)

    async def download(self, file_id: str) -> bytes:
        out = io.BytesIO()
        await self._ask(self.bot.download(file_id, out))
        return out.getvalue()

    async def webhook(self, url: str, secret: str) -> int:
        await self._ask(self.bot.set_webhook(url, secret_token=secret, max_connections=7))
        info = await self.bot.get_webhook_info()
        assert (info.url, info.max_connections) == (url, 7)
        return info.pending_update_count

    async def poll(self, offset: int) -> list[Heard]:
        updates = await self._ask(self.bot.get_updates(offset, timeout=1))
        return [heard(update, update.event_type) for update in updates]

    def read(self, raw: dict[str, Any]) -> Heard:
        update = aiogram.types.Update.model_validate(raw, context={"bot": self.bot})
        return heard(update, update.event_type)


@asynccontextmanager
async def opened(kind: str, token: str, base: str) -> AsyncIterator[Witness]:
    if kind == "aiogram":
        aiogram_witness = Aiogram(token, base)
        yield aiogram_witness
        if inner := aiogram_witness.session._session:
            await inner.close()  # aiogram's own close() sleeps a quarter of a second
    else:
        other = PythonTelegramBot(token, base)
        yield other
        for request in other.bot._request:
            await request.shutdown()


@pytest.fixture(autouse=True)
def waits_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this choice python-telegram-bot 22 warns about its own coming change."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(tokens=[TOKEN], redeliver_after=0.01) as running:
        yield running


@pytest.fixture
def lan(double: TelegramDouble) -> TelegramPerson:
    return double.user(id=LAN, name="Lan", username="lan_doan")


@pytest.fixture(params=["python-telegram-bot", "aiogram"])
async def witness(request: pytest.FixtureRequest, double: TelegramDouble) -> AsyncIterator[Witness]:
    async with opened(request.param, TOKEN, double.base_url) as library:
        yield library


@asynccontextmanager
async def receiver(
    answer: Callable[[dict[str, Any]], Awaitable[int]], secrets: list[str | None]
) -> AsyncIterator[str]:
    """A bot's webhook server; `answer` says the HTTP status."""

    async def receive(request: web.Request) -> web.Response:
        secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=await answer(await request.json()))

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_bot_knows_its_own_name(witness: Witness) -> None:
    assert await witness.me() == "aoxanh7000000001_bot"


@pytest.mark.parametrize("kind", ["python-telegram-bot", "aiogram"])
async def test_a_wrong_token_is_refused(double: TelegramDouble, kind: str) -> None:
    async with opened(kind, "7000000002:stranger", double.base_url) as library:
        with pytest.raises(Refusal) as refused:
            await library.me()
    assert refused.value.kind == "token"


async def test_markup_is_read_away_and_buttons_are_shown(
    witness: Witness, lan: TelegramPerson
) -> None:
    number = await witness.send(LAN, "Chào <b>Lan</b> &amp; cả đội", [[("Đăng ký", "dk:1")]])
    assert (lan.last.id, lan.last.text, lan.last.labels) == (
        number,
        "Chào Lan & cả đội",
        ["Đăng ký"],
    )
    assert lan.last.entities == [{"type": "bold", "offset": 5, "length": 3}]


async def test_a_card_is_edited_in_place_and_can_lose_its_buttons(
    witness: Witness, lan: TelegramPerson
) -> None:
    number = await witness.send(LAN, "Thẻ 1", [[("A", "a")]])
    await witness.edit(LAN, number, "Thẻ 2", [[("B", "b")]])
    assert (lan.last.text, lan.last.labels, lan.last.edited) == ("Thẻ 2", ["B"], True)
    await witness.strip_buttons(LAN, number)
    assert (len(lan.sees), lan.last.labels) == (1, [])


async def test_the_same_content_again_is_refused(witness: Witness, lan: TelegramPerson) -> None:
    number = await witness.send(LAN, "Thẻ", [[("A", "a")]])
    with pytest.raises(Refusal) as refused:
        await witness.edit(LAN, number, "Thẻ", [[("A", "a")]])
    assert "message is not modified" in refused.value.words.lower()
    assert not lan.last.edited


async def test_a_deleted_message_is_gone_and_cannot_be_edited(
    witness: Witness, lan: TelegramPerson
) -> None:
    number = await witness.send(LAN, "Thẻ")
    await witness.delete(LAN, number)
    assert lan.sees == []
    with pytest.raises(Refusal) as refused:
        await witness.edit(LAN, number, "Thẻ 2", [])
    assert "message to edit not found" in refused.value.words.lower()


async def test_files_go_up_and_come_down_unchanged(witness: Witness, lan: TelegramPerson) -> None:
    photo_id = await witness.photo(LAN, b"\xff\xd8 anh", "Ảnh bìa")
    document_id = await witness.document(LAN, b"PK\x03\x04 docx", REPORT)
    shown, file = lan.sees
    assert (shown.photo, shown.text) == (b"\xff\xd8 anh", "Ảnh bìa")
    assert (file.document, file.file_name) == (b"PK\x03\x04 docx", REPORT)
    assert await witness.download(photo_id) == b"\xff\xd8 anh"
    assert await witness.download(document_id) == b"PK\x03\x04 docx"


async def test_an_album_is_several_messages_of_one_group(
    witness: Witness, lan: TelegramPerson
) -> None:
    ids = await witness.album(LAN, [b"mot", b"hai", b"ba"])
    assert [message.id for message in lan.sees] == ids
    assert [message.photo for message in lan.sees] == [b"mot", b"hai", b"ba"]
    assert len({message.raw["media_group_id"] for message in lan.sees}) == 1


async def test_quiet_methods_are_accepted(witness: Witness, double: TelegramDouble) -> None:
    double.group(-1_001_900_000_001, "Cụm 3")
    await witness.commands({"baocao": "Gửi báo cáo"})
    await witness.typing(-1_001_900_000_001)
    assert await witness.chat_title(-1_001_900_000_001) == "Cụm 3"


async def test_polling_confirms_by_offset(witness: Witness, lan: TelegramPerson) -> None:
    await lan.says("/start abc", date=1_795_000_000)
    first = (await witness.poll(0))[0]
    assert (first.kind, first.text, first.date) == ("message", "/start abc", 1_795_000_000)
    assert await witness.poll(first.update_id) == [first]
    await lan.says("nữa")
    assert [update.text for update in await witness.poll(first.update_id + 1)] == ["nữa"]


async def test_a_long_poll_ends_when_a_person_writes(witness: Witness, lan: TelegramPerson) -> None:
    poll = asyncio.create_task(witness.poll(0))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await lan.says("alô")
    assert [update.text for update in await poll] == ["alô"]


async def test_a_second_poller_ends_the_first(
    witness: Witness, double: TelegramDouble, lan: TelegramPerson
) -> None:
    first = asyncio.create_task(witness.poll(0))
    await asyncio.sleep(0.05)
    async with opened("aiogram", TOKEN, double.base_url) as rival:
        second = asyncio.create_task(rival.poll(0))
        with pytest.raises(Refusal) as refused:
            await first
        await lan.says("alô")
        assert len(await second) == 1
    assert refused.value.kind == "conflict"


async def test_a_tap_is_a_query_and_its_answer_is_an_alert(
    witness: Witness, lan: TelegramPerson
) -> None:
    await witness.send(LAN, "Chọn", [[("Không tổ chức kỳ này", "no:1")]])
    await lan.taps("không tổ chức")
    query = (await witness.poll(0))[0]
    assert (query.kind, query.text, query.sender) == ("callback_query", "no:1", LAN)
    assert query.query_id is not None
    await witness.answer(query.query_id, "Đã ghi")
    assert (await lan.hears("Đã ghi")).show_alert
    with pytest.raises(Refusal) as refused:
        await witness.answer("1", "muộn")
    assert "query is too old" in refused.value.words.lower()


async def test_a_persons_album_shares_an_id_and_the_best_size_is_last(
    witness: Witness, lan: TelegramPerson
) -> None:
    await lan.sends_album([b"mot" * 50, b"hai" * 50], "Ra quân")
    updates = await witness.poll(0)
    assert [update.text for update in updates] == ["Ra quân", None]
    assert len({update.album for update in updates}) == 1
    assert [len(update.file_ids) for update in updates] == [3, 3]
    best = [await witness.download(update.file_ids[-1]) for update in updates]
    assert best == [b"mot" * 50, b"hai" * 50]
    assert await witness.download(updates[0].file_ids[0]) != best[0]


async def test_a_corrected_message_is_an_edited_message(
    witness: Witness, lan: TelegramPerson
) -> None:
    sent = await lan.says("42 đvtn", date=1_795_000_000)
    await lan.edits(sent.id, "43 đvtn", date=1_795_000_060)
    said, corrected = await witness.poll(0)
    assert (said.text, corrected.text) == ("42 đvtn", "43 đvtn")
    assert (corrected.kind, corrected.date) == ("edited_message", 1_795_000_000)


async def test_a_blocked_bot_is_told_so_until_it_is_let_in_again(
    witness: Witness, lan: TelegramPerson
) -> None:
    await lan.blocks()
    with pytest.raises(Refusal) as refused:
        await witness.send(LAN, "chào")
    assert refused.value.kind == "forbidden"
    assert "bot was blocked by the user" in refused.value.words
    await lan.unblocks()
    await witness.send(LAN, "chào lại")
    assert [update.kind for update in await witness.poll(0)] == ["my_chat_member"] * 2


async def test_a_flood_answer_says_how_long_to_wait(
    witness: Witness, double: TelegramDouble, lan: TelegramPerson
) -> None:
    double.flood(LAN, retry_after=3, times=1)
    with pytest.raises(Refusal) as refused:
        await witness.send(LAN, "một")
    assert (refused.value.kind, refused.value.retry_after) == ("flood", 3)
    await witness.send(LAN, "hai")
    assert [message.text for message in lan.sees] == ["hai"]


@pytest.mark.parametrize(
    ("text", "data", "words"),
    [
        ("a" * 4097, "a", "message is too long"),
        ("  ", "a", "text is empty"),
        ("chào", "đ" * 33, "button_data_invalid"),
        ("<b>chào", "a", "can't parse entities"),
        ("1 < 2", "a", "can't parse entities"),
    ],
    ids=["too long", "empty", "data of 66 bytes", "unclosed tag", "stray bracket"],
)
async def test_what_telegram_refuses_is_refused(
    witness: Witness, lan: TelegramPerson, text: str, data: str, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await witness.send(LAN, text, [[("Nút", data)]])
    assert (refused.value.kind, lan.sees) == ("bad", [])
    assert words in refused.value.words.lower()


async def test_a_chat_that_never_was_is_not_found(witness: Witness) -> None:
    with pytest.raises(Refusal) as refused:
        await witness.send(1234, "chào")
    assert "chat not found" in refused.value.words.lower()


async def test_a_big_file_cannot_be_downloaded(witness: Witness, lan: TelegramPerson) -> None:
    await lan.sends_document(bytes(20 * 1024 * 1024 + 1), "to.zip", "application/zip")
    update = (await witness.poll(0))[0]
    with pytest.raises(Refusal) as refused:
        await witness.download(update.file_ids[0])
    assert "file is too big" in refused.value.words.lower()


async def test_a_webhook_gets_what_waited_with_its_secret(
    witness: Witness, double: TelegramDouble, lan: TelegramPerson
) -> None:
    arrived: list[Heard] = []
    secrets: list[str | None] = []

    async def answer(raw: dict[str, Any]) -> int:
        arrived.append(witness.read(raw))
        return 200

    await lan.says("trước")
    async with receiver(answer, secrets) as url:
        await witness.webhook(url, "bi-mat_1")
        await lan.says("sau")
        await double.delivered()
        with pytest.raises(Refusal) as refused:
            await witness.poll(0)
    assert [update.text for update in arrived] == ["trước", "sau"]
    assert set(secrets) == {"bi-mat_1"}
    assert refused.value.kind == "conflict"


async def test_an_update_is_redelivered_until_taken_and_again_when_asked(
    witness: Witness, double: TelegramDouble, lan: TelegramPerson
) -> None:
    arrived: list[Heard] = []

    async def answer(raw: dict[str, Any]) -> int:
        arrived.append(witness.read(raw))
        return 500 if len(arrived) < 3 else 200

    async with receiver(answer, []) as url:
        await witness.webhook(url, "s")
        await lan.says("một")
        await lan.says("hai")
        await double.delivered()
        assert [update.text for update in arrived] == ["một", "một", "một", "hai"]
        assert await double.redeliver(lan.update_ids[0])
    assert arrived[-1] == arrived[0]
    assert [push.status for push in double.pushes()] == [500, 500, 200, 200, 200]


async def test_a_python_telegram_bot_application_talks_by_polling(
    double: TelegramDouble, lan: TelegramPerson
) -> None:
    async def start(update: telegram.Update, _: object) -> None:
        assert update.message
        await update.message.reply_text("Chào đ/c", do_quote=True)

    application = (
        telegram.ext.ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"{double.base_url}/bot")
        .base_file_url(f"{double.base_url}/file/bot")
        .build()
    )
    application.add_handler(telegram.ext.CommandHandler("start", start))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        opened_at = await lan.opens("moi-1")
        reply = await lan.waits("Chào đ/c")
        await application.updater.stop()
        await application.stop()
    assert reply.raw["reply_to_message"]["message_id"] == opened_at.id


async def test_an_aiogram_dispatcher_talks_by_polling(
    double: TelegramDouble, lan: TelegramPerson
) -> None:
    async def echo(message: aiogram.types.Message) -> None:
        await message.answer(f"Đã nhận: {message.text}")

    dispatcher = aiogram.Dispatcher()
    dispatcher.message.register(echo)
    bot = aiogram.Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(double.base_url)))
    running = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1)
    )
    await lan.says("42 đvtn")
    await lan.waits("Đã nhận: 42 đvtn")
    await dispatcher.stop_polling()
    await running
