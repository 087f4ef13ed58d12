"""The books of a small world in a real database: who was asked, what counts, and that nothing else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from backend.indicators.queries import elements_by_code, tracked
from backend.kit.db import Scope
from backend.kit.periods import Period
from backend.rollups.queries import Books, books, reckoning, totals
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status
from tests.makers import Here
from tests.rollups.worlds import ACCEPTED, LONG_AGO, World

YEAR = Period(date(2025, 1, 1), 12)
Q1, Q2, Q3, Q4 = YEAR.quarters()


@pytest.fixture
async def world(here: Here) -> World:
    return await World.begun(here)


async def read(world: World, first: date = YEAR.start, last: date = YEAR.end) -> Books:
    async with world.here.session() as session:
        return await books(session, world.framework, first=first, last=last)


async def test_a_collection_asks_those_who_belong_on_its_last_day(world: World):
    await world.element("hires")
    await world.collects(Q1)
    await world.collects(Q2, opened=False, backfilled=True)
    await world.collects(Q3, opened=False)
    await world.member("Birch", terms=[(LONG_AGO, Q1.end), (date(2026, 1, 1), None)])
    await world.member("Abbey")
    await world.member("Cedar", terms=[(LONG_AGO, date(2025, 3, 30))])
    await world.gives("Abbey", Q1, hires=10)
    await world.gives("Abbey", Q2, hires=Status.WITHHELD)
    await world.gives("Birch", Q1, hires=5)
    await world.gives("Birch", Q2, hires=7)
    found = await read(world)
    abbey, birch = world.members["Abbey"], world.members["Birch"]
    assert {member: asked.periods for member, asked in found.ledger.members.items()} == {abbey: {Q1, Q2}, birch: {Q1}}
    assert list(found.members.values()) == ["Abbey", "Birch"]
    assert set(found.ledger.line(abbey, "hires")) == {Q1, Q2}
    assert found.ledger.line(abbey, "hires")[Q2].status is Status.WITHHELD
    assert set(found.ledger.line(birch, "hires")) == {Q1}, "what it gave after it had left does not count"


async def test_only_what_counts_now_is_in_the_books(world: World):
    await world.element("hires")
    await world.element("local", asked=False)
    await world.element("leavers", asked=False)
    await world.element("remarks", kind="text")
    await world.indicator("WF-01", "local / hires", members="ratio_of_sums", quarters="ratio_of_sums", unit="%")
    await world.collects(Q1, Q2)
    await world.member("Abbey")
    await world.gives("Abbey", Q1, retired=datetime.fromisoformat("2025-08-02T00:00Z"), hires=11)
    await world.gives("Abbey", Q1, hires=10, local=4, leavers=1, remarks="all well")
    found = await read(world)
    abbey = world.members["Abbey"]
    assert {code: set(found.ledger.line(abbey, code)) for code in world.elements} == {
        "hires": {Q1},
        "local": {Q1},
        "leavers": set(),
        "remarks": set(),
    }
    assert found.ledger.line(abbey, "hires")[Q1].number == 10
    assert not (await read(world, Q2.start, Q2.end)).ledger.line(abbey, "hires")


async def test_equal_codes_of_two_breakdowns_are_two_categories(world: World):
    await world.element("hires")
    await world.breakdown("gender", "hires", "women", "unknown")
    await world.breakdown("age", "hires", "young", "unknown")
    await world.collects(Q1)
    await world.member("Abbey")
    await world.gives("Abbey", Q1, hires=10)
    await world.gives("Abbey", Q1, by="gender.unknown", hires=2)
    await world.gives("Abbey", Q1, by="age.unknown", hires=3)
    found = await read(world)
    abbey = world.members["Abbey"]
    assert found.ledger.line(abbey, "hires")[Q1].number == 10
    split = {
        (breakdown, code): [value.number for value in ledger.line(abbey, "hires").values()]
        for breakdown, ledgers in found.by_category.items()
        for code, ledger in ledgers.items()
    }
    assert split == {("age", "young"): [], ("age", "unknown"): [3], ("gender", "women"): [], ("gender", "unknown"): [2]}
    assert all(abbey in ledger.members for ledgers in found.by_category.values() for ledger in ledgers.values())


async def test_sites_lie_within_the_member_that_reports_for_their_system(world: World):
    await world.collects(Q1)
    await world.member("System", level="system")
    await world.member("Group", level="site", parent="System")
    await world.member("Site", parent="Group")
    await world.member("Rest", level="remainder", parent="System")
    await world.member("Alone")
    asked = (await read(world)).ledger.members
    of = {name: asked[id] for name, id in world.members.items()}
    assert {name: one.parent for name, one in of.items()} == {
        **dict.fromkeys(("System", "Group", "Site", "Rest"), world.organizations["System"]),
        "Alone": world.organizations["Alone"],
    }
    system = world.members["System"]
    assert {name: one.within for name, one in of.items()} == {
        "System": None, "Group": system, "Site": system, "Rest": None, "Alone": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "quarters", "since"),
    [
        ("hires", "sum", Q4),
        ("hires - earlier(hires, 2)", "sum", Q2),
        ("hires", "rolling_12m", Q1),
        ("running(hires)", "last", Q1.shift(-24)),
    ],
)
async def test_books_reach_back_as_far_as_formulas_read(world: World, formula: str, quarters: str, since: Period):
    every = [Q1.shift(3 * step) for step in range(-8, 4)]
    await world.element("hires")
    await world.indicator("WF-01", formula, quarters=quarters)
    await world.collects(*every)
    await world.member("Abbey")
    for period in every:
        await world.gives("Abbey", period, hires=1)
    found = await read(world, Q4.start, Q4.end)
    line = found.ledger.line(world.members["Abbey"], "hires")
    assert set(line) >= {period for period in every if period >= since}
    assert min(line) == (since if quarters != "rolling_12m" else Q4.shift(-12))
    assert found.accepted == {Q4: (1, date(2025, 8, 1))}


async def test_accepted_counts_members_asked_and_the_day_is_that_of_the_place(world: World):
    await world.element("hires")
    await world.collects(Q1, Q2)
    await world.member("Abbey")
    await world.member("Birch", terms=[(LONG_AGO, date(2025, 2, 1))])
    await world.gives("Abbey", Q1, hires=1)
    await world.gives("Birch", Q1, hires=1)
    assert ACCEPTED.date() == date(2025, 7, 31)
    assert (await read(world)).accepted == {Q1: (1, date(2025, 8, 1)), Q2: (0, None)}


async def test_a_reckoning_has_the_rules_of_its_elements_and_a_percent_its_factor(world: World):
    await world.element("local")
    await world.element("hires", rule="distinct")
    await world.indicator(
        "WF-01", "local / hires", members="ratio_of_sums", quarters="ratio_of_sums", unit="%", overlap=True
    )
    await world.indicator("WF-02", "local >= 0.1 * hires", members="count_true", unit="yes_no")
    await world.indicator("WF-03", "", members="external", quarters="last", unit="%")
    await world.collects(Q1)
    await world.member("Abbey")
    await world.gives("Abbey", Q1, local=1, hires=4)
    async with world.here.session() as session:
        elements = await elements_by_code(session)
        share, yes_no, series = (
            reckoning(one, one.definitions[0], elements) for one in await tracked(session, world.framework)
        )
    assert (share.factor, share.element_rules) == (100, {"local": "sum", "hires": "distinct"})
    assert share.overlap_possible
    assert yes_no.factor == 1
    assert series.formula is None
    ledger = (await read(world)).ledger
    assert roll_up(share, Q1, ledger).number == 25
    assert roll_up(yes_no, Q1, ledger).number == 1


async def test_a_session_that_sees_some_members_may_not_add_up(world: World):
    await world.member("Abbey")
    some = Scope(world.here.id, frozenset(world.members.values()))
    for ask in (books, totals):
        async with world.here.session(some) as session:
            with pytest.raises(RuntimeError, match="scope all"):
                await ask(session, world.framework, first=Q1.start, last=Q1.end)
        async with world.here.session() as session:
            await ask(session, world.framework, first=Q1.start, last=Q1.end)


async def test_queries_do_not_grow_with_members_periods_or_indicators(world: World):
    await world.element("hires")
    await world.element("local")
    await world.breakdown("gender", "hires", "women", "unknown")
    await world.indicator("WF-01", "local / hires", members="ratio_of_sums", quarters="ratio_of_sums", unit="%")
    await world.indicator("WF-02", "hires - earlier(hires, 1)")
    await world.collects(Q1)
    await world.member("Abbey")
    await world.gives("Abbey", Q1, hires=1)
    before = await how_many_queries(world)
    await world.collects(Q2, Q3, Q4)
    for name in ("Birch", "Cedar", "Downs"):
        await world.member(name)
        for period in (Q1, Q2, Q3):
            await world.gives(name, period, hires=4, local=1)
            await world.gives(name, period, by="gender.women", hires=1)
    await world.element("staff")
    await world.indicator("WF-04", "hires / staff", members="ratio_of_sums", quarters="ratio_of_sums", unit="%")
    assert await how_many_queries(world) == before == (8, 7)


async def how_many_queries(world: World) -> tuple[int, int]:
    """Of the books, of the totals; the one that puts the scope into the transaction is not counted."""
    counts = []
    for ask in (books, totals):
        async with world.here.session() as session:
            await session.connection()
            with statements(world) as run:
                await ask(session, world.framework, first=YEAR.start, last=YEAR.end)
        counts.append(len(run))
    return counts[0], counts[1]


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    run: list[str] = []
    engine = world.here.database.engine.sync_engine

    def note(_connection, _cursor, statement, *_rest):
        run.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
