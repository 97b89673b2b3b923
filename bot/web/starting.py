"""What is served while the rest is being imported. Imports neither aiogram nor the database."""

from aiohttp import web

from rendering.pages import page


def starting_response() -> web.Response:
    """A page that looks again by itself; not cached, and no answer for a monitor to be glad of."""
    return web.Response(
        text=page("starting"),
        status=503,
        content_type="text/html",
        headers={"Cache-Control": "no-store", "Retry-After": "1"},
    )
