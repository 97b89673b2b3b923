"""`aoxanh rehearse` in a very small town: the proof holds, and fails when something is not so."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot import rehearse as subject
from bot.cli import main
from bot.proof import Count, Proof, read_edition
from bot.rehearse import proved, rehearse
from bot.rehearsed import Rehearsed
from bot.settings import SQLITE
from rehearsal.telegram_model import Seen
from rehearsal.telegram_people import TelegramPerson

pytestmark = pytest.mark.timeout(120)


def test_a_small_saturday_is_proved_and_exits_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four units one comes at the last minute by Telegram, one by the web chat, one late, one
    not at all."""
    words = ["aoxanh", "rehearse", "--units", "4", "--volunteers", "1", "--photos", "2"]
    monkeypatch.setattr("sys.argv", [*words, "--rush", "3", "--json"])
    with pytest.raises(SystemExit) as left:
        main()
    told = json.loads(capsys.readouterr().out)
    assert (left.value.code, told["good"], told["faults"]) == (0, True, [])
    numbers = {"registrations": 3, "sign_ups": 1, "reports": 3, "photos": 6}
    assert told["sent"] == told["acknowledged"] == told["stored"] == numbers
    assert told["edition_1"]["on_time"] == 2
    assert told["edition_2"]["reported"] == 3
    assert told["reminders"]["received"] == told["reminders"]["owed"] > 9


def test_the_proof_fails_for_whatever_is_not_so_and_exits_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same played day, with one thing at a time spoiled."""
    proofs: list[Proof] = []

    async def spoiled(day: Rehearsed) -> Proof:
        proofs.extend([proof async for proof in _spoiled_proofs(day, monkeypatch)])
        return proofs[-1]

    monkeypatch.setattr(subject, "proved", spoiled)
    assert rehearse(units=2, volunteers=0, photos=1, rush=2, as_json=False) == 1
    right, unread, twice, miscounted, lost = [proof.as_dict()["faults"] for proof in proofs]
    assert right == []
    assert unread == ["reports: 2 sent, 1 acknowledged, 2 stored"]
    assert "was reminded over+left+left+left+left, not over+left+left+left" in twice[0]
    assert "Bản 1 differs from what people sent: reported 1, not 2" in miscounted[0]
    assert lost == ["photos: 2 sent, 2 acknowledged, 1 stored, and not the same ones"]
    assert f"NOT SO {lost[0]}" in capsys.readouterr().out


async def _spoiled_proofs(day: Rehearsed, patches: pytest.MonkeyPatch) -> AsyncIterator[Proof]:
    """First of the day as it was."""
    yield await proved(day)
    lan = day.reporters[0].person
    assert isinstance(lan, TelegramPerson)
    with _changed(lan, _card(lan), text="Đã nhận"):
        yield await proved(day)
    with _changed(lan, _reminder(lan), id=999_999):
        yield await proved(day)
    with patches.context() as patch:
        patch.setattr("bot.proof.read_edition", lambda _text: Count(reported=1))
        yield await proved(day)
    _forget_a_photo(day)
    yield await proved(day)


def _card(person: TelegramPerson) -> Seen:
    return next(seen for seen in person.sees if "ĐVTN tham gia:" in seen.text)


def _reminder(person: TelegramPerson) -> Seen:
    return next(seen for seen in person.sees if seen.text.startswith("⏰ Còn"))


@contextmanager
def _changed(person: TelegramPerson, seen: Seen, **changes: Any) -> Iterator[None]:  # noqa: ANN401
    """As if the bot had sent it differently, or (with another id) twice."""
    other = replace(seen, **changes)
    person.chat.record(other)
    yield
    person.chat.remove(other.id)
    person.chat.record(seen)


def _forget_a_photo(day: Rehearsed) -> None:
    path = day.app.settings.database_url.removeprefix(SQLITE)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DELETE FROM photos WHERE id = (SELECT min(id) FROM photos)")


def test_the_figures_of_a_ban_are_read_as_a_person_reads_them() -> None:
    text = (
        "17:00 · Bản 2 · Ngày thứ Bảy tình nguyện 28/11\n"
        "13/17 đơn vị đã báo cáo, 9 đúng hạn (53%); 1 không tổ chức\n\n"
        "ĐVTN tham gia 299 · Lượt người dân 1.157 · Hồ sơ 444/536 (83%)\n28 ảnh\n"
    )
    assert read_edition(text) == Count(13, 17, 9, 299, 1157, 444, 536, 28)
    assert read_edition("Chưa có số liệu nào.") == Count()
