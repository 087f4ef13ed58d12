"""A shared goal's own page: from the frozen edition of its audience alone, at one address, in two languages."""

import re
from decimal import Decimal
from html import unescape

import pytest

from backend.members.rules import Role
from backend.releases.goal_telling import Issue
from backend.releases.shared_goal import told
from collab_reports.goals import Standing
from tests.collab_reports.goal_samples import goal, reached
from tests.goals.aims import aim, gap
from tests.releases.readers import address, everyone
from tests.releases.reporting import Q1, Q2, Q3, Q4, Reporting
from tests.worlds import statements

D = Decimal
LIVE = ("accepted_values", "entries", "submissions", "members", "indicators", "elements", "release_bases")


@pytest.fixture
async def pursued(world: Reporting) -> Reporting:
    """Two quarters out: a goal all may see, one whose figures partners see, one for members, one about everyone."""
    await aim(world, "hiring", "WF-06", target=D(25), name="One in four")
    await aim(world, "spending", "SC-01", target=D(99_000), baseline=D(1_000))
    await aim(world, "inside", "WF-04", target=D(900), visibility="members")
    await gap(world)
    await world.released(await world.reported(Q1))
    await world.released(await world.reported(Q2, local_hires=24))
    return world


async def seen(world: Reporting, path: str, **headers: str) -> str:
    answer = await world.here.anyone().get(address(world, path), headers=headers)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_it_tells_aim_standing_course_and_what_changed(pursued: Reporting):
    page = await seen(pursued, "shared-goals/hiring")
    assert '<h1 dir="auto">One in four</h1>' in page
    assert "24.0% in 2025-26 Q1 is at least as good as the path" in page
    assert "From 20.0% in 2024-25 Q4 to 24.0% in 2025-26 Q1." in page
    assert "5 of 5 members reported" in page
    assert "<dt>Where it began (baseline)</dt>" in page
    assert 'class="chart"' in page
    assert "If nothing changed" not in page, "two figures are no line"
    assert f'href="{address(pursued)}shared-goals/hiring"' in await seen(pursued, "")
    listed = await seen(pursued, "shared-goals")
    assert re.findall(r"shared-goals/(\w+)", listed) == ["gap", "hiring", "spending"]


def test_where_every_figure_is_hidden_that_is_said_and_of_what_time():
    hidden = [reached(2025, None), reached(2026, None)]
    of = goal(figures=hidden, standing=Standing.NOT_YET_KNOWN, sentence="None can be shown yet.")
    all_hidden = told(of.code, Issue("", "Report", "en_US", (), (of,)), None)
    assert (all_hidden.newest, all_hidden.lacking, all_hidden.newest_when) == ("", "hidden to protect a member", "2026")
    assert all_hidden.hidden
    shown = told(of.code, Issue("", "Report", "en_US", (), (goal(),)), None)
    assert (shown.lacking, shown.hidden, shown.began) == ("", False, "13.0%")


async def test_after_three_figures_it_says_where_a_straight_line_leads(pursued: Reporting):
    await pursued.released(await pursued.reported(Q3, local_hires=22))
    page = await seen(pursued, "shared-goals/hiring")
    assert "If nothing changed, and it went on in a straight line as from 2024-25 Q4 to 2025-26 Q2" in page
    assert ">if nothing changes</text>" in page


async def test_no_figure_is_there_that_the_audience_s_edition_has_not(pursued: Reporting):
    people = await everyone(pursued)
    total = "15,000"
    assert total not in await seen(pursued, "shared-goals/spending")
    for who, sees in (("partner", True), ("viewer", True), ("coordinator", True)):
        page = (await people[who].get(address(pursued, "our-goals/spending"))).text
        assert (total in page) is sees, who
        assert total not in (await people[who].get(address(pursued, "our-goals/spending?as=public"))).text, who
    assert (await people["nobody"].get(address(pursued, "shared-goals/inside"))).status_code == 404
    for nothing in ("our-goals/inside", "our-goals/%00"):
        assert (await people["partner"].get(address(pursued, nothing))).status_code == 404
    assert (await people["viewer"].get(address(pursued, "our-goals/inside"))).status_code == 200


async def test_nobody_reads_as_an_audience_they_are_not_of(pursued: Reporting):
    people = await everyone(pursued)
    may = {"viewer": {"members", "public"}, "partner": {"partners", "public"}}
    for who, own in may.items():
        for audience in ("backbone", "members", "partners", "public", "own_member", "x"):
            for path in ("our-goals", "our-goals/hiring"):
                status = (await people[who].get(address(pursued, f"{path}?as={audience}"))).status_code
                assert status == (200 if audience in own else 404), (who, audience, path)
    assert (await people["nobody"].get(address(pursued, "our-goals/hiring"))).status_code == 303


