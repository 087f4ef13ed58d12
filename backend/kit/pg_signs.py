"""Whether the server of a data folder runs, takes connections and is used: by locks and by PostgreSQL's own files.

run/start    held while somebody makes up their mind: starts the server, or finds that nobody uses it and stops it
run/users    shared by all who use the server
run/guard    held by the guard for as long as it lives
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from backend.kit.pg_folder import Folder


def running(folder: Folder) -> int | None:
    """The pid of the folder's server, if there is one alive. A stale file whose pid now belongs to another is no server."""
    try:
        pid = int((folder.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        pass
    return pid if f" {folder.cluster} " in _command_line(pid) else None


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


def disown_stale(folder: Folder) -> None:
    """After a kill, the server's pid may be another process's by now, or a zombie's: PostgreSQL would not start beside it.

    A pid that is its parent's own it takes for stale. The rest of the file stays: it names the shared memory, by which
    PostgreSQL finds backends that are still alive.
    """
    if running(folder) is not None:
        return
    for mark in (folder.cluster / "postmaster.pid", folder.sockets / ".s.PGSQL.5432.lock"):
        if mark.exists():
            _, _, rest = mark.read_text().partition("\n")
            mark.write_text(f"{os.getpid()}\n{rest}")
