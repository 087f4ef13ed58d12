"""Gathering and publishing by the backbone's pages, and the reports each person finds."""

from uuid import uuid4

from tests.releases.readers import AUDIENCES, MAY_READ, address, everyone
from tests.releases.reporting import Q1, Reporting
from tests.worlds import statements

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


async def test_who_gathers_twice_is_not_told_that_somebody_else_was_faster(world: Reporting):
    of = await world.reported(Q1)
    coordinator, path = world.here.coordinator, address(world, "releases")
    assert (await coordinator.send_form(path, round=str(of.id))).status_code == 303
    again = await coordinator.send_form(path, round=str(of.id))
    assert again.status_code == 409
    assert "A report of this collection waits already." in again.text
    assert "<h1>This cannot be done now</h1>" in again.text
    assert "faster" not in again.text


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
            assert len(sent) <= 12, (path, who, sent)


async def test_lists_read_no_reports_text_and_no_files_content(published: Reporting):
    for path in ("reports", "home", "releases"):
        with statements(published.here) as sent:
            await published.here.coordinator.get(address(published, path))
        assert not [one for one in sent if "editions.text" in one or "edition_files.content" in one], path
