"""The Telegram channel against the double of Telegram, over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.polling import Pauses
from bot.channels.telegram import TelegramChannel
from rehearsal.telegram import TelegramDouble
from rehearsal.telegram_people import TelegramPerson
from scheduler.delivery import DeliveryError
from storage.inbox import Accepted, Arrival

TOKEN = "7000000001:secret"  # noqa: S105  opens only the double
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
LIMIT = 20 * 1024 * 1024
QUICK = Pauses(first=0.02, longest=0.05, slow=0.05)


class Shelf:
    """Files behind references."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    async def read(self, reference: str) -> bytes:
        if reference not in self.files:
            raise FileNotFoundError(reference)
        return self.files[reference]


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(tokens=[TOKEN]) as double:
        yield double


@pytest.fixture
async def channel(telegram: TelegramDouble) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(
        TOKEN,
        telegram.base_url,
        files=Shelf({"store:a/b.xlsx": b"PK", "ics:7": b"BEGIN:VCALENDAR", "store:p": b"jpeg"}),
        clock=lambda: NOON,
        pauses=QUICK,
    )
    yield made
    await made.stop()
    await made.close()


@pytest.fixture
def lan(telegram: TelegramDouble) -> TelegramPerson:
    return telegram.user(id=7_900_000_123, name="Lan")


def says(text: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"method": "SendMessage", "text": text, "parse_mode": "HTML", **fields}


def buttons(*labels: str) -> dict[str, Any]:
    row = [{"text": label, "callback_data": f"do:{label}"} for label in labels]
    return {"reply_markup": {"inline_keyboard": [row]}}


