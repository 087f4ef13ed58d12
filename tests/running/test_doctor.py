"""What a doctor says: that all is well where it is, and of each thing that is not, one sentence and what to do."""

import os
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
import trustme

from backend.kit import claims, mail, postgres
from backend.kit.db import Scope, now
from backend.kit.mail import Envelope, Letter
from backend.kit.settings import Settings
from backend.migrations import run
from backend.rounds.tables import Round
from backend.running import backup, looking_outside
from backend.running.doctor import examine
from backend.running.findings import Finding, Verdict, size, summed
from tests.databases import own_database
from tests.kit.test_smtp import Server, mail_server
from tests.running.installations import another_machine, filled, site


def at(server: postgres.Server, name: str, **more: Any) -> Settings:
    """An installation with a database of its own, as the doctor is told of it."""
    facts: dict[str, Any] = {
        "database_url": server.dsn("app", name),
        "owner_database_url": server.dsn("owner", name),
        "backup_database_url": server.dsn("backup", name),
        "smtp_url": "smtp+plain://127.0.0.1:1",
        "mail_from": "Anchorline <post@example.org>",
    }
    return Settings(_env_file=None, **(facts | more))  # type: ignore[call-arg]


async def found(settings: Settings) -> list[Finding]:
    return [one async for one in examine(settings)]


def of(findings: list[Finding], about: str) -> list[tuple[str, str]]:
    return [(one.verdict.value, one.says) for one in findings if one.about == about]


@pytest.fixture
async def name(server: postgres.Server, database_name: str) -> AsyncIterator[str]:
    async with own_database(server) as made:
        yield made


@pytest.fixture
async def smtp() -> AsyncIterator[int]:
    async with mail_server(Server(), None) as port:
        yield port


@asynccontextmanager
async def superuser(server: postgres.Server, name: str) -> AsyncIterator[asyncpg.Connection]:
    db = await asyncpg.connect(server.dsn("superuser", name))
    await db.execute("set session_replication_role = replica")  # no trail of what a test sets up
    try:
        yield db
    finally:
        await db.close()


# ---- A whole installation --------------------------------------------------------------------------------------------


async def test_a_well_kept_installation_is_well(server: postgres.Server, name: str, smtp: int, tmp_path: Path) -> None:
    """But for what a test's server cannot be: durable, and on the net."""
    await filled(server, name)
    async with superuser(server, name) as db:
        await db.execute("delete from letters; update uploads set state = 'saved'; update rounds set closed_at = now()")
        await db.execute("insert into job_claims (job, due) values ($1, now())", claims.PULSE)
    os.chmod(tmp_path, 0o700)
    await backup.take(server.url("backup", name), tmp_path)
    findings = await found(at(server, name, smtp_url=f"smtp+plain://127.0.0.1:{smtp}", backups=tmp_path))
    not_well = [str(one) for one in findings if one.verdict is not Verdict.WELL]
    assert [one.split(":")[0].split()[1:] for one in not_well] == [["Address"], ["Durability"]], not_well
    assert {one.about for one in findings} >= {
        "Database", "Time", "Row policies", "Site's role", "Roles", "Back-up role", "Schema", "Scheduler", "Collections",
        "Letters", "Disk", "Back-ups", "Mail",
    }  # fmt: skip
    assert summed(findings).startswith("1 wrong, 1 to look at, ")


async def test_every_finding_that_is_not_well_says_what_to_do(
    server: postgres.Server, name: str, tmp_path: Path
) -> None:
    findings = await found(at(server, name, backups=tmp_path / "none"))
    assert [one for one in findings if (one.verdict is Verdict.WELL) == bool(one.do)] == []
    assert of(findings, "Scheduler") == [("wrong", "It has never run: no letter is sent, no collection opens.")]
    assert of(findings, "Mail")[0][0] == "wrong"
    assert "127.0.0.1:1" in of(findings, "Mail")[0][1]
    assert of(findings, "Collaboratives") == [("look", "There is none yet.")]
    assert of(findings, "Back-ups")[0][0] == "wrong"


async def test_a_database_that_is_not_there_does_not_hide_the_rest(server: postgres.Server, tmp_path: Path) -> None:
    findings = await found(at(server, "nowhere"))
    assert of(findings, "Database") == [("wrong", "The database cannot be reached: there is no database of that name.")]
    assert of(findings, "Mail")
    assert of(findings, "Disk")
    none_yet = await found(Settings(_env_file=None, data=tmp_path / "data", demonstration=True))  # type: ignore[call-arg]
    assert of(none_yet, "Database")[0][1].startswith("There is none in")
    assert not (tmp_path / "data").exists(), "looking makes nothing"
    assert of(none_yet, "Settings")[0] == ("wrong", "This is a demonstration: anyone may be anyone.")


