"""Numbers since a member's year began, and what of them belongs to each period."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Invalid, Severity
from backend.kit.periods import Period
from backend.submissions import queries
from backend.submissions.tables import Submission
from backend.submissions.to_date import Year
from tests.worlds import FIRST, World, statements

HIRES = ("hires", None)
QUARTER = Period(date(2025, 10, 1), 3)
numbers = st.decimals(-10_000, 10_000, places=4)


def year(*earlier: Decimal | int | str, of: Period = QUARTER, starts_in: int = 4) -> Year:
    bare = Year(of, starts_in)
    known = {period.start: Decimal(number) for period, number in zip(bare.before, earlier, strict=False)}
    return Year(of, starts_in, {HIRES: known})


@given(st.lists(numbers, min_size=4, max_size=4), st.sampled_from([1, 4, 7, 10]))
def test_the_periods_of_a_year_sum_to_the_last_number_to_date(to_date: list[Decimal], starts_in: int):
    own: list[Decimal] = []
    for quarter, typed in zip(Period(date(2025, starts_in, 1), 12).quarters(), to_date, strict=True):
        own.append(year(*own, of=quarter, starts_in=starts_in).own(typed, HIRES))
    assert sum(own) == to_date[-1]


@given(numbers, st.lists(numbers, min_size=2, max_size=2))
def test_one_way_and_back_is_where_one_began(typed: Decimal, before: list[Decimal]):
    there = year(*before)
    assert there.up_to(there.own(typed, HIRES), HIRES) == typed


def test_the_first_period_of_the_year_is_its_own():
    assert year(of=FIRST).own(Decimal(220), HIRES) == 220


@pytest.mark.parametrize(
    ("to_date", "quarters"),
    [
        (("100", "220", "300", "410"), ("100", "120", "80", "110")),
        (("100", "220", "199.5"), ("100", "120", "-20.5")),
    ],
)
def test_example_6_year_to_date_becomes_discrete_quarters(to_date: Sequence[str], quarters: Sequence[str]):
    own: list[Decimal] = []
    for quarter, typed in zip(Period(date(2025, 4, 1), 12).quarters(), to_date, strict=False):
        own.append(year(*own, of=quarter).own(Decimal(typed), HIRES))
    assert own == [Decimal(number) for number in quarters]


def test_after_a_change_of_year_end_numbers_to_date_begin_anew_and_no_quarter_is_lost_or_doubled():
    """A year from July ends early, after its second quarter; from January on the new year is counted."""
    third, fourth, first, second = Period(date(2025, 7, 1), 12).quarters()
    own = [year(of=third, starts_in=7).own(Decimal(100), HIRES)]
    own.append(year(*own, of=fourth, starts_in=7).own(Decimal(220), HIRES))
    anew = [year(of=first, starts_in=1).own(Decimal(50), HIRES)]
    anew.append(year(*anew, of=second, starts_in=1).own(Decimal(90), HIRES))
    assert (own, anew) == ([100, 120], [50, 40])
    assert sum(own) + sum(anew) == 220 + 90


def test_a_missing_period_is_named_with_what_to_do():
    with pytest.raises(Invalid) as fault:
        year(100).own(Decimal(220), HIRES, where="Work!C4")
    [problem] = fault.value.problems
    assert (problem.where, problem.code) == ("Work!C4", "to_date.missing")
    assert "July to September 2025" in problem.message
    assert "April" not in problem.message


def test_a_year_that_does_not_fit_the_periods_says_so():
    assert not year(starts_in=2).fits
    with pytest.raises(Invalid, match="a year that begins in February has no quarter of October to December 2025"):
        year(starts_in=2).own(Decimal(220), HIRES)
    assert year(of=Period(date(2025, 1, 1), 12), starts_in=7).earlier(HIRES) is None


# ---- On the pages ----------------------------------------------------------------------------------------------------


async def two(world: World) -> tuple[Submission, Submission]:
    """The first and the second quarter of the members' year."""
    return tuple([await world.submission(await world.opened(period)) for period in (FIRST, FIRST.next())])  # type: ignore[return-value]


async def numbers_of(world: World, of: Submission) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {element: (a.number, a.to_date) for (element, _), a in (await world.answers(of)).items()}


ON = {"has_to_date": "yes", "to_date": "yes"}
OFF = {"has_to_date": "yes"}


