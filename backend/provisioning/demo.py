"""The demonstration's history: two years of quarters through the same deeds people use.

What members answer is made up in `demo_answers`. The deeds are done now; afterwards their days are set back to when they
would have been done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

import tenants
from backend.indicators.tables import Framework
from backend.kit.db import Database, Scope, enter, today_in
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Collaborative, HeldRole, Member, Person
from backend.provisioning import actions, demo_answers, schemas
from backend.releases import actions as release_actions
from backend.releases import queries as release_queries
from backend.releases.tables import EditionFile, FrozenEdition, Publication, Release, ReleaseApproval
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from backend.submissions import queries as submission_queries
from backend.submissions.rules import State
from backend.submissions.tables import Acceptance, Approval, Entry, Submission, Value

SLUG, BLUEPRINT = "millrace", "demo"
QUARTERS, PUBLISHED = 8, 4
FORGOTTEN = ("town_of_millrace", 3)  # the quarter, by its number, in which a member forgot to answer
NEWEST = {
    "riverside_clinics": State.NOT_STARTED,
    "town_of_millrace": State.IN_PROGRESS,
    "st_odile": State.SUBMITTED,
    "millrace_college": State.APPROVED,
}  # how far the others have come in the open quarter; the rest is accepted
Deed = tuple[Any, sa.ColumnElement[bool]]  # the column that says when it was done, and in which rows
_NAMES = UUID("6d1d2c1e-5f0b-4a55-9d53-0a4c7b1f2e10")

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

    @property
    def coordinator(self) -> Principal:
        return self.people[Role.COORDINATOR, None]


async def fill(database: Database) -> bool:
    """Makes Millrace with its history, all or nothing, unless it is there. Returns whether it was made.

    database: as the owner role.
    """
    blueprint = schemas.read(tenants.load(BLUEPRINT))
    wanted = actions.Wanted(SLUG, blueprint.collaborative.title, BLUEPRINT, blueprint)
    async with database.session(Scope()) as session, session.begin():
        here = await actions.collaborative(session, wanted)
        if here in session:
            return False
        session.add(here)
        await enter(session, Scope.everything_in(here.id))
        # All in one transaction: a plan kept from when the tables were empty would read them whole ever after.
        await session.execute(sa.text("set local plan_cache_mode = force_custom_plan"))
        await actions.align(session, here, blueprint)
        await _history(session, await _people(session, here))
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
    """Older quarters are closed, later ones published, the newest is open with members on every step of the way."""
    here = cast.here
    framework = (await session.scalars(sa.select(Framework))).one()
    framework.planned_by_clock = True
    newest = here.calendar.period(today_in(here.time_zone), 3).previous()
    for number, quarter in enumerate(newest.shift(-3 * back) for back in reversed(range(QUARTERS))):
        planned = await round_actions.plan(session, framework, quarter, calendar=here.calendar)
        if quarter == newest:
            await _answered(session, cast, planned, number, NEWEST)
            continue
        await _answered(session, cast, planned, number, {})
        await _set_back(session, planned, planned.due_on - timedelta(days=6), _answering)
        if number < QUARTERS - 1 - PUBLISHED:
            await submission_actions.close_round(session, planned, by=cast.coordinator.person_id, today=planned.due_on)
        else:
            await _publish(session, cast, planned)
        await session.execute(sa.text("update letters set sent_at = now(), body = '' where sent_at is null"))


async def _answered(
    session: AsyncSession, cast: _Cast, planned: Round, number: int, how_far: Mapping[str, State]
) -> None:
    """The collection is opened and every member does its part. how_far: those that have not come to the end of it."""
    today = planned.opens_on
    if how_far:
        today = today_in(cast.here.time_zone)
        planned.due_on, planned.closes_on = today + timedelta(days=9), today + timedelta(days=24)
    await _as(session, cast.coordinator)
    await submission_actions.open_round(session, planned, by=cast.coordinator.person_id, today=today)
    await session.flush()  # to be read below
    found = await submission_queries.of_rounds(session, [planned.id])
    for submission in sorted(found, key=lambda one: one.member.code):
        code = submission.member.code
        if (code, number) != FORGOTTEN:
            await _answer(session, cast, submission, number, how_far.get(code, State.ACCEPTED), today)


async def _answer(
    session: AsyncSession, cast: _Cast, submission: Submission, number: int, until: State, today: date
) -> None:
    code = submission.member.code
    contributor, approver = cast.people[Role.CONTRIBUTOR, code], cast.people[Role.APPROVER, code]
    if until is State.NOT_STARTED:
        return
    heated = submission.round.period.start.month in (1, 10)
    draft = demo_answers.draft(code, number, heated=heated)
    await _as(session, contributor)
    await submission_actions.save_draft(session, submission, draft, by=contributor, today=today)
    if until is State.IN_PROGRESS:
        return
    await submission_actions.submit(session, submission, by=contributor, today=today)
    if until is State.SUBMITTED:
        return
    await _as(session, approver)
    await submission_actions.approve(session, submission, by=approver, today=today)
    if until is State.APPROVED:
        return
    await _as(session, cast.coordinator)
    await submission_actions.accept(session, submission, by=cast.coordinator, today=today)


async def _publish(session: AsyncSession, cast: _Cast, planned: Round) -> None:
    by, here = cast.coordinator, cast.here
    today = planned.period.end + timedelta(days=70)
    of = await round_queries.round_named(session, planned.id)
    release = await release_actions.gather(session, here, of, by=by, today=today)
    await release_actions.approve(session, await release_queries.release(session, release.id), by=by)
    found = await release_queries.release(session, release.id)
    await release_actions.publish(session, here, found, by=by, today=today)
    await _set_back(session, planned, today, _releasing)


async def _as(session: AsyncSession, by: Principal) -> None:
    """From here the trail says that it is done by this person."""
    assert by.collaborative_id is not None
    await enter(session, Scope.everything_in(by.collaborative_id, person_id=by.person_id))


# ---- Days ------------------------------------------------------------------------------------------------------------


async def _set_back(session: AsyncSession, of: Round, day: date, deeds: Callable[[Round], Sequence[Deed]]) -> None:
    """As if these deeds had been done on that day. The owner can; the site itself never changes when something was done."""
    await session.flush()
    at = datetime.combine(day, time(20, 30), UTC)
    for column, rows in deeds(of):
        await session.execute(sa.update(column.class_).where(rows).values({column.key: at}))


def _answering(of: Round) -> Sequence[Deed]:
    submissions = sa.select(Submission.id).where(Submission.round_id == of.id)
    return [
        (Entry.changed_at, Entry.submission_id.in_(submissions)),
        (Submission.submitted_at, sa.and_(Submission.round_id == of.id, Submission.submitted_at.is_not(None))),
        (Approval.approved_at, Approval.submission_id.in_(submissions)),
        (Acceptance.accepted_at, Acceptance.submission_id.in_(submissions)),
        (Value.accepted_at, Value.submission_id.in_(submissions)),
    ]


def _releasing(of: Round) -> Sequence[Deed]:
    releases = sa.select(Release.id).where(Release.round_id == of.id)
    editions = sa.select(FrozenEdition.id).where(FrozenEdition.release_id.in_(releases))
    return [
        (Release.gathered_at, Release.round_id == of.id),
        (ReleaseApproval.approved_at, ReleaseApproval.release_id.in_(releases)),
        (Publication.published_at, Publication.release_id.in_(releases)),
        (FrozenEdition.published_at, FrozenEdition.release_id.in_(releases)),
        (EditionFile.published_at, EditionFile.edition_id.in_(editions)),
    ]
