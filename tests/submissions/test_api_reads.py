"""What programs read of answers in words: the member itself and the backbone do, whoever else a question names."""

import copy
from typing import Any

import pytest

from backend.members.rules import May, Role
from backend.submissions.tables import Submission
from tests.makers import Here, Program
from tests.submissions.programs import FULL, Api
from tests.worlds import BLUEPRINT, World, element, make_world, section

# Of every question in words the backbone is a reader: it reviews each answer, and no blueprint leaves it out.
READERS = {
    "candid": ["backbone"],
    "shared": ["backbone", "members"],
    "told": ["backbone", "members", "partners", "public"],
}
WORDS = {code: f"Words that are {code}." for code in READERS}


@pytest.fixture
async def world(here: Here) -> World:
    described: dict[str, Any] = copy.deepcopy(BLUEPRINT)
    facts = {"unit": "words", "kind": "text", "flow": "stock", "quarters_rule": "last"}
    described["elements"] |= {code: element(code, audiences=who, **facts) for code, who in READERS.items()}
    described["frameworks"]["quarterly"]["sections"].append(section("words", "Words", *READERS))
    return await make_world(here, described)


@pytest.fixture
async def answered(api: Api, mine: Submission) -> Submission:
    words = [{"element": code, "value": said, "note": f"Note on {code}."} for code, said in WORDS.items()]
    assert (await api.put(mine, *FULL, *words)).status_code == 200
    return mine


async def words(of: Program, path: str) -> dict[str, str]:
    answer = await of.get(path)
    assert answer.status_code == 200, answer.text
    return {one["element"]: one["value"] for one in answer.json()["items"] if one["element"] in READERS}


async def readers(api: Api) -> list[Program]:
    """Everyone of the member and of the backbone."""
    here = api.world.here
    viewer = await here.person(Role.VIEWER, api.world.abbey)
    others = [await here.program(who) for who in (viewer, here.administrator)]
    return [api.contributor, api.approver, api.coordinator, *others]


async def test_answers_in_words_go_to_the_member_and_the_backbone(api: Api, answered: Submission) -> None:
    for by in await readers(api):
        assert await words(by, api.path(answered, "/entries")) == WORDS


@pytest.mark.parametrize(("role", "status"), [(Role.CONTRIBUTOR, 404), (Role.APPROVER, 404), (Role.PARTNER, 403)])
async def test_nobody_else_reads_them_there_even_where_the_report_says_them_to_all(
    api: Api, answered: Submission, role: Role, status: int
) -> None:
    """Others are told in editions, once it is accepted and released."""
    here, world = api.world.here, api.world
    person = await here.person(role, None if role is Role.PARTNER else world.birch)
    by = await here.program(person)
    for _ in ("being written", "accepted"):
        refused = await by.get(api.path(answered, "/entries"))
        assert refused.status_code == status
        assert "Words that are" not in refused.text
        assert "Note on" not in refused.text
        await world.contributor.send_form(world.path(answered, "/submission"))
        await world.approver.send_form(world.path(answered, "/approval"))
        await here.coordinator.send_form(world.path(answered, "/acceptance"))
    assert await words(api.coordinator, f"{api.root}/values") == WORDS
    theirs = await by.get(f"{api.root}/values")
    assert theirs.status_code == (403 if status == 403 else 200)
    assert "Words that are" not in theirs.text


async def test_a_token_that_reads_reports_reads_no_answers(api: Api, answered: Submission) -> None:
    here = api.world.here
    for person in (api.world.contributor, here.coordinator):
        reports_alone = await here.program(person, May.READ_RELEASES)
        for path in (api.path(answered, "/entries"), f"{api.root}/values"):
            refused = await reports_alone.get(path)
            assert refused.status_code == 403
            assert "Words that are" not in refused.text
    answers_too = await here.program(api.world.contributor, May.READ_SUBMISSIONS)
    assert await words(answers_too, api.path(answered, "/entries")) == WORDS
