"""A trend over the same members stands beside that over all, unless it would tell what the others put in."""

from datetime import date

import pytest

from collab_reports import html
from collab_reports.edition import Edition
from collab_reports.tables import trend_table
from collab_reports.trends import trend
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Q1, Q2, Q3, Reporting, figure, make_reporting

JOINERS = ("Fir", "Gum", "Holly", "Ivy")


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def joined(world: Reporting, *names: str, since: date = Q3.start) -> None:
    """Members that belong from the third quarter on; who enters and signs for all does for them too."""
    for name in names:
        world.members[name] = await world.here.member(name, starts=since)
    await world.acts_for_all()


async def three_quarters(world: Reporting, *joiners: str, **numbers: int) -> Edition:
    await world.reported(Q1)
    await world.reported(Q2)
    await joined(world, *joiners)
    of = await world.opened(Q3)
    for name in (*HOSPITALS, *joiners):
        await world.answered(of, name, **(numbers if name in joiners else {"hires": 110}))
    return await world.edition(await world.released(of), "members")


async def test_who_joined_is_in_the_one_trend_and_not_in_the_other(world: Reporting):
    edition = await three_quarters(world, *JOINERS, hires=200)
    hires = figure(edition, "WF-04")
    assert [str(point.value) for point in hires.series] == ["500", "500", "1350"]
    assert hires.same is not None
    assert (hires.same.members, [str(point.value) for point in hires.same.series]) == (5, ["500", "500", "550"])
    series = trend(hires, "en_GB", key="k")
    assert "Dashed, the same 5 members in every period: " in series.summary
    table = trend_table(series, hires, "en_GB")
    assert "Same 5 members" in [name for name, _ in table.columns]
    drawn = html.fragment(edition)
    assert "the same 5 members in every period" in drawn
    assert Edition.from_json(edition.to_json()) == edition


async def test_where_all_are_in_every_period_there_is_one_trend_and_the_same_text_as_ever(world: Reporting):
    await world.reported(Q1)
    edition = await world.edition(await world.released(await world.reported(Q2)), "members")
    assert all(one.same is None for one in edition.figures)
    assert '"same"' not in edition.to_json()


async def test_beside_too_few_others_the_second_trend_is_not_shown_and_nothing_else_is_hidden(world: Reporting):
    """All less the same would be what the two that joined put in."""
    edition = await three_quarters(world, *JOINERS[:2], hires=200)
    hires = figure(edition, "WF-04")
    assert hires.same is None
    assert str(hires.value) == "950"
    [release] = await world.releases()
    seen = figure(await world.edition(release.id, "backbone"), "WF-04")  # who sees every member's figures anyway
    assert seen.same is not None
    assert [str(point.value) for point in seen.same.series] == ["500", "500", "550"]


async def test_beside_a_small_count_of_the_others_the_second_trend_is_not_shown(world: Reporting):
    edition = await three_quarters(world, *JOINERS, hires=2, local_hires=1)
    assert figure(edition, "WF-04").same is None
    assert figure(edition, "WF-04").value is not None


async def test_what_members_of_the_set_later_correct_is_held_against_what_was_shown(world: Reporting):
    """One more that leaves the set would be told by the two reports; then the trend gives way."""
    of = await world.reported(Q1)
    await world.reported(Q2)
    await joined(world, *JOINERS)
    third = await world.opened(Q3)
    for name in (*HOSPITALS, *JOINERS):
        await world.answered(third, name, hires=110)
    first = await world.edition(await world.released(third), "members")
    assert figure(first, "WF-04").same is not None
    await world.corrected(of, "Elm", hires=None)  # is not in the set any more
    again = await world.edition(await world.released(third), "members")
    shown = figure(again, "WF-04").same
    assert shown is None or [p.value for p in shown.series] == [p.value for p in figure(first, "WF-04").same.series]
