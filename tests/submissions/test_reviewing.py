"""What a reviewer sees first, sends back in part, and goes through from one submission to the next."""

import re

from backend.submissions.tables import Return
from tests.submissions.test_questions import ask
from tests.worlds import FIRST, World, statements


def order(text: str) -> list[str]:
    """The figures of the page, from the top."""
    return re.findall(r'<input type="checkbox" name="cell" value="([^"]+)"', text)


async def second(world: World, **answers: str):
    """Abbey's answers to the second quarter, approved; the first is accepted as `ANSWERS` has it."""
    await world.accepted(await world.submission(await world.opened()))
    of = await world.submission(await world.opened(FIRST.shift(3)))
    await world.approved(of, **answers)
    return of


async def test_what_differs_most_from_last_quarter_stands_on_top(world: World):
    of = await second(world, hires="42", local_hires="10", spend="2401", policy="yes")
    page = await world.here.coordinator.get(world.path(of))
    assert order(page.text) == ["spend", "hires", "local_hires", "policy"]
    assert "+100%" in page.text
    assert "+5%" in page.text


async def test_what_the_checks_asked_stands_first_though_it_was_explained(world: World):
    await world.accepted(await world.submission(await world.opened()))
    of = await world.submission(await world.opened(FIRST.shift(3)))
    await world.fill(of, hires="400", spend="120000")
    await world.save(of, section="work", n__hires="400", t__hires="We took over two wards.", r__hires="1")
    await world.save(of, section="money", n__spend="1300", r__spend="1")
    await world.contributor.send_form(world.path(of, "/submission"))
    assert (await world.approver.send_form(world.path(of, "/approval"))).status_code == 303
    page = await world.here.coordinator.get(world.path(of))
    assert order(page.text)[:2] == ["hires", "spend"]
    assert "times what was usual" in page.text
    assert "We took over two wards." in page.text
    inbox = (await world.here.coordinator.get(f"/{world.here.slug}/review")).text
    assert "one answer is explained" in inbox
    assert "one figure changed by more than half" in inbox


async def test_a_part_is_sent_back_and_the_rest_need_not_be_looked_over_again(world: World):
    of, coordinator = await second(world, hires="42", local_hires="12", spend="1300"), world.here.coordinator
    back = {"reason": "Is this all of it?", "rest": "ready"}
    refused = await coordinator.send_form(world.path(of, "/return"), **back)
    assert refused.status_code == 422
    assert "Tick the answers" in refused.text
    assert await world.state(of) == "approved"
    assert (await coordinator.send_form(world.path(of, "/return"), cell="spend", **back)).status_code == 303
    assert "Only the marked answers are asked for again" in (await world.contributor.get(world.path(of))).text
    assert await world.values(of) == []  # nothing of it counts
    await world.save(of, section="money", n__spend="1400", r__spend="1")
    await world.contributor.send_form(world.path(of, "/submission"))
    await world.approver.send_form(world.path(of, "/approval"))
    page = (await coordinator.get(world.path(of))).text
    assert order(page)[0] == "spend"
    assert page.count("looked over before") == 3
    assert "was sent back before" in (await coordinator.get(f"/{world.here.slug}/review")).text


async def test_who_approves_cannot_say_that_the_rest_is_ready(world: World):
    of = await world.submission(await world.opened())
    await world.submitted(of)
    sent = {"reason": "Look again.", "cell": "hires", "rest": "ready"}
    assert (await world.approver.send_form(world.path(of, "/return"), **sent)).status_code == 303
    async with world.here.session() as session:
        found = (await session.execute(Return.__table__.select())).mappings().one()
    assert found["rest_ready"] is False


async def test_the_inbox_leads_from_one_to_the_next(world: World):
    coordinator, inbox = world.here.coordinator, f"/{world.here.slug}/review"
    assert "Nothing waits for you" in (await coordinator.get(inbox)).text
    of = await second(world)
    listed = (await coordinator.get(inbox)).text
    assert world.path(of) in listed
    await ask(world, of)
    assert "one query open" in (await coordinator.get(inbox)).text
    for after in ("", f"?after={of.id}"):
        onward = await coordinator.get(f"{inbox}/next{after}")
        assert onward.headers["location"] == (inbox if after else world.path(of))
    accepted = await coordinator.send_form(world.path(of, "/acceptance"), then="review")
    assert accepted.headers["location"] == f"{inbox}?accepted={of.id}"
    after = (await coordinator.get(accepted.headers["location"])).text
    assert "Abbey is accepted" in after
    assert "Nothing waits for you" in after
    assert (await world.contributor.get(inbox)).status_code == 403


async def test_the_review_and_the_inbox_stay_within_twelve_queries(world: World):
    of = await second(world)
    for path in (world.path(of), f"/{world.here.slug}/review"):
        with statements(world.here) as asked:
            assert (await world.here.coordinator.get(path)).status_code == 200
        assert len(asked) <= 12, path
