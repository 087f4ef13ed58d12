"""The area view for everyone: found by a ZIP code, a name or another spelling; only what the public report says of it."""

import re

import pytest
import sqlalchemy as sa

from backend.goals import translating
from backend.goals.translation_tables import Translation
from backend.kit.db import Scope, now
from backend.places.area_lines import folded
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion, Crosswalk, CrosswalkWeight
from backend.releases import goal_reading
from backend.releases.area_view import lines
from backend.releases.goal_telling import Issue
from collab_reports.edition import Figure
from collab_reports.parts import Row, Split, Status
from tests.collab_reports.samples import figure
from tests.makers import Here
from tests.worlds import LONG_AGO, statements


@pytest.fixture
async def listed(here: Here) -> Here:
    """West Side: Austin, and the Lower West Side that many call Pilsen. Of 60623 three quarters lie in the latter."""
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        of = AreaList(code="west", name="West Side")
        areas = [
            Area(kind="community_area", code="25", name="Austin"),
            Area(kind="community_area", code="31", name="Lower West Side", aliases=["Pilsen", "Corazón de Chicago"]),
        ]
        walk = Crosswalk(
            from_kind="zip", to_kind="community_area", valid_from=LONG_AGO, source="The city",
            brought_by=here.coordinator.person_id, brought_at=sa.func.now(),
        )  # fmt: skip
        session.add_all([of, *areas, walk])
        await session.flush()
        version = AreaListVersion(area_list_id=of.id, valid_from=LONG_AGO)
        weight = CrosswalkWeight(crosswalk_id=walk.id, from_code="60623", to_code="31", weight="0.75")
        session.add_all([version, weight])
        await session.flush()
        session.add_all(AreaListArea(version_id=version.id, area_id=one.id) for one in areas)
    return here


@pytest.mark.parametrize("typed", ["31", "lower west-side", "PILSEN ", "corazon de chicago", "lower w"])
async def test_an_area_is_found_by_whatever_people_call_it(listed: Here, typed: str):
    page = (await listed.anyone().get(f"/{listed.slug}/places", params={"q": typed})).text
    assert re.findall(r"<h2[^>]*>([^<]+)", page) == ["Lower West Side"]
    assert "one of the 2 areas of “West Side”" in page
    assert "No published report tells its figures by area here yet." in page


async def test_a_zip_code_leads_through_the_crosswalk(listed: Here):
    page = (await listed.anyone().get(f"/{listed.slug}/places?q=60623")).text
    assert re.search(r"75\s?% of 60623 lies in Lower West Side\.", page)


async def test_what_is_none_of_them_is_said_and_all_are_listed(listed: Here):
    for typed in ("", "   ", "60601", "6062", "au", "<script>", "x\0y", "x" * 3000):
        page = await listed.anyone().get(f"/{listed.slug}/places", params={"q": typed})
        assert page.status_code == 200
        assert "Austin</a>" in page.text
        assert ("is not one of the areas" in page.text) == bool(typed.strip())
        assert "<script>" not in page.text


async def test_a_browser_that_has_it_is_told_so(listed: Here):
    page = await listed.anyone().get(f"/{listed.slug}/places?q=austin")
    known = {"if-none-match": page.headers["etag"]}
    assert (await listed.anyone().get(f"/{listed.slug}/places?q=austin", headers=known)).status_code == 304
    assert (await listed.anyone().get(f"/{listed.slug}/places?q=pilsen", headers=known)).status_code == 200


def test_it_says_of_an_area_what_the_report_says_and_no_more():
    """A figure that is not split by areas is not there; what is hidden is said to be hidden."""
    issue = Issue("", "A report", "en_US", (), (), (by_area("12", "7"), by_area("40", None), figure()))
    assert [(one.here, one.missing) for one in lines(issue, "zip_00011")] == [
        ("12 people", False), ("hidden to protect a member", True),
    ]  # fmt: skip
    assert list(lines(issue, "zip_00099")) == list(lines(issue, "00011")) == []


def by_area(whole: str, there: str | None) -> Figure:
    status = Status.REPORTED if there else Status.SUPPRESSED
    rows = (
        Row(
            code="zip_00011",
            name="Old Mill",
            status=Status.REPORTED if there else Status.SUPPRESSED,
            value=there and "12",
        ),
        Row(code="unknown", name="Unknown", status=status, value=there),
    )
    return figure(splits=(Split(code="area", name="Area", rows=rows, adds_up=True),))


async def test_where_nothing_is_public_there_is_no_such_page(listed: Here):
    async with listed.owner.session(Scope()) as session, session.begin():
        await session.execute(
            sa.text("update collaboratives set public_page = false where id = :id"), {"id": listed.id}
        )
    assert (await listed.anyone().get(f"/{listed.slug}/places")).status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
async def test_it_takes_few_queries(listed: Here, language: str):
    with statements(listed) as asked:
        await listed.anyone().get(f"/{listed.slug}/places?q=60623&lang={language}")
    assert len(asked) <= 12


async def test_in_another_language_figures_are_called_as_they_were_translated(
    listed: Here, monkeypatch: pytest.MonkeyPatch
):
    row = Row(code="area.community_area_25", name="Austin", status=Status.REPORTED, value="12")
    one = figure(name="Local hires", splits=(Split(code="area", name="Area", rows=(row,), adds_up=True),))

    async def newest(*_: object) -> list[Issue]:
        return [Issue("", "A report", "en_US", (), (), (one,))]

    monkeypatch.setattr(goal_reading, "newest", newest)
    facts = {"language": "es", "written_by": listed.coordinator.person_id, "written_at": now()}
    async with listed.session() as session:
        session.add(Translation(what=translating.key("Local hires"), words="Contrataciones", **facts))
    spanish = (await listed.anyone().get(f"/{listed.slug}/places?q=austin&lang=es")).text
    assert '<span dir="auto">Contrataciones</span>' in spanish
    assert f'<span lang="en" dir="auto">{one.sentence}</span> <span class="small soft">(aún sin traducir)' in spanish
    english = (await listed.anyone().get(f"/{listed.slug}/places?q=austin&lang=en")).text
    assert ("Local hires" in english, "Contrataciones" in english) == (True, False)


def test_names_are_compared_without_accents_and_capitals():
    assert folded("Corazón de-Chicago") == folded("corazon  DE chicago")
