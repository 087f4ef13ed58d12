"""A live collaborative exported is a blueprint that makes an equal one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import tenants
from backend.indicators.tables import Element, ElementDefinition
from backend.kit.db import Database
from backend.kit.errors import Invalid
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.members.tables import MemberName, MemberParent, MemberTerm, OrganizationParent
from backend.provisioning import operator, schemas
from backend.provisioning.blueprint import Blueprint
from backend.provisioning.state import Kind, described
from tests.provisioning.starting_sets import Made, entered, starting_set


@pytest.fixture
def url(server: Server, database_name: str) -> str:
    return server.url("owner", database_name)


async def exported(url: str, made: Made) -> tuple[str, dict[str, Any]]:
    text = await operator.export(url, made.slug)
    return text, tenants.read_text(text)


@pytest.mark.parametrize("name", tenants.names())
async def test_applied_elsewhere_and_exported_again_it_is_the_same_text(url: str, owner: Database, name: str):
    first, second = Made(owner), Made(owner)
    await first.apply(tenants.load(name))
    text, raw = await exported(url, first)
    await second.apply(raw)
    assert (await exported(url, second))[0] == text
    assert (await second.apply(raw)).is_empty


@pytest.mark.parametrize("name", tenants.names())
async def test_it_describes_what_the_starting_set_does(url: str, owner: Database, name: str):
    made = Made(owner)
    await made.apply(tenants.load(name))
    told = described(_read((await exported(url, made))[1]))
    wanted = described(_read(tenants.load(name)))
    for kind in Kind:
        if kind is not Kind.ORGANIZATION:
            assert told[kind] == wanted[kind], kind


def _read(raw: dict[str, Any]) -> Blueprint:
    return schemas.read(raw)


async def test_what_was_changed_on_the_site_is_in_it_and_what_is_retired_is_not(url: str, owner: Database):
    made = Made(owner)
    later = starting_set()
    await made.apply(later)
    del later["indicators"]["SU-04"], later["elements"]["kwh"]
    later["frameworks"]["quarterly"]["sections"][1] |= {"elements": ["spend"], "indicators": ["SC-01"]}
    await made.apply(later)
    text, raw = await exported(url, made)
    assert "kwh" not in text
    assert "Not in it: people" in text
    assert raw["collaborative"]["title"] == "Oaks"


async def test_members_come_with_every_day_that_is_known(url: str, owner: Database):
    described = starting_set()
    described["organizations"]["heath"] = {
        "name": "Heath", "ein": "12-3456789",
        "parents": [{"organization": "trust", "starts": date(2021, 1, 1), "ends": date(2024, 2, 29)}],
    }  # fmt: skip
    described["members"]["R0-A"] = {
        "organization": "heath", "name": "Heath now", "fiscal_year_starts_in": 10,
        "terms": [{"starts": date(2021, 1, 1), "ends": date(2022, 12, 31), "reason": "Left."},
                  {"starts": date(2024, 1, 1)}],
        "names": [{"valid_from": date(2021, 1, 1), "name": "Heath then"},
                  {"valid_from": date(2024, 1, 1), "name": "Heath now"}],
        "systems": [{"organization": "trust", "starts": date(2024, 1, 1), "reason": "Bought."}],
    }  # fmt: skip
    first, second = Made(owner), Made(owner)
    await first.apply(described)
    text, raw = await exported(url, first)
    for one in raw["organizations"].values():
        one.pop("ods_code", None)  # so that the second has organizations of its own
        one.pop("id", None)
    raw.pop("made_from")
    await second.apply(raw)
    again = await operator.export(url, second.slug)
    which = ("ods_code = ", "id = ", "made_from = ")
    before, after = ([line for line in one.splitlines() if not line.startswith(which)] for one in (text, again))
    assert before == after
    for table, count in ((MemberTerm, 3), (MemberName, 3), (MemberParent, 1)):
        rows = [await made.rows(table) for made in (first, second)]
        assert len(rows[0]) == len(rows[1]) == count
    ours = {one.organization_id for one in await second.rows(OrganizationParent)}
    assert len(ours) >= 2


async def test_a_question_worded_anew_on_the_site_is_in_it_and_can_be_applied_again(url: str, owner: Database):
    made = Made(owner)
    await made.apply(starting_set())
    async with entered(made) as session:
        element = (await session.scalars(sa.select(Element).where(Element.code == "hires"))).one()
        worded = {"valid_from": date(2026, 1, 1), "text": "Otherwise.", "break_note": "Agency staff too."}
        session.add(ElementDefinition(element_id=element.id, version=2, **worded))
        await session.commit()
    with pytest.raises(Invalid) as refused:
        await made.apply(starting_set())
    assert refused.value.problems[0].where == "elements.hires.definitions.2"
    assert f"anchorline collaborative export {made.slug} --to {made.slug}.toml" in refused.value.problems[0].message
    text, raw = await exported(url, made)
    assert "Agency staff too." in text
    assert (await made.apply(raw)).is_empty


async def test_what_the_refusal_says_to_do_does_it(url: str, owner: Database, settings: Settings, tmp_path: Path):
    """Export, change, apply: the file may be called anything."""
    made = Made(owner)
    await made.apply(starting_set())
    file = tmp_path / f"{made.slug}.toml"
    text, _ = await exported(url, made)
    file.write_text(text.replace('title = "Oaks"', 'title = "Oaks"\ncontact_email = "new@example.org"'))
    done = await operator.apply(url, operator.Order(str(file), made.slug, "Oaks", "ada@example.org"), settings)
    assert "collaborative.contact_email: nothing → “new@example.org”" in done
    with pytest.raises(Invalid, match="was made from the starting set"):
        await operator.apply(url, operator.Order("nhs", made.slug, "Oaks", "ada@example.org"), settings)


async def test_nothing_is_exported_that_is_not_there(url: str):
    with pytest.raises(Invalid) as refused:
        await operator.export(url, "nowhere-at-all")
    assert refused.value.problems[0].where == "SLUG"
