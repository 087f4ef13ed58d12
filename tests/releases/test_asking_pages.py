"""People ask about a shared goal, with an account and without; nothing stands anywhere before it is looked over."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from backend.goals import jobs, questions
from backend.goals.question_tables import GoalAnswer, GoalQuestion
from backend.kit.db import Scope, now
from backend.kit.form_times import FormTimes
from backend.kit.mail import Letter
from backend.members import limits
from backend.members.rules import Role
from backend.members.tables import Collaborative
from tests.goals.aims import aim
from tests.makers import Here, Visitor
from tests.releases.readers import address, everyone
from tests.releases.reporting import Q1, Reporting, make_reporting

ASKED = "When does the night bus come to the ward?"
OPEN = {"without_account": "true", "answered_by": "The hiring group", "within_days": "7"}


@pytest.fixture
async def world(here: Here) -> Reporting:
    made = await make_reporting(here)
    await aim(made, "hiring", "WF-06", target=Decimal(25), name="One in four")
    await made.released(await made.reported(Q1))
    return made


@pytest.fixture
async def opened(world: Reporting) -> Reporting:
    """Anybody may ask: shown first, then done, as all settings are."""
    path, admin = address(world, "settings/heard"), world.here.administrator
    shown = await admin.send_form(path, **OPEN, then="look")
    seen = re.search(r'name="seen" value="(\w+)"', shown.text)
    assert seen
    assert (await admin.send_form(path, **OPEN, then="apply", seen=seen[1])).status_code == 303
    return world


def stamp(world: Reporting, *, ago: timedelta = timedelta(minutes=1)) -> str:
    times: FormTimes = world.here.app.state.form_times
    return times.stamp(f"{world.here.id} hiring", now() - ago)


async def ask(world: Reporting, by: Visitor | None = None, **sent: str) -> Any:
    fields = {"words": ASKED, "given": stamp(world)} | sent
    return await (by or world.here.anyone()).send_form(address(world, "shared-goals/hiring/ask"), **fields)


async def kept(world: Reporting) -> list[GoalQuestion]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(GoalQuestion).order_by(GoalQuestion.asked_at)))


async def goal_page(world: Reporting, by: Visitor | None = None) -> str:
    if by is None:
        return str((await world.here.anyone().get(address(world, "shared-goals/hiring"))).text)
    return str((await by.get(address(world, "our-goals/hiring"))).text)


async def send(world: Reporting, then: str, **fields: str) -> Any:
    [question] = await kept(world)
    return await world.here.coordinator.send_form(address(world, f"goals/questions/{question.id}/{then}"), **fields)


async def test_a_resident_s_question_is_answered_by_a_work_group_and_never_before_it_was_looked_over(opened: Reporting):
    assert "ask" in await goal_page(opened)
    form = (await opened.here.anyone().get(address(opened, "shared-goals/hiring/ask"))).text
    assert "The hiring group reads what you write and answers within 7 days." in " ".join(form.split())
    answer = await ask(opened, address="Resident@Example.org")
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert ASKED not in await goal_page(opened)
    inbox = (await opened.here.coordinator.get(address(opened, "goals/questions"))).text
    assert ASKED in inbox
    assert "resident@example.org" not in inbox, "an address is shown to nobody"
    said = {"words": ASKED, "answer": "From May on, every hour.", "answered_as": "The hiring group"}
    assert (await send(opened, "publishing", **said, shown_to="public")).status_code == 303
    for page in (await goal_page(opened), await goal_page(opened, await opened.person(Role.PARTNER))):
        assert f"“{ASKED}”" in page
        assert "<strong>The hiring group:</strong> From May on, every hour." in page
        assert "A resident asked" in page
    [question] = await kept(opened)
    assert question.address == "", "used once, and gone"
    async with opened.here.session() as session:
        letters = (await session.scalars(sa.select(Letter).where(Letter.recipient == "resident@example.org"))).all()
        trail = await session.scalar(sa.text("select string_agg(became::text, ' ') from trail"))
    assert [address(opened, "shared-goals/hiring") in letter.body for letter in letters] == [True]
    assert "resident@example.org" not in (trail or "")
    assert (await send(opened, "reopening")).status_code == 303
    assert ASKED not in await goal_page(opened)


async def test_without_an_account_one_asks_only_where_somebody_answers(world: Reporting):
    page = await world.here.anyone().get(address(world, "shared-goals/hiring/ask"))
    assert "Sign in, and ask there." in page.text
    assert (await ask(world)).status_code == 403
    assert not await kept(world)
    path = address(world, "settings/heard")
    nobody = await world.here.administrator.send_form(path, **OPEN | {"answered_by": ""}, then="look")
    assert nobody.status_code == 422
    assert "Name the work group or team that answers." in nobody.text
    assert not questions.openness(Collaborative(policy={"heard": {"without_account": True}})).without_account
    for who, visitor in {**await everyone(world), "observer": await world.person(Role.OBSERVER)}.items():
        if who != "nobody":
            asked = await visitor.send_form(address(world, "our-goals/hiring/ask"), words=f"{ASKED} {who}")
            assert asked.status_code == 303, who
    assert [one.asked_as for one in await kept(world)] == ["member", "member", "partner", *["backbone"] * 3]


async def test_what_no_person_sends_is_not_kept(opened: Reporting):
    assert (await ask(opened, website="https://buy.example.org")).status_code == 303, "a machine is not told"
    for wrong in ("", "0.forged", stamp(opened, ago=timedelta(seconds=1)), stamp(opened, ago=timedelta(hours=7))):
        answer = await ask(opened, given=wrong)
        assert answer.status_code == 422, wrong
        assert ASKED in answer.text, "what was written is still there"
    for words in ("Short", "x" * 1001):
        assert (await ask(opened, words=words)).status_code == 422
    assert (await ask(opened, address="no address")).status_code == 422
    elsewhere = await opened.here.anyone().post(
        address(opened, "shared-goals/hiring/ask"),
        data={"words": ASKED, "given": stamp(opened)},
        headers={"origin": "https://elsewhere.example.org"},
    )
    assert elsewhere.status_code == 403
    assert not await kept(opened)
    linked = f"{ASKED} <a href=https://buy.example.org>Buy</a> https://buy.example.org"
    assert (await ask(opened, words=linked)).status_code == 303
    assert (await send(opened, "publishing", words=linked, shown_to="public")).status_code == 303
    assert "<a href=https" not in await goal_page(opened)
    assert 'href="https://buy' not in await goal_page(opened)


async def test_so_much_from_one_place_and_no_more(opened: Reporting, monkeypatch: pytest.MonkeyPatch):
    anyone = opened.here.anyone()
    few = tuple(limits.Limit(one.kind, 2, one.window) for one in limits.GOAL_BY_NETWORK)
    monkeypatch.setattr(limits, "GOAL_BY_NETWORK", few)
    answers = [(await ask(opened, anyone)).status_code for _ in range(3)]
    assert answers.count(429) >= 1
    assert answers[-1] == 429
    assert len(await kept(opened)) == answers.count(303) <= 2


async def test_nobody_but_the_backbone_reads_what_came_in(opened: Reporting):
    await ask(opened)
    [question] = await kept(opened)
    for scope in (Scope(opened.here.id), Scope(opened.here.id, frozenset({opened.members["Ash"].id}), ("members",))):
        async with opened.here.session(scope) as session:
            assert not (await session.scalars(sa.select(GoalQuestion))).all()
            await session.execute(sa.update(GoalQuestion).values(words="changed"))
    assert (await kept(opened))[0].words == ASKED
    path = address(opened, f"goals/questions/{question.id}")
    assert (await (await opened.person(Role.PARTNER)).get(path)).status_code == 403
    assert (await opened.here.coordinator.get(path)).status_code == 200


async def test_nothing_about_one_person_is_published(opened: Reporting):
    told = f"{ASKED} Call my nurse, 212 555 0147."
    assert (await ask(opened, words=told)).status_code == 303
    [question] = await kept(opened)
    page = (await opened.here.coordinator.get(address(opened, f"goals/questions/{question.id}"))).text
    assert "Something in it looks like a phone number" in page
    refused = await send(opened, "publishing", words=told, shown_to="public")
    assert refused.status_code == 422
    assert "ward" not in await goal_page(opened)
    assert (await send(opened, "publishing", words=ASKED, answer="Soon.", shown_to="public")).status_code == 422
    assert (await send(opened, "publishing", words=ASKED, shown_to="members")).status_code == 303
    assert ASKED not in await goal_page(opened)
    assert ASKED in await goal_page(opened, await opened.person(Role.VIEWER, "Ash"))
    assert ASKED not in await goal_page(opened, await opened.person(Role.PARTNER))


async def test_what_is_declined_says_why_and_can_be_taken_back(opened: Reporting):
    assert (await ask(opened, address="r@example.org")).status_code == 303
    assert (await send(opened, "declining", reason="")).status_code == 422
    assert (await send(opened, "declining", reason="It is about a bus.")).status_code == 303
    assert (await send(opened, "publishing", words=ASKED, shown_to="public")).status_code == 409
    async with opened.here.session() as session:
        [letter] = (await session.scalars(sa.select(Letter).where(Letter.recipient == "r@example.org"))).all()
    assert "It is about a bus." in letter.body
    assert (await send(opened, "reopening")).status_code == 303
    assert (await send(opened, "publishing", words=ASKED, shown_to="public")).status_code == 303
    assert ASKED in await goal_page(opened)


async def test_coordinators_get_one_letter_an_hour_and_old_addresses_go(opened: Reporting):
    async def asked_letters() -> list[str]:
        async with opened.here.session() as session:
            about = sa.select(Letter).where(Letter.subject.contains("about shared goals")).order_by(Letter.id)
            return [one.subject for one in await session.scalars(about)]

    async def run(after: timedelta) -> None:
        await jobs.hear(opened.here.database, opened.here.app.state.settings, now() + after)

    await ask(opened, address="r@example.org")
    await ask(opened)
    await run(timedelta())
    [subject] = await asked_letters()
    assert "2 questions about shared goals wait" in subject
    await ask(opened)
    await run(timedelta(minutes=30))
    assert len(await asked_letters()) == 1
    await run(timedelta(minutes=61))
    assert "1 question about shared goals waits" in (await asked_letters())[-1]
    assert (await kept(opened))[0].address == "r@example.org"
    await run(timedelta(days=91))
    assert (await kept(opened))[0].address == ""


async def test_two_who_answer_at_once_leave_one_answer(opened: Reporting):
    await ask(opened)
    by: UUID = opened.by.person_id
    [question] = await kept(opened)
    for words in ("First", "Second"):
        async with opened.here.session() as session:
            said = {"words": words, "answer": "Yes.", "answered_as": "The team", "visibility": "public"}
            await questions.publish(session, question.id, **said, by=by)
    async with opened.here.session() as session:
        standing = await session.scalars(sa.select(GoalAnswer.words).where(GoalAnswer.ended_at.is_(None)))
        assert list(standing) == ["Second"]
