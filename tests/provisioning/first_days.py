"""A starting set put to work on its first day: applied to an empty database, with three members that answer."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

import asyncpg
import sqlalchemy as sa

from backend.app import create_app
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Question
from backend.indicators.tables import Framework
from backend.kit.db import Database, Scope, today_in
from backend.kit.periods import Period
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import Collaborative, Member
from backend.provisioning import operator
from backend.releases.tables import FrozenEdition, Release
from backend.rounds import actions as round_actions
from backend.rounds.rules import Dates
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from backend.submissions import queries as submission_queries
from backend.submissions.tables import Submission
from collab_reports.edition import Edition
from tests.conftest import TEMPLATE
from tests.makers import Here, Visitor

NAMES = ("Alder Hospital", "Beech Medical Center", "Chestnut Clinic", "Damson Hospital")


@dataclass
class FirstDay:
    """here: the collaborative as applied. Each member has one who enters and one who signs."""

    here: Here
    collaborative: Collaborative
    members: list[Member] = field(default_factory=list)
    entering: dict[str, Visitor] = field(default_factory=dict)
    signing: dict[str, Visitor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return today_in(self.collaborative.time_zone)

    async def frameworks(self) -> Sequence[Framework]:
        async with self.here.session() as session:
            return list(await session.scalars(sa.select(Framework).order_by(Framework.code)))

    async def opened(self, framework: Framework, period: Period | None = None) -> Round:
        """A collection for the last whole period, open now."""
        calendar = self.collaborative.calendar
        wanted = period or calendar.period(self.today, framework.cadence_months).previous()
        days = Dates(*(self.today + timedelta(days=day) for day in (-5, 10, 20)))
        async with self.here.session() as session:
            planned = await round_actions.plan(session, framework, wanted, calendar=calendar, on=days)
            await submission_actions.open_round(session, planned, by=None, today=self.today)
        return planned

    async def questions(self, of: Round) -> Sequence[Question]:
        async with self.here.session() as session:
            return await indicator_queries.questions(session, of.framework_id, of.period.end)

    async def submission(self, of: Round, member: Member) -> Submission:
        async with self.here.session() as session:
            found = await submission_queries.of_rounds(session, [of.id])
        return next(one for one in found if one.member_id == member.id)

    async def answered(self, of: Round, member: Member, place: int) -> None:
        """Every question by the form, then signed and accepted. Numbers rise with the member's place, parts under wholes."""
        submission = await self.submission(of, member)
        path = f"/{self.here.slug}/submissions/{submission.id}"
        by_section: dict[str, dict[str, str]] = {}
        for question in await self.questions(of):
            by_section.setdefault(question.section, {})[f"n.{question.code}"] = _answer(question, place)
        for section, fields in by_section.items():
            saved = await self.entering[member.code].send_form(f"{path}/entries", section=section, **fields)
            assert saved.status_code == 303, saved.text
        for by, deed in (
            (self.entering[member.code], "submission"),
            (self.signing[member.code], "approval"),
            (self.here.coordinator, "acceptance"),
        ):
            done = await by.send_form(f"{path}/{deed}")
            assert done.status_code == 303, done.text

    async def released(self, of: Round) -> Mapping[str, Edition]:
        """Gathered, approved and published by the site's own pages: the edition of each audience."""
        coordinator = self.here.coordinator
        gathered = await coordinator.send_form(f"/{self.here.slug}/releases", round=str(of.id))
        assert gathered.status_code == 303, gathered.text
        path = gathered.headers["location"].partition("?")[0]
        for deed in ("approval", "publication"):
            assert (await coordinator.send_form(f"{path}/{deed}")).status_code == 303
        query = sa.select(FrozenEdition).join(Release, Release.id == FrozenEdition.release_id)
        async with self.here.session() as session:
            found = list(await session.scalars(query.where(Release.round_id == of.id)))
        return {one.audience: Edition.from_json(one.text) for one in found}

    async def file(self, of: Round, audience: str, kind: str) -> bytes:
        query = sa.select(FrozenEdition.id).join(Release, Release.id == FrozenEdition.release_id)
        async with self.here.session() as session:
            id = await session.scalar(query.where(Release.round_id == of.id, FrozenEdition.audience == audience))
        answer = await self.here.coordinator.get(f"/{self.here.slug}/editions/{id}/{kind}")
        assert answer.status_code == 200
        return answer.content


def _answer(question: Question, place: int) -> str:
    match question.kind:
        case "yes_no":
            return "yes" if place else "no"
        case "text":
            return "We opened a second training course nearby."
        case _:
            return str((400 if question.part_of is None else 200) + 20 * place)


@asynccontextmanager
async def first_day(server: Server, settings: Settings, blueprint: str) -> AsyncIterator[FirstDay]:
    """As the operator's command makes it, in a database in which nothing else is."""
    name = f"first_{blueprint}_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
    await admin.execute(f"create database {name} template {TEMPLATE} owner anchorline_owner")
    order = operator.Order(blueprint, f"{blueprint}-{secrets.token_hex(3)}", blueprint.upper(), "ada@example.org")
    await operator.apply(server.url("owner", name), order, settings)
    owner, database = Database(server.url("owner", name)), Database(server.url("app", name))
    app = create_app(settings, server.url("app", name))
    app.state.database = database
    try:
        yield await _made(app, owner, database, order.slug)
    finally:
        await owner.close()
        await database.close()
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


async def _made(app: object, owner: Database, database: Database, slug: str) -> FirstDay:
    async with owner.session(Scope()) as session:
        found = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one()
    here = Here(app, owner, database, found.id, slug)  # type: ignore[arg-type]
    here.coordinator = await here.person(Role.COORDINATOR)
    here.administrator = await here.person(Role.ADMINISTRATOR)
    day = FirstDay(here, found)
    for name in NAMES:
        member = await here.member(name, code=name.partition(" ")[0].lower(), fiscal_year_starts_in=1)
        day.members.append(member)
        day.entering[member.code] = await here.person(Role.CONTRIBUTOR, member)
        day.signing[member.code] = await here.person(Role.APPROVER, member)
    return day
