"""Handing one letter to a mail server."""

from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from backend.kit.errors import CannotStart
from backend.kit.settings import Settings, is_loopback

SECONDS = 20  # for one letter; the row it comes from is held meanwhile


class Rejected(Exception):
    """The server will never take this letter for this address; what it said, for the operator."""


class NotNow(Exception):
    """It was not handed over this time: no connection, or the server asks to come back, or does not know us."""


@dataclass(frozen=True)
class Smtp:
    """A mail server. start_tls: the connection must become a secret one before anything is said."""

    sender: str
    host: str
    port: int
    login: str | None = None
    password: str | None = None
    tls: bool = False
    start_tls: bool = False

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
            not tls and not is_loopback(host),
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
                use_tls=self.tls,
                start_tls=self.start_tls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            answer = refused.recipients[0]
            raise _verdict(answer.code, answer.message) from refused
        except aiosmtplib.SMTPDataError as refused:
            raise _verdict(refused.code, refused.message) from refused
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotNow(type(error).__name__) from error


def _verdict(code: int, said: str) -> Exception:
    """5xx is for good, 4xx for now (RFC 5321, 4.2.1)."""
    return Rejected(f"{code} {said}"[:500]) if code >= 500 else NotNow(str(code))
