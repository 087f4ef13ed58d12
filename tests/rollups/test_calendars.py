"""Years of every kind are made of the same calendar quarters: none is lost, and none counts twice."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.db import Scope
from backend.kit.periods import QUARTER_STARTS, Calendar, Period, YearNaming, fiscal_label
from backend.members.tables import Member
from backend.rollups.ledger import Ledger
from backend.rollups.queries import books
from backend.rollups.rules import roll_up
from tests.makers import Here
from tests.rollups.ledgers import HIRES, asked, line
from tests.rollups.worlds import World

CALENDAR = Calendar()
QUARTERS = CALENDAR.periods(date(2024, 1, 1), date(2027, 12, 31), 3)
AMOUNTS = st.lists(st.decimals(-1000, 100_000, places=2), min_size=len(QUARTERS), max_size=len(QUARTERS))


def named(starts_in: int) -> dict[str, list[Period]]:
    """The quarters of each fiscal year of a member, by the year's name in the member's own labels."""
    found: dict[str, list[Period]] = {}
    for quarter in QUARTERS:
        label = fiscal_label(quarter, year_starts_in=starts_in, calendar=CALENDAR)
        assert label.is_fiscal
        found.setdefault(label.text.rpartition(" ")[0], []).append(quarter)
    return found


def ledger(amounts: Sequence[Decimal]) -> Ledger:
    return Ledger(asked("A", periods=QUARTERS), line("A", "hires", *amounts, periods=QUARTERS))


@pytest.mark.parametrize("starts_in", QUARTER_STARTS)
@settings(max_examples=50, deadline=None)
@given(amounts=AMOUNTS)
def test_a_fiscal_year_is_its_four_quarters_under_the_members_labels(starts_in: int, amounts: list[Decimal]):
    own, given_in = Calendar(starts_in, YearNaming.ENDING), dict(zip(QUARTERS, amounts, strict=True))
    whole = {name: quarters for name, quarters in named(starts_in).items() if len(quarters) == 4}
    assert len(whole) >= 3
    for name, quarters in whole.items():
        year = own.year(quarters[0])
        assert own.label(year) == name
        assert roll_up(HIRES, year, ledger(amounts)).number == sum(given_in[quarter] for quarter in quarters)


@settings(max_examples=50, deadline=None)
@given(amounts=AMOUNTS)
def test_four_calendar_quarters_are_the_calendar_year(amounts: list[Decimal]):
    for at in range(0, len(QUARTERS), 4):
        year = roll_up(HIRES, CALENDAR.year(QUARTERS[at]), ledger(amounts))
        assert year.number == sum(amounts[at : at + 4])


@pytest.mark.parametrize("before", QUARTER_STARTS)
@pytest.mark.parametrize("after", QUARTER_STARTS)
def test_a_change_of_year_end_leaves_every_quarter_in_one_year(before: int, after: int):
    """Old years, the short one in which it changes, and new years, put side by side, are the quarters."""
    changes = date(2026, 1, 1)
    labels = [
        fiscal_label(quarter, year_starts_in=before if quarter.start < changes else after, calendar=CALENDAR)
        for quarter in QUARTERS
    ]
    assert all(label.is_fiscal for label in labels)
    years: list[list[Period]] = []
    for quarter, label in zip(QUARTERS, labels, strict=True):
        if not years or label.text.endswith("Q1") or quarter.start == changes:
            years.append([])
        years[-1].append(quarter)
    assert [quarter for year in years for quarter in year] == list(QUARTERS)
    assert all(len(year) <= 4 for year in years)
    amounts = [Decimal(10**at) for at in range(len(QUARTERS))]
    parts = [roll_up(HIRES, quarter, ledger(amounts)).number or 0 for year in years for quarter in year]
    assert sum(parts) == sum(amounts)


async def test_a_members_new_year_end_moves_no_figure(here: Here):
    world = await World.begun(here)
    await world.element("hires")
    await world.indicator("WF-04", "hires")
    quarters = QUARTERS[:8]
    await world.collects(*quarters)
    await world.member("Abbey")
    for place, quarter in enumerate(quarters):
        await world.gives("Abbey", quarter, hires=10**place)
    before = await _figures(world)
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        await session.execute(sa.update(Member).values(fiscal_year_starts_in=7))
    assert await _figures(world) == before
    assert before == {quarter: Decimal(10**place) for place, quarter in enumerate(quarters)} | {
        Period(date(2024, 1, 1), 12): Decimal(1111),
        Period(date(2024, 7, 1), 12): Decimal(111_100),
        Period(date(2025, 1, 1), 12): Decimal(11_110_000),
    }


async def _figures(world: World) -> dict[Period, Decimal | None]:
    """Of every quarter, of both calendar years and of the year from July between them."""
    async with world.here.session() as session:
        kept = await books(session, world.framework, first=date(2024, 1, 1), last=date(2025, 12, 31))
    years = [Period(date(2024, 1, 1), 12), Period(date(2024, 7, 1), 12), Period(date(2025, 1, 1), 12)]
    return {period: roll_up(HIRES, period, kept.ledger).number for period in [*QUARTERS[:8], *years]}
