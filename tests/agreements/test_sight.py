"""What is withheld or switched off is out of every page, list and answer to a program at once, and back when that ends."""

import re

import httpx
import pytest

from backend.agreements.tables import Withholding
from backend.indicators.tables import Breakdown, Element, SwitchOff
from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.agreements.test_pages import at, id_of, rows
from tests.makers import Visitor
from tests.submissions.fields import typed
from tests.worlds import World, statements

WOMEN, SPEND, NOTE = "31337", "98765.43", "Said to counsel alone"  # in no other cell


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


@pytest.fixture
async def withheld(world: World, mine: Submission) -> Submission:
    """Abbey's answers, with notes, still written; it keeps spend, and hires split by gender, from the backbone."""
    await world.save(mine, n__hires="50000", n__local_hires="10", n__hires__gender__women=WOMEN)
    await world.save(mine, section="money", n__spend=SPEND, t__spend=NOTE, n__policy="yes")
    for table, code, field in ((Breakdown, "gender", "breakdown"), (Element, "spend", "element")):
        what = {"element": "", "breakdown": "", field: str(await id_of(world, table, code)), "reason": "Counsel"}
        sent = await world.approver.send_form(at(world, "members", world.abbey.id, "withholdings"), **what)
        assert sent.status_code == 303
    return mine


def told(text: str) -> set[str]:
    return {secret for secret in (WOMEN, SPEND, NOTE) if secret in text.replace(",", "")}


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


# ---- Entering for the member -----------------------------------------------------------------------------------------

STAYS = "Kept back by the member, so not shown. Left empty, it stays as it is."


def untouched(form: httpx.Response) -> dict[str, str]:
    """What a browser sends of it."""
    return {name: typed(form, name) for name in re.findall(r'name="([nstr]\.[^"]+)"', form.text)}


async def test_who_enters_for_a_member_is_not_shown_what_it_withholds_and_leaves_it_as_it_is(
    world: World, withheld: Submission
) -> None:
    coordinator, before = world.here.coordinator, await world.answers(withheld)
    for section, kept in (("work", 3), ("money", 1)):
        address = world.path(withheld, f"/for-member?section={section}")
        form = await coordinator.get(address)
        assert told(form.text) == set()
        assert form.text.count(STAYS) == kept
        sent = await coordinator.send_form(
            world.path(withheld, "/for-member/entries"), section=section, **untouched(form)
        )
        assert sent.status_code == 303
    assert await world.answers(withheld) == before
    own = (await world.contributor.get(world.path(withheld, "?section=money"))).text
    assert told(own) == {SPEND, NOTE}
    assert STAYS not in own


async def test_who_writes_over_what_is_withheld_or_meets_another_doing_so_is_told_nothing(
    world: World, withheld: Submission
) -> None:
    address, coordinator = world.path(withheld, "/for-member/entries"), world.here.coordinator
    alone = await coordinator.send_form(address, section="money", **{"n.spend": "", "t.spend": "Approximate"})
    assert alone.status_code == 422
    assert "is kept back and stays as it is" in alone.text
    late = await coordinator.send_form(address, section="money", **{"n.spend": "7", "r.spend": "9"})
    assert late.status_code == 409
    assert told(late.text + alone.text) == set()
    assert "wrote “not shared by the member”" in late.text
    revision = str((await world.answers(withheld))["spend", None].revision)
    sent = await coordinator.send_form(address, section="money", **{"n.spend": "7", "r.spend": revision})
    assert sent.status_code == 303
    assert (await world.answers(withheld))["spend", None].number == 7


async def test_a_fault_in_what_is_withheld_keeps_who_does_not_see_it_from_submitting_and_says_no_figure(
    world: World, withheld: Submission
) -> None:
    coordinator, address = world.here.coordinator, world.path(withheld, "/for-member/entries")
    await coordinator.send_form(address, section="work", **{"n.hires": "100", "r.hires": "1"})
    looked = [
        await coordinator.get(world.path(withheld, then))
        for then in ("/for-member?section=work&checked=yes", "/for-member/check")
    ]
    looked.append(await coordinator.send_form(world.path(withheld, "/for-member/submission")))
    assert [one.status_code for one in looked] == [200, 200, 422]
    assert told("".join(one.text for one in looked)) == set()
    for check in looked[1:]:
        assert "Something that Abbey keeps back does not pass the checks." in check.text
        assert "Submit for Abbey" not in check.text
    assert WOMEN in (await world.contributor.get(world.path(withheld, "/check"))).text.replace(",", "")
    await coordinator.send_form(address, section="work", **{"n.hires": "60000", "r.hires": "2"})
    assert "Submit for Abbey" in (await coordinator.get(world.path(withheld, "/for-member/check"))).text
