"""Bytes behind a reference in a payload: what is kept, or made when it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from storage.photo_store import PhotoStore

STORE: Final = "store"

Maker = Callable[[str], Awaitable[bytes]]


class References:
    """ "store:<key>" is read from the photo store; other kinds are made, e.g.
    "ics:<sign_up_id>".
    """

    def __init__(self, store: PhotoStore, makers: Mapping[str, Maker]) -> None:
        self._store = store
        self._makers = makers

    async def read(self, reference: str) -> bytes:
        """Raises FileNotFoundError when there is nothing behind it (any more)."""
        kind, _, rest = reference.partition(":")
        if kind == STORE:
            return await self._store.get(rest)
        maker = self._makers.get(kind)
        if maker is None:
            raise FileNotFoundError(reference)
        return await maker(rest)
