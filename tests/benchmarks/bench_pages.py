"""How long the site works on a page, and how often it asks the database, for whoever may do least: on the demonstration.

Run: python -m tests.benchmarks.bench_pages. A page may ask at most twelve times, the settings of its scope included, and
keep the site busy for at most 60 ms for nineteen readers of twenty; a public page that a browser has already, and asks
for again by its tag, for at most 10 ms. The coordinator's figures, which add up eight quarters as they are read, are
printed beside them and held to half a second.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from litestar import Litestar
from uuid_utils.compat import uuid7

from backend.app import create_app
from backend.kit import postgres
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole, Member, Person
from backend.migrations import run
from backend.provisioning import demo
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.makers import Visitor, sign_in

TIMES, WARM = 60, 5
MOST_QUERIES = 12
MOST_SECONDS, MOST_UNCHANGED, MOST_ADDING_UP = 0.060, 0.010, 0.5
MEMBER = "riverside_clinics"


@dataclass(frozen=True)
class Figure:
    """seconds: one for each time the page was asked for, in order of size. queries: the most it took.

    most: seconds it may take for nineteen of twenty.
    """

    who: str
    page: str
    seconds: Sequence[float]
    queries: int
    most: float

    @property
    def p95(self) -> float:
        return self.seconds[int(len(self.seconds) * 0.95)]

    @property
    def over(self) -> bool:
        return self.p95 > self.most or self.queries > MOST_QUERIES


class Timed:
    """The site, with a note of how long the last request took inside it."""

    def __init__(self, app: Litestar) -> None:
        self.app = app
        self.seconds = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun = time.perf_counter()
        await self.app(scope, receive, send)
        self.seconds = time.perf_counter() - begun


@dataclass
class Town:
    """The demonstration, who visits it, and the two submissions they look at: of the open collection and of the last."""

    app: Timed
    people: dict[str, Visitor]
    open_one: UUID
    last_one: UUID

    def visits(self) -> Iterator[tuple[str, str, str]]:
        """Who, what the page is called, its address."""
        at = f"/{demo.SLUG}"
        for who in ("nobody", "partner", "viewer"):
            yield who, "start", "/"
            yield who, "public page", f"{at}/"
        yield "nobody", "shared goals", f"{at}/shared-goals"
        yield "nobody", "a place", f"{at}/places?q=00012"
        for who in ("partner", "viewer"):
            yield who, "home", f"{at}/home"
            yield who, "reports", f"{at}/reports"
            yield who, "goals", f"{at}/our-goals"
        yield "viewer", "submissions", f"{at}/submissions"
        yield "viewer", "submission", f"{at}/submissions/{self.last_one}"
        yield "contributor", "form", f"{at}/submissions/{self.open_one}"
        yield "contributor", "check", f"{at}/submissions/{self.open_one}/check"
        yield "coordinator", "figures", f"{at}/figures"


async def measure(server: postgres.Server) -> list[Figure]:
    async with _town(server) as town:
        figures = []
        for who, page, path in town.visits():
            most = MOST_ADDING_UP if who == "coordinator" else MOST_SECONDS
            figures.append(await _figure(town, who, page, path, most))
            if "public" in (await town.people[who].get(path)).headers.get("cache-control", ""):
                figures.append(await _figure(town, who, f"{page}, again", path, MOST_UNCHANGED, again=True))
        return figures


async def _figure(town: Town, who: str, page: str, path: str, allowed: float, *, again: bool = False) -> Figure:
    """again: with the tag of what the browser has."""
    visitor, seconds, most = town.people[who], [], 0
    headers = {"if-none-match": (await visitor.get(path)).headers["etag"]} if again else {}
    for number in range(WARM + TIMES):
        with _asked(town.app.app) as statements:
            answer = await visitor.get(path, headers=headers)
        assert answer.status_code == (304 if again else 200), (who, path, answer.status_code)
        if number >= WARM:
            seconds.append(town.app.seconds)
            most = max(most, len(statements))
    return Figure(who, page, sorted(seconds), most, allowed)


@contextmanager
def _asked(app: Litestar) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = app.state.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def _town(server: postgres.Server) -> AsyncIterator[Town]:
    await run.upgrade(server.url("owner"))
    owner = Database(server.url("owner"))
    app = create_app(Settings(_env_file=None), server.url("app"))  # type: ignore[call-arg]
    app.state.database = Database(server.url("app"))
    try:
        await demo.fill(owner)
        timed = Timed(app)
        async with owner.session(Scope()) as session:
            here = await session.scalar(sa.select(Collaborative.id).where(Collaborative.slug == demo.SLUG))
        assert here
        people = {role: await _person(timed, owner, here, role) for role in ("partner", "viewer", "contributor")}
        people |= {"coordinator": await _person(timed, owner, here, "coordinator"), "nobody": Visitor(timed)}  # type: ignore[arg-type]
        open_one, last_one = await _submissions(owner, here)
        yield Town(timed, people, open_one, last_one)
    finally:
        await app.state.database.close()
        await owner.close()


async def _person(app: Timed, owner: Database, here: UUID, role: str) -> Visitor:
    """Somebody new with this role, for the member if it is a member's, signed in."""
    async with owner.session(Scope.everything_in(here)) as session, session.begin():
        member = await session.scalar(sa.select(Member.id).where(Member.code == MEMBER))
        person = Person(id=uuid7(), email=f"bench.{role}@millrace.example", name=f"Measured {role}")
        session.add(person)
        await session.flush()
        held = Role(role)
        session.add(HeldRole(person_id=person.id, role=held, member_id=member if held.of_member else None))
    return await sign_in(app, owner, person.id)  # type: ignore[arg-type]


async def _submissions(owner: Database, here: UUID) -> tuple[UUID, UUID]:
    """The member's newest, which is open, and the one before."""
    newest = (
        sa.select(Submission.id)
        .join(Member, Member.id == Submission.member_id)
        .join(Round, Round.id == Submission.round_id)
        .where(Member.code == MEMBER)
        .order_by(Round.period_start.desc())
        .limit(2)
    )
    async with owner.session(Scope.everything_in(here)) as session:
        open_one, last_one = (await session.scalars(newest)).all()
    return open_one, last_one


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder) / "data")
        try:
            figures = asyncio.run(measure(server))
        finally:
            server.stop()
    for one in figures:
        middle, most = one.seconds[len(one.seconds) // 2] * 1000, one.p95 * 1000
        told = f"{middle:5.1f} ms, p95 {most:5.1f} of {one.most * 1000:.0f} ms, {one.queries:2} queries"
        print(f"pages: {one.who + ', ' + one.page:28} {told}")
    if slow := [f"{one.page} for {one.who}" for one in figures if one.over]:
        raise SystemExit(f"more than {MOST_QUERIES} queries or more time than allowed: {', '.join(slow)}")


if __name__ == "__main__":
    main()
