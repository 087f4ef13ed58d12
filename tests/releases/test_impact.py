"""What a correction changes is listed before it is accepted and stays on record, to each as far as it may be told."""

import re
from decimal import Decimal as D

import pytest
import sqlalchemy as sa

from backend.indicators.tables import Element
from backend.kit.db import now
from backend.members.rules import Role
from backend.submissions import actions, queries
from tests.goals.aims import aim
from tests.makers import Visitor
from tests.releases.reporting import Q1, Q2, Reporting
from tests.worlds import statements


async def page(world: Reporting, id: object, by: Visitor | None = None) -> str:
    answer = await (by or world.here.coordinator).get(f"/{world.here.slug}/submissions/{id}/impact")
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_the_figures_are_listed_before_and_after_it_is_accepted_and_are_the_same(world: Reporting):
    of = await world.reported(Q1)
    release = await world.released(of)
    frozen = (await world.frozen(release, "backbone")).text
    id = await world.corrected(of, "Elm", accepted=False, hires=130)
    before = await page(world, id)
    assert "New hires 100 people 130 people" in before
    assert "New hires 2024-25 Q4 500 people 5 of 5 members reported 530 people 5 of 5 members reported" in before
    assert "Local hire rate" in before  # the other figure that reads it
    assert "It is waiting for approval" in before
    assert "printed 500 people" in before
    assert "Spend" not in before.split("Collective figures")[1]
    await world.accept(id)
    after = await page(world, id)
    for part in ("Answers", "Collective figures", "Published reports"):
        assert after.split(part)[1].split("They stay")[0] == before.split(part)[1].split("They stay")[0]
    assert "it counts since then" in after
    assert (await world.frozen(release, "backbone")).text == frozen


async def test_of_each_goal_it_says_where_it_stands_without_and_with_it(world: Reporting):
    of = await world.reported(Q1)
    drawn = {"baseline": D(400), "target": D(520), "name": "Hire more"}
    await aim(world, "hires", "WF-04", visibility="members", **drawn)
    await aim(world, "own", "WF-04", visibility="backbone", **drawn | {"name": "A bolder plan"})
    await aim(world, "spend", "SC-01", name="Buy nearby")
    id = await world.corrected(of, "Elm", accepted=False, hires=130)
    before = (await page(world, id)).split("Goals measured")[1]
    assert "Hire more On track. 500 people in 2024-25 Q4 is at least as good as the path" in before
    assert "Met. 530 people in 2024-25 Q4 reaches the target of 520 people" in before
    assert ("A bolder plan" in before, "Buy nearby" in before) == (True, False)
    await world.accept(id)
    await world.corrected(of, "Ash", hires=30)
    assert (await page(world, id)).split("Goals measured")[1] == before
    mine = (await page(world, id, await world.person(Role.VIEWER, "Elm"))).split("Goals measured")[1]
    assert ("Hire more" in mine, "A bolder plan" in mine, "530" in mine, "On track" in mine) == (
        True,
        False,
        False,
        False,
    )


async def test_a_goal_that_each_member_is_to_reach_is_told_where_only_its_bound_is_corrected(world: Reporting):
    of = await world.reported(Q1)
    await aim(world, "near", "WF-05", each="0.15 * hires", baseline=D(50), target=D(90))
    id = await world.corrected(of, "Elm", hires=200)
    told = (await page(world, id)).split("Goals measured")[1]
    assert "Met. 5 of 5 members (100.0%)" in told
    assert "4 of 5 members (80.0%)" in told


async def test_of_two_accepted_at_one_moment_each_has_its_own_change(world: Reporting, monkeypatch: pytest.MonkeyPatch):
    of = await world.reported(Q1)
    at = now()
    monkeypatch.setattr(actions, "now", lambda: at)
    elm = await world.corrected(of, "Elm", hires=130)
    ash = await world.corrected(of, "Ash", hires=170)
    assert "2024-25 Q4 570 people 5 of 5 members reported 600 people" in await page(world, elm)
    assert "2024-25 Q4 530 people 5 of 5 members reported 600 people" in await page(world, ash)


async def test_what_another_corrects_later_is_no_part_of_it(world: Reporting):
    of = await world.reported(Q1)
    elm = await world.corrected(of, "Elm", hires=130)
    ash = await world.corrected(of, "Ash", hires=170)
    again = await world.corrected(of, "Elm", "Counted once more.", hires=120)
    assert "2024-25 Q4 500 people 5 of 5 members reported 530 people" in await page(world, elm)
    assert "2024-25 Q4 530 people 5 of 5 members reported 600 people" in await page(world, ash)
    assert "2024-25 Q4 600 people 5 of 5 members reported 590 people" in await page(world, again)


