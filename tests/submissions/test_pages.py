"""Who sees which submissions, and with what on the page."""

import re
import secrets

import httpx
import pytest

from backend.members.rules import Role
from backend.members.tables import HeldRole
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.makers import Here, Visitor
from tests.worlds import FIRST, World, statements

MARK = "1000000007"  # a figure to be found nowhere else


@pytest.fixture
async def theirs(world: World, opened: Round) -> Submission:
    """Birch's, with a marked figure and a marked note."""
    found = await world.submission(opened, world.birch)
    contributor = world.people["Birch", Role.CONTRIBUTOR]
    assert (await world.save(found, contributor, n__hires=MARK, t__hires=f"note {MARK}")).status_code == 303
    return found


def said(answer: httpx.Response) -> tuple[int, str]:
    """Without what differs from one visit to the next."""
    return answer.status_code, re.sub(r"\b[0-9a-f-]{36}\b", "ID", answer.text)


async def tried(visitor: Visitor, path: str) -> list[tuple[int, str]]:
    """Everything one can do at a submission."""
    found = [said(await visitor.get(path + then)) for then in ("", "/check")]
    for then in ("/entries", "/submission", "/approval", "/acceptance", "/return"):
        fields = {"section": "work", "n.hires": "3", "reason": "Because.", "cell": "hires"}
        found.append(said(await visitor.send_form(path + then, **fields)))
    return found


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.PARTNER])
async def test_a_neighbours_submission_answers_as_one_that_is_not_there(world: World, theirs: Submission, role: Role):
    visitor = await world.here.person(role, world.abbey if role.of_member else None)
    absent = world.path(theirs).replace(str(theirs.id), "00000000-0000-7000-8000-000000000000")
    answers = await tried(visitor, world.path(theirs))
    assert answers == await tried(visitor, absent)
    assert {status for status, _ in answers} <= {403, 404}
    assert MARK not in "".join(text for _, text in answers)
    assert MARK not in (await visitor.get(f"/{world.here.slug}/submissions")).text
    async with world.here.session() as session:  # the same person, once of Birch
        session.add(HeldRole(person_id=visitor.person_id, role=Role.VIEWER, member_id=world.birch.id))
    assert MARK in (await visitor.get(world.path(theirs))).text.replace(",", "")


async def test_another_collaboratives_submission_is_not_there(world: World, theirs: Submission, elsewhere: Here):
    path = world.path(theirs).replace(world.here.slug, elsewhere.slug)
    assert (await elsewhere.coordinator.get(path)).status_code == 404
    assert (await elsewhere.coordinator.get(world.path(theirs))).status_code == 404
    assert (await world.here.coordinator.get(world.path(theirs))).status_code == 200


async def test_the_list_shows_a_member_its_own_and_the_backbone_all(world: World, theirs: Submission):
    path = f"/{world.here.slug}/submissions"
    for visitor, names in (
        (world.contributor, ["Abbey"]),
        (world.people["Birch", Role.APPROVER], ["Birch"]),
        (world.here.coordinator, ["Abbey", "Birch"]),
        (world.here.administrator, ["Abbey", "Birch"]),
    ):
        page = await visitor.get(path)
        assert re.findall(r">(Abbey|Birch)</a>", page.text) == names
    assert (await (await world.here.person(Role.PARTNER)).get(path)).status_code == 403


async def test_who_enters_for_two_members_sees_and_fills_both(world: World, theirs: Submission, opened: Round):
    async with world.here.session() as session:
        session.add(HeldRole(person_id=world.contributor.person_id, role=Role.CONTRIBUTOR, member_id=world.birch.id))
    page = await world.contributor.get(f"/{world.here.slug}/submissions")
    assert re.findall(r">(Abbey|Birch)</a>", page.text) == ["Abbey", "Birch"]
    for of in (theirs, await world.submission(opened)):
        assert (await world.save(of, n__local_hires="2")).status_code == 303


async def test_a_viewer_reads_and_has_no_form(world: World, theirs: Submission):
    viewer = await world.here.person(Role.VIEWER, world.birch)
    page = await viewer.get(world.path(theirs))
    assert page.status_code == 200
    assert "1,000,000,007 people" in page.text
    assert f"note {MARK}" in page.text
    assert "<textarea" not in page.text
    assert "/entries" not in page.text
    assert re.findall(r"<button[^>]*>([^<]+)", page.text) == ["Sign out", "English", "Español"]
    assert (await world.save(theirs, viewer, n__hires="1")).status_code == 403
    assert (await world.answers(theirs))["hires", None].number == int(MARK)


