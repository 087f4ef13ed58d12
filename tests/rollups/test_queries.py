"""The books of a small world in a real database: who was asked, what counts, and that nothing else does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.indicators.queries import elements_by_code, tracked
from backend.indicators.tables import (
    Breakdown,
    Category,
    Element,
    ElementBreakdown,
    Framework,
    FrameworkElement,
    FrameworkIndicator,
    FrameworkSection,
    Indicator,
    IndicatorDefinition,
)
from backend.kit.db import Scope
from backend.kit.periods import Period
from backend.members.tables import Member, MemberTerm, Organization, OrganizationParent
from backend.rollups.queries import books
from backend.rollups.reckonings import reckoning
from backend.rollups.rules import roll_up
from backend.rounds.tables import Round
from backend.submissions.rules import Status
from backend.submissions.tables import Acceptance, Submission, Value
from tests.makers import Here

D = Decimal
YEAR = Period(date(2025, 1, 1), 12)
Q1, Q2, Q3, Q4 = YEAR.quarters()
LONG_AGO = date(2010, 1, 1)
ACCEPTED = datetime(2025, 7, 31, 23, 30, tzinfo=UTC)  # in London it was the first of August


@dataclass
class World:
    """A framework in a collaborative, with the ids of what is in it by code."""

    here: Here
    framework: UUID
    section: UUID
    elements: dict[str, UUID] = field(default_factory=dict)
    categories: dict[tuple[str, str], UUID] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    organizations: dict[str, UUID] = field(default_factory=dict)
    rounds: dict[Period, UUID] = field(default_factory=dict)
    submissions: dict[tuple[str, Period], tuple[UUID, UUID]] = field(default_factory=dict)

    async def add(self, *rows):
        """As the owner, who also writes organizations."""
        async with self.here.owner.session(Scope.everything_in(self.here.id)) as session, session.begin():
            for row in rows:
                session.add(row)
                await session.flush()

    async def element(self, code: str, *, rule: str = "sum", unit: str = "people", kind: str = "count", asked=True):
        element = Element(
            code=code, name=code, unit=unit, kind=kind, flow="flow", quarters_rule=rule, measure_class="other"
        )
        await self.add(element)
        self.elements[code] = element.id
        if asked:
            await self.add(
                FrameworkElement(
                    framework_id=self.framework, section_id=self.section, element_id=element.id, position=1
                )
            )

    async def breakdown(self, code: str, element: str, *categories: str):
        breakdown = Breakdown(code=code, name=code)
        await self.add(breakdown, ElementBreakdown(element_id=self.elements[element], breakdown_id=breakdown.id))
        for position, name in enumerate(categories):
            category = Category(breakdown_id=breakdown.id, code=name, name=name, position=position)
            await self.add(category)
            self.categories[code, name] = category.id

    async def indicator(self, code: str, formula: str, *, members="sum", quarters="sum", unit="people", overlap=False):
        indicator = Indicator(
            code=code,
            name=code,
            plain=code,
            kind="derived",
            unit=unit,
            direction="up",
            rule_members=members,
            rule_quarters=quarters,
            overlap_possible=overlap,
            visibility="members",
            disclosure_class="other",
        )
        await self.add(indicator)
        await self.add(
            IndicatorDefinition(indicator_id=indicator.id, version=1, valid_from=LONG_AGO, text=code, formula=formula),
            FrameworkIndicator(
                framework_id=self.framework,
                section_id=self.section,
                indicator_id=indicator.id,
                position=len(self.elements),
            ),
        )

    async def organization(self, name: str, *, parent: str | None = None):
        organization = Organization(name=name)
        await self.add(organization)
        self.organizations[name] = organization.id
        if parent:
            await self.add(
                OrganizationParent(
                    organization_id=organization.id, parent_id=self.organizations[parent], starts=LONG_AGO
                )
            )

    async def member(self, name: str, *, level="site", parent=None, terms: Sequence = ((LONG_AGO, None),)):
        if name not in self.organizations:
            await self.organization(name, parent=parent)
        member = Member(
            organization_id=self.organizations[name],
            code=f"{name}-{level}",
            name=name,
            level=level,
            fiscal_year_starts_in=1,
        )
        await self.add(member)
        await self.add(*(MemberTerm(member_id=member.id, starts=starts, ends=ends) for starts, ends in terms))
        self.members[name] = member.id

    async def round(self, period: Period, *, opened=True, backfilled=False):
        made = Round(
            framework_id=self.framework,
            period_start=period.start,
            period_months=period.months,
            name=period.spoken,
            opens_on=period.end,
            due_on=period.end,
            closes_on=period.end,
            opened_at=ACCEPTED if opened else None,
            backfilled=backfilled,
        )
        await self.add(made)
        self.rounds[period] = made.id

    async def gives(self, name: str, period: Period, *, retired: datetime | None = None, **answers):
        """What a member gave for a period, accepted: element=number, or element=status."""
        submission_id, acceptance_id = await self.accepted(name, period)
        await self.add(
            *(
                self._value(name, code, None, period, answer, submission_id, acceptance_id, retired)
                for code, answer in answers.items()
            )
        )

    async def splits(self, name: str, period: Period, element: str, breakdown: str, **parts):
        submission_id, acceptance_id = await self.accepted(name, period)
        await self.add(
            *(
                self._value(
                    name, element, self.categories[breakdown, part], period, answer, submission_id, acceptance_id, None
                )
                for part, answer in parts.items()
            )
        )

    def _value(self, name, code, category, period, answer, submission_id, acceptance_id, retired) -> Value:
        status = answer if isinstance(answer, Status) else Status.REPORTED
        return Value(
            member_id=self.members[name],
            element_id=self.elements[code],
            category_id=category,
            period_start=period.start,
            period_months=period.months,
            number=None if isinstance(answer, Status | str) else D(answer),
            words=answer if isinstance(answer, str) and not isinstance(answer, Status) else None,
            status=status,
            submission_id=submission_id,
            acceptance_id=acceptance_id,
            accepted_at=ACCEPTED,
            retired_at=retired,
        )

    async def accepted(self, name: str, period: Period) -> tuple[UUID, UUID]:
        """Its submission and acceptance; a period without a round of its own is filed under any round there is."""
        round_id = self.rounds.get(period) or next(iter(self.rounds.values()))
        place = (name, round_id)
        if place not in self.submissions:
            member_id = self.members[name]
            submission = Submission(member_id=member_id, round_id=round_id, state="accepted")
            await self.add(submission)
            acceptance = Acceptance(member_id=member_id, submission_id=submission.id, accepted_at=ACCEPTED)
            await self.add(acceptance)
            self.submissions[place] = submission.id, acceptance.id
        return self.submissions[place]


@pytest.fixture
async def world(here: Here) -> World:
    framework = Framework(code="nhs", name="NHS", cadence_months=3)
    section = FrameworkSection(code="people", name="People", position=1)
    made = World(here, UUID(int=0), UUID(int=0))
    await made.add(framework)
    section.framework_id = framework.id
    await made.add(section)
    made.framework, made.section = framework.id, section.id
    return made


async def read(world: World, first=YEAR.start, last=YEAR.end):
    async with world.here.session() as session:
        return await books(session, world.framework, first=first, last=last)


async def test_books_hold_who_was_asked_and_what_counts(world: World):
    await world.element("hires")
    await world.element("local", asked=False)
    await world.indicator("WF-01", "100 * local / hires", members="ratio_of_sums", quarters="ratio_of_sums", unit="%")
    await world.round(Q1)
    await world.round(Q2, opened=False, backfilled=True)
    await world.round(Q3, opened=False)
    await world.member("Abbey")
    await world.member("Birch", terms=[(LONG_AGO, Q1.end), (date(2026, 1, 1), None)])
    await world.gives("Abbey", Q1, hires=10, local=4)
    await world.gives("Abbey", Q2, hires=Status.WITHHELD)
    await world.gives("Birch", Q1, hires=5)
    await world.gives("Birch", Q2, hires=7)
    found = await read(world)
    abbey, birch = world.members["Abbey"], world.members["Birch"]
    assert found.ledger.members[abbey].periods == {Q1, Q2}
    assert found.ledger.members[birch].periods == {Q1}
    assert found.ledger.line(abbey, "local")[Q1].number == 4
    assert found.ledger.line(abbey, "hires")[Q2].status is Status.WITHHELD
    assert set(found.ledger.line(birch, "hires")) == {Q1}
    assert list(found.members.values()) == ["Abbey", "Birch"]
    assert found.accepted == {Q1: (2, date(2025, 8, 1)), Q2: (1, date(2025, 8, 1))}
