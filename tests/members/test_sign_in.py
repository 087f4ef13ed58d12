"""Coming in: one letter, a link and a code, one session in the browser that asked."""

import asyncio
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.members.tables import Person, SignIn, SignInCode
from backend.members.tokens import hashed
from tests.makers import Here, Visitor
from tests.members.visiting import a_browser, ask, is_in


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
