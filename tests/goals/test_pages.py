"""Goals on the site: set, looked at, judged otherwise, drawn anew with a reason, laid down."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.goals import queries
from backend.indicators.tables import Element, Indicator
from backend.members.rules import Role
from collab_reports import html
from tests.goals.aims import aim, gap
from tests.makers import Here
from tests.releases.reporting import Q1, Q2, Q3, Reporting, make_reporting
from tests.worlds import statements

D = Decimal
FORM = {
    "level": "performance", "name": "One in four lives nearby", "aim": "Jobs for neighbours.", "direction": "higher",
    "each": "", "baseline": "15", "baseline_on": "2024-12-31", "milestones": "2027-12-31; 20; The careers hub is open",
    "target": "25", "target_on": "2030-12-31", "leeway": "10", "source": "Survey of 2024", "would_change": "A bus.",
    "visibility": "public", "valid_from": "2025-01-01",
}  # fmt: skip


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def measured_by(world: Reporting, code: str) -> str:
    async with world.here.session() as session:
        id = (await session.scalars(sa.select(Indicator.id).where(Indicator.code == code))).one()
    return f"indicator:{world.framework.id}:{id}"


def path(world: Reporting, then: object = "") -> str:
    return f"/{world.here.slug}/goals{f'/{then}' if then else ''}"


async def send(world: Reporting, then: str = "", **fields: Any) -> Any:
    return await world.here.coordinator.send_form(path(world, then), **fields)


async def seen(world: Reporting, then: object = "") -> str:
    answer = await world.here.coordinator.get(path(world, then))
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_a_goal_of_a_figure_told_in_reports_only_is_not_said_to_have_none(world: Reporting):
    await aim(world, "hiring", "WF-06", target=D(25))
    assert "none yet" in await seen(world)
    await world.reported(Q1)
    async with world.here.session() as session:
        await session.execute(sa.text("update indicators set disclosure_class = 'wage' where code = 'WF-06'"))
    page = await seen(world)
    assert "shown in reports only" in page
    assert "none yet" not in page


async def test_a_goal_is_set_on_the_site_and_stands_where_its_figures_say(world: Reporting):
    assert "There is no goal yet" in await seen(world)
    await world.reported(Q1)
    answer = await send(world, "new", **FORM, measured_by=await measured_by(world, "WF-06"))
    assert answer.status_code == 303, answer.text
    id = answer.headers["location"].rsplit("/", 1)[1].split("?")[0]
    page = await seen(world, id)
    assert "On track" in page
    assert "20.0% in 2024-25 Q4 is at least as good as the path" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in page
    assert "The careers hub is open" in page
    listed = await seen(world)
    assert "One in four lives nearby" in listed
    assert ">On track</span>" in listed


async def test_figures_counted_otherwise_are_not_joined_on_the_page_or_in_the_report(world: Reporting):
    id = await aim(world, "hires", "WF-06", target=D(25))
    await world.reported(Q1)
    await world.reported(Q2)
    assert 'class="break"' not in await seen(world, id)
    async with world.here.session() as session:
        hires = (await session.scalars(sa.select(Element.id).where(Element.code == "hires"))).one()
    anew = await world.here.coordinator.send_form(
        f"/{world.here.slug}/definitions/elements/{hires}", seen="1", since=str(Q3.start), note="Agency staff count.",
        text="Everyone hired, agency staff too.", inclusions="", exclusions="", examples="", formula="",
    )  # fmt: skip
    assert anew.status_code == 303, anew.text
    edition = await world.edition(await world.released(await world.reported(Q3)), "members")
    for page in (await seen(world, id), html.fragment(edition).split('<section class="figure goal"')[1]):
        curve = page[page.index("<svg") : page.index("</svg>")]
        assert curve.count('class="break"') == curve.count(">counted otherwise<") == 1
        assert curve.count('class="line"') == 2  # one from Q1 to Q2, and one in the key
        assert "Counted otherwise than before." in page


async def test_every_fault_is_told_beside_its_field_and_what_was_typed_stays(world: Reporting):
    of = await measured_by(world, "WF-06")
    wrong = FORM | {"baseline": "fifteen", "target_on": "soon", "milestones": "never; 3", "leeway": "x"}
    answer = await send(world, "new", **wrong, measured_by=of)
    assert answer.status_code == 422
    for place in ("Baseline", "Target day", "Milestones", "Leeway"):
        assert f">{place}</a>" in answer.text, place
    assert 'value="fifteen"' in answer.text
    turned = await send(world, "new", **FORM | {"target": "10"}, measured_by=of)
    assert "the target is more than the baseline" in turned.text
    assert (await send(world, "new", **FORM, measured_by="series:nothing")).status_code == 422
    async with world.here.session() as session:
        assert await queries.goals(session) == []


async def test_a_goal_about_everyone_cannot_be_measured_by_members(world: Reporting):
    refused = await send(world, "new", **FORM | {"level": "population"}, measured_by=await measured_by(world, "WF-06"))
    assert refused.status_code == 422
    assert "never by adding up members" in refused.text
    series = await gap(world, goal=False)
    lower = FORM | {"level": "population", "direction": "lower", "baseline": "16", "milestones": "", "target": "8"}
    taken = await send(world, "new", **lower, measured_by=f"series:{series}")
    assert taken.status_code == 303
    page = await seen(world, taken.headers["location"].rsplit("/", 1)[1].split("?")[0])
    assert "About everyone in a place" in page
    assert not any(name in page for name in ("Ash", "Birch", "Cedar", "Dogwood", "Elm"))


async def test_what_each_member_is_to_reach_is_a_formula_that_is_looked_at(world: Reporting):
    of = await measured_by(world, "WF-05")
    each = FORM | {"baseline": "", "baseline_on": "", "milestones": "", "target": "100"}
    for formula, told in (
        ("min(0.15 * hirs, 30)", "did you mean “hires”?"),
        ("hires >= 3", "not a comparison"),
        ("min(0.15 * spend, 30)", "different things"),
    ):
        answer = await send(world, "new", **each | {"each": formula}, measured_by=of)
        assert answer.status_code == 422
        assert told in answer.text
    assert (await send(world, "new", **each | {"each": "min(0.15 * hires, 30)"}, measured_by=of)).status_code == 303
    rate = await send(world, "new", **each | {"each": "min(0.15, 30)"}, measured_by=await measured_by(world, "WF-06"))
    assert "that is no sum of what members report" in rate.text
    of_it = await world.opened(Q1)
    await world.all_answered(of_it, "Elm")
    assert "4 of 4 members" in await seen(world)
    await world.answered(of_it, "Elm", local_hires=14)
    assert "4 of 5 members" in await seen(world)


async def test_it_is_drawn_anew_with_a_reason_and_the_first_stays_readable(world: Reporting):
    id = await aim(world, "local", "WF-06", target=D(30), baseline=D(15))
    form = await world.here.coordinator.get(path(world, f"{id}/anew"))
    assert 'value="30"' in form.text
    fields = {key: value for key, value in FORM.items() if key != "level"} | {"before": "1", "name": "Goal local"}
    without = await send(world, f"{id}/versions", **fields, reason="")
    assert without.status_code == 422
    assert "Say why the goal is drawn anew" in without.text
    assert (await send(world, f"{id}/versions", **fields, reason="Two sites joined.")).status_code == 303
    again = await send(world, f"{id}/versions", **fields, reason="Again.")
    assert again.status_code == 409
    assert "Somebody else drew this goal anew" in again.text
    page = await seen(world, id)
    assert "Version 2" in page
    assert "Two sites joined." in page
    assert "30.0% by 31 March 2030" in page


async def test_a_person_says_otherwise_about_one_figure(world: Reporting):
    await world.reported(Q1)
    id = await aim(world, "local", "WF-06", target=D(30), baseline=D(15))
    same = await send(world, f"{id}/standing", standing="on_track", reason="It is.")
    assert "By its path it is on track already" in same.text
    nothing = await send(world, f"{id}/standing", standing="at_risk", reason="")
    assert nothing.status_code == 422
    assert (await send(world, f"{id}/standing", standing="at_risk", reason="A site closes.")).status_code == 303
    assert "Judged at risk by the backbone team: A site closes." in await seen(world, id)
    await world.reported(Q2)
    assert "Judged at risk" not in await seen(world, id)


async def test_what_was_said_is_taken_back(world: Reporting):
    id = await aim(world, "local", "WF-06")
    assert (await send(world, f"{id}/standing", standing="at_risk", reason="Slow.")).status_code == 303
    assert (await send(world, f"{id}/standing/end")).status_code == 303
    assert (await send(world, f"{id}/standing/end")).status_code == 409
    async with world.here.session() as session:
        assert (await queries.goal(session, id)).said_otherwise is None


async def test_it_is_laid_down_with_a_reason_and_taken_up_again(world: Reporting):
    id = await aim(world, "local", "WF-06")
    refused = await send(world, f"{id}/laying-down", reason="")
    assert refused.status_code == 422
    assert "Say why it is laid down" in refused.text
    assert (await send(world, f"{id}/laying-down", reason="Another way was found.")).status_code == 303
    assert "Goal local" not in await seen(world)
    laid = await world.here.coordinator.get(path(world) + "?of=laid-down")
    assert "Goal local" in laid.text
    assert (await send(world, f"{id}/taking-up")).status_code == 303
    assert "Goal local" in await seen(world)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.PARTNER])
async def test_only_the_backbone_sets_goals(world: Reporting, role: Role):
    who = await world.person(role, "Ash" if role is not Role.PARTNER else "")
    assert (await who.get(path(world))).status_code == 403
    assert (await who.send_form(path(world, "new"), **FORM)).status_code == 403


async def test_a_page_asks_little_of_the_database(world: Reporting):
    await world.reported(Q1)
    ids = [await aim(world, f"local-{number}", "WF-06") for number in range(3)]
    for then in ("", ids[0], "new", f"{ids[0]}/anew"):
        with statements(world.here) as sent:
            assert (await world.here.coordinator.get(path(world, then))).status_code == 200
        assert 0 < len(sent) <= 12, (then, sent)


async def test_nothing_of_another_collaborative_is_there(world: Reporting):
    assert (await world.here.coordinator.get(path(world, UUID(int=7)))).status_code == 404
