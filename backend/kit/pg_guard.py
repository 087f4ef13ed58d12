"""The guard of one embedded server: a small process that starts it, watches it and stops it.

Whoever uses the server holds a shared lock on `run/users`. The kernel drops that lock however its holder ends, so the guard
needs no good-byes: when nobody holds it, and no `run/keep` asks otherwise, it stops the server and ends. A server that dies
is started again; a server that outlived its guard is taken over by the next one.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import Binaries, environment, find
from backend.kit.pg_folder import Folder
from backend.kit.pg_locks import is_free, locked
from backend.kit.pg_signs import disown_stale, is_ready, running

READY_SECONDS = 60.0  # recovery after a crash included
ORPHAN_SECONDS = 20.0  # how long backends of a killed server are waited for
STOP_SECONDS = 30.0
TICK = 0.1
LONGEST_LOG = 10_000_000  # bytes; then it begins anew and one old one is kept
READY = "ready"
ORPHANS = "pre-existing shared memory block"
MOST_RESTARTS = 3  # within one hour; then something is wrong that another start does not mend

# Everything that keeps a committed transaction (fsync, synchronous_commit, full_page_writes) stays as PostgreSQL has it.
ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and the details of errors hold values; the log holds none.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
FRAGILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Guard:
    """One per data folder; `main` sees to that."""

    def __init__(self, folder: Folder, binaries: Binaries, *, durable: bool) -> None:
        self.folder, self.binaries, self.durable = folder, binaries, durable
        self.child: subprocess.Popen[bytes] | None = None
        self.said_before = 0  # bytes in the log when the server was launched
        self.restarts: list[float] = []
        self.told_to_stop = False

    def start(self) -> None:
        """Until connections are taken. Raises: CannotStart."""
        if self.folder.log.exists() and self.folder.log.stat().st_size > LONGEST_LOG:
            self.folder.log.replace(self.folder.log.with_suffix(".log.1"))
        self.folder.initialise(self.binaries)
        if running(self.folder) is None:
            self._launch()
        self._await_ready()

    def watch(self) -> None:
        """Until nobody uses the server any more, or it cannot be kept alive."""
        signal.signal(signal.SIGTERM, self._told_to_stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        while not self.told_to_stop:
            time.sleep(TICK)
            if not self._alive():
                self._restart()
            elif is_free(self.folder.run / "users") and self._stop_if_unused():
                return
        self.stop()

    def stop(self) -> None:
        """Open transactions are rolled back, connections closed, everything written out."""
        pid = running(self.folder)
        for number, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
            if pid is None:
                return
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            ends = time.monotonic() + patience
            while self._alive() and time.monotonic() < ends:
                time.sleep(TICK / 5)
            pid = running(self.folder)

    def _stop_if_unused(self) -> bool:
        # Who starts to use the server holds `start` meanwhile: nobody can come between the question and the stop.
        with locked(self.folder.run / "start"):
            if (self.folder.run / "keep").exists() or not is_free(self.folder.run / "users"):
                return False
            self.stop()
            self.folder.forget_sockets()
            return True

    def _launch(self) -> None:
        settings = (
            ALWAYS | {"unix_socket_directories": _quoted(self.folder.sockets)} | ({} if self.durable else FRAGILE)
        )
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        disown_stale(self.folder)
        with self.folder.log.open("ab") as log:
            self.said_before = log.tell()
            self.child = subprocess.Popen(  # noqa: S603 (our own words, no shell)
                self.binaries.command("postgres", "-D", str(self.folder.cluster), *words),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment(),
                start_new_session=True, **self.binaries.runner.options(),
            )  # fmt: skip

    def _await_ready(self) -> None:
        """A killed server's backends hold its memory for a while; until they are gone a new one gives up at once."""
        began = time.monotonic()
        while time.monotonic() - began < READY_SECONDS:
            if self._alive():
                if is_ready(self.folder):
                    return
            elif time.monotonic() - began < ORPHAN_SECONDS and ORPHANS in self._reason():
                time.sleep(0.25)
                self._launch()
            else:
                break
            time.sleep(TICK / 5)
        raise CannotStart(f"The embedded database did not start ({self.folder.log}): {self._reason()}")

    def _reason(self) -> str:
        """What the server said last since it was launched, without times and pids."""
        with self.folder.log.open("rb") as log:
            log.seek(self.said_before)
            lines = log.read().decode(errors="replace").strip().splitlines()
        return "; ".join(line.partition("] ")[2] or line for line in lines[-3:]) or "it said nothing"

    def _alive(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        return running(self.folder) is not None

    def _restart(self) -> None:
        now = time.monotonic()
        self.restarts = [*(moment for moment in self.restarts if now - moment < 3600), now]
        if len(self.restarts) > MOST_RESTARTS:
            raise CannotStart(
                f"The embedded database died {len(self.restarts)} times within an hour; it is left alone."
            )
        self.note("the server died; starting it again")
        self._launch()
        self._await_ready()
        self.note("the server is up again")

    def note(self, what: str) -> None:
        with self.folder.log.open("a") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC guard: {what}\n")

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True


def _quoted(path: Path) -> str:
    """As an item of a list in PostgreSQL's settings."""
    return '"{}"'.format(str(path).replace('"', '""'))


def main(data: str, pg_bin: str, durable: str) -> int:
    """Leaves a guard behind and ends once the server takes connections; or says why not, and leaves nothing behind."""
    answer, answering = os.pipe()
    if os.fork() == 0:
        os.close(answer)
        os.setsid()
        return _guard(Folder.at(Path(data)), pg_bin, durable == "durable", answering)
    os.close(answering)
    with open(answer) as pipe:
        said = pipe.read()
    if said == READY:
        return 0
    sys.stderr.write(said)
    return 1


def _guard(folder: Folder, pg_bin: str, durable: bool, answering: int) -> int:
    with open(answering, "w") as answer, locked(folder.run / "guard", fcntl.LOCK_EX | fcntl.LOCK_NB) as alone:
        try:
            if not alone:
                raise CannotStart(f"{folder.path} has a guard already.")
            guard = Guard(folder, find(Path(pg_bin) if pg_bin else None), durable=durable)
            guard.start()
        except CannotStart as reason:
            answer.write(str(reason))
            return 1
        answer.write(READY)
        answer.close()
        _detach(folder)
        try:
            guard.watch()
        except CannotStart as reason:
            guard.note(str(reason))
        return 0


def _detach(folder: Folder) -> None:
    """From the terminal and the pipes of whoever started us; what is said from now on is in the log."""
    with folder.log.open("ab") as log, open(os.devnull, "rb") as nothing:
        for here, there in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here.fileno(), there)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
