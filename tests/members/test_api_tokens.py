"""Tokens: made on the account's page, shown once, good for one collaborative, and never a cookie."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.kit.mail import Letter
from backend.members import limits
from backend.members.rules import May, Role
from backend.members.tables import ApiToken, HeldRole
from tests.makers import Here, Program, Visitor


async def kept(here: Here, of: Visitor) -> list[ApiToken]:
    async with here.owner.session(Scope()) as session:
        query = sa.select(ApiToken).where(ApiToken.person_id == of.person_id).order_by(ApiToken.created_at)
        return list(await session.scalars(query))


async def make(here: Here, by: Visitor, **fields: str) -> tuple[int, str]:
    """The status, and the token if the page shows one."""
    sent = {"at": str(here.id), "name": "Night export", "days": "90", **fields}
    answer = await by.send_form("/account/tokens", **sent)
    found = re.search(r"anl_[0-9a-f]{8}_[\w-]{43}", answer.text)
    return answer.status_code, found[0] if found else ""


async def age(here: Here, of: Visitor, **values: object) -> None:
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(sa.update(ApiToken).where(ApiToken.person_id == of.person_id).values(**values))


async def status(here: Here, token: str, path: str = "") -> int:
    return (await Program(here.app, token).get(f"/api/v1/{here.slug}{path}")).status_code


async def test_a_token_is_shown_once_and_kept_hashed(here: Here) -> None:
    person = await here.person(Role.CONTRIBUTOR, await here.member("Abbey"))
    code, token = await make(here, person, read="yes", enter="yes")
    assert code == 200
    [row] = await kept(here, person)
    assert token.startswith(row.start)
    assert len(row.start) == 12
    assert token.encode() not in row.token_hash
    assert timedelta(days=89) < row.expires_at - now() < timedelta(days=91)
    listed = (await person.get("/account/tokens")).text
    assert row.start in listed
    assert token not in listed
    facts = (await Program(here.app, token).get(f"/api/v1/{here.slug}")).json()
    assert facts["your_token_may"] == ["submissions.read", "submissions.enter"]
    assert [one["name"] for one in facts["members"]] == ["Abbey"]
    assert (await kept(here, person))[0].used_at is not None


async def test_its_owner_is_told_when_one_was_made(here: Here) -> None:
    person = await here.person(Role.VIEWER, await here.member())
    _, token = await make(here, person, read="yes")
    async with here.session() as session:
        [letter] = await session.scalars(sa.select(Letter).where(Letter.subject.contains("token")))
    assert token[:12] in letter.body
    assert token not in letter.body


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Choose at least one thing."),
        ({"read": "yes", "review": "yes"}, "Your role there does not include this: accept what members approved"),
        ({"read": "yes", "days": "366"}, "from 1 to 365"),
        ({"read": "yes", "days": "0"}, "from 1 to 365"),
        ({"read": "yes", "name": " "}, "Fill this in."),
    ],
)
async def test_what_is_wrong_with_a_wish_is_said(here: Here, fields: dict[str, str], told: str) -> None:
    person = await here.person(Role.CONTRIBUTOR, await here.member())
    answer = await person.send_form("/account/tokens", **{"at": str(here.id), "name": "x", "days": "9", **fields})
    assert answer.status_code == 422
    assert told in answer.text
    assert await kept(here, person) == []


async def test_a_token_taken_back_too_old_or_of_one_forgotten_opens_nothing(here: Here) -> None:
    member = await here.member()
    people = [await here.person(Role.VIEWER, member) for _ in range(3)]
    made = [await here.token(one) for one in people]
    assert [await status(here, token) for token in made] == [200, 200, 200]
    taken, old, forgotten = people
    [row] = await kept(here, taken)
    assert (await old.send_form(f"/account/tokens/{row.id}/taking-back")).status_code == 404, "not one's own"
    assert (await taken.send_form(f"/account/tokens/{row.id}/taking-back")).status_code == 303
    await age(here, old, expires_at=now() - timedelta(seconds=1))
    assert (await forgotten.send_form("/account/forget")).status_code == 303
    for token in [*made, "", "x", f"{made[0]}x", "anl_" + "0" * 52]:
        answer = await Program(here.app, token).get(f"/api/v1/{here.slug}")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Bearer realm="anchorline"')
    assert await kept(here, forgotten) == []


async def test_a_role_that_ended_takes_its_part_of_the_token_at_once(here: Here) -> None:
    person = await here.person(Role.CONTRIBUTOR, await here.member())
    token = await here.token(person)
    assert await status(here, token, "/submissions") == 200
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        ending = sa.update(HeldRole).where(HeldRole.person_id == person.person_id)
        await session.execute(ending.values(ended_at=now()))
    assert await status(here, token, "/submissions") == 404


async def test_a_token_is_nothing_elsewhere_and_a_cookie_nothing_here(here: Here, elsewhere: Here) -> None:
    person = await here.person(Role.VIEWER, await here.member())
    program = await here.program(person)
    there = await program.get(f"/api/v1/{elsewhere.slug}/submissions")
    nowhere = await program.get("/api/v1/no-such-place/submissions")
    assert there.status_code == nowhere.status_code == 404
    assert there.text == nowhere.text
    assert (await person.get(f"/api/v1/{here.slug}")).status_code == 401
    assert (await make(elsewhere, person, read="yes"))[0] == 404
    page = await program.get("/account", follow_redirects=False)
    assert page.status_code == 303, "a token opens no page"
    answer = await program.get(f"/api/v1/{here.slug}")
    assert "set-cookie" not in answer.headers
    assert "set-cookie" not in there.headers


async def test_one_token_may_ask_so_often_in_a_minute(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await here.person(Role.VIEWER, await here.member())
    first, second = await here.program(person), await here.program(person)
    monkeypatch.setattr(limits, "BY_TOKEN", replace(limits.BY_TOKEN, times=5, window=timedelta(days=1)))
    answers = [await first.get(f"/api/v1/{here.slug}") for _ in range(7)]
    assert [one.status_code for one in answers] == [200] * 5 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await second.get(f"/api/v1/{here.slug}")).status_code == 200


async def test_errors_below_api_are_problem_details(here: Here) -> None:
    program = await here.program(await here.person(Role.VIEWER, await here.member()), May.READ_RELEASES)
    cases = {
        ("GET", "/nothing"): (404, "not-found"),
        ("DELETE", ""): (405, "method"),
        ("GET", "/submissions"): (403, "forbidden"),
        ("GET", "/submissions/x"): (404, "not-found"),
    }
    for (method, path), (code, kind) in cases.items():
        answer = await program.request(method, f"/api/v1/{here.slug}{path}")
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["type"]) == (code, f"/api#{kind}")
        if code == 405:
            assert "GET" in answer.headers["allow"]
    assert f'id="{kind}"' in (await here.anyone().get("/api")).text
