"""A database that is not there just now, however that shows: whoever asked is told to try again."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.kit.away import away
from backend.kit.db import Database


async def test_a_server_whose_socket_is_not_there_yet_is_away(tmp_path: Path):
    """It is made anew while the server starts; for that moment the system says that there is no such file."""
    database = Database(f"postgresql+asyncpg://somebody@/anchorline?host={tmp_path}")
    with pytest.raises(sa.exc.DBAPIError) as missing:
        async with database.session(None) as session:
            await session.execute(sa.text("select 1"))
    await database.close()
    assert away(missing.value)
    assert not away(FileNotFoundError("a file of ours"))
