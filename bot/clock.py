"""The one clock. Everything that needs the time is given it; only the demo and tests can move
it.
"""

from datetime import UTC, datetime, timedelta


class Clock:
    """The machine's time."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  the one place


class MovableClock(Clock):
    """The machine's time plus an offset that only grows: the demo's clock never runs backwards."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        if start is not None:
            self._offset = start - super().__call__()

    def __call__(self) -> datetime:
        return super().__call__() + self._offset

    def move_to(self, moment: datetime) -> None:
        """Raises ValueError for a moment that has passed."""
        ahead = moment - self()
        if ahead < timedelta():
            raise ValueError("the clock only moves forward")
        self._offset += ahead
