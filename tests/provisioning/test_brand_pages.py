"""A collaborative's own look: chosen on a page, used on all of its pages, and told in its export."""

import asyncio

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import tenants
from backend.kit.branding import brand_of, tone
from backend.kit.colors import color
from backend.kit.db import Scope
from backend.kit.trail import TrailEntry
from backend.members.logo_tables import Logo
from backend.members.rules import Role
from backend.members.tables import Collaborative
from backend.provisioning import settling
from tests.kit.test_pictures import jpeg, png
from tests.makers import Here


async def choose(here: Here, then: str = "use", **colors: str):
    return await here.administrator.send_form(f"/{here.slug}/settings/brand", then=then, **colors)


async def bring(here: Here, content: bytes):
    return await here.administrator.post(
        f"/{here.slug}/settings/brand/logo",
        data={"_token": here.administrator.csrf},
        files={"file": ("our logo.svg", content)},
    )


async def kept(here: Here) -> dict[str, object]:
    async with here.session() as session:
        found = await session.scalar(sa.select(Collaborative.brand).where(Collaborative.id == here.id))
    return dict(found)


async def test_colors_are_looked_at_and_then_used_on_every_page(here: Here):
    before = (await here.coordinator.get(f"/{here.slug}/home")).text
    assert "brand.css" not in before
    looked = await choose(here, "look", main="#7A1F5C", second="12474f")
    assert looked.status_code == 200
    assert "This is how it would look" in looked.text
    assert await kept(here) == {}
    assert (await choose(here, main="#7A1F5C", second="12474f")).status_code == 303
    assert await kept(here) == {"main": "#7a1f5c", "second": "#12474f"}
    page = (await here.coordinator.get(f"/{here.slug}/home")).text
    assert "brand.css?v=" in (await here.anyone().get(f"/{here.slug}/")).text
    address = f"/{here.slug}/brand.css?v={brand_of(await kept(here)).version}"
    assert address in page
    sheet = await here.anyone().get(address)
    assert "--brand: light-dark(#7a1f5c" in sheet.text
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert "immutable" not in (await here.anyone().get(f"/{here.slug}/brand.css?v=old")).headers["cache-control"]


async def test_a_faint_color_is_refused_with_the_nearest_that_can_be_read(here: Here):
    refused = await choose(here, main="#ffcc00", second="#12474f")
    assert refused.status_code == 422
    assert "Text in #ffcc00 is too faint to read" in refused.text
    nearest = str(tone(color("#ffcc00")).light)
    assert f'name="main" value="{nearest}"' in refused.text  # one click takes it
    assert await kept(here) == {}
    odd = await choose(here, main="yellow")
    assert odd.status_code == 422
    assert "such as #0b5f6b" in odd.text


async def test_a_logo_is_a_picture_by_its_bytes_and_stands_on_every_page(here: Here):
    assert (await here.anyone().get(f"/{here.slug}/logo")).status_code == 404
    refused = await bring(here, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    assert refused.status_code == 422
    assert "PNG, JPEG or WebP" in refused.text
    await choose(here, main="#7a1f5c")
    assert (await bring(here, png(40, 20))).status_code == 303
    facts = await kept(here)
    assert (facts["main"], facts["width"], facts["height"]) == ("#7a1f5c", 40, 20)
    address = f"/{here.slug}/logo?v={str(facts['logo'])[:12]}"
    assert address in (await here.coordinator.get(f"/{here.slug}/home")).text
    found = await here.anyone().get(address)
    assert (found.content, found.headers["content-type"]) == (png(40, 20), "image/png")
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["x-content-type-options"] == "nosniff"
    assert (await bring(here, jpeg())).status_code == 303
    assert (await bring(here, png(40, 20))).status_code == 303  # known already
    away = await here.administrator.send_form(f"/{here.slug}/settings/brand/logo/away")
    assert away.status_code == 303
    assert await kept(here) == {"main": "#7a1f5c"}
    async with here.session() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Logo)) == 2


async def test_a_logo_and_colors_that_come_at_once_both_stay(here: Here):
    async with here.session() as session:
        stands = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        await settling.hold(session, stands)
        choosing = asyncio.create_task(choose(here, main="#7a1f5c"))
        while not await session.scalar(_WAITED_FOR):
            assert not choosing.done()
            await asyncio.sleep(0.01)
        await settling.settle(session, stands, {"brand": {"logo": "0" * 64}})
    assert (await choosing).status_code == 303
    assert await kept(here) == {"logo": "0" * 64, "main": "#7a1f5c"}


_WAITED_FOR = sa.text(
    """
    select exists (select from pg_locks w join pg_locks h using (locktype, database, classid, objid, objsubid)
      where w.locktype = 'advisory' and not w.granted and h.granted and h.pid = pg_backend_pid())
    """
)


async def test_only_an_administrator_chooses_and_it_is_in_the_trail(here: Here):
    refused = await here.coordinator.send_form(f"/{here.slug}/settings/brand", main="#7a1f5c", then="use")
    assert refused.status_code == 403
    await choose(here, main="#7a1f5c")
    async with here.session() as session:
        told = (await session.scalars(sa.select(TrailEntry).where(TrailEntry.table_name == "collaboratives"))).all()
    assert [(one.person_id, one.was["brand"], one.became["brand"]) for one in told] == [
        (here.administrator.person_id, {}, {"main": "#7a1f5c"})
    ]
    assert (await here.administrator.get(f"/{here.slug}/trail")).status_code == 200


@pytest.mark.parametrize("scope", ["a member's person", "anyone"])
async def test_the_database_lets_nobody_else_change_settings(here: Here, elsewhere: Here, scope: str):
    visitor = await here.person(Role.APPROVER, await here.member()) if scope != "anyone" else None
    person = visitor.person_id if visitor else None
    async with here.session(Scope(here.id, person_id=person)) as session:
        assert await session.scalar(sa.text('select settled(\'{"name": "Ours"}\')')) is False
    async with here.session() as session:
        assert await session.scalar(sa.text('select settled(\'{"name": "Ours", "slug": "ours"}\')')) is True
        rows = dict((await session.execute(sa.select(Collaborative.slug, Collaborative.name))).all())
        await session.rollback()
    assert rows[here.slug] == "Ours"
    assert rows[elsewhere.slug] != "Ours"
    async with here.session() as session:
        with pytest.raises(sa.exc.ProgrammingError) as refused:
            await session.execute(sa.text("update collaboratives set name = 'Ours'"))
    assert isinstance(refused.value.orig.__cause__, asyncpg.InsufficientPrivilegeError)


async def test_the_starting_set_of_today_carries_it(here: Here):
    await choose(here, main="#7a1f5c")
    await bring(here, png())
    address = f"/{here.slug}/settings/starting-set"
    assert (
        "# - release" in (await here.administrator.get(address)).text
    )  # says what is missing before it can be applied
    policy = {"disclosure": {"smallest_count": 11}, "release": {"audiences": ["backbone"]}}
    async with here.session() as session:
        await session.execute(sa.select(sa.func.settled(sa.cast({"policy": policy}, JSONB))))
    answer = await here.administrator.get(address)
    assert "put this right" not in answer.text
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    brand = tenants.read_text(answer.text)["brand"]
    assert brand["main"] == "#7a1f5c"
    assert brand["logo"]
