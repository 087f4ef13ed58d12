"""Locks between processes, on the files of a data folder's `run/`: let go by a process that dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
