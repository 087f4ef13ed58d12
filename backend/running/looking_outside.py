"""The doctor's look around the program: its settings, disks, back-ups, the mail server, and its address on the net."""

import os
import shutil
import ssl
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from backend.kit.db import now
from backend.kit.settings import Settings, is_loopback
from backend.kit.smtp import NotNow, Smtp
from backend.running.archive import Damaged, opened
from backend.running.backup import PATTERN
from backend.running.findings import Finding, look, size, well, wrong

NIGHTLY = "Run anchorline backup each night, e.g. by cron: 17 2 * * *  anchorline backup --keep 30"
_OLD, _VERY_OLD = timedelta(hours=26), timedelta(days=7)
_LOW, _EMPTY = 2_000_000_000, 500_000_000  # bytes free
_SOON, _NOW = timedelta(days=14), timedelta(days=3)
_SECONDS = 10


def settings_of_it(settings: Settings) -> Iterator[Finding]:
    """What one setting says of another; a faulty one the program refuses by itself."""
    if settings.demonstration:
        yield wrong(
            "Settings",
            "This is a demonstration: anyone may be anyone.",
            "Take ANCHORLINE_DEMONSTRATION away before real people come.",
        )
    if not settings.secure:
        yield look(
            "Address",
            f"People are sent to {settings.base_url}, which this machine alone can reach.",
            "Put the site's https:// address into ANCHORLINE_BASE_URL.",
        )
    elif not settings.trusted_proxies and is_loopback(settings.host):
        yield look(
            "Proxy",
            "All visitors seem to come from one place, so limits on signing in count for all of them together.",
            "Name the proxy's network in ANCHORLINE_TRUSTED_PROXIES, e.g. 127.0.0.1/32.",
        )


# ---- Disks and back-ups ----------------------------------------------------------------------------------------------


def disks(settings: Settings) -> Iterator[Finding]:
    places = {"Temporary files": Path(tempfile.gettempdir())}
    if settings.embedded and settings.data.exists():
        places["Database"] = settings.data
        if settings.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield wrong(
                "Data folder",
                f"Others on this machine may look into {settings.data}, where the passwords are.",
                f"chmod 700 {settings.data}",
            )
    if settings.backups and settings.backups.exists():
        places["Back-ups"] = settings.backups
    disks: dict[int, list[str]] = {}
    for name, place in places.items():
        disks.setdefault(place.stat().st_dev, []).append(name)
    for names in disks.values():
        yield _space(", ".join(names), shutil.disk_usage(places[names[0]]).free)


def _space(names: str, free: int) -> Finding:
    says = f"{size(free)} are free for: {names}."
    if free < _LOW:
        finding = wrong if free < _EMPTY else look
        return finding("Disk", says, "Make room, or give it a larger disk; a full one stops the database.")
    return well("Disk", says)


def backups(settings: Settings, at: datetime) -> Iterator[Finding]:
    folder = settings.backups
    if folder is None:
        yield look("Back-ups", "Where they are kept is not known.", f"Name a folder by ANCHORLINE_BACKUPS. {NIGHTLY}")
        return
    found = sorted(folder.glob(PATTERN)) if folder.is_dir() else []
    if not found:
        yield wrong("Back-ups", f"There is none in {folder}.", NIGHTLY)
        return
    if os.stat(folder).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield look("Back-ups", f"Others on this machine may look into {folder}.", f"chmod 700 {folder}")
    if settings.embedded and settings.data.exists() and folder.stat().st_dev == settings.data.stat().st_dev:
        yield look(
            "Back-ups",
            "They are on the database's own disk and go with it.",
            "Copy them to another machine, each night.",
        )
    try:
        with opened(found[-1]) as archive:
            taken = archive.manifest.taken_at
    except Damaged as fault:
        yield wrong("Back-ups", f"The newest cannot be used: {fault}", NIGHTLY)
        return
    yield _age(found[-1], at - taken)


def _age(newest: Path, age: timedelta) -> Finding:
    says = f"The newest is {_long(age)} old ({newest.name})."
    if age > _OLD:
        finding = wrong if age > _VERY_OLD else look
        return finding("Back-ups", says, NIGHTLY)
    return well("Back-ups", f"{says} To know that it can be put back: anchorline restore FILE --rehearse")


def _long(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


# ---- Mail ------------------------------------------------------------------------------------------------------------


async def mail(settings: Settings) -> AsyncIterator[Finding]:
    if settings.smtp_url is None:
        if not settings.demonstration:
            yield wrong(
                "Mail",
                "No mail server is set, so nobody can sign in.",
                "Set ANCHORLINE_SMTP_URL and ANCHORLINE_MAIL_FROM (docs/running.md, Letters).",
            )
        return
    smtp = Smtp.of(settings)
    try:
        await smtp.knock()
    except NotNow as fault:
        yield wrong(
            "Mail",
            f"{str(fault)[0].upper()}{str(fault)[1:]}, at {smtp.host}:{smtp.port}.",
            "Check host, port, user and password in ANCHORLINE_SMTP_URL, and that this machine may connect there.",
        )
        return
    yield well("Mail", f"{smtp.host}:{smtp.port} takes letters from {parseaddr(smtp.sender)[1]}.")


# ---- The address -----------------------------------------------------------------------------------------------------


def address(settings: Settings, *, trust: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """As a browser would come. trust: authorities to trust; None: the system's."""
    if not settings.secure:
        return
    parts = urlsplit(settings.base_url)
    connection = HTTPSConnection(
        parts.hostname or "", parts.port or 443, timeout=_SECONDS, context=trust or ssl.create_default_context()
    )
    try:
        connection.connect()
        yield _certificate(connection)
        connection.request("GET", "/health/ready")
        yield _ready(settings.base_url, connection.getresponse().status)
    except ssl.SSLCertVerificationError as fault:
        yield wrong(
            "Address",
            f"Browsers will refuse {settings.base_url}: {fault.verify_message}.",
            "Let the proxy fetch a certificate for this name (docs/running.md); its log says what hinders it.",
        )
    except (OSError, HTTPException) as fault:
        yield wrong(
            "Address",
            f"{settings.base_url} does not answer from here ({type(fault).__name__}).",
            "Check that its name leads to this machine, that ports 80 and 443 are open, and that proxy and site run.",
        )
    finally:
        connection.close()


def _certificate(connection: HTTPSConnection) -> Finding:
    shown = connection.sock.getpeercert() or {}
    until = str(shown.get("notAfter"))
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) - now()
    says = f"The certificate is good for {left.days} more days."
    if left < _SOON:
        finding = wrong if left < _NOW else look
        return finding("Certificate", says, "See why the proxy does not renew it: its log says so.")
    return well("Certificate", says)


def _ready(base_url: str, status: int) -> Finding:
    if status != 200:
        return wrong(
            "Address", f"{base_url} answers with {status}.", "See that anchorline serve runs and the proxy leads to it."
        )
    return well("Address", f"{base_url} answers.")
