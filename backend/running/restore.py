"""Putting a backup back: into an empty database, in one transaction, and only if it is then exactly what was kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from alembic.script import ScriptDirectory

from backend.kit.errors import AnchorlineError
from backend.kit.pg_folder import NAMES
from backend.migrations import run
from backend.running import schema
from backend.running.archive import Archive
from backend.running.backup import copy_out
from backend.running.connecting import connected

Tell = Callable[[str], None]
FORGETTABLE = ("job_claims", "rate_limits")  # a clock that looked in, a browser that knocked: nobody's data
PATIENCE = "10s"  # with whoever still uses the database
_SHOWN = 12  # differences named in a refusal


class NotRestored(AnchorlineError):
    """Nothing was put back; the message says why."""


async def restore(owner_url: str, archive: Archive, tell: Tell) -> None:
    """owner_url: of the target, as the role that owns its tables. Leaves it with this program's schema.

    Raises:
        Damaged: the file is not as it was written.
        NotRestored: the target holds something, lacks a role, or is not what was kept once all is in.
    """
    manifest = archive.manifest
    _known(manifest.revision)
    archive.verify()
    async with connected(owner_url) as db:
        await roles_are_right(db)
        await _empty(db)
        with _said_by_postgresql():
            await _clear(db)
    await run.upgrade(owner_url, to=manifest.revision)
    async with connected(owner_url) as db:
        with _said_by_postgresql():
            async with db.transaction():
                await _fill(db, archive, tell)
                await _compare(db, archive)
    await run.upgrade(owner_url)
    async with connected(owner_url) as db:
        await db.execute("analyze")


@contextmanager
def _said_by_postgresql() -> Iterator[None]:
    """What the server refuses is a sentence too, without the row it refused."""
    try:
        yield
    except asyncpg.LockNotAvailableError:
        raise NotRestored("Something else uses the database: stop the site and the scheduler first.") from None
    except asyncpg.PostgresError as fault:
        raise NotRestored(
            f"PostgreSQL refused it, and nothing was put back: {fault.args[0]} ({fault.sqlstate})."
        ) from None


# ---- Before ----------------------------------------------------------------------------------------------------------


def _known(revision: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(run.config()).walk_revisions()}
    if revision not in known:
        raise NotRestored(
            f"The backup was taken by a newer program (its schema is {revision}, the newest here {run.head()})."
            " Install that program, or a newer one."
        )


async def roles_are_right(db: Any) -> None:
    """Raises NotRestored: what is wrong with the three roles, all of it."""
    faults = await role_faults(db)
    if faults:
        raise NotRestored(f"{' '.join(faults)} Run backend/kit/roles.sql on this server first (docs/running.md).")


async def role_faults(db: Any) -> list[str]:
    """Sentences about the three roles of an installation. db: as the owner."""
    ours = [NAMES["owner"], NAMES["app"], NAMES["backup"]]
    rows = {row["rolname"]: row for row in await db.fetch("select * from pg_roles where rolname = any ($1)", ours)}
    faults = [f"The role {name} is missing." for name in ours if name not in rows]
    who = await db.fetchval("select current_user")
    if who != NAMES["owner"]:
        faults.append(f"This is the role {who}; the tables must belong to {NAMES['owner']}.")
    for name, row in rows.items():
        if row["rolsuper"]:
            faults.append(f"The role {name} is a superuser.")
        if row["rolbypassrls"] and name != NAMES["backup"]:
            faults.append(f"The role {name} sees every row, whosever it is.")
    backup = rows.get(NAMES["backup"])
    if backup and not backup["rolbypassrls"]:
        faults.append(f"The role {NAMES['backup']} does not see every row, so it could take no backup.")
    if backup and "default_transaction_read_only=on" not in (backup["rolconfig"] or ()):
        faults.append(f"The role {NAMES['backup']} may write.")
    return faults


async def _empty(db: Any) -> None:
    """Raises NotRestored: somebody's rows, or another program's tables, are in the way."""
    names = await schema.tables(db)
    ours = await db.fetchval("select to_regclass('public.alembic_version') is not null")
    if names and not ours:
        raise NotRestored(
            f"The database holds tables of another program ({', '.join(names[:3])} …): give an empty one."
        )
    # Tables without a wall tell enough: what is behind one belongs to a row of `collaboratives`.
    bare = [table for table in names if table not in {*await _walled(db), *FORGETTABLE}]
    full = [table for table in bare if await db.fetchval(f'select exists(select from "{table}")')]  # noqa: S608
    if full:
        raise NotRestored(
            f"The database is not empty ({', '.join(full[:5])}{' …' if len(full) > 5 else ''}). A backup is put back "
            "into an empty one only: give another --data, or make a new database. Nothing was changed."
        )


async def _walled(db: Any) -> list[str]:
    rows = await db.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and relrowsecurity order by 1"
    )
    return [row["relname"] for row in rows]


async def _clear(db: Any) -> None:
    """Away with empty tables: they may be of a newer schema than the backup's."""
    async with db.transaction():
        await db.execute(f"set local lock_timeout = '{PATIENCE}'")
        for table in [*await schema.tables(db), "alembic_version"]:
            await db.execute(f'drop table if exists "{table}" cascade')
        for row in await db.fetch(
            "select oid::regprocedure::text as f from pg_proc where pronamespace = 'public'::regnamespace"
        ):
            await db.execute(f"drop function {row['f']} cascade")


# ---- In, and compared ------------------------------------------------------------------------------------------------


async def _fill(db: Any, archive: Archive, tell: Tell) -> None:
    """Every row as it was. The walls and the trail stand aside within this transaction alone; keys hold throughout."""
    for table in await _walled(db):
        await db.execute(f'alter table "{table}" no force row level security')
    for table in await schema.in_order_of_keys(db):
        kept = archive.manifest.tables.get(table)
        if kept is None:
            raise NotRestored(f"The backup has no rows of {table}, and its schema has that table.")
        if tuple(await schema.columns(db, table)) != kept.columns:
            raise NotRestored(f"The columns of {table} are not those of the backup.")
        await db.execute(f'alter table "{table}" disable trigger user')
        with archive.rows(table) as rows:
            await db.copy_to_table(table, source=rows, columns=kept.columns, format="text")
        if kept.rows:
            tell(f"{table}: {kept.rows:,}")


async def _compare(db: Any, archive: Archive) -> None:
    """Raises NotRestored: a count, a checksum, or anything of the schema is not what was kept."""
    faults = []
    for table, kept in archive.manifest.tables.items():
        found = await copy_out(db, table, kept.columns)
        if found.rows != kept.rows:
            faults.append(f"{table} has {found.rows} rows, not {kept.rows}.")
        elif found != kept:
            faults.append(f"{table} has other rows than were kept.")
        await db.execute(f'alter table "{table}" enable trigger user')
    for table in await _walled(db):
        await db.execute(f'alter table "{table}" force row level security')
    faults += schema.differences(archive.manifest.told, await schema.told(db))
    if faults:
        more = f" … and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise NotRestored(
            "What was put back is not what was kept, so it was taken out again: " + " ".join(faults[:_SHOWN]) + more
        )
