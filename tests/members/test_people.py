"""Who takes part: seen by those it concerns, ended at once, never the last of a kind."""

import asyncio
from datetime import date

import sqlalchemy as sa
from sqlalchemy import event

from backend.kit.db import Scope
from backend.kit.mail import Letter
from backend.members.rules import Role
from backend.members.tables import HeldRole, Invitation, MemberTerm, Person, SignIn
from tests.makers import Here, Visitor, sign_in
from tests.members.letterbox import last_to, letters_to


async def person_of(here: Here, visitor: Visitor) -> Person:
    async with here.owner.session(Scope.everything_in(here.id)) as session:
        return (await session.scalars(sa.select(Person).where(Person.id == visitor.person_id))).one()


async def role_of(here: Here, visitor: Visitor) -> HeldRole:
    async with here.session() as session:
        return (await session.scalars(sa.select(HeldRole).where(HeldRole.person_id == visitor.person_id))).one()


async def end(here: Here, by: Visitor, of: Visitor) -> int:
    held = await role_of(here, of)
    return (await by.send_form(f"/{here.slug}/people/roles/{held.id}/end")).status_code


async def test_the_backbone_sees_everybody_and_an_approver_the_own_members_people(here: Here) -> None:
    keck, cedars = await here.member("Keck"), await here.member("Cedars")
    approver, theirs = await here.person(Role.APPROVER, keck), await here.person(Role.CONTRIBUTOR, cedars)
    neighbour = await person_of(here, theirs)
    everybody = (await here.coordinator.get(f"/{here.slug}/people")).text
    own = (await approver.get(f"/{here.slug}/people")).text
    assert neighbour.email in everybody
    assert neighbour.email not in own
    assert (await person_of(here, approver)).email in own
    assert "Cedars" not in own
    viewer = await here.person(Role.VIEWER, keck)
    assert (await viewer.get(f"/{here.slug}/people")).status_code == 403


async def test_people_of_another_collaborative_are_not_found(here: Here, elsewhere: Here) -> None:
    theirs = await role_of(elsewhere, await elsewhere.person(Role.PARTNER))
    for page in (f"/{elsewhere.slug}/people", f"/{here.slug}/people/roles/{theirs.id}/end"):
        assert (await here.administrator.get(page)).status_code == 404
    refused = await here.administrator.send_form(f"/{here.slug}/people/roles/{theirs.id}/end")
    assert refused.status_code == 404
    assert (await role_of(elsewhere, elsewhere.coordinator)).ended_at is None


async def test_ones_own_role_elsewhere_is_not_ended_from_here(here: Here, elsewhere: Here) -> None:
    async with elsewhere.session() as session:
        held = HeldRole(person_id=here.administrator.person_id, role="partner")
        session.add(held)
        await session.flush()
    page = f"/people/roles/{held.id}/end"
    assert (await here.administrator.get(f"/{here.slug}{page}")).status_code == 404
    assert (await here.administrator.send_form(f"/{here.slug}{page}")).status_code == 404
    assert (await here.administrator.send_form(f"/{elsewhere.slug}/leave")).status_code == 303


async def test_an_ended_role_has_no_effect_at_once(here: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member())
    path = f"/{here.slug}/leave"
    assert (await viewer.get(path)).status_code == 200
    assert await end(here, here.coordinator, viewer) == 303
    assert (await viewer.get(path)).status_code == 404
    assert (await viewer.get("/account")).status_code == 200  # signed in still, with no role
    assert await end(here, here.coordinator, viewer) == 409


async def test_who_may_end_what(here: Here) -> None:
    keck, cedars = await here.member(), await here.member()
    approver, neighbour = await here.person(Role.APPROVER, keck), await here.person(Role.CONTRIBUTOR, cedars)
    contributor = await here.person(Role.CONTRIBUTOR, keck)
    assert await end(here, here.coordinator, here.administrator) == 403
    assert await end(here, approver, neighbour) == 404
    assert await end(here, approver, contributor) == 303
    assert await end(here, here.administrator, here.coordinator) == 303


