"""Queries about figures: asked beside the figure, answered there by the member, and nothing is sent back by them."""

import html
import re

import pytest
import sqlalchemy as sa

from backend.kit.mail import Letter
from backend.members.rules import Role
from backend.submissions.question_tables import FigureQuestion, QuestionNote
from backend.submissions.tables import Submission
from tests.makers import Visitor
from tests.submissions.fields import whole
from tests.worlds import World, statements

HIRES = "hires"


@pytest.fixture
async def approved(world: World) -> Submission:
    of = await world.submission(await world.opened())
    await world.approved(of)
    return of


async def ask(world: World, of: Submission, words: str = "Does this count the agency staff?", cell: str = HIRES):
    return await world.here.coordinator.send_form(world.path(of, "/queries"), cell=cell, words=words)


async def question(world: World) -> FigureQuestion:
    async with world.here.session() as session:
        return (await session.scalars(sa.select(FigureQuestion).order_by(FigureQuestion.asked_at.desc()))).first()


async def write(world: World, of: Submission, words: str, by: Visitor | None = None, **more: str):
    path = world.path(of, f"/queries/{(await question(world)).id}/notes")
    return await (by or world.contributor).send_form(path, words=words, **more)


async def letters_about(world: World, subject: str) -> list[Letter]:
    return [one for one in await world.letters() if subject in one.subject]


async def test_a_query_is_asked_and_answered_beside_the_figure_and_sends_nothing_back(
    world: World, approved: Submission
):
    coordinator, before = world.here.coordinator, await world.state(approved)
    asked = await ask(world, approved)
    assert asked.status_code == 303
    assert asked.headers["location"].endswith("#q.hires")
    assert await world.state(approved) == before == "approved"
    seen = (await world.contributor.get(world.path(approved))).text
    assert "Does this count the agency staff?" in seen
    assert "One query about your figures" in seen
    answer = await write(world, approved, "It does not; they are with the agency.")
    assert answer.status_code == 303
    reviewed = (await coordinator.get(world.path(approved))).text
    assert "they are with the agency" in reviewed
    assert "One query is answered" in reviewed
    closed = await coordinator.send_form(world.path(approved, f"/queries/{(await question(world)).id}/closing"))
    assert closed.status_code == 303
    assert "closed" in (await world.contributor.get(world.path(approved))).text
    assert (await write(world, approved, "One more thing.")).status_code == 409


async def test_it_is_answered_on_the_form_and_one_comes_back_to_the_section(world: World, approved: Submission):
    await ask(world, approved, cell="spend")
    back = await world.here.coordinator.send_form(world.path(approved, "/return"), reason="Look again, please.")
    assert back.status_code == 303
    page = await world.contributor.get(world.path(approved) + "?section=money")
    assert "Does this count the agency staff?" in page.text
    id = (await question(world)).id
    assert f'formaction="{world.path(approved)}/queries/{id}/notes"' in page.text
    assert f'id="write.{id}"' not in page.text  # no form of its own: what is typed beside it goes with it
    assert "One query about your figures" in (await world.contributor.get(world.path(approved, "/check"))).text
    answer = await write(world, approved, "It is net of tax.", section="money")
    assert answer.headers["location"].startswith(world.path(approved) + "?section=money&done=answered#q.spend")
    assert "It is net of tax." in (await world.contributor.get(world.path(approved) + "?section=money")).text


async def test_sending_an_answer_saves_what_is_typed_beside_it_or_keeps_all_of_it(world: World, approved: Submission):
    """As a browser without scripts sends it: every field of the form, and the address of the button."""
    await ask(world, approved, cell="spend")
    await world.here.coordinator.send_form(world.path(approved, "/return"), reason="Look again, please.")
    id, section = (await question(world)).id, world.path(approved) + "?section=money"
    notes = world.path(approved, f"/queries/{id}/notes")
    form = whole(await world.contributor.get(section))
    wrong = await world.contributor.send_form(notes, **form | {"n.spend": "12x", f"words.{id}": "It is net of tax."})
    assert wrong.status_code == 422
    assert 'value="12x"' in wrong.text
    assert ">It is net of tax.</textarea>" in wrong.text
    empty = await world.contributor.send_form(notes, **form | {"n.spend": "1300"})
    assert empty.status_code == 422
    assert '<a href="#q.spend">Your answer</a>' in empty.text
    assert 'value="1300"' in empty.text
    kept = await world.contributor.send_form(
        world.path(approved, "/entries"), **form | {f"words.{id}": "Later.", "then": "money"}
    )
    assert ">Later.</textarea>" in kept.text
    assert "not sent yet" in kept.text
    form = whole(await world.contributor.get(section))
    sent = await world.contributor.send_form(notes, **form | {"n.spend": "1300", f"words.{id}": "It is net of tax."})
    assert sent.headers["location"] == f"{section}&done=answered#q.spend"
    page = await world.contributor.get(section)
    assert whole(page)["n.spend"].replace(",", "") in ("1300", "1300.00")
    assert "It is net of tax." in page.text
    assert (await world.contributor.send_form(world.path(approved, "/submission"))).status_code == 303
    late = await world.contributor.send_form(notes, **form | {"n.spend": "1400", f"words.{id}": "Freight is in it."})
    assert late.status_code == 409
    assert 'value="1400"' in late.text
    assert ">Freight is in it.</textarea>" in late.text


