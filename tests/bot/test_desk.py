"""One update, one unit of work, through a whole bot over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from actions import submit_report
from actions.invite import new_code
from bot.channels.telegram import TelegramChannel
from rehearsal.telegram_people import TelegramPerson
from rules.model import Refused, RoleKind
from storage.db import Session
from storage.inbox import Arrival, accept
from storage.invitations import InvitationKind
from storage.people import add_person, bind_address, grant_role
from storage.reports import add_version
from storage.tables import conversations, inbox, metadata, photos
from storage.units import Unit
from tests.builders import MONDAY, a_day, a_district
from tests.talk import World, at, picture, world

REPORT = "ĐVTN: 25, lượt dân: 120"


@pytest.fixture(params=["telegram-polling", "telegram-webhook"])
async def w(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, request.param, limits=False) as opened:
        yield opened


@pytest.fixture
async def polled(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, "telegram-polling", limits=False) as opened:
        yield opened


async def someone(w: World, name: str, unit: Unit, kind: RoleKind) -> TelegramPerson:
    """Bound already."""
    person = await w.person(name)
    assert isinstance(person, TelegramPerson)

    async def bound(session: Session) -> None:
        number = await add_person(session, name, now=MONDAY, consent_version="serving-1")
        await bind_address(session, number, "telegram", person.id, now=MONDAY)
        await grant_role(session, number, unit.id, kind, granted_by=None, now=MONDAY)

    await w.app.writer.run(bound)
    return person


async def a_reporter_and_a_coordinator(w: World) -> tuple[TelegramPerson, TelegramPerson]:
    async def opened(session: Session) -> list[Unit]:
        units = await a_district(session)
        await a_day(session, units[0])
        return units

    host, ward, *_ = await w.app.writer.run(opened)
    minh = await someone(w, "Trần Văn Minh", ward, RoleKind.REPORTER)
    ha = await someone(w, "Trần Thị Hà", host, RoleKind.COORDINATOR)
    return minh, ha


def telegram_of(w: World) -> TelegramChannel:
    assert w.app.telegram is not None
    return w.app.telegram


async def payloads(w: World) -> list[Any]:
    async with w.app.database.reading() as session:
        return list((await session.execute(select(inbox.c.payload))).scalars())


def fails_after(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str, error: Exception) -> None:  # noqa: ANN401
    """`holder.name` does its work, and then the error comes."""
    original = getattr(holder, name)

    async def wrapped(*given: object, **named: object) -> None:
        await original(*given, **named)
        raise error

    monkeypatch.setattr(holder, name, wrapped)


async def test_an_update_that_telegram_delivers_again_changes_nothing_and_says_nothing(
    w: World,
) -> None:
    minh, _ = await a_reporter_and_a_coordinator(w)
    await minh.says(REPORT)
    await minh.waits("Tân Lộc")
    await w.settles()
    seen = [message.text for message in minh.sees]
    assert await w.telegram.redeliver(minh.update_ids[-1])
    await w.settles()
    assert [message.text for message in minh.sees] == seen


async def test_a_report_behind_a_photo_that_loads_slowly_is_answered_after_it(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, ha = await a_reporter_and_a_coordinator(polled)
    api = telegram_of(polled).api
    held, download = asyncio.Event(), api.download

    async def slow(*given: Any, **named: Any) -> bytes:  # noqa: ANN401
        await held.wait()
        return await download(*given, **named)

    monkeypatch.setattr(api, "download", slow)
    await minh.sends_photo(picture())
    await minh.says(REPORT)
    await ha.says("/tiendo")
    await ha.waits("Chưa")
    assert minh.sees == []
    held.set()
    await minh.waits("lượt")
    photo, report = minh.sees
    assert "đã nhận 1 ảnh" in photo.text
    assert "120" in report.text


async def test_a_failing_conversation_apologises_and_the_coordinator_gets_the_message(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, ha = await a_reporter_and_a_coordinator(polled)
    with monkeypatch.context() as broken:
        fails_after(broken, submit_report, "add_version", ValueError("a bug of ours"))
        await minh.says(REPORT)
        await minh.waits("trục trặc")
        await ha.waits(REPORT)
    await minh.says(REPORT)
    card = await minh.waits("120")
    assert "không đổi" not in card.text, "the failed attempt left figures behind"
    assert "Sửa" in card.labels


async def test_a_row_that_the_database_refuses_is_a_failure_like_any_other(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be refused for ever: to try again would keep the chat waiting."""
    minh, _ = await a_reporter_and_a_coordinator(polled)
    twice = add_version

    async def doubled(*given: Any) -> None:  # noqa: ANN401
        await twice(*given)
        await twice(*given)

    monkeypatch.setattr(submit_report, "add_version", doubled)
    await minh.says(REPORT)
    await minh.waits("trục trặc")


