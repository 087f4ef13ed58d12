"""A hundred thousand answers of a hundred members: previewed, saved, previewed and saved again unchanged.

Run: python -m tests.benchmarks.bench_drafts.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from backend.indicators.tables import Framework
from backend.kit import postgres
from backend.kit.db import Database, Scope, enter
from backend.kit.periods import Period
from backend.kit.postgres import Urls
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Member, MemberTerm, Organization
from backend.migrations import run
from backend.provisioning import schemas
from backend.provisioning.actions import Wanted, align, collaborative
from backend.rounds import actions as round_actions
from backend.rounds.rules import Dates
from backend.submissions import actions, queries
from backend.submissions.previews import previews
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission
from tests.worlds import BLUEPRINT, element, section

MEMBERS, ELEMENTS, CATEGORIES = 100, 40, 24
VALUES = MEMBERS * ELEMENTS * (CATEGORIES + 1)
AT_LEAST = 20_000  # values a second, for each step
TODAY = date(2026, 5, 4)


def blueprint(elements: int = ELEMENTS) -> Any:
    parts = [{"code": f"c{number}", "name": f"Part {number}"} for number in range(CATEGORIES - 1)]
    unknown = {"code": "unknown", "name": "Unknown", "unknown": True}
    names = [f"e{number}" for number in range(elements)]
    return schemas.read(
        BLUEPRINT
        | {
            "breakdowns": {"part": {"name": "Part", "splits": "part", "categories": [*parts, unknown]}},
            "elements": {name: element(f"Element {name}", breakdowns=["part"]) for name in names},
            "frameworks": {
                "quarterly": {"name": "Return", "cadence": "quarterly", "sections": [section("all", "All", *names)]}
            },
        }
    )


def draft(of: int, *, more: int = 0) -> Draft:
    """Parts that add up to their total; every tenth with a note."""
    cells: list[DraftCell] = []
    for at in range(ELEMENTS):
        numbers = [of + at + part + more for part in range(CATEGORIES)]
        codes = [*(f"part.c{number}" for number in range(CATEGORIES - 1)), "part.unknown"]
        cells.append(DraftCell(f"e{at}", None, str(sum(numbers)), at=f"G{len(cells)}"))
        for code, number in zip(codes, numbers, strict=True):
            note = "As counted by the payroll office in May." if number % 10 == 0 else ""
            cells.append(DraftCell(f"e{at}", code, str(number), note=note, at=f"G{len(cells)}"))
    return Draft(cells)


async def make(
    database: Database, *, slug: str = "bench", members: int = MEMBERS, elements: int = ELEMENTS, today: date = TODAY
) -> tuple[Scope, list[Any]]:
    """A collaborative with an open collection: its whole scope, and the submissions laid before its members."""
    async with database.session(Scope()) as session, session.begin():
        sound = blueprint(elements)
        here = await collaborative(session, Wanted(slug, slug.title(), "nhs", sound))
        session.add(here)
        await enter(session, Scope.everything_in(here.id))
        await align(session, here, sound)
        for number in range(members):
            organization = Organization(id=uuid7(), name=f"Hospital {number}")
            session.add(organization)
            await session.flush()
            member = Member(
                organization_id=organization.id, code=f"m{number}", name=organization.name, fiscal_year_starts_in=4
            )
            session.add(member)
            await session.flush()
            session.add(MemberTerm(member_id=member.id, starts=date(2010, 4, 1)))
        framework = (await session.scalars(sa.select(Framework))).one()
        days = Dates(*(today + timedelta(days=day) for day in (-5, 10, 20)))
        planned = await round_actions.plan(
            session, framework, Period(date(2026, 1, 1), 3), calendar=here.calendar, on=days
        )
        await actions.open_round(session, planned, by=None, today=today)
    async with database.session(Scope.everything_in(here.id)) as session:
        ids = list(await session.scalars(sa.select(Submission.id).where(Submission.round_id == planned.id)))
    return Scope.everything_in(here.id), ids


async def preview(database: Database, scope: Scope, ids: Sequence[Any], drafts: Sequence[Draft]) -> dict[str, int]:
    async with database.session(scope) as session:
        found = await queries.submissions(session, ids)
        seen = await previews(session, list(zip(found, drafts, strict=True)), today=TODAY)
    lines = [line for one in seen for line in one.lines]
    assert not [problem for one in seen for problem in one.checks]
    return {outcome: sum(line.outcome == outcome for line in lines) for outcome in {line.outcome for line in lines}}


async def save(database: Database, scope: Scope, ids: Sequence[Any], drafts: Sequence[Draft]) -> int:
    async with database.session(scope) as session, session.begin():
        found = await queries.submissions(session, ids, lock=True)
        by = Principal(uuid7(), "", "", holdings=frozenset(Holding(Role.CONTRIBUTOR, of.member_id) for of in found))
        saved = await actions.save_drafts(session, list(zip(found, drafts, strict=True)), by=by, today=TODAY)
    return sum(one.changed for one in saved)


async def measure(urls: Urls) -> dict[str, float]:
    """Seconds of each step, by the role the site has."""
    await run.upgrade(urls.owner or "")
    owner, database, took = Database(urls.owner or ""), Database(urls.app), {}
    try:
        scope, ids = await make(owner)
        first, second = ([draft(of, more=more) for of in range(MEMBERS)] for more in (0, 1))
        steps = {
            "preview of all new": (preview, first, {"new": VALUES}),
            "save of all new": (save, first, VALUES),
            "preview of all changed": (preview, second, {"changed": VALUES}),
            "save of all changed": (save, second, VALUES),
            "preview of all unchanged": (preview, second, {"unchanged": VALUES}),
            "save of all unchanged": (save, second, 0),
        }
        for name, (does, sent, wanted) in steps.items():
            begun = time.perf_counter()
            found: Any = await does(database, scope, ids, sent)
            took[name] = time.perf_counter() - begun
            assert found == wanted, (name, found)
    finally:
        await database.close()
        await owner.close()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder) / "data")
        try:
            took = asyncio.run(measure(server.urls))
        finally:
            server.stop()
    for name, seconds in took.items():
        print(f"drafts: {VALUES:,} values, {name}: {seconds:.2f} s, {VALUES / seconds:,.0f} a second")
    if slow := [name for name, seconds in took.items() if VALUES / seconds < AT_LEAST]:
        raise SystemExit(f"slower than the {AT_LEAST:,} values a second it should reach: {', '.join(slow)}")


if __name__ == "__main__":
    main()