async def test_a_person_reads_words_and_buttons(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    message_id = await channel.send(says("Đã nhận <b>4</b> ảnh", **buttons("Sửa")), lan.id)
    assert lan.last.id == message_id
    assert lan.last.text == "Đã nhận 4 ảnh"
    assert lan.last.buttons[0][0].label == "Sửa"


async def test_a_card_is_edited_in_place(channel: TelegramChannel, lan: TelegramPerson) -> None:
    message_id = await channel.send(says("một"), lan.id)
    assert await channel.send(says("hai", **buttons("Sửa")), lan.id, edit=message_id) == message_id
    assert [message.text for message in lan.sees] == ["hai"]


async def test_an_edit_that_changes_nothing_counts_as_sent(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    message_id = await channel.send(says("một"), lan.id)
    assert await channel.send(says("một"), lan.id, edit=message_id) == message_id


async def test_a_card_whose_message_is_gone_is_sent_anew(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    message_id = await channel.send(says("mới"), lan.id, edit=99_999)
    assert message_id != 99_999
    assert lan.last.text == "mới"


async def test_a_card_that_was_a_document_is_sent_anew(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    sheet = {"method": "SendDocument", "document": "store:a/b.xlsx|Bảng.xlsx"}
    message_id = await channel.send(sheet, lan.id)
    await channel.send(says("chữ"), lan.id, edit=message_id)
    assert len(lan.sees) == 2


@pytest.mark.parametrize(
    ("document", "name", "content"),
    [
        ("store:a/b.xlsx|Bảng tổng hợp.xlsx", "Bảng tổng hợp.xlsx", b"PK"),
        ("ics:7|lich.ics", "lich.ics", b"BEGIN:VCALENDAR"),
    ],
)
async def test_a_file_is_sent_under_its_name(
    channel: TelegramChannel, lan: TelegramPerson, document: str, name: str, content: bytes
) -> None:
    payload = {"method": "SendDocument", "document": document, "caption": "<b>Lịch</b>"}
    await channel.send(payload | {"parse_mode": "HTML"} | buttons("Xem"), lan.id)
    assert (lan.last.file_name, lan.last.document) == (name, content)
    assert lan.last.text == "Lịch"
    assert lan.last.buttons[0][0].label == "Xem"


async def test_an_album_goes_out_as_one(channel: TelegramChannel, lan: TelegramPerson) -> None:
    media = [{"type": "photo", "media": "store:p|1.jpg"}, {"type": "photo", "media": "store:p"}]
    first = await channel.send({"method": "SendMediaGroup", "media": media}, lan.id)
    assert [message.photo for message in lan.sees] == [b"jpeg", b"jpeg"]
    assert lan.sees[0].id == first


async def test_a_file_that_is_gone_is_given_up(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    with pytest.raises(DeliveryError) as refused:
        await channel.send({"method": "SendDocument", "document": "store:no|x.txt"}, lan.id)
    assert refused.value.permanent


async def test_a_long_text_is_several_messages_and_the_last_has_the_buttons(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    text = "\n".join(f"{number}. Đoàn phường <b>Tân Lộc</b>" for number in range(400))
    message_id = await channel.send(says(text, **buttons("Xem")), lan.id)
    assert len(lan.sees) > 1
    assert "".join(message.text for message in lan.sees).count("Tân Lộc") == 400
    assert [bool(message.buttons) for message in lan.sees] == [False] * (len(lan.sees) - 1) + [True]
    assert lan.last.id == message_id


async def test_who_blocked_the_bot_is_told_from_a_passing_trouble(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    await lan.blocks()
    with pytest.raises(DeliveryError) as refused:
        await channel.send(says("x"), lan.id)
    assert (refused.value.permanent, refused.value.blocked) == (True, True)
    await lan.unblocks()
    telegram.breaks(lan.id, status=502)
    with pytest.raises(DeliveryError) as failed:
        await channel.send(says("x"), lan.id)
    assert (failed.value.permanent, failed.value.blocked) == (False, False)


async def test_a_flood_wait_is_passed_on(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    telegram.flood(lan.id, retry_after=7)
    with pytest.raises(DeliveryError) as refused:
        await channel.send(says("x"), lan.id)
    assert (refused.value.retry_after, refused.value.permanent) == (7, False)


async def test_a_message_that_telegram_cannot_read_is_given_up(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    with pytest.raises(DeliveryError) as refused:
        await channel.send(says("<b>hở"), lan.id)
    assert (refused.value.permanent, refused.value.blocked) == (True, False)


async def test_a_lost_answer_is_a_passing_trouble(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    telegram.loses_answers()
    with pytest.raises(DeliveryError) as lost:
        await channel.send(says("x"), lan.id)
    assert not lost.value.permanent
    assert TOKEN not in str(lost.value)


async def test_the_best_size_of_a_photo_is_read_whole(
    telegram: TelegramDouble, channel: TelegramChannel, lan: TelegramPerson
) -> None:
    await lan.sends_photo(b"\xff\xd8" + bytes(50_000))
    photo = (await _updates(channel))[0]["message"]["photo"][-1]
    assert await channel.read_file(photo["file_id"], limit=LIMIT) == b"\xff\xd8" + bytes(50_000)
    with pytest.raises(DeliveryError) as refused:
        await channel.read_file(photo["file_id"], limit=1000)
    assert refused.value.permanent
    with pytest.raises(DeliveryError):
        await channel.read_file("no-such-file", limit=LIMIT)


async def _updates(channel: TelegramChannel) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await channel.api.call("getUpdates", {})
    return found


async def test_every_kind_of_update_is_filed_under_its_chat(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    await channel.send(says("chọn", **buttons("Có")), lan.id)
    said = await lan.says("xin chào")
    await lan.edits(said.id, "xin chào ạ")
    await lan.taps("Có")
    await lan.blocks()
    updates = await _updates(channel)
    arrivals = [channel.arrival(update, received_at=NOON) for update in updates]
    assert [arrival.chat_id for arrival in arrivals if arrival] == [lan.id] * 4
    assert [arrival.key for arrival in arrivals if arrival] == [str(n) for n in lan.update_ids]


@pytest.mark.parametrize("payload", [{}, {"update_id": 5}, {"update_id": 5, "poll": {"id": "1"}}])
def test_what_is_not_for_us_is_no_arrival(payload: dict[str, Any]) -> None:
    channel = TelegramChannel(TOKEN, "http://nowhere", files=Shelf({}), clock=lambda: NOON)
    assert channel.arrival(payload, received_at=NOON) is None


async def test_an_update_is_bound_to_its_bot(channel: TelegramChannel, lan: TelegramPerson) -> None:
    await lan.says("xin chào")
    payload = (await _updates(channel))[0]
    accepted = Accepted(1, "telegram", lan.id, payload, NOON, 0)
    update = channel.update(accepted, payload)
    assert update.message is not None
    assert update.message.bot is channel.bot


async def test_a_tap_is_answered_and_a_stale_one_does_no_harm(
    channel: TelegramChannel, lan: TelegramPerson
) -> None:
    await channel.send(says("chọn", **buttons("Có")), lan.id)
    await lan.taps("Có")
    tap = (await _updates(channel))[0]["callback_query"]
    await channel.answer_tap(tap["id"])
    await lan.hears()
    await channel.answer_tap("1")
    await channel.answer_tap("12.3.4")


async def test_a_join_link_names_the_bot_once_it_is_known(channel: TelegramChannel) -> None:
    async def accept(arrivals: Sequence[Arrival]) -> None:
        del arrivals

    await channel.start(accept)
    async with asyncio.timeout(5):
        while not channel.username:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert channel.join_link("k7m2q9xd") == "https://t.me/aoxanh7000000001_bot?start=k7m2q9xd"
