"""Handing one letter to a mail server."""

import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib

from backend.kit.errors import CannotStart
from backend.kit.settings import Settings, is_loopback
from backend.kit.smtp_oauth import NoToken, TokenServer, tokens_of

SECONDS = 20  # for one letter; the row it comes from is held meanwhile


class Rejected(Exception):
    """The server will never take this letter for this address; what it said, for the operator."""


class NotNow(Exception):
    """It was not handed over this time: no connection, or the server asks to come back, or does not know us.

    of_one: the server is there, and puts off this one address; others may be served.
    """

    def __init__(self, reason: str, *, of_one: bool = False) -> None:
        super().__init__(reason)
        self.of_one = of_one


@dataclass(frozen=True)
class Smtp:
    """A mail server. start_tls: the connection must become a secret one before anything is said.

    login: without one the server is a relay that knows us by our address. tokens: what is shown instead of a password.
    certificates: a file of authorities to trust beside the system's.
    """

    sender: str
    host: str
    port: int
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    start_tls: bool = False
    tokens: TokenServer | None = None
    certificates: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Smtp":
        """The installation's own. Raises: CannotStart, if none is set."""
        if settings.smtp_url is None or settings.mail_from is None:
            raise CannotStart("Set ANCHORLINE_SMTP_URL and ANCHORLINE_MAIL_FROM: letters wait to be sent.")
        parts = urlsplit(settings.smtp_url.get_secret_value())
        host, tls = parts.hostname or "", parts.scheme == "smtps"
        return cls(
            settings.mail_from,
            host,
            parts.port or (465 if tls else 587),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            tls,
            parts.scheme == "smtp" and not is_loopback(host),
            _token_server(settings),
            settings.smtp_certificates,
        )

    async def send(self, message: EmailMessage) -> None:
        """Raises: Rejected, NotNow."""
        try:
            await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.login,
                password=self.password,
                oauth_token_generator=tokens_of(self.tokens).get if self.tokens else None,
                use_tls=self.tls,
                start_tls=self.start_tls,
                tls_context=self._trust(),
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            answer = refused.recipients[0]
            raise _verdict(answer.code, answer.message) from refused
        except aiosmtplib.SMTPDataError as refused:
            raise _verdict(refused.code, refused.message) from refused
        except aiosmtplib.SMTPAuthenticationError as error:
            if self.tokens:
                tokens_of(self.tokens).refused()
            raise NotNow(f"the mail server does not let us in ({error.code})") from error
        except NoToken as error:
            raise NotNow(str(error)) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotNow(f"the mail server cannot be reached ({type(error).__name__})") from error

    async def knock(self) -> None:
        """As far as a letter would come, and no letter. Raises NotNow: what stands in the way."""
        client = aiosmtplib.SMTP(
            hostname=self.host, port=self.port, use_tls=self.tls, start_tls=self.start_tls, tls_context=self._trust(),
            timeout=SECONDS,
        )  # fmt: skip
        try:
            async with client:
                if self.tokens and self.login:
                    await client.auth_xoauth2(self.login, await tokens_of(self.tokens).get())
                elif self.login and self.password:
                    await client.login(self.login, self.password)
        except aiosmtplib.SMTPAuthenticationError as error:
            raise NotNow(f"the mail server does not let us in ({error.code})") from error
        except NoToken as error:
            raise NotNow(str(error)) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotNow(f"the mail server cannot be reached ({type(error).__name__})") from error

    def _trust(self) -> ssl.SSLContext | None:
        """None: as the system trusts; a loopback server without TLS needs none."""
        if self.certificates is None:
            return None
        context = ssl.create_default_context()
        context.load_verify_locations(self.certificates)
        return context


def _token_server(settings: Settings) -> TokenServer | None:
    url, client, secret = settings.smtp_token_url, settings.smtp_token_client, settings.smtp_token_secret
    if url is None or client is None or secret is None:
        return None
    refresh = settings.smtp_refresh_token
    return TokenServer(
        url, client, secret.get_secret_value(), settings.smtp_token_scope, refresh.get_secret_value() if refresh else ""
    )


def _verdict(code: int, said: str) -> Exception:
    """5xx is for good, 4xx for now (RFC 5321, 4.2.1)."""
    return Rejected(f"{code} {said}"[:500]) if code >= 500 else NotNow(f"{code} {said}"[:500], of_one=True)
