"""What the operator's two commands do: show, apply, hand over the first link, and say in a sentence what is wrong."""

import re
import secrets
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.indicators.tables import Element
from backend.kit.db import Database, Scope
from backend.kit.errors import Invalid
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import Collaborative, Invitation, Member
from backend.provisioning import operator
from backend.provisioning.operator import Order
from tests.makers import Here, Visitor


@pytest.fixture
def url(server: Server, database_name: str) -> str:
    return server.url("owner", database_name)


def order(blueprint: str = "nhs", **other: str) -> Order:
    tag = secrets.token_hex(4)
    return Order(
        blueprint,
        other.get("slug", f"o-{tag}"),
        other.get("name", "Northern anchors"),
        other.get("administrator", f"Ada.{tag}@Example.org"),
    )


async def place(owner: Database, slug: str) -> Collaborative | None:
    async with owner.session(Scope()) as session:
        return (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one_or_none()


async def test_plan_shows_what_apply_would_do_and_writes_nothing(url: str, owner: Database):
    wanted = order()
    shown = await operator.plan(url, wanted)
    assert re.search(r"\+ \d+ x element", shown)
    assert "gross_floor_area_m2" in shown
    assert await place(owner, wanted.slug) is None


async def test_apply_does_it_and_the_second_time_there_is_nothing_to_do(url: str, owner: Database, settings: Settings):
    wanted = order()
    done = await operator.apply(url, wanted, settings)
    assert f"Northern anchors is at {settings.base_url}/{wanted.slug}/" in done
    here = await place(owner, wanted.slug)
    assert here is not None
    assert (here.currency, here.year_starts_in, here.blueprint) == ("GBP", 4, "nhs")
    async with owner.session(Scope.everything_in(here.id)) as session:
        assert len((await session.scalars(sa.select(Element))).all()) > 40
    again = await operator.apply(url, wanted, settings)
    assert "Nothing to do" in again
    assert "No new link" in again
    assert "/invitations/" not in again
    assert "Nothing to do" in await operator.plan(url, wanted)


async def test_the_first_administrators_link_opens_and_makes_an_administrator(url: str, here: Here, settings: Settings):
    wanted = order()
    done = await operator.apply(url, wanted, settings)
    [link] = re.findall(r"\S+/invitations/\S+", done)
    assert wanted.administrator.lower() in done
    visitor = Visitor(here.app)
    page = await visitor.get(link.removeprefix(settings.base_url))
    assert page.status_code == 200
    assert "Northern anchors" in page.text
    assert "administrator" in page.text
    collaborative = await place(here.owner, wanted.slug)
    assert collaborative
    async with here.owner.session(Scope.everything_in(collaborative.id)) as session:
        [made] = await session.scalars(sa.select(Invitation).where(Invitation.collaborative_id == collaborative.id))
    assert (made.role, made.email, made.invited_by) == (Role.ADMINISTRATOR, wanted.administrator.lower(), None)


async def test_an_address_that_is_none_is_refused_before_anything_is_written(
    url: str, owner: Database, settings: Settings
):
    wanted = order(administrator="ada at example")
    with pytest.raises(Invalid) as refused:
        await operator.apply(url, wanted, settings)
    assert refused.value.problems[0].where == "--administrator"
    assert await place(owner, wanted.slug) is None


async def test_what_fails_half_way_leaves_nothing(url: str, owner: Database, settings: Settings, monkeypatch):
    async def broken(*_given: object, **_named: object) -> str:
        raise RuntimeError("half way")

    wanted = order()
    with monkeypatch.context() as patched:
        patched.setattr(operator, "_first_administrator", broken)
        with pytest.raises(RuntimeError, match="half way"):
            await operator.apply(url, wanted, settings)
    assert await place(owner, wanted.slug) is None
    await operator.apply(url, wanted, settings)
    assert await place(owner, wanted.slug) is not None


async def test_two_collaboratives_of_one_starting_set_stand_side_by_side(url: str, owner: Database, settings: Settings):
    one, two = order("demo"), order("demo")
    for wanted in (one, two):
        await operator.apply(url, wanted, settings)
    members = []
    for wanted in (one, two):
        here = await place(owner, wanted.slug)
        assert here
        async with owner.session(Scope.everything_in(here.id)) as session:
            members.append({row.code: row.organization_id for row in await session.scalars(sa.select(Member))})
    assert members[0] == members[1]
    assert len(members[0]) == 14


def test_a_file_of_ones_own_is_read_and_its_faults_are_said_with_their_places(tmp_path: Path):
    mine = tmp_path / "mine.toml"
    mine.write_text('[collaborative]\ntitle = "Mine"\ncountry = "Britain"\n')
    with pytest.raises(Invalid) as refused:
        order(str(mine)).wanted()
    places = {problem.where for problem in refused.value.problems}
    assert {"collaborative.country", "collaborative.currency", "release"} <= places


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nowhere", None, "or name a .toml file"),
        ("missing.toml", None, "cannot be read"),
        ("broken.toml", "[collaborative", "is not TOML"),
    ],
)
def test_a_starting_set_that_cannot_be_read_is_said_in_a_sentence(
    tmp_path: Path, name: str, text: str | None, said: str
):
    path = tmp_path / name
    if text:
        path.write_text(text)
    with pytest.raises(Invalid, match=said) as refused:
        order(str(path) if name.endswith(".toml") else name).wanted()
    assert refused.value.problems[0].where == "BLUEPRINT"