async def test_the_form_takes_numbers_to_date_and_shows_both(world: World):
    first, second = await two(world)
    await world.accepted(first, hires="100", local_hires="10")
    page = await world.contributor.get(world.path(second))
    assert "Our numbers count since April" in page.text
    assert (await world.save(second, n__hires="220", n__local_hires="15", **ON)).status_code == 303
    assert await numbers_of(world, second) == {"hires": (120, 220), "local_hires": (5, 15)}
    page = await world.contributor.get(world.path(second))
    assert 'value="220"' in page.text
    assert "220 since April, 120 in this quarter" in page.text
    assert "to_date" in page.text
    assert " checked" in page.text


async def test_what_is_of_one_day_is_never_converted(world: World):
    first, second = await two(world)
    await world.fill(first)
    await world.save(second, section="money", n__spend="1300.50", n__policy="yes", **ON)
    assert await numbers_of(world, second) == {"spend": (Decimal("100.00"), Decimal("1300.50")), "policy": (1, None)}


async def test_turning_the_switch_leaves_the_numbers_nobody_touched(world: World):
    first, second = await two(world)
    await world.fill(first, hires="100", local_hires="10")
    await world.save(second, n__hires="120", n__local_hires="5", **OFF)
    seen = {"r__hires": "1", "r__local_hires": "1"}
    await world.save(second, n__hires="120", n__local_hires="16", **seen, **ON)
    assert await numbers_of(world, second) == {"hires": (120, None), "local_hires": (6, 16)}
    page = await world.contributor.get(world.path(second))
    assert 'value="220"' in page.text  # its field now counts to date too
    seen = {"r__hires": "1", "r__local_hires": "2"}
    await world.save(second, n__hires="220", n__local_hires="16", **seen, **OFF)
    assert await numbers_of(world, second) == {"hires": (120, None), "local_hires": (6, 16)}
    async with world.here.session() as session:
        assert not (await queries.submission(session, second.id)).year_to_date


async def test_an_earlier_quarter_without_a_number_keeps_it_from_being_saved(world: World):
    first, second = await two(world)
    refused = await world.save(second, n__hires="220", **ON)
    assert refused.status_code == 422
    assert "There is no number yet for April to June 2025" in refused.text
    assert " checked" in refused.text
    await world.save(first, n__hires="", s__hires="not_available")
    assert (await world.save(second, n__hires="220", **ON)).status_code == 422
    await world.save(first, n__hires="0", r__hires="1")
    assert (await world.save(second, n__hires="220", **ON)).status_code == 303
    assert await numbers_of(world, second) == {"hires": (220, 220)}


async def test_a_number_that_fell_is_to_be_explained_and_then_stands(world: World):
    first, second = await two(world)
    await world.fill(first, hires="100")
    await world.save(second, n__hires="90", n__local_hires="10", **ON)
    found = {p.code: p for p in await world.findings(second) if p.where == "New hires"}
    assert set(found) == {"number.negative_period"}
    assert found["number.negative_period"].severity is Severity.EXPLAIN
    await world.save(second, n__hires="90", t__hires="Ten were counted twice.", r__hires="1", **ON)
    assert not [p for p in await world.findings(second) if p.where == "New hires"]
    assert (await numbers_of(world, second))["hires"] == (-10, 90)


async def test_an_earlier_quarter_changed_since_is_said_and_saving_again_puts_it_right(world: World):
    first, second = await two(world)
    await world.fill(first, hires="100")
    await world.save(second, n__hires="220", **ON)
    await world.save(first, n__hires="110", n__local_hires="10", r__hires="1", r__local_hires="1")
    assert "to_date.moved" in {p.code for p in await world.findings(second)}
    await world.save(second, n__hires="220", r__hires="1", **ON)
    assert (await numbers_of(world, second))["hires"] == (110, 220)
    assert "to_date.moved" not in {p.code for p in await world.findings(second)}


async def test_what_is_accepted_counts_before_a_correction_that_is_not_yet(world: World):
    first, second = await two(world)
    await world.accepted(first, hires="100")
    async with world.here.session() as session:
        found = await queries.submission(session, first.id)
        later = Submission(member_id=found.member_id, round_id=found.round_id, version=2, state="in_progress")
        later.restates_reason = "Counted anew."
        session.add(later)
    await world.save(later, n__hires="130")
    await world.save(second, n__hires="220", **ON)
    assert (await numbers_of(world, second))["hires"] == (120, 220)


async def test_both_pages_show_both_numbers_in_few_queries(world: World):
    first, second = await two(world)
    await world.fill(first, hires="100")
    await world.save(second, n__hires="220", **ON)
    for visitor in (world.contributor, world.approver):
        with statements(world.here) as sent:
            page = await visitor.get(world.path(second))
        assert "220 since April, 120 in this quarter" in page.text
        assert 0 < len(sent) <= 12, sent