# ---- The database, broken on purpose ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def apart(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[postgres.Server]:
    """A server of its own: roles are a whole server's, and other workers' tests stand behind the same walls."""
    async with another_machine(tmp_path_factory.mktemp("apart")) as server:
        await run.upgrade(server.url("owner"))
        yield server


@pytest.mark.parametrize(
    ("sabotage", "about", "says"),
    [
        ("update alembic_version set version_num = '0002'", "Schema", "schema is older than this program"),
        ("update alembic_version set version_num = '9999'", "Schema", "is newer than this program knows"),
        ("alter table rounds no force row level security", "Row policies", "They are off for rounds"),
        ("alter table rounds owner to anchorline_app", "Site's role", "owns tables"),
        ("alter role anchorline_backup nobypassrls", "Back-up role", "does not see every row"),
        ("alter role anchorline_backup reset default_transaction_read_only", "Roles", "anchorline_backup may write"),
        ("alter role anchorline_owner superuser", "Roles", "anchorline_owner is a superuser"),
    ],
)
async def test_what_is_wrong_with_the_database_is_said(
    apart: postgres.Server, sabotage: str, about: str, says: str
) -> None:
    async with own_database(apart, "anchorline") as name:
        before = of(await found(at(apart, name)), about)
        assert [verdict for verdict, _ in before] == ["well"]
        async with superuser(apart, name) as db:
            await db.execute(sabotage)
            try:
                after = of(await found(at(apart, name)), about)
            finally:
                await db.execute("alter role anchorline_backup bypassrls; alter role anchorline_owner nosuperuser")
                await db.execute("alter role anchorline_backup set default_transaction_read_only = on")
    assert [(verdict, says in said) for verdict, said in after] == [("wrong", True)], after


async def test_a_superuser_in_the_site_s_place_is_wrong(server: postgres.Server, name: str) -> None:
    findings = await found(at(server, name, database_url=server.dsn("superuser", name)))
    assert "is a superuser" in of(findings, "Site's role")[0][1]


# ---- What should have happened by itself -----------------------------------------------------------------------------


async def test_letters_and_collections_that_wait_too_long_are_said(server: postgres.Server, name: str) -> None:
    here = await filled(server, name)
    long_ago = now() - timedelta(hours=3)
    async with superuser(server, name) as db:
        await db.execute("update letters set refused_at = null, sent_at = now(); delete from sign_in_letters")
        await db.execute("update rounds set closed_at = now()")
        await db.execute("update uploads set state = 'saved'")
        await db.execute("insert into job_claims (job, due) values ('pulse', $1)", long_ago)
    settings = at(server, name)
    assert [verdict for verdict, _ in of(await found(settings), "Letters")] == ["well"]
    async with (
        site(server, name) as (_, _owner, database),
        database.session(Scope.everything_in(here.id)) as session,
        session.begin(),
    ):
        for to in ("a@wards.example", "b@wards.example", "c@wards.example"):
            mail.put(session, Envelope(to, "About", "text"))
        await session.flush()
        await session.execute(
            sa.update(Letter).where(Letter.recipient == "a@wards.example").values(next_try_at=long_ago)
        )
        refused = sa.update(Letter).where(Letter.recipient != "a@wards.example", Letter.sent_at.is_(None))
        await session.execute(refused.values(refused_at=now(), refusal="550 no"))
        days = {name: date(2026, 1, day) for day, name in enumerate(("opens_on", "due_on", "closes_on"), start=1)}
        await session.execute(sa.update(Round).values(closed_at=None, opened_at=long_ago, **days))
    findings = await found(settings)
    assert of(findings, "Letters") == [
        ("wrong", "1 should have been sent and are not; people may be unable to sign in."),
        ("look", "Refused in the last thirty days: 2 to wards.example."),
    ]
    assert of(findings, "Scheduler")[0][1].startswith("It stands still since")
    assert f"of {here.slug} has not been closed" in of(findings, "Collections")[0][1]


# ---- Back-ups and disks ----------------------------------------------------------------------------------------------


