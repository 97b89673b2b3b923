"""Who a browser is: a random id, signed, in a cookie or in the person's own link."""

from typing import Final

from aiohttp import web
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE: Final = "aoxanh_chat"
HEADER: Final = "X-Chat-Key"
YEAR: Final = 365 * 24 * 3600


class ChatKeys:
    """A cookie is no link and a link no cookie: a leak from one place does not open the other."""

    def __init__(self, secret: str, public_url: str) -> None:
        self._cookie = URLSafeSerializer(secret, salt="webchat cookie")
        self._link = URLSafeSerializer(secret, salt="webchat link")
        self._public_url = public_url

    def key(self, external_id: str) -> str:
        return str(self._link.dumps(external_id))

    def link(self, external_id: str) -> str:
        """Opens this chat anywhere, with its half-finished work."""
        return f"{self._public_url}/?k={self.key(external_id)}"

    def from_key(self, key: str) -> str | None:
        return _read(self._link, key)

    def from_request(self, request: web.Request) -> str | None:
        """A key in the header goes before the cookie: three phones can stand side by side."""
        key = request.headers.get(HEADER)
        if key is not None:
            return self.from_key(key)
        cookie = request.cookies.get(COOKIE)
        return None if cookie is None else _read(self._cookie, cookie)

    def set_cookie(self, response: web.Response, external_id: str) -> None:
        response.set_cookie(
            COOKIE,
            str(self._cookie.dumps(external_id)),
            max_age=YEAR,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self._public_url.startswith("https://"),
        )


def _read(serializer: URLSafeSerializer, signed: str) -> str | None:
    try:
        external_id = serializer.loads(signed)
    except BadSignature:
        return None
    return external_id if isinstance(external_id, str) else None
