"""The hand-over's files on the board: of every edition, of this moment, and the photos as they
were sent."""

from collections.abc import Mapping

from aiohttp import web

from actions.board_access import Visitor
from actions.hand_files import ask_files, files_on_board
from bot.web.board_shell import BoardShell, id_in
from bot.web.originals import ORIGINALS
from rules.model import Refused
from storage.book_packing import FileMade
from storage.db import Session
from storage.hand_overs import BOARD, Asked


class BoardFiles:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bang/ngay/{id}/ho-so", self._shell.page(self.files)),
            web.post("/bang/ngay/{id}/ho-so", self._shell.deed(self.ask)),
        ]

    async def files(self, request: web.Request, session: Session, visitor: Visitor) -> web.Response:
        found = await files_on_board(session, visitor.actor, id_in(request))
        event, zipped = found.event, found.originals
        return self._shell.shown(
            "files",
            visitor,
            zone=event.zone,
            event=event,
            found=found,
            link=self._link,
            originals=self._shell.media.link(f"{ORIGINALS}:{event.id}", zipped.name),
        )

    async def ask(
        self, request: web.Request, _form: Mapping[str, str], session: Session, visitor: Visitor
    ) -> str:
        """A second tap finds them being made already."""
        id_ = id_in(request)
        asked = Asked(visitor.actor.person_id, BOARD, visitor.actor.person_id or 0)
        try:
            await ask_files(session, visitor.actor, id_, asked, now=self._shell.now())
        except Refused as refused:
            if refused.code != "files_coming":
                raise
        return f"/bang/ngay/{id_}/ho-so"

    def _link(self, file: FileMade) -> str:
        return self._shell.media.link(f"store:{file.store_key}", file.name)
