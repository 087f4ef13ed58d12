"""A backup nobody has restored is a hope: put one back into a server made for it, and throw that away."""

import tempfile
from pathlib import Path

import uvloop

from backend.kit import postgres
from backend.running.archive import opened
from backend.running.manifest import Manifest
from backend.running.restore import Tell, restore


def rehearse(path: Path, tell: Tell, *, pg_bin: Path | None = None) -> Manifest:
    """Raises what `restore` raises. Takes as much disk as the database, in the temporary folder, while it lasts."""
    with opened(path) as archive, tempfile.TemporaryDirectory(prefix="anchorline-rehearsal-") as folder:
        Path(folder).chmod(0o711)  # the server may run as another account, which must come through
        server = postgres.start(Path(folder) / "data", durable=False, pg_bin=pg_bin)
        try:
            uvloop.run(restore(server.url("owner"), archive, tell))
        finally:
            server.stop()
        return archive.manifest
