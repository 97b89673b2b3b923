"""Roll-up of 3,321 units x 52 weeks x 11 metrics, against the same sums by Python over JSON in the
same run.

usage: python -m benchmarks.rollup [--units 3321] [--weeks 52]
"""

import argparse
import asyncio
import json
import resource
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, insert, select

from rules.model import METRICS
from storage.db import Database, sync_engine
from storage.tables import events, metadata, participations, report_values, submissions, units
from storage.totals import totals_by_day

START = datetime(2026, 1, 3, 0, 30, tzinfo=UTC)


def fill(connection: Connection, unit_count: int, weeks: int) -> None:
    connection.execute(
        insert(units), [{"id": 1, "path": "1/", "code": "host", "name": "Đoàn quận Bình An"}]
    )
    rows: list[dict[str, Any]] = [
        {"id": n, "parent_id": 1, "path": f"1/{n}/", "code": f"u{n}", "name": f"Đơn vị {n}"}
        for n in range(2, unit_count + 2)
    ]
    connection.execute(insert(units), rows)
    for week in range(weeks):
        fill_week(connection, unit_count, week)


def fill_week(connection: Connection, unit_count: int, week: int) -> None:
    start = START + timedelta(weeks=week)
    event = week + 1
    connection.execute(
        insert(events),
        {
            "id": event,
            "host_unit_id": 1,
            "title": "Ngày thứ Bảy tình nguyện",
            "starts_at": start,
            "ends_at": start + timedelta(hours=4),
            "registration_closes_at": start,
            "report_due_at": start + timedelta(hours=8),
            "first_edition_at": start + timedelta(hours=8),
            "second_edition_at": start + timedelta(hours=9),
            "min_photos": 3,
            "rungs": [],
            "created_at": start,
        },
    )
    ids = [(week * unit_count + n, n) for n in range(2, unit_count + 2)]
    figures = {metric.key: 10 for metric in METRICS}
    connection.execute(
        insert(participations),
        [
            {"id": i, "event_id": event, "unit_id": n, "progress": "complete", "version": 1}
            for i, n in ids
        ],
    )
    connection.execute(
        insert(report_values),
        [{"participation_id": i, "event_id": event, **figures} for i, _ in ids],
    )
    connection.execute(
        insert(submissions),
        [
            {
                "participation_id": i,
                "version": 1,
                "figures": figures,
                "sources": {},
                "sent_at": start,
                "received_at": start,
            }
            for i, _ in ids
        ],
    )


async def timed_sql(database: Database, weeks: int) -> tuple[float, int]:
    async with database.reading() as session:
        begin = time.perf_counter()
        days = await totals_by_day(session, range(1, weeks + 1), "1/")
        return time.perf_counter() - begin, sum(day.totals["volunteers"] for day in days)


async def timed_json(database: Database) -> tuple[float, int]:
    """The baseline: every submission's JSON, summed in Python."""
    async with database.reading() as session:
        begin = time.perf_counter()
        totals = dict.fromkeys((metric.key for metric in METRICS), 0)
        for (figures,) in await session.execute(select(submissions.c.figures)):
            for key, value in figures.items():
                totals[key] += value
        return time.perf_counter() - begin, totals["volunteers"]


async def peak_mb(database: Database, weeks: int) -> float:
    tracemalloc.start()
    await timed_sql(database, weeks)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


async def measure(url: str, unit_count: int, weeks: int) -> dict[str, Any]:
    database = Database(url)
    try:
        one_week, all_weeks = await peak_mb(database, 1), await peak_mb(database, weeks)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sql = [await timed_sql(database, weeks) for _ in range(3)]
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        baseline, by_json = await timed_json(database)
    finally:
        await database.close()
    seconds = sorted(taken for taken, _ in sql)[1]
    if any(total != by_json for _, total in sql):
        raise SystemExit("the two sums differ")
    return {
        "units": unit_count,
        "weeks": weeks,
        "rollup_seconds": round(seconds, 3),
        "json_seconds": round(baseline, 3),
        "rollup_ratio": round(seconds / baseline, 3),
        "peak_growth_mb": round(all_weeks - one_week, 2),
        "rss_growth_mb": round(after - before, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=3321)
    parser.add_argument("--weeks", type=int, default=52)
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'rollup.db'}"
        engine = sync_engine(url)
        with engine.connect() as connection:
            metadata.create_all(connection)
            connection.exec_driver_sql("BEGIN")
            fill(connection, chosen.units, chosen.weeks)
            connection.exec_driver_sql("COMMIT")
        engine.dispose()
        print(json.dumps(asyncio.run(measure(url, chosen.units, chosen.weeks))))


if __name__ == "__main__":
    main()
