"""The baseline: a bare aiogram webhook that echoes a text, and for a photo does getFile, downloads
to memory, answers.

usage: python -m benchmarks.echo PORT TELEGRAM_API
"""

import io
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

TOKEN = "1:bench"  # noqa: S105  of a server on this machine
SECRET = "bench-secret"  # noqa: S105


async def photo(message: Message, bot: Bot) -> None:
    assert message.photo  # noqa: S101
    into = io.BytesIO()
    await bot.download(message.photo[-1], destination=into)
    await message.answer("Đã nhận ảnh")


async def echo(message: Message) -> None:
    await message.answer(message.text or "")


async def health(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


def main() -> None:
    port, api = int(sys.argv[1]), sys.argv[2]
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api), limit=200))
    dispatcher = Dispatcher()
    dispatcher.message.register(photo, F.photo)
    dispatcher.message.register(echo, F.text)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(
        app, "/webhook/telegram"
    )
    app.router.add_get("/healthz", health)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
