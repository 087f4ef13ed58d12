"""Coming in: one letter, a link and a code, one session in the browser that asked."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from time import monotonic
from types import SimpleNamespace

import httpx
import pytest
import sqlalchemy as sa

from backend.app import create_app
from backend.kit.db import Scope, now
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.sign_in_pages import SAME_TIME
from backend.members.tables import Person, RateLimit, SignIn, SignInCode
from backend.members.tokens import hashed
from tests.makers import Here, Visitor
from tests.members.letterbox import Read, last_to, letters_to


async def email_of(here: Here, visitor: Visitor) -> str:
    async with here.session() as session:
        return (await session.execute(sa.select(Person.email).where(Person.id == visitor.person_id))).scalar_one()


@pytest.fixture
async def ada(here: Here) -> str:
    """The address of somebody who is not signed in."""
    return await email_of(here, await here.person(Role.VIEWER, await here.member()))


@pytest.fixture
async def browser(here: Here) -> AsyncIterator[Visitor]:
    """A browser somewhere on the network, of an address of its own: limits count by it."""
    async with a_browser(here) as opened:
        yield opened


def a_browser(here: Here) -> Visitor:
    visitor = here.anyone()
    host = f"198.51.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    visitor._transport = httpx.ASGITransport(app=here.app, raise_app_exceptions=False, client=(host, 1234))
    return visitor


async def ask(here: Here, visitor: Visitor, email: str, **more: str) -> Read:
    answer = await visitor.post("/sign-in", data={"email": email, **more})
    assert answer.status_code == 303, answer.text
    return await last_to(here.database, email)


async def is_in(visitor: Visitor) -> bool:
    """Whether the browser is signed in: the layout then offers to sign out."""
    return "/sign-out" in (await visitor.get("/sign-in")).text


async def test_the_link_opens_in_the_browser_that_asked_and_once(here: Here, browser: Visitor, ada: str) -> None:
    letter = await ask(here, browser, ada)
    page = await browser.get(letter.path)
    assert page.status_code == 200
    assert "Sign in here" in page.text
    assert not await is_in(browser)

    came = await browser.post(letter.path)
    assert (came.status_code, came.headers["location"]) == (303, f"/{here.slug}/home")
    assert await is_in(browser)

    async with a_browser(here) as other:
        other.cookies = browser.cookies
        assert (await other.post(letter.path)).status_code in (403, 410)
    async with a_browser(here) as fresh:
        assert (await fresh.post(letter.path)).status_code == 410
        assert (await fresh.get(letter.path)).status_code == 410


async def test_a_scanner_of_mail_uses_nothing_up(here: Here, browser: Visitor, ada: str) -> None:
    letter = await ask(here, browser, ada)
    async with a_browser(here) as scanner:
        for _ in range(10):
            seen = await scanner.get(letter.path)
            assert seen.status_code == 200
            assert "set-cookie" not in seen.headers
    assert (await browser.post(letter.path)).status_code == 303
    assert await is_in(browser)


async def test_another_browser_is_shown_the_code_which_opens_the_one_that_asked(
    here: Here, browser: Visitor, ada: str
) -> None:
    letter = await ask(here, browser, ada)
    async with a_browser(here) as phone:
        shown = await phone.get(letter.path)
        assert f"{letter.code[:3]}&nbsp;{letter.code[3:]}" in shown.text
        posted = await phone.post(letter.path)
        assert f"{letter.code[:3]}&nbsp;{letter.code[3:]}" in posted.text
        assert not await is_in(phone)
        assert (await phone.post("/sign-in/code", data={"code": letter.code})).status_code == 422
    came = await browser.post("/sign-in/code", data={"code": f" {letter.code[:3]} {letter.code[3:]}"})
    assert came.status_code == 303
    assert await is_in(browser)


@pytest.mark.parametrize("way", ["link", "code"])
async def test_of_two_at_once_one_comes_in(here: Here, browser: Visitor, ada: str, way: str) -> None:
    letter = await ask(here, browser, ada)
    if way == "link":
        answers = await asyncio.gather(*(browser.post(letter.path) for _ in range(4)))
    else:
        answers = await asyncio.gather(*(browser.post("/sign-in/code", data={"code": letter.code}) for _ in range(4)))
    assert [a.status_code for a in answers].count(303) == 1
    async with here.owner.session(Scope.everything_in(here.id)) as session:
        person = (await session.execute(sa.select(Person.id).where(Person.email == ada))).scalar_one()
        mine = (
            sa.select(sa.func.count()).select_from(SignIn).where(SignIn.person_id == person, SignIn.ended_at.is_(None))
        )
        # One made by the fixture, one by the letter.
        assert (await session.execute(mine)).scalar_one() == 2


async def test_a_newer_letter_replaces_the_older(here: Here, browser: Visitor, ada: str) -> None:
    async with a_browser(here) as elsewhere_asked:
        old = await ask(here, elsewhere_asked, ada)
        new = await ask(here, browser, ada)
        assert (await elsewhere_asked.post(old.path)).status_code == 410
        assert (await elsewhere_asked.post("/sign-in/code", data={"code": old.code})).status_code == 422
    assert (await browser.post(new.path)).status_code == 303


async def test_letters_are_answered_alike_whoever_is_asked_for(here: Here, ada: str) -> None:
    nobody = f"nobody.{secrets.token_hex(4)}@example.org"
    times: dict[str, list[float]] = {ada: [], nobody: []}
    for _ in range(3):
        answers = {}
        for email in times:
            async with a_browser(here) as visitor:
                began = monotonic()
                posted = await visitor.post("/sign-in", data={"email": email})
                times[email].append(monotonic() - began)
                waiting = await visitor.get("/sign-in/code")
                wrong = await visitor.post("/sign-in/code", data={"code": "000000"})
                answers[email] = [_told(answer) for answer in (posted, waiting, wrong)]
        assert answers[ada] == answers[nobody]
    assert min(times[ada] + times[nobody]) >= SAME_TIME
    assert abs(min(times[ada]) - min(times[nobody])) < SAME_TIME / 2
    assert len(await letters_to(here.database, ada)) == 3
    assert await letters_to(here.database, nobody) == []


def _told(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """All that an answer says, but for the random token of the browser's cookie."""
    headers = [
        f"{name}: {value.split('=', 1)[0] + value.split(';', 1)[-1] if name == 'set-cookie' else value}"
        for name, value in answer.headers.items()
    ]
    return answer.status_code, answer.text, headers