async def test_each_reader_is_offered_what_the_state_allows(world: World, opened: Round):
    mine = await world.submission(opened)
    readers = {"contributor": world.contributor, "approver": world.approver, "coordinator": world.here.coordinator}

    async def offered() -> dict[str, set[str]]:
        pages = {name: (await reader.get(world.path(mine))).text for name, reader in readers.items()}
        wanted = {"Save", "Approve", "Accept", "Send back"}
        return {name: wanted & set(re.findall(r"<button[^>]*>([^<]+)", page)) for name, page in pages.items()}

    nothing: set[str] = set()
    assert await offered() == {"contributor": {"Save"}, "approver": nothing, "coordinator": nothing}
    await world.submitted(mine)
    sends_back = {"contributor": nothing, "approver": {"Approve", "Send back"}, "coordinator": {"Send back"}}
    assert await offered() == sends_back
    await world.approver.send_form(world.path(mine, "/approval"))
    assert await offered() == {
        "contributor": nothing,
        "approver": {"Send back"},
        "coordinator": {"Accept", "Send back"},
    }
    await world.here.coordinator.send_form(world.path(mine, "/acceptance"))
    assert await offered() == dict.fromkeys(readers, nothing)
    assert (await world.contributor.get(world.path(mine, "/check"))).headers["location"] == world.path(mine)


async def test_the_review_shows_the_period_before_and_the_statuses_in_words(world: World):
    await world.accepted(await world.submission(await world.opened(FIRST.previous())), hires="41")
    mine = await world.submission(await world.opened())
    await world.save(mine, section="money", n__spend="", s__spend="reported_elsewhere", t__spend="With the trust.")
    review = await world.approver.get(world.path(mine))
    row = re.search(r'<th scope="row">Spend.*?</tr>', review.text, re.DOTALL)
    assert row
    assert "reported by the parent organisation" in row[0]
    assert "With the trust." in row[0]
    assert "£1,200.50" in row[0] or "£1,201" in row[0]
    hires = re.search(r'<th scope="row">New hires.*?</tr>', review.text, re.DOTALL)
    assert hires
    assert "no answer" in hires[0]
    assert "41 people" in hires[0]


async def test_a_request_without_the_forms_token_changes_nothing(world: World, opened: Round):
    mine = await world.submission(opened)
    bare = await world.contributor.post(world.path(mine, "/entries"), data={"n.hires": "3", "section": "work"})
    foreign = await world.contributor.send_form(world.path(mine, "/entries"), _token=secrets.token_urlsafe())
    assert (bare.status_code, foreign.status_code) == (403, 403)
    assert await world.answers(mine) == {}


async def test_the_pages_take_at_most_twelve_queries(world: World):
    """As whoever may least: in a world with history, a return and two periods."""
    earlier = await world.submission(await world.opened(FIRST.previous()))
    await world.accepted(earlier)
    mine = await world.submission(await world.opened())
    await world.submitted(mine)
    await world.approver.send_form(world.path(mine, "/return"), reason="Look again.", cell="hires")
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    for visitor, path in (
        (viewer, f"/{world.here.slug}/submissions"),
        (world.contributor, world.path(mine)),
        (world.contributor, world.path(mine, "?section=money&checked=yes")),
        (world.contributor, world.path(mine, "/check")),
        (viewer, world.path(mine)),
        (viewer, world.path(earlier)),
        (world.approver, world.path(mine)),
    ):
        with statements(world.here) as sent:
            assert (await visitor.get(path)).status_code == 200
        assert 0 < len(sent) <= 12, (path, sent)


@pytest.mark.parametrize(
    ("audiences", "wanted"),
    [
        (["backbone"], "Read by your organization and the coordinators."),
        (["members", "backbone"], "Read by your organization, the coordinators and the other members."),
        (["backbone", "members", "partners", "public"], "Read by everyone, in the published report."),
    ],
)
def test_a_question_in_words_says_who_will_read_it(here: Here, audiences: list[str], wanted: str):
    engine = here.app.template_engine.engine
    template = engine.from_string('{% from "submissions/_cell.html" import readers %}{{ readers(question) }}')
    said = " ".join(template.render(question={"audiences": audiences}).split())
    assert said == wanted
