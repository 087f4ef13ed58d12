"""The command `anchorline`. Each command is one function that reads its words and calls the module that does the work."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from sqlalchemy.ext.asyncio import create_async_engine

from backend import scheduler
from backend.app import create_app
from backend.history import importing
from backend.kit import pg_care, postgres, serving
from backend.kit.db import Database, Scope
from backend.kit.errors import AnchorlineError, CannotStart, Invalid
from backend.kit.pg_role import assert_weak_role
from backend.kit.settings import Settings
from backend.migrations import run
from backend.provisioning import demo as demonstration
from backend.provisioning import operator
from backend.running import commands
from backend.running.calling import Data, checked, finished, owner_of, settings_for

app = App(name="anchorline", help="Hospitals report once; neighbourhoods see what it adds up to.")
db = App(name="db", help="The database: its schema, and the embedded server.")
app.command(db)
collaborative = App(name="collaborative", help="Collaboratives: make one from a starting set, or bring it up to date.")
app.command(collaborative)
app.command(commands.bootstrap)
app.command(commands.doctor)
app.command(commands.backup)
app.command(commands.restore)
app.command(commands.operator)


def main() -> None:
    """The command's entry: what was expected to go wrong is one sentence and exit code 1, not a traceback."""
    try:
        app()
    except Invalid as refusal:
        for problem in refusal.problems:
            sys.stderr.write(f"{problem.where}: {problem.message}\n" if problem.where else f"{problem.message}\n")
        sys.exit(1)
    except AnchorlineError as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(1)


# ---- Serving ---------------------------------------------------------------------------------------------------------


@app.command
def serve(*, data: Data = None, host: str | None = None, port: int | None = None) -> None:
    """Serve the site until Ctrl-C. People sign in by letters, so an SMTP server must be set."""
    settings = _fit_to_serve(settings_for(data=data, host=host, port=port))
    finished(_serve(settings, before=_check))


@app.command(name="scheduler")
def schedule(*, data: Data = None) -> None:
    """Do what is to be done at its time (letters, opening and closing rounds) until Ctrl-C. Several do no harm."""
    finished(_schedule(_fit_to_serve(settings_for(data=data))))


@app.command
def demo(*, data: Data = None, port: int | None = None) -> None:
    """Serve a made-up collaborative on this machine alone, in which one chooses whom to be. Continues where it was."""
    settings = settings_for(data=data, port=port, demonstration=True)
    if not settings.embedded:
        raise CannotStart("A demonstration has a database of its own: take ANCHORLINE_DATABASE_URL away.")
    pg_care.for_demonstration(settings.data)
    finished(_serve(settings, before=_prepare_demonstration))


@app.command
def demo_reset(*, data: Data = None) -> None:
    """Delete the demonstration, so that the next one begins anew. Data that are not made up are left alone."""
    settings = settings_for(data=data)
    gone = pg_care.forget_demonstration(settings.data)
    print("The demonstration is gone; the next one begins anew." if gone else "There was no demonstration.")


# ---- Collaboratives --------------------------------------------------------------------------------------------------

Blueprint = Annotated[str, Parameter(help="A starting set by name, e.g. nhs, or a .toml file of your own.")]
Slug = Annotated[str, Parameter(help="Its address on the site: small letters, digits and hyphens.")]
Called = Annotated[str, Parameter(name="--name", help="What people call it.")]
Agreed = Annotated[
    str, Parameter(help="What the use of members' figures rests on; recorded for each that has no agreement in force.")
]
First = Annotated[str, Parameter(help="E-mail of its first administrator, who is given a link.")]


@collaborative.command
def plan(blueprint: Blueprint, *, slug: Slug, called: Called, administrator: First, data: Data = None) -> None:
    """Show what applying the starting set would do. Nothing is written."""
    with postgres.held(settings_for(data=data)) as urls:
        order = operator.Order(blueprint, slug, called, administrator)
        print(finished(checked(urls, lambda url: operator.plan(url, order))))


@collaborative.command(name="apply")
def apply_(
    blueprint: Blueprint,
    *,
    slug: Slug,
    called: Called,
    administrator: First,
    agreement: Agreed = "",
    data: Data = None,
) -> None:
    """Do it, in one transaction; done twice, nothing changes. Prints the first administrator's link."""
    settings = settings_for(data=data)
    with postgres.held(settings) as urls:
        order = operator.Order(blueprint, slug, called, administrator, agreement)
        print(finished(checked(urls, lambda url: operator.apply(url, order, settings))))


@collaborative.command
def export(
    slug: Annotated[str, Parameter(help="Its address on the site.")],
    *,
    to: Annotated[Path | None, Parameter(help="File to write; else it is printed.")] = None,
    data: Data = None,
) -> None:
    """Write a live collaborative as a .toml file from which one like it can be made. No answer and no person is in it."""
    with postgres.held(settings_for(data=data)) as urls:
        text = finished(checked(urls, lambda url: operator.export(url, slug)))
    if to is None:
        print(text, end="")
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise Invalid(f"{to} cannot be written: {fault.strerror}", where="--to") from None
    print(f"{slug} is written to {to}.")


# ---- History ---------------------------------------------------------------------------------------------------------


