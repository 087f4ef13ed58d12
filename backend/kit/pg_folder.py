"""The data folder of an embedded server: what lies where, and how it comes to be.

DIR/                   0700
├── postgres/          the cluster; written whole under another name, then renamed, so a half-made one is never used
├── postgres.log       what the server and its guard say: no values, no statements
├── passwords.json     0600: of the superuser and the three roles; random, made here, needed nowhere else
└── run/               the socket and the locks
"""

import hashlib
import json
import os
import secrets
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import Binaries
from backend.kit.pg_locks import locked

Role = Literal["superuser", "owner", "app", "backup"]

NAMES: dict[Role, str] = {
    "superuser": "postgres",
    "owner": "anchorline_owner",
    "app": "anchorline_app",
    "backup": "anchorline_backup",
}
DATABASE = "anchorline"
ROLES = Path(__file__).with_name("roles.sql")

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing NUL included.
LONGEST_SOCKET = 107 if sys.platform == "linux" else 103


@dataclass(frozen=True)
class Folder:
    """`Folder.at(path)` resolves the path, so that two spellings of one folder are one server."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> "Folder":
        return cls(path.expanduser().resolve())

    @property
    def cluster(self) -> Path:
        return self.path / "postgres"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def log(self) -> Path:
        return self.path / "postgres.log"

    @cached_property
    def sockets(self) -> Path:
        """`run/`, or a private folder in the temporary one where that path is too long for a socket."""
        if len(os.fsencode(self.run / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return self.run
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"anchorline-{os.geteuid()}-{digest}"

    def url(self, role: Role, database: str = DATABASE, *, driver: str = "postgresql+asyncpg") -> str:
        """By the socket. For asyncpg itself: `driver="postgresql"`."""
        password, host = self.passwords[role], quote(str(self.sockets), safe="")
        return f"{driver}://{NAMES[role]}:{password}@/{database}?host={host}&port=5432"

    @property
    def passwords(self) -> dict[Role, str]:
        passwords: dict[Role, str] = json.loads((self.path / "passwords.json").read_text())
        return passwords

    def prepare(self) -> None:
        """Makes the folder and its private parts; harmless when they are there.

        Raises:
            CannotStart: it cannot be written, or the socket's place belongs to someone else.
        """
        try:
            for place in (self.path, self.run):
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            with locked(self.run / "passwords"):  # two processes may come first
                if not (self.path / "passwords.json").exists():
                    self._write_passwords()
        except OSError as error:
            raise CannotStart(
                f"The data folder {self.path} cannot be used: {error.strerror}: {error.filename}."
            ) from error
        about = self.sockets.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid not in (os.geteuid(), self.path.stat().st_uid):
            raise CannotStart(f"{self.sockets} is not ours: remove it, or give --data a shorter path.")

    def forget_sockets(self) -> None:
        """After a stop: nothing is left in the temporary folder."""
        if self.sockets != self.run:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _write_passwords(self) -> None:
        made = self.path / "passwords.json.new"
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({role: secrets.token_urlsafe(24) for role in NAMES}, file)
        made.rename(self.path / "passwords.json")

    @property
    def major(self) -> int | None:
        """Of the PostgreSQL that wrote the cluster; None before there is one."""
        mark = self.cluster / "PG_VERSION"
        return int(mark.read_text()) if mark.exists() else None

    def initialise(self, binaries: Binaries) -> None:
        """A new cluster with its roles and its empty database, or nothing when there is one.

        Raises:
            CannotStart: the cluster is another major version's; with the command to run.
        """
        for place in (self.path, self.sockets):
            binaries.runner.own(place)
        if self.major is None:
            make_cluster(self.path / "postgres.new", binaries, self.passwords)
            (self.path / "postgres.new").rename(self.cluster)
        elif self.major != binaries.major:
            raise CannotStart(
                f"The data in {self.path} were written by PostgreSQL {self.major}, and these programs are "
                f"{binaries.major}. Bring them along with: anchorline db migrate-data --data {self.path} "
                f"--old-bin /usr/lib/postgresql/{self.major}/bin (the folder with the programs of {self.major})."
            )


def make_cluster(target: Path, binaries: Binaries, passwords: dict[Role, str]) -> None:
    """Roles and database are made in single-user mode: the cluster is complete before anyone can connect to it."""
    make_empty_cluster(target, binaries, passwords["superuser"])
    statements = f"CREATE DATABASE {DATABASE};\n\n{_with_passwords(ROLES.read_text(), passwords)}"
    said = binaries.run("postgres", "--single", "-j", "-D", str(target), "postgres", stdin=statements)
    faults = [line for line in said.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]
    if faults:
        raise CannotStart(f"The embedded database could not be prepared: {faults[0]}")


def make_empty_cluster(target: Path, binaries: Binaries, password: str) -> None:
    """What initdb makes, and only for who has the superuser's password."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    password_file = target.with_suffix(".password")
    password_file.touch(0o600)
    password_file.write_text(password)
    for place in (target, password_file):
        binaries.runner.own(place)
    try:
        # The packaged server has no ICU, hence the C locale: names are sorted in Python.
        binaries.run(
            "initdb", "--pgdata", str(target), "--username=postgres", f"--pwfile={password_file}", "--data-checksums",
            "--locale=C", "--encoding=UTF8", "--auth=scram-sha-256", "--no-instructions",
        )  # fmt: skip
    finally:
        password_file.unlink()


def _with_passwords(sql: str, passwords: dict[Role, str]) -> str:
    lines = (line for line in sql.splitlines() if not line.startswith("--"))
    sql = "\n".join(lines) + "\n\n"
    for role, password in passwords.items():
        sql = sql.replace(f":'{role}_password'", f"'{password}'")  # url-safe letters only: nothing to escape
    return sql
