"""The table of routes."""

from collections.abc import Iterable

from aiohttp import web

from bot.web.chat import STATIC
from bot.web.requests import refusals
from rendering.pages import FONTS


def build_web(*routes: Iterable[web.RouteDef]) -> web.Application:
    """The application over these routes, and the pages' own scripts and styles."""
    app = web.Application(middlewares=[refusals], client_max_size=1024 * 1024)
    for table in routes:
        app.add_routes(table)
    app.router.add_static("/static/fonts", FONTS)
    app.router.add_static("/static", STATIC)
    return app
