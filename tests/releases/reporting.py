"""A collaborative that reports: five hospitals (two of one system), four indicators for different readers, and deeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from backend.indicators.tables import Framework
from backend.kit.db import Scope, today_in
from backend.kit.periods import Period
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Collaborative, Member, OrganizationParent
from backend.provisioning import actions as provisioning
from backend.provisioning import schemas
from backend.releases import actions, queries
from backend.releases.tables import FrozenEdition, Release
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds.rules import Dates
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from backend.submissions import correcting
from backend.submissions import queries as submission_queries
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell
from collab_reports.edition import Edition, Figure
from tests.makers import Here, Visitor, agreement
from tests.worlds import element, section

Q1, Q2, Q3, Q4 = Period(date(2025, 1, 1), 12).quarters()
HOSPITALS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")
MARK = 777_001  # what Elm spends: a number that must be nowhere


def indicator(
    name: str, formula: str, *, unit: str = "people", rule: str = "sum", visibility: str, measure: str
) -> dict[str, Any]:
    return {
        "name": name, "plain": f"What {name} says.", "kind": "derived" if "/" in formula else "input", "formula": formula,
        "unit": unit, "direction": "higher", "rule_members": rule, "rule_quarters": rule, "collect": "quarterly",
        "rba_class": "how_much", "visibility": visibility, "disclosure_class": measure, "confidence": "design",
    }  # fmt: skip


BLUEPRINT: dict[str, Any] = {
    "collaborative": {
        "title": "Trees", "country": "GB", "currency": "GBP", "locale": "en_GB", "time_zone": "Europe/London",
        "year_starts_in": 4, "strapline": "Five hospitals, one wood.",
    },
    "disclosure": {"smallest_count": 11},
    "release": {"audiences": ["backbone", "members", "partners", "public"]},
    "breakdowns": {
        "gender": {
            "name": "Gender", "splits": "gender",
            "categories": [{"code": "women", "name": "Women"}, {"code": "men", "name": "Men"},
                           {"code": "unknown", "name": "Unknown", "unknown": True}],
        },
    },
    "elements": {
        "hires": element("New hires", measure_class="people", breakdowns=["gender"]),
        "local_hires": element("Local hires", measure_class="people", part_of="hires"),
        "spend": element("Spend", unit="currency", kind="money", measure_class="money"),
        "kwh": element("Energy", unit="kWh", kind="decimal"),
        "story": element("What we did", unit="words", kind="text", flow="stock", quarters_rule="last",
                         audiences=["backbone", "members"]),
    },
    "indicators": {
        "WF-04": indicator("New hires", "hires", visibility="members", measure="people"),
        "WF-05": indicator("Local hires", "local_hires", visibility="public", measure="people"),
        "WF-06": indicator("Local hire rate", "local_hires / hires", unit="%", rule="ratio_of_sums",
                           visibility="public", measure="people"),
        "SC-01": indicator("Spend", "spend", unit="currency", visibility="partners", measure="money"),
        "SU-04": indicator("Energy", "kwh", unit="MWh", visibility="backbone", measure="other"),
    },
    "frameworks": {
        "quarterly": {
            "name": "Wood report", "cadence": "quarterly",
            "sections": [
                {**section("work", "Work", "hires", "local_hires", "story"), "indicators": ["WF-04", "WF-05", "WF-06"]},
                {**section("money", "Money", "spend", "kwh"), "indicators": ["SC-01", "SU-04"]},
            ],
        }
    },
}  # fmt: skip
_FOR_ALL = (Role.CONTRIBUTOR, Role.APPROVER)
ANSWERS = {"hires": 100, "local_hires": 20, "spend": 1000, "kwh": 5000}


@dataclass
class Reporting:
    """who: one person who enters and one who signs for all of them; the coordinator is `by`."""

    here: Here
    framework: Framework
    collaborative: Collaborative
    members: dict[str, Member] = field(default_factory=dict)
    contributor: Principal = field(init=False)
    approver: Principal = field(init=False)

    @property
    def by(self) -> Principal:
        person = self.here.coordinator.person_id
        assert person
        held = frozenset({Holding(Role.COORDINATOR)})
        return Principal(person, "Coordinator", "c@example.org", collaborative_id=self.here.id, holdings=held)

    @property
    def today(self) -> date:
        return today_in("Europe/London")

    async def opened(self, period: Period) -> Round:
        days = Dates(*(self.today + timedelta(days=day) for day in (-5, 10, 20)))
        async with self.here.session() as session:
            calendar = self.collaborative.calendar
            planned = await round_actions.plan(session, self.framework, period, calendar=calendar, on=days)
            await submission_actions.open_round(session, planned, by=None, today=self.today)
        return planned

    async def answered(
        self, of: Round, member: str, statuses: Mapping[str, Status] | None = None, **numbers: Any
    ) -> None:
        """One hospital's figures, from entering to acceptance. None is not available, a status says itself."""
        answers = {**ANSWERS, **numbers}
        cells = [self._cell(name.replace("__", "."), number, statuses or {}) for name, number in answers.items()]
        async with self.here.session() as session:
            found = await submission_queries.of_rounds(session, [of.id])
            id = next(one.id for one in found if one.member_id == self.members[member].id)
            submission = await submission_queries.submission(session, id, lock=True)
            await submission_actions.save_draft(
                session, submission, Draft(cells), by=self.contributor, today=self.today
            )
            await submission_actions.submit(session, submission, by=self.contributor, today=self.today)
            await submission_actions.approve(session, submission, by=self.approver, today=self.today)
            await submission_actions.accept(session, submission, by=self.by, today=self.today)

    def _cell(self, name: str, number: Any, statuses: Mapping[str, Status]) -> DraftCell:
        element, _, category = name.partition(".")
        if isinstance(number, Status):
            return DraftCell(element, category or None, "", number, "Not ours to say.")
        if number is None:
            return DraftCell(element, category or None, "", Status.NOT_AVAILABLE, "Not known here.")
        return DraftCell(element, category or None, str(number), statuses.get(name), "As it is.")

    async def all_answered(self, of: Round, *but: str, **numbers: Any) -> None:
        for place, member in enumerate(HOSPITALS, 1):
            if member not in but:
                await self.answered(of, member, spend=1000 * place, **numbers)

    async def reported(self, period: Period, *but: str, **numbers: Any) -> Round:
        """Opened, and answered by all but these."""
        of = await self.opened(period)
        await self.all_answered(of, *but, **numbers)
        return of

    async def corrected(
        self, of: Round, member: str, reason: str = "A ward was missing.", *, accepted: bool = True, **numbers: Any
    ) -> UUID:
        """A correction of one hospital's figures, submitted, and accepted unless it is said to wait. Its id."""
        async with self.here.session() as session:
            found = await submission_queries.of_rounds(session, [of.id])
            id = next(one.id for one in found if one.member_id == self.members[member].id)
            before = await submission_queries.submission(session, id, lock=True)
            made = await correcting.restate(session, before, by=self.contributor, today=self.today, reason=reason)
            cells = [self._cell(name, number, {})._replace(seen=None) for name, number in numbers.items()]
            await submission_actions.save_draft(session, made, Draft(cells), by=self.contributor, today=self.today)
            await submission_actions.submit(session, made, by=self.contributor, today=self.today)
        if accepted:
            await self.accept(made.id)
        return made.id

    async def accept(self, id: UUID) -> None:
        async with self.here.session() as session:
            found = await submission_queries.submission(session, id, lock=True)
            await submission_actions.approve(session, found, by=self.approver, today=self.today)
            await submission_actions.accept(session, found, by=self.by, today=self.today)

    async def agrees(self, name: str) -> None:
        async with self.here.session() as session:
            session.add(agreement(self.members[name].id))

    async def acts_for_all(self) -> None:
        """Who enters and who signs do so for every member there is."""
        held = {role: frozenset(Holding(role, one.id) for one in self.members.values()) for role in _FOR_ALL}
        self.contributor = replace(self.contributor, holdings=held[Role.CONTRIBUTOR])
        self.approver = replace(self.approver, holdings=held[Role.APPROVER])

    # ---- Releases ----------------------------------------------------------------------------------------------------

    async def gathered(self, of: Round) -> UUID:
        async with self.here.session() as session:
            again = await round_queries.round_named(session, of.id, lock=True)
            return (await actions.gather(session, self.collaborative, again, by=self.by, today=self.today)).id

    async def approved(self, id: UUID) -> None:
        async with self.here.session() as session:
            await actions.approve(session, await queries.release(session, id, lock=True), by=self.by)

    async def publish(self, id: UUID) -> None:
        async with self.here.session() as session:
            found = await queries.release(session, id, lock=True)
            await actions.publish(session, self.collaborative, found, by=self.by, today=self.today)

    async def released(self, of: Round) -> UUID:
        id = await self.gathered(of)
        await self.approved(id)
        await self.publish(id)
        return id

    async def edition(self, release: UUID, audience: str = "public") -> Edition:
        return Edition.from_json((await self.frozen(release, audience)).text)

    async def frozen(self, release: UUID, audience: str = "public") -> FrozenEdition:
        query = sa.select(FrozenEdition).where(FrozenEdition.release_id == release, FrozenEdition.audience == audience)
        async with self.here.session() as session:
            return (await session.scalars(query)).one()

    async def releases(self) -> list[Release]:
        async with self.here.session() as session:
            return [one.release for one in await queries.releases(session)]

    async def person(self, role: Role, member: str = "") -> Visitor:
        return await self.here.person(role, self.members[member] if member else None)


