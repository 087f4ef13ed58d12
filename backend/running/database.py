"""The commands about the database: `anchorline db upgrade`, `check`, `start`, `stop`, `migrate-data`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from backend.kit import pg_care, postgres
from backend.kit.errors import CannotStart
from backend.kit.settings import Settings
from backend.migrations import run
from backend.running.calling import Data, finished, fit_to_serve_from, owner_of, settings_for


def upgrade(*, data: Data = None) -> None:
    with postgres.held(settings_for(data=data)) as urls:
        finished(run.upgrade(owner_of(urls)))
    print("The database has this program's schema.")


def check(*, data: Data = None) -> None:
    with postgres.held(settings_for(data=data)) as urls:
        finished(fit_to_serve_from(urls))
    print("The database is fit to serve from.")


def start(*, data: Data = None) -> None:
    settings = _embedded(data)
    server = postgres.start(settings.data, pg_bin=settings.pg_bin)
    postgres.keep(settings.data, kept=True)
    server.stop()
    print(f"The embedded server runs. Its socket is in {server.folder.sockets}, its passwords in {server.folder.path}.")


def stop(*, data: Data = None) -> None:
    stopped = postgres.let_go(_embedded(data).data)
    print("The embedded server has stopped." if stopped else "A program still uses it: it stops when that ends.")


def migrate_data(
    *, old_bin: Annotated[Path, Parameter(help="Folder of the old one's programs.")], data: Data = None
) -> None:
    settings = _embedded(data)
    kept = pg_care.migrate(settings.data, old_bin, pg_bin=settings.pg_bin)
    print(f"The data have come along. As they were they are kept in {kept}; delete that when all is well.")


def _embedded(data: Path | None) -> Settings:
    settings = settings_for(data=data)
    if not settings.embedded:
        raise CannotStart("ANCHORLINE_DATABASE_URL is set, so there is no embedded server.")
    return settings
