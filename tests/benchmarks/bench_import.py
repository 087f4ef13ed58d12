"""How fast ERIC's three years come in: read, planned and stored in four collaboratives, accepted.

Run: python -m tests.benchmarks.bench_import. Needs ERIC's files; their folder is ANCHORLINE_ERIC_DIR.
"""

import asyncio
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from uuid_utils.compat import uuid7

import tenants
from backend.history.columns import load
from backend.history.importing import Order, import_file
from backend.history.reading import read
from backend.kit import postgres
from backend.kit.db import Database, Scope, enter
from backend.kit.sheets.delimited import read_delimited
from backend.migrations import run
from backend.provisioning.actions import Wanted, align, collaborative
from backend.provisioning.schemas import read as sound
from backend.submissions.tables import Value
from tests.oracle import eric_duckdb as oracle

REGIONS = ("london", "midlands-east", "north", "south")
AT_LEAST = 5_000  # values a second, from bytes to accepted


async def measure(url: str) -> dict[str, float]:
    """Seconds for reading alone and for all of it, and how many values."""
    await run.upgrade(url)
    database = Database(url)
    try:
        for region in REGIONS:
            await _make(database, f"nhs-{region}")
        begun = time.perf_counter()
        for year in oracle.YEARS:
            await _import(database, year)
        took = time.perf_counter() - begun
        return {"values": await _count(database), "seconds": took, "reading_seconds": _reading_seconds()}
    finally:
        await database.close()


async def _make(database: Database, slug: str) -> None:
    blueprint = sound(tenants.load("nhs"))
    async with database.session(Scope()) as session, session.begin():
        here = await collaborative(session, Wanted(slug, slug, "nhs", blueprint))
        session.add(here)
        await enter(session, Scope.everything_in(here.id))
        await align(session, here, blueprint)


async def _import(database: Database, year: str) -> None:
    into = {region: f"nhs-{region}" for region in REGIONS}
    path = oracle.FOLDER / f"ERIC-{year}.csv"
    order = Order(
        path,
        f"eric-{year}",
        into,
        "Measured.",
        take_repairs=True,
        leave_out_faults=True,
        leavers=["all"],
        agreement="Public",
    )
    async with database.session(Scope()) as session, session.begin():
        await import_file(session, order, lambda _: None, apply=True)


async def _count(database: Database) -> int:
    async with database.session(Scope()) as session:
        slugs = [f"nhs-{region}" for region in REGIONS]
        values = 0
        for slug in slugs:
            id = await session.scalar(sa.text("select id from collaboratives where slug = :slug"), {"slug": slug})
            await enter(session, Scope.everything_in(id or uuid7()))
            values += await session.scalar(sa.select(sa.func.count()).select_from(Value)) or 0
        return values


def _reading_seconds() -> float:
    begun = time.perf_counter()
    for year in oracle.YEARS:
        sheet = read_delimited((oracle.FOLDER / f"ERIC-{year}.csv").read_bytes())
        read(sheet, load(f"eric-{year}"), take_repairs=True)
    return time.perf_counter() - begun


def main() -> None:
    if not oracle.FOLDER.is_dir():
        print(f"import: not measured. {oracle.ABSENT}")
        return
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder) / "data")
        try:
            figures = asyncio.run(measure(server.urls.owner or ""))
        finally:
            server.stop()
    rate = figures["values"] / figures["seconds"]
    print(
        f"import: {figures['values']:,.0f} values of three years in four collaboratives, {figures['seconds']:.2f} s"
        f" ({figures['reading_seconds']:.2f} s of it reading), {rate:,.0f} values a second"
    )
    if rate < AT_LEAST:
        raise SystemExit(f"slower than the {AT_LEAST:,} values a second it should reach")


if __name__ == "__main__":
    main()
