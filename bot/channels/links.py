"""A code's links on every channel that this bot has."""

from collections.abc import Mapping

from bot.channels.base import Channel


class ChannelLinks:
    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    def join(self, code: str) -> Mapping[str, str]:
        return {name: channel.join_link(code) for name, channel in self._channels.items()}
