"""The double of Telegram by itself: what people see and do, its limits, its outages."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_html import formatted
from rehearsal.telegram_limits import Pace
from rehearsal.telegram_model import ApiError
from rehearsal.telegram_people import TelegramPerson

TOKEN = "7000000001:secret"  # noqa: S105 - opens only the double
LAN = 7_900_000_123
GROUP = -1_001_900_000_001
Raw = dict[str, Any]


@dataclass
class ManualClock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class PlainBot:
    """A bot without a library: JSON in, the whole answer out."""

    http: aiohttp.ClientSession
    base: str

    async def ask(self, method: str, **params: object) -> Raw:
        async with self.http.post(f"{self.base}/bot{TOKEN}/{method}", json=params) as answer:
            found: Raw = await answer.json()
            return found

    async def send(self, chat: int, text: str, **params: object) -> Raw:
        return await self.ask("sendMessage", chat_id=chat, text=text, **params)

    async def updates(self, offset: int = 0) -> list[Raw]:
        found: list[Raw] = (await self.ask("getUpdates", offset=offset))["result"]
        return found


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def double(
    request: pytest.FixtureRequest, clock: ManualClock
) -> AsyncIterator[TelegramDouble]:
    pace = getattr(request, "param", Pace.FREE)
    async with TelegramDouble(
        tokens=[TOKEN], now=lambda: 1_795_000_000.5, clock=clock, pace=pace, redeliver_after=0.01
    ) as running:
        yield running


@pytest.fixture
async def bot(double: TelegramDouble) -> AsyncIterator[PlainBot]:
    async with aiohttp.ClientSession() as http:
        yield PlainBot(http, double.base_url)


@pytest.fixture
def lan(double: TelegramDouble) -> TelegramPerson:
    return double.user(id=LAN, name="Lan")


def keyboard(*rows: list[str]) -> Raw:
    return {"inline_keyboard": [[{"text": x, "callback_data": f"d:{x}"} for x in r] for r in rows]}


@asynccontextmanager
async def receiver(answer: Callable[[Raw], Awaitable[int]]) -> AsyncIterator[str]:
    async def receive(request: web.Request) -> web.Response:
        return web.Response(status=await answer(await request.json()))

    app = web.Application()
    app.router.add_post("/", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>đậm</b>", "đậm", [("bold", 0, 3)]),
        ("🌱 <i>xanh</i>", "🌱 xanh", [("italic", 3, 4)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<a href='https://x.vn/?a=1&b=2'>bản đồ</a>", "bản đồ", [("text_link", 0, 6)]),
        ("\n <code>A1</code> \n", "A1", [("code", 0, 2)]),
        ("2 &lt; 3 &amp; &nbsp; &#39;", "2 < 3 & &nbsp; '", []),
        ("<b></b>trơn", "trơn", []),
    ],
)
def test_html_becomes_text_and_entities_in_utf16_units(
    html: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    shown, found = formatted(html, "HTML", None)
    assert shown == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize(
    "html", ["<b>", "</b>", "<b><i></b></i>", "<div>a</div>", "a <3", "<!-- a -->"]
)
def test_broken_html_cannot_be_parsed(html: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        formatted(html, "HTML", None)


def test_without_a_parse_mode_brackets_are_only_text() -> None:
    assert formatted("1 < 2 <b>", "", None) == ("1 < 2 <b>", [])


async def test_a_tap_goes_to_the_newest_message_that_has_the_button(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    await bot.send(LAN, "Thẻ cũ", reply_markup=keyboard(["Gửi"]))
    newest = await bot.send(LAN, "Thẻ mới", reply_markup=keyboard(["Gửi thêm", "Gửi"], ["Thôi"]))
    await bot.send(LAN, "Không có nút")
    assert (await lan.taps("Gửi")).data == "d:Gửi"
    assert (await lan.taps("thêm")).label == "Gửi thêm"
    assert (await lan.taps("d:Thôi")).label == "Thôi"
    queries = [update["callback_query"] for update in await bot.updates()]
    assert {query["message"]["message_id"] for query in queries} == {newest["result"]["message_id"]}


async def test_a_tap_on_a_missing_button_lists_what_is_there(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    await bot.send(LAN, "Thẻ", reply_markup=keyboard(["Đăng ký", "Để sau"]))
    with pytest.raises(AssertionError, match=r"Đăng ký.*Để sau"):
        await lan.taps("Xoá")


async def test_a_reply_keyboard_button_says_its_label_and_a_link_only_opens(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    await bot.send(LAN, "Chọn", reply_markup={"keyboard": [[{"text": "Có"}, "Không"]]})
    await lan.taps("Không")
    link = {"inline_keyboard": [[{"text": "Bản đồ", "url": "https://maps.vn/1"}]]}
    await bot.send(LAN, "Điểm", reply_markup=link)
    assert (await lan.taps("Bản đồ")).url == "https://maps.vn/1"
    assert [update["message"]["text"] for update in await bot.updates()] == ["Không"]


async def test_waiting_sees_an_early_answer_an_edit_and_not_what_was_read(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    await lan.says("một")
    sent = await bot.send(LAN, "trả lời")
    await lan.says("hai")
    assert (await lan.waits("trả lời")).text == "trả lời"
    await lan.says("ba")
    with pytest.raises(AssertionError, match="did not appear"):
        await lan.waits("trả lời", timeout=0.02)
    waiting = asyncio.create_task(lan.waits(lambda message: message.edited))
    await asyncio.sleep(0)
    number = sent["result"]["message_id"]
    await bot.ask("editMessageText", chat_id=LAN, message_id=number, text="trả lời 2")
    assert (await waiting).text == "trả lời 2"


async def test_the_persons_own_words_are_in_the_talk_but_not_among_what_the_bot_shows(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    await lan.says("chào")
    await bot.send(LAN, "chào đ/c")
    assert [(m.text, m.from_bot) for m in double.chat(LAN).messages] == [
        ("chào", False),
        ("chào đ/c", True),
    ]
    assert [message.text for message in lan.sees] == ["chào đ/c"]


async def test_the_platforms_time_is_the_clocks_or_the_one_given(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    await lan.says("bây giờ")
    await lan.says("lúc đó", date=datetime(2026, 11, 21, 8, 59, 59, tzinfo=UTC))
    await lan.forwards("chuyển tiếp", origin_date=1_794_000_000, date=1_794_900_000)
    now, then, forwarded = [update["message"] for update in await bot.updates()]
    assert (now["date"], then["date"]) == (1_795_000_000, 1_795_251_599)
    assert (forwarded["date"], forwarded["forward_origin"]["date"]) == (
        1_794_900_000,
        1_794_000_000,
    )


async def test_a_bot_cannot_write_first_to_someone_who_never_started_it(
    double: TelegramDouble, bot: PlainBot
) -> None:
    minh = double.user(id=LAN + 1, name="Minh", started=False)
    assert (await bot.send(minh.id, "chào"))["description"] == "Bad Request: chat not found"
    await minh.opens()
    assert (await bot.send(minh.id, "chào"))["ok"]


async def test_people_talk_and_tap_in_a_group(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    group = double.group(GROUP, "Cụm 3")
    await group.says(lan, "/tiendo@aoxanh_bot")
    await bot.send(GROUP, "11/17", reply_markup=keyboard(["Nhắc"]))
    await group.taps(lan, "Nhắc")
    said, tapped = await bot.updates()
    assert said["message"]["chat"] == {"id": GROUP, "type": "supergroup", "title": "Cụm 3"}
    assert said["message"]["from"]["id"] == tapped["callback_query"]["from"]["id"] == LAN
    assert said["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 18}]
    await bot.ask("answerCallbackQuery", callback_query_id=tapped["callback_query"]["id"], text="Ừ")
    assert [alert.text for alert in group.member(lan).alerts] == ["Ừ"]


async def test_a_real_picture_keeps_its_shape_in_every_size(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    out = io.BytesIO()
    Image.effect_noise((800, 600), 50).save(out, "JPEG")
    await lan.sends_photo(out.getvalue(), "Ra quân")
    sizes = (await bot.updates())[0]["message"]["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(90, 67), (320, 240), (800, 600)]
    assert [size["file_size"] for size in sizes] == sorted(size["file_size"] for size in sizes)
    assert sizes[-1]["file_size"] == len(out.getvalue())


async def test_a_file_already_there_is_sent_again_by_its_id(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    await lan.sends_document(b"xlsx", "so lieu.xlsx", "application/vnd.ms-excel")
    file_id = (await bot.updates())[0]["message"]["document"]["file_id"]
    assert (await bot.ask("sendDocument", chat_id=LAN, document=file_id))["ok"]
    assert (lan.last.document, lan.last.file_name) == (b"xlsx", "so lieu.xlsx")
    refused = await bot.ask("sendDocument", chat_id=LAN, document="khong-co")
    assert "wrong file identifier" in refused["description"]


async def test_an_upload_beyond_fifty_megabytes_is_too_large(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(LAN))
    form.add_field("document", io.BytesIO(bytes(50 * 1024 * 1024)), filename="to.zip")
    async with bot.http.post(f"{bot.base}/bot{TOKEN}/sendDocument", data=form) as answer:
        assert answer.status == 413
    assert (double.calls[-1].status, lan.sees) == (413, [])


@pytest.mark.parametrize("count", [1, 11])
async def test_an_album_has_two_to_ten_pictures(
    bot: PlainBot, lan: TelegramPerson, count: int
) -> None:
    media = [{"type": "photo", "media": "x"}] * count
    assert not (await bot.ask("sendMediaGroup", chat_id=LAN, media=json.dumps(media)))["ok"]


@pytest.mark.parametrize(("length", "accepted"), [(1024, True), (1025, False)])
async def test_a_caption_holds_1024_characters(
    bot: PlainBot, lan: TelegramPerson, length: int, accepted: bool
) -> None:
    await lan.sends_photo(b"anh" * 100)
    photo = (await bot.updates())[0]["message"]["photo"][-1]["file_id"]
    sent = await bot.ask("sendPhoto", chat_id=LAN, photo=photo, caption="đ" * length)
    assert sent["ok"] is accepted


async def test_an_edit_without_buttons_takes_the_buttons_away(
    bot: PlainBot, lan: TelegramPerson
) -> None:
    sent = await bot.send(LAN, "Thẻ", reply_markup=keyboard(["A"]))
    number = sent["result"]["message_id"]
    edited = await bot.ask("editMessageText", chat_id=LAN, message_id=number, text="Thẻ")
    assert (edited["ok"], lan.last.labels) == (True, [])


async def test_a_picture_card_is_changed_in_place(bot: PlainBot, lan: TelegramPerson) -> None:
    await lan.sends_album([b"mot" * 100, b"hai" * 100])
    first, second = [u["message"]["photo"][-1]["file_id"] for u in await bot.updates()]
    sent = await bot.ask("sendPhoto", chat_id=LAN, photo=first, caption="11/17")
    target = {"chat_id": LAN, "message_id": sent["result"]["message_id"]}
    assert (await bot.ask("editMessageCaption", **target, caption="12/17"))["ok"]
    assert (lan.last.text, lan.last.photo) == ("12/17", b"mot" * 100)
    media = {"type": "photo", "media": second, "caption": "13/17"}
    assert (await bot.ask("editMessageMedia", **target, media=media))["ok"]
    assert (lan.last.text, lan.last.photo, len(lan.sees)) == ("13/17", b"hai" * 100, 1)


async def test_calls_are_logged_with_their_outcome(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    await bot.send(LAN, "chào")
    await bot.send(LAN, "")
    good, bad = double.calls
    assert (good.method, good.chat_id, good.message_id, good.status) == (
        "sendMessage",
        LAN,
        lan.last.id,
        200,
    )
    assert (bad.status, bad.message_id, bad.bot_id) == (400, None, 7_000_000_001)
    assert (good.wall, good.params["text"]) == (1_795_000_000.5, "chào")


async def test_a_flood_of_one_chat_leaves_the_others_alone(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    double.user(id=LAN + 1, name="Minh")
    double.flood(LAN, retry_after=7, times=2)
    first = await bot.send(LAN, "chào")
    assert (first["error_code"], first["parameters"]) == (429, {"retry_after": 7})
    assert (await bot.send(LAN + 1, "chào"))["ok"]
    assert not (await bot.send(LAN, "chào"))["ok"]
    assert (await bot.send(LAN, "chào"))["ok"]


async def test_an_outage_carries_nothing_out(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    double.breaks(status=502, times=1)
    assert (await bot.send(LAN, "chào"))["error_code"] == 502
    assert lan.sees == []


async def test_a_lost_answer_hides_a_message_that_was_sent(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    double.loses_answers()
    with pytest.raises(aiohttp.ClientError):
        await bot.send(LAN, "chào")
    assert lan.last.text == "chào"


@pytest.mark.parametrize("double", [Pace.ENFORCE], indirect=True)
async def test_the_enforced_pace_is_three_at_once_then_one_a_second(
    double: TelegramDouble, bot: PlainBot, clock: ManualClock, lan: TelegramPerson
) -> None:
    assert [(await bot.send(LAN, str(n)))["ok"] for n in range(4)] == [True, True, True, False]
    assert [breach.limit for breach in double.breaches] == ["chat"]
    clock.seconds += 3
    assert (await bot.send(LAN, "sau"))["ok"]


@pytest.mark.parametrize("double", [Pace.COUNT], indirect=True)
async def test_counting_the_pace_lets_everything_through(
    double: TelegramDouble, bot: PlainBot, clock: ManualClock
) -> None:
    double.group(GROUP, "Cụm 3")
    for number in range(21):
        clock.seconds += 1.5
        assert (await bot.send(GROUP, str(number)))["ok"]
    assert [breach.limit for breach in double.breaches] == ["group"]
    for number in range(31):
        double.user(id=number + 1, name="Đ/c")
        await bot.send(number + 1, "chào")
    assert [breach.limit for breach in double.breaches] == ["group", "bot", "bot"]


async def test_a_webhook_keeps_the_order_of_one_chat(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    arrived: list[str] = []

    async def answer(update: Raw) -> int:
        text = update["message"]["text"]
        await asyncio.sleep(0.03 if text == "chậm" else 0)
        arrived.append(text)
        return 200

    async with receiver(answer) as url:
        await bot.ask("setWebhook", url=url)
        await lan.says("chậm")
        await lan.says("nhanh")
        await double.delivered()
    assert arrived == ["chậm", "nhanh"]


async def test_a_webhook_serves_several_chats_at_once_up_to_its_bound(
    double: TelegramDouble, bot: PlainBot
) -> None:
    people = [double.user(id=number, name="Đ/c") for number in range(1, 9)]
    open_now, most = 0, 0

    async def answer(_: Raw) -> int:
        nonlocal open_now, most
        open_now, most = open_now + 1, max(most, open_now + 1)
        await asyncio.sleep(0.005)
        open_now -= 1
        return 200

    async with receiver(answer) as url:
        await bot.ask("setWebhook", url=url, max_connections=3)
        await asyncio.gather(*(person.says("chào") for person in people))
        await double.delivered()
    assert (most, len(double.pushes())) == (3, 8)


async def test_an_album_arrives_all_at_once(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    together = asyncio.Barrier(4)

    async def answer(_: Raw) -> int:
        await asyncio.wait_for(together.wait(), timeout=2)
        return 200

    async with receiver(answer) as url:
        await bot.ask("setWebhook", url=url)
        await lan.sends_album([b"anh"] * 4)
        await double.delivered()
    assert len(double.pushes()) == 4


async def test_updates_wait_while_the_bot_is_away(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    await bot.ask("setWebhook", url="http://127.0.0.1:9/")
    await lan.says("có ai không")
    with pytest.raises(TimeoutError):
        await double.delivered(timeout=0.05)
    info = (await bot.ask("getWebhookInfo"))["result"]
    assert (info["pending_update_count"], "Connection" in info["last_error_message"]) == (1, True)
    await bot.ask("deleteWebhook")
    assert [update["message"]["text"] for update in await bot.updates()] == ["có ai không"]


async def test_what_waited_can_be_dropped(bot: PlainBot, lan: TelegramPerson) -> None:
    await lan.says("cũ")
    await bot.ask("deleteWebhook", drop_pending_updates=True)
    await lan.says("mới")
    assert [update["message"]["text"] for update in await bot.updates()] == ["mới"]


async def test_a_confirmed_update_is_polled_again_only_when_redelivered(
    double: TelegramDouble, bot: PlainBot, lan: TelegramPerson
) -> None:
    await lan.says("một")
    number = lan.update_ids[-1]
    await bot.updates(number + 1)
    assert await bot.updates(number + 1) == []
    await double.redeliver(number)
    assert [update["update_id"] for update in await bot.updates(number + 1)] == [number]


async def test_only_the_kinds_asked_for_are_queued(bot: PlainBot, lan: TelegramPerson) -> None:
    await bot.ask("getUpdates", allowed_updates=["callback_query"])
    await lan.says("không nghe")
    await lan.taps_data("cũ:1", on=await lan.says("x"))
    assert [list(update) for update in await bot.updates()] == [["update_id", "callback_query"]]


@pytest.mark.parametrize(
    ("tokens", "token", "status"),
    [
        ([], "1:a", 200),
        ([], "khong-dung", 401),
        (["1:a"], "2:b", 401),
        (["1:a"], "1:a", 200),
    ],
)
async def test_a_token_is_known_or_refused(tokens: list[str], token: str, status: int) -> None:
    async with (
        TelegramDouble(tokens=tokens) as open_double,
        aiohttp.ClientSession(open_double.base_url) as http,
        http.get(f"/bot{token}/getMe") as answer,
    ):
        assert answer.status == status


async def test_two_bots_have_separate_talks_with_one_person() -> None:
    async with (
        TelegramDouble(tokens=["1:a", "2:b"]) as open_double,
        aiohttp.ClientSession() as http,
    ):
        first, second = (open_double.user(id=LAN, name="Lan", bot=b) for b in ("1:a", "2:b"))
        url = f"{open_double.base_url}/bot2:b/sendMessage"
        async with http.post(url, data={"chat_id": LAN, "text": "hai"}) as answer:
            assert answer.status == 200
        assert ([m.text for m in first.sees], [m.text for m in second.sees]) == ([], ["hai"])


async def test_an_unknown_method_is_not_found(bot: PlainBot) -> None:
    assert (await bot.ask("sendPigeon"))["error_code"] == 404
