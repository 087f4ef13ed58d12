"""Taking a backup: every table out of one snapshot, written to one file, which is there whole or not at all."""

import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from backend.kit.db import now
from backend.kit.errors import AnchorlineError, CannotStart
from backend.kit.pg_folder import NAMES
from backend.running import schema
from backend.running.connecting import connected
from backend.running.manifest import NAME, Manifest, TableKept

PATTERN = "anchorline-*.zip"


class NotTaken(AnchorlineError):
    """There is no backup; the message says why."""


async def take(backup_url: str, into: Path) -> tuple[Path, Manifest]:
    """backup_url: as the role that reads past the walls. into: a file to be made, or a folder, where it is named by time.

    Raises:
        CannotStart: the database cannot be reached, or the role does not see all of it.
        NotTaken: the file is there already, or cannot be written.
    """
    taken_at = now().replace(microsecond=0)
    path = _named(into, taken_at)
    async with connected(backup_url) as db:
        await _sees_everything(db)
        with _whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            async with db.transaction(isolation="repeatable_read", readonly=True):
                manifest = await _write(db, archive, taken_at)
            archive.writestr(NAME, manifest.model_dump_json(indent=1))
    return path, manifest


def keep_only(folder: Path, newest: int) -> list[Path]:
    """Deletes our own files there but the newest; those deleted."""
    old = sorted(folder.glob(PATTERN))[:-newest] if newest else []
    for path in old:
        path.unlink()
    return old


async def copy_out(db: Any, table: str, columns: Sequence[str], into: IO[bytes] | None = None) -> TableKept:
    """The rows of a table as PostgreSQL writes them, in the order of its key; counted, summed, and written if asked."""
    summed, named = sha256(), ", ".join(f'"{column}"' for column in columns)
    query = f'select {named} from "{table}" order by {", ".join(await schema.key(db, table))}'  # noqa: S608  names of the catalogue's

    async def more(rows: bytes) -> None:
        summed.update(rows)
        if into is not None:
            into.write(rows)

    said = await db.copy_from_query(query, output=more)
    return TableKept(columns=tuple(columns), rows=int(said.removeprefix("COPY ")), sha256=summed.hexdigest())


def _named(into: Path, taken_at: datetime) -> Path:
    return into / f"anchorline-{taken_at:%Y-%m-%dT%H%M%SZ}.zip" if into.is_dir() else into


async def _sees_everything(db: Any) -> None:
    about = await db.fetchrow(
        "select rolbypassrls or rolsuper as all, rolname from pg_roles where rolname = current_user"
    )
    if not about["all"]:
        raise CannotStart(
            f"The role {about['rolname']} does not see every row, so it would leave some out. Set "
            f"ANCHORLINE_BACKUP_DATABASE_URL to the role {NAMES['backup']}, which backend/kit/roles.sql makes."
        )


async def _write(db: Any, archive: zipfile.ZipFile, taken_at: datetime) -> Manifest:
    names = await schema.tables(db)
    if "collaboratives" not in names:
        raise NotTaken("The database is empty: there is nothing to keep yet.")
    kept = {}
    for table in names:
        with archive.open(Manifest.member(table), "w", force_zip64=True) as member:
            kept[table] = await copy_out(db, table, await schema.columns(db, table), member)
    return Manifest(
        program=version("anchorline"),
        taken_at=taken_at,
        revision=await db.fetchval("select version_num from alembic_version"),
        postgresql=db.get_server_version().major,
        collaboratives=tuple(row[0] for row in await db.fetch("select slug from collaboratives order by 1")),
        tables=kept,
        told=await schema.told(db),
    )


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Written under another name beside it, for its owner's eyes alone; has its own name once it is on the disk whole."""
    if path.exists():
        raise NotTaken(f"{path} is there already; give another name.")
    unfinished = path.with_name(path.name + ".part")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _settled(path.parent)
    except OSError as fault:
        raise NotTaken(f"{path} cannot be written: {fault.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _settled(folder: Path) -> None:
    """The new name survives a crash too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
