"""Handing letters in, with real servers: nothing is said before the connection is secret; a token does for a password."""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from backend.kit.settings import Settings
from backend.kit.smtp import NotNow, Rejected, Smtp
from backend.kit.smtp_oauth import TokenServer, tokens_of

MAILBOX = "post@example.org"


class Server:
    """Keeps what it takes. good: the token it lets in with."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.secret: list[bool] = []
        self.good = ""

    async def handle_DATA(self, _server: SMTP, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.secret.append(session.ssl is not None)
        return "250 OK"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        if said == f"user={MAILBOX}\x01auth=Bearer {self.good}\x01\x01":
            return AuthResult(success=True)
        await server.push("334 ")  # the client answers the refusal's details with an empty line
        return AuthResult(success=False, handled=False)


@asynccontextmanager
async def mail_server(kept: Server, context: ssl.SSLContext | None, **facts: Any) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    made = lambda: SMTP(kept, hostname="localhost", loop=loop, tls_context=context, **facts)  # noqa: E731
    listening = await loop.create_server(made, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await listening.wait_closed()


@asynccontextmanager
async def token_server(answers: list[tuple[int, dict[str, Any]]], asked: list[str]) -> AsyncIterator[str]:
    """Gives one answer after another, and keeps what it was asked."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        asked.append((await reader.readexactly(length)).decode())
        status, facts = answers.pop(0)
        body = json.dumps(facts).encode()
        writer.write(b"HTTP/1.1 %d OK\r\ncontent-type: application/json\r\nconnection: close\r\n" % status)
        writer.write(b"content-length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/token"
    finally:
        listening.close()
        await listening.wait_closed()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate, and the file of the authority that gave it."""
    made = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("127.0.0.1").configure_cert(context)
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(path)
    return context, path


def letter(to: str = "ada@example.org") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = MAILBOX, to, "Hello"
    made.set_content("text")
    return made


async def test_a_letter_waits_rather_than_go_in_the_clear(authority: tuple[ssl.SSLContext, Path]) -> None:
    context, path = authority
    kept = Server()
    async with mail_server(kept, None) as port:
        with pytest.raises(NotNow):
            await Smtp(MAILBOX, "127.0.0.1", port, start_tls=True, certificates=path).send(letter())
    async with mail_server(kept, context) as port:
        await Smtp(MAILBOX, "127.0.0.1", port, start_tls=True, certificates=path).send(letter())
    assert kept.secret == [True]


async def test_a_server_nobody_vouches_for_gets_nothing(authority: tuple[ssl.SSLContext, Path]) -> None:
    context, path = authority
    kept = Server()
    async with mail_server(kept, context) as port:
        smtp = Smtp(MAILBOX, "127.0.0.1", port, start_tls=True)
        with pytest.raises(NotNow):
            await smtp.send(letter())
        assert kept.taken == []
        await replace(smtp, certificates=path).send(letter())
    assert len(kept.taken) == 1


async def test_a_relay_takes_letters_without_a_name(authority: tuple[ssl.SSLContext, Path]) -> None:
    context, path = authority
    kept = Server()
    async with mail_server(kept, context, require_starttls=True) as port:
        await Smtp(MAILBOX, "127.0.0.1", port, start_tls=True, certificates=path).send(letter())
        with pytest.raises(NotNow):
            await Smtp(MAILBOX, "127.0.0.1", port).send(letter())
    assert kept.secret == [True]


async def test_a_token_does_for_a_password_and_is_asked_for_once(authority: tuple[ssl.SSLContext, Path]) -> None:
    context, path = authority
    kept, asked = Server(), list[str]()
    kept.good = "first"
    first = (200, {"access_token": "first", "token_type": "Bearer", "expires_in": 3600})
    second = (200, {"access_token": "second", "token_type": "Bearer", "expires_in": 3600})
    async with token_server([first, second], asked) as url, mail_server(kept, context, auth_required=True) as port:
        server = TokenServer(url, "client", "s3cret", "mail.send")
        smtp = Smtp(MAILBOX, "127.0.0.1", port, MAILBOX, start_tls=True, certificates=path, tokens=server)
        await smtp.send(letter())
        await smtp.send(letter())
        assert len(asked) == 1
        assert "grant_type=client_credentials" in asked[0]
        kept.good = "second"  # the first was taken back before its time
        with pytest.raises(NotNow, match="does not let us in"):
            await smtp.send(letter())
        await smtp.send(letter())
    assert (len(kept.taken), len(asked)) == (3, 2)


async def test_a_mailbox_of_a_person_s_consent_shows_its_refresh_token() -> None:
    asked = list[str]()
    async with token_server([(200, {"access_token": "t", "token_type": "Bearer", "expires_in": 3600})], asked) as url:
        assert await tokens_of(TokenServer(url, "client", "s3cret", "mail", "1//refresh")).get() == "t"
    assert "grant_type=refresh_token" in asked[0]
    assert "refresh_token=1%2F%2Frefresh" in asked[0]


async def test_without_a_token_the_letter_waits_and_the_reason_tells_no_secret() -> None:
    async with token_server([(401, {"error": "invalid_client"})], []) as url:
        server = TokenServer(url, "client", "s3cret", "mail.send")
        async with mail_server(Server(), None, auth_require_tls=False) as port:
            with pytest.raises(NotNow, match="no token for the mail server") as told:
                await Smtp(MAILBOX, "127.0.0.1", port, MAILBOX, tokens=server).send(letter())
    assert "s3cret" not in str(told.value)


async def test_an_address_put_off_holds_up_nobody_else() -> None:
    class Busy(Server):
        async def handle_RCPT(self, _s: SMTP, _x: object, envelope: Envelope, address: str, _o: object) -> str:
            if address == "busy@example.org":
                return "450 Try later"
            if address == "gone@example.org":
                return "550 No such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    async with mail_server(Busy(), None) as port:
        smtp = Smtp(MAILBOX, "127.0.0.1", port)
        with pytest.raises(NotNow, match="450 Try later") as put_off:
            await smtp.send(letter("busy@example.org"))
        with pytest.raises(Rejected, match="550 No such mailbox"):
            await smtp.send(letter("gone@example.org"))
    with pytest.raises(NotNow, match="cannot be reached") as away:
        await smtp.send(letter())
    assert (put_off.value.of_one, away.value.of_one) == (True, False)


def made(**given: Any) -> Smtp:
    return Smtp.of(Settings(_env_file=None, mail_from=MAILBOX, **given))  # type: ignore[call-arg]


def test_only_a_closed_network_s_catcher_is_spoken_to_in_the_clear() -> None:
    assert made(smtp_url="smtp://relay.example.org:25").start_tls
    assert not made(smtp_url="smtp+plain://mail:1025").start_tls


def test_a_token_server_is_set_whole_or_not_at_all() -> None:
    whole = {
        "smtp_url": "smtp://post%40example.org@smtp.office365.com:587",
        "smtp_token_url": "https://login.microsoftonline.com/t/oauth2/v2.0/token",
        "smtp_token_client": "client",
        "smtp_token_secret": "s3cret",
    }
    set_up = made(**whole)
    assert set_up.login == MAILBOX
    assert set_up.tokens == TokenServer(
        whole["smtp_token_url"], "client", "s3cret", "https://outlook.office365.com/.default"
    )
    for faulty in (
        {**whole, "smtp_token_secret": None},
        {**whole, "smtp_token_url": "http://login.example.org/token"},
        {**whole, "smtp_url": "smtp://smtp.office365.com:587"},
    ):
        with pytest.raises(ValueError, match=r"smtp_token_url|together|mailbox"):
            made(**faulty)


def test_no_secret_is_said_of_what_holds_one() -> None:
    server = TokenServer("https://tokens.example/t", "client", "s3cret", "mail.send", "1//refresh")
    said = repr(Smtp("from@example.org", "mail.example", 587, "client", "pa55word", tokens=server))
    assert "mail.example" in said
    assert not [secret for secret in ("s3cret", "1//refresh", "pa55word") if secret in said]
