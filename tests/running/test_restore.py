"""A backup is put back whole into an empty database, or not at all."""

import json
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from backend.kit import postgres
from backend.migrations import run
from backend.running import backup
from backend.running import restore as restoring
from backend.running.archive import Damaged, opened
from backend.running.rehearse import rehearse
from backend.running.restore import NotRestored, restore
from tests.databases import own_database
from tests.running.installations import Kept, contents


@asynccontextmanager
async def as_superuser(server: postgres.Server, name: str) -> AsyncIterator[asyncpg.Connection]:
    db = await asyncpg.connect(server.dsn("superuser", name))
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def empty_database(server: postgres.Server) -> AsyncIterator[str]:
    async with own_database(server) as name:
        async with as_superuser(server, name) as db:
            await db.execute("drop schema public cascade; create schema public authorization pg_database_owner")
            await db.execute("grant usage on schema public to public")
        yield name


async def put_back(path: Path, server: postgres.Server, name: str, *, role: Any = "owner") -> list[str]:
    said: list[str] = []
    with opened(path) as archive:
        await restore(server.url(role, name), archive, said.append)
    return said


def altered(path: Path, into: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same file with members changed, or left out."""
    made = into / "altered.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return made


def with_manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[str, bytes], bytes]:
    def changed(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        facts = json.loads(content)
        change(facts)
        return json.dumps(facts).encode()

    return changed


async def test_it_is_put_back_into_an_empty_database_only(kept: Kept, server: postgres.Server) -> None:
    async with empty_database(server) as name:
        assert "members: " in "\n".join(await put_back(kept.path, server, name))
        assert await contents(server, name) == kept.before
        with pytest.raises(NotRestored, match=r"not empty \(.*collaboratives.*Nothing was changed"):
            await put_back(kept.path, server, name)
        assert await contents(server, name) == kept.before


async def test_a_backup_of_an_older_program_comes_back_with_this_one_s_schema(
    server: postgres.Server, database_name: str, tmp_path: Path
) -> None:
    async with empty_database(server) as old, empty_database(server) as new:
        await run.upgrade(server.url("owner", old), to="0003")
        async with as_superuser(server, old) as db:
            await db.execute(
                "insert into collaboratives"
                " (id, slug, name, blueprint, country, currency, locale, time_zone, year_starts_in)"
                " values ($1, 'older', 'Older', 'nhs', 'GB', 'GBP', 'en_GB', 'Europe/London', 4)",
                uuid4(),
            )
        path, manifest = await backup.take(server.url("backup", old), tmp_path)
        assert manifest.revision == "0003"
        assert "operators" not in manifest.tables
        await put_back(path, server, new)
        await run.check(server.url("app", new))
        async with as_superuser(server, new) as db:
            assert await db.fetchval("select name from collaboratives") == "Older"


async def test_a_schema_without_rows_is_empty_and_a_clock_may_have_looked_in(
    kept: Kept, server: postgres.Server
) -> None:
    async with own_database(server) as name:
        db = await asyncpg.connect(server.dsn("owner", name))
        await db.execute("insert into job_claims (job, due) values ('pulse', now())")
        await db.close()
        await put_back(kept.path, server, name)
        assert await contents(server, name) == kept.before


async def test_while_something_uses_the_database_it_is_left_alone(
    kept: Kept, server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "PATIENCE", "200ms")
    async with own_database(server) as name:
        db = await asyncpg.connect(server.dsn("owner", name))
        async with db.transaction():
            await db.fetch("select * from collaboratives")
            with pytest.raises(NotRestored, match="stop the site and the scheduler"):
                await put_back(kept.path, server, name)
        await db.close()
        await put_back(kept.path, server, name)


async def test_what_postgresql_refuses_is_a_sentence(kept: Kept, server: postgres.Server, tmp_path: Path) -> None:
    """Two rows of one key: the sums are right, and yet it cannot go in."""

    def twice(name: str, content: bytes) -> bytes:
        if name == "tables/collaboratives.copy":
            return content + content
        if name == "manifest.json":
            facts = json.loads(content)
            with zipfile.ZipFile(kept.path) as source:
                rows = source.read("tables/collaboratives.copy") * 2
            facts["tables"]["collaboratives"] |= {"rows": rows.count(b"\n"), "sha256": sha256(rows).hexdigest()}
            return json.dumps(facts).encode()
        return content

    async with empty_database(server) as name:
        with pytest.raises(NotRestored, match=r"PostgreSQL refused it, and nothing was put back: .*\(23505\)"):
            await put_back(altered(kept.path, tmp_path, twice), server, name)


async def test_tables_of_another_program_are_left_alone(kept: Kept, server: postgres.Server) -> None:
    async with empty_database(server) as name:
        db = await asyncpg.connect(server.dsn("owner", name))
        await db.execute("create table invoices (n int)")
        with pytest.raises(NotRestored, match="tables of another program"):
            await put_back(kept.path, server, name)
        assert await db.fetchval("select to_regclass('invoices') is not null")
        await db.close()


async def test_as_another_role_than_the_owner_nothing_is_put_back(kept: Kept, server: postgres.Server) -> None:
    async with empty_database(server) as name:
        with pytest.raises(NotRestored, match="the role postgres; the tables must belong to anchorline_owner"):
            await put_back(kept.path, server, name, role="superuser")
        assert await contents(server, name) == {}


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        (lambda name, content: None if name == "tables/entries.copy" else content, "entries cannot be read"),
        (lambda name, content: content[:-9] if name == "tables/letters.copy" else content, "letters is not as it was"),
        (lambda name, content: b"{}" if name == "manifest.json" else content, "cannot be read"),
        (lambda name, content: None if name == "manifest.json" else content, "no backup of this program"),
    ],
    ids=["a table is missing", "a table is cut", "another manifest", "no manifest"],
)
async def test_a_damaged_file_is_refused_before_anything_is_done(
    kept: Kept, server: postgres.Server, tmp_path: Path, breaks: Any, sentence: str
) -> None:
    async with empty_database(server) as name:
        with pytest.raises(Damaged, match=sentence):
            await put_back(altered(kept.path, tmp_path, breaks), server, name)
        assert await contents(server, name) == {}


def test_a_file_cut_off_or_turned_in_one_place_is_refused(kept: Kept, tmp_path: Path) -> None:
    whole = kept.path.read_bytes()
    cut, turned = tmp_path / "cut.zip", tmp_path / "turned.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    middle = len(whole) // 3
    turned.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    with pytest.raises(Damaged, match="cut off"), opened(cut):
        pass
    with pytest.raises(Damaged, match="is damaged"), opened(turned) as archive:
        archive.verify()
    with pytest.raises(Damaged, match="There is no file"), opened(tmp_path / "none.zip"):
        pass


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda facts: facts["told"]["row policies"].pop(), "row policies: not in the backup"),
        (lambda facts: facts["told"]["grants"].append("rounds: DELETE to anchorline_app"), "grants: missing: rounds"),
        (lambda facts: facts["tables"].pop("reminders"), "no rows of reminders"),
        (lambda facts: facts["tables"]["roles"]["columns"].pop(), "columns of roles are not those"),
        (lambda facts: facts.update(revision="9999"), "newer program"),
    ],
    ids=["a wall too many", "a grant too few", "no such table", "other columns", "a newer schema"],
)
async def test_what_is_not_as_it_was_kept_is_taken_out_again(
    kept: Kept, server: postgres.Server, tmp_path: Path, change: Any, sentence: str
) -> None:
    """The control of the comparison: each of the things it looks at, once different."""
    async with empty_database(server) as name:
        with pytest.raises(NotRestored, match=sentence):
            await put_back(altered(kept.path, tmp_path, with_manifest(change)), server, name)
        rows = {told.split()[0] for table, told in (await contents(server, name)).items() if table != "alembic_version"}
        assert rows <= {"0"}
        await put_back(kept.path, server, name)
        assert await contents(server, name) == kept.before


async def test_a_row_that_came_in_otherwise_is_noticed(
    kept: Kept, server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the checksums: one name is changed on its way in."""
    filled = restoring._fill

    async def and_changed(db: Any, *rest: Any) -> None:
        await filled(db, *rest)
        await db.execute(
            "update organizations set name = name || '.' where id = (select max(id::text)::uuid from organizations)"
        )

    monkeypatch.setattr(restoring, "_fill", and_changed)
    async with empty_database(server) as name:
        with pytest.raises(NotRestored, match="organizations has other rows"):
            await put_back(kept.path, server, name)


def test_a_rehearsal_needs_no_database_and_leaves_none(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:  # of a short name, which a socket needs
        Path(folder).chmod(0o711)
        monkeypatch.setattr("tempfile.tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)  # for the server's own processes
        said: list[str] = []
        manifest = rehearse(kept.path, said.append)
        assert manifest.rows > 100
        assert said
        assert list(Path(folder).iterdir()) == []
