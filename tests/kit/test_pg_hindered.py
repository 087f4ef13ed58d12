"""What stands in the server's way: other versions, odd paths, being root. It copes, or says what to do."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.kit import pg_folder
from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import Binaries, find, runner
from backend.kit.pg_folder import Folder
from backend.kit.pg_guard import Guard
from backend.kit.pg_locks import is_free
from backend.kit.postgres import start
from tests.kit.embedded import connected, until


def test_data_of_another_major_version_are_refused_with_the_command_to_run(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    (server.folder.cluster / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match=r"written by PostgreSQL 15.*anchorline db migrate-data --data .* --old-bin"):
        start(data, durable=False)
    (server.folder.cluster / "PG_VERSION").write_text(f"{find().major}\n")
    start(data, durable=False).stop()


def test_a_server_that_does_not_start_is_told_with_its_own_reason(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    (server.folder.cluster / "postgresql.auto.conf").write_text("nonsense = 1\n")
    with pytest.raises(CannotStart, match="unrecognized configuration parameter"):
        start(data, durable=False)
    assert is_free(server.folder.run / "users")


def test_programs_too_old_or_not_there_are_refused(tmp_path: Path) -> None:
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
    old.chmod(0o755)
    with pytest.raises(CannotStart, match="needs 15 or newer"):
        find(tmp_path)
    with pytest.raises(CannotStart, match="failed"):
        find(tmp_path / "nowhere")


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    server = start(tmp_path / ("long" * 25), durable=False)
    sockets = server.folder.sockets
    assert sockets.parent == Path(tempfile.gettempdir())
    assert sockets.stat().st_mode & 0o777 == 0o700
    async with connected(server) as db:
        assert await db.fetchval("select 1") == 1
    server.stop()
    until(lambda: not sockets.exists())


def test_a_socket_folder_that_someone_else_laid_out_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg_folder, "LONGEST_SOCKET", 10)
    folder = Folder.at(tmp_path / "data")
    (tmp_path / "theirs").mkdir()
    folder.sockets.symlink_to(tmp_path / "theirs")
    try:
        with pytest.raises(CannotStart, match="is not ours"):
            folder.prepare()
    finally:
        folder.sockets.unlink()
    folder.prepare()
    folder.forget_sockets()


def test_processes_that_come_first_together_make_one_set_of_passwords(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as together:
        for number in range(8):
            folders = [Folder.at(tmp_path / f"data{number}") for _ in range(16)]
            list(together.map(Folder.prepare, folders))
            assert len({one.passwords["app"] for one in folders}) == 1


def test_a_path_with_spaces_commas_and_quotes_works(tmp_path: Path) -> None:
    server = start(tmp_path / 'a, "b" é', durable=False)
    assert server.pid is not None
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
def test_root_without_namespaces_runs_it_as_another_user() -> None:
    another = runner(namespaces=("false",))
    assert another.uid
    binaries = Binaries(find().folder, another)
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = Folder.at(place / "data")
    folder.prepare()
    guard = Guard(folder, binaries, durable=False)
    guard.start()
    assert guard.child is not None
    assert Path(f"/proc/{guard.child.pid}").stat().st_uid == another.uid
    guard.stop()
    server = start(folder.path, durable=False)  # and back: the files are root's again
    assert folder.cluster.stat().st_uid == 0
    server.stop()


def test_root_without_any_way_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(CannotStart, match="run the command as an ordinary user"):
        runner(namespaces=("false",), accounts=("no-such-account",))
