"""The commands of whoever runs an installation: `anchorline bootstrap`, `backup`, `restore`, `doctor`."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from backend.kit import postgres
from backend.kit.errors import CannotStart
from backend.kit.settings import Settings
from backend.provisioning.operator import Order
from backend.running import backup as taking
from backend.running import doctor as doctoring
from backend.running.archive import opened
from backend.running.bootstrap import bootstrap as made_from_nothing
from backend.running.bootstrap import invite as invited_from_nothing
from backend.running.calling import Data, finished, owner_of, settings_for
from backend.running.findings import Finding, Verdict, summed
from backend.running.manifest import Manifest
from backend.running.rehearse import rehearse as rehearsed
from backend.running.restore import restore as put_back

Into = Annotated[
    Path | None, Parameter(help="A folder, where the file is named by its time, or a file; else ANCHORLINE_BACKUPS.")
]
Keep = Annotated[int, Parameter(help="Of the backups in the folder keep so many of the newest; 0: all of them.")]


def bootstrap(
    blueprint: Annotated[
        str,
        Parameter(help="A starting set by name, e.g. nhs, or a .toml file of your own; none: chosen in the browser."),
    ] = "",
    *,
    slug: Annotated[str, Parameter(help="Its address on the site: small letters, digits and hyphens.")] = "",
    called: Annotated[str, Parameter(name="--name", help="What people call it.")] = "",
    administrator: Annotated[str, Parameter(help="E-mail of its first administrator, who is given a link.")],
    data: Data = None,
) -> None:
    settings = settings_for(data=data)
    order = Order(blueprint, slug, called, administrator)
    if not blueprint and (slug or called):
        raise CannotStart("Name a starting set with --slug and --name, or leave all three to the page the link opens.")
    with postgres.held(settings) as urls:
        made = made_from_nothing if blueprint else invited_from_nothing
        print(finished(made(owner_of(urls), order, settings)))
    print("\nNow run, and let the system keep up: anchorline serve, and beside it: anchorline scheduler")
    if settings.smtp_url is None:
        print("Before that set ANCHORLINE_SMTP_URL and ANCHORLINE_MAIL_FROM: people sign in by letters.")
    if not settings.secure:
        print(f"The link begins with {settings.base_url}, which this machine alone can reach: set ANCHORLINE_BASE_URL.")
    print("anchorline doctor says what is missing still.")


def doctor(*, data: Data = None) -> None:

    async def examined() -> list[Finding]:
        found = []
        async for one in doctoring.examine(settings_for(data=data)):
            print(one, flush=True)
            found.append(one)
        return found

    found = finished(examined())
    print(f"\n{summed(found)}")
    if any(one.verdict is Verdict.WRONG for one in found):
        sys.exit(1)


# ---- Keeping it ------------------------------------------------------------------------------------------------------


def backup(into: Into = None, *, keep: Keep = 0, data: Data = None) -> None:
    settings = settings_for(data=data)
    into = into or _backups(settings)
    with postgres.held(settings) as urls:
        if urls.backup is None:
            raise CannotStart("Set ANCHORLINE_BACKUP_DATABASE_URL: the role that reads everything and writes nothing.")
        path, manifest = finished(taking.take(urls.backup, into))
    print(f"Kept in {path} ({path.stat().st_size / 1_000_000:,.1f} MB): {_told(manifest)}.")
    for old in taking.keep_only(path.parent, keep):
        print(f"Deleted, being older than the newest {keep}: {old.name}")


def restore(
    path: Annotated[Path, Parameter(help="A file that anchorline backup made.")],
    *,
    check: Annotated[bool, Parameter(help="Only read the file and say whether it is whole.")] = False,
    rehearse: Annotated[
        bool, Parameter(help="Put it back into a server made for that, compare, throw it away.")
    ] = False,
    data: Data = None,
) -> None:
    settings = settings_for(data=data)
    if check:
        with opened(path) as archive:
            archive.verify()
            print(f"The file is whole: {_told(archive.manifest)}.")
    elif rehearse:
        manifest = rehearsed(path, print, pg_bin=settings.pg_bin)
        print(f"It could be put back, and was then exactly what was kept: {_told(manifest)}. The copy is gone again.")
    else:
        with opened(path) as archive, postgres.held(settings) as urls:
            finished(put_back(owner_of(urls), archive, print))
            print(f"Put back, compared and found to be the same: {_told(archive.manifest)}.")
        print("Now run: anchorline doctor. Then start the site and the scheduler; letters that waited then are sent.")


def _backups(settings: Settings) -> Path:
    if settings.backups is None:
        raise CannotStart("Say where to: anchorline backup FOLDER, or set ANCHORLINE_BACKUPS.")
    settings.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.backups


def _told(manifest: Manifest) -> str:
    whose = ", ".join(manifest.collaboratives) or "no collaborative"
    return f"{manifest.rows:,} rows of {len(manifest.tables)} tables, {whose}, taken {manifest.taken_at:%Y-%m-%d %H:%M} UTC"
