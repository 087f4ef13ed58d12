"""Reads of submissions: the latest version, the periods before, what is asked, what is no longer."""

from datetime import date

import sqlalchemy as sa

from backend.indicators.tables import Category, ElementBreakdown
from backend.kit.db import Scope
from backend.kit.periods import Period
from backend.submissions import papers, queries
from backend.submissions.rules import State, Status
from backend.submissions.tables import Submission
from tests.worlds import FIRST, World


async def history(world: World, period: Period):
    async with world.here.session() as session:
        return await queries.history(session, world.abbey.id, period)


async def test_history_is_four_periods_of_the_same_length_latest_first_and_ones_own(world: World):
    for back in (5, 4, 3, 1):
        opened = await world.opened(FIRST.shift(-3 * back))
        await world.accepted(await world.submission(opened), hires=str(40 + back))
    waiting = await world.submission(await world.opened(FIRST.shift(-6)))
    await world.approved(waiting, hires="99")
    found = (await history(world, FIRST))["hires", None]
    assert [(past.period, past.number) for past in found] == [
        (FIRST.shift(-3), 41),
        (FIRST.shift(-9), 43),
        (FIRST.shift(-12), 44),
    ]
    assert (await history(world, Period(date(2025, 4, 1), 12))) == {}
    async with world.here.session() as session:
        assert await queries.history(session, world.birch.id, FIRST) == {}


async def test_of_each_member_the_latest_version_is_listed(world: World):
    opened = await world.opened()
    first = await world.submission(opened)
    async with world.here.session() as session:
        second = Submission(
            member_id=world.abbey.id, round_id=opened.id, version=2, state="in_progress", restates_reason="x"
        )
        session.add(second)
    async with world.here.session() as session:
        listed = await queries.of_rounds(session, [opened.id])
        found = await papers.papers(session, await queries.submission(session, first.id), world.today)
    assert [(one.member.name, one.version) for one in listed] == [("Abbey", 2), ("Birch", 1)]
    assert found.situation.restated
    assert found.situation.state is State.NOT_STARTED


async def test_money_is_asked_in_the_currency_of_the_collaborative(world: World):
    submission = await world.submission(await world.opened())
    async with world.here.session() as session:
        asks = await queries.questionnaire(session, await queries.submission(session, submission.id))
    assert {question.code: question.unit for question in asks.questions} == {
        "hires": "people",
        "local_hires": "people",
        "spend": "GBP",
        "policy": "yes_no",
    }
    assert [section.name for section in asks.sections] == ["Work", "Money"]


async def test_what_is_no_longer_asked_keeps_nobody_from_submitting(world: World):
    submission = await world.submission(await world.opened())
    await world.save(submission, n__hires__gender__women="90", n__hires__origin__here="1")
    await world.fill(submission)
    assert [problem.where for problem in await world.findings(submission)] == ["New hires, by Gender"]
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        gender = sa.select(Category.breakdown_id).where(Category.code == "women").scalar_subquery()
        asked = ElementBreakdown.breakdown_id == gender
        await session.execute(sa.update(ElementBreakdown).where(asked).values(retired_on=world.today))
    assert await world.findings(submission) == []
    assert (await world.contributor.send_form(world.path(submission, "/submission"))).status_code == 303


async def test_answers_are_by_element_and_part_with_their_breakdown(world: World):
    submission = await world.submission(await world.opened())
    await world.save(
        submission, n__hires__gender__unknown="3", s__hires__origin__unknown="withheld", n__hires__origin__unknown=""
    )
    found = await world.answers(submission)
    assert {place: (answer.number, answer.status) for place, answer in found.items()} == {
        ("hires", "gender.unknown"): (3, Status.REPORTED),
        ("hires", "origin.unknown"): (None, Status.WITHHELD),
    }
