"""An invitation gives one role, in one collaborative, once, if whoever invited may still give it."""

import asyncio
import secrets
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.members import actions
from backend.members.rules import Holding, Role
from backend.members.tables import Collaborative, HeldRole, Invitation, Member, Person
from backend.members.tokens import hashed
from tests.makers import Here, Visitor
from tests.members.letterbox import Read, last_to, letters_to


def an_address() -> str:
    return f"new.{secrets.token_hex(5)}@example.org"


async def invite(
    here: Here, by: Visitor, email: str, role: Role, member: Member | None = None, **more: str
) -> httpx.Response:
    fields = {"email": email, "role": str(role), "member": str(member.id) if member else "", **more}
    return await by.send_form(f"/{here.slug}/people/invitations", **fields)


async def letter_to(here: Here, email: str) -> Read:
    return await last_to(here.database, email, Scope.everything_in(here.id))


async def holdings(here: Here, email: str) -> frozenset[Holding]:
    async with here.session() as session:
        query = (
            sa.select(HeldRole.role, HeldRole.member_id)
            .join(Person, Person.id == HeldRole.person_id)
            .where(Person.email == email, HeldRole.ended_at.is_(None), HeldRole.collaborative_id == here.id)
        )
        return frozenset(Holding(Role(role), member) for role, member in await session.execute(query))


async def test_somebody_new_accepts_with_a_name_and_is_in(here: Here) -> None:
    member, email, visitor = await here.member("Keck"), an_address(), here.anyone()
    assert (await invite(here, here.coordinator, email.upper(), Role.CONTRIBUTOR, member)).status_code == 303
    letter = await letter_to(here, email)
    for _ in range(3):  # scanners of mail look too
        page = await here.anyone().get(letter.path)
        assert page.status_code == 200
        assert "Keck" in page.text
    assert await holdings(here, email) == frozenset()

    unnamed = await visitor.post(letter.path, data={"name": " "})
    assert unnamed.status_code == 422
    came = await visitor.post(letter.path, data={"name": "Ada Lovelace"})
    assert came.headers["location"] == f"/{here.slug}/home?done=joined"
    assert await holdings(here, email) == {Holding(Role.CONTRIBUTOR, member.id)}
    assert "Ada Lovelace" in (await visitor.get("/account")).text

    assert (await here.anyone().get(letter.path)).status_code == 410
    assert (await here.anyone().post(letter.path, data={"name": "Eve"})).status_code == 410


