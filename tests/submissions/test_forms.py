"""The form: what it shows of each cell, what it keeps when something is wrong, what it saves."""

import asyncio
import html
import re
from decimal import Decimal

import httpx
import pytest

from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.rules import Status
from backend.submissions.tables import Submission
from tests.makers import Here
from tests.worlds import FIRST, World, make_world

D = Decimal


@pytest.fixture
async def world(here: Here) -> World:
    return await make_world(here)


@pytest.fixture
async def opened(world: World) -> Round:
    return await world.opened()


@pytest.fixture
async def mine(world: World, opened: Round) -> Submission:
    return await world.submission(opened)


def typed(page: httpx.Response, name: str) -> str:
    """What stands in a field of the page."""
    text = page.text
    field = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{re.escape(name)}"[^>]*>', text)
    hidden = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', text)
    if hidden:
        return html.unescape(hidden[1])
    assert field, name
    if field[0].startswith("<input"):
        found = re.search(r'\bvalue="([^"]*)"', field[0])
        return html.unescape(found[1]) if found else ""
    rest = text[field.end() :]
    if field[0].startswith("<textarea"):
        return html.unescape(rest[: rest.index("</textarea>")])
    chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', rest[: rest.index("</select>")])
    return html.unescape(chosen[1] if chosen[1] is not None else chosen[2]) if chosen else ""


def cell_of(page: httpx.Response, key: str) -> str:
    """The part of the page that is about one cell, as people read it."""
    start = page.text.index(f'for="n.{key}"')
    end = page.text.find('<div class="cell', start)
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text[start : end if end > 0 else None]))


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


async def seen(world: World, of: Submission, name: str = "hires") -> str:
    return typed(await world.contributor.get(world.path(of)), f"r.{name}")


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


# ---- Faults ----------------------------------------------------------------------------------------------------------


async def test_every_unreadable_cell_is_told_beside_it_the_typing_stays_and_nothing_is_written(
    world: World, mine: Submission
):
    await world.save(mine, n__hires="7", n__local_hires="2")
    before = await world.answers(mine)
    wrong = {
        "n.hires": "1,2o0",
        "s.hires": "estimated",
        "t.hires": "sixty or so",
        "n.local_hires": "12%",
        "n.hires.gender.women": "(5)",
        "n.hires.gender.men": "9",
        "n.hires.origin.here": "3",
        "s.hires.origin.here": "withheld",
    }
    sent = {"r.hires": "1", "r.local_hires": "1", "section": "work", **wrong}
    refused = await world.contributor.send_form(world.path(mine, "/entries"), **sent)
    assert refused.status_code == 422
    assert await world.answers(mine) == before
    for name, value in wrong.items():
        assert typed(refused, name) == value
    for key, message in (
        ("hires", "“1,2o0” is not a number"),
        ("local_hires", "without the percent sign: 12"),
        ("hires.gender.women", "for less than nothing write -5"),
        ("hires.origin.here", "There is an answer and also “not shared by the member”"),
    ):
        assert message in cell_of(refused, key)
        assert f'<a href="#n.{key}">' in refused.text
    assert "4 things to put right" in refused.text
    assert "put right" not in cell_of(refused, "hires.gender.men")
    right = {**sent, "n.hires": "120", "n.local_hires": "12", "n.hires.gender.women": "5", "s.hires.origin.here": ""}
    assert (await world.contributor.send_form(world.path(mine, "/entries"), **right)).status_code == 303
    assert (await world.answers(mine))["hires", None].note == "sixty or so"


@pytest.mark.parametrize(
    "fields",
    [{"n.beds": "3"}, {"n.hires.gender.robots": "3"}, {"n.": "3"}, {"n.hires": "3", "s.hires": "suppressed"}],
)
async def test_what_is_not_asked_or_not_offered_is_refused(world: World, mine: Submission, fields: dict[str, str]):
    refused = await world.contributor.send_form(world.path(mine, "/entries"), section="work", **fields)
    assert refused.status_code == 422
    assert await world.answers(mine) == {}


async def test_texts_too_long_to_read_are_refused_with_how_long_they_may_be(world: World, mine: Submission):
    refused = await world.save(mine, n__hires="3", t__hires="x" * 2001)
    assert refused.status_code == 422
    assert "shorten it to 2,000" in refused.text
    assert typed(refused, "t.hires") == "x" * 2001
    assert (await world.save(mine, n__hires="3", t__hires="x" * 2000)).status_code == 303


