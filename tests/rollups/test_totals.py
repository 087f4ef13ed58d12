"""Totals read fast against the rules on the books: random worlds, every indicator and period, to the last digit."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from backend.indicators.queries import elements_by_code, tracked
from backend.indicators.rules import OverMembers
from backend.kit.periods import Period
from backend.rollups.queries import Span, Total, Vintage, books, reckoning, totals, totals_of
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status
from tests.makers import Here
from tests.rollups.test_queries import statements
from tests.rollups.worlds import ACCEPTED, LONG_AGO, World

YEAR = Period(date(2025, 1, 1), 12)
Q1, Q2, Q3, Q4 = YEAR.quarters()
EARLIER = YEAR.previous().quarters()
D = Decimal

ELEMENTS = {"a": "sum", "b": "sum", "s": "last", "t": "last", "m": "average", "d": "distinct"}
PLAIN = [
    ("sum", "a", {}),
    ("difference", "a - 2 * b", {"redefined": (date(2025, 7, 1), "a + b")}),
    ("stock", "s", {"quarters": "last", "overlap": True}),
    ("average", "m", {"quarters": "average"}),
    ("entities", "d", {"members": "distinct", "quarters": "distinct"}),
    ("share", "a / b", {"members": "ratio_of_sums", "quarters": "ratio_of_sums", "unit": "%"}),
    ("rest", "(a - b) / (a + b + s)", {"members": "ratio_of_sums", "quarters": "split", "unit": "per_1000"}),
    ("stocks", "s / t", {"members": "ratio_of_sums", "quarters": "ratio_last", "unit": "ratio"}),
    ("over", "a / m", {"members": "ratio_of_sums", "quarters": "ratio_sum_over_average", "unit": "%"}),
    ("policy", "a", {"members": "none"}),
]
OTHERS = [
    ("met", "a >= b", {"members": "count_true", "unit": "yes_no"}),
    ("year", "a / s", {"members": "ratio_of_sums", "quarters": "rolling_12m", "unit": "%"}),
    ("grown", "a - earlier(a, 1)", {}),
    ("so_far", "running(a)", {"quarters": "last"}),
    ("typical", "a / average(s)", {"members": "ratio_of_sums", "quarters": "ratio_sum_over_average", "unit": "%"}),
]
SERIES = ("series", "", {"members": "external", "quarters": "last", "unit": "%"})


@pytest.mark.parametrize("seed", range(24))
async def test_totals_are_what_the_rules_come_to(here: Here, seed: int):
    world = await random_world(here, random.Random(seed))
    found, expected = await both(world, YEAR.start, YEAR.end)
    assert found == expected
    assert {total.indicator for total in found} == {code for code, *_ in (*PLAIN, *OTHERS)}
    await what_is_read_together_is_as_if_read_alone(world, found)


async def test_figures_as_they_stand_are_added_up_by_the_database_alone(here: Here):
    world = await World.begun(here)
    for code, rule in ELEMENTS.items():
        await world.element(code, rule=rule)
    for code, formula, facts in PLAIN:
        await world.indicator(code, formula, **facts)
    await world.collects(*YEAR.quarters())
    for name in ("Abbey", "Birch"):
        await world.member(name)
        for quarter in YEAR.quarters():
            await world.gives(name, quarter, **dict.fromkeys(ELEMENTS, 10))
    async with here.session() as session:
        with statements(world) as run:
            await totals(session, world.framework, first=YEAR.start, last=YEAR.end)
    assert sum("accepted_values" in statement for statement in run) == 1
    found, expected = await both(world, YEAR.start, YEAR.end)
    assert found == expected
    assert {total.coverage.sentence for total in found} == {"2 of 2 members reported"}


async def test_a_site_inside_its_system_and_one_reported_elsewhere_are_covered_and_not_added_twice(here: Here):
    world = await World.begun(here)
    await world.element("a")
    await world.indicator("sum", "a")
    await world.collects(Q1)
    await world.member("System", level="system")
    await world.member("Inside", parent="System")
    await world.member("Rest", level="remainder", parent="System")
    await world.member("Alone")
    await world.gives("System", Q1, a=100)
    await world.gives("Inside", Q1, a=30)
    await world.gives("Rest", Q1, a=Status.REPORTED_ELSEWHERE)
    (found,), expected = await both(world, Q1.start, Q1.end)
    assert [found] == expected
    assert (found.number, found.coverage.covered, found.coverage.asked, found.contributors) == (100, 3, 4, 1)


async def test_the_third_digit_behind_a_member_that_left_an_element_out_is_right(here: Here):
    world = await World.begun(here)
    await world.element("a", kind="money", unit="GBP")
    await world.element("b", kind="money", unit="GBP")
    await world.indicator("share", "a / b", members="ratio_of_sums", quarters="ratio_of_sums", unit="%")
    await world.collects(Q1)
    await world.member("Abbey")
    await world.member("Birch")
    await world.member("Cedar")
    await world.gives("Abbey", Q1, a=D("1.01"), b=D("3.003"))
    await world.gives("Birch", Q1, a=D("999999999999999999.9999999999"))
    await world.gives("Cedar", Q1, b=D("0.0000000001"))
    (found,), expected = await both(world, Q1.start, Q1.end)
    assert [found] == expected
    assert found.parts == {"a": D("1.01"), "b": D("3.003")}
    assert found.number == 100 * (D("1.01") / D("3.003"))
    assert (found.coverage.covered, found.coverage.asked) == (1, 3)


async def what_is_read_together_is_as_if_read_alone(world: World, found: Sequence[Total]) -> None:
    """Several vintages and spans of days; who is at the top of a member is another matter on each one's last day."""
    vintages = [Vintage(), Vintage(ACCEPTED), Vintage(ACCEPTED - timedelta(days=1))]
    async with world.here.session() as session:
        every, elements = await tracked(session, world.framework), await elements_by_code(session)
        spans = [Span(every, YEAR.start, YEAR.end), Span(every[::2], EARLIER[0].start, Q1.end)]
        with statements(world) as run:
            together = await totals_of(session, vintages, spans, world.framework, elements=elements)
        assert len(run) == 4
        alone = [
            [(await totals_of(session, [one], [span], world.framework))[0][0] for one in vintages] for span in spans
        ]
    assert together == alone
    assert list(together[0][0].values()) == found


