"""What the board says beside a photo: on the unit's page and in the day's gallery."""

from pathlib import Path

from storage.db import Session
from storage.looks import NewLook, add_look, note_likeness
from storage.photos import NewPhoto, add_photo
from tests.bot.web.boards import Board, a_board
from tests.builders import in_day, saturday


async def _two_alike(board: Board) -> None:
    """The second unit's is like the first's, and dark."""

    async def send(session: Session) -> None:
        sent = []
        for place in (1, 2):
            of = (await in_day(session, board.event, board.units[place])).id
            at = saturday(10, 0)
            photo = NewPhoto("webchat", 7, place, f"f{place}", at, at, store_key=f"ab/{place}")
            sent.append(await add_photo(session, photo, participation_id=of, sent_by=None) or 0)
            await add_look(session, NewLook(sent[-1], "dark" if place > 1 else ""), now=at)
        await note_likeness(session, sent[1], sent[0], same=False)

    await board.does(send)


async def test_a_likeness_stands_beside_the_later_photo(tmp_path: Path) -> None:
    async with a_board(tmp_path) as board:
        await _two_alike(board)
        browser = await board.browser()
        await browser.enters(await board.link())
        says = f"giống ảnh của {board.units[1].name} ngày 28/11"
        later = (await browser.looks(f"/bang/don-vi/{await board.row(2)}")).text
        assert says in later
        assert "hơi tối" in later
        assert "giống ảnh" not in (await browser.looks(f"/bang/don-vi/{await board.row()}")).text
        gallery = await browser.looks(f"/bang/ngay/{board.event.id}/anh")
        assert gallery.text.count(says) == 1
        await browser.close()
