"""How long a workbook of 2,400 answers takes from the browser's sending it to the page that shows what saving would do.

Run: python -m tests.benchmarks.bench_workbook. Through the real site, the reading in a process apart included; and again
with ten times as many answers of neighbours in the same tables.
"""

import asyncio
import io
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import openpyxl
import sqlalchemy as sa
import structlog
from uuid_utils.compat import uuid7

from backend.app import create_app
from backend.kit import postgres
from backend.kit.db import Database, Scope, today_in
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import HeldRole, Person
from backend.migrations import run
from backend.submissions.tables import Submission
from tests.benchmarks import bench_drafts
from tests.makers import Visitor, sign_in

ELEMENTS = 96  # each with 24 parts
CELLS = ELEMENTS * (bench_drafts.CATEGORIES + 1)
TIMES = 9
_GIVES_UP = 20
MOST_SECONDS, MOST_TIMES_SLOWER = 1.0, 1.3
FEW, MANY = 10, 100  # neighbours with a thousand answers each, that count

# What neighbours answered, accepted: so that both tables a preview reads are full of it.
_ACCEPTED = (
    """
    insert into acceptances (id, member_id, submission_id, accepted_at)
    select gen_random_uuid(), member_id, id, now() from submissions where id = any(:ids)
    """,
    """
    insert into accepted_values (id, member_id, element_id, category_id, period_start, period_months, number, status,
                                 submission_id, acceptance_id, accepted_at)
    select gen_random_uuid(), e.member_id, e.element_id, e.category_id, r.period_start, r.period_months, e.number, e.status,
           e.submission_id, a.id, now()
    from entries e join acceptances a on a.submission_id = e.submission_id
      join submissions s on s.id = e.submission_id join rounds r on r.id = s.round_id
    where e.submission_id = any(:ids)
    """,
)


@dataclass
class Bench:
    """A member's open submission, who answers it, its workbook filled in; and the neighbours of another collaborative."""

    owner: Database
    by: Visitor
    path: str
    content: bytes
    neighbours: tuple[Scope, Sequence[Any]]

    async def fill(self, first: int, last: int) -> None:
        """These of the neighbours answer."""
        scope, ids = self.neighbours[0], self.neighbours[1][first:last]
        await bench_drafts.save(self.owner, scope, ids, [bench_drafts.draft(of) for of in range(first, last)])
        async with self.owner.session(scope) as session, session.begin():
            for statement in _ACCEPTED:
                await session.execute(sa.text(statement), {"ids": list(ids)})
            await session.execute(sa.text("analyze entries, accepted_values, submissions"))

    async def seconds(self) -> float:
        """Median, from sending to the preview's last byte."""
        took = [await self._once() for _ in range(TIMES)]
        return median(took[1:])  # the first meets cold caches

    async def _once(self) -> float:
        begun = time.perf_counter()
        answer = await self.by.post(
            f"{self.path}/uploads", data={"_token": self.by.csrf}, files={"file": ("workbook.xlsx", self.content)}
        )
        assert answer.status_code == 303, answer.text
        page = await self.by.get(answer.headers["location"])
        while (
            "<dt>New</dt>" not in page.text and time.perf_counter() - begun < _GIVES_UP
        ):  # the page says how far it is
            await asyncio.sleep(0.05)
            page = await self.by.get(answer.headers["location"])
        took = time.perf_counter() - begun
        assert f"<dt>New</dt><dd>{CELLS:,}</dd>" in page.text, page.text[:4000]
        return took


@asynccontextmanager
async def _bench(server: postgres.Server) -> AsyncIterator[Bench]:
    await run.upgrade(server.url("owner"))
    owner = Database(server.url("owner"))
    app = create_app(Settings(_env_file=None), server.url("app"))  # type: ignore[call-arg]
    app.state.database = Database(server.url("app"))
    try:
        today = today_in("Europe/London")
        scope, (id,) = await bench_drafts.make(owner, slug="measured", members=1, elements=ELEMENTS, today=today)
        by = await sign_in(app, owner, await _contributor(owner, scope, id))
        path = f"/measured/submissions/{id}"
        content = _filled((await by.get(f"{path}/workbook")).content)
        yield Bench(owner, by, path, content, await bench_drafts.make(owner, members=MANY))
    finally:
        await app.state.database.close()
        await owner.close()


async def _contributor(owner: Database, scope: Scope, of: UUID) -> UUID:
    async with owner.session(scope) as session, session.begin():
        member = await session.scalar(sa.select(Submission.member_id).where(Submission.id == of))
        person = Person(id=uuid7(), email="bench@measured.example", name="Measured")
        session.add(person)
        await session.flush()
        session.add(HeldRole(person_id=person.id, role=Role.CONTRIBUTOR, member_id=member))
    return person.id


def _filled(content: bytes) -> bytes:
    """Every answer written, the parts adding up to their total."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    parts = bench_drafts.CATEGORIES
    for row in range(6, 6 + CELLS):
        total = (row - 6) % (parts + 1) == 0
        book["All"].cell(row, 4).value = 7 * parts if total else 7
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def measure(server: postgres.Server) -> tuple[float, float]:
    """Seconds among few neighbours and among ten times as many."""
    async with _bench(server) as bench:
        await bench.fill(0, FEW)
        few = await bench.seconds()
        await bench.fill(FEW, MANY)
        return few, await bench.seconds()


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder) / "data")
        try:
            few, many = asyncio.run(measure(server))
        finally:
            server.stop()
    print(f"workbook: {CELLS:,} answers from sending to preview {few * 1000:,.0f} ms", end="")
    print(f", among ten times the neighbours' data {many * 1000:,.0f} ms ({many / few:.2f}x)")
    if max(few, many) > MOST_SECONDS or many / few > MOST_TIMES_SLOWER:
        raise SystemExit(f"more than {MOST_SECONDS} seconds, or {MOST_TIMES_SLOWER} times slower among neighbours")


if __name__ == "__main__":
    main()
