"""The form: what it shows of each cell, and what it saves."""

import re
from decimal import Decimal

from backend.members.rules import Role
from backend.submissions.rules import Status
from backend.submissions.tables import Submission
from tests.submissions.fields import cell_of, seen, typed
from tests.worlds import FIRST, World

D = Decimal


# ---- What it shows ---------------------------------------------------------------------------------------------------


async def test_a_section_is_one_page_with_unit_definition_and_splits(world: World, mine: Submission):
    page = await world.contributor.get(world.path(mine))
    assert page.status_code == 200
    assert 'for="n.hires"' in page.text
    assert "What New hires means." in page.text
    assert "Everyone" in page.text
    for part in ("gender.women", "gender.men", "gender.unknown", "origin.here", "origin.unknown"):
        assert typed(page, f"n.hires.{part}") == ""
    assert "one person may be in several" in page.text
    assert 'id="n.spend"' not in page.text
    money = await world.contributor.get(world.path(mine, "?section=money"))
    assert "GBP" in cell_of(money, "spend")
    assert "currency" not in money.text
    assert (await world.contributor.get(world.path(mine, "?section=nothing"))).status_code == 404


async def test_every_field_has_a_label_and_every_id_is_there_once(world: World, mine: Submission):
    await world.save(mine, n__hires="4", t__hires="Because.")
    for section in ("work", "money"):
        page = (await world.contributor.get(world.path(mine, f"?section={section}"))).text
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        fields = [name for name in ids if re.match(r"[nst]\.", name)]
        assert fields
        assert all(f'for="{name}"' in page for name in fields)
        described = {name for group in re.findall(r'aria-describedby="([^"]*)"', page) for name in group.split()}
        assert described <= set(ids)
        assert "<script>" not in page
        assert "style=" not in page


async def test_the_last_periods_stand_beside_the_cell_latest_first(world: World):
    for back, hires in ((2, "38"), (1, "41")):
        earlier = await world.opened(FIRST.shift(-3 * back))
        await world.accepted(await world.submission(earlier), hires=hires)
    first_of_birch = await world.submission(earlier, world.birch)
    mine = await world.submission(await world.opened())
    beside = cell_of(await world.contributor.get(world.path(mine)), "hires")
    assert re.search(r"41 people\s+2024-25 Q4.*\b38\b", beside, re.DOTALL)
    assert "41" not in cell_of(await world.people["Birch", Role.CONTRIBUTOR].get(world.path(first_of_birch)), "hires")
    policy = await world.contributor.get(world.path(mine, "?section=money"))
    assert "yes" in cell_of(policy, "policy").split("What counts")[1]


async def test_saving_goes_on_to_where_the_button_says(world: World, mine: Submission):
    for then, place in (
        ("work", "?section=work&done=saved"),
        ("money", "?section=money&done=saved"),
        ("check", "/check?done=saved"),
        ("", "?section=work&done=saved"),
        ("//evil.example\r\nx: y&done=no", "?section=%2F%2Fevil.example%0D%0Ax%3A%20y%26done%3Dno&done=saved"),
    ):
        saved = await world.save(mine, n__hires="4", then=then)
        assert (saved.status_code, saved.headers["location"]) == (303, world.path(mine, place))
    page = await world.contributor.get(world.path(mine, "?section=money&done=saved"))
    assert "Saved." in page.text
    assert 'id="n.spend"' in page.text
    assert "1 of 2" in page.text  # of the section just left


# ---- Numbers, statuses, notes ----------------------------------------------------------------------------------------


async def test_zero_blank_and_every_status_stay_apart(world: World, mine: Submission):
    tried = [("", "", None, None), ("0", "", D(0), Status.REPORTED), ("1,250", "", D(1250), Status.REPORTED)]
    tried += [("", status, None, status) for status in Status if not status.has_number]
    tried += [
        ("12", "estimated", D(12), Status.ESTIMATED),
        ("0", "estimated", D(0), Status.ESTIMATED),
        ("", "", None, None),
    ]
    for sent, chosen, number, status in tried:
        saved = await world.save(mine, n__hires=sent, s__hires=chosen, r__hires=await seen(world, mine))
        assert saved.status_code == 303
        answer = (await world.answers(mine)).get(("hires", None))
        assert (answer.number, answer.status) == (number, status) if answer else number is status is None
        page = await world.contributor.get(world.path(mine))
        assert typed(page, "n.hires") == ("" if number is None else str(number))
        assert typed(page, "s.hires") == chosen


async def test_blank_after_a_number_is_blank_again_not_zero(world: World, mine: Submission):
    await world.save(mine, n__hires="12")
    assert (await world.save(mine, n__hires="", r__hires="1")).status_code == 303
    answer = (await world.answers(mine))["hires", None]
    assert (answer.number, answer.status, answer.revision) == (None, None, 2)
    assert "answer this" in str(await world.findings(mine))


async def test_yes_and_no_are_chosen_and_money_is_kept_to_the_penny(world: World, mine: Submission):
    await world.save(mine, section="money", n__spend="1 200.50", n__policy="no")
    answers = await world.answers(mine)
    assert answers["policy", None].number == 0
    assert answers["spend", None].number == D("1200.50")
    page = await world.contributor.get(world.path(mine, "?section=money"))
    assert (typed(page, "n.policy"), typed(page, "n.spend")) == ("no", "1200.50")
    refused = await world.save(mine, section="money", n__policy="perhaps")
    assert refused.status_code == 422
    assert "Answer yes or no" in refused.text


async def test_notes_are_kept_and_a_note_alone_is_no_answer(world: World, mine: Submission):
    assert (await world.save(mine, n__hires="", t__hires="Counting\r\ntill Friday\0")).status_code == 303
    answer = (await world.answers(mine))["hires", None]
    assert (answer.note, answer.status) == ("Counting\ntill Friday", None)
    page = await world.contributor.get(world.path(mine))
    assert typed(page, "t.hires") == "Counting\ntill Friday"
    assert (await world.save(mine, n__hires="", t__hires="Counting\r\ntill Friday", r__hires="1")).status_code == 303
    assert (await world.answers(mine))["hires", None].revision == 1  # a browser's line ends are no change


async def test_split_parts_are_saved_unknown_too_and_several_may_be_chosen(world: World, mine: Submission):
    sent = {"n__hires": "40", "n__hires__gender__women": "25", "n__hires__gender__unknown": "15"}
    several = {
        "n__hires__origin__here": "30",
        "n__hires__origin__there": "20",
        "s__hires__origin__unknown": "not_available",
    }
    assert (await world.save(mine, **sent, **several, n__hires__origin__unknown="")).status_code == 303
    answers = await world.answers(mine)
    assert answers["hires", "gender.unknown"].number == 15
    assert ("hires", "gender.men") not in answers
    assert answers["hires", "origin.unknown"].status is Status.NOT_AVAILABLE
    places = [problem.where for problem in await world.findings(mine)]
    assert not [
        where for where in places if where.startswith("New hires")
    ]  # 50 of 40 hires come from two places at once
    await world.save(mine, n__hires__gender__men="1")
    (problem,) = [one for one in await world.findings(mine) if one.where.startswith("New hires")]
    assert problem.where == "New hires, by Gender"
    page = await world.contributor.get(world.path(mine))
    assert "1 more than the total 40" in page.text
