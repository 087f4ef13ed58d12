"""The form when something is wrong: it is told beside the cell, what was typed stays, nothing is written."""

import pytest

from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.submissions.fields import cell_of, typed
from tests.worlds import World

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
