"""A backup is one moment, whole, taken by the role that sees everything, or it is not there."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from backend.kit import postgres
from backend.kit.errors import CannotStart
from backend.running import backup, schema
from backend.running.archive import opened
from backend.running.backup import NotTaken
from tests.databases import own_database

FACTS = "blueprint, country, currency, locale, time_zone, year_starts_in"


async def founds(db: asyncpg.Connection, slug: str) -> None:
    """A collaborative and its first invitation, together."""
    async with db.transaction():
        id = await db.fetchval(
            f"insert into collaboratives (id, slug, name, {FACTS}) values (gen_random_uuid(), $1, $1, 'nhs', 'GB', 'GBP',"
            " 'en_GB', 'Europe/London', 4) returning id",
            slug,
        )
        await db.execute(
            "insert into invitations (id, collaborative_id, email, role, token_hash, created_at, expires_at)"
            " values (gen_random_uuid(), $1, 'a@example.org', 'partner', $2, now(), now())",
            id,
            slug.encode(),
        )


async def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    server: postgres.Server, database_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collaboratives have been read when a new one comes with its invitation; invitations are read after that."""
    asked: Callable[..., Any] = schema.columns
    async with own_database(server) as name:
        other = await asyncpg.connect(server.dsn("owner", name))
        await founds(other, "before")

        async def meanwhile(db: Any, table: str) -> list[str]:
            if table == "invitations":
                await founds(other, "meanwhile")
            return list(await asked(db, table))

        monkeypatch.setattr(schema, "columns", meanwhile)
        path, manifest = await backup.take(server.url("backup", name), tmp_path)
        monkeypatch.undo()
        _, after = await backup.take(server.url("backup", name), tmp_path / "after.zip")
        await other.close()
    assert manifest.collaboratives == ("before",)
    assert (manifest.tables["collaboratives"].rows, manifest.tables["invitations"].rows) == (1, 1)
    assert (after.tables["collaboratives"].rows, after.tables["invitations"].rows) == (2, 2)
    with opened(path) as archive:
        archive.verify()


async def test_a_role_that_does_not_see_everything_takes_none(
    server: postgres.Server, database_name: str, tmp_path: Path
) -> None:
    for role in ("app", "owner"):
        with pytest.raises(CannotStart, match="does not see every row"):
            await backup.take(server.url(role, database_name), tmp_path)  # type: ignore[arg-type]
    await backup.take(server.url("backup", database_name), tmp_path / "taken.zip")
    assert os.listdir(tmp_path) == ["taken.zip"]


async def test_where_it_cannot_be_kept_nothing_is_left(
    server: postgres.Server, database_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.url("backup", database_name)
    (tmp_path / "there.zip").write_bytes(b"mine")
    with pytest.raises(NotTaken, match="there already"):
        await backup.take(url, tmp_path / "there.zip")
    with pytest.raises(NotTaken, match="No such file or directory"):
        await backup.take(url, tmp_path / "no" / "folder.zip")
    with pytest.raises(NotTaken, match="nothing to keep yet"):
        await backup.take(server.url("backup"), tmp_path / "empty.zip")

    async def no_space(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "copy_out", no_space)
    with pytest.raises(NotTaken, match="No space left on device"):
        await backup.take(url, tmp_path / "full.zip")
    assert os.listdir(tmp_path) == ["there.zip"]
    assert (tmp_path / "there.zip").read_bytes() == b"mine"


async def test_a_database_that_is_not_there_is_a_sentence_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="nobody answers at its address") as refused:
        await backup.take("postgresql+asyncpg://anchorline_backup:geheim@127.0.0.1:1/anchorline", tmp_path)
    assert "geheim" not in str(refused.value)


def test_only_the_newest_of_our_own_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"anchorline-2026-11-0{day}T020000Z.zip").touch()
    (tmp_path / "mine.zip").touch()
    assert len(backup.keep_only(tmp_path, 2)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "anchorline-2026-11-04T020000Z.zip",
        "anchorline-2026-11-05T020000Z.zip",
        "mine.zip",
    ]
    assert backup.keep_only(tmp_path, 2) == []