def figure(edition: Edition, code: str) -> Figure:
    return next(one for one in edition.figures if one.code == code)


def codes(edition: Edition) -> list[str]:
    return [one.code for one in edition.figures]


async def make_reporting(here: Here, described: Mapping[str, Any] = BLUEPRINT, **disclosure: Any) -> Reporting:
    blueprint = schemas.read({**described, "disclosure": {**described["disclosure"], **disclosure}})
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        collaborative = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        await provisioning.align(session, collaborative, blueprint)
        framework = (await session.scalars(sa.select(Framework))).one()
    world = Reporting(here, framework, collaborative)
    for name in HOSPITALS:
        world.members[name] = await here.member(name)
    await _one_system(world, "Birch", "Ash")
    world.contributor = await _for_all(world, Role.CONTRIBUTOR)
    world.approver = await _for_all(world, Role.APPROVER)
    return world


async def _one_system(world: Reporting, child: str, parent: str) -> None:
    """Ash and Birch count as one contributor."""
    row = OrganizationParent(
        organization_id=world.members[child].organization_id,
        parent_id=world.members[parent].organization_id,
        starts=date(2010, 1, 1),
    )
    async with world.here.owner.session(Scope()) as session, session.begin():
        session.add(row)


async def _for_all(world: Reporting, role: Role) -> Principal:
    person = (await world.here.person(role, world.members["Ash"])).person_id
    assert person
    holdings = frozenset(Holding(role, member.id) for member in world.members.values())
    return Principal(person, role.title(), "x@example.org", collaborative_id=world.here.id, holdings=holdings)
