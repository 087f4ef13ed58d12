"""The drill: an installation is backed up, put back on another machine and PostgreSQL, compared, and signed in to."""

import os
import zipfile
from pathlib import Path

import asyncpg
import pytest

from backend.kit import postgres
from backend.kit.pg_binaries import SYSTEM, Binaries, find, runner
from backend.running import backup
from backend.running.archive import opened
from backend.running.restore import restore
from tests.house import catalogue, powers
from tests.makers import Here
from tests.members.visiting import a_browser, ask, is_in
from tests.running.installations import Kept, another_machine, contents, site

ANOTHER = next((folder for folder in SYSTEM.glob("*/bin") if Binaries(folder, runner()).major != find().major), None)
NO_OTHER = "this system has no PostgreSQL of another major version"


async def put_back(path: Path, server: postgres.Server) -> None:
    with opened(path) as archive:
        await restore(server.url("owner"), archive, print)


async def the_walls_stand(server: postgres.Server) -> None:
    db = await asyncpg.connect(server.dsn("app"))
    try:
        for check in (
            catalogue.rings, catalogue.keys, catalogue.references, catalogue.functions,
            powers.roles, powers.ownership, powers.grants, powers.makings,
        ):  # fmt: skip
            assert await check(db) == []
    finally:
        await db.close()


async def signs_in_and_reads(server: postgres.Server, kept: Kept) -> None:
    """As the coordinator does the morning after: a letter, the link, the first page, the published report."""
    async with site(server) as (app, owner, database):
        here = Here(app, owner, database, kept.here.id, kept.here.slug)
        async with a_browser(here) as browser:
            letter = await ask(here, browser, kept.email)
            came = await browser.post(letter.path)
            assert came.headers["location"] == f"/{here.slug}/home"
            assert await is_in(browser)
            assert "Wood report" in (await browser.get(f"/{here.slug}/reports")).text
            assert (await browser.get(f"/{here.slug}/figures")).status_code == 200
            assert "Wood report" in (await browser.get(f"/{here.slug}/")).text
        await a_change_leaves_its_trail(owner, here)


async def a_change_leaves_its_trail(owner: object, here: Here) -> None:
    async with here.session() as session:
        before = (await session.connection()).exec_driver_sql
        count = "select count(*) from trail"
        earlier = (await before(count)).scalar_one()
        await before("update members set contact = 'the new one'")
        changed = (await before("select count(*) from members")).scalar_one()
        assert (await before(count)).scalar_one() == earlier + changed


async def test_it_comes_back_on_another_machine(kept: Kept, tmp_path: Path) -> None:
    async with another_machine(tmp_path / "other") as server:
        await put_back(kept.path, server)
        assert await contents(server) == kept.before
        await the_walls_stand(server)
        await signs_in_and_reads(server, kept)


@pytest.mark.skipif(ANOTHER is None, reason=NO_OTHER)
async def test_it_comes_back_on_another_major_of_postgresql_and_home_again(kept: Kept, tmp_path: Path) -> None:
    assert ANOTHER is not None
    async with another_machine(tmp_path / "older", ANOTHER) as older:
        await put_back(kept.path, older)
        assert await contents(older) == kept.before
        await the_walls_stand(older)
        await signs_in_and_reads(older, kept)
        back, manifest = await backup.take(older.url("backup"), tmp_path)
        since = await contents(older)
        assert manifest.postgresql != find().major
    async with another_machine(tmp_path / "newer") as newer:
        await put_back(back, newer)
        assert await contents(newer) == since
        await the_walls_stand(newer)


async def test_the_file_is_for_its_owner_alone_and_whole(kept: Kept) -> None:
    assert kept.path.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.path.parent.iterdir()] == [kept.path.name]
    assert os.path.basename(kept.path).startswith("anchorline-20")
    with zipfile.ZipFile(kept.path) as archive:
        assert archive.testzip() is None
        assert "manifest.json" in archive.namelist()