async def test_five_tries_count_though_each_was_refused(here: Here, browser: Visitor, ada: str) -> None:
    letter = await ask(here, browser, ada)
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"
    for left in (4, 3, 2, 1):
        answer = await browser.post("/sign-in/code", data={"code": wrong})
        assert answer.status_code == 422
        assert f"{left} more time" in answer.text
    assert "does not open anything any more" in (await browser.post("/sign-in/code", data={"code": wrong})).text
    assert (await browser.post("/sign-in/code", data={"code": letter.code})).status_code == 422
    assert (await browser.post(letter.path)).status_code == 410


async def test_many_guesses_at_once_are_still_five(here: Here, browser: Visitor, ada: str) -> None:
    letter = await ask(here, browser, ada)
    wrong = [f"{(int(letter.code) + step) % 10**6:06}" for step in range(1, 13)]
    answers = await asyncio.gather(*(browser.post("/sign-in/code", data={"code": code}) for code in wrong))
    assert {a.status_code for a in answers} == {422}
    async with here.database.session(None) as session:
        asked = SignInCode.link_hash == hashed(letter.path.rsplit("/", 1)[-1])
        assert (await session.execute(sa.select(SignInCode.tries).where(asked))).scalar_one() == 5


async def test_the_fifth_try_may_be_right(here: Here, browser: Visitor, ada: str) -> None:
    letter = await ask(here, browser, ada)
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"
    for _ in range(4):
        await browser.post("/sign-in/code", data={"code": wrong})
    assert (await browser.post("/sign-in/code", data={"code": letter.code})).status_code == 303


async def test_a_letter_is_too_old_after_its_minutes(here: Here, browser: Visitor, ada: str) -> None:
    letter = await ask(here, browser, ada)
    link = SignInCode.link_hash == hashed(letter.path.rsplit("/", 1)[-1])
    async with here.database.session(None) as session, session.begin():
        made = (await session.scalars(sa.select(SignInCode).where(link))).one()
        assert made.expires_at - made.created_at == timedelta(minutes=30)
        made.expires_at = now() - timedelta(seconds=1)
    assert (await browser.get(letter.path)).status_code == 410
    assert (await browser.post(letter.path)).status_code == 410
    assert (await browser.post("/sign-in/code", data={"code": letter.code})).status_code == 422


