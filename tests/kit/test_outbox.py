"""Letters go out by real SMTP: once each, tried again when the server cannot, given up when it never will."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP

from backend.kit import mail
from backend.kit.db import Scope, now
from backend.kit.errors import CannotStart
from backend.kit.mail import Envelope, Letter, SignInLetter
from backend.kit.outbox import back_off, deliver
from backend.kit.settings import Settings
from backend.kit.smtp import Smtp
from tests.makers import Here

SITE = "http://127.0.0.1:8000"


class Server:
    """A mail server that keeps what it takes, and answers recipients as it is told."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.pause = 0.0

    async def handle_RCPT(
        self, _server: SMTP, _session: object, envelope: object, address: str, _options: object
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return answer

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: object) -> str:
        await asyncio.sleep(self.pause)
        self.taken.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[attr-defined,arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.taken if message["To"] == address]


@pytest.fixture
async def post() -> AsyncIterator[tuple[Server, Smtp]]:
    loop, kept = asyncio.get_running_loop(), Server()
    listening = await loop.create_server(lambda: SMTP(kept, hostname="localhost", loop=loop), "127.0.0.1", 0)
    yield kept, Smtp("Anchorline <post@example.org>", "127.0.0.1", listening.sockets[0].getsockname()[1])
    listening.close()
    await listening.wait_closed()


async def put(here: Here, recipient: str, *, subject: str = "Hello", body: str = "", placed: bool = True) -> None:
    async with here.session(None if placed else Scope()) as session:
        mail.put(session, Envelope(recipient, subject, body or f"Look: {mail.link('/sign-in/abc')}\n"))


async def row(here: Here, recipient: str) -> Letter:
    async with here.session() as session:
        return (await session.scalars(sa.select(Letter).where(Letter.recipient == recipient))).one()


async def test_a_letter_goes_out_once_with_its_links_and_is_emptied(here: Here, post: tuple[Server, Smtp]) -> None:
    kept, smtp = post
    ada = f"ada.{here.slug}@example.org"  # of nobody else: the outbox is everybody's
    await put(here, ada, subject="Zürich: 1 % mehr", body=f"Grüße\n{mail.link('/x/y')}\n")
    await deliver(here.database, smtp, SITE)
    await deliver(here.database, smtp, SITE)
    (message,) = kept.to(ada)
    sent = await row(here, ada)
    assert message["Subject"] == "Zürich: 1 % mehr"
    assert message["From"] == "Anchorline <post@example.org>"
    assert message["Message-ID"] == f"<{sent.id}@127.0.0.1>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == f"Grüße\n{SITE}/x/y\n"
    assert sent.sent_at is not None
    assert sent.body == ""


async def test_letters_of_no_collaborative_go_out_too(here: Here, post: tuple[Server, Smtp]) -> None:
    kept, smtp = post
    await put(here, f"{here.slug}@example.org", placed=False)
    await deliver(here.database, smtp, SITE)
    assert len(kept.to(f"{here.slug}@example.org")) == 1
    async with here.database.session(None) as session:
        waiting = sa.select(SignInLetter.body).where(SignInLetter.recipient == f"{here.slug}@example.org")
        assert (await session.execute(waiting)).scalar_one() == ""


async def test_a_letter_of_a_deed_that_failed_is_not_sent(here: Here, post: tuple[Server, Smtp]) -> None:
    kept, smtp = post
    async with here.database.session(Scope.everything_in(here.id)) as session:
        mail.put(session, Envelope("undone@example.org", "Hello", "text"))
        await session.flush()
        await session.rollback()
    await deliver(here.database, smtp, SITE)
    assert kept.to("undone@example.org") == []


async def test_two_who_deliver_at_once_send_each_letter_once(here: Here, post: tuple[Server, Smtp]) -> None:
    kept, smtp = post
    for number in range(6):
        await put(here, f"{number}.{here.slug}@example.org")
    kept.pause = 0.02
    await asyncio.gather(*(deliver(here.database, smtp, SITE) for _ in range(3)))
    assert [len(kept.to(f"{number}.{here.slug}@example.org")) for number in range(6)] == [1] * 6


