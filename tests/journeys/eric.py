"""ERIC's 2015-16 in London: what each trust reported, and the deeds by which all trusts but one answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TypeVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.history.columns import load
from backend.history.findings import MemberDraft
from backend.history.reading import read
from backend.kit.db import Database, Scope, today_in
from backend.kit.sheets.delimited import read_delimited
from backend.members import enrolment, roster
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Collaborative, HeldRole, Person
from backend.rounds.tables import Round
from backend.submissions import actions, queries
from backend.submissions.checks import Cell
from backend.submissions.rules import State
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission
from tests.oracle import eric_duckdb as oracle

REGIONS = ("london", "midlands-east", "north", "south")
YEAR = "2015-16"
TO_28_DIGITS = Context(prec=28)
Result = TypeVar("Result")


def reported(region: str, year: str = YEAR) -> Mapping[str, MemberDraft]:
    """By code of the trust, what the file says of that year."""
    columns = load(f"eric-{year}")
    found = read(read_delimited((oracle.FOLDER / f"ERIC-{year}.csv").read_bytes()), columns, take_repairs=True)
    return {draft.member_key: draft for draft in found.drafts if draft.region == region}


@dataclass(frozen=True)
class Truth:
    """A collective figure as DuckDB finds it in the raw file: exact to 28 digits."""

    value: Decimal
    covered: int
    trusts: int


def truth(region: str) -> Mapping[tuple[str, str], Truth]:
    """By indicator and year."""
    regions = load(f"eric-{YEAR}").regions
    factor = {"recycling share": Decimal(100)}
    return {
        (one.indicator, one.year): Truth(
            TO_28_DIGITS.divide(one.numerator, one.denominator) * factor.get(one.indicator, Decimal(1)),
            one.gave_both,
            one.trusts,
        )
        for one in oracle.figures()
        if regions[one.region] == region
    }


# ---- Deeds without a browser -----------------------------------------------------------------------------------------


def apart(work: Callable[[Database], Awaitable[Result]], url: str) -> Result:
    """In a thread of its own: the browser's own loop runs in this one."""

    async def with_database() -> Result:
        database = Database(url)
        try:
            return await work(database)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(with_database())).result()


def end_terms_of_leavers(owner_url: str, slug: str) -> Sequence[str]:
    """Who is not in the file of 2015-16 left on 31 March 2015. Returns their codes."""
    period = load(f"eric-{YEAR}").period.period
    listed = {code: draft.member_name for code, draft in reported("london").items()}

    async def work(database: Database) -> Sequence[str]:
        async with database.session(await _backbone(database, slug)) as session, session.begin():
            changes = roster.compare(await enrolment.known_members(session), listed, period)
            await enrolment.enrol(
                session, changes, period, confirmed=changes.leaving, fiscal_year_starts_in=4, reason="Not in the file."
            )
            return changes.leaving

    return apart(work, owner_url)


def the_others_answer(owner_url: str, slug: str, *, but: str, accepted_by: str) -> int:
    """Every trust but one enters, approves and has accepted what the file says of it. Returns how many."""
    drafts = reported("london")

    async def work(database: Database) -> int:
        scope = await _backbone(database, slug)
        async with database.session(scope) as session, session.begin():
            coordinator = await _principal(session, scope, accepted_by)
            waiting = [one for one in await _waiting(session) if one.member.code != but]
            members = [one.member_id for one in waiting]
            enters = await _appointed(session, scope, Role.CONTRIBUTOR, members)
            approves = await _appointed(session, scope, Role.APPROVER, members)
            here = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one()
            today = today_in(here.time_zone)
            for submission in waiting:
                draft = Draft([_cell(cell) for cell in drafts[submission.member.code].cells])
                await actions.save_draft(session, submission, draft, by=enters, today=today)
                await actions.submit(session, submission, by=enters, today=today)
                await actions.approve(session, submission, by=approves, today=today)
                await actions.accept(session, submission, by=coordinator, today=today)
            return len(waiting)

    return apart(work, owner_url)


def _cell(cell: Cell) -> DraftCell:
    """As one would type it; the note settles what jumped."""
    if cell.number is None:
        return DraftCell(cell.element, cell.category, "", cell.status, "As published.")
    return DraftCell(cell.element, cell.category, f"{cell.number:f}", None, "As published.")


async def _waiting(session: AsyncSession) -> Sequence[Submission]:
    rounds = (await session.scalars(sa.select(Round.id).where(Round.backfilled.is_(False)))).all()
    found = await queries.of_rounds(session, rounds)
    return [await queries.submission(session, one.id, lock=True) for one in found if one.state == State.NOT_STARTED]


async def _backbone(database: Database, slug: str) -> Scope:
    async with database.session(Scope()) as session:
        id = await session.scalar(sa.select(Collaborative.id).where(Collaborative.slug == slug))
    assert id
    return Scope.everything_in(id)


async def _principal(session: AsyncSession, scope: Scope, email: str) -> Principal:
    person = (await session.scalars(sa.select(Person).where(Person.email == email))).one()
    held = await session.execute(sa.select(HeldRole.role, HeldRole.member_id).where(HeldRole.person_id == person.id))
    return _with(person, scope, [Holding(Role(role), member_id) for role, member_id in held])


async def _appointed(session: AsyncSession, scope: Scope, role: Role, members: Sequence[UUID]) -> Principal:
    """Somebody who holds this role for all of these members."""
    person = Person(id=uuid4(), email=f"{role}@trusts.example", name=f"{role.title()} of many trusts")
    session.add(person)
    await session.flush()
    session.add_all(HeldRole(person_id=person.id, role=role, member_id=member) for member in members)
    return _with(person, scope, [Holding(role, member) for member in members])


def _with(person: Person, scope: Scope, holdings: Sequence[Holding]) -> Principal:
    return Principal(
        person.id, person.name, person.email, collaborative_id=scope.collaborative_id, holdings=frozenset(holdings)
    )