async def test_a_tap_that_fails_is_no_question_to_the_coordinator(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, ha = await a_reporter_and_a_coordinator(polled)
    await minh.says("/baocao")
    await minh.waits("Tân Lộc")
    monkeypatch.setattr("handlers.report.reporting", None)
    await minh.taps(minh.last.labels[0])
    await minh.waits("trục trặc")
    await polled.settles()
    assert ha.sees == []


async def test_a_refusal_leaves_nothing_of_the_action_behind(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, _ = await a_reporter_and_a_coordinator(polled)
    with monkeypatch.context() as refusing:
        fails_after(refusing, submit_report, "add_version", Refused("who_are_you"))
        await minh.says(REPORT)
        refused = await minh.waits("")
        assert "120" not in refused.text
        assert "trục trặc" not in refused.text
    await minh.says(REPORT)
    card = await minh.waits("120")
    assert "không đổi" not in card.text


async def test_a_refusal_that_nobody_wrote_a_sentence_for_is_apologised_for(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, _ = await a_reporter_and_a_coordinator(polled)
    fails_after(monkeypatch, submit_report, "add_version", Refused("no_such_sentence"))
    await minh.says(REPORT)
    await minh.waits("trục trặc")


async def test_an_update_that_nobody_can_read_is_set_aside_and_the_next_is_answered(
    polled: World,
) -> None:
    lan = await polled.person("Lan")
    assert isinstance(lan, TelegramPerson)
    broken = {"update_id": 1, "message": {"chat": {"id": lan.id}, "date": "hôm qua"}}
    await telegram_of(polled).take([broken])
    await lan.says("xin chào")
    await lan.waits("")
    await polled.settles()
    async with polled.app.database.reading() as session:
        states = list((await session.execute(select(inbox.c.state).order_by(inbox.c.id))).scalars())
    assert states == ["failed", "done"]


async def test_what_was_accepted_and_not_handled_is_answered_after_the_next_start(
    polled: World,
) -> None:
    lan = await polled.person("Lan")
    assert isinstance(lan, TelegramPerson)
    message = {
        "message_id": 900,
        "date": int(polled.clock().timestamp()),
        "chat": lan.chat.api,
        "from": lan.api,
        "text": "/batdau",
    }
    update = {"update_id": 77, "message": message}
    arrival = Arrival("telegram", "77", lan.id, update, polled.clock())
    await polled.app.writer.run(partial(accept, arrivals=[arrival]))
    await polled.goes_down()
    assert lan.sees == []
    await polled.comes_back()
    await lan.waits("Ngày thứ Bảy tình nguyện")


async def test_while_the_database_is_away_a_message_waits_and_is_then_answered(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = await polled.person("Lan")
    monkeypatch.setattr("bot.desk.RETRIES", (0.0,))
    dispatch, missed = polled.app.desk.dispatcher.feed_update, iter(range(5))

    async def away(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        if next(missed, None) is not None:
            raise lost()
        return await dispatch(*given, **named)

    monkeypatch.setattr("storage.writer.PAUSES", ())
    monkeypatch.setattr(polled.app.desk.dispatcher, "feed_update", away)
    await lan.says("/batdau")
    await lan.waits("Ngày thứ Bảy tình nguyện")
    assert len(lan.sees) == 1


def lost() -> OperationalError:
    return OperationalError("SELECT", {}, Exception("gone"), connection_invalidated=True)


async def test_a_photo_that_finds_no_room_on_the_disk_is_acknowledged_and_fetched_again(
    polled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    minh, _ = await a_reporter_and_a_coordinator(polled)
    with monkeypatch.context() as full:
        full.setattr(polled.app.store, "put", no_room)
        await minh.sends_photo(picture())
        await minh.waits("chưa tải về được")
    await polled.moves_to(at(23, 9, 5))
    async with polled.app.database.reading() as session:
        assert list((await session.execute(select(photos.c.state))).scalars()) == ["stored"]


async def no_room(*_given: object) -> str:
    raise OSError(28, "No space left on device")


async def test_what_a_person_wrote_is_blanked_before_a_day_is_over(polled: World) -> None:
    lan = await polled.person("Lan")
    await lan.says("chào bot, mình tên Lan")
    await lan.waits("")
    await polled.moves_to(at(24, 7, 0))
    assert all(payload is not None for payload in await payloads(polled))
    await polled.moves_to(at(24, 8, 59))
    assert await payloads(polled) == [None]


async def test_a_number_typed_twice_is_one_choice_also_when_its_answer_offers_nothing(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, "webchat-plain", limits=False) as w:

        async def invited(session: Session) -> str:
            host, *_ = await a_district(session)
            made = await new_code(
                session, host, InvitationKind.COORDINATOR, created_by=None, now=MONDAY
            )
            return made.code

        ha = await w.person("Hà")
        await ha.says(await w.app.writer.run(invited))
        await ha.waits("2. Không phải tôi")
        await ha.says("2")
        await ha.waits("chưa lưu gì")
        await ha.says("2")
        await ha.waits("chưa hiểu")


@pytest.mark.parametrize("channel", ["telegram-polling", "webchat", "webchat-plain"])
async def test_erasing_oneself_leaves_no_trace_also_of_the_tap_that_asked(
    tmp_path: Path, channel: str
) -> None:
    async with world(tmp_path, channel, limits=False) as w:
        lan = await w.person("Nguyễn Thị Lan")
        await lan.says("tôi tên Nguyễn Thị Lan, muốn hỏi về buổi sáng")
        await lan.waits("giữ lại")
        if isinstance(lan, TelegramPerson):
            await w.telegram.group(-100_123, "Nhóm").member(lan).says("/batdau buổi sáng")
            await w.settles()
        await lan.says("/xoa")
        await lan.waits("Xóa hết dữ liệu")
        await lan.taps("Xóa hết")
        await lan.waits("Đã xóa")
        await w.settles()
        assert await rows_that_hold(w, "Lan", "buổi sáng", "/xoa", "erase_yes") == []
        async with w.app.database.reading() as session:
            assert (await session.execute(select(conversations))).all() == []


async def rows_that_hold(w: World, *traces: str) -> list[str]:
    async with w.app.database.reading() as session:
        return [
            f"{table.name}: {row}"
            for table in metadata.sorted_tables
            for row in await session.execute(select(table))
            if any(trace in str(row) for trace in traces)
        ]
