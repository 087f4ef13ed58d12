"""Which schema a database has, which this program needs, and how it gets there."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import backend.agreements.tables
import backend.files.tables
import backend.goals.hearing_tables
import backend.goals.question_tables
import backend.goals.tables
import backend.goals.translation_tables
import backend.indicators.tables
import backend.kit.claims
import backend.kit.mail
import backend.kit.repeats
import backend.kit.trail
import backend.members.cover_tables
import backend.members.logo_tables
import backend.members.tables
import backend.members.view_tables
import backend.places.tables
import backend.provisioning.rule_tables
import backend.releases.tables
import backend.rounds.tables
import backend.series.tables
import backend.submissions.question_tables
import backend.submissions.tables  # noqa: F401  every room's tables, so that TARGET is whole
from backend.kit.db import Base
from backend.kit.errors import AnchorlineError

TARGET = Base.metadata


class WrongSchema(AnchorlineError):
    """The database and the program are of different versions; the message says what to run."""


def config(connection: sa.Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def head() -> str:
    found = ScriptDirectory.from_config(config()).get_current_head()
    assert found is not None
    return found


async def upgrade(owner_url: str, *, to: str = "head") -> None:
    """Bring the database to the newest schema, or to an older one on the way there.

    owner_url: as the role that owns the tables.
    """
    engine = create_async_engine(owner_url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(lambda c: command.upgrade(config(c), to))
            await connection.commit()
    finally:
        await engine.dispose()


async def check(url: str) -> None:
    """That the database has exactly this program's schema.

    Raises:
        WrongSchema: it is older, newer or none.
    """
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    finally:
        await engine.dispose()
    judge(current)


def judge(current: str | None) -> None:
    """See `check`; current: the revision the database says it has."""
    if current == head():
        return
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if current is None or current in known:
        raise WrongSchema("The database's schema is older than this program. Run: anchorline db upgrade")
    raise WrongSchema(
        f"The database's schema ({current}) is newer than this program knows ({head()})."
        " Start the newer program, or restore a backup made with this one."
    )