async def test_back_ups_are_looked_at_by_age_and_by_whether_they_can_be_read(
    server: postgres.Server, name: str, tmp_path: Path
) -> None:
    async with superuser(server, name) as db:
        await db.execute(
            "insert into collaboratives (id, slug, name, blueprint, country, currency, locale, time_zone, year_starts_in)"
            " values (gen_random_uuid(), 'one', 'One', 'nhs', 'GB', 'GBP', 'en_GB', 'Europe/London', 4)"
        )
    os.chmod(tmp_path, 0o700)
    path, manifest = await backup.take(server.url("backup", name), tmp_path)
    settings = at(server, name, backups=tmp_path)
    for age, verdict, says in (
        (timedelta(hours=1), "well", "1 hours old"),
        (timedelta(hours=30), "look", "30 hours old"),
        (timedelta(days=8), "wrong", "8 days old"),
    ):
        [finding] = list(looking_outside.backups(settings, manifest.taken_at + age))
        assert (finding.verdict.value, says in finding.says) == (verdict, True)
    os.chmod(tmp_path, 0o755)
    assert "Others on this machine" in str(next(looking_outside.backups(settings, manifest.taken_at)))
    os.chmod(tmp_path, 0o700)
    path.write_bytes(path.read_bytes()[:-100])
    [finding] = list(looking_outside.backups(settings, manifest.taken_at))
    assert (finding.verdict, "cannot be used" in finding.says) == (Verdict.WRONG, True)
    unset = list(looking_outside.backups(at(server, name), now()))
    assert [one.verdict for one in unset] == [Verdict.LOOK]


def test_a_disk_that_runs_full_and_an_open_data_folder_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings = Settings(_env_file=None, data=data)  # type: ignore[call-arg]
    for free, verdict in ((3_000_000_000, "well"), (1_000_000_000, "look"), (1_000_000, "wrong")):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: type("Usage", (), {"free": free})())
        assert {one.verdict.value for one in looking_outside.disks(settings)} == {verdict}
    data.chmod(0o750)
    assert [one.about for one in looking_outside.disks(settings) if one.do.startswith("chmod")] == ["Data folder"]


# ---- Mail and the address --------------------------------------------------------------------------------------------


async def test_a_mail_server_that_does_not_know_us_is_said() -> None:
    async with mail_server(Server(), None, auth_require_tls=False) as port:
        settings = Settings(
            _env_file=None, smtp_url=f"smtp+plain://post:wrong@127.0.0.1:{port}", mail_from="post@example.org"
        )  # type: ignore[call-arg]
        [finding] = [one async for one in looking_outside.mail(settings)]
    assert (finding.verdict, "does not let us in" in finding.says) == (Verdict.WRONG, True)


@contextmanager
def web_server(*, status: int = 200, days: int = 60) -> Iterator[tuple[Settings, ssl.SSLContext]]:
    """On this machine, with a certificate for localhost; the trust that goes with it."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    authority = trustme.CA()
    server = HTTPServer(("127.0.0.1", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", not_after=now() + timedelta(days=days)).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    try:
        yield Settings(_env_file=None, base_url=f"https://localhost:{server.server_port}"), trust  # type: ignore[call-arg]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_address_is_tried_as_a_browser_would() -> None:
    with web_server() as (settings, trust):
        assert [one.verdict.value for one in looking_outside.address(settings, trust=trust)] == ["well", "well"]
        [finding] = list(looking_outside.address(settings))
        assert "Browsers will refuse" in finding.says
    [gone] = list(looking_outside.address(settings, trust=trust))
    assert "does not answer from here" in gone.says
    with web_server(status=502, days=5) as (settings, trust):
        certificate, answer = looking_outside.address(settings, trust=trust)
        assert (certificate.verdict.value, "4 more days" in certificate.says) == ("look", True)
        assert (answer.verdict.value, "answers with 502" in answer.says) == ("wrong", True)


def test_what_the_settings_say_of_the_way_people_come() -> None:
    behind = Settings(_env_file=None, base_url="https://a.example")  # type: ignore[call-arg]
    assert [one.about for one in looking_outside.settings_of_it(behind)] == ["Proxy"]
    named = Settings(_env_file=None, base_url="https://a.example", trusted_proxies="127.0.0.1/32")  # type: ignore[call-arg, arg-type]
    assert list(looking_outside.settings_of_it(named)) == []
    alone = Settings(_env_file=None)  # type: ignore[call-arg]
    assert [one.about for one in looking_outside.settings_of_it(alone)] == ["Address"]


def test_bytes_are_told_as_people_say_them() -> None:
    assert [size(n) for n in (5, 1_000, 12_345_678, 3_200_000_000)] == ["5 bytes", "1.0 kB", "12.3 MB", "3.2 GB"]