async def both(world: World, first: date, last: date) -> tuple[Sequence[Total], Sequence[Total]]:
    """As read fast, and by the rules from the books."""
    async with world.here.session() as session:
        found = await totals(session, world.framework, first=first, last=last)
        kept = await books(session, world.framework, first=first, last=last)
        indicators = await tracked(session, world.framework)
        elements = await elements_by_code(session)
        assert found == await totals(session, world.framework, first=first, last=last, tracked=indicators)
    expected = [
        Total.of(roll_up(reckoning(one, definition, elements), period, kept.ledger))
        for one in indicators
        if one.indicator.rule_members != OverMembers.EXTERNAL
        for period in kept.accepted
        if (definition := one.definition_on(period.end))
    ]
    return found, expected


async def random_world(here: Here, chance: random.Random) -> World:
    """Members under parents, joining, leaving, sold; values of every status, and blanks; some by months or the year."""
    world = await World.begun(here)
    for code, rule in ELEMENTS.items():
        await world.element(code, rule=rule, asked=chance.random() < 0.7)
    for code, formula, facts in (*PLAIN, *OTHERS, SERIES):
        await world.indicator(code, formula, **facts)
    await world.breakdown("gender", "a", "women", "unknown")
    collected = [*EARLIER[2:], Q1, Q2, Q3, Q4, *([YEAR] if chance.random() < 0.3 else [])]
    await world.collects(*collected[:-1])
    await world.collects(collected[-1], opened=False, backfilled=chance.random() < 0.7)
    for name in (members := [f"M{at}" for at in range(chance.randint(1, 6))]):
        level = chance.choice(["site", "site", "site", "system", "remainder"])
        parent = chance.choice(["", "M0", "M1", "Holding"])
        parent = "" if parent == name else parent
        await world.member(name, level=level, parent=parent, held=_held(chance), terms=_terms(chance))
    in_parts = Q2.split(1) if chance.random() < 0.3 else []
    for name in members:
        full = chance.random() < 0.5
        for period in [*collected, *in_parts]:
            answers = {code: _answer(chance) for code in ELEMENTS if full or chance.random() < 0.7}
            await world.gives(name, period, **answers)
            await world.gives(name, period, retired=ACCEPTED, a=_answer(chance), b=_answer(chance))
            if "a" in answers:
                await world.gives(name, period, by="gender.women", a=chance.randint(1, 9))
    return world


def _terms(chance: random.Random) -> list[tuple[date, date | None]]:
    return chance.choice(
        [
            [(LONG_AGO, None)],
            [(LONG_AGO, None)],
            [(LONG_AGO, date(2020, 12, 31))],
            [(LONG_AGO, Q2.end)],
            [(date(2025, 5, 15), None)],
            [(LONG_AGO, date(2025, 2, 1)), (Q4.start, None)],
        ]
    )


def _held(chance: random.Random) -> tuple[date, date | None]:
    """Since when, and until when, what is above it is above it: some are sold."""
    return chance.choice(
        [(LONG_AGO, None), (LONG_AGO, None), (LONG_AGO, date(2025, 5, 14)), (date(2025, 2, 15), date(2025, 8, 1))]
    )


def _answer(chance: random.Random) -> Decimal | Status:
    if chance.random() < 0.25:
        return chance.choice([status for status in Status if not status.has_number])
    return D(chance.randint(-10_000, 10 ** chance.randint(1, 17))).scaleb(-chance.randint(0, 10))
