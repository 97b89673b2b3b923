"""One cached Core statement on SQLite: in the loop itself against through aiosqlite's thread."""

import asyncio
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import bindparam, insert, select

from storage.db import Database, sync_engine
from storage.tables import metadata, units

TIMES = 2000


async def measure(url: str) -> dict[str, float]:
    database = Database(url)
    statement = select(units).where(units.c.id == bindparam("unit_id"))
    async with database.transaction() as session:
        await session.execute(insert(units), {"path": "1/", "code": "host", "name": "Đoàn quận"})
    try:
        async with database.transaction() as session:
            begin = time.perf_counter()
            for _ in range(TIMES):
                (await session.execute(statement, {"unit_id": 1})).first()
            inline = (time.perf_counter() - begin) / TIMES
        async with database.reading() as session:
            begin = time.perf_counter()
            for _ in range(TIMES):
                (await session.execute(statement, {"unit_id": 1})).first()
            threaded = (time.perf_counter() - begin) / TIMES
    finally:
        await database.close()
    return {
        "inline_us": round(inline * 1e6, 1),
        "threaded_us": round(threaded * 1e6, 1),
        "inline_ratio": round(inline / threaded, 3),
    }


def main() -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'statements.db'}"
        engine = sync_engine(url)
        metadata.create_all(engine)
        engine.dispose()
        print(json.dumps(asyncio.run(measure(url))))


if __name__ == "__main__":
    main()
