"""The public page and the files of each audience, by HTTP; gathering and publishing by the backbone's pages."""

import gzip
import re
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from backend.kit.db import Scope
from backend.members.rules import Role
from backend.members.tables import Collaborative
from collab_reports import html
from tests.makers import Here, Visitor
from tests.releases.reporting import MARK, Q1, Q2, Reporting, make_reporting
from tests.worlds import statements

AUDIENCES = ("backbone", "members", "partners", "public")
LIVE_TABLES = (
    "accepted_values",
    "entries",
    "submissions",
    "members",
    "indicators",
    "elements",
    "release_bases",
    "rounds",
)


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


@pytest.fixture
async def published(world: Reporting) -> Reporting:
    """One report out. Elm spends MARK, which is in a sum and nowhere else."""
    of = await world.opened(Q1)
    await world.all_answered(of, "Elm")
    await world.answered(of, "Elm", spend=MARK)
    await world.released(of)
    return world


async def everyone(world: Reporting) -> dict[str, Visitor]:
    return {
        "nobody": world.here.anyone(),
        "viewer": await world.person(Role.VIEWER, "Ash"),
        "approver": await world.person(Role.APPROVER, "Ash"),
        "partner": await world.person(Role.PARTNER),
        "coordinator": world.here.coordinator,
        "administrator": world.here.administrator,
    }


def address(world: Reporting, then: str = "") -> str:
    return f"/{world.here.slug}/{then}"


# ---- The public page -------------------------------------------------------------------------------------------------