@app.command(name="import")
def import_(
    path: Annotated[Path, Parameter(help="A CSV file, in any encoding and with any delimiter.")],
    *,
    mapping: Annotated[str, Parameter(help="Name of the saved column mapping, e.g. eric-2013-14.")],
    into: Annotated[list[str], Parameter(help="Which region's rows go where, e.g. north=nhs-north; repeat it.")],
    reason: Annotated[str, Parameter(help="Why the figures count without their members' approval; kept with each.")],
    take_repairs: Annotated[bool, Parameter(help="Take the repairs that are offered, and record them.")] = False,
    leave_out_faults: Annotated[bool, Parameter(help="Go on without the rows and cells that are refused.")] = False,
    confirm_leavers: Annotated[list[str] | None, Parameter(help="Codes of members that have left, or all.")] = None,
    findings: Annotated[Path | None, Parameter(help="File to list every repair, fault and note in, as CSV.")] = None,
    agreement: Agreed = "",
    apply: Annotated[bool, Parameter(help="Write it; without this it is only said what would be done.")] = False,
    data: Data = None,
) -> None:
    """Let history in from a file, straight to accepted."""
    places = importing.regions(into)
    order = importing.Order(
        path, mapping, places, reason, take_repairs, leave_out_faults, confirm_leavers or (), findings, agreement
    )
    with postgres.held(settings_for(data=data)) as urls:
        finished(checked(urls, lambda url: _import(url, order, apply=apply)))


# ---- Database --------------------------------------------------------------------------------------------------------


@db.command
def upgrade(*, data: Data = None) -> None:
    """Bring the schema to this program's version."""
    with postgres.held(settings_for(data=data)) as urls:
        finished(run.upgrade(owner_of(urls)))
    print("The database has this program's schema.")


@db.command
def check(*, data: Data = None) -> None:
    """Say whether the schema is this program's and the role is weak enough to serve with."""
    with postgres.held(settings_for(data=data)) as urls:
        finished(_check(urls))
    print("The database is fit to serve from.")


@db.command(name="start")
def start_server(*, data: Data = None) -> None:
    """Start the embedded server and leave it running, until `anchorline db stop`."""
    settings = _embedded(data)
    server = postgres.start(settings.data, pg_bin=settings.pg_bin)
    postgres.keep(settings.data, kept=True)
    server.stop()
    print(f"The embedded server runs. Its socket is in {server.folder.sockets}, its passwords in {server.folder.path}.")


@db.command(name="stop")
def stop_server(*, data: Data = None) -> None:
    """Let the embedded server stop once no program uses it."""
    stopped = postgres.let_go(_embedded(data).data)
    print("The embedded server has stopped." if stopped else "A program still uses it: it stops when that ends.")


@db.command
def migrate_data(*, old_bin: Path, data: Data = None) -> None:
    """Bring an embedded database to this program's major version of PostgreSQL. old_bin: programs of the old one."""
    settings = _embedded(data)
    kept = pg_care.migrate(settings.data, old_bin, pg_bin=settings.pg_bin)
    print(f"The data have come along. As they were they are kept in {kept}; delete that when all is well.")


# ---- Shared ----------------------------------------------------------------------------------------------------------


def _fit_to_serve(settings: Settings) -> Settings:
    """For real people: no demonstration, and letters that arrive. Raises: CannotStart."""
    if settings.demonstration:
        raise CannotStart("ANCHORLINE_DEMONSTRATION is set: run anchorline demo, or take it away.")
    if settings.smtp_url is None:
        raise CannotStart(
            "Set ANCHORLINE_SMTP_URL and ANCHORLINE_MAIL_FROM: people sign in by letters. To look around: anchorline demo"
        )
    if settings.embedded:
        pg_care.refuse_demonstration(settings.data)
    return settings


def _embedded(data: Path | None) -> Settings:
    settings = settings_for(data=data)
    if not settings.embedded:
        raise CannotStart("ANCHORLINE_DATABASE_URL is set, so there is no embedded server.")
    return settings


async def _serve(settings: Settings, *, before: Callable[[postgres.Urls], Awaitable[None]]) -> None:
    with serving.listening(settings) as sockets:
        async with postgres.database(settings) as urls:
            await before(urls)
            async with _clock(settings, urls):
                print(f"Anchorline is at {settings.base_url} - Ctrl-C stops it.", flush=True)
                await serving.serve(create_app(settings, urls.app), settings, sockets)


@asynccontextmanager
async def _clock(settings: Settings, urls: postgres.Urls) -> AsyncIterator[None]:
    """The demonstration has its clock in its own process; elsewhere `anchorline scheduler` runs beside the site."""
    if not settings.demonstration:
        yield
        return
    async with scheduler.beside(settings, urls.app, jobs=scheduler.IN_DEMONSTRATION):
        yield


async def _schedule(settings: Settings) -> None:
    async with postgres.database(settings) as urls:
        await _check(urls)
        await scheduler.run(settings, urls.app)


async def _import(url: str, order: importing.Order, *, apply: bool) -> None:
    database = Database(url)
    try:
        async with database.session(Scope()) as session, session.begin():
            await importing.import_file(session, order, print, apply=apply)
    finally:
        await database.close()


async def _check(urls: postgres.Urls) -> None:
    await run.check(urls.app)
    engine = create_async_engine(urls.app)
    try:
        async with engine.connect() as connection:
            await assert_weak_role(connection)
    finally:
        await engine.dispose()


async def _prepare_demonstration(urls: postgres.Urls) -> None:
    await run.upgrade(owner_of(urls))
    await _check(urls)
    database = Database(owner_of(urls))
    try:
        await demonstration.fill(database)
    finally:
        await database.close()


if __name__ == "__main__":
    main()
