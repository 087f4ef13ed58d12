"""What is withheld or switched off is out of every page, list and answer to a program at once, and back when that ends."""

import pytest

from backend.agreements.tables import Withholding
from backend.indicators.tables import Breakdown, Element, SwitchOff
from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.agreements.test_pages import at, id_of, rows
from tests.makers import Visitor
from tests.worlds import World, statements

WOMEN, SPEND = "31337", "98765.43"  # in no other cell


@pytest.fixture
async def given(world: World, opened: Round, mine: Submission) -> Submission:
    """Abbey's figures, split by gender, submitted, and Birch's, with the same ones."""
    for member in (world.abbey, world.birch):
        of = await world.submission(opened, member)
        writer = world.people[member.name, Role.CONTRIBUTOR]
        await world.save(of, writer, "work", n__hires="50000", n__local_hires="10", n__hires__gender__women=WOMEN)
        await world.save(of, writer, "money", n__spend=SPEND, n__policy="yes")
    sent = await world.contributor.send_form(
        world.path(mine, "/entries"), section="work", **{"n.hires.gender.men": "18662", "n.hires.gender.unknown": "1"}
    )
    assert sent.status_code == 303
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    return mine


async def seen(world: World, by: Visitor, of: Submission, round: Round | None = None) -> set[str]:
    """Which of the two figures show anywhere this person can look: page, list, program."""
    looked = [await by.get(world.path(of)), await by.get(world.path(of, "/values.csv"))]
    if round:
        looked.append(await by.get(f"/{world.here.slug}/rounds/{round.id}/values.csv"))
    program = await world.here.program(by)
    looked.append(await program.get(f"/api/v1/{world.here.slug}/submissions/{of.id}/entries"))
    looked.append(await program.get(f"/api/v1/{world.here.slug}/values"))
    assert {answer.status_code for answer in looked} == {200}
    text = " ".join(answer.text for answer in looked).replace(",", "")
    return {figure for figure in (WOMEN, SPEND) if figure in text}


async def test_what_a_member_withholds_the_backbone_reads_nowhere_and_the_member_everywhere(
    world: World, opened: Round, given: Submission
) -> None:
    for deed, by in (("/approval", world.approver), ("/acceptance", world.here.coordinator)):
        assert (await by.send_form(world.path(given, deed))).status_code == 303
    assert await seen(world, world.here.coordinator, given) == {WOMEN, SPEND}
    gender, spend = await id_of(world, Breakdown, "gender"), await id_of(world, Element, "spend")
    address = at(world, "members", world.abbey.id, "withholdings")
    await world.approver.send_form(address, element="", breakdown=str(gender), reason="Counsel")
    assert await seen(world, world.here.coordinator, given) == {SPEND}
    await world.approver.send_form(address, element=str(spend), breakdown="", reason="Counsel")
    assert await seen(world, world.here.coordinator, given) == set()
    assert "not shared by the member" in (await world.here.coordinator.get(world.path(given))).text
    # Birch withholds nothing.
    listed = await world.here.coordinator.get(f"/{world.here.slug}/rounds/{opened.id}/values.csv")
    assert [line.split(",")[0] for line in listed.text.splitlines() if SPEND in line] == [world.birch.code]
    assert await seen(world, world.approver, given) == {WOMEN, SPEND}
    for row in await rows(world, Withholding):
        await world.approver.send_form(at(world, "withholdings", row.id, "ending"), reason="Cleared")
    assert await seen(world, world.here.coordinator, given) == {WOMEN, SPEND}


async def test_what_is_switched_off_nobody_reads_or_is_asked(world: World, opened: Round, given: Submission) -> None:
    gender = await id_of(world, Breakdown, "gender")
    other = await world.submission(opened, world.birch)
    writer = world.people["Birch", Role.CONTRIBUTOR]
    asks = f"{world.path(other)}?section=work"
    assert "hires.gender.women" in (await writer.get(asks)).text
    await world.here.administrator.send_form(at(world, "switch-offs"), breakdown=str(gender), reason="The law")
    assert "hires.gender.women" not in (await writer.get(asks)).text
    assert "hires.origin.here" in (await writer.get(asks)).text
    for by in (world.here.coordinator, world.approver):
        assert await seen(world, by, given) == {SPEND}
    # What was answered keeps nobody from going on, and is accepted with the rest.
    for deed, by in (("/approval", world.approver), ("/acceptance", world.here.coordinator)):
        assert (await by.send_form(world.path(given, deed))).status_code == 303
    assert len([one for one in await world.values(given) if one.category_id]) == 3
    [row] = await rows(world, SwitchOff)
    await world.here.administrator.send_form(at(world, "switch-offs", row.id, "ending"), reason="Struck down")
    assert "hires.gender.women" in (await writer.get(asks)).text
    assert await seen(world, world.approver, given) == {WOMEN, SPEND}


async def test_a_review_asks_once_more_and_no_more_than_twelve_times(world: World, given: Submission) -> None:
    with statements(world.here) as sent:
        assert (await world.here.coordinator.get(world.path(given))).status_code == 200
    assert len(sent) <= 12, sent
