"""The way out, on a real database: numbers as reckoned by hand, fewer indicators for some, never other numbers."""

from decimal import Decimal

import pytest

from backend.disclosure.figures import Audience
from backend.disclosure.policy import Policy
from backend.disclosure.queries import collective, policy_of, window
from backend.disclosure.splits import NOT_SPLIT
from backend.kit.db import Scope
from backend.members.tables import Collaborative
from backend.submissions.rules import Status
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Q1, Q2, Reporting, make_reporting

ALL = (Audience.BACKBONE, Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC)
D = Decimal


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def read(world: Reporting, period=Q1, *, scope: Scope | None = None, earlier=(), audiences=ALL):
    async with world.here.session(scope) as session:
        return await collective(
            session,
            world.collaborative,
            world.framework.id,
            period,
            audiences=audiences,
            today=world.today,
            earlier=earlier,
        )


def numbers(found, audience: Audience) -> dict[str, Decimal | None]:
    return {one.code: one.now.amount.number for one in found.figures[audience]}


async def test_the_figures_are_what_one_reckons_by_hand(world: Reporting):
    of = await world.opened(Q1)
    for member, hires, local, kwh in zip(
        HOSPITALS, (100, 200, 150, 250, 300), (21, 34, 19, 40, 86), ("1000.5", 2000, 1500, 2500, 3000), strict=True
    ):
        await world.answered(of, member, hires=hires, local_hires=local, kwh=kwh, spend=1000)
    found = await read(world)
    assert numbers(found, Audience.BACKBONE) == {
        "WF-04": 1000, "WF-05": 200, "WF-06": 20, "SC-01": 5000, "SU-04": D("10.0005"),
    }  # fmt: skip
    assert found.members == list(HOSPITALS)
    assert (found.signed, found.accepted_on) == (5, world.today)


async def test_audiences_see_fewer_indicators_and_never_other_numbers(world: Reporting):
    await world.reported(Q1)
    found = await read(world)
    everything = numbers(found, Audience.BACKBONE)
    assert {who: set(numbers(found, who)) for who in ALL} == {
        Audience.BACKBONE: {"WF-04", "WF-05", "WF-06", "SC-01", "SU-04"},
        Audience.MEMBERS: {"WF-04", "WF-05", "WF-06", "SC-01"},
        Audience.PARTNERS: {"WF-05", "WF-06", "SC-01"},
        Audience.PUBLIC: {"WF-05", "WF-06"},
    }
    for who in ALL:
        assert numbers(found, who).items() <= everything.items()
        assert None not in numbers(found, who).values()


async def test_a_hidden_figure_is_hidden_from_every_reader_alike(world: Reporting):
    of = await world.opened(Q1)
    for member in HOSPITALS:
        await world.answered(of, member, local_hires=2, spend=9_000_000 if member == "Elm" else 100)
    found = await read(world)
    for who in (Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC):
        assert numbers(found, who)["WF-05"] is None, "ten people"
        assert numbers(found, who).get("SC-01") is None, "nearly all of it is Elm's"
    assert numbers(found, Audience.BACKBONE)["WF-05"] == 10


async def test_without_scope_all_it_is_an_error_not_a_sum_of_what_one_may_see(world: Reporting):
    await world.reported(Q1)
    for members in (frozenset(), frozenset({world.members["Ash"].id})):
        with pytest.raises(RuntimeError, match="scope all"):
            await read(world, scope=Scope(world.here.id, members, ("members", "public")))
    assert numbers(await read(world), Audience.PUBLIC)["WF-05"] == 100


async def test_a_late_members_figure_is_held_until_enough_others_change_too(world: Reporting):
    of = await world.reported(Q1, "Elm")
    first = await read(world)
    await world.answered(of, "Elm", local_hires=33)
    again = await read(world, earlier=[first.basis])
    point = next(one for one in again.figures[Audience.PUBLIC] if one.code == "WF-05").now
    assert point.amount.number is None
    assert point.amount.hidden is not None
    assert "Held until the next release" in point.amount.hidden.sentence
    assert numbers(await read(world), Audience.PUBLIC)["WF-05"] == 113, "with nothing before it, it is shown"


async def test_what_is_kept_of_a_release_is_what_the_members_were_shown(world: Reporting):
    of = await world.opened(Q1)
    for member in HOSPITALS:
        await world.answered(of, member, local_hires=2)
    kept = {cell.id.split("|")[0] for cell in (await read(world)).basis.cells}
    assert "WF-04" in kept
    assert kept.isdisjoint({"WF-05", "WF-06", "SU-04"}), "hidden, drawn from hidden, for the backbone alone"


async def test_a_member_without_a_number_is_missing_from_the_coverage_and_from_the_sum(world: Reporting):
    of = await world.opened(Q1)
    for member in HOSPITALS:
        await world.answered(of, member, local_hires=None if member == "Elm" else 25)
    found = await read(world)
    figures = {one.code: one for one in found.figures[Audience.MEMBERS]}
    assert figures["WF-05"].now.amount.number == 100
    assert figures["WF-05"].now.coverage.sentence == "4 of 5 members reported"
    assert figures["WF-06"].now.coverage.sentence == "4 of 5 members reported", "a rate needs both its parts"
    assert figures["WF-04"].now.coverage.sentence == "5 of 5 members reported"


async def test_an_estimate_makes_the_figure_an_estimate(world: Reporting):
    of = await world.opened(Q1)
    for member in HOSPITALS:
        await world.answered(of, member, {"spend": Status.ESTIMATED} if member == "Elm" else None)
    figures = {one.code: one.now.amount.estimated for one in (await read(world)).figures[Audience.PARTNERS]}
    assert figures == {"SC-01": True, "WF-05": False, "WF-06": False}


async def test_earlier_quarters_stand_in_the_series_and_quarters_nobody_collected_do_not(world: Reporting):
    await world.reported(Q1)
    await world.reported(Q2, local_hires=30)
    points = next(one for one in (await read(world, Q2)).figures[Audience.PUBLIC] if one.code == "WF-05").points
    assert [(point.period, point.amount.number) for point in points] == [(Q1, 100), (Q2, 150)]
    assert len(window(Q2)) == 8


async def test_a_split_stands_beside_its_total_and_what_was_not_split_has_its_row(world: Reporting):
    of = await world.opened(Q1)
    for member in HOSPITALS:
        parts = {} if member == "Elm" else {"women": 60, "men": 40, "unknown": 0}
        await world.answered(of, member, **{f"hires__gender.{part}": number for part, number in parts.items()})
    backbone = next(one for one in (await read(world)).figures[Audience.BACKBONE] if one.code == "WF-04")
    assert [(code, amount.number) for code, _, amount in backbone.splits[0].rows] == [
        ("women", 240), ("men", 160), ("unknown", 0), (NOT_SPLIT, 100),
    ]  # fmt: skip
    members = next(one for one in (await read(world)).figures[Audience.MEMBERS] if one.code == "WF-04")
    hidden = {code for code, _, amount in members.splits[0].rows if amount.hidden}
    assert NOT_SPLIT in hidden, "it is Elm's alone"
    assert len(hidden) > 1, "or it were the total less the others"


@pytest.mark.parametrize(
    "settled", [{}, {"disclosure": None}, {"disclosure": {}}, {"disclosure": {"p_percent": "12.5"}}]
)
def test_settings_that_say_nothing_leave_the_strict_defaults(settled: dict):
    policy = policy_of(Collaborative(policy=settled))
    assert policy == Policy(p_percent=D("12.5") if settled.get("disclosure") else D(10))
