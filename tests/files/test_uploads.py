"""A file from its bytes to answers: shown first, saved once, refused in words, cancelled, interrupted."""

from decimal import Decimal

import pytest

from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.files.sending import row, sent, tidy, upload
from tests.makers import Here
from tests.worlds import World, make_world


@pytest.fixture
async def world(here: Here) -> World:
    return await make_world(here)


@pytest.fixture
async def opened(world: World) -> Round:
    return await world.opened()


@pytest.fixture
async def mine(world: World, opened: Round) -> Submission:
    return await world.submission(opened)


async def test_a_file_is_shown_before_it_is_saved(world: World, mine: Submission):
    await world.save(mine, n__hires="40", n__local_hires="10")
    abbey = world.abbey
    content = tidy([row(abbey, "hires", "41"), row(abbey, "local_hires", "10"), row(abbey, "spend", "1200.50")])
    at = await sent(world, mine, content)
    page = (await world.contributor.get(at)).text
    for text in (
        "<dt>New</dt><dd>1</dd>",
        "<dt>Changed</dt><dd>1</dd>",
        "<dt>Unchanged</dt><dd>1</dd>",
        "Save 2 answers",
    ):
        assert text in page
    assert (await world.answers(mine))["hires", None].number == 40
    assert (await world.contributor.send_form(f"{at}/saving")).status_code == 303
    answers = await world.answers(mine)
    assert answers["hires", None].number == 41
    assert answers["spend", None].number == Decimal("1200.50")
    assert "Saved: 2 answers." in (await world.contributor.get(at)).text
    assert (await upload(world)).state == "saved"
