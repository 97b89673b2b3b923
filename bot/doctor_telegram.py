"""What can be wrong between this installation and Telegram."""

from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from bot.channels.telegram_api import TelegramApi, TelegramError
from bot.clock import Clock
from bot.finding import Finding, bad, good
from bot.settings import Settings
from bot.web.hooks import TELEGRAM_PATH
from scheduler.delivery import DeliveryError

SECONDS: Final = 10.0
SKEW: Final = 5.0
WAITING_LONG: Final = 100
REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


async def telegram(settings: Settings, _clock: Clock) -> list[Finding]:
    if settings.telegram_token is None:
        return []
    api = TelegramApi(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:
        me = await api.call("getMe", {}, seconds=SECONDS)
        hook = await api.call("getWebhookInfo", {}, seconds=SECONDS)
    except DeliveryError as error:
        return [bad(_refusal(error, settings.telegram_api))]
    finally:
        await api.close()
    return [good(f"Telegram: this is @{me.get('username')}"), *_webhook(settings, hook)]


def _refusal(error: DeliveryError, api: str) -> str:
    if isinstance(error, TelegramError) and error.status in REFUSED:
        return "Telegram: refuses AOXANH_TELEGRAM_TOKEN; copy it again from @BotFather"
    if isinstance(error, TelegramError):
        return f"Telegram: {api} answers {error}"
    return f"Telegram: {api} cannot be reached ({error}); is this machine on the internet?"


def _webhook(settings: Settings, hook: dict[str, Any]) -> list[Finding]:
    url, pending = str(hook.get("url") or ""), int(hook.get("pending_update_count") or 0)
    found = [_address(settings, url)]
    if url and hook.get("last_error_message"):
        told = hook["last_error_message"]
        found.append(bad(f"Webhook: Telegram's last delivery failed: {told}"))
    if pending >= WAITING_LONG:
        found.append(bad(f"Webhook: {pending} updates wait at Telegram; is the bot running?"))
    elif pending:
        found.append(good(f"Webhook: {pending} updates wait at Telegram"))
    return found


def _address(settings: Settings, url: str) -> Finding:
    if settings.public_url is None:
        if url:
            return bad(
                f"Webhook: AOXANH_PUBLIC_URL is not set, so this bot would poll, but Telegram "
                f"sends its updates to {url}: another installation uses this token"
            )
        return good("Webhook: none is set, as polling needs it")
    wanted = f"{settings.public_url}{TELEGRAM_PATH}"
    if url == wanted:
        return good(f"Webhook: set to {url}")
    if not url:
        return bad("Webhook: not set yet; `aoxanh run` sets it when it starts")
    return bad(
        f"Webhook: Telegram sends to {url}, AOXANH_PUBLIC_URL says {wanted}; `aoxanh run` sets "
        "it when it starts"
    )


async def agrees_on_time(settings: Settings, clock: Clock) -> list[Finding]:
    """Lateness is judged by two clocks: Telegram's stamps and ours."""
    if settings.telegram_token is None:
        return []
    limit = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.get(settings.telegram_api, allow_redirects=False) as answer,
        ):
            theirs, ours = answer.headers.get("Date"), clock()
    except (aiohttp.ClientError, TimeoutError):
        return []  # said already
    if theirs is None:
        return []
    skew = (ours - parsedate_to_datetime(theirs)).total_seconds()
    if abs(skew) > SKEW:
        way = "ahead of" if skew > 0 else "behind"
        return [bad(f"Clock: {abs(skew):.0f} s {way} Telegram's; switch on NTP (timedatectl)")]
    return [good("Clock: agrees with Telegram's")]