async def test_it_is_the_same_for_everyone_may_be_kept_and_answers_fast_that_nothing_changed(pursued: Reporting):
    path = address(pursued, "shared-goals/hiring")
    answers = {who: await visitor.get(path) for who, visitor in (await everyone(pursued)).items()}
    assert len({answer.content for answer in answers.values()}) == 1
    for answer in answers.values():
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=300, must-revalidate"
    plain = answers["nobody"]
    with statements(pursued.here) as sent:
        again = await pursued.here.anyone().get(path, headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not [one for one in sent if "editions.text" in one], "what is frozen is read once"
    assert len(plain.content) < 60_000


async def test_it_reads_no_table_in_which_figures_live(pursued: Reporting):
    for path in ("shared-goals", "shared-goals/hiring"):
        with statements(pursued.here) as sent:
            await seen(pursued, path)
        read = {table for one in sent for table in re.findall(r"(?:from|join)\s+(\w+)", one, re.I)}
        assert read.isdisjoint(LIVE), read
        assert len(sent) <= 12


async def test_what_is_gathered_and_not_published_changes_nothing(pursued: Reporting):
    before = await seen(pursued, "shared-goals/hiring")
    await pursued.gathered(await pursued.reported(Q3, local_hires=77))
    assert await seen(pursued, "shared-goals/hiring") == before


async def test_in_spanish_the_sentence_is_said_anew_from_the_same_figures(pursued: Reporting):
    page = await seen(pursued, "shared-goals/hiring?lang=es")
    assert "24.0% en 2025-26 T1 es al menos tan bueno como el camino" in page
    assert "En camino" in page
    assert 'lang="en-GB">24.0% in 2025-26 Q1 is at least as good' in page
    assert await seen(
        pursued, "shared-goals/hiring", **{"accept-language": "es", "cookie": "language=es"}
    ) == await seen(pursued, "shared-goals/hiring")


async def test_another_standing_is_told_and_which_report_shows_a_goal_first(pursued: Reporting):
    await aim(pursued, "later", "WF-06", target=D(90))
    await pursued.released(await pursued.reported(Q3, local_hires=5))
    assert "This report is the first to show it." in await seen(pursued, "shared-goals/later")
    page = await seen(pursued, "shared-goals/hiring")
    assert "It was on track and is off track." in page


async def test_a_goal_laid_down_keeps_its_address(pursued: Reporting):
    id = await aim(pursued, "short", "WF-06", target=D(30), name="A short one")
    await pursued.released(await pursued.reported(Q3))
    assert "A short one" in await seen(pursued, "shared-goals/short")
    coordinator = pursued.here.coordinator
    assert (await coordinator.send_form(address(pursued, f"goals/{id}/laying-down"), reason="Done.")).status_code == 303
    await pursued.released(await pursued.reported(Q4))
    assert "A short one" in await seen(pursued, "shared-goals/short")
    assert "A short one" not in await seen(pursued, "shared-goals")


async def test_what_nobody_published_is_not_there(pursued: Reporting):
    await aim(pursued, "unpublished", "WF-06", target=D(30))
    for code in ("unpublished", "nothing", "hiring%00", "h" * 3000):
        status = (await pursued.here.anyone().get(address(pursued, f"shared-goals/{code}"))).status_code
        assert status in (404, 400), code


async def test_members_and_partners_find_the_goals_in_their_menu(pursued: Reporting):
    for role, member in ((Role.VIEWER, "Ash"), (Role.PARTNER, None)):
        person = await pursued.person(role, member) if member else await pursued.person(role)
        home = (await person.get(address(pursued, "home"))).text
        assert "Goals as published" in home
        page = (await person.get(address(pursued, "our-goals"))).text
        assert "One in four" in page


async def test_the_card_alone_may_stand_in_another_s_page(pursued: Reporting):
    anyone = pursued.here.anyone()
    page = await anyone.get(address(pursued, "shared-goals/hiring"))
    card = await anyone.get(address(pursued, "shared-goals/hiring/card"))
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors *" in card.headers["content-security-policy"]
    assert card.headers["content-security-policy"].count("frame-ancestors") == 1
    assert card.headers["cross-origin-resource-policy"] == "cross-origin"
    for path in ("", "our-goals/hiring", "shared-goals", "shared-goals/hiring/poster", "shared-goals/nothing/card"):
        answer = await pursued.here.coordinator.get(address(pursued, path))
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
    assert "set-cookie" not in card.headers
    assert "<form" not in card.text
    assert len(card.content) < 8_000
    assert "24.0% in 2025-26 Q1. The target is 25.0%" in " ".join(card.text.split())
    again = await anyone.get(
        address(pursued, "shared-goals/hiring/card"), headers={"if-none-match": card.headers["etag"]}
    )
    assert again.status_code == 304
    snippet = re.search(r'<iframe src="(\S+)"', unescape(page.text))
    assert snippet
    assert snippet[1].endswith(f"{address(pursued, 'shared-goals/hiring/card')}?lang=en")


async def test_the_poster_has_title_curve_sentence_and_a_short_address(pursued: Reporting):
    page = await seen(pursued, "shared-goals/hiring/poster?lang=es")
    assert "24.0% en 2025-26 T1 es al menos tan bueno" in page
    assert 'class="chart"' in page
    assert f"{address(pursued, 'shared-goals/hiring')}?lang=es</p>" in page
    assert (await pursued.here.anyone().get(address(pursued, "shared-goals/inside/poster"))).status_code == 404


@pytest.mark.parametrize(
    ("now", "said"),
    [("14", "From 14.0% in 2025 to 20.0% in 2026."), (None, "20.0% in 2026 is its newest figure.")],
    ids=["corrected", "hidden"],
)
def test_what_changed_begins_at_what_this_report_says_of_the_figure_before(now: str | None, said: str):
    was = goal(figures=[reached(2025, "13")])
    of = goal(figures=[reached(2025, now), reached(2026, "20")])
    issue = Issue("", "Report", "en_US", (), (of,))
    assert told(of.code, issue, Issue("", "Before", "en_US", (), (was,))).changed[0] == said