async def test_what_people_write_is_shown_as_text(world: World, mine: Submission):
    await world.save(mine, n__hires="3", t__hires="</textarea><b>bold</b>")
    page = await world.contributor.get(world.path(mine))
    assert "<b>bold" not in page.text
    assert typed(page, "t.hires") == "</textarea><b>bold</b>"


# ---- Two who write ---------------------------------------------------------------------------------------------------


async def test_a_stale_cell_is_refused_with_both_answers_and_the_others_are_saved(world: World, mine: Submission):
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey, name="Ada Other")
    assert (await world.save(mine, other, n__hires="41", t__hires="By badge", r__hires="")).status_code == 303
    second = await world.save(mine, n__hires="42", r__hires="", n__local_hires="9", r__local_hires="")
    assert second.status_code == 409
    assert "Ada Other wrote “41 (note: By badge)”, you wrote “42”" in html.unescape(second.text)
    assert typed(second, "n.hires") == "42"
    assert typed(second, "r.hires") == "1"
    answers = await world.answers(mine)
    assert (answers["hires", None].number, answers["local_hires", None].number) == (41, 9)
    knowingly = await world.save(mine, n__hires="42", t__hires="", r__hires="1")
    assert knowingly.status_code == 303
    answer = (await world.answers(mine))["hires", None]
    assert (answer.number, answer.note, answer.revision) == (42, "", 2)


async def test_the_same_answer_twice_is_nobodys_conflict(world: World, mine: Submission):
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey)
    await world.save(mine, other, n__hires="41", r__hires="")
    assert (await world.save(mine, n__hires="41", r__hires="")).status_code == 303
    assert (await world.answers(mine))["hires", None].revision == 1
    own = await world.save(mine, n__hires="43", r__hires="")
    other_window = await world.save(mine, other, n__hires="44", r__hires="")
    assert "Contributor" in own.text
    assert "you, in another window, wrote “41”" in html.unescape(other_window.text)


async def test_a_fault_elsewhere_does_not_let_an_old_answer_win(world: World, mine: Submission):
    """What comes back after a fault is still held against what was seen, not against what stands by then."""
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey)
    await world.save(mine, n__hires="40")
    await world.save(mine, other, n__hires="41", r__hires="1")
    faulty = await world.save(mine, n__hires="39", r__hires="1", n__local_hires="x", r__local_hires="")
    assert faulty.status_code == 422
    again = await world.save(
        mine, n__hires="39", r__hires=typed(faulty, "r.hires"), n__local_hires="9", r__local_hires=""
    )
    assert again.status_code == 409
    assert (await world.answers(mine))["hires", None].number == 41


async def test_of_many_saves_at_once_one_wins_and_the_rest_see_it(world: World, mine: Submission):
    others = [await world.here.person(Role.CONTRIBUTOR, world.abbey) for _ in range(5)]
    for revision in ("", "1"):  # a new cell, and one that stands
        saves = [world.save(mine, who, n__hires=f"{revision}{n}7", r__hires=revision) for n, who in enumerate(others)]
        answers = await asyncio.gather(*saves)
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409]
        (winner,) = [n for n, answer in enumerate(answers) if answer.status_code == 303]
        stands = (await world.answers(mine))["hires", None]
        assert stands.number == int(f"{revision}{winner}7")
        assert stands.revision == int(revision or "0") + 1
        assert all(f"“{stands.number}”" in answer.text for answer in answers if answer.status_code == 409)


# ---- A bad moment ----------------------------------------------------------------------------------------------------


async def test_what_was_typed_as_the_collection_closed_is_still_on_the_page(
    world: World, opened: Round, mine: Submission
):
    assert (await world.save(mine, n__hires="4")).status_code == 303
    assert (await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{opened.id}/closing")).status_code == 303
    late = await world.save(mine, n__hires="5", r__hires="1", n__local_hires="1,x", t__local_hires="An hour's work")
    assert late.status_code == 409
    assert "This collection is closed" in late.text
    assert "Ask the coordinator for more time" in late.text
    assert [typed(late, name) for name in ("n.hires", "n.local_hires", "t.local_hires")] == [
        "5",
        "1,x",
        "An hour's work",
    ]
    assert ">Save<" not in late.text
    assert (await world.answers(mine))["hires", None].number == 4


async def test_what_was_typed_while_a_colleague_submitted_is_still_on_the_page(world: World, mine: Submission):
    await world.submitted(mine)
    late = await world.save(mine, n__hires="41", r__hires="1")
    assert late.status_code == 409
    assert "waiting for approval" in late.text
    assert typed(late, "n.hires") == "41"
    assert (await world.answers(mine))["hires", None].number == 40