async def test_the_public_page_is_the_same_bytes_for_everyone_and_sets_no_cookie(published: Reporting):
    answers = {who: await visitor.get(address(published)) for who, visitor in (await everyone(published)).items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({answer.content for answer in answers.values()}) == 1
    for answer in answers.values():
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=300, must-revalidate"
    assert "Sign out" not in answers["coordinator"].text


async def test_it_says_the_figures_in_plain_html_without_any_script(published: Reporting):
    text = (await published.here.anyone().get(address(published))).text
    assert "<script" not in text
    assert "100 people" in text
    assert "5 of 5 members reported" in text
    assert text.count("<h1") == 1
    assert str(MARK) not in text
    edition = await published.edition((await published.releases())[0].id)
    assert html.fragment(edition) in text


async def test_a_browser_that_has_it_is_told_so_until_anything_on_it_changes(published: Reporting):
    here, anyone = published.here, published.here.anyone()
    first = await anyone.get(address(published))
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        answer = await anyone.get(address(published), headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    assert (await anyone.get(address(published), headers={"if-none-match": '"other"'})).status_code == 200
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(
            sa.update(Collaborative).where(Collaborative.id == here.id).values(contact_email="wood@example.org")
        )
    changed = await anyone.get(address(published), headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert "wood@example.org" in changed.text


async def test_it_reads_the_frozen_copy_and_no_live_table(published: Reporting):
    with statements(published.here) as sent:
        assert (await published.here.anyone().get(address(published))).status_code == 200
    asked = [statement for statement in sent if "set_config" not in statement]
    read = {table for statement in asked for table in re.findall(r"(?:from|join)\s+(\w+)", statement, re.I)}
    assert read == {"collaboratives", "editions", "releases"}
    assert len(asked) <= 5
    assert read.isdisjoint(LIVE_TABLES)


async def test_it_shows_the_newest_period_and_lists_the_others(published: Reporting):
    await published.released(await published.reported(Q2, local_hires=40))
    text = (await published.here.anyone().get(address(published))).text
    assert "200 people" in text
    assert "Other reports" in text
    [first] = [one for one in await published.releases() if one.period_start == Q1.start]
    assert f"editions/{(await published.frozen(first.id)).id}/html" in text


async def test_it_travels_compressed_and_far_under_sixty_kilobytes(published: Reporting):
    plain = await published.here.anyone().get(address(published), headers={"accept-encoding": "identity"})
    packed = await published.here.anyone().get(address(published), headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.text == plain.text
    assert len(gzip.compress(plain.content)) < 60_000
    style = await published.here.anyone().get("/static/anchorline.css", headers={"accept-encoding": "gzip"})
    assert style.headers["content-encoding"] == "gzip"


async def test_no_page_with_a_form_token_is_ever_compressed(published: Reporting):
    """Its length would tell the token to whoever can put words beside it."""
    for path in ("home", "reports", "releases", "people"):
        answer = await published.here.coordinator.get(address(published, path), headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert 'name="_token"' in answer.text
        assert "content-encoding" not in answer.headers


async def test_before_anything_is_published_it_says_so_and_reveals_nothing_gathered(world: Reporting):
    anyone = world.here.anyone()
    empty = await anyone.get(address(world))
    assert "No report has been published yet" in empty.text
    await world.gathered(await world.reported(Q1))
    assert (await anyone.get(address(world))).content == empty.content


async def test_a_collaborative_without_a_public_page_has_none(published: Reporting):
    here = published.here
    assert (await here.anyone().get(address(published))).status_code == 200
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(sa.update(Collaborative).where(Collaborative.id == here.id).values(public_page=False))
    assert (await here.anyone().get(address(published))).status_code == 404


# ---- Files -----------------------------------------------------------------------------------------------------------

MAY_READ = {
    "nobody": {"public"},
    "viewer": {"members", "public"},
    "approver": {"members", "public"},
    "partner": {"partners", "public"},
    "coordinator": set(AUDIENCES),
    "administrator": set(AUDIENCES),
}


async def test_each_audience_reads_its_own_files_and_the_public_ones(published: Reporting):
    [release] = await published.releases()
    ids = {audience: (await published.frozen(release.id, audience)).id for audience in AUDIENCES}
    for who, visitor in (await everyone(published)).items():
        for audience, id in ids.items():
            for kind in ("html", "json", "pdf"):
                status = (await visitor.get(address(published, f"editions/{id}/{kind}"))).status_code
                assert status == (200 if audience in MAY_READ[who] else 404), (who, audience, kind)


async def test_a_file_that_is_not_for_one_is_answered_as_one_that_is_not_there(published: Reporting, elsewhere: Here):
    [release] = await published.releases()
    members = (await published.frozen(release.id, "members")).id
    public = (await published.frozen(release.id, "public")).id
    neighbour = elsewhere.coordinator
    for visitor, slug, id in (
        (published.here.anyone(), published.here.slug, members),
        (await published.person(Role.PARTNER), published.here.slug, members),
        (neighbour, published.here.slug, members),
        (neighbour, elsewhere.slug, members),
        (neighbour, elsewhere.slug, public),
    ):
        theirs = await visitor.get(f"/{slug}/editions/{id}/json")
        absent = await visitor.get(f"/{slug}/editions/{uuid4()}/json")
        assert (theirs.status_code, _essence(theirs)) == (404, _essence(absent))
    assert (await neighbour.get(f"/{published.here.slug}/editions/{public}/json")).status_code == 200, "it is public"


def _essence(answer: httpx.Response) -> tuple[str, list[str]]:
    headers = sorted(name for name in answer.headers if name != "content-length")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}", "…", answer.text), headers


async def test_before_it_is_published_there_are_no_files_for_anybody(world: Reporting):
    release = await world.gathered(await world.reported(Q1))
    id = (await world.frozen(release)).id
    for visitor in (world.here.anyone(), world.here.coordinator):
        assert (await visitor.get(address(world, f"editions/{id}/json"))).status_code == 404
    await world.approved(release)
    await world.publish(release)
    assert (await world.here.anyone().get(address(world, f"editions/{id}/json"))).status_code == 200


async def test_the_json_is_the_text_that_was_frozen_and_the_pdf_a_pdf(published: Reporting):
    [release] = await published.releases()
    frozen = await published.frozen(release.id)
    anyone = published.here.anyone()
    data = await anyone.get(address(published, f"editions/{frozen.id}/json"))
    assert data.text == frozen.text
    assert data.headers["content-type"] == "application/json"
    paper = await anyone.get(address(published, f"editions/{frozen.id}/pdf"))
    assert paper.content.startswith(b"%PDF-")
    assert paper.headers["content-type"] == "application/pdf"
    assert "-public.pdf" in paper.headers["content-disposition"]
    known = await anyone.get(
        address(published, f"editions/{frozen.id}/pdf"), headers={"if-none-match": paper.headers["etag"]}
    )
    assert (known.status_code, known.content) == (304, b"")


async def test_public_files_may_be_kept_by_caches_and_those_of_members_may_not(published: Reporting):
    [release] = await published.releases()
    viewer = await published.person(Role.VIEWER, "Ash")
    for audience, expected in (("public", "public, max-age=300"), ("members", "private, no-store")):
        id = (await published.frozen(release.id, audience)).id
        answer = await viewer.get(address(published, f"editions/{id}/html"))
        assert answer.headers["cache-control"] == expected
        assert "set-cookie" not in answer.headers


async def test_no_members_own_figure_is_in_any_file_of_any_audience(published: Reporting):
    [release] = await published.releases()
    for audience in AUDIENCES:
        frozen = await published.frozen(release.id, audience)
        assert str(MARK) not in frozen.text
        page = await published.here.coordinator.get(address(published, f"editions/{frozen.id}/html"))
        assert str(MARK) not in page.text
        assert f"{MARK:,}" not in page.text


# ---- The backbone ----------------------------------------------------------------------------------------------------


async def test_from_gathering_to_publishing_by_the_pages(world: Reporting):
    of = await world.reported(Q1)
    coordinator = world.here.coordinator
    gathered = await coordinator.send_form(address(world, "releases"), round=str(of.id))
    assert gathered.status_code == 303
    path = gathered.headers["location"].partition("?")[0]
    page = (await coordinator.get(path)).text
    for who in ("the backbone team", "members", "community partners", "everyone"):
        assert f"As {who} see" in page
    assert "100 people" in page
    assert (await coordinator.send_form(f"{path}/publication")).status_code == 409
    assert (await coordinator.send_form(f"{path}/approval")).status_code == 303
    assert (await coordinator.send_form(f"{path}/publication")).status_code == 303
    page = (await coordinator.get(path)).text
    assert page.count("by Coordinator") == 3, "who gathered, approved and published it"
    assert "by Coordinator" in (await coordinator.get(address(world, "releases"))).text
    assert "100 people" in (await world.here.anyone().get(address(world))).text
    assert (await coordinator.send_form(f"{path}/withdrawal")).status_code == 409


async def test_a_release_is_read_as_each_audience_would_and_as_no_other(published: Reporting):
    [release] = await published.releases()
    path = address(published, f"releases/{release.id}")
    assert "15,000" not in (await published.here.coordinator.get(path)).text
    for audience, sees in (("public", False), ("partners", True), ("members", True), ("backbone", True)):
        page = await published.here.coordinator.get(f"{path}?audience={audience}")
        assert ("What Spend says." in page.text) is sees, audience
    assert (await published.here.coordinator.get(f"{path}?audience=own_member")).status_code == 404
    assert (await published.here.coordinator.get(f"{path}?audience=<b>")).status_code == 404


async def test_only_coordinators_come_to_publishing(published: Reporting):
    [release] = await published.releases()
    for who, visitor in (await everyone(published)).items():
        for path in ("releases", f"releases/{release.id}"):
            status = (await visitor.get(address(published, path))).status_code
            expected = {"coordinator": 200, "nobody": 303}.get(who, 403)
            assert status == expected, (who, path)


async def test_a_round_that_is_not_there_or_no_id_is_not_found(world: Reporting):
    for wanted in ("", "x", str(uuid4())):
        answer = await world.here.coordinator.send_form(address(world, "releases"), round=wanted)
        assert answer.status_code == 404, wanted


# ---- Reports ---------------------------------------------------------------------------------------------------------


async def test_each_person_finds_the_reports_that_are_for_them(published: Reporting):
    [release] = await published.releases()
    ids = {audience: str((await published.frozen(release.id, audience)).id) for audience in AUDIENCES}
    people = await everyone(published)
    for who in ("viewer", "partner", "coordinator"):
        text = (await people[who].get(address(published, "reports"))).text
        assert {audience for audience, id in ids.items() if id in text} == MAY_READ[who]
    assert (await people["nobody"].get(address(published, "reports"))).status_code == 303


async def test_no_page_asks_the_database_more_than_twelve_questions(published: Reporting):
    people = await everyone(published)
    [release] = await published.releases()
    file = f"editions/{(await published.frozen(release.id)).id}/pdf"
    for path in ("", "reports", "home", "releases", f"releases/{release.id}", file):
        for who in ["coordinator"] if path.startswith("releases") else ["viewer", "partner", "coordinator"]:
            with statements(published.here) as sent:
                assert (await people[who].get(address(published, path))).status_code == 200
            asked = [statement for statement in sent if "set_config" not in statement]
            assert len(asked) <= 12, (path, who, asked)


async def test_lists_read_no_reports_text_and_no_files_content(published: Reporting):
    for path in ("reports", "home", "releases"):
        with statements(published.here) as sent:
            await published.here.coordinator.get(address(published, path))
        assert not [one for one in sent if "editions.text" in one or "edition_files" in one], path
