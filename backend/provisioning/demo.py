"""The demonstration's history: three years of quarters through the same deeds people use, from one seeded generator."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

import tenants
from backend.indicators.tables import Framework
from backend.kit.db import Database, Scope, today_in
from backend.kit.periods import Period
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Collaborative, HeldRole, Member, Person
from backend.provisioning import actions, schemas
from backend.releases import actions as release_actions
from backend.releases import queries as release_queries
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.submissions import actions as submission_actions
from backend.submissions import queries as submission_queries
from backend.submissions.rules import State, Status
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission

SLUG, BLUEPRINT = "millrace", "demo"
QUARTERS = 8
SEED = 20230101
_NAMES = UUID("6d1d2c1e-5f0b-4a55-9d53-0a4c7b1f2e10")

# Size against the smallest member; the parts follow from it.
SIZES = {
    "wren_general": 9, "st_odile": 7, "wren_children": 4, "millrace_college": 5, "riverside_clinics": 2,
    "town_of_millrace": 3,
}  # fmt: skip
PEOPLE = (
    ("Nadia Okafor", Role.COORDINATOR, None),
    ("Tomas Lindqvist", Role.ADMINISTRATOR, None),
    ("Rosa Delgado", Role.PARTNER, None),
    ("Grace Whitfield", Role.CONTRIBUTOR, "wren_general"),
    ("Amir Haddad", Role.APPROVER, "wren_general"),
    ("Beatriz Souza", Role.CONTRIBUTOR, "wren_children"),
    ("Owen Pryce", Role.APPROVER, "wren_children"),
    ("Hannah Kim", Role.CONTRIBUTOR, "st_odile"),
    ("Luc Bertrand", Role.APPROVER, "st_odile"),
    ("Priya Raman", Role.CONTRIBUTOR, "millrace_college"),
    ("Sam Oyelaran", Role.APPROVER, "millrace_college"),
    ("Elif Demir", Role.CONTRIBUTOR, "riverside_clinics"),
    ("Jonas Weber", Role.APPROVER, "riverside_clinics"),
    ("Maya Torres", Role.CONTRIBUTOR, "town_of_millrace"),
    ("Peter Novak", Role.APPROVER, "town_of_millrace"),
)


@dataclass
class _Cast:
    """The people of the demonstration, ready to act."""

    here: Collaborative
    members: dict[str, Member]
    people: dict[tuple[Role, str | None], Principal]

    def principal(self, role: Role, member: str | None = None) -> Principal:
        return self.people[role, member]


async def fill(database: Database) -> bool:
    """Makes Millrace with its history, unless it is there. database: as the owner role. Returns whether it was made."""
    blueprint = schemas.read(tenants.load(BLUEPRINT))
    async with database.session(Scope()) as session, session.begin():
        here = await actions.collaborative(
            session, actions.Wanted(SLUG, blueprint.collaborative.title, BLUEPRINT, blueprint)
        )
        if here in session:
            return False
        session.add(here)
    async with database.session(Scope.everything_in(here.id)) as session, session.begin():
        await actions.align(session, here, blueprint)
        cast = await _people(session, here)
        await _history(session, cast)
    return True


async def _people(session: AsyncSession, here: Collaborative) -> _Cast:
    members = {member.code: member for member in await session.scalars(sa.select(Member))}
    people = {}
    for name, role, code in PEOPLE:
        id = uuid5(_NAMES, name)
        email = f"{name.lower().replace(' ', '.')}@millrace.example"
        member_id = members[code].id if code else None
        session.add(Person(id=id, email=email, name=name))
        await session.flush()
        session.add(HeldRole(person_id=id, role=role, member_id=member_id))
        people[role, code] = Principal(
            id, name, email, collaborative_id=here.id, holdings=frozenset({Holding(role, member_id)})
        )
    return _Cast(here, members, people)


async def _history(session: AsyncSession, cast: _Cast) -> None:
    """Past quarters are accepted; the last but one is published; the newest is open and half answered."""
    here, chance = cast.here, random.Random(SEED)  # noqa: S311  made-up numbers, the same every time
    framework = (await session.scalars(sa.select(Framework))).one()
    current = here.calendar.period(today_in(here.time_zone), 3).previous()
    quarters = [current.shift(-3 * back) for back in reversed(range(QUARTERS))]
    for number, quarter in enumerate(quarters):
        planned = await round_actions.plan(session, framework, quarter, calendar=here.calendar)
        newest = quarter == current
        if newest:
            today = today_in(here.time_zone)
            planned.due_on, planned.closes_on = today + timedelta(days=9), today + timedelta(days=24)
        else:
            today = planned.opens_on
        coordinator = cast.principal(Role.COORDINATOR)
        await submission_actions.open_round(session, planned, by=coordinator.person_id, today=today)
        await session.flush()
        found = await submission_queries.of_rounds(session, [planned.id])
        for submission in sorted(found, key=lambda one: one.member.code):
            await _answer(session, cast, submission, number, chance, newest=newest, today=today)
        if not newest:
            await _release(session, cast, planned.id, quarter, publish=number >= QUARTERS - 4)
    await session.execute(sa.text("update letters set sent_at = now(), body = '' where sent_at is null"))


async def _answer(
    session: AsyncSession,
    cast: _Cast,
    submission: Submission,
    number: int,
    chance: random.Random,
    *,
    newest: bool,
    today: date,
) -> None:
    code = submission.member.code
    contributor, approver = cast.principal(Role.CONTRIBUTOR, code), cast.principal(Role.APPROVER, code)
    draft = Draft(_cells(SIZES[code], number, chance))
    how_far = {"riverside_clinics": State.NOT_STARTED, "town_of_millrace": State.IN_PROGRESS,
               "st_odile": State.SUBMITTED, "millrace_college": State.APPROVED}.get(code) if newest else None  # fmt: skip
    if how_far is State.NOT_STARTED or (code == "town_of_millrace" and number == 3):
        return  # it forgot once
    await submission_actions.save_draft(session, submission, draft, by=contributor, today=today)
    if how_far is State.IN_PROGRESS:
        return
    await submission_actions.submit(session, submission, by=contributor, today=today)
    if how_far is State.SUBMITTED:
        return
    await submission_actions.approve(session, submission, by=approver, today=today)
    if how_far is State.APPROVED:
        return
    await submission_actions.accept(session, submission, by=cast.principal(Role.COORDINATOR), today=today)


def _cells(size: int, number: int, chance: random.Random) -> list[DraftCell]:
    """One member's quarter. Local hiring grows slowly; energy has its seasons; a clinic has no apprentices."""

    def about(amount: int, spread: int = 6) -> int:
        return max(0, amount + chance.randint(-amount * spread // 100, amount * spread // 100))

    employees = about(420 * size, 2)
    hires = about(31 * size, 12)
    local = min(hires, about(hires * (22 + number) // 100, 8))
    spend, waste = about(2_600_000 * size, 5), about(96 * size, 5)
    numbers: dict[str, int | None] = {
        "employees": employees,
        "local_employees": employees * (17 + number // 2) // 100,
        "new_hires": hires,
        "local_hires": local,
        "apprentices_started": about(3 * size, 40) if size > 2 else None,
        "addressable_spend": spend,
        "local_spend": spend * (40 + number * 2) // 1000,
        "local_suppliers": about(11 + 3 * size, 10),
        "energy_kwh": about((1_450_000 if number % 4 in (0, 3) else 1_050_000) * size, 4),
        "waste_tonnes": waste,
        "recycled_tonnes": waste * (24 + number) // 100,
        "reused_tonnes": waste * 3 // 100,
        "composted_tonnes": waste * 4 // 100,
        "volunteer_hours": about(190 * size, 15),
        "community_giving": about(18_000 * size, 20),
    }
    women = hires * 62 // 100
    split = {
        ("new_hires", "gender.female"): women,
        ("new_hires", "gender.male"): hires - women - 4,
        ("new_hires", "gender.unknown"): 4,
    }
    return [
        DraftCell(element, None, "" if amount is None else str(Decimal(amount)), _why(amount))
        for element, amount in numbers.items()
    ] + [
        DraftCell(element, category, str(max(0, amount)))
        for (element, category), amount in split.items()
        if hires >= 40
    ]


def _why(amount: int | None) -> Status | None:
    return Status.NOT_APPLICABLE if amount is None else None


async def _release(session: AsyncSession, cast: _Cast, round_id: UUID, quarter: Period, *, publish: bool) -> None:
    coordinator = cast.principal(Role.COORDINATOR)
    of = await round_queries.round_named(session, round_id)
    today = quarter.end + timedelta(days=70)
    if not publish:
        await submission_actions.close_round(session, of, by=coordinator.person_id, today=of.due_on)
        return
    release = await release_actions.gather(session, cast.here, of, by=coordinator, today=today)
    await release_actions.approve(session, await release_queries.release(session, release.id), by=coordinator)
    found = await release_queries.release(session, release.id)
    await release_actions.publish(session, found, by=coordinator, today=today)