async def test_one_goes_where_one_wanted_and_never_elsewhere(here: Here, browser: Visitor, ada: str) -> None:
    turned = await browser.get(f"/{here.slug}/people?x=1")
    assert turned.headers["location"] == f"/sign-in?next=/{here.slug}/people"
    assert f'value="/{here.slug}/people"' in (await browser.get(turned.headers["location"])).text
    letter = await ask(here, browser, ada, next=f"/{here.slug}/people")
    assert (await browser.post(letter.path)).headers["location"] == f"/{here.slug}/people"
    async with a_browser(here) as second:
        letter = await ask(here, second, ada, next="//evil.example/")
        assert (await second.post(letter.path)).headers["location"] == f"/{here.slug}/home"


async def test_an_address_may_be_asked_for_five_times_a_quarter_of_an_hour(here: Here, ada: str) -> None:
    nobody = f"nobody.{secrets.token_hex(4)}@example.org"
    for email in (ada, nobody):
        codes = []
        for _ in range(6):
            async with a_browser(here) as visitor:
                answer = await visitor.post("/sign-in", data={"email": f"  {email.upper()}"})
                codes.append(answer.status_code)
        assert codes == [303] * 5 + [429]
        assert 0 < int(answer.headers["retry-after"]) <= 900
        assert "Wait" in answer.text


async def test_refused_asking_does_not_use_up_the_day_of_the_one_asked_for(here: Here, ada: str) -> None:
    """Twenty a day are the address's own: whoever hammers it is refused, and counts for no more than was let through."""
    for _ in range(25):
        async with a_browser(here) as visitor:
            await visitor.post("/sign-in", data={"email": ada})
    day = hashlib.sha256(f"ask.address.day {ada}".encode()).hexdigest()
    async with here.owner.session(None) as session:
        assert await session.scalar(sa.select(RateLimit.count).where(RateLimit.key == day)) == 5


async def test_a_network_is_limited_too_however_many_addresses_it_asks_for(here: Here, browser: Visitor) -> None:
    tag = secrets.token_hex(4)

    async def once(number: int) -> int:
        return (await browser.post("/sign-in", data={"email": f"{tag}.{number}@example.org"})).status_code

    codes = [code for start in range(0, 63, 9) for code in await asyncio.gather(*map(once, range(start, start + 9)))]
    assert (codes.count(303), codes.count(429)) == (60, 3)


