"""The program serves only as a role that the walls hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from backend.kit.errors import CannotStart
from backend.kit.pg_role import assert_weak_role
from backend.kit.postgres import Server, start


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = start(tmp_path / "data", durable=False)
    yield server
    server.stop()


async def judged(server: Server, role: Any) -> None:
    engine = create_async_engine(server.url(role))
    try:
        async with engine.connect() as connection:
            await assert_weak_role(connection)
    finally:
        await engine.dispose()


async def run(server: Server, role: Any, sql: str) -> None:
    connection = await asyncpg.connect(server.dsn(role))
    await connection.execute(sql)
    await connection.close()


async def test_only_the_app_role_may_serve(server: Server) -> None:
    await run(server, "owner", "create table thing (n int)")
    await judged(server, "app")
    with pytest.raises(
        CannotStart, match=r"postgres of .* is a superuser, has BYPASSRLS, may create roles, owns tables"
    ):
        await judged(server, "superuser")
    with pytest.raises(CannotStart, match=r"anchorline_owner of .* owns tables, may create tables"):
        await judged(server, "owner")
    with pytest.raises(CannotStart, match=r"anchorline_backup of .* has BYPASSRLS"):
        await judged(server, "backup")


@pytest.mark.parametrize(
    ("gift", "fault"),
    [
        ("alter role anchorline_app bypassrls", "has BYPASSRLS"),
        ("alter role anchorline_app createrole", "may create roles"),
        ("grant create on schema public to anchorline_app", "may create tables"),
        ("grant anchorline_owner to anchorline_app", "owns tables"),
        ("create role strong superuser; grant strong to anchorline_app", "may become a superuser"),
    ],
)
async def test_each_right_too_many_is_noticed(server: Server, gift: str, fault: str) -> None:
    await run(server, "owner", "create table thing (n int)")
    await judged(server, "app")
    await run(server, "superuser", gift)
    with pytest.raises(CannotStart, match=fault):
        await judged(server, "app")
