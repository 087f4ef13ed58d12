"""Data survive a change of PostgreSQL's major version; only made-up data are ever deleted."""

from pathlib import Path

import asyncpg
import pytest

from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import SYSTEM, Binaries, find, runner
from backend.kit.pg_care import for_demonstration, forget_demonstration, migrate, refuse_demonstration
from backend.kit.postgres import start

ANOTHER = next((folder for folder in SYSTEM.glob("*/bin") if Binaries(folder, runner()).major != find().major), None)


@pytest.mark.skipif(ANOTHER is None, reason="this system has no PostgreSQL of another major version")
async def test_data_of_another_major_version_come_along(tmp_path: Path) -> None:
    assert ANOTHER is not None
    data = tmp_path / "data"
    server = start(data, durable=False, pg_bin=ANOTHER)
    db = await asyncpg.connect(server.dsn("owner"))
    await db.execute("create table thing (n int); insert into thing values (42)")
    await db.close()
    with pytest.raises(CannotStart, match="in use"):
        migrate(data, ANOTHER)
    server.stop()
    with pytest.raises(CannotStart, match="migrate-data"):
        start(data)
    kept = migrate(data, ANOTHER)
    again = start(data, durable=False)
    db = await asyncpg.connect(again.dsn("owner"))
    assert await db.fetchval("select n from thing") == 42
    assert (await db.fetchval("show server_version")).startswith(f"{find().major}.")
    await db.close()
    again.stop()
    assert (kept / "PG_VERSION").read_text().strip() == ANOTHER.parent.name
    with pytest.raises(CannotStart, match="already"):
        migrate(data, ANOTHER)


def test_only_a_demonstration_is_forgotten(tmp_path: Path) -> None:
    real, made_up = tmp_path / "real", tmp_path / "made-up"
    start(real, durable=False).stop()
    for_demonstration(made_up)
    server = start(made_up, durable=False)
    with pytest.raises(CannotStart, match="not a demonstration"):
        forget_demonstration(real)
    with pytest.raises(CannotStart, match="in use"):
        forget_demonstration(made_up)
    server.stop()
    (made_up / "mine.txt").write_text("not ours to delete")
    assert forget_demonstration(made_up)
    assert [path.name for path in made_up.iterdir()] == ["mine.txt"]
    assert (real / "postgres" / "PG_VERSION").exists()
    assert not forget_demonstration(tmp_path / "nowhere")


def test_real_and_made_up_data_do_not_share_a_folder(tmp_path: Path) -> None:
    real, made_up = tmp_path / "real", tmp_path / "made-up"
    start(real, durable=False).stop()
    for_demonstration(made_up)
    for_demonstration(made_up)
    refuse_demonstration(real)
    with pytest.raises(CannotStart, match="not a demonstration"):
        for_demonstration(real)
    with pytest.raises(CannotStart, match="anchorline demo"):
        refuse_demonstration(made_up)
