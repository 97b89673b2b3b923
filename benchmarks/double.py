"""A lean Telegram server: answers at once, counts answers. The same for both sides of a comparison.

usage: python -m benchmarks.double PORT PHOTO_BYTES
"""

import sys

from aiohttp import web

MESSAGE = {
    "message_id": 1,
    "date": 1_790_000_000,
    "chat": {"id": 1, "type": "private"},
    "from": {"id": 1, "is_bot": True, "first_name": "Bot"},
    "text": "x",
}


class Double:
    def __init__(self, photo: bytes) -> None:
        self.photo = photo
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
        return web.Response(body=self.photo, content_type="image/jpeg")

    async def count(self, _request: web.Request) -> web.Response:
        return web.json_response(self.answers)

    async def reset(self, _request: web.Request) -> web.Response:
        self.answers = 0
        return web.json_response(0)


def main() -> None:
    port, size = int(sys.argv[1]), int(sys.argv[2])
    double = Double(b"\xff\xd8\xff\xe0" + b"\x5a" * (size - 4))
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/bot{token}/{method}", double.method)
    app.router.add_get("/file/bot{token}/{path:.*}", double.file)
    app.router.add_get("/count", double.count)
    app.router.add_post("/reset", double.reset)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
