"""The ZIP sheet in the page: seen before it is saved, one deed with its answers, and nobody else's."""

import copy
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from backend.files.tables import ZipCount
from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.makers import Here, Visitor, make_here
from tests.worlds import BLUEPRINT, World, make_world

LINES = "ZIP\tNew hires\tPayments\n60624\t10\t100.01\n60651\t4\t50\nunknown\t2\t"


def described() -> dict[str, Any]:
    """A collaborative that asks by ZIP: new hires, local ones, and payments inside its focus area."""
    made = copy.deepcopy(BLUEPRINT)
    made["collaborative"] |= {"country": "US", "currency": "USD", "locale": "en_US", "year_starts_in": 1}
    made["areas"] = {"garfield": {"kind": "zip", "code": "60624", "name": "Garfield Park"}}
    version = {"valid_from": date(2010, 1, 1), "rationale": "Hardship.", "areas": ["garfield"]}
    made["area_lists"] = {"focus": {"name": "Focus area", "versions": [version]}}
    parts = [{"code": "outside", "name": "Outside"}, {"code": "unknown", "name": "Unknown", "unknown": True}]
    made["breakdowns"]["area"] = {"name": "Area", "splits": "area", "areas": True, "categories": parts}
    made["elements"]["hires"] |= {"from_zip": "hires", "breakdowns": ["area"]}
    made["elements"]["local_hires"] |= {"from_zip": "hires_inside"}
    made["elements"]["spend"] |= {"from_zip": "payments_inside"}
    made["frameworks"]["quarterly"]["area_list"] = "focus"
    return made


@pytest.fixture
async def world(here: Here) -> World:
    facts = {"country": "US", "currency": "USD", "locale": "en_US", "year_starts_in": 1}
    return await make_world(await make_here(here.app, here.owner, here.database, **facts), described())


@pytest.fixture
async def submission(world: World) -> Submission:
    return await world.submission(await world.opened())


async def send(world: World, of: Submission, then: str, lines: str = LINES, by: Visitor | None = None):
    return await (by or world.contributor).send_form(world.path(of, "/zip"), lines=lines, then=then)


async def kept(world: World) -> list[ZipCount]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(ZipCount).order_by(ZipCount.zip)))


async def test_a_look_shows_every_list_and_saves_nothing(world: World, submission: Submission):
    answer = await send(world, submission, "look")
    assert answer.status_code == 200
    assert "Focus area" in answer.text
    assert "60651\t4\t50" in answer.text
    assert await kept(world) == []
    assert await world.answers(submission) == {}


async def test_saving_keeps_the_lines_and_answers_the_questions(world: World, submission: Submission):
    assert (await send(world, submission, "save")).status_code == 303
    assert [(one.zip, one.hires) for one in await kept(world)] == [("", 2), ("60624", 10), ("60651", 4)]
    answers = {place: answer.typed for place, answer in (await world.answers(submission)).items()}
    assert answers == {
        ("hires", None): "16",
        ("hires", "area.zip_60624"): "10",
        ("hires", "area.outside"): "4",
        ("hires", "area.unknown"): "2",
        ("local_hires", None): "10",
        ("spend", None): "100.01",
    }
    page = (await world.contributor.get(world.path(submission, "/zip"))).text
    assert "unknown\t2\t" in page
    await send(world, submission, "save", "ZIP\tNew hires\n60624\t1")
    assert [(one.zip, one.hires, one.payments) for one in await kept(world)] == [("60624", 1, None)]


async def test_what_is_wrong_is_told_and_the_lines_stay(world: World, submission: Submission):
    for lines, sentence in (
        ("ZIP\tNew hires\nAustin\t3", "is not a ZIP code"),
        ("ZIP\tName\tNew hires\n60624\tJo\t1", "must have the headings"),
        ("ZIP\tNew hires\n60624\t1\n60624\t1\n60624\t1", "looks like a list of people"),
        ("ZIP\tNew hires", "no line to save"),
    ):
        answer = await send(world, submission, "save", lines)
        assert answer.status_code in (409, 422), sentence
        assert sentence in answer.text
        assert lines.splitlines()[-1] in answer.text
    assert await kept(world) == []
    assert (await send(world, submission, "save")).status_code == 303


async def test_only_who_may_write_this_member_s_figures_saves(world: World, submission: Submission):
    theirs = world.people["Birch", Role.CONTRIBUTOR]
    assert (await send(world, submission, "save", by=theirs)).status_code == 404
    assert (await theirs.get(world.path(submission, "/zip"))).status_code == 404
    assert (await send(world, submission, "save", by=world.approver)).status_code == 403
    assert await kept(world) == []
    assert (await send(world, submission, "save", by=world.here.coordinator)).status_code == 303
    assert {answer.for_member for answer in (await world.answers(submission)).values()} == {True}


async def test_where_nothing_is_asked_by_zip_there_is_no_sheet(here: Here):
    plain = await make_world(here)
    submission = await plain.submission(await plain.opened())
    assert (await plain.contributor.get(plain.path(submission, "/zip"))).status_code == 404


@pytest.mark.parametrize("lines", ["z" * 200_000, "60601\t1\t1\n" * 40_001])
async def test_what_is_too_long_is_refused_and_never_cut(world: World, submission: Submission, lines: str):
    answer = await send(world, submission, "save", lines)
    assert answer.status_code == 422
    assert "Copy the cells once more" in answer.text or "signs that are read here" in answer.text
    assert await kept(world) == []
