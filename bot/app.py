"""The composition root: who is handed what. What lives as long as the process is made here."""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from aiohttp import web

from bot.channels.base import Channel
from bot.channels.links import ChannelLinks
from bot.channels.telegram import TelegramChannel, WebhookAddress
from bot.channels.webchat import WebChat
from bot.clock import Clock
from bot.conversations import build_dispatcher
from bot.desk import Desk
from bot.door import Door
from bot.files import Fetcher
from bot.housekeeping import Housekeeping
from bot.ingress import Ingress
from bot.looking import Looking
from bot.making import Making
from bot.on_demand import OnDemand
from bot.plain import PlainOffers
from bot.references import References
from bot.schema import bring_up
from bot.secret import secret_key
from bot.settings import Settings
from bot.sharing import Sharing
from bot.unit_cards import UnitCards
from bot.web.app import build_web
from bot.web.board_keys import BoardKeys
from bot.web.board_shell import BoardShell
from bot.web.boards import BoardPages
from bot.web.chat import ChatRoutes
from bot.web.health import health_routes
from bot.web.hooks import TELEGRAM_HEADER, TELEGRAM_PATH, Hook
from bot.web.keys import ChatKeys
from bot.web.media import MediaLinks, MediaRoutes
from bot.web.originals import ORIGINALS
from scheduler.composers import composers
from scheduler.delivery import Delivery, Limiter, Transport
from scheduler.limits import Rules
from scheduler.ticker import Ticker
from storage.db import Database
from storage.outbox import owed_now
from storage.photo_store import PhotoStore
from storage.writer import Writer

SETTLED_POLL: Final = 0.01


