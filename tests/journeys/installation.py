"""An installation as its operator has it: a data folder, the command, and the site and the scheduler as processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

ANCHORLINE = Path(sys.executable).with_name("anchorline")
READY_SECONDS, STOP_SECONDS = 60, 20


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Installation:
    """folder: everything it keeps, its logs among it. smtp_port: where letters are handed in; None: nowhere."""

    folder: Path
    port: int
    smtp_port: int | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, *words: str) -> str:
        """The command, to its end; what it printed. A refusal is a failed assertion with its sentence."""
        done = subprocess.run(
            [ANCHORLINE, *words], cwd=self.folder, env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def pg_bin(self) -> Path | None:
        """Other PostgreSQL programs to run on (`make test-system`)."""
        given = os.environ.get("ANCHORLINE_TEST_PG_BIN")
        return Path(given) if given else None

    @contextmanager
    def serving(self, *commands: str, stop: signal.Signals = signal.SIGINT) -> Iterator[None]:
        """These commands as processes, until the block ends; then they stop as they do for an operator's Ctrl-C.

        stop: SIGTERM, as a system that keeps them up would.
        """
        processes = [self._start(command) for command in commands]
        try:
            self._await_ready(processes)
            yield
        finally:
            for process in processes:
                process.send_signal(stop)
            ended = [process.wait(STOP_SECONDS) for process in processes]
        assert not any(ended), f"{commands} ended with {ended}"

    def log(self, command: str) -> Path:
        return self.folder / f"{command}.log"

    def processes(self) -> list[str]:
        """The command lines of all that runs for this data folder, and of servers of its database."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it may end while we look
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if str(self.data) in words:
                    found.append(words.strip())
        return found

    def left_behind(self) -> list[str]:
        """Those that still run five seconds after the last was told to end."""
        ends = time.monotonic() + 5
        while (found := self.processes()) and time.monotonic() < ends:
            time.sleep(0.05)
        return found

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        with self.log(command).open("wb") as log:
            return subprocess.Popen(
                [ANCHORLINE, command, "--data", str(self.data)],
                cwd=self.folder, env=self._environment(), stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def _await_ready(self, processes: list[subprocess.Popen[bytes]]) -> None:
        ends = time.monotonic() + READY_SECONDS
        while True:
            with suppress(URLError, OSError), urllib.request.urlopen(f"{self.address}/health/ready") as answer:
                if answer.status == 200:
                    return
            logs = "\n".join(log.read_text() for log in self.folder.glob("*.log"))
            assert all(process.poll() is None for process in processes), logs
            assert time.monotonic() < ends, f"not ready in {READY_SECONDS} seconds: {logs}"
            time.sleep(0.1)

    def _environment(self) -> dict[str, str]:
        """Ours, without settings of whoever runs the tests."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("ANCHORLINE_")}
        ours |= {"ANCHORLINE_DATA": str(self.data), "ANCHORLINE_PORT": str(self.port)}
        if self.pg_bin:
            ours["ANCHORLINE_PG_BIN"] = str(self.pg_bin)
        if self.smtp_port:
            ours["ANCHORLINE_SMTP_URL"] = f"smtp+plain://127.0.0.1:{self.smtp_port}"
            ours["ANCHORLINE_MAIL_FROM"] = "Anchorline <post@example.org>"
        return ours