@pytest.mark.parametrize(
    "fields",
    [
        "email=a%40example.org&email=b%40example.org",
        "email%5B%5D=a%40example.org",
        "email=a%40example.org%0d%0aBcc%3Ab%40example.org",
        "email=a%40example.org%2Cb%40example.org",
        "email=%EF%BD%81%40example.org",  # a full-width a
        "email=%D0%B0%40example.org",  # a Cyrillic a
        "email=a%40example.org&person_id=1",
        "email=",
        "",
    ],
)
async def test_only_one_plain_address_is_taken(here: Here, browser: Visitor, fields: str) -> None:
    answer = await browser.post(
        "/sign-in", content=fields, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 422
    assert "to put right" in answer.text
    as_json = await browser.post("/sign-in", json={"email": ["a@example.org", "b@example.org"]})
    assert as_json.status_code == 422


async def test_what_was_typed_stays_and_the_fault_stands_beside_it(here: Here, browser: Visitor) -> None:
    answer = await browser.post("/sign-in", data={"email": "ada<at>example.org", "next": "/account"})
    assert 'value="ada&lt;at&gt;example.org"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="/account"' in answer.text


# ---- Sessions --------------------------------------------------------------------------------------------------------


async def session_row(here: Here, visitor: Visitor) -> SignIn:
    async with here.database.session(None) as session:
        token = hashed(visitor.cookies["anchorline"])
        return (await session.scalars(sa.select(SignIn).where(SignIn.token_hash == token))).one()


async def set_session(here: Here, visitor: Visitor, **columns: object) -> None:
    row = await session_row(here, visitor)
    async with here.database.session(None) as session, session.begin():
        await session.execute(sa.update(SignIn).where(SignIn.id == row.id).values(**columns))


async def test_signing_in_gives_a_new_token_and_ends_the_session_before(here: Here, ada: str) -> None:
    visitor = here.coordinator
    before = visitor.cookies["anchorline"]
    asked = await visitor.send_form("/sign-in", email=ada)
    assert asked.status_code == 303
    letter = await last_to(here.database, ada)
    came = await visitor.send_form(letter.path)
    assert came.status_code == 303
    cookie = next(c for c in came.headers.get_list("set-cookie") if c.startswith("anchorline="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert before not in cookie
    visitor.cookies.clear()
    visitor.cookies.set("anchorline", before)
    assert not await is_in(visitor)


async def test_signing_out_ends_the_session_itself(here: Here) -> None:
    visitor, token = here.coordinator, here.coordinator.cookies["anchorline"]
    assert await is_in(visitor)
    out = await visitor.send_form("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/")
    visitor.cookies.clear()
    visitor.cookies.set("anchorline", token)
    assert not await is_in(visitor)


@pytest.mark.parametrize(
    "past",
    [
        {"seen_at": now() - timedelta(minutes=121)},
        {"expires_at": now() - timedelta(seconds=1)},
        {"ended_at": now()},
    ],
    ids=["idle", "absolute", "ended"],
)
async def test_a_session_ends_unused_after_its_hours_or_when_ended(here: Here, past: dict[str, object]) -> None:
    assert await is_in(here.coordinator)
    await set_session(here, here.coordinator, **past)
    assert not await is_in(here.coordinator)


async def _hour_old(here: Here) -> Visitor:
    visitor = here.administrator
    await set_session(here, visitor, rotated_at=now() - timedelta(minutes=61))
    return visitor


Page = Callable[[Visitor], Awaitable[httpx.Response]]


async def test_a_token_is_changed_each_hour_and_the_old_one_goes_on_until_the_new_is_used(here: Here) -> None:
    visitor = await _hour_old(here)
    old = visitor.cookies["anchorline"]
    # Pages opened at once: one is given the new token, none is turned away.
    answers = await asyncio.gather(*(visitor.get("/account") for _ in range(6)))
    assert {a.status_code for a in answers} == {200}
    given = [cookie for a in answers for cookie in a.headers.get_list("set-cookie")]
    assert len(given) == 1
    new = visitor.cookies["anchorline"]
    assert new != old

    with_old = Visitor(here.app, token=old)
    assert (await with_old.get("/account")).status_code == 200  # the new one has not been used
    assert (await visitor.get("/account")).status_code == 200
    assert (await with_old.get("/account")).status_code == 200  # within the grace
    await set_session(here, visitor, previous_until=now() - timedelta(seconds=1))
    assert (await with_old.get("/account")).status_code == 303
    assert (await visitor.get("/account")).status_code == 200


async def test_a_lost_answer_does_not_sign_out(here: Here) -> None:
    """The browser never got its new token and comes back with the old one, even an hour later."""
    visitor = await _hour_old(here)
    lost = Visitor(here.app, token=visitor.cookies["anchorline"])
    assert (await visitor.get("/account")).headers["set-cookie"]
    await set_session(here, visitor, rotated_at=now() - timedelta(minutes=61))
    again = await lost.get("/account")
    assert again.status_code == 200
    assert again.headers["set-cookie"]
    assert (await lost.get("/account")).status_code == 200


async def test_public_pages_never_set_a_cookie(here: Here) -> None:
    visitor = await _hour_old(here)
    assert "set-cookie" not in (await visitor.get("/")).headers
    assert "set-cookie" in (await visitor.get("/account")).headers


async def test_no_token_code_or_address_is_logged(
    here: Here, browser: Visitor, ada: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        letter = await ask(here, browser, ada)
        await browser.get(letter.path)
        await browser.post(letter.path)
    secret = SimpleNamespace(link=letter.path.rsplit("/", 1)[-1], code=letter.code, email=ada)
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx"]  # that is the browser itself
    told = "\n".join([*ours, *capsys.readouterr()])
    assert [name for name, text in vars(secret).items() if text in told] == []
    assert browser.cookies["anchorline"] not in told


async def test_over_https_cookies_are_bound_to_this_host(here: Here, ada: str) -> None:
    secure = Settings(_env_file=None, base_url="https://anchors.example.org")  # type: ignore[call-arg]
    app = create_app(secure, "postgresql+asyncpg://nobody@localhost/none")
    app.state.database = here.database
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url=secure.base_url, headers={"origin": secure.base_url}
    ) as visitor:
        asked = await visitor.post("/sign-in", data={"email": ada})
        came = await visitor.post((await last_to(here.database, ada)).path)
        assert (await visitor.get("/account")).status_code == 200
    for answer, name in ((asked, "__Host-anchorline-browser"), (came, "__Host-anchorline")):
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{name}="))
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert "strict-transport-security" in answer.headers
