"""A list of areas changes: each quarter is answered by the list of its own last day, whenever it is answered."""

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from backend.kit.periods import Period
from tests.files.test_zip_pages import described
from tests.makers import Here, make_here
from tests.worlds import World, make_world

FIRST, SECOND, THIRD, FOURTH = Period(date(2025, 1, 1), 12).quarters()
CHANGES = THIRD.start + timedelta(days=44)  # in the middle of a quarter
LINES = "ZIP\tNew hires\tPayments\n60624\t10\t100.01\n60651\t4\t50\nunknown\t2\t"


@pytest.fixture
async def world(here: Here) -> World:
    """The focus area is one ZIP, and from the middle of the third quarter on two."""
    made: dict[str, Any] = copy.deepcopy(described())
    made["areas"]["humboldt"] = {"kind": "zip", "code": "60651", "name": "Humboldt Park"}
    made["area_lists"]["focus"]["versions"].append(
        {"valid_from": CHANGES, "rationale": "Residents asked for it.", "areas": ["garfield", "humboldt"]}
    )
    facts = {"country": "US", "currency": "USD", "locale": "en_US", "year_starts_in": 1}
    return await make_world(await make_here(here.app, here.owner, here.database, **facts), made)


async def answered(world: World, period: Period) -> Mapping[str, str]:
    """The same lines, sent for this quarter: what they come to."""
    submission = await world.submission(await world.opened(period))
    answer = await world.contributor.send_form(world.path(submission, "/zip"), lines=LINES, then="save")
    assert answer.status_code == 303, answer.text
    found = await world.answers(submission)
    return {element: answer.typed for (element, category), answer in found.items() if category is None}


async def test_each_quarter_is_answered_by_the_list_of_its_own_last_day(world: World):
    inside_one = {"hires": "16", "local_hires": "10", "spend": "100.01"}
    inside_two = {"hires": "16", "local_hires": "14", "spend": "150.01"}
    assert world.today >= CHANGES, "the new list holds already, whichever quarter is answered"
    assert await answered(world, FOURTH) == inside_two
    assert await answered(world, SECOND) == inside_one
    assert await answered(world, THIRD) == inside_two
    assert await answered(world, FIRST) == inside_one


async def test_an_area_that_is_no_longer_listed_keeps_its_part_in_quarters_of_its_time(here: Here):
    """Else what it had would be missing from a split that is to come to the total."""
    made: dict[str, Any] = copy.deepcopy(described())
    made["areas"]["humboldt"] = {"kind": "zip", "code": "60651", "name": "Humboldt Park"}
    both = {"valid_from": date(2010, 1, 1), "rationale": "Hardship.", "areas": ["garfield", "humboldt"]}
    one = {"valid_from": CHANGES, "rationale": "One fewer.", "areas": ["garfield"]}
    made["area_lists"]["focus"]["versions"] = [both, one]
    facts = {"country": "US", "currency": "USD", "locale": "en_US", "year_starts_in": 1}
    world = await make_world(await make_here(here.app, here.owner, here.database, **facts), made)
    split = {}
    for period in (SECOND, THIRD):
        submission = await world.submission(await world.opened(period))
        await world.contributor.send_form(world.path(submission, "/zip"), lines=LINES, then="save")
        answers = (await world.answers(submission)).items()
        split[period] = {category: answer.typed for (element, category), answer in answers if element == "hires"}
    assert split == {
        SECOND: {None: "16", "area.zip_60624": "10", "area.zip_60651": "4", "area.outside": "0", "area.unknown": "2"},
        THIRD: {None: "16", "area.zip_60624": "10", "area.outside": "4", "area.unknown": "2"},
    }
