"""What members agreed to, at the way out: who is in no total, which readers are shown what, which rule is done without."""

from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.agreements.queries import WaiverInForce
from backend.agreements.rules import Waived
from backend.agreements.tables import Agreement, Waiver
from backend.disclosure.agreed import of_parents
from backend.disclosure.figures import Audience, Reason
from backend.disclosure.figures import Waiver as Heard
from backend.indicators.tables import Element
from backend.kit.db import Scope, now
from backend.rollups.ledger import Asked, Ledger
from tests.disclosure.test_queries import numbers, read
from tests.makers import Here, agreement
from tests.releases.reporting import HOSPITALS, Q1, Reporting, codes, make_reporting


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def agrees(world: Reporting, name: str, *audiences: str) -> None:
    """Instead of what it had agreed to; to nothing where nobody is named."""
    member = world.members[name].id
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.delete(Agreement).where(Agreement.member_id == member))
        if audiences:
            session.add(agreement(member, audiences=list(audiences)))


async def waives(world: Reporting, name: str, element: str, rule: Waived) -> None:
    async with world.here.session() as session:
        id = (await session.scalars(sa.select(Element.id).where(Element.code == element))).one()
        session.add(
            Waiver(
                member_id=world.members[name].id, element_id=id, rule=rule, way="on_paper", document="Letter",
                signer="Chief", signed_on=date(2025, 1, 1), recorded_by=uuid4(), recorded_at=now(),
            )
        )  # fmt: skip


def said(edition) -> str:
    return " ".join(note.text for note in edition.methods)


async def test_a_member_without_an_agreement_is_in_no_report_and_each_report_says_so(world: Reporting) -> None:
    await agrees(world, "Elm")
    release = await world.gathered(await world.reported(Q1))
    for audience in ("backbone", "members", "public"):
        edition = await world.edition(release, audience)
        figure = next(one for one in edition.figures if one.code == "WF-05")
        assert (figure.value, figure.coverage.sentence if figure.coverage else "") == (80, "4 of 5 members reported")
        named = "Elm has no agreement in force: its figures are in no total." in said(edition)
        assert named == (audience != "public")
        assert "One member has no agreement in force" in said(edition) or named


async def test_readers_a_member_did_not_agree_to_are_shown_nothing_it_is_in_and_never_another_number(
    world: Reporting,
) -> None:
    await agrees(world, "Elm", "members")
    of = await world.opened(Q1)
    for name in HOSPITALS:
        await world.answered(of, name)
    found = await read(world)
    assert numbers(found, Audience.PUBLIC) == {}
    assert found.not_agreed[Audience.PUBLIC] == 2
    assert numbers(found, Audience.MEMBERS).items() <= numbers(found, Audience.BACKBONE).items()
    assert set(numbers(found, Audience.MEMBERS)) == {"WF-04", "WF-05", "WF-06", "SC-01"}
    release = await world.gathered(of)
    edition = await world.edition(release, "public")
    assert codes(edition) == []
    assert "2 figures are not shown here, because a member in it agreed to other readers only." in said(edition)
    await agrees(world, "Elm", "members", "public")
    assert set(numbers(await read(world), Audience.PUBLIC)) == {"WF-05", "WF-06"}


async def test_who_dominates_may_let_it_be_shown_and_nobody_may_for_it(world: Reporting) -> None:
    of = await world.opened(Q1)
    for name in HOSPITALS:
        await world.answered(of, name, local_hires=20, spend=9_000_000 if name == "Elm" else 100)
    assert numbers(await read(world), Audience.MEMBERS)["SC-01"] is None
    await waives(world, "Cedar", "spend", Waived.DOMINANCE)
    await waives(world, "Elm", "spend", Waived.FEW_CONTRIBUTORS)
    assert numbers(await read(world), Audience.MEMBERS)["SC-01"] is None
    await waives(world, "Elm", "spend", Waived.DOMINANCE)
    assert numbers(await read(world), Audience.MEMBERS)["SC-01"] == 9_000_400


def test_a_parent_does_without_a_rule_only_where_all_its_members_do() -> None:
    parent, one, other, alone = uuid4(), uuid4(), uuid4(), uuid4()
    ledger = Ledger(
        [Asked(one, parent, frozenset()), Asked(other, parent, frozenset()), Asked(alone, alone, frozenset())], ()
    )
    given = [WaiverInForce(one, "spend", Waived.DOMINANCE), WaiverInForce(alone, "spend", Waived.CHANGES)]
    of_alone = {Heard("spend", str(alone), Reason.UNPAIRED), Heard("spend", str(alone), Reason.HELD)}
    assert of_parents(given, ledger) == of_alone
    given.append(WaiverInForce(other, "spend", Waived.DOMINANCE))
    given.append(WaiverInForce(uuid4(), "spend", Waived.DOMINANCE))
    assert of_parents(given, ledger) == of_alone | {Heard("spend", str(parent), Reason.DOMINANCE)}


async def test_an_agreement_that_ends_between_two_reports_does_not_tell_what_was_its_own(world: Reporting) -> None:
    await world.reported(Q1)
    first = await read(world)
    assert numbers(first, Audience.PUBLIC)["WF-05"] == 100
    await agrees(world, "Elm")
    again = await read(world, earlier=[first.basis])
    assert numbers(again, Audience.BACKBONE)["WF-05"] == 80
    assert numbers(again, Audience.PUBLIC)["WF-05"] is None
