"""A goal takes its baseline from an earlier figure: by one click, with its source, and never one its readers may not see."""

import re

import sqlalchemy as sa

from backend.goals import queries as goal_queries
from backend.goals.queries import Drawn
from backend.indicators.tables import Indicator
from backend.kit.db import Scope
from backend.members.rules import Role
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Reporting
from tests.releases.test_past_pages import SAID, brought, pasted, said
from tests.worlds import statements


async def goal(here: Here, world: Reporting, code: str = "WF-05", **more: str) -> Drawn:
    async with here.session() as session:
        [indicator] = await session.scalars(sa.select(Indicator.id).where(Indicator.code == code))
    path = {"direction": "higher", "target": "500", "target_on": "2031-12-31", "valid_from": "2024-01-01"}
    sent = {"name": "Hire here", "aim": "Who lives here works here.", "level": "performance", "leeway": "10"}
    measured = {"measured_by": f"indicator:{world.framework.id}:{indicator}"}
    answer = await here.coordinator.send_form(f"/{here.slug}/goals/new", **sent, **path, **measured, **more)
    assert answer.status_code == 303, said(answer.text)
    async with here.session() as session:
        return (await goal_queries.goals(session))[-1]


def offered(page: str) -> list[tuple[str, str, str]]:
    """Of each figure when it is of, how much, and its key."""
    rows = [row for row in page.split("<tr>") if 'name="figure"' in row]
    return [
        (
            said(row.partition("</th>")[0]),
            said(row.split("<td")[1].partition(">")[2]),
            re.findall(r'name="figure" value="([^"]*)"', row)[0],
        )
        for row in rows
    ]


async def test_what_members_reported_is_offered_as_a_report_would_show_it(here: Here, world: Reporting) -> None:
    shown = [f"{name}|Q1 2022-23|100|20" for name in HOSPITALS]
    hidden = [f"{name}|Q2 2022-23|100|30" for name in HOSPITALS[:2]]  # two of one system: a figure of one
    await brought(here, pasted("member|period|hires|local_hires", *shown, *hidden))
    of = await goal(here, world)
    path = f"/{here.slug}/goals/{of.goal.id}"
    assert f"{path}/baseline" in (await here.coordinator.get(path)).text
    with statements(here) as asked:
        page = (await here.coordinator.get(f"{path}/baseline")).text
    assert len(asked) <= 12
    assert offered(page) == []
    until = re.findall(r'<option value="([^"]*)"', page)[0]
    form = {"until": until, "before": "1"}
    page = (await here.coordinator.send_form(f"{path}/baseline", **form)).text
    assert [(when, much) for when, much, _ in offered(page)] == [("2022-23 Q1", "100 people")]
    [(_, _, key)] = offered(page)
    withheld = await here.coordinator.send_form(f"{path}/baseline", figure="figure:2022-07-01:3", **form)
    assert withheld.status_code == 422
    assert "Choose one from the list." in withheld.text
    assert (await here.coordinator.send_form(f"{path}/baseline", figure=key, **form)).status_code == 303
    async with here.session() as session:
        drawn = (await goal_queries.goal(session, of.goal.id)).newest
    assert (drawn.row.version, drawn.drawing.baseline, str(drawn.drawing.baseline_on)) == (2, 100, "2022-06-30")
    assert drawn.drawing.source == "What members reported here for 2022-23 Q1"
    assert drawn.drawing.reason.startswith("Its baseline is taken from 2022-23 Q1")
    assert drawn.drawing.target == 500
    stale = await here.coordinator.send_form(f"{path}/baseline", figure=key, **form)
    assert stale.status_code == 409
    inside = await goal(here, world, visibility="backbone")
    page = (await here.coordinator.send_form(f"/{here.slug}/goals/{inside.goal.id}/baseline", **form)).text
    assert [much for _, much, _ in offered(page)] == ["100 people"], "it may be shown to others one day"


async def test_a_total_is_offered_to_whom_it_was_brought_in_for(here: Here, world: Reporting) -> None:
    of = await goal(here, world)
    path = f"/{here.slug}/goals/{of.goal.id}/baseline"
    assert "There is no earlier figure yet" in (await here.coordinator.get(path)).text
    await brought(here, pasted("element|period|value", "Local hires|2020-21|80"), visibility="members")
    page = (await here.coordinator.get(path)).text
    assert offered(page) == []
    assert "fewer readers than the goal has" in page
    refused = await here.coordinator.send_form(path, figure="point:2020-04-01:2021-03-31", until="", before="1")
    assert refused.status_code == 422
    await brought(here, pasted("element|period|value", "Local hires|2019-20|70"), visibility="public")
    page = (await here.coordinator.get(path)).text
    assert [(when, much) for when, much, _ in offered(page)] == [
        ("2020-21 total only, brought in", "80 people"),
        ("2019-20 total only, brought in", "70 people"),
    ]
    key = offered(page)[0][2]
    assert (await here.coordinator.send_form(path, figure=key, until="", before="1")).status_code == 303
    async with here.session() as session:
        drawn = (await goal_queries.goal(session, of.goal.id)).newest.drawing
    assert (drawn.baseline, str(drawn.baseline_on), drawn.source) == (80, "2021-03-31", SAID)


async def test_what_does_not_fit_the_path_is_said(here: Here, world: Reporting) -> None:
    await brought(here, pasted("element|period|value", "Local hires|2020-21|900"), visibility="public")
    of = await goal(here, world)
    path = f"/{here.slug}/goals/{of.goal.id}/baseline"
    answer = await here.coordinator.send_form(path, figure="point:2020-04-01:2021-03-31", until="", before="1")
    assert answer.status_code == 422
    assert "the target is more than the baseline" in answer.text


async def test_a_number_of_members_is_no_share_of_them(here: Here, world: Reporting) -> None:
    """The goal is in per cent of those that answered; three members are not three per cent."""
    shown = [f"{name}|Q1 2022-23|100|20" for name in HOSPITALS]
    await brought(here, pasted("member|period|hires|local_hires", *shown))
    of = await goal(here, world)
    path = f"/{here.slug}/goals/{of.goal.id}/baseline"
    until = re.findall(r'<option value="([^"]*)"', (await here.coordinator.get(path)).text)[0]
    assert offered((await here.coordinator.send_form(path, until=until, before="1")).text)
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        await session.execute(sa.update(Indicator).where(Indicator.code == "WF-05").values(rule_members="count_true"))
    page = (await here.coordinator.send_form(path, until=until, before="1")).text
    assert offered(page) == []
    assert "counts members that reach it" in page


async def test_it_is_the_coordinators_alone_and_of_no_neighbour(here: Here, world: Reporting, elsewhere: Here) -> None:
    of = await goal(here, world)
    path = f"/{here.slug}/goals/{of.goal.id}/baseline"
    assert (await (await world.person(Role.PARTNER)).get(path)).status_code == 403
    assert (await (await world.person(Role.CONTRIBUTOR, "Ash")).get(path)).status_code == 403
    assert (await elsewhere.coordinator.get(path.replace(here.slug, elsewhere.slug))).status_code == 404
    with statements(here) as asked:
        assert (await here.coordinator.get(path)).status_code == 200
    assert len(asked) <= 12
