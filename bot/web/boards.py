"""The board's pages together, for the composition root."""

from aiohttp import web

from bot.web.board import BoardRoutes
from bot.web.board_area import BoardArea
from bot.web.board_deeds import BoardDeeds
from bot.web.board_door import BoardDoor
from bot.web.board_drawn import Drawn
from bot.web.board_feed import Feeds
from bot.web.board_files import BoardFiles
from bot.web.board_more import BoardMore
from bot.web.board_shell import BoardShell
from bot.web.board_stream import BoardStream
from bot.web.board_units import BoardUnits


class BoardPages:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell
        self._drawn = Drawn()
        self._feeds = Feeds(shell, self._drawn)

    def link(self, token: str) -> str:
        """The address at which this token lets a browser in."""
        return f"{self._shell.address()}{self._shell.keys.path(token)}"

    def routes(self) -> list[web.RouteDef]:
        shell = self._shell
        return [
            *BoardDoor(shell).routes(),
            *BoardRoutes(shell, self._drawn).routes(),
            *BoardArea(shell).routes(),
            *BoardMore(shell).routes(),
            *BoardUnits(shell).routes(),
            *BoardDeeds(shell).routes(),
            *BoardFiles(shell).routes(),
            *BoardStream(shell, self._feeds).routes(),
        ]

    async def stop(self) -> None:
        await self._feeds.stop()