async def test_what_is_typed_to_a_query_that_was_closed_meanwhile_is_handed_back(world: World, approved: Submission):
    await ask(world, approved, cell="spend")
    await world.here.coordinator.send_form(world.path(approved, "/return"), reason="Look again, please.")
    id = (await question(world)).id
    form = whole(await world.contributor.get(world.path(approved) + "?section=money"))
    await write(world, approved, "It is net of tax.", by=world.approver)
    closing = world.path(approved, f"/queries/{id}/closing")
    assert (await world.here.coordinator.send_form(closing)).status_code == 303
    notes = world.path(approved, f"/queries/{id}/notes")
    late = await world.contributor.send_form(notes, **form | {"n.spend": "1400", f"words.{id}": "Freight is in it."})
    assert late.status_code == 422
    assert 'value="1400"' in late.text
    assert "What you wrote meanwhile, not sent" in late.text
    assert "readonly>Freight is in it.</textarea>" in late.text


async def test_letters_go_both_ways_and_say_no_figure(world: World, approved: Submission):
    await ask(world, approved, words="Why 40 and not 38?")
    await ask(world, approved, words="And this one?", cell="spend")
    told = await letters_about(world, "a query about a figure of Abbey")
    assert len(told) == 2  # its contributor and its approver, once for both questions
    assert all(world.path(approved) in one.body for one in told)
    assert not any(re.search(r"\b(40|38|1200)\b", one.body) or "Why" in one.body for one in told)
    await write(world, approved, "It is 38 with the two who left.")
    [back] = await letters_about(world, "Abbey answered a query")
    assert not re.search(r"\b38\b", back.body)


async def test_only_the_coordinator_asks_and_closes_and_only_the_member_answers(world: World, approved: Submission):
    assert (
        await world.contributor.send_form(world.path(approved, "/queries"), cell=HIRES, words="?")
    ).status_code == 403
    await ask(world, approved)
    closing = world.path(approved, f"/queries/{(await question(world)).id}/closing")
    assert (await world.approver.send_form(closing)).status_code == 403
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    assert (await write(world, approved, "Yes.", by=viewer)).status_code == 403
    neighbour = world.people["Birch", Role.CONTRIBUTOR]
    assert (await write(world, approved, "Yes.", by=neighbour)).status_code == 404
    assert "Does this count" in (await viewer.get(world.path(approved))).text
    assert (await write(world, approved, "Yes.", by=world.approver)).status_code == 303


async def test_nothing_about_a_person_is_kept_and_what_was_typed_stands_there_again(world: World, approved: Submission):
    said = "Ask Jo, jo@example.org"
    refused = await ask(world, approved, words=said)
    assert refused.status_code == 422
    assert "an e-mail address" in refused.text
    assert said in html.unescape(refused.text)
    await ask(world, approved)
    again = await write(world, approved, "Her number is 212-555-0147")
    assert again.status_code == 422
    assert "Her number is 212-555-0147" in again.text
    async with world.here.session() as session:
        assert [one.words for one in await session.scalars(sa.select(QuestionNote))] == [
            "Does this count the agency staff?"
        ]


async def test_a_second_question_about_the_same_figure_goes_on_the_same_thread(world: World, approved: Submission):
    await ask(world, approved)
    await ask(world, approved, words="And the trainees?")
    async with world.here.session() as session:
        assert len((await session.scalars(sa.select(FigureQuestion))).all()) == 1
    assert "And the trainees?" in (await world.contributor.get(world.path(approved))).text


async def test_only_what_was_answered_can_be_asked_about(world: World, approved: Submission):
    assert (await ask(world, approved, cell="hires.gender.women")).status_code == 409
    assert (await ask(world, approved, cell="nothing_of_the_kind")).status_code == 409
    page = await world.here.coordinator.get(world.path(approved, "/queries/new?cell=hires"))
    assert "New hires" in page.text
    assert (await world.here.coordinator.get(world.path(approved, "/queries/new?cell=nothing"))).status_code == 404


async def test_threads_cost_no_query(world: World, approved: Submission):
    with statements(world.here) as without:
        await world.here.coordinator.get(world.path(approved))
    await ask(world, approved)
    await ask(world, approved, cell="spend")
    with statements(world.here) as with_threads:
        await world.here.coordinator.get(world.path(approved))
    assert len(with_threads) == len(without)


async def test_what_is_kept_back_later_takes_its_thread_with_it(world: World, approved: Submission):
    await ask(world, approved)
    await write(world, approved, "It counts the night staff.")
    review = f"/{world.here.slug}/review"
    assert "one query answered" in (await world.here.coordinator.get(review)).text
    async with world.here.session() as session:
        element = (await session.execute(sa.text("select id from elements where code = 'hires'"))).scalar_one()
    path = f"/{world.here.slug}/agreements/members/{world.abbey.id}/withholdings"
    kept = await world.approver.send_form(path, element=str(element), breakdown="", reason="We keep it to ourselves.")
    assert kept.status_code == 303, kept.text
    assert "night staff" not in (await world.here.coordinator.get(world.path(approved))).text
    assert "night staff" in (await world.approver.get(world.path(approved))).text
    assert (await ask(world, approved)).status_code == 409
    assert "one query answered" not in (await world.here.coordinator.get(review)).text, "nobody there could close it"
    assert "night staff" not in (await world.here.administrator.get(f"/{world.here.slug}/trail")).text
