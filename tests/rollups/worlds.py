"""A framework in a collaborative of its own: elements, indicators, members with their terms, and what they gave."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

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
from backend.rounds.tables import Round
from backend.submissions.rules import Status
from backend.submissions.tables import Acceptance, Submission, Value
from tests.makers import Here, agreement

LONG_AGO = date(2010, 1, 1)
ACCEPTED = datetime(2025, 7, 31, 23, 30, tzinfo=UTC)  # in London it was the first of August


@dataclass
class World:
    """The ids of what is in it, by code or name. Nothing is in it but a framework with one section."""

    here: Here
    framework: UUID = field(default_factory=uuid7)
    section: UUID = field(default_factory=uuid7)
    elements: dict[str, UUID] = field(default_factory=dict)
    categories: dict[tuple[str, str], UUID] = field(default_factory=dict)
    indicators: dict[str, UUID] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    organizations: dict[str, UUID] = field(default_factory=dict)
    rounds: dict[Period, UUID] = field(default_factory=dict)
    submissions: dict[tuple[str, UUID], tuple[UUID, UUID]] = field(default_factory=dict)

    @classmethod
    async def begun(cls, here: Here) -> "World":
        world = cls(here)
        await world.add(
            [Framework(id=world.framework, code="f", name="F", cadence_months=3)],
            [FrameworkSection(id=world.section, framework_id=world.framework, code="s", name="S", position=1)],
        )
        return world

    async def add(self, *waves: Sequence[Any]) -> None:
        """As the owner, who also writes organizations; wave after wave, because rows name those of an earlier one."""
        async with self.here.owner.session(Scope.everything_in(self.here.id)) as session, session.begin():
            for rows in waves:
                session.add_all(rows)
                await session.flush()

    async def element(self, code: str, *, rule="sum", unit="people", kind="count", asked=True) -> None:
        self.elements[code] = uuid7()
        element = Element(
            id=self.elements[code],
            code=code,
            name=code,
            unit=unit,
            kind=kind,
            flow="flow",
            quarters_rule=rule,
            measure_class="other",
        )
        link = FrameworkElement(
            framework_id=self.framework, section_id=self.section, element_id=self.elements[code], position=1
        )
        await self.add([element], [link] if asked else [])

    async def breakdown(self, code: str, element: str, *categories: str) -> None:
        breakdown = Breakdown(id=uuid7(), code=code, name=code)
        parts = [
            Category(id=uuid7(), breakdown_id=breakdown.id, code=name, name=name, position=at)
            for at, name in enumerate(categories)
        ]
        self.categories |= {(code, part.code): part.id for part in parts}
        link = ElementBreakdown(element_id=self.elements[element], breakdown_id=breakdown.id)
        await self.add([breakdown], [*parts, link])

    async def indicator(
        self,
        code: str,
        formula: str,
        *,
        members="sum",
        quarters="sum",
        unit="people",
        overlap=False,
        redefined: tuple[date, str] | None = None,
    ) -> None:
        """redefined: the day before which the formula holds, and the one after it."""
        indicator = Indicator(
            id=uuid7(),
            code=code,
            name=code,
            plain=code,
            kind="external" if members == "external" else "derived",
            unit=unit,
            direction="up",
            rule_members=members,
            rule_quarters=quarters,
            overlap_possible=overlap,
            visibility="members",
            disclosure_class="other",
        )
        formulas = [(LONG_AGO, formula), *([redefined] if redefined else [])]
        definitions = [
            IndicatorDefinition(
                indicator_id=indicator.id, version=version, valid_from=day, text=code, formula=formula, break_note="new"
            )
            for version, (day, formula) in enumerate(formulas, 1)
        ]
        link = FrameworkIndicator(
            framework_id=self.framework,
            section_id=self.section,
            indicator_id=indicator.id,
            position=len(self.indicators),
        )
        self.indicators[code] = indicator.id
        await self.add([indicator], [*definitions, link])

    async def member(
        self,
        name: str,
        *,
        level="site",
        parent: str = "",
        held: tuple[date, date | None] = (LONG_AGO, None),
        terms: Sequence[tuple[date, date | None]] = ((LONG_AGO, None),),
        agreed: bool = True,
    ) -> None:
        """parent: the name of the organization above it, and when it `held` it. agreed: that its figures may be used for
        anything."""
        new = [one for one in dict.fromkeys((name, parent)) if one and one not in self.organizations]
        self.organizations |= {one: uuid7() for one in new}
        self.members[name] = uuid7()
        above = OrganizationParent(
            organization_id=self.organizations[name],
            parent_id=self.organizations.get(parent),
            starts=held[0],
            ends=held[1],
        )
        member = Member(
            id=self.members[name],
            organization_id=self.organizations[name],
            code=name.lower(),
            name=name,
            level=level,
            fiscal_year_starts_in=1,
        )
        await self.add(
            [Organization(id=self.organizations[one], name=one) for one in new],
            [member, *([above] if parent else [])],
            [
                *(MemberTerm(member_id=member.id, starts=starts, ends=ends) for starts, ends in terms),
                *([agreement(member.id)] if agreed else []),
            ],
        )

    async def collects(self, *periods: Period, opened=True, backfilled=False) -> None:
        made = [
            Round(
                id=uuid7(),
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
            for period in periods
        ]
        self.rounds |= {period: one.id for period, one in zip(periods, made, strict=True)}
        await self.add(made)

    async def gives(
        self, name: str, period: Period, *, retired: datetime | None = None, by: str = "", **answers
    ) -> None:
        """Accepted from a member: element=number, element=status or element="words". by: one category, "breakdown.code"."""
        submission, acceptance = await self._accepted(name, period)
        category = self.categories[tuple(by.split("."))] if by else None
        await self.add(
            [
                Value(
                    member_id=self.members[name],
                    element_id=self.elements[code],
                    category_id=category,
                    period_start=period.start,
                    period_months=period.months,
                    submission_id=submission,
                    acceptance_id=acceptance,
                    accepted_at=ACCEPTED,
                    retired_at=retired,
                    **_told(answer),
                )
                for code, answer in answers.items()
            ]
        )

    async def _accepted(self, name: str, period: Period) -> tuple[UUID, UUID]:
        """Its submission and acceptance; a period that was not collected is filed under a collection that was."""
        round_id = self.rounds.get(period) or next(iter(self.rounds.values()))
        if (name, round_id) not in self.submissions:
            member_id, submission, acceptance = self.members[name], uuid7(), uuid7()
            self.submissions[name, round_id] = submission, acceptance
            await self.add(
                [Submission(id=submission, member_id=member_id, round_id=round_id, state="accepted")],
                [Acceptance(id=acceptance, member_id=member_id, submission_id=submission, accepted_at=ACCEPTED)],
            )
        return self.submissions[name, round_id]


def _told(answer: Decimal | int | str | Status) -> dict[str, Any]:
    if isinstance(answer, Status):
        return {"status": answer.value}
    if isinstance(answer, str):
        return {"status": "reported", "words": answer}
    return {"status": "reported", "number": Decimal(answer)}
