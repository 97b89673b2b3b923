"""What is claimed and not yet sent: one line of waiting per chat and priority."""

from collections import Counter, deque
from datetime import datetime

from scheduler.chat_locks import Chat
from storage.outbox import Claimed

Lane = tuple[str, int, int]


def chat_of(claimed: Claimed) -> Chat:
    return (claimed.channel, claimed.chat_id)


def lane_of(claimed: Claimed) -> Lane:
    """A reply never waits in line behind news to the same person."""
    return (claimed.channel, claimed.chat_id, claimed.priority)


class Lanes:
    def __init__(self) -> None:
        self._waiting: dict[Lane, deque[Claimed]] = {}
        self._open = Counter[tuple[str, int]]()
        self._held: dict[Chat, datetime] = {}

    def add(self, claimed: Claimed) -> bool:
        """True when the lane is new, so that somebody has to walk it."""
        lane = lane_of(claimed)
        if lane in self._waiting:
            self._waiting[lane].append(claimed)
            return False
        self._waiting[lane] = deque([claimed])
        self._open[claimed.channel, claimed.priority] += 1
        return True

    def take(self, lane: Lane) -> Claimed | None:
        """The next in line; None closes the lane."""
        if self._waiting[lane]:
            return self._waiting[lane].popleft()
        self.close(lane)
        return None

    def close(self, lane: Lane) -> list[Claimed]:
        """What was still waiting in it."""
        left = self._waiting.pop(lane, deque())
        channel, _, priority = lane
        self._open[channel, priority] -= 1
        return list(left)

    def open(self, channel: str, priority: int) -> int:
        """How many chats of this channel are being served."""
        return self._open[channel, priority]

    def hold(self, chat: Chat, until: datetime) -> None:
        """Nothing of this chat may go before `until`, so that its order is kept."""
        self._held[chat] = until

    def held_until(self, chat: Chat, now: datetime) -> datetime | None:
        until = self._held.get(chat)
        return until if until is not None and until > now else None

    def release(self, now: datetime) -> None:
        """Forget the holds that are over."""
        self._held = {chat: until for chat, until in self._held.items() if until > now}
