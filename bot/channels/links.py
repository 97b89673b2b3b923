"""A code's links on every channel that this bot has."""

from collections.abc import Callable, Mapping

from bot.channels.base import Channel


class ChannelLinks:
    def __init__(
        self,
        channels: Mapping[str, Channel],
        files: Callable[[str, str], str] | None = None,
        board: Callable[[str], str] | None = None,
    ) -> None:
        """`files` makes a link to the bytes behind a reference, `board` one that lets a browser in;
        None: nobody could open it."""
        self._channels = channels
        self._files = files
        self._board = board

    def join(self, code: str) -> Mapping[str, str]:
        return {name: channel.join_link(code) for name, channel in self._channels.items()}

    def file(self, reference: str, name: str) -> str | None:
        return None if self._files is None else self._files(reference, name)

    def board(self, token: str) -> str | None:
        return None if self._board is None else self._board(token)
