"""Fifty chats want the same thing at the same moment: one gets it, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.invite import new_code
from rehearsal.telegram_model import Seen
from rehearsal.telegram_people import TelegramPerson
from storage.db import Session
from storage.invitations import InvitationKind, NewInvitation, add_invitation
from tests.builders import MONDAY, a_day, a_district, a_shift
from tests.talk import World, world

CROWD = 50
PATIENCE = 20.0
SHIFT_CODE = "K7QM4XWP"


@pytest.fixture
async def w(tmp_path: Path, empty_database_url: str) -> AsyncIterator[World]:
    """Nothing paces what is sent: who wins must not be settled by waiting in line."""
    async with world(
        tmp_path, "telegram-webhook", database_url=empty_database_url, limits=False
    ) as opened:
        yield opened


async def crowd(w: World, code: str) -> list[TelegramPerson]:
    """Each has opened the code in a chat of their own and sees what it offers."""
    names = [f"Lê Thị {first}{second}" for first in "ABCDEGHKLM" for second in "aeiou"]
    people = [
        w.telegram.user(id=7_800_000_001 + number, name=name) for number, name in enumerate(names)
    ]
    assert len(people) == CROWD
    await asyncio.gather(*(person.opens(code) for person in people))
    await asyncio.gather(*(person.waits("", timeout=PATIENCE) for person in people))
    return people


async def tap_at_once(people: list[TelegramPerson], button: str) -> list[str]:
    """What each of them reads then."""
    await asyncio.gather(*(person.taps(button) for person in people))
    seen = await asyncio.gather(*(person.waits(answered, timeout=PATIENCE) for person in people))
    return [message.text for message in seen]


def answered(message: Seen) -> bool:
    return message.from_bot


def told(message: Seen) -> bool:
    """What the bot holds about this person."""
    return "Dữ liệu của" in message.text or "Chưa có họ tên" in message.text


async def test_of_fifty_who_take_the_last_seat_one_gets_it_and_the_others_stand_in_line(
    w: World,
) -> None:
    async def opened(session: Session) -> None:
        host, ward, *_ = await a_district(session)
        event = await a_day(session, host)
        shift_id = await a_shift(session, event, ward, capacity=1)
        invited = NewInvitation(
            InvitationKind.SHIFT, ward.id, uses_left=None, event_id=event.id, shift_id=shift_id
        )
        assert await add_invitation(session, SHIFT_CODE, invited, created_by=None, now=MONDAY)

    await w.app.writer.run(opened)
    people = await crowd(w, SHIFT_CODE)
    assert all("Còn 1/1 chỗ" in person.last.text for person in people)
    read = await tap_at_once(people, "Đồng ý, tên tôi là")
    assert sum("Đã giữ chỗ" in text for text in read) == 1
    in_line = [text for text in read if "danh sách chờ" in text]
    assert len(in_line) == CROWD - 1
    places = {text.partition("vị trí số ")[2].partition(" ")[0] for text in in_line}
    assert places == {str(place) for place in range(1, CROWD)}
    assert all("có chỗ bot báo ngay" in text for text in in_line)


async def test_of_fifty_who_use_one_code_one_gets_the_role_and_the_others_are_told_what_to_do(
    w: World,
) -> None:
    async def invited(session: Session) -> str:
        _, ward, *_ = await a_district(session)
        made = await new_code(session, ward, InvitationKind.REPORTER, created_by=None, now=MONDAY)
        return made.code

    people = await crowd(w, await w.app.writer.run(invited))
    read = await tap_at_once(people, "Đồng ý")
    won = [number for number, text in enumerate(read) if "đầu mối" in text and "✅" in text]
    assert len(won) == 1
    refused = [text for number, text in enumerate(read) if number not in won]
    assert all("Mã này đã dùng" in text and "xin mã mới" in text for text in refused)
    await asyncio.gather(*(person.says("/dulieu") for person in people))
    held = await asyncio.gather(*(person.waits(told, timeout=PATIENCE) for person in people))
    reporters = [n for n, message in enumerate(held) if "đầu mối" in message.text.lower()]
    assert reporters == won
    strangers = [message.text for number, message in enumerate(held) if number not in won]
    assert all("Lê Thị" not in text for text in strangers), "a refusal left a person behind"
