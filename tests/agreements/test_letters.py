"""What the backbone is told at once: that a member keeps back, does without or ends, and never what or why."""

import pytest
import sqlalchemy as sa

from backend.agreements.tables import Agreement
from backend.indicators.tables import Element
from backend.kit.mail import Letter
from backend.members.rules import Role
from backend.rounds.tables import Round
from tests.agreements.test_pages import at, id_of, rows
from tests.makers import Visitor
from tests.worlds import World

WHY = "Counsel says 4711 is too much"


async def letters(world: World) -> list[Letter]:
    """Those of this room, by whom they are to."""
    async with world.here.session() as session:
        own = sa.select(Letter).where(Letter.body.contains("/agreements/members/")).order_by(Letter.recipient)
        return list(await session.scalars(own))


async def deed(world: World, by: Visitor, name: str) -> int:
    element = str(await id_of(world, Element, "spend"))
    of = world.abbey.id
    if name == "withheld":
        address, sent = at(world, "members", of, "withholdings"), {"element": element, "breakdown": "", "reason": WHY}
    elif name == "waived":
        written = {"document": WHY, "signer": "Dr Chief", "signed_on": "2025-01-01"}
        address, sent = at(world, "members", of, "waivers"), {"element": element, "rule": "dominance", **written}
    else:
        [kept] = [one for one in await rows(world, Agreement) if one.member_id == of]
        address, sent = at(world, kept.id, "ending"), {"reason": WHY}
    return (await by.send_form(address, **sent)).status_code


SAID = {
    "withheld": "keeps a question or a split back for Abbey",
    "waived": "for one question, Abbey does without a protection",
    "ended": "ended an agreement about the use of Abbey's figures",
}


@pytest.mark.parametrize("name", SAID)
async def test_every_coordinator_but_who_did_it_is_told_once_and_nobody_else(world: World, opened: Round, name: str):
    await world.here.person(Role.COORDINATOR, name="Olga Other")
    of = await world.submission(opened)
    await world.save(of, section="money", n__spend="98765.43")
    assert await deed(world, world.contributor, name) == 403
    assert await letters(world) == []
    assert await deed(world, world.approver, name) == 303
    written = await letters(world)
    assert len(written) == len({one.recipient for one in written}) == 2
    assert {one.recipient.split(".")[0] for one in written} == {"coordinator"}
    for one in written:
        assert SAID[name] in one.body
        assert f"/{world.here.slug}/agreements/members/{world.abbey.id}" in one.body
        assert not any(secret in one.body + one.subject for secret in (WHY, "4711", "98765", "Spend", "spend"))
    assert await deed(world, world.approver, name) == 409
    assert len(await letters(world)) == 2


async def test_a_coordinator_that_records_it_for_the_member_is_not_told(world: World):
    await world.here.person(Role.COORDINATOR, name="Olga Other")
    for name in SAID:
        before = len(await letters(world))
        assert await deed(world, world.here.coordinator, name) == 303
        assert len(await letters(world)) == before + 1
    assert len({one.recipient for one in await letters(world)}) == 1
