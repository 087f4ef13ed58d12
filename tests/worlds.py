"""A small collaborative with everything a round needs: questions of each kind, splits, members and their people."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import sqlalchemy as sa

from backend.indicators.tables import Framework
from backend.kit.db import Scope, today_in
from backend.kit.errors import Problem
from backend.kit.mail import Letter
from backend.kit.periods import Period
from backend.members.rules import Role
from backend.members.tables import Collaborative, Member
from backend.provisioning import actions as provisioning
from backend.provisioning import schemas
from backend.rounds import actions as round_actions
from backend.rounds.rules import Dates
from backend.rounds.tables import Round
from backend.submissions import actions, papers, queries
from backend.submissions.tables import Submission, Value
from tests.makers import Here, Visitor

LONG_AGO = date(2010, 1, 1)
FIRST = Period(date(2025, 4, 1), 3)


def element(name: str, *, unit: str = "people", kind: str = "count", **more: Any) -> dict[str, Any]:
    definition = {"version": 1, "valid_from": LONG_AGO, "text": f"What {name} means.", "inclusions": ["Everyone"]}
    facts = {"flow": "flow", "quarters_rule": "sum", "measure_class": "other", "definitions": [definition]}
    return {"name": name, "unit": unit, "kind": kind, **facts, **more}


def section(code: str, name: str, *elements: str) -> dict[str, Any]:
    return {"code": code, "name": name, "elements": elements}


BLUEPRINT: dict[str, Any] = {
    "collaborative": {
        "title": "A small one", "country": "GB", "currency": "GBP", "locale": "en_GB", "time_zone": "Europe/London",
        "year_starts_in": 4,
    },
    "disclosure": {"smallest_count": 11},
    "release": {"audiences": ["backbone", "members", "public"]},
    "breakdowns": {
        "gender": {
            "name": "Gender", "splits": "gender",
            "categories": [{"code": "women", "name": "Women"}, {"code": "men", "name": "Men"},
                           {"code": "unknown", "name": "Unknown", "unknown": True}],
        },
        "origin": {
            "name": "Origin", "splits": "origin", "multi_select": True,
            "categories": [{"code": "here", "name": "Here"}, {"code": "there", "name": "There"},
                           {"code": "unknown", "name": "Unknown", "unknown": True}],
        },
    },
    "elements": {
        "hires": element("New hires", breakdowns=["gender", "origin"]),
        "local_hires": element("Local hires", part_of="hires"),
        "spend": element("Spend", unit="currency", kind="money", measure_class="money"),
        "policy": element("Living wage paid", unit="yes_no", kind="yes_no", flow="stock", quarters_rule="last"),
    },
    "frameworks": {
        "quarterly": {
            "name": "Quarterly return", "cadence": "quarterly",
            "sections": [section("work", "Work", "hires", "local_hires"), section("money", "Money", "spend", "policy")],
        }
    },
}  # fmt: skip
ANSWERS = {"hires": "40", "local_hires": "10", "spend": "1200.50", "policy": "yes"}
SECTIONS = {"work": ("hires", "local_hires"), "money": ("spend", "policy")}


@dataclass
class World:
    """A collaborative with Abbey and Birch, a contributor and an approver each, and the framework they answer."""

    here: Here
    framework: Framework
    abbey: Member
    birch: Member
    people: dict[tuple[str, Role], Visitor] = field(default_factory=dict)

    @property
    def contributor(self) -> Visitor:
        return self.people["Abbey", Role.CONTRIBUTOR]

    @property
    def approver(self) -> Visitor:
        return self.people["Abbey", Role.APPROVER]

    @property
    def today(self) -> date:
        return today_in("Europe/London")

    async def opened(self, period: Period = FIRST, *, closes_in: int = 20) -> Round:
        """A round of this period that is open now, whenever now is."""
        days = Dates(*(self.today + timedelta(days=day) for day in (-5, 10, closes_in)))
        async with self.here.session() as session:
            calendar = (await self.collaborative()).calendar
            planned = await round_actions.plan(session, self.framework, period, calendar=calendar, on=days)
            await actions.open_round(session, planned, by=None, today=self.today)
        return planned

    async def collaborative(self) -> Collaborative:
        async with self.here.database.session(Scope()) as session:
            return (await session.scalars(sa.select(Collaborative).where(Collaborative.id == self.here.id))).one()

    async def submission(self, of: Round, member: Member | None = None) -> Submission:
        async with self.here.session() as session:
            found = await queries.of_rounds(session, [of.id])
        return next(one for one in found if one.member_id == (member or self.abbey).id)

    async def state(self, of: Submission) -> str:
        async with self.here.session() as session:
            return (await queries.submission(session, of.id)).state

    async def corrected(
        self, of: Submission, by: Visitor | None = None, reason: str = "A ward was missing."
    ) -> Submission:
        """The next version of it, just begun."""
        answer = await (by or self.contributor).send_form(self.path(of, "/correction"), reason=reason)
        assert answer.status_code == 303, answer.text
        async with self.here.session() as session:
            found = await queries.of_rounds(session, [of.round_id])
        return next(one for one in found if one.member_id == of.member_id)

    async def answers(self, of: Submission) -> Mapping[Any, Any]:
        async with self.here.session() as session:
            return await queries.answers(session, of.id)

    async def findings(self, of: Submission) -> list[Problem]:
        async with self.here.session() as session:
            return (await papers.papers(session, await queries.submission(session, of.id), self.today)).findings()

    async def values(self, of: Submission | None = None) -> list[Value]:
        """Those that count now."""
        query = sa.select(Value).where(Value.retired_at.is_(None))
        if of:
            query = query.where(Value.submission_id == of.id)
        async with self.here.session() as session:
            return list(await session.scalars(query))

    async def letters(self) -> list[Letter]:
        async with self.here.session() as session:
            return list(await session.scalars(sa.select(Letter).order_by(Letter.put_at, Letter.recipient)))

    # ---- By the pages ------------------------------------------------------------------------------------------------

    def path(self, of: Submission | UUID, then: str = "") -> str:
        id = of if isinstance(of, UUID) else of.id
        return f"/{self.here.slug}/submissions/{id}{then}"

    async def save(
        self, of: Submission, by: Visitor | None = None, section: str = "work", **sent: str
    ) -> httpx.Response:
        """sent: field names with `__` for a point: `n__hires="4"`, `s__hires="estimated"`, `n__hires__gender__women="1"`."""
        fields = {name.replace("__", "."): value for name, value in sent.items()}
        return await (by or self.contributor).send_form(self.path(of, "/entries"), section=section, **fields)

    async def fill(self, of: Submission, by: Visitor | None = None, **other: str) -> None:
        """Everything answered, section by section."""
        for name, elements in SECTIONS.items():
            sent = {f"n__{code}": other.get(code, ANSWERS[code]) for code in elements}
            assert (await self.save(of, by, name, **sent)).status_code == 303

    async def submitted(self, of: Submission, **other: str) -> None:
        await self.fill(of, **other)
        assert (await self.contributor.send_form(self.path(of, "/submission"))).status_code == 303

    async def approved(self, of: Submission, **other: str) -> None:
        await self.submitted(of, **other)
        assert (await self.approver.send_form(self.path(of, "/approval"))).status_code == 303

    async def both_approved(self, of: Round) -> tuple[Submission, Submission]:
        """Abbey's and Birch's, each by its own people."""
        found = await self.submission(of, self.abbey), await self.submission(of, self.birch)
        for one, member in zip(found, (self.abbey, self.birch), strict=True):
            contributor, approver = (self.people[member.name, role] for role in (Role.CONTRIBUTOR, Role.APPROVER))
            await self.fill(one, contributor)
            assert (await contributor.send_form(self.path(one, "/submission"))).status_code == 303
            assert (await approver.send_form(self.path(one, "/approval"))).status_code == 303
        return found

    async def accepted(self, of: Submission, **other: str) -> None:
        await self.approved(of, **other)
        assert (await self.here.coordinator.send_form(self.path(of, "/acceptance"))).status_code == 303


async def make_world(here: Here, described: Mapping[str, Any] = BLUEPRINT) -> World:
    blueprint = schemas.read(described)
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        collaborative = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        await provisioning.align(session, collaborative, blueprint)
        framework = (await session.scalars(sa.select(Framework))).one()
    world = World(here, framework, await here.member("Abbey"), await here.member("Birch"))
    for member in (world.abbey, world.birch):
        for role in (Role.CONTRIBUTOR, Role.APPROVER):
            world.people[member.name, role] = await here.person(role, member, name=f"{role.title()} of {member.name}")
    return world


@contextmanager
def statements(here: Here) -> Iterator[list[str]]:
    """What the site sends to the database meanwhile, the settings of the scope included."""
    sent: list[str] = []
    engine = here.app.state.database.engine.sync_engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