async def test_of_the_reports_only_those_that_used_it_are_named(world: Reporting):
    first = await world.reported(Q1)
    await world.released(first)
    id = await world.corrected(first, "Elm", hires=130)
    second = await world.reported(Q2)
    await world.released(second)
    listed = (await page(world, id)).split("Published reports")[1]
    assert ("2024-25 Q4 , published" in listed, "2025-26 Q1 , published" in listed) == (True, False)
    later = await world.corrected(second, "Elm", hires=90)
    assert "500 people" in (await page(world, later)).split("Published reports")[1]


async def test_a_member_reads_its_own_answers_and_no_live_figure(world: Reporting):
    of = await world.reported(Q1)
    await world.released(of)
    id = await world.corrected(of, "Elm", hires=130)
    mine = await page(world, id, await world.person(Role.VIEWER, "Elm"))
    assert "New hires 100 people 130 people" in mine
    assert "Wood report" in mine.split("Published reports")[1]
    assert not re.search(r"\b(500|530)\b", mine)  # whole numbers: an id or a moment may hold the digits
    stranger = await world.person(Role.VIEWER, "Ash")
    assert (await stranger.get(f"/{world.here.slug}/submissions/{id}/impact")).status_code == 404


async def test_what_the_member_withholds_is_told_to_its_own_people_alone(world: Reporting):
    id = await world.corrected(await world.reported(Q1), "Elm", accepted=False, hires=130)
    corrected, approver = "New hires 100 people 130 people", await world.person(Role.APPROVER, "Elm")
    assert corrected in await page(world, id)
    async with world.here.session() as session:
        element = await session.scalar(sa.select(Element.id).where(Element.code == "hires"))
    address = f"/{world.here.slug}/agreements/members/{world.members['Elm'].id}/withholdings"
    sent = await approver.send_form(address, element=str(element), breakdown="", reason="Counsel")
    assert sent.status_code == 303
    seen = await page(world, id)
    assert "New hires not shared by the member not shared by the member" in seen
    assert ("100 people" in seen, "130 people" in seen) == (False, False)
    assert corrected in await page(world, id, approver)


async def test_what_is_no_correction_changes_nothing(world: Reporting):
    of = await world.reported(Q1)
    async with world.here.session() as session:
        first = (await queries.of_rounds(session, [of.id]))[0]
    answer = await world.here.coordinator.get(f"/{world.here.slug}/submissions/{first.id}/impact")
    assert answer.status_code == 303


async def test_the_page_takes_few_queries(world: Reporting):
    of = await world.reported(Q1)
    id = await world.corrected(of, "Elm", hires=130)
    await aim(world, "near", "WF-05", each="0.15 * hires", baseline=D(50), target=D(90))
    with statements(world.here) as sent:
        assert "Without the correction" in await page(world, id)
    assert 0 < len(sent) <= 12, sent
    viewer = await world.person(Role.VIEWER, "Elm")
    await aim(world, "hires", "WF-04", visibility="members", baseline=D(400), target=D(520), name="Hire more")
    with statements(world.here) as sent:
        assert "Hire more" in await page(world, id, viewer)
    assert 0 < len(sent) <= 12, sent
    assert len([one for one in sent if "FROM indicators" in one]) == 1, "what the framework reports is read once"


async def test_the_next_report_lists_what_changed_and_to_the_backbone_why(world: Reporting):
    of = await world.reported(Q1)
    first = await world.released(of)
    await world.corrected(of, "Elm", "Agency staff were left out.", hires=130)
    await world.corrected(of, "Ash", "A ledger was wrong.", hires=150)
    await world.corrected(of, "Cedar", "Counted twice.", hires=160)
    second = await world.released(await world.reported(Q2))
    for audience in ("backbone", "members"):
        edition = await world.edition(second, audience)
        hires = next(one for one in edition.corrections if one.figure_code == "WF-04")
        assert "was 500 people" in hires.text
        assert "is 640 people" in hires.text
        assert ("Elm corrected its figures: Agency staff were left out." in hires.text) == (audience == "backbone")
        assert ("Agency" in edition.to_json()) == (audience == "backbone")
        energy = [one for one in edition.corrections if one.figure_code == "SU-04"]
        assert energy == []
    assert (await world.edition(first, "backbone")).figures  # and the one before is as it was