class App:
    """One process of the bot. `limits` off: nothing paces what is sent (benchmarks); `pace`: other
    limits than Telegram's; `makes` off: files that are owed wait, `looks` off: nobody looks at
    photos (tests of other things)."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        limits: bool = True,
        pace: Rules | None = None,
        makes: bool = True,
        looks: bool = True,
        listening: socket.socket | None = None,
        routes: Callable[["App"], list[web.RouteDef]] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.secret = secret_key(settings)
        self.database = Database(settings.database_url)
        self.writer = Writer(self.database)
        self.sharing = Sharing(settings.redis_url)
        self.store = PhotoStore(settings.store_url)
        self.unit_cards = self._unit_cards()
        self.on_demand = OnDemand(
            self.database, self.store, self.unit_cards, join_link=self._join_link, clock=self.clock
        )
        self.references = References(self.store, self.on_demand.makers())
        self.media = MediaLinks(self.secret)
        self.door = Door(settings, listening)
        self.webchat = self._webchat()
        self.telegram = self._telegram()
        self.channels = self._channels()
        self.delivery = self._delivery(limits=limits, pace=pace)
        fetcher = Fetcher(self.store)
        self.board = self._board()
        self.desk = self._desk(fetcher)
        self.ingress = Ingress(self.writer, self.desk.handle)
        self.housekeeping = Housekeeping(self.writer, self.channels, fetcher, self.clock)
        self.making = self._making()
        self.looking = self._looking(on=looks)
        self.ticker = Ticker(
            [self.tick, self.unit_cards.tick, *([self.making.tick] if makes else [])]
        )
        self._routes = routes

    @property
    def base_url(self) -> str:
        """Where people open the web chat and the board."""
        return self.door.base_url

    # --- parts ------------------------------------------------------------------------------------
    def _unit_cards(self) -> UnitCards:
        return UnitCards(
            self.database,
            self.writer,
            self.settings.store_url,
            clock=self.clock,
            done=lambda: self.delivery.wake(),  # made later
        )

    def _webchat(self) -> WebChat:
        return WebChat(
            self.database,
            self.writer,
            self.store,
            self.references,
            public_url=self.base_url,
            now=self.clock,
        )

    def _telegram(self) -> TelegramChannel | None:
        token = self.settings.telegram_token
        if token is None:
            return None
        return TelegramChannel(
            token.get_secret_value(),
            self.settings.telegram_api,
            files=self.references,
            clock=self.clock,
            webhook=self._webhook(),
        )

    def _join_link(self, channel: str, code: str) -> str:
        return self.channels.get(channel, self.webchat).join_link(code)

    def _channels(self) -> dict[str, Channel]:
        opened: list[Channel] = [self.webchat]
        if self.telegram is not None:
            opened.append(self.telegram)
        return {channel.name: channel for channel in opened}

    def _webhook(self) -> WebhookAddress | None:
        """Webhooks when there is an address for them, polling when not (DESIGN 5)."""
        if self.settings.public_url is None:
            return None
        given = self.settings.webhook_secret
        secret = given.get_secret_value() if given else f"telegram-{self.secret}"
        return WebhookAddress(f"{self.settings.public_url}{TELEGRAM_PATH}", secret)

    def _delivery(self, *, limits: bool, pace: Rules | None) -> Delivery:
        transports: dict[str, Transport] = {
            self.webchat.name: PlainOffers(self.webchat, self.writer, self.clock)
        }
        paced: dict[str, Limiter] = {}
        if self.telegram is not None:
            transports[self.telegram.name] = self.telegram
            if limits:
                bot = str(self.telegram.bot.id)
                paced[self.telegram.name] = self.sharing.limiter(bot, pace)
        return Delivery(
            self.writer,
            transports,
            composers(self.clock),
            clock=self.clock,
            limits=paced,
            locks=self.sharing.locks(),
        )

    def _board(self) -> BoardPages:
        return BoardPages(
            BoardShell(
                database=self.database,
                writer=self.writer,
                keys=BoardKeys(self.secret),
                media=self.media,
                now=self.clock,
                address=lambda: self.base_url,
                woken=self.delivery.wake,
            )
        )

    def _desk(self, fetcher: Fetcher) -> Desk:
        return Desk(
            database=self.database,
            writer=self.writer,
            dispatcher=build_dispatcher(),
            channels=self.channels,
            fetcher=fetcher,
            links=self._links(),
            clock=self.clock,
            after_commit=self._committed,
        )

    def _looking(self, *, on: bool) -> Looking:
        return Looking(
            self.database,
            self.writer,
            self.store,
            clock=self.clock,
            busy=lambda: self.ingress.busy,
            done=self.delivery.wake,
            on=on,
        )

    def _committed(self) -> None:
        self.delivery.wake()
        self.looking.wake()

    def _making(self) -> Making:
        url, woken = self.settings.store_url, self.delivery.wake
        return Making(self.database, self.writer, url, clock=self.clock, done=woken)

    def _open_to_all(self) -> dict[str, Channel]:
        """Without a public address nobody elsewhere can open the web chat: with another channel
        beside it, its links would only mislead."""
        hidden = self.telegram is not None and self.settings.public_url is None
        return {
            name: channel
            for name, channel in self.channels.items()
            if not (hidden and channel is self.webchat)
        }

    def _links(self) -> ChannelLinks:
        channels = self._open_to_all()
        board = self.board.link if self.webchat.name in channels else None
        return ChannelLinks(channels, self._file_link(), board)

    def _file_link(self) -> Callable[[str, str], str] | None:
        """Whoever can read a link here can open it: at the public address, or where the web chat
        itself was opened."""
        if self.settings.public_url is None and self.telegram is not None:
            return None
        return lambda ref, name: f"{self.base_url}{self.media.link(ref, name)}"

    # --- life -------------------------------------------------------------------------------------
    async def start(self) -> None:
        """Migrated, listening, taking updates; what an earlier process left unfinished goes on."""
        await asyncio.to_thread(bring_up, self.settings.database_url)
        self.writer.start()
        await self.delivery.start()
        await self.door.open(self._web())
        self.webchat.public_url = self.base_url
        await self.ingress.recover()
        if self.settings.redis_url is None:  # alone: what was being made, nobody makes any more
            await self.making.recover()
        self.looking.start()
        for channel in self.channels.values():
            await channel.start(self.ingress.accept)
        self.ticker.start()

    async def stop(self) -> None:
        self.ticker.stop()
        for channel in self.channels.values():
            await channel.stop()
        await self.ingress.stop()
        await self.making.stop()
        await self.unit_cards.stop()
        await self.board.stop()
        await self.looking.stop()
        await self.door.close()
        await self.delivery.stop()
        await self.sharing.close()
        if self.telegram is not None:
            await self.telegram.close()
        await self.writer.stop()
        await self.database.close()

    def _web(self) -> web.Application:
        media = self.media
        keys = ChatKeys(self.secret, self.webchat.public_url)
        chat = ChatRoutes(self.webchat, self.database, self.writer, keys, media)
        tables = [
            chat.routes(),
            MediaRoutes(media, self.references, {ORIGINALS: self.on_demand.originals}).routes(),
            self.board.routes(),
            health_routes(self),
        ]
        if self.telegram is not None and (webhook := self._webhook()) is not None:
            telegram = self.telegram
            hook = Hook(TELEGRAM_PATH, TELEGRAM_HEADER, webhook.secret, telegram.take)
            tables.append(hook.routes())
        if self._routes is not None:
            tables.append(self._routes(self))
        return build_web(*tables)

    # --- time -------------------------------------------------------------------------------------
    async def tick(self) -> None:
        await self.housekeeping.timers()
        await self.housekeeping.photos()
        await self.housekeeping.blanking()
        self.delivery.wake()

    async def settle(self) -> None:
        """Do what is due now and return when nothing is: for a clock that is moved by hand."""
        await self.ingress.drain()
        await self.looking.drain()
        await self.ticker.tick()
        await self.unit_cards.idle()
        while await self._owed():
            self.delivery.wake()
            await asyncio.sleep(SETTLED_POLL)
        await self.ingress.drain()

    async def _owed(self) -> bool:
        async with self.database.glance() as session:
            return await owed_now(session, now=self.clock(), channels=list(self.channels))
