"""What renderers need of photos."""

from collections.abc import Callable

from rules.day_book import Picture

Thumbnail = Callable[[Picture], bytes | None]
"""The small JPEG of a photo; None while there is none."""
