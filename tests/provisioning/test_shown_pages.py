"""What is shown, and to whom: stricter at once, looser with a reason and a second person."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from backend.disclosure.policy import Policy
from backend.disclosure.queries import policy_of
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.mail import Letter
from backend.members.employment_tables import Employment
from backend.members.rules import Role
from backend.members.tables import Collaborative
from backend.provisioning import settling
from backend.provisioning.rule_tables import RuleProposal
from backend.provisioning.ruling import shows_more
from backend.provisioning.trying import Tried, tried
from tests.makers import Here
from tests.provisioning.test_settings_pages import seen
from tests.releases.reporting import Q1, make_reporting


async def send(here: Here, **fields: str):
    return await here.administrator.send_form(f"/{here.slug}/settings/shown", **fields)


async def policy(here: Here) -> Policy:
    async with here.session() as session:
        return policy_of((await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one())


async def apply(here: Here, **fields: str):
    looked = await send(here, **fields)
    assert looked.status_code == 200, looked.text
    return await send(here, **fields, then="apply", seen=seen(looked.text))


async def test_a_stricter_rule_holds_at_once(here: Here):
    looked = await send(here, smallest_count="20")
    assert "Is this what you mean?" in looked.text
    assert (await policy(here)).smallest_count == 11
    made = await apply(here, smallest_count="20", round_to="5")
    assert made.headers["location"].endswith("?done=shown")
    now = await policy(here)
    assert (now.smallest_count, now.round_to, now.fewest_contributors) == (20, 5, 3)


async def test_a_looser_rule_needs_a_reason_and_another_person(here: Here):
    no_reason = await apply(here, smallest_count="5")
    assert no_reason.status_code == 422
    assert "More would be shown than now" in no_reason.text
    waits = await apply(here, smallest_count="5", reason="Our counts are of staff, not of patients.")
    assert waits.headers["location"].endswith("?done=shown-waits")
    assert (await policy(here)).smallest_count == 11
    async with here.session() as session:
        [proposal] = (await session.scalars(sa.select(RuleProposal))).all()
        letters = (await session.scalars(sa.select(Letter.body))).all()
    assert any("Our counts are of staff" in body for body in letters)
    address = f"/{here.slug}/settings/shown/{proposal.id}"
    alone = await here.administrator.send_form(address, answer="yes")
    assert alone.status_code == 403
    assert "Our counts are of staff" in (await here.coordinator.get(f"/{here.slug}/settings/shown")).text
    agreed = await here.coordinator.send_form(address, answer="yes")
    assert agreed.headers["location"].endswith("?done=shown-agreed")
    assert (await policy(here)).smallest_count == 5
    assert (await here.coordinator.send_form(address, answer="no")).status_code == 409


async def test_who_proposes_is_named_with_the_member_that_employs_them(here: Here):
    birch, person = await here.member("Birch"), here.administrator.person_id
    async with here.session() as session:
        facts = {"since": date(2020, 1, 1), "said_by": person, "said_at": now()}
        session.add(Employment(person_id=person, employer_id=birch.id, **facts))
    assert (await apply(here, smallest_count="5", reason="Staff, not patients.")).status_code == 303
    assert "(works at Birch) proposed it" in (await here.coordinator.get(f"/{here.slug}/settings/shown")).text
    async with here.session() as session:
        letters = (await session.scalars(sa.select(Letter.body))).all()
    assert any("(works at Birch) would like reports to show more" in body for body in letters)


async def test_what_was_changed_between_a_request_and_its_deed_is_not_written_over(here: Here):
    async with here.session() as session:
        before = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
    looked_at = settling.stands(before)
    await apply(here, smallest_count="20")
    async with here.session() as session:
        with pytest.raises(Conflict):
            await settling.unchanged(session, before, since=looked_at)
        await settling.unchanged(session, before, since=settling.stands(before))
    assert policy_of(before).smallest_count == 20


async def test_a_second_person_may_say_no_and_the_first_may_take_it_back(here: Here):
    for who in (here.coordinator, here.administrator):
        await apply(here, smallest_count="5", reason="Why not.")
        assert (await apply(here, smallest_count="6", reason="Another.")).status_code == 409
        async with here.session() as session:
            id = await session.scalar(sa.select(RuleProposal.id).where(RuleProposal.taken.is_(None)))
        await who.send_form(f"/{here.slug}/settings/shown/{id}", answer="no")
    assert (await policy(here)).smallest_count == 11


async def test_what_is_weaker_than_can_be_is_refused(here: Here):
    wrong = await send(here, wage_fewest_contributors="2", fewest_contributors="1", wage_largest_percent="60")
    assert wrong.status_code == 422
    for title in ("Fewest organisations in a wage", "Fewest organisations in a figure", "Largest share in a wage"):
        assert f">{title}</a>" in wrong.text


async def test_a_coordinator_reads_the_rules_and_a_member_does_not(here: Here):
    address = f"/{here.slug}/settings/shown"
    assert "An administrator changes them." in (await here.coordinator.get(address)).text
    assert (await here.coordinator.send_form(address, smallest_count="20")).status_code == 403
    approver = await here.person(Role.APPROVER, await here.member())
    assert (await approver.get(address)).status_code == 403


def test_which_rule_shows_more():
    now = {"smallest_count": 11, "round_to": None, "wage_largest_percent": "25", "p_percent": "10"}
    assert shows_more(now, now | {"smallest_count": 5}) == ["smallest_count"]
    assert shows_more(now, now | {"smallest_count": 12, "round_to": 5, "wage_largest_percent": "20"}) == []
    assert shows_more(now | {"round_to": 5}, now | {"round_to": None, "p_percent": "9"}) == ["round_to", "p_percent"]


async def test_a_change_is_tried_on_the_last_report(here: Here):
    world = await make_reporting(here)
    of = await world.opened(Q1)
    await world.all_answered(of, "Elm")
    await world.answered(of, "Elm", spend=7)
    async with here.session() as session:
        assert await tried(session, Policy(), Policy(fewest_contributors=9)) == Tried()
    await world.released(of)
    now = await policy(here)
    async with here.session() as session:
        same = await tried(session, now, now)
        stricter = await tried(session, now, replace(now, fewest_contributors=9))
        back = await tried(session, replace(now, fewest_contributors=9), now)
    assert same.title
    assert (list(same.hidden), list(same.shown), same.before) == ([], [], 0)
    assert stricter.hidden
    assert not stricter.shown
    assert (back.shown, back.hidden) == (stricter.hidden, stricter.shown)
    page = (await send(here, fewest_contributors="9")).text
    assert "would be hidden:" in page
    assert stricter.hidden[0] in page
