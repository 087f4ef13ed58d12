"""A backup as a file: opened, and found to be whole, before anything is done with it."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from backend.kit.errors import AnchorlineError
from backend.running.manifest import NAME, Manifest

_PIECE = 1 << 20


class Damaged(AnchorlineError):
    """The file is no backup of ours, or not as it was written; nothing was done with it."""


class Archive:
    """An opened backup."""

    def __init__(self, path: Path, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path, self.manifest = path, manifest
        self._file = file

    @contextmanager
    def rows(self, table: str) -> Iterator[IO[bytes]]:
        with self._file.open(Manifest.member(table)) as member:
            yield member

    def verify(self) -> None:
        """Reads all of it. Raises Damaged: a table's rows are not those that were written."""
        for table, kept in self.manifest.tables.items():
            summed, lines = sha256(), 0
            try:
                with self.rows(table) as rows:
                    while piece := rows.read(_PIECE):
                        summed.update(piece)
                        lines += piece.count(b"\n")  # a line break inside a value is written as \n, two characters
            except (zipfile.BadZipFile, KeyError, OSError, EOFError):
                raise Damaged(f"{self.path} is damaged: {table} cannot be read.") from None
            if (summed.hexdigest(), lines) != (kept.sha256, kept.rows):
                raise Damaged(f"{self.path} is damaged: {table} is not as it was written.")


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Raises Damaged: it cannot be read, is cut off, or is something else."""
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Damaged(f"There is no file {path}.") from None
    except (zipfile.BadZipFile, OSError):
        raise Damaged(f"{path} is no backup, or was cut off while it was copied.") from None
    with file:
        try:
            manifest = Manifest.model_validate_json(file.read(NAME))
        except KeyError:
            raise Damaged(f"{path} is no backup of this program: it has no {NAME}.") from None
        except (ValidationError, zipfile.BadZipFile, EOFError):
            raise Damaged(f"{path} is damaged, or a newer program's backup: its {NAME} cannot be read.") from None
        yield Archive(path, file, manifest)
