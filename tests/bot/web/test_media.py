"""Media links: signed, expiring, and never a page of their own."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.web.app import build_web
from bot.web.media import MediaLinks, MediaRoutes

PNG = b"\x89PNG\r\n\x1a\n rest"


class Shelf:
    async def read(self, reference: str) -> bytes:
        kept = {"store:ab/png": PNG, "store:ab/page": b"<script>1</script>"}
        if reference not in kept:
            raise FileNotFoundError(reference)
        return kept[reference]


@pytest.fixture
async def base() -> AsyncIterator[str]:
    server = TestServer(build_web(MediaRoutes(MediaLinks("secret"), Shelf()).routes()))
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


async def fetch(url: str) -> tuple[int, dict[str, str], bytes]:
    async with ClientSession() as http, http.get(url) as answer:
        return answer.status, dict(answer.headers), await answer.read()


async def test_a_signed_link_serves_the_bytes(base: str) -> None:
    link = MediaLinks("secret").link("store:ab/png", "ảnh 1.png")
    status, headers, body = await fetch(base + link)
    assert (status, body, headers["Content-Type"]) == (200, PNG, "image/png")
    assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''%E1%BA%A3nh%201")
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_what_could_run_as_a_page_is_a_download(base: str) -> None:
    link = MediaLinks("secret").link("store:ab/page", "x.html")
    status, headers, _ = await fetch(base + link)
    assert (status, headers["Content-Disposition"][:10]) == (200, "attachment")
    assert "sandbox" in headers["Content-Security-Policy"]


async def test_a_picture_under_a_false_name_is_still_only_a_picture(base: str) -> None:
    _, headers, _ = await fetch(base + MediaLinks("secret").link("store:ab/png", "x.html"))
    assert headers["Content-Type"] == "image/png"


async def test_an_expired_link_is_refused() -> None:
    links = MediaLinks("secret", timedelta(seconds=-1))
    server = TestServer(build_web(MediaRoutes(links, Shelf()).routes()))
    await server.start_server()
    status, _, body = await fetch(str(server.make_url(links.link("store:ab/png", "a.png"))))
    await server.close()
    assert (status, b"expired" in body) == (410, True)


@pytest.mark.parametrize(
    "path",
    ["/media/x", "/media/WyJzdG9yZTphYiJd.aaaa.bbbb/a.png", "/media/..%2f..%2fetc/passwd"],
)
async def test_a_forged_link_is_refused(base: str, path: str) -> None:
    assert (await fetch(base + path))[0] == 404


async def test_another_secret_signs_nothing_here(base: str) -> None:
    assert (await fetch(base + MediaLinks("other").link("store:ab/png", "a.png")))[0] == 404


async def test_what_is_gone_is_not_found(base: str) -> None:
    assert (await fetch(base + MediaLinks("secret").link("store:ab/gone", "a.png")))[0] == 404


def test_a_link_to_one_thing_stays_the_same_for_the_browser_cache() -> None:
    links = MediaLinks("secret")
    assert links.link("store:a", "a.png") == links.link("store:a", "a.png")
    assert links.link("store:a", "a.png") != links.link("store:b", "a.png")
