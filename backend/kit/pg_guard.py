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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import Binaries, environment, find
from backend.kit.pg_folder import Folder

READY_SECONDS = 60.0  # recovery after a crash included
ORPHAN_SECONDS = 20.0  # how long backends of a killed server are waited for
STOP_SECONDS = 30.0
TICK = 0.1
LONGEST_LOG = 10_000_000  # bytes; then it begins anew and one old one is kept
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


@contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[bool]:
    """Holds a lock on the file, for as long as the block or the process lasts. With LOCK_NB: whether it was got."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def is_free(path: Path) -> bool:
    with locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB) as got:
        return got


class Guard:
    """One per data folder; `main` sees to that."""

    def __init__(self, folder: Folder, binaries: Binaries, *, durable: bool) -> None:
        self.folder, self.binaries, self.durable = folder, binaries, durable
        self.child: subprocess.Popen[bytes] | None = None
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
            return True

    def _launch(self) -> None:
        settings = ALWAYS | {"unix_socket_directories": f'"{self.folder.sockets}"'} | ({} if self.durable else FRAGILE)
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        _forget_stale(self.folder)
        with self.folder.log.open("ab") as log:
            self.child = subprocess.Popen(  # noqa: S603 (our own words, no shell)
                self.binaries.command("postgres", "-D", str(self.folder.cluster), *words),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment(),
                start_new_session=True, **self.binaries.runner.options(),
            )  # fmt: skip

    def _await_ready(self) -> None:
        """A killed server's backends hold its memory for up to seconds; until they are gone a new one gives up at once."""
        began = time.monotonic()
        while time.monotonic() - began < READY_SECONDS:
            if self._alive():
                if is_ready(self.folder):
                    return
            elif time.monotonic() - began < ORPHAN_SECONDS and ORPHANS in _last_line(self.folder.log):
                time.sleep(0.25)
                self._launch()
            else:
                break
            time.sleep(TICK / 5)
        raise CannotStart(f"The embedded database did not start. {self.folder.log} ends: {_last_line(self.folder.log)}")

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
        self._note("the server died; starting it again")
        self._launch()
        self._await_ready()
        self._note("the server is up again")

    def _note(self, what: str) -> None:
        with self.folder.log.open("a") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC guard: {what}\n")

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True


def running(folder: Folder) -> int | None:
    """The pid of the folder's server, if there is one alive. A stale file whose pid now belongs to another is no server."""
    try:
        pid = int((folder.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        pass
    return pid if str(folder.cluster) in _command_line(pid) else None


def _command_line(pid: int) -> str:
    """Empty for a process that has ended and waits to be reaped."""
    if sys.platform == "linux":
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    asked = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return asked.stdout


def is_ready(folder: Folder) -> bool:
    """It takes connections: it says so in the file that a running server keeps."""
    if running(folder) is None:
        return False
    with suppress(FileNotFoundError):
        lines = (folder.cluster / "postmaster.pid").read_text().splitlines()
        return len(lines) >= 8 and lines[7].strip() == "ready"
    return False


def _forget_stale(folder: Folder) -> None:
    """After a kill, when the server's pid has gone to another of our processes, PostgreSQL would take that for a server.

    Only then: the file of a dead server is PostgreSQL's own to judge, with the backends that may still be alive.
    """
    with suppress(FileNotFoundError, ValueError):
        pid = int((folder.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        if _command_line(pid) and running(folder) is None:
            (folder.cluster / "postmaster.pid").unlink()


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    telling = [line for line in lines if "FATAL" in line or "ERROR" in line] or lines
    return telling[-1] if telling else "nothing"


def main(data: str, pg_bin: str, durable: str) -> int:
    """Starts the server, then leaves a guard behind and ends. The one who called waits for that, or reads why not."""
    folder = Folder.at(Path(data))
    try:
        guard = Guard(folder, find(Path(pg_bin) if pg_bin else None), durable=durable == "durable")
        with locked(folder.run / "guard", fcntl.LOCK_EX | fcntl.LOCK_NB) as alone:
            if not alone:
                raise CannotStart(f"{folder.path} has a guard already.")
            guard.start()
            return _leave(guard)
    except CannotStart as reason:
        sys.stderr.write(str(reason))
        return 1


def _leave(guard: Guard) -> int:
    """The lock on `run/guard` goes over to the child, which shares its descriptor."""
    if os.fork():
        return 0
    os.setsid()
    guard.child = None  # not the child's child: watched by its pid from now on
    with guard.folder.log.open("ab") as log, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    guard.watch()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
