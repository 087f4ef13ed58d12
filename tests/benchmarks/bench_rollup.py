"""How fast figures are added up when read: 75 members, 60 indicators over 80 elements, 12 quarters, under the policies.

Run: python -m tests.benchmarks.bench_rollup. Held against one statement written by hand for the same numbers, as the same
role in the same scope: to be within twice its time. Then with ten neighbours of the same size in the same tables: to be
within 1.3 times what it was alone.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from uuid_utils.compat import uuid7

from backend.kit import postgres
from backend.kit.amounts import EXACT, quotient
from backend.kit.db import Database, Scope
from backend.kit.pg_folder import DATABASE
from backend.migrations import run
from backend.rollups.queries import Total, totals
from tests.benchmarks import rollup_data as data

TIMES = 21
WITHIN_HAND = 2.0
WITHIN_ALONE = 1.3
NEIGHBOURS = 10
FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)

# What one would write who knew that a formula is a weighted sum, or one over another, and that nothing else matters.
BY_HAND = """
with given as (
  select n.indicator, v.period_start, v.member_id,
         sum(v.number * n.over) as over, sum(v.number * n.under) as under,
         count(v.number) = n.many as whole, bool_or(v.status = 'not_applicable') as excused
  from unnest($1::text[], $2::uuid[], $3::numeric[], $4::numeric[], $5::int[]) as n(indicator, element_id, over, under, many)
    join accepted_values v using (element_id)
  where v.retired_at is null and v.category_id is null and v.period_start between $6 and $7
  group by n.indicator, v.period_start, v.member_id, n.many
)
select indicator, period_start, sum(over) filter (where whole), sum(under) filter (where whole),
       count(*) filter (where whole), $8::int - count(*) filter (where excused)
from given group by indicator, period_start
"""
# No formulas, nobody left out: what any way of adding up has to read.
BARE_SUMS = """
select element_id, period_start, sum(number), count(number)
from accepted_values
where retired_at is null and category_id is null and element_id = any($1::uuid[]) and period_start between $2 and $3
group by element_id, period_start
"""


async def measure(server: postgres.Server) -> dict[str, Any]:
    """Medians in seconds: ours, the hand-written statement's and bare sums', alone and among neighbours; and the plan."""
    await run.upgrade(server.url("owner"))
    owner = await asyncpg.connect(server.dsn("superuser", DATABASE))
    database = Database(server.url("app"))
    try:
        here = await data.fill(owner, uuid7())
        alone = await _timed(server, database, here)
        for _ in range(NEIGHBOURS):
            await data.fill(owner, uuid7())
        among = await _timed(server, database, here)
        return {"alone": alone, "among": among, "plan": await _plan(database, here)}
    finally:
        await owner.close()
        await database.close()


async def _timed(server: postgres.Server, database: Database, here: data.Filled) -> dict[str, float]:
    scope = Scope.everything_in(here.collaborative)
    raw = await asyncpg.connect(
        server.dsn("app", DATABASE), server_settings={"jit": "off", "max_parallel_workers_per_gather": "0"}
    )
    took: dict[str, list[float]] = {"ours": [], "hand": [], "bare": []}
    try:
        async with database.session(scope) as session, raw.transaction():
            for name, value in scope.settings.items():
                setting = {"collaborative": "collaborative_id"}.get(name, name)
                await raw.execute("select set_config('app.' || $1, $2, true)", setting, value)
            ways: dict[str, Callable[[], Awaitable[Any]]] = {
                "ours": lambda: totals(session, here.framework, first=FIRST, last=LAST),
                "hand": lambda: raw.fetch(BY_HAND, *here.formulas, FIRST, LAST, data.MEMBERS),
                "bare": lambda: raw.fetch(BARE_SUMS, list(here.elements.values()), FIRST, LAST),
            }
            _check_equal(await ways["ours"](), await ways["hand"]())
            for _ in range(TIMES):
                for name, way in ways.items():
                    begun = time.perf_counter()
                    await way()
                    took[name].append(time.perf_counter() - begun)
    finally:
        await raw.close()
    return {name: statistics.median(times[1:]) for name, times in took.items()}


def _check_equal(ours: Sequence[Total], hand: Sequence[Any]) -> None:
    """To the last digit, or the comparison is of two different things."""
    found = {(one.indicator, one.period.start): (one.number, one.answered, one.coverage.asked) for one in ours}
    expected = {(row[0], row[1]): (_number(row[2], row[3]), row[4], row[5]) for row in hand}
    if found != expected or len(found) != data.INDICATORS * data.QUARTERS:
        raise AssertionError("the two ways of adding up do not come to the same numbers")


def _number(over: Decimal, under: Decimal) -> Decimal | None:
    """No under at all is a plain sum; else a share in %."""
    if under == 0:
        return over
    share = quotient(over, under)
    return None if share is None else EXACT.multiply(share, Decimal(100))


async def _plan(database: Database, here: data.Filled) -> str:
    """How PostgreSQL reads the values, in the words of its plan."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    engine = database.engine.sync_engine
    async with database.session(Scope.everything_in(here.collaborative)) as session:
        sa.event.listen(engine, "before_cursor_execute", note)
        await totals(session, here.framework, first=FIRST, last=LAST)
        sa.event.remove(engine, "before_cursor_execute", note)
        ((statement, parameters),) = [one for one in sent if "bit_or" in one[0]]
        connection = await session.connection()
        lines = (await connection.exec_driver_sql(f"explain (analyze, timing off) {statement}", parameters)).scalars()
        return next(line.strip(" ->") for line in lines if "accepted_values" in line or "uq_accepted" in line)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="anchorline-bench-") as folder:
        server = postgres.start(Path(folder) / "data", durable=True)
        try:
            figures = asyncio.run(measure(server))
        finally:
            server.stop()
    alone, among = figures["alone"], figures["among"]
    by_hand, grown = alone["ours"] / alone["hand"], among["ours"] / alone["ours"]
    print(
        f"roll-up: {data.MEMBERS} members x {data.INDICATORS} indicators x {data.QUARTERS} quarters in "
        f"{alone['ours'] * 1000:.0f} ms; by hand {alone['hand'] * 1000:.0f} ms: {by_hand:.2f} times "
        f"(at most {WITHIN_HAND}); bare sums {alone['bare'] * 1000:.0f} ms: {alone['ours'] / alone['bare']:.2f} times"
    )
    print(
        f"roll-up: with {NEIGHBOURS} neighbours {among['ours'] * 1000:.0f} ms: {grown:.2f} times alone "
        f"(at most {WITHIN_ALONE}); by hand {among['hand'] * 1000:.0f} ms"
    )
    print(f"roll-up: {figures['plan']}")
    if by_hand > WITHIN_HAND or grown > WITHIN_ALONE or "Index Only Scan" not in figures["plan"]:
        raise SystemExit("slower than it may be, or not from the index alone")


if __name__ == "__main__":
    main()
