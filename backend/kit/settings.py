"""What an installation may decide. Read once at the start, from the environment and from `.env`; frozen after that.

No secret has a default, and none is needed but the passwords inside URLs: sign-in tokens are random and stored hashed.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from backend.kit.errors import Invalid, Problem

PREFIX = "ANCHORLINE_"

# Read by tests, not by the program: not mistaken for a misspelt setting.
FOR_TESTS = frozenset({"ANCHORLINE_ERIC_DIR", "ANCHORLINE_CATALOGUE", "ANCHORLINE_TEST_PG_BIN"})


class Settings(BaseSettings):
    """Each field is the variable `ANCHORLINE_<FIELD>`; `.env.example` and docs/running.md list them all."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        validate_default=True,
        env_ignore_empty=True,
    )

    # -- Database
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL 15 or newer, as the app role: not a superuser, owner of nothing, without BYPASSRLS, "
        "e.g. postgresql://anchorline_app:…@db/anchorline. Not set: an embedded server in the data folder.",
    )
    owner_database_url: SecretStr | None = Field(
        None, description="The same database as the role that owns the tables; only the operator's commands use it."
    )
    backup_database_url: SecretStr | None = Field(
        None, description="The same database as a read-only role with BYPASSRLS; only back-ups use it."
    )
    pool_size: int = Field(
        4, ge=1, le=100, description="Database connections that one process keeps. Workers times this: at most 100."
    )
    behind_pooler: bool = Field(
        False, description="True when PgBouncer in transaction mode stands between: prepared statements are left out."
    )
    data: Path = Field(
        Path(".anchorline"), description="Folder of the embedded database. One folder, one installation."
    )
    backups: Path | None = Field(
        None,
        description="Folder where `anchorline backup` puts its files; `anchorline doctor` looks how old the last is.",
    )
    pg_bin: Path | None = Field(
        None, description="Folder with initdb and postgres for the embedded server, instead of the packaged ones."
    )

    # -- Address
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the web server listens on.")
    base_url: str = Field(
        default_factory=lambda others: f"http://{others.get('host')}:{others.get('port')}",
        description="How people reach the site: links in letters begin with it. HTTPS, but for this machine alone.",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Networks, with commas between, whose X-Forwarded-For and X-Forwarded-Proto are believed, "
        "e.g. 10.0.0.0/8. None: nobody's.",
    )

    # -- Letters
    smtp_url: SecretStr | None = Field(
        None,
        description="Where letters are handed in: smtp://user:password@host:587 (STARTTLS is demanded), "
        "smtps://host:465, or smtp+plain://host:1025 (nothing is encrypted: for a catcher of letters on a closed network). "
        "Without user and password the server is a relay that knows this machine. Only the demonstration does without.",
    )
    smtp_token_url: str | None = Field(
        None,
        description="Where a token is had for a mail server that takes no password (OAuth 2), e.g. "
        "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token. The user in SMTP_URL then needs no password.",
    )
    smtp_token_client: str | None = Field(
        None, description="The client id this program is known by at the token server."
    )
    smtp_token_secret: SecretStr | None = Field(None, description="The client secret that goes with it.")
    smtp_token_scope: str = Field(
        "https://outlook.office365.com/.default",
        description="What the token is for. For Google: https://mail.google.com/ (with a refresh token).",
    )
    smtp_refresh_token: SecretStr | None = Field(
        None, description="For Google: the refresh token of the mailbox. Not set: the program asks in its own name."
    )
    smtp_certificates: Path | None = Field(
        None, description="A file of certificate authorities the mail server's certificate may come from, PEM."
    )
    mail_from: str | None = Field(None, description="Sender of every letter, e.g. Anchorline <post@example.org>.")

    # -- Signing in
    sign_in_minutes: int = Field(30, ge=5, le=30, description="How long a sign-in link and its code live.")
    session_idle_minutes: int = Field(120, ge=5, description="A sign-in nobody uses ends after this long.")
    session_hours: int = Field(12, ge=1, le=720, description="A sign-in ends after this long, used or not.")
    invitation_days: int = Field(14, ge=1, le=30, description="How long an invitation lives.")

    # -- What is told
    log_format: Literal["console", "json"] = Field("console", description="For a terminal, or one JSON object a line.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="The least that is logged.")
    demonstration: bool = Field(
        False,
        description="Lets visitors choose whom to be and catches all letters. Refused unless HOST is this machine.",
    )

    @property
    def embedded(self) -> bool:
        return self.database_url is None

    @property
    def secure(self) -> bool:
        """People come by HTTPS: cookies are `Secure`, HSTS is sent."""
        return self.base_url.startswith("https://")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("database_url", "owner_database_url", "backup_database_url")
    @classmethod
    def _postgresql(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value and urlsplit(value.get_secret_value()).scheme not in ("postgresql", "postgres"):
            raise ValueError("begin it with postgresql://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
                raise ValueError("write smtp://host:port, smtps://host:port or smtp+plain://host:port")
        return value

    @field_validator("smtp_token_url")
    @classmethod
    def _secret_way(cls, value: str | None) -> str | None:
        if value:
            parts = urlsplit(value)
            if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
                raise ValueError("begin it with https://; the client secret is sent there")
        return value

    @field_validator("base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("write scheme and host only, e.g. https://anchors.example.org")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError("use https://; over http:// sign-ins travel in the clear, unless it is this machine")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.demonstration and not is_loopback(self.host):
            raise ValueError(
                "ANCHORLINE_DEMONSTRATION lets anyone be anyone, so it is refused unless ANCHORLINE_HOST is 127.0.0.1"
            )
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("set ANCHORLINE_SMTP_URL and ANCHORLINE_MAIL_FROM together, or neither")
        by_token = (self.smtp_token_url, self.smtp_token_client, self.smtp_token_secret)
        if any(by_token) and not all(by_token):
            raise ValueError("set ANCHORLINE_SMTP_TOKEN_URL, _CLIENT and _SECRET together, or none of them")
        if any(by_token) and not (self.smtp_url and urlsplit(self.smtp_url.get_secret_value()).username):
            raise ValueError("name the mailbox in ANCHORLINE_SMTP_URL, e.g. smtp://post%40example.org@host:587")
        return self


def load(**given: Any) -> Settings:
    """From `given` first, then the environment, then `.env`.

    Raises:
        Invalid: every faulty or misspelt variable at once; the values are not repeated, they may be secret.
    """
    misspelt = list(unknown(os.environ))
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise Invalid([*misspelt, *map(_problem, error.errors(include_input=False))]) from None
    if misspelt:
        raise Invalid(misspelt)
    return settings


def unknown(environment: Mapping[str, str]) -> Iterator[Problem]:
    """Variables that look like ours and are not: a misspelt setting would otherwise be silently without effect."""
    names = {PREFIX + field.upper() for field in Settings.model_fields}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in names | FOR_TESTS:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]}?" if near else "docs/running.md lists them all."
            yield Problem(name, f"there is no such setting; {hint}", "settings.unknown")


def is_loopback(host: str) -> bool:
    """Only this machine can reach it. A name other than localhost is not looked up: it may change."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _problem(error: ErrorDetails) -> Problem:
    where = PREFIX + str(error["loc"][0]).upper() if error["loc"] else "settings"
    return Problem(where, error["msg"].removeprefix("Value error, "), "settings.faulty")