async def test_the_last_administrator_and_the_last_approver_stay(here: Here) -> None:
    member = await here.member()
    approver = await here.person(Role.APPROVER, member)
    assert await end(here, here.administrator, approver) == 409
    assert await end(here, here.administrator, here.administrator) == 409
    left = await here.administrator.send_form(f"/{here.slug}/leave")
    assert left.status_code == 409
    assert "Make someone else an administrator first" in left.text
    assert "Make someone else" in (await approver.get(f"/{here.slug}/leave")).text

    await here.person(Role.APPROVER, member)
    await here.person(Role.ADMINISTRATOR)
    assert await end(here, here.administrator, approver) == 303
    assert (await here.administrator.send_form(f"/{here.slug}/leave")).headers["location"] == "/account?done=left"


async def test_nobody_has_to_stay_for_a_member_that_has_left(here: Here) -> None:
    member = await here.member()
    approver = await here.person(Role.APPROVER, member)
    assert await end(here, here.administrator, approver) == 409
    async with here.session() as session:
        await session.execute(
            sa.update(MemberTerm).where(MemberTerm.member_id == member.id).values(ends=date(2020, 3, 31))
        )
    assert await end(here, here.administrator, approver) == 303


async def test_of_two_administrators_who_leave_at_once_one_stays(here: Here) -> None:
    other = await here.person(Role.ADMINISTRATOR)
    answers = await asyncio.gather(
        *(visitor.send_form(f"/{here.slug}/leave") for visitor in (here.administrator, other))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]


# ---- One's own account -----------------------------------------------------------------------------------------------


async def test_a_name_is_changed_and_a_strange_one_is_not(here: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member())
    for strange in ("", "a" * 101, "Ada\u202eecalevoL", "\x00"):
        answer = await viewer.send_form("/account/name", name=strange)
        assert answer.status_code == 422, strange
    assert (await viewer.send_form("/account/name", name="  Ada   Lovelace ")).status_code == 303
    assert (await person_of(here, viewer)).name == "Ada Lovelace"


async def test_a_new_address_is_proved_before_it_counts(here: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member())
    old = (await person_of(here, viewer)).email
    new = f"new.{old}"
    second = await sign_in(here.app, here.owner, viewer.person_id)
    assert (await viewer.send_form("/account/address", email=new.upper())).status_code == 303
    assert (await person_of(here, viewer)).email == old
    letter = await last_to(here.database, new)
    assert "asked to change" in (await last_to(here.database, old)).subject

    # Not from another account, and not by looking.
    assert (await here.coordinator.get(letter.path)).status_code == 410
    assert (await here.coordinator.send_form(letter.path)).status_code == 410
    assert (await viewer.get(letter.path)).status_code == 200
    assert (await person_of(here, viewer)).email == old

    assert (await viewer.send_form(letter.path)).status_code == 303
    assert (await person_of(here, viewer)).email == new
    assert "has changed" in (await last_to(here.database, old)).subject
    assert (await viewer.get("/account")).status_code == 200
    assert (await second.get("/account")).status_code == 303
    assert (await viewer.send_form(letter.path)).status_code == 410


