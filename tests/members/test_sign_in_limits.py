"""What a stranger gets out of asking and guessing: the same answer, five tries, and so many letters."""

import asyncio
import hashlib
import secrets
from time import monotonic

import httpx
import pytest
import sqlalchemy as sa

from backend.members.sign_in_pages import SAME_TIME
from backend.members.tables import RateLimit, SignInCode
from backend.members.tokens import hashed
from tests.makers import Here, Visitor
from tests.members.letterbox import letters_to
from tests.members.visiting import a_browser, ask


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
