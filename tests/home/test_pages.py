"""The first page of each kind of visitor: what waits for them, what is out, and nothing else."""

import pytest

from backend.kit.languages import speaking, speech_for
from backend.kit.period_words import collection
from backend.members.rules import Role
from backend.rounds import queries as round_queries
from tests.makers import Here, make_here
from tests.releases.reporting import Q1, Q2, Q3, Q4, Reporting, make_reporting
from tests.worlds import make_world, statements


@pytest.fixture
async def world(here: Here) -> Reporting:
    """A report of Q1 is out; Q2 is open, Ash accepted."""
    made = await make_reporting(here)
    await made.released(await made.reported(Q1))
    await made.answered(await made.opened(Q2), "Ash")
    return made


async def home(world: Reporting, visitor) -> str:
    answer = await visitor.get(f"/{world.here.slug}/home")
    assert answer.status_code == 200
    return answer.text


async def test_nobody_is_asked_to_sign_in_and_someone_from_elsewhere_finds_nothing(world: Reporting, elsewhere: Here):
    path = f"/{world.here.slug}/home"
    asked = await world.here.anyone().get(path)
    assert (asked.status_code, asked.headers["location"].split("?")[0]) == (303, "/sign-in")
    assert (await elsewhere.coordinator.get(path)).status_code == 404
    assert (await world.here.coordinator.get(path)).status_code == 200


async def test_a_contributor_finds_its_own_members_work_and_no_others(world: Reporting):
    text = await home(world, await world.person(Role.CONTRIBUTOR, "Birch"))
    assert "Waiting for you" in text
    assert "Birch" in text
    for other in ("Cedar", "Dogwood", "Elm"):
        assert other not in text
    done = await home(world, await world.person(Role.CONTRIBUTOR, "Ash"))
    assert "Nothing waits for you just now" in done


async def test_each_role_waits_for_its_own_step(world: Reporting):
    approver = await world.person(Role.APPROVER, "Birch")
    assert "Nothing waits for you" in await home(world, approver)
    assert "Nothing waits for you" in await home(world, world.here.coordinator)
    assert "Nothing waits for you" in await home(world, await world.person(Role.VIEWER, "Birch"))


async def test_the_backbone_sees_how_far_members_have_come(world: Reporting):
    text = await home(world, world.here.coordinator)
    assert "4 of 5" in text
    assert "1 of 5" in text
    assert "4 of 5" not in await home(world, await world.person(Role.VIEWER, "Birch"))


async def test_a_partner_finds_the_reports_for_partners_and_nothing_of_collections(world: Reporting):
    text = await home(world, await world.person(Role.PARTNER))
    assert "Where to look" in text
    assert "Where to look" not in await home(world, await world.person(Role.VIEWER, "Ash"))
    assert "Wood report" in text
    assert "Open collections" not in text
    assert "Waiting for you" not in text
    for member in world.members:
        assert member not in text


async def test_reports_on_their_way_are_told_to_coordinators_alone(world: Reporting):
    async with world.here.session() as session:
        of = await round_queries.round_for(session, world.framework.id, Q2)
    await world.gathered(of)
    assert "Reports on their way" in await home(world, world.here.coordinator)
    for visitor in (world.here.administrator, await world.person(Role.VIEWER, "Ash"), await world.person(Role.PARTNER)):
        assert "Reports on their way" not in await home(world, visitor)


async def test_in_an_empty_collaborative_each_page_says_what_comes_first(here: Here):
    coordinator = (await here.coordinator.get(f"/{here.slug}/home")).text
    assert "None is open" in coordinator
    assert "Plan or open one." in coordinator
    assert "Nothing has been published yet" in coordinator
    partner = (await (await here.person(Role.PARTNER)).get(f"/{here.slug}/home")).text
    assert "Nothing has been published yet" in partner


