"""The files of a report, by HTTP: each audience reads its own and the public ones, and none knows of the others."""

import re
from uuid import uuid4

import httpx

from backend.members.rules import Role
from tests.makers import Here
from tests.releases.readers import AUDIENCES, MAY_READ, address, everyone
from tests.releases.reporting import MARK, Q1, Reporting


async def test_each_audience_reads_its_own_files_and_the_public_ones(published: Reporting):
    [release] = await published.releases()
    ids = {audience: (await published.frozen(release.id, audience)).id for audience in AUDIENCES}
    for who, visitor in (await everyone(published)).items():
        for audience, id in ids.items():
            for kind in ("html", "json", "pdf", "xlsx"):
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


async def test_a_report_for_some_says_so_on_itself_and_the_public_one_does_not(published: Reporting):
    [release] = await published.releases()
    legend = (await published.edition(release.id, "members")).legend
    assert published.collaborative.name in legend
    assert (await published.edition(release.id, "partners")).legend == legend
    assert (await published.edition(release.id, "public")).legend == ""
