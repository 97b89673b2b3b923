"""A lean Telegram server: answers at once, counts answers. The same for both sides of a comparison.
Its photos are real ones, no two alike, with bytes behind their end up to the size asked for.

usage: python -m benchmarks.double PORT PHOTO_BYTES
"""

import sys
from itertools import count
from typing import Final

from aiohttp import web

from rehearsal.pictures import another, photograph

DRAWN: Final = 32

MESSAGE = {
    "message_id": 1,
    "date": 1_790_000_000,
    "chat": {"id": 1, "type": "private"},
    "from": {"id": 1, "is_bot": True, "first_name": "Bot"},
    "text": "x",
}


class Double:
    def __init__(self, size: int) -> None:
        drawn = [photograph(seed, size=(1280, 960)) for seed in range(DRAWN)]
        self._photos = [each + b"\x5a" * (size - len(each)) for each in drawn]
        self._numbers = count(1)
        self.answers = 0

    async def method(self, request: web.Request) -> web.Response:
        await request.read()
        name = request.match_info["method"].lower()
        if name == "sendmessage":
            self.answers += 1
            return web.json_response(
                {"ok": True, "result": {**MESSAGE, "message_id": self.answers}}
            )
        if name == "getfile":
            file = {"file_id": "f", "file_unique_id": "u", "file_path": "photo.jpg"}
            return web.json_response({"ok": True, "result": file})
        if name == "getme":
            me = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
            return web.json_response({"ok": True, "result": me})
        return web.json_response({"ok": True, "result": True})

    async def file(self, _request: web.Request) -> web.Response:
        number = next(self._numbers)
        content = another(self._photos[number % DRAWN], number)
        return web.Response(body=content, content_type="image/jpeg")

    async def count(self, _request: web.Request) -> web.Response:
        return web.json_response(self.answers)

    async def reset(self, _request: web.Request) -> web.Response:
        self.answers = 0
        return web.json_response(0)


def main() -> None:
    port, size = int(sys.argv[1]), int(sys.argv[2])
    double = Double(size)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/bot{token}/{method}", double.method)
    app.router.add_get("/file/bot{token}/{path:.*}", double.file)
    app.router.add_get("/count", double.count)
    app.router.add_post("/reset", double.reset)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