async def test_an_address_somebody_has_is_answered_alike_and_gets_no_letter(here: Here) -> None:
    taken = (await person_of(here, here.coordinator)).email
    free = f"free.{taken}"
    answers = [await here.administrator.send_form("/account/address", email=email) for email in (taken, free)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await letters_to(here.database, taken) == []
    assert len(await letters_to(here.database, free)) == 1


async def test_ones_sign_ins_are_listed_and_ended_one_or_all_others(here: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member())
    second, third = [await sign_in(here.app, here.owner, viewer.person_id) for _ in range(2)]
    page = await viewer.get("/account")
    assert page.text.count("Sign out there") == 2
    async with here.database.session(None) as session:
        rows = await session.scalars(sa.select(SignIn.id).where(SignIn.person_id == viewer.person_id))
        ids = [id for id in rows if f"/sign-ins/{id}/" in page.text]
    assert len(ids) == 2
    stranger = await here.coordinator.send_form(f"/account/sign-ins/{ids[0]}/end")
    assert stranger.status_code == 303
    assert [(await one.get("/account")).status_code for one in (second, third)] == [200, 200]
    await viewer.send_form(f"/account/sign-ins/{ids[0]}/end")
    assert sorted([(await one.get("/account")).status_code for one in (second, third)]) == [200, 303]
    await viewer.send_form("/account/sign-ins/end-others")
    assert [(await one.get("/account")).status_code for one in (viewer, second, third)] == [200, 303, 303]


async def test_a_forgotten_person_leaves_no_name_and_no_address(here: Here, elsewhere: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member(), name="Ada Unforgettable")
    async with elsewhere.session() as session:
        session.add(HeldRole(person_id=viewer.person_id, role="partner"))
    was = await person_of(here, viewer)
    await viewer.post("/sign-in", data={"email": was.email, "_token": viewer.csrf})
    assert (await viewer.get("/account/forget")).status_code == 200
    assert (await person_of(here, viewer)).name == "Ada Unforgettable"
    assert (await viewer.send_form("/account/forget")).status_code == 303

    person = await person_of(here, viewer)
    assert (person.name, person.forgotten_at is not None) == ("Forgotten person", True)
    assert was.email not in person.email
    assert await letters_to(here.database, was.email) == []
    assert (await viewer.get("/account")).status_code == 303
    for place in (here, elsewhere):
        held = [role for role in await _roles(place) if role.person_id == viewer.person_id]
        assert [role.ended_at is not None for role in held] == [True]
    async with here.owner.session(Scope.everything_in(here.id)) as session:
        trail = (await session.execute(sa.text("select string_agg(trail::text, ' ') from trail"))).scalar_one()
    assert was.email not in trail
    assert "Unforgettable" not in trail


async def test_an_invitation_under_way_is_forgotten_with_the_person(here: Here, elsewhere: Here) -> None:
    """Also where no role was ever held: the letter that waits there is not sent any more."""
    viewer = await here.person(Role.VIEWER, await here.member())
    email = (await person_of(here, viewer)).email
    invited = await elsewhere.coordinator.send_form(
        f"/{elsewhere.slug}/people/invitations", email=email, role="partner", member=""
    )
    assert invited.status_code == 303
    assert (await viewer.send_form("/account/forget")).status_code == 303
    async with elsewhere.session() as session:
        waiting = list(await session.scalars(sa.select(Letter).where(Letter.sent_at.is_(None))))
        assert [(letter.recipient, letter.refused_at is not None) for letter in waiting] == [("", True)]
    async with here.owner.session(None) as session:
        assert not await session.scalar(sa.select(sa.exists().where(Invitation.email == email)))


async def _roles(here: Here) -> list[HeldRole]:
    async with here.session() as session:
        return list(await session.scalars(sa.select(HeldRole).where(HeldRole.collaborative_id == here.id)))


async def test_the_last_administrator_is_not_forgotten(here: Here) -> None:
    refused = await here.administrator.send_form("/account/forget")
    assert refused.status_code == 409
    assert "last administrator" in refused.text
    assert (await here.administrator.get(f"/{here.slug}/people")).status_code == 200  # nothing was ended
    await here.person(Role.ADMINISTRATOR)
    assert (await here.administrator.send_form("/account/forget")).status_code == 303


async def test_pages_of_the_least_privileged_take_at_most_twelve_queries(here: Here) -> None:
    member = await here.member()
    viewer, approver = await here.person(Role.VIEWER, member), await here.person(Role.APPROVER, member)
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = here.app.state.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        asked = [
            (viewer, "/"),
            (viewer, "/account"),
            (viewer, f"/{here.slug}/leave"),
            (viewer, "/account/forget"),
            (approver, f"/{here.slug}/people"),
        ]
        for visitor, path in asked:
            statements.clear()
            assert (await visitor.get(path)).status_code == 200
            assert 0 < len(statements) <= 12, (path, statements)
    finally:
        event.remove(engine, "before_cursor_execute", count)
