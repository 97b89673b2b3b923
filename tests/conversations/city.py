"""A city over two hosts, each with its units and its officer, and one person above them all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from actions.import_units import found_units
from actions.roster_file import rows_of
from reading.roster import read_roster
from storage.invitations import InvitationKind
from storage.units import Unit, subtree
from tests.conversations.town import Town, agrees
from tests.talk import Talker, world

CITY: Final = "Thành Đoàn Minh Châu"
HOST: Final = "Quận Đoàn Bình Lạc"
OTHER_HOST: Final = "Quận Đoàn Đông Hải"
ROSTER: Final = f"""Tên đơn vị,Đơn vị cấp trên
{CITY},
{HOST},{CITY}
Đoàn phường Tân Lộc,{HOST}
Đoàn phường Sơn Hạ,{HOST}
{OTHER_HOST},{CITY}
Đoàn phường Hải An,{OTHER_HOST}
Đoàn phường Hải Bình,{OTHER_HOST}
"""


class City(Town):
    async def serves(self, name: str, kind: InvitationKind, unit_name: str) -> Talker:
        person = await self.world.person(name)
        await agrees(person, await self.code(kind, unit_name), name)
        await person.waits(f"của {unit_name}")
        await self.world.settles()
        return person

    async def officer(self, name: str, unit_name: str) -> Talker:
        return await self.serves(name, InvitationKind.COORDINATOR, unit_name)


@asynccontextmanager
async def a_city(folder: Path, channel: str) -> AsyncIterator[City]:
    async with world(folder, channel, limits=False) as lives:

        async def found(session: Any) -> dict[str, Unit]:  # noqa: ANN401
            roster = read_roster(rows_of(ROSTER.encode()))
            done = await found_units(session, roster, now=lives.clock())
            return {each.name: each for each in await subtree(session, done.host.path)}

        yield City(lives, await lives.app.writer.run(found))
