"""The command: a demonstration starts, says where it is, and leaves nothing running however it is ended."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import structlog

from backend import cli
from backend.kit.pg_folder import Folder
from backend.kit.pg_locks import is_free
from backend.kit.pg_signs import running


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANCHORLINE_")}
    return clean | {"ANCHORLINE_DATA": str(tmp_path / "data")} | {f"ANCHORLINE_{k}": v for k, v in settings.items()}


def anchorline(tmp_path: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backend.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment(tmp_path, **settings))


Typed = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Typed]:
    """The command within this process, for what is not about processes: one of its own takes seconds to start."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patched, warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Cyclopts application invoked without tokens")  # it has them, as typed
            for name in set(os.environ) - set(clean := environment(tmp_path, **settings)):
                patched.delenv(name)
            for name, value in clean.items():
                patched.setenv(name, value)
            patched.setattr(sys, "argv", ["anchorline", *words])
            code = 0
            try:
                cli.main()
            except SystemExit as left:
                code = int(left.code or 0)
        said = capfd.readouterr()
        return subprocess.CompletedProcess(words, code, said.out, said.err)

    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield run
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def demonstration(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Started, and ready to be asked; killed at the end if it still runs."""
    with (tmp_path / "said").open("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "demo", "--port", str(port)],
            stdout=subprocess.PIPE, stderr=said, text=True, env=environment(tmp_path),
        )  # fmt: skip
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert f"http://127.0.0.1:{port} " in line, (line, (tmp_path / "said").read_text())
            yield process
        finally:
            process.kill()
            process.communicate()


def test_a_demonstration_answers_continues_and_leaves_nothing_running_however_it_ends(tmp_path: Path) -> None:
    port, folder = free_port(), Folder.at(tmp_path / "data")
    for number in (signal.SIGINT, signal.SIGTERM):
        with demonstration(tmp_path, port) as process:
            answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=30)
            assert (answer.status_code, answer.json()) == (200, {"status": "ready", "clock": "runs"})
            assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])
            process.send_signal(number)
            assert process.wait(30) == 0
        assert running(folder) is None
        assert is_free(folder.run / "guard")
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/health/live")
    with demonstration(tmp_path, port) as process:
        assert running(folder)
        assert "in use" in anchorline(tmp_path, "demo-reset").stderr
        process.kill()
        ends = time.monotonic() + 20
        while running(folder) and time.monotonic() < ends:
            time.sleep(0.05)
    assert running(folder) is None
    again = anchorline(tmp_path, "demo-reset")
    assert (again.returncode, "begins anew" in again.stdout) == (0, True)
    assert not folder.cluster.exists()


def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, typed: Typed) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words, settings, sentence in (
            (["demo"], {"PORT": port}, "cannot be listened on"),
            (["demo"], {"HOST": "0.0.0.0", "BASE_URL": "https://a.example"}, "DEMONSTRATION lets anyone be anyone"),
            (["demo"], {"DATABASE_URL": "postgresql://a@b/c"}, "take ANCHORLINE_DATABASE_URL away"),
            (["serve"], {}, "Set ANCHORLINE_SMTP_URL"),
            (["serve"], {"DEMONSTRATION": "true"}, "run anchorline demo"),
            (["scheduler"], {}, "Set ANCHORLINE_SMTP_URL"),
            (["db", "start"], {"DATABASE_URL": "postgresql://a@b/c"}, "no embedded server"),
            (["db", "check"], {"PROT": "1"}, "did you mean ANCHORLINE_PORT?"),
        ):
            done = typed(*words, **settings)
            assert done.returncode == 1, words
            assert sentence in done.stderr
            assert "Traceback" not in done.stderr
            assert len(done.stderr.splitlines()) == 1


def test_a_database_is_served_only_with_this_programs_schema(tmp_path: Path, typed: Typed) -> None:
    letters = {"SMTP_URL": "smtp+plain://127.0.0.1:1", "MAIL_FROM": "post@example.org"}
    assert anchorline(tmp_path, "db", "start").returncode == 0
    try:
        for command in ("serve", "scheduler"):
            refused = typed(command, PORT=str(free_port()), **letters)
            assert (refused.returncode, "Run: anchorline db upgrade" in refused.stderr) == (1, True)
        assert typed("db", "check").returncode == 1
        assert anchorline(tmp_path, "db", "upgrade").returncode == 0
        assert typed("db", "check").returncode == 0
        assert running(Folder.at(tmp_path / "data")), "kept between commands"
    finally:
        stopped = anchorline(tmp_path, "db", "stop")
    assert "has stopped" in stopped.stdout
    assert running(Folder.at(tmp_path / "data")) is None


def test_a_collaborative_is_made_and_exported_to_a_file(tmp_path: Path, typed: Typed) -> None:
    file = tmp_path / "west.toml"
    named = ("--slug", "west", "--name", "The West", "--administrator", "ada@example.org")
    assert typed("db", "start").returncode == 0
    try:
        assert typed("db", "upgrade").returncode == 0
        assert anchorline(tmp_path, "collaborative", "apply", "wsu", *named).returncode == 0
        told = anchorline(tmp_path, "collaborative", "export", "west", "--to", str(file))
        assert (told.returncode, "west is written to" in told.stdout) == (0, True)
        assert 'title = "The West"' in file.read_text()
        refused = typed("collaborative", "export", "west", "--to", str(tmp_path))
        assert (refused.returncode, "cannot be written" in refused.stderr, "Traceback" in refused.stderr) == (
            1,
            True,
            False,
        )
    finally:
        typed("db", "stop")