async def test_of_many_at_once_one_accepts(here: Here) -> None:
    email = an_address()
    await invite(here, here.coordinator, email, Role.PARTNER)
    letter = await letter_to(here, email)
    answers = await asyncio.gather(
        *(here.anyone().post(letter.path, data={"name": f"Ada {number}"}) for number in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert len(await holdings(here, email)) == 1


async def test_two_invitations_of_one_new_address_accepted_at_once_make_one_person(here: Here, elsewhere: Here) -> None:
    email = an_address()
    await invite(here, here.coordinator, email, Role.PARTNER)
    await invite(elsewhere, elsewhere.coordinator, email, Role.PARTNER)
    paths = [(await letter_to(place, email)).path for place in (here, elsewhere)]
    answers = await asyncio.gather(*(here.anyone().post(path, data={"name": "Ada"}) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [303, 403]  # the second asks for a sign-in first


async def test_an_account_that_exists_must_be_signed_in(here: Here, elsewhere: Here) -> None:
    viewer = await elsewhere.person(Role.PARTNER)
    async with elsewhere.session() as session:
        email = (await session.execute(sa.select(Person.email).where(Person.id == viewer.person_id))).scalar_one()
    await invite(here, here.coordinator, email, Role.PARTNER)
    letter = await letter_to(here, email)
    for stranger in (here.anyone(), elsewhere.coordinator):
        page = await stranger.get(letter.path)
        assert f"/sign-in?next={letter.path}" in page.text
        assert (await stranger.send_form(letter.path)).status_code == 403
    assert await holdings(here, email) == frozenset()
    assert (await viewer.send_form(letter.path)).status_code == 303
    assert await holdings(here, email) == {Holding(Role.PARTNER)}


async def test_it_gives_nothing_once_the_inviter_may_not_give_it(here: Here) -> None:
    member = await here.member()
    approver, email = await here.person(Role.APPROVER, member), an_address()
    await here.person(Role.APPROVER, member)
    assert (await invite(here, approver, email, Role.VIEWER, member)).status_code == 303
    letter = await letter_to(here, email)
    assert (await approver.send_form(f"/{here.slug}/leave")).status_code == 303
    assert (await here.anyone().get(letter.path)).status_code == 403
    refused = await here.anyone().post(letter.path, data={"name": "Ada"})
    assert refused.status_code == 403
    assert "may not give this role any more" in refused.text
    assert await holdings(here, email) == frozenset()
    # Sent again by somebody who may, it is that person's.
    async with here.session() as session:
        made = (await session.scalars(sa.select(Invitation).where(Invitation.email == email))).one()
    sent = await here.coordinator.send_form(f"/{here.slug}/people/invitations/{made.id}/send")
    assert sent.status_code == 303
    again = await letter_to(here, email)
    assert again.path != letter.path
    assert (await here.anyone().get(letter.path)).status_code == 410
    assert (await here.anyone().post(again.path, data={"name": "Ada"})).status_code == 303


async def test_who_may_invite_whom(here: Here) -> None:
    keck, cedars = await here.member(), await here.member()
    approver = await here.person(Role.APPROVER, keck)
    contributor = await here.person(Role.CONTRIBUTOR, keck)
    expected = [
        (here.coordinator, Role.COORDINATOR, None, 403),
        (here.coordinator, Role.APPROVER, keck, 303),
        (here.administrator, Role.ADMINISTRATOR, None, 303),
        (here.administrator, Role.CONTRIBUTOR, None, 422),
        (here.administrator, Role.PARTNER, keck, 422),
        (approver, Role.CONTRIBUTOR, keck, 303),
        (approver, Role.CONTRIBUTOR, cedars, 404),
        (approver, Role.PARTNER, None, 404),
        (contributor, Role.VIEWER, keck, 403),
    ]
    for by, role, member, status in expected:
        email = an_address()
        assert (await invite(here, by, email, role, member)).status_code == status, (role, status)
        written = await letters_to(here.database, email, Scope.everything_in(here.id))
        assert len(written) == (status == 303)


async def test_a_member_of_another_collaborative_is_not_found(here: Here, elsewhere: Here) -> None:
    theirs = await elsewhere.member()
    email = an_address()
    assert (await invite(here, here.coordinator, email, Role.VIEWER, theirs)).status_code == 404
    await invite(elsewhere, elsewhere.coordinator, email, Role.PARTNER)
    async with elsewhere.session() as session:
        made = (await session.scalars(sa.select(Invitation).where(Invitation.email == email))).one()
    for deed in ("send", "take-back"):
        answer = await here.coordinator.send_form(f"/{here.slug}/people/invitations/{made.id}/{deed}")
        assert answer.status_code == 404
    assert email not in (await here.coordinator.get(f"/{here.slug}/people")).text


async def test_taken_back_or_too_old_it_gives_nothing(here: Here) -> None:
    taken, old = an_address(), an_address()
    for email in (taken, old):
        await invite(here, here.coordinator, email, Role.PARTNER)
    async with here.session() as session:
        rows = {row.email: row for row in await session.scalars(sa.select(Invitation))}
        assert rows[old].expires_at - rows[old].created_at >= timedelta(days=13, hours=23)
        rows[old].expires_at = now() - timedelta(seconds=1)
    back = await here.coordinator.send_form(f"/{here.slug}/people/invitations/{rows[taken].id}/take-back")
    assert back.status_code == 303
    for email in (taken, old):
        path = (await letter_to(here, email)).path
        assert (await here.anyone().get(path)).status_code == 410
        assert (await here.anyone().post(path, data={"name": "Ada"})).status_code == 410
        assert await holdings(here, email) == frozenset()
    assert "too old" in (await here.coordinator.get(f"/{here.slug}/people")).text
    late = await here.coordinator.send_form(f"/{here.slug}/people/invitations/{rows[taken].id}/send")
    assert late.status_code == 409


async def test_what_is_held_or_open_is_not_invited_twice(here: Here) -> None:
    email = an_address()
    assert (await invite(here, here.coordinator, email, Role.PARTNER)).status_code == 303
    twice = await invite(here, here.coordinator, email, Role.PARTNER)
    assert twice.status_code == 409
    assert f'value="{email}"' in twice.text
    await here.anyone().post((await letter_to(here, email)).path, data={"name": "Ada"})
    assert "has this role already" in (await invite(here, here.coordinator, email, Role.PARTNER)).text


@pytest.mark.parametrize(
    "email",
    ["a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "ａ@example.org", "a@exаmple.org", "a"],
)
async def test_only_one_plain_address_is_invited(here: Here, email: str) -> None:
    assert (await invite(here, here.coordinator, email, Role.PARTNER)).status_code == 422
    listed = await here.coordinator.post(
        f"/{here.slug}/people/invitations",
        content=f"_token={here.coordinator.csrf}&role=partner&email=a%40example.org&email=b%40example.org",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert listed.status_code == 422


async def test_the_operators_first_administrator_is_given_by_the_link_it_returns(here: Here) -> None:
    email = an_address()
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        collaborative = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        token = await actions.invite(
            session, collaborative, email=email, role=Role.ADMINISTRATOR, by=None, lives=timedelta(days=14)
        )
    async with here.session() as session:
        made = (await session.scalars(sa.select(Invitation).where(Invitation.email == email))).one()
        assert made.token_hash == hashed(token)
    came = await here.anyone().post(f"/invitations/{token}", data={"name": "Ada"})
    assert came.status_code == 303
    assert await holdings(here, email) == {Holding(Role.ADMINISTRATOR)}
