"""What is signed for the board: links from the bot, the browser's cookie, its pages' forms."""

from datetime import datetime
from typing import Final

from aiohttp import web
from itsdangerous import BadSignature, URLSafeSerializer

from bot.web.requests import WebRefused

COOKIE: Final = "aoxanh_board"
FIELD: Final = "ma"
"""The name of the form field that proves that one of our own pages was sent."""


class BoardKeys:
    """Of three kinds, so that a leak of one does not open another."""

    def __init__(self, secret: str) -> None:
        self._link = URLSafeSerializer(secret, salt="board link")
        self._cookie = URLSafeSerializer(secret, salt="board cookie")
        self._form = URLSafeSerializer(secret, salt="board form")

    def path(self, token: str) -> str:
        """Where a link's token asks for the tap that lets in."""
        return f"/bang/vao/{self._link.dumps(token)}"

    def token(self, signed: str) -> str | None:
        return _read(self._link, signed)

    def session(self, request: web.Request) -> str | None:
        """The session token that the browser keeps."""
        cookie = request.cookies.get(COOKIE)
        return None if cookie is None else _read(self._cookie, cookie)

    def set_cookie(
        self, response: web.Response, token: str, *, until: datetime, now: datetime, secure: bool
    ) -> None:
        """Lax: a link in a chat must find it; a foreign page's POST never carries it."""
        response.set_cookie(
            COOKIE,
            str(self._cookie.dumps(token)),
            max_age=int((until - now).total_seconds()),
            path="/bang",
            httponly=True,
            samesite="Lax",
            secure=secure,
        )

    def form(self, session_id: int) -> str:
        return str(self._form.dumps(str(session_id)))

    def check_form(self, given: object, session_id: int) -> None:
        if not isinstance(given, str) or _read(self._form, given) != str(session_id):
            raise WebRefused("foreign", 403)


def _read(serializer: URLSafeSerializer, signed: str) -> str | None:
    try:
        value = serializer.loads(signed)
    except BadSignature:
        return None
    return value if isinstance(value, str) else None
