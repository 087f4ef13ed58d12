"""A session: it begins with a new token, changes it each hour, and ends itself."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from backend.app import create_app
from backend.kit.db import Base, Walled, now
from backend.kit.settings import Settings
from backend.members.tables import SignIn
from backend.members.tokens import hashed
from tests.makers import Here, Visitor
from tests.members.letterbox import last_to
from tests.members.visiting import is_in
from tests.worlds import statements

WALLED = {mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, Walled)}
READ = re.compile(r"\b(?:from|join|into|update)\s+((?:\w+, )*\w+)", re.IGNORECASE)


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


async def test_whoever_asks_is_found_without_reading_a_walled_table(here: Here) -> None:
    """The statement that finds them puts their scope in as it ends: what it read of a walled table it would read before."""
    program = await here.program(here.coordinator)
    for asked, path in ((here.coordinator, f"/{here.slug}/home"), (program, f"/api/v1/{here.slug}")):
        with statements(here) as sent:
            assert (await asked.get(path)).status_code == 200
        put_in = next(number for number, one in enumerate(sent) if "app.collaborative_id" in one)
        read = [set(re.findall(r"\w+", " ".join(READ.findall(one)))) for one in sent]
        assert "collaboratives" in set().union(*read[: put_in + 1])
        assert not set().union(*read[: put_in + 1]) & WALLED
        assert set().union(*read[put_in + 1 :]) & WALLED
