"""What is done to a data folder while its server stands still: bringing it to another major version, beginning anew."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import Binaries, find, runner
from backend.kit.pg_folder import Folder, make_empty_cluster
from backend.kit.pg_locks import is_free, locked
from backend.kit.pg_signs import running

DEMONSTRATION = "demonstration"  # a file in the folder: all in it is made up


@contextmanager
def unused(data: Path) -> Iterator[Folder]:
    """The folder, with nobody in it for as long as the block lasts.

    Raises:
        CannotStart: a program uses it.
    """
    folder = Folder.at(data)
    folder.prepare()
    with locked(folder.run / "start"):
        if running(folder) or not is_free(folder.run / "users"):
            raise CannotStart(f"{folder.path} is in use: end the program that uses it, or run: anchorline db stop")
        yield folder


def migrate(data: Path, old_bin: Path, *, pg_bin: Path | None = None) -> Path:
    """Brings the data from the major version of `old_bin` to that of the programs in use, with pg_upgrade.

    Returns the folder that keeps the old data as they were. Raises: CannotStart, and then nothing has changed.
    """
    with unused(data) as folder:
        old, new = Binaries(old_bin.resolve(), runner()), find(pg_bin)
        if folder.major == new.major:
            raise CannotStart(f"The data in {folder.path} are of PostgreSQL {new.major} already; nothing was done.")
        if folder.major != old.major:
            raise CannotStart(f"{old_bin} holds PostgreSQL {old.major}; the data are of {folder.major}.")
        target = folder.path / "postgres.new"
        make_empty_cluster(target, new, folder.passwords["superuser"])
        new.run(
            "pg_upgrade", "--old-bindir", str(old.folder), "--new-bindir", str(new.folder),
            "--old-datadir", str(folder.cluster), "--new-datadir", str(target),
            "--username=postgres", "--socketdir", str(folder.sockets),
            env={"PGPASSWORD": folder.passwords["superuser"]}, cwd=folder.sockets,
        )  # fmt: skip
        kept = folder.path / f"postgres.{old.major}"
        folder.cluster.rename(kept)
        target.rename(folder.cluster)
        return kept


def for_demonstration(data: Path) -> None:
    """Marks a new folder as one whose data are made up. Raises: CannotStart, when it holds data that are not."""
    folder = Folder.at(data)
    if folder.major is not None and not (folder.path / DEMONSTRATION).exists():
        raise CannotStart(f"{folder.path} holds data that are not a demonstration's: give another folder with --data.")
    folder.prepare()
    (folder.path / DEMONSTRATION).touch()


def refuse_demonstration(data: Path) -> None:
    """Made-up data are not served as if they were real. Raises: CannotStart."""
    folder = Folder.at(data)
    if (folder.path / DEMONSTRATION).exists():
        raise CannotStart(
            f"{folder.path} holds a demonstration: give another folder with --data, or run: anchorline demo"
        )


def forget_demonstration(data: Path) -> bool:
    """Deletes a demonstration; whether there was one. Raises: CannotStart, when the data are not made up, or in use."""
    folder = Folder.at(data)
    if not folder.path.exists():
        return False
    for_demonstration(data)
    with unused(data) as folder:
        for name in ("postgres", "postgres.new", "letters", "run"):  # run last: it holds the lock we hold
            shutil.rmtree(folder.path / name, ignore_errors=True)
        for name in ("passwords.json", "postgres.log", "postgres.log.1", DEMONSTRATION):
            (folder.path / name).unlink(missing_ok=True)
        folder.forget_sockets()
    return True
