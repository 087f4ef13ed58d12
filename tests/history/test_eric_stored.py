"""ERIC's three years in four collaboratives: what is stored, added up by the rules, is what DuckDB finds in the files."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

import pytest
import sqlalchemy as sa
from litestar import Litestar

import tenants
from backend.history.columns import load
from backend.history.importing import Order, import_file
from backend.indicators.formulas import parse
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.indicators.tables import Element, Indicator, IndicatorDefinition
from backend.kit.db import Database, Scope
from backend.kit.periods import Period
from backend.members.tables import Collaborative, Member, MemberName, MemberTerm
from backend.provisioning.actions import align
from backend.provisioning.schemas import read
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status
from backend.submissions.tables import Import, ImportFinding, Submission, Value
from tests.makers import Here, make_here
from tests.oracle import eric_duckdb as oracle

pytestmark = pytest.mark.skipif(not oracle.FOLDER.is_dir(), reason=oracle.ABSENT)

REGIONS = ("london", "midlands-east", "north", "south")
INDICATORS = {"energy per floor area": "ES-01", "water per floor area": "ES-02", "recycling share": "ES-03"}
TO_28_DIGITS = Context(prec=28)


@dataclass
class Stored:
    """The four collaboratives, by region, and what was said on the way."""

    regions: Mapping[str, Here]
    said: list[str]


@pytest.fixture(scope="module")
async def stored(app: Litestar, owner: Database, database: Database) -> Stored:
    there = {region: await _made(app, owner, database) for region in REGIONS}
    into = {region: here.slug for region, here in there.items()}
    kept = Stored(there, [])
    for year in oracle.YEARS:
        path = oracle.FOLDER / f"ERIC-{year}.csv"
        order = Order(
            path, f"eric-{year}", into, "Published by NHS Digital.", True, True, leavers=["all"], agreement="Public"
        )
        async with owner.session(Scope()) as session, session.begin():
            await import_file(session, order, kept.said.append, apply=True)
    return kept


async def _made(app: Litestar, owner: Database, database: Database) -> Here:
    """A collaborative of the starting set `nhs`."""
    here, blueprint = await make_here(app, owner, database), read(tenants.load("nhs"))
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        made = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        await align(session, made, blueprint)
    return here


async def test_collective_figures_from_stored_values_equal_duckdbs_to_the_last_digit(stored: Stored) -> None:
    figures = oracle.figures()
    for figure in figures:
        columns = load(f"eric-{figure.year}")
        here, period = stored.regions[columns.regions[figure.region]], columns.period.period
        rolled = roll_up(
            await _reckoning(here, INDICATORS[figure.indicator], period.end), period, await _ledger(here, period)
        )
        factor = 100 if figure.indicator == "recycling share" else 1
        exact = TO_28_DIGITS.divide(figure.numerator, figure.denominator)
        assert rolled.number == exact * factor, figure
        assert (rolled.coverage.covered, rolled.coverage.asked) == (figure.gave_both, figure.trusts), figure
    assert len(figures) == 32


async def _reckoning(here: Here, code: str, on: date) -> Reckoning:
    """The indicator as its definition of that day says."""
    in_force = sa.or_(IndicatorDefinition.valid_to.is_(None), IndicatorDefinition.valid_to >= on)
    query = (
        sa.select(Indicator, IndicatorDefinition.formula)
        .join(IndicatorDefinition, IndicatorDefinition.indicator_id == Indicator.id)
        .where(Indicator.code == code, IndicatorDefinition.valid_from <= on, in_force)
    )
    async with here.session() as session:
        indicator, formula = (await session.execute(query)).one()
        rules = dict(tuple(row) for row in await session.execute(sa.select(Element.code, Element.quarters_rule)))
    return Reckoning(
        code=code,
        formula=parse(formula),
        over_members=OverMembers(indicator.rule_members),
        over_quarters=OverQuarters(indicator.rule_quarters),
        element_rules={element: OverQuarters(rule) for element, rule in rules.items()},
        unit=indicator.unit,
        factor=Decimal(100 if indicator.unit == "%" else 1),
    )


async def _ledger(here: Here, period: Period) -> Ledger:
    values = (
        sa.select(Value.member_id, Element.code, Value.status, Value.number)
        .join(Element, Element.id == Value.element_id)
        .where(Value.period_start == period.start, Value.retired_at.is_(None))
    )
    belongs = sa.and_(MemberTerm.starts <= period.end, sa.or_(MemberTerm.ends.is_(None), MemberTerm.ends >= period.end))
    members = sa.select(Member.id, Member.organization_id).join(MemberTerm, MemberTerm.member_id == Member.id)
    async with here.session() as session:
        asked = [Asked(id, parent, frozenset({period})) for id, parent in await session.execute(members.where(belongs))]
        given = [
            Given(member, element, period, Status(status), number)
            for member, element, status, number in await session.execute(values)
        ]
    return Ledger(asked, given)


async def test_every_cell_read_is_stored_and_every_refusal_can_be_asked_about(stored: Stored) -> None:
    taken, faults, submissions = [], 0, 0
    for here in stored.regions.values():
        async with here.session() as session:
            taken += (await session.scalars(sa.select(Import.values_taken))).all()
            faults += await session.scalar(sa.select(sa.func.count()).where(ImportFinding.kind == "fault"))
            submissions += await session.scalar(sa.select(sa.func.count()).select_from(Submission))
            values = await session.scalar(sa.select(sa.func.count()).select_from(Value))
            assert values == sum((await session.scalars(sa.select(Import.values_taken))).all())
    assert (sum(taken), faults, submissions) == (4518 + 4579 + 3570, 1004 + 723, 251 + 241 + 238)
    assert stored.said.count("Rows: 251 read, 5 repaired, 0 refused.") == 1


async def test_trusts_that_end_or_move_end_their_term_on_31_march(stored: Stored) -> None:
    ended = {pair async for pair in _ended(stored)}
    of_2014 = {"NAX", "NLY", "NNV", "NQ7", "NQL", "NR5", "RC3", "RD7", "RJD", "RV8", "RVL", "RPG"}
    of_2015 = {"R1G", "RBB", "RFW"}
    assert ended == {(c, date(2014, 3, 31)) for c in of_2014} | {(c, date(2015, 3, 31)) for c in of_2015}


async def _ended(stored: Stored) -> AsyncIterator[tuple[str, date]]:
    query = sa.select(Member.code, MemberTerm.ends).join(MemberTerm, MemberTerm.member_id == Member.id)
    for here in stored.regions.values():
        async with here.session() as session:
            for code, ends in await session.execute(query.where(MemberTerm.ends.is_not(None))):
                yield code, ends


async def test_a_name_of_then_is_kept_beside_the_name_of_now(stored: Stored) -> None:
    query = sa.select(Member.name, MemberName.valid_from, MemberName.name).join(
        MemberName, MemberName.member_id == Member.id
    )
    async with stored.regions["south"].session() as session:
        found = await session.execute(query.where(Member.code == "RTH").order_by(MemberName.valid_from))
        assert [tuple(row) for row in found] == [
            (
                "OXFORD UNIVERSITY HOSPITALS NHS FOUNDATION TRUST",
                date(2013, 4, 1),
                "OXFORD UNIVERSITY HOSPITALS NHS TRUST",
            ),
            (
                "OXFORD UNIVERSITY HOSPITALS NHS FOUNDATION TRUST",
                date(2015, 4, 1),
                "OXFORD UNIVERSITY HOSPITALS NHS FOUNDATION TRUST",
            ),
        ]
