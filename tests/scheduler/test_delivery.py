"""Delivery against real databases, with transports that only note what they are given."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update

from scheduler.backoff import DELAYS
from scheduler.delivery import Composer, Delivery, DeliveryError, Limiter
from scheduler.limits import BotLimits, Quota, Rules
from storage.db import Session
from storage.outbox import BROADCAST, REPLY, Claimed, Notice, add_notice
from storage.people import BLOCKED, add_person, bind_address
from storage.tables import addresses, notices
from storage.writer import Writer

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
_keys = itertools.count(1)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Phone:
    """A transport: what was sent, in order, and what refuses to be sent."""

    sent: list[tuple[int, str, int | None]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    refusals: dict[str, list[DeliveryError]] = field(default_factory=dict)
    gate: Callable[[int], Awaitable[None]] | None = None
    numbers: Any = field(default_factory=lambda: itertools.count(100))

    async def send(self, payload: dict[str, Any], chat_id: int, *, edit: int | None) -> int | None:
        self.tried.append(payload["text"])
        if self.gate is not None:
            await self.gate(chat_id)
        if self.refusals.get(payload["text"]):
            raise self.refusals[payload["text"]].pop(0)
        self.sent.append((chat_id, payload["text"], edit))
        return edit or next(self.numbers)

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.sent]


@dataclass
class Post:
    """The outbox, its delivery and the clock of one test."""

    writer: Writer
    phone: Phone
    clock: Clock
    delivery: Delivery

    async def owes(
        self,
        text: str,
        chat_id: int = 1,
        *,
        payload: dict[str, Any] | None = None,
        due_at: datetime = NOON,
        priority: int = REPLY,
        kind: str = "reply",
        card: str | None = None,
    ) -> None:
        notice = Notice(
            key=f"k{next(_keys)}",
            channel="phone",
            chat_id=chat_id,
            payload=payload or {"method": "SendMessage", "text": text},
            due_at=due_at,
            kind=kind,
            priority=priority,
            card=card,
        )
        await self.writer.run(partial(add_notice, notice=notice, now=NOON))
        self.delivery.wake()

    async def rows(self) -> dict[str, tuple[str, int]]:
        async def read(session: Session) -> dict[str, tuple[str, int]]:
            rows = await session.execute(
                select(notices.c.payload, notices.c.state, notices.c.attempts)
            )
            return {row.payload.get("text", "?"): (row.state, row.attempts) for row in rows}

        return await self.writer.run(read)

    async def until(self, wanted: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not wanted():  # noqa: ASYNC110  what a person sees has no event to wait for
                await asyncio.sleep(0.002)

    async def settled(self, wanted: Mapping[str, str]) -> None:
        """Wait until these texts are in these states."""
        async with asyncio.timeout(5):
            while {text: state for text, (state, _) in (await self.rows()).items()} != wanted:
                self.delivery.wake()
                await asyncio.sleep(0.002)


@asynccontextmanager
async def post(
    writer: Writer,
    *,
    composers: Mapping[str, Composer] | None = None,
    limits: Mapping[str, Limiter] | None = None,
    started: bool = True,
) -> AsyncIterator[Post]:
    phone, clock = Phone(), Clock()
    delivery = Delivery(writer, {"phone": phone}, composers or {}, clock=clock, limits=limits or {})
    if started:
        await delivery.start()
    yield Post(writer, phone, clock, delivery)
    await delivery.stop()


async def test_a_chat_reads_its_messages_in_the_order_they_were_written(writer: Writer) -> None:
    async with post(writer) as office:
        for number in range(20):
            await office.owes(str(number))
        await office.until(lambda: len(office.phone.sent) == 20)
        assert office.phone.texts == [str(number) for number in range(20)]


async def test_a_slow_chat_keeps_no_other_waiting(writer: Writer) -> None:
    stuck = asyncio.Event()

    async def gate(chat_id: int) -> None:
        if chat_id == 1:
            await stuck.wait()

    async with post(writer) as office:
        office.phone.gate = gate
        await office.owes("chậm", chat_id=1)
        for chat_id in range(2, 30):
            await office.owes("nhanh", chat_id=chat_id)
        await office.until(lambda: office.phone.texts == ["nhanh"] * 28)
        stuck.set()


async def test_a_hundred_news_waiting_do_not_delay_a_reply(writer: Writer) -> None:
    limits = {"phone": BotLimits(Rules(news=Quota(5, 1.0)))}
    async with post(writer, limits=limits) as office:
        for chat_id in range(100):
            await office.owes("nhắc", chat_id=chat_id, priority=BROADCAST)
        before = len(office.phone.sent)
        await office.owes("trả lời", chat_id=99)
        await office.owes("trả lời", chat_id=1)
        await office.until(lambda: office.phone.texts.count("trả lời") == 2)
        assert office.phone.texts.count("nhắc") - before < 20


async def test_a_reply_does_not_wait_behind_news_to_the_same_person(writer: Writer) -> None:
    limits = {"phone": BotLimits(Rules(news=Quota(1, 60.0)))}
    async with post(writer, limits=limits) as office:
        await office.owes("nhắc", chat_id=2, priority=BROADCAST)
        await office.until(lambda: office.phone.texts == ["nhắc"])
        await office.owes("nhắc sau", chat_id=1, priority=BROADCAST)
        await office.settled({"nhắc": "sent", "nhắc sau": "sending"})
        await office.owes("trả lời", chat_id=1)
        await office.until(lambda: office.phone.texts == ["nhắc", "trả lời"])


async def test_what_is_not_due_yet_goes_when_its_time_comes(writer: Writer) -> None:
    async with post(writer) as office:
        await office.owes("sau", due_at=NOON + timedelta(hours=1))
        await office.owes("ngay")
        await office.settled({"ngay": "sent", "sau": "due"})
        office.clock.passes(3600)
        await office.settled({"ngay": "sent", "sau": "sent"})


async def test_leftovers_are_found_without_being_woken(writer: Writer) -> None:
    async with post(writer) as office:
        await office.owes("đúng giờ", due_at=NOON + timedelta(seconds=0.3))
        await asyncio.sleep(0.05)
        office.clock.passes(0.3)
        await office.until(lambda: office.phone.texts == ["đúng giờ"])


async def test_a_flood_wait_is_obeyed_in_order_and_is_no_attempt(writer: Writer) -> None:
    async with post(writer, started=False) as office:
        flood = [DeliveryError("429", permanent=False, retry_after=7)]
        office.phone.refusals = {"một": flood}
        await office.owes("một", chat_id=1)
        await office.owes("hai", chat_id=1)
        await office.owes("khác", chat_id=2)
        await office.delivery.start()
        await office.settled({"một": "due", "hai": "due", "khác": "sent"})
        await office.owes("ba", chat_id=1)
        office.clock.passes(6.9)
        await asyncio.sleep(0.05)
        assert office.phone.texts == ["khác"]
        office.clock.passes(0.1)
        await office.settled(dict.fromkeys(("một", "hai", "ba", "khác"), "sent"))
        assert office.phone.texts == ["khác", "một", "hai", "ba"]
        assert (await office.rows())["một"] == ("sent", 1)


async def test_a_failing_message_is_tried_eight_times_then_given_up_visibly(writer: Writer) -> None:
    async with post(writer) as office:
        office.phone.refusals = {"x": [DeliveryError("502", permanent=False)] * 9}
        await office.owes("x")
        for tries, delay in enumerate(DELAYS, start=1):
            await office.until(lambda tries=tries: len(office.phone.tried) == tries)  # type: ignore[misc]
            await office.settled({"x": "due"})
            office.clock.passes(delay.total_seconds() - 0.5)
            office.delivery.wake()
            await asyncio.sleep(0.02)
            assert len(office.phone.tried) == tries
            office.clock.passes(0.5)
            office.delivery.wake()
        await office.settled({"x": "failed"})
        assert (await office.rows())["x"] == ("failed", 8)


async def test_one_message_that_never_goes_does_not_silence_its_chat(writer: Writer) -> None:
    async with post(writer) as office:
        office.phone.refusals = {"x": [DeliveryError("502", permanent=False)] * 9}
        await office.owes("x")
        for tries, seconds in enumerate((2, 8, 30), start=1):
            await office.until(lambda tries=tries: len(office.phone.tried) == tries)  # type: ignore[misc]
            await office.settled({"x": "due"})
            office.clock.passes(seconds)
            office.delivery.wake()
        await office.until(lambda: len(office.phone.tried) == 4)
        await office.owes("y")
        await office.settled({"x": "due", "y": "sent"})


async def test_who_blocked_the_bot_is_given_up_at_once_and_marked(writer: Writer) -> None:
    async with post(writer) as office:
        await writer.run(_bind_address)
        office.phone.refusals = {"x": [DeliveryError("403", permanent=True, blocked=True)]}
        await office.owes("x")
        await office.settled({"x": "failed"})
        state = await writer.run(_address_state)
    assert state == BLOCKED


async def _bind_address(session: Session) -> None:
    person_id = await add_person(session, "Lan", now=NOON, consent_version="1")
    await bind_address(session, person_id, "phone", 1, now=NOON, plain=False)


async def _address_state(session: Session) -> str:
    return str((await session.execute(select(addresses.c.state))).scalar_one())


async def test_an_unforeseen_error_is_one_messages_own_trouble(writer: Writer) -> None:
    async with post(writer) as office:
        await office.owes("", payload={"method": "SendMessage"})
        await office.owes("khác", chat_id=2)
        await office.settled({"?": "due", "khác": "sent"})


async def test_facts_become_words_just_before_sending_or_are_dropped(writer: Writer) -> None:
    async def remind(session: Session, claimed: Claimed) -> dict[str, Any] | None:
        assert session.dialect
        if claimed.payload["unit"] == "đủ":
            return None
        return {"method": "SendMessage", "text": f"nhắc {claimed.payload['unit']}"}

    async with post(writer, composers={"rung": remind}) as office:
        await office.owes("", chat_id=1, kind="rung", payload={"unit": "đủ", "text": "a"})
        await office.owes("", chat_id=2, kind="rung", payload={"unit": "thiếu", "text": "b"})
        await office.settled({"a": "dropped", "b": "sent"})
        assert office.phone.texts == ["nhắc thiếu"]


async def test_a_broken_composer_undoes_nothing_of_the_others(writer: Writer) -> None:
    async def broken(session: Session, claimed: Claimed) -> dict[str, Any] | None:
        await session.execute(update(notices).values(state="failed"))
        raise KeyError(claimed.kind)

    async with post(writer, composers={"rung": broken}) as office:
        await office.owes("", kind="rung", payload={"text": "x"})
        await office.owes("y", chat_id=2)
        await office.settled({"x": "due", "y": "sent"})


async def test_a_notice_that_nothing_can_compose_is_given_up(writer: Writer) -> None:
    async with post(writer) as office:
        await office.owes("", kind="unheard", payload={"text": "x"})
        await office.settled({"x": "failed"})


async def _owes_card(office: Post, text: str, *, edit: bool) -> None:
    payload = {"method": "SendMessage", "text": text} | ({"edit": True} if edit else {})
    await office.owes(text, payload=payload, card="report:1")


async def test_a_card_is_edited_where_it_was_last_delivered(writer: Writer) -> None:
    async with post(writer) as office:
        for text, edit in (("mới", False), ("sửa", True), ("lại mới", False), ("lại sửa", True)):
            await _owes_card(office, text, edit=edit)
            await office.until(lambda text=text: text in office.phone.texts)  # type: ignore[misc]
        assert [edit for _, _, edit in office.phone.sent] == [None, 100, None, 101]


async def test_an_edit_right_behind_its_card_finds_it(writer: Writer) -> None:
    slow = asyncio.Event()

    async def gate(chat_id: int) -> None:
        del chat_id
        await slow.wait()

    async with post(writer) as office:
        office.phone.gate = gate
        await _owes_card(office, "mới", edit=False)
        await office.until(lambda: office.phone.tried == ["mới"])
        await _owes_card(office, "sửa", edit=True)
        await asyncio.sleep(0.05)
        slow.set()
        await office.until(lambda: len(office.phone.sent) == 2)
        assert office.phone.sent[1] == (1, "sửa", 100)


async def test_a_card_that_was_never_delivered_is_sent_anew(writer: Writer) -> None:
    async with post(writer) as office:
        await _owes_card(office, "sửa", edit=True)
        await office.until(lambda: office.phone.sent == [(1, "sửa", None)])


async def test_what_a_crash_left_half_sent_is_sent_after_the_start(writer: Writer) -> None:
    async with post(writer, started=False) as office:
        await office.owes("dở dang")
        await writer.run(_claim_all)
        await office.delivery.start()
        await office.settled({"dở dang": "sent"})


async def _claim_all(session: Session) -> None:
    await session.execute(update(notices).values(state="sending"))


async def test_stopping_lets_the_message_on_its_way_arrive_and_keeps_the_rest(
    writer: Writer,
) -> None:
    way = asyncio.Event()

    async def gate(chat_id: int) -> None:
        del chat_id
        await way.wait()

    async with post(writer, started=False) as office:
        office.phone.gate = gate
        await office.owes("đang đi")
        await office.owes("chưa đi")
        await office.delivery.start()
        await office.until(lambda: office.phone.tried == ["đang đi"])
        stopping = asyncio.create_task(office.delivery.stop())
        await asyncio.sleep(0.02)
        way.set()
        await stopping
        assert await office.rows() == {"đang đi": ("sent", 1), "chưa đi": ("due", 0)}
