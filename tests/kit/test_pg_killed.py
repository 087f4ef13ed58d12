"""However the server, its guard or a start of it was killed, the next one finds its way."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from backend.kit.pg_locks import is_free
from backend.kit.postgres import start
from tests.kit.embedded import connected, guard_of, until


async def test_a_killed_server_is_started_again_with_its_data(data: Path) -> None:
    server = start(data)
    try:
        async with connected(server) as db:
            await db.execute("create table thing (n int); insert into thing values (42)")
        killed = server.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        until(lambda: "up again" in server.folder.log.read_text())
        assert server.pid not in (None, killed)
        async with connected(server) as db:
            assert await db.fetchval("select n from thing") == 42
    finally:
        server.stop()
    assert server.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the guard in /proc")
def test_a_server_that_lost_its_guard_is_taken_over(data: Path) -> None:
    first = start(data, durable=False)
    os.kill(guard_of(first), signal.SIGKILL)
    until(lambda: is_free(first.folder.run / "guard"))
    second = start(data, durable=False)
    assert second.pid == first.pid is not None
    first.stop()
    second.stop()
    assert second.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the guard in /proc")
def test_who_leaves_last_stops_a_server_even_when_its_guard_was_killed(data: Path) -> None:
    server = start(data, durable=False)
    os.kill(guard_of(server), signal.SIGKILL)
    until(lambda: is_free(server.folder.run / "guard"))
    server.stop()
    assert server.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the guard in /proc")
async def test_a_start_waits_for_the_orphans_of_a_killed_server(data: Path) -> None:
    server = start(data)
    async with connected(server, "superuser") as db:
        busy = await db.fetchval("select pg_backend_pid()")
        os.kill(busy, signal.SIGSTOP)  # an orphan that holds the server's memory and does not notice
        guard, postmaster = guard_of(server), server.pid
        assert postmaster is not None
        os.kill(guard, signal.SIGKILL)
        os.kill(postmaster, signal.SIGKILL)
        until(lambda: is_free(server.folder.run / "guard"))
        releasing = threading.Timer(1, os.kill, (busy, signal.SIGKILL))
        releasing.start()
        began = time.monotonic()
        again = start(data)
        assert time.monotonic() - began > 0.9
        db.terminate()
    assert again.pid not in (None, postmaster)
    assert "pre-existing shared memory block" in server.folder.log.read_text()
    server.stop()
    again.stop()
    assert again.pid is None


def test_a_dead_servers_pid_that_now_belongs_to_another_does_not_stop_the_next(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    (server.folder.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder.cluster}\n1\n5432\n")
    assert server.pid is None
    again = start(data, durable=False)
    assert again.pid not in (None, os.getpid())
    again.stop()


def test_a_half_made_cluster_is_made_anew(data: Path) -> None:
    (data / "postgres.new" / "base").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = start(data, durable=False)
    assert server.pid is not None
    server.stop()
