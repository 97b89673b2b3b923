"""One host with its units on one channel, and its people, who come in by code as everybody does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from actions.import_units import found_units
from actions.invite import new_code
from actions.roster_file import rows_of
from reading.roster import read_roster
from storage.invitations import InvitationKind
from storage.units import Unit, subtree
from tests.talk import Talker, World, world

CHANNELS: Final = ("webchat", "webchat-plain", "telegram-webhook")
HOST: Final = "Quận Đoàn Bình Lạc"
ROSTER: Final = f"""Tên đơn vị,Đơn vị cấp trên
{HOST},
Đoàn phường Tân Lộc,{HOST}
Đoàn phường Sơn Hạ,{HOST}
Đoàn phường Phú Lạc,{HOST}
Chi đoàn Thuế,{HOST}
"""


@dataclass
class Town:
    world: World
    units: dict[str, Unit]

    async def code(self, kind: InvitationKind, unit_name: str) -> str:
        """As `aoxanh invite` prints it."""

        async def make(session: Any) -> str:  # noqa: ANN401  a session of the writer's
            now, unit = self.world.clock(), self.units[unit_name]
            return (await new_code(session, unit, kind, created_by=None, now=now)).code

        return await self.world.app.writer.run(make)

    async def coordinator(self, name: str = "Trần Thị Hà") -> Talker:
        return await self._serving(name, InvitationKind.COORDINATOR, HOST)

    async def reporter(self, unit_name: str, name: str = "Lê Văn Minh") -> Talker:
        return await self._serving(name, InvitationKind.REPORTER, unit_name)

    async def viewer(self, name: str = "Đỗ Văn Trên") -> Talker:
        return await self._serving(name, InvitationKind.VIEWER, HOST)

    async def _serving(self, name: str, kind: InvitationKind, unit_name: str) -> Talker:
        person = await self.world.person(name)
        await agrees(person, await self.code(kind, unit_name), name)
        await person.waits(f"của {unit_name}")
        await self.world.settles()
        return person

    async def opens_the_day(self, officer: Talker) -> None:
        await officer.says("/taosukien")
        await officer.waits("Đề xuất, chưa gửi cho ai")
        await officer.taps("Mở ngày này")
        await officer.waits("✅ Đã mở.")

    async def a_minute_passes(self) -> None:
        """News of a changed day waits that long, in case it is changed back."""
        await self.world.moves_to(self.world.clock() + timedelta(minutes=2))


async def agrees(person: Talker, code: str, name: str) -> None:
    """Opens the link, consents and gives the name that the bot shall write down."""
    await person.opens(code)
    await person.waits("Bot lưu tên và tài khoản chat")
    await person.taps("Đồng ý, ghi")
    await person.waits("họ và tên")
    await person.says(name)


async def registers(reporter: Talker, *, capacity: int) -> None:
    """The unit's content; a place for so many people."""
    await reporter.says("/dangky")
    await reporter.waits("chưa đăng ký nội dung")
    await reporter.taps("Đăng ký ngay")
    await reporter.waits("Tên nội dung")
    await reporter.says("Hỗ trợ dịch vụ công trực tuyến")
    for asked in ("Địa điểm", "mấy giờ", "Giờ tập trung", "hoàn thành", "Tóm tắt", "phối hợp"):
        await reporter.waits(asked)
        await reporter.says("bỏ qua")
    await reporter.waits("tối đa bao nhiêu bạn")
    await reporter.says(str(capacity))
    await reporter.waits("Đội trưởng")
    await reporter.says("Minh")
    await reporter.waits("Trang phục")
    await reporter.says("xong")
    await reporter.waits("đã đăng ký ngày 28/11")


@asynccontextmanager
async def a_town(
    folder: Path, channel: str, roster: str = ROSTER, *, looks: bool = False
) -> AsyncIterator[Town]:
    async with world(folder, channel, limits=False, looks=looks) as lives:

        async def found(session: Any) -> dict[str, Unit]:  # noqa: ANN401
            lines = read_roster(rows_of(roster.encode()))
            done = await found_units(session, lines, now=lives.clock())
            return {each.name: each for each in await subtree(session, done.host.path)}

        yield Town(lives, await lives.app.writer.run(found))