async def test_a_server_that_is_away_is_tried_again_later(here: Here, post: tuple[Server, Smtp]) -> None:
    kept, smtp = post
    await put(here, "later@example.org")
    assert await deliver(here.database, Smtp(smtp.sender, "127.0.0.1", 1), SITE) == 0
    waiting = await row(here, "later@example.org")
    assert (waiting.tries, waiting.sent_at, waiting.refused_at) == (1, None, None)
    assert waiting.next_try_at > now() + timedelta(seconds=20)
    assert waiting.body != ""
    await deliver(here.database, smtp, SITE)
    assert kept.to("later@example.org") == []
    await _due_now(here)
    await deliver(here.database, smtp, SITE)
    assert len(kept.to("later@example.org")) == 1


async def test_no_for_now_waits_and_no_for_good_is_kept_as_the_reason(here: Here, post: tuple[Server, Smtp]) -> None:
    kept, smtp = post
    busy, gone = f"busy.{here.slug}@example.org", f"gone.{here.slug}@example.org"
    kept.answers = {busy: "450 Try later", gone: "550 No such user"}
    await put(here, gone)
    await deliver(here.database, smtp, SITE)
    refused = await row(here, gone)
    assert refused.refused_at is not None
    assert refused.refusal == "550 No such user"
    assert refused.body == ""
    await put(here, busy)
    await deliver(here.database, smtp, SITE)
    assert (await row(here, busy)).refused_at is None
    kept.answers = {}
    await _due_now(here)
    await deliver(here.database, smtp, SITE)
    assert len(kept.to(busy)) == 1
    assert kept.to(gone) == []


async def test_a_letter_is_given_up_in_the_end(here: Here) -> None:
    await put(here, "never@example.org")
    async with here.session() as session:
        await session.execute(sa.update(Letter).values(put_at=now() - timedelta(days=3)))
    await deliver(here.database, Smtp("a@example.org", "127.0.0.1", 1), SITE)
    given_up = await row(here, "never@example.org")
    assert given_up.refusal.startswith("It could not be handed over in time: the mail server cannot be reached")
    assert given_up.body == ""


async def _due_now(here: Here) -> None:
    async with here.session() as session:
        await session.execute(sa.update(Letter).where(Letter.sent_at.is_(None)).values(next_try_at=now()))


def test_tries_grow_apart_up_to_an_hour() -> None:
    waits = [back_off(tries) for tries in range(1, 30)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, None, None, False, True)),
        ("smtp://u%40x:p%2Fw@mail.example.org:2525", ("mail.example.org", 2525, "u@x", "p/w", False, True)),
        ("smtps://mail.example.org", ("mail.example.org", 465, None, None, True, False)),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, None, None, False, False)),
    ],
)
def test_nothing_is_said_in_the_clear_beyond_this_machine(url: str, expected: tuple[object, ...]) -> None:
    made = Smtp.of(Settings(_env_file=None, smtp_url=url, mail_from="a@example.org"))  # type: ignore[call-arg]
    assert (made.host, made.port, made.login, made.password, made.tls, made.start_tls) == expected


def test_without_a_server_one_is_told_what_to_set() -> None:
    with pytest.raises(CannotStart, match="ANCHORLINE_SMTP_URL"):
        Smtp.of(Settings(_env_file=None))  # type: ignore[call-arg]


def test_a_line_break_in_a_name_cannot_become_a_header() -> None:
    with pytest.raises(ValueError, match="more than one line"):
        Envelope("a@example.org\r\nBcc: b@example.org", "Hello", "text")
    with pytest.raises(ValueError, match="more than one line"):
        Envelope("a@example.org", "Hello\nBcc: b@example.org", "text")