async def test_the_start_page_lists_public_collaboratives_and_ones_own(world: Reporting, app, owner, database):
    hidden = await make_here(app, owner, database, public_page=False, name="Hidden wood")
    for visitor, expected in (
        (world.here.anyone(), False),
        (world.here.coordinator, False),
        (hidden.coordinator, True),
    ):
        text = (await visitor.get("/")).text
        assert ("Hidden wood" in text) is expected
    mine = (await world.here.coordinator.get("/")).text
    assert "Your collaboratives" in mine
    assert "You are coordinator" in mine


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.PARTNER])
async def test_home_asks_the_database_at_most_twelve_questions_of_the_least_privileged(world: Reporting, role: Role):
    visitor = await world.person(role, "" if role is Role.PARTNER else "Birch")
    for path in (f"/{world.here.slug}/home", "/"):
        with statements(world.here) as sent:
            assert (await visitor.get(path)).status_code == 200
        assert len(sent) <= 12, (path, sent)


async def test_a_member_sees_what_is_left_from_whom_by_when_and_how_long_it_takes(world: Reporting):
    contributor = await world.person(Role.CONTRIBUTOR, "Birch")
    with statements(world.here) as sent:
        text = await home(world, contributor)
    assert len(sent) <= 12, sent
    async with world.here.session() as session:
        of = await round_queries.round_for(session, world.framework.id, Q2)
        before = await round_queries.round_for(session, world.framework.id, Q1)
    shown = " ".join(text.split())
    assert of.name in shown
    assert "end of day" in shown
    assert "Who enters" in shown
    assert "minutes of typing" in shown
    assert f"{before.name}: begun and submitted on" in shown
    in_spanish = await contributor.get(f"/{world.here.slug}/home", headers={"accept-language": "es"})
    assert before.name not in in_spanish.text
    assert f'href="/{world.here.slug}/?lang=es"' in in_spanish.text
    with speaking(speech_for("es", "en_GB")):
        assert f"{collection(before.name)}:" in in_spanish.text
    assert shown.count('class="button"') == 1
    approver = await world.person(Role.APPROVER, "Birch")
    assert 'class="button"' not in await home(world, approver)


async def test_it_asks_as_often_where_a_member_owes_several_collections(world: Reporting):
    contributor = await world.person(Role.CONTRIBUTOR, "Birch")
    with statements(world.here) as one:
        await home(world, contributor)
    names = [(await world.opened(period)).name for period in (Q3, Q4)]
    with statements(world.here) as several:
        text = await home(world, contributor)
    assert len(several) == len(one) <= 12
    assert all(name in text for name in names)


async def test_a_correction_of_a_closed_collection_waits_for_whoever_writes_it_and_then_for_whoever_signs(here: Here):
    small = await make_world(here)
    of = await small.submission(await small.opened())
    await small.accepted(of)
    await here.coordinator.send_form(f"/{here.slug}/rounds/{of.round_id}/closing")
    correction = await small.corrected(of, reason="Ward 7 was missing.")

    async def page(visitor) -> str:
        with statements(here) as sent:
            answer = await visitor.get(f"/{here.slug}/home")
        assert 0 < len(sent) <= 12, sent
        return " ".join(answer.text.split())

    begun = await page(small.contributor)
    assert "Waiting for you" in begun
    assert f'href="{small.path(correction)}">Go on with the correction' in begun
    assert "Ward 7 was missing." in begun
    assert "<dt>Due</dt>" not in begun
    others = await page(small.approver)
    assert "Nothing waits for you just now" in others
    assert "Open collections" not in others
    assert (await small.contributor.send_form(small.path(correction, "/submission"))).status_code == 303
    assert f'href="{small.path(correction, "/signing")}">Read and sign' in await page(small.approver)
    assert "Ward 7" not in await page(small.people["Birch", Role.APPROVER])
    assert (await small.approver.send_form(small.path(correction, "/approval"))).status_code == 303
    assert small.path(correction) in await page(here.coordinator)
    assert (await here.coordinator.send_form(small.path(correction, "/acceptance"))).status_code == 303
    for visitor in (small.contributor, small.approver, here.coordinator):
        assert small.path(correction) not in await page(visitor)


async def test_what_the_backbone_began_to_correct_for_a_member_waits_for_it_too(here: Here):
    small = await make_world(here)
    of = await small.submission(await small.opened())
    await small.accepted(of)
    assert small.path(of) not in await home_of(here)
    correction = await small.corrected(of, here.coordinator, "Told us by telephone.")
    assert small.path(correction) in await home_of(here)


async def home_of(here: Here) -> str:
    return (await here.coordinator.get(f"/{here.slug}/home")).text
