"""A goal in a second language: the translation where there is one, else the original, said to be so."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.indicators.tables import Indicator
from backend.members.rules import Role
from tests.goals.aims import aim
from tests.makers import Here
from tests.releases.readers import address
from tests.releases.reporting import Q1, Reporting, make_reporting

NAME, AIM = "One in four", "Of every four people hired, one lives here."
STORY = "A bus line opened. It runs at five."
LINK = {"kind": "jobs", "title": "Open places", "address": "https://jobs.example.org/open"}


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


@pytest.fixture
async def goal(world: Reporting) -> UUID:
    id = await aim(world, "hiring", "WF-06", target=Decimal(25), name=NAME, aim=AIM, would_change="")
    await world.released(await world.reported(Q1, story=STORY))
    await world.here.coordinator.send_form(address(world, f"goals/{id}/links"), **LINK)
    return id


async def fields(world: Reporting, goal: UUID, of: str = "goals") -> dict[str, str]:
    """By the original, the field its translation is typed in."""
    page = (await world.here.coordinator.get(address(world, f"{of}/{goal}/languages/es"))).text
    found = re.findall(r'<p class="said breakable"[^>]*>([^<]+)</p>.*?<textarea id="([^"]+)"', page, re.DOTALL)
    return dict(found)


async def translated(world: Reporting, code: str, plain: str) -> None:
    """What a figure says, in Spanish."""
    async with world.here.session() as session:
        figure = (await session.scalars(sa.select(Indicator).where(Indicator.code == code))).one()
    of = await fields(world, figure.id, "definitions/indicators")
    path = address(world, f"definitions/indicators/{figure.id}/languages/es")
    assert (await world.here.coordinator.send_form(path, **{of[figure.plain]: plain})).status_code == 303


async def seen(world: Reporting, then: str = "", language: str = "es") -> str:
    return str((await world.here.anyone().get(address(world, f"shared-goals/hiring{then}?lang={language}"))).text)


async def test_a_reader_in_spanish_reads_the_translation_and_else_the_original_marked_so(world: Reporting, goal: UUID):
    page = await seen(world)
    assert page.count("(aún sin traducir)") == 3  # the aim with its name, the link, and what it is measured by
    assert f'<span lang="en" dir="auto">{AIM}</span>' in page
    assert f'lang="en">{AIM}</p>\n<p class="small soft">(aún sin traducir)</p>' in await seen(world, "/poster")
    of = await fields(world, goal)
    assert set(of) == {NAME, AIM, "Open places"}
    path = address(world, f"goals/{goal}/languages/es")
    sent = {of[NAME]: "Una de cada cuatro", of[AIM]: "De cada cuatro personas contratadas, una vive aquí."}
    assert (await world.here.coordinator.send_form(path, **sent, **{of["Open places"]: ""})).status_code == 303
    for then in ("", "/card", "/poster"):
        assert '<h1 dir="auto">Una de cada cuatro</h1>' in await seen(world, then), then
        assert "aún sin traducir" not in await seen(world, "/poster")
        assert f'<h1 dir="auto">{NAME}</h1>' in await seen(world, then, "en"), then
    page = await seen(world)
    assert "una vive aquí" in page
    assert AIM not in page.partition('id="measured"')[0]  # there it is told as it was drawn
    assert page.count("(aún sin traducir)") == 2
    assert "not yet translated" not in await seen(world, language="en")
    listed = (await world.here.anyone().get(address(world, "shared-goals?lang=es"))).text
    assert "Una de cada cuatro" in listed
    asking = (await world.here.anyone().get(address(world, "shared-goals/hiring/ask?lang=es"))).text
    assert asking.count("Una de cada cuatro") == 2
    assert NAME not in asking


async def test_a_translation_is_of_its_words_and_can_be_taken_away(world: Reporting, goal: UUID):
    of, path = await fields(world, goal), address(world, f"goals/{goal}/languages/es")
    assert (await world.here.coordinator.send_form(path, **{of[NAME]: "Una de cada cuatro"})).status_code == 303
    same = await world.here.coordinator.send_form(path, **{of[NAME]: "Una de cada cuatro"})
    assert same.headers["location"].endswith("done=translated-same")
    wrong = await world.here.coordinator.send_form(path, **{of[NAME]: "Llame al 212 555 0147"})
    assert wrong.status_code == 422
    assert "212 555 0147" in wrong.text
    assert (await world.here.coordinator.send_form(path, **{of[NAME]: ""})).status_code == 303
    assert NAME in await seen(world)
    assert (await world.here.coordinator.get(address(world, f"goals/{goal}/languages/en"))).status_code == 404
    assert (await world.here.administrator.get(path)).status_code == 403


async def test_figures_and_what_members_tell_are_translated_in_the_report_and_its_files_stay(
    world: Reporting, goal: UUID
):
    coordinator, [release] = world.here.coordinator, await world.releases()
    async with world.here.session() as session:
        figure = (await session.scalars(sa.select(Indicator).where(Indicator.code == "WF-06"))).one()
    asked = address(world, f"definitions/indicators/{figure.id}/languages/es")
    assert asked in (await coordinator.get(address(world, f"definitions/indicators/{figure.id}"))).text
    public, missing = address(world, "?lang=es"), '</span> <span class="quiet">(aún sin traducir)</span>'
    anyone, english = world.here.anyone(), (await world.here.anyone().get(address(world))).text
    assert f"{figure.plain}{missing}" in (await anyone.get(public)).text
    of = await fields(world, figure.id, "definitions/indicators")
    assert set(of) == {figure.name, figure.plain}
    sent = {of[figure.name]: "Tasa de contratación local", of[figure.plain]: "De cada cien personas, cuántas <aquí>."}
    assert (await coordinator.send_form(asked, **sent)).headers["location"].endswith("?done=translated")
    page = (await anyone.get(public)).text
    assert "<p>De cada cien personas, cuántas &lt;aquí&gt;.</p>" in page
    assert page.count("Tasa de contratación local") > 3, "its heading, its line at a glance, its chart and its table"
    assert figure.name not in page.partition("<article")[2].partition("</article>")[0]
    assert figure.plain not in page
    assert f"What Local hires says.{missing}" in page
    await translated(world, "WF-05", "Cuántas personas de aquí.")
    counted = '<dd>Cuántas personas de aquí. A los miembros se les pide: <span lang="en">“'
    assert counted in (await anyone.get(public)).text
    assert (await anyone.get(address(world))).text == english
    assert "Tasa de contratación local" in await seen(world), "what the goal is measured by"
    told = await fields(world, release.id, "releases")
    path = address(world, f"releases/{release.id}/languages/es")
    wrong = (await coordinator.send_form(path, **{told["Work"]: "Llame al 212 555 0147", told[STORY]: "Sí."})).text
    assert wrong.count('aria-invalid="true"') == 1, "at the one that is wrong, of all headings"
    assert (await coordinator.send_form(path, **{told[STORY]: "Se abrió una línea de autobús."})).status_code == 303
    assert {"What we did", "Work"} <= set(told)
    for audience, reads in (("members", True), ("public", False)):
        one = address(world, f"releases/{release.id}?audience={audience}&lang=es")
        shown = (await coordinator.get(one, headers={"accept-language": "es"})).text
        assert ("Se abrió una línea de autobús." in shown) is reads, audience
    kept = (
        await coordinator.get(address(world, f"editions/{(await world.frozen(release.id, 'members')).id}/html"))
    ).text
    assert STORY in kept
    assert "autobús" not in kept
    for other in (world.here.administrator, await world.person(Role.VIEWER, "Ash")):
        assert (await other.send_form(path, **{told[STORY]: "No."})).status_code == 403
