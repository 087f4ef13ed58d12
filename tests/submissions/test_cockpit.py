"""The collection's page as a cockpit: who is stuck where, lists to be kept, letters by hand, and whom they did not reach."""

import io
from datetime import timedelta

import openpyxl
import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.members.tables import SignIn
from backend.rounds.tables import Reminder, Round
from tests.worlds import FIRST, World, statements


def path(world: World, of: Round, then: str = "") -> str:
    return f"/{world.here.slug}/rounds/{of.id}{then}"


async def test_it_says_who_holds_what_and_for_how_long(world: World):
    of = await world.opened()
    await world.submitted(await world.submission(of))
    page = (await world.here.coordinator.get(path(world, of))).text
    assert "0 of 2 members have approved their figures" in page
    assert "Approver of Abbey" in page
    assert "Contributor of Birch" in page
    await world.approver.send_form(world.path(await world.submission(of), "/approval"))
    page = (await world.here.coordinator.get(path(world, of))).text
    assert "1 of 2 members have approved their figures" in page
    assert "One waits for your review" in page


async def test_it_is_narrowed_and_sorted_by_its_address(world: World):
    of = await world.opened()
    await world.submitted(await world.submission(of))
    narrowed = (await world.here.coordinator.get(path(world, of, "?show=approving"))).text
    assert ">Abbey</a>" in narrowed
    assert ">Birch</a>" not in narrowed
    assert "show=approving" in narrowed  # of the files
    assert "None of them." in (await world.here.coordinator.get(path(world, of, "?show=late"))).text
    by_state = (await world.here.coordinator.get(path(world, of, "?sort=state"))).text
    assert by_state.index(">Birch</a>") < by_state.index(">Abbey</a>")
    assert (await world.here.coordinator.get(path(world, of, "?show=nonsense"))).status_code == 400


async def test_the_list_goes_out_as_a_file(world: World):
    of = await world.opened()
    await world.submitted(await world.submission(of))
    csv = (await world.here.coordinator.get(path(world, of, "/list/csv?show=approving"))).content.decode("utf-8-sig")
    heads, only = csv.strip().split("\r\n")
    assert heads.startswith("Member,State,Days in this state")
    assert only.startswith("Abbey,waiting for approval,0,Approver of Abbey")
    answer = await world.here.coordinator.get(path(world, of, "/list/xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [row[0].value for row in sheet.iter_rows()] == ["Member", "Abbey", "Birch"]
    assert (await world.here.coordinator.get(path(world, of, "/list/pdf"))).status_code == 404
    assert (await world.contributor.get(path(world, of, "/list/csv"))).status_code == 403


async def test_a_letter_is_shown_first_and_goes_once_a_day(world: World):
    of, coordinator = await world.opened(), world.here.coordinator
    only = {"member": str(world.abbey.id)}
    shown = (await coordinator.get(path(world, of, f"/nudging?member={world.abbey.id}"))).text
    assert "We still miss your figures" in shown
    assert "Contributor of Abbey" in shown
    assert "Contributor of Birch" not in shown
    before = len(await world.letters())
    looked = await coordinator.send_form(
        path(world, of, "/nudging"), paragraph="Call me: 555-0101.", look="yes", **only
    )
    assert "Call me: 555-0101." in looked.text
    assert len(await world.letters()) == before
    sent = await coordinator.send_form(path(world, of, "/nudging"), paragraph="Call me: 555-0101.", **only)
    assert sent.status_code == 303
    [letter] = (await world.letters())[before:]
    assert "Call me: 555-0101." in letter.body
    assert "Abbey" in letter.body
    again = await coordinator.send_form(path(world, of, "/nudging"), paragraph="And again.", **only)
    assert again.status_code == 409
    everybody = (await coordinator.get(path(world, of, "/nudging"))).text
    assert "Send this letter" in everybody  # Birch's; Abbey's contributor had one
    assert "Had a letter about this today" in everybody


async def test_nothing_about_a_person_goes_out_and_nothing_empty(world: World):
    of = await world.opened()
    for words in ("", "Her record MRN 1234567 is missing."):
        refused = await world.here.coordinator.send_form(path(world, of, "/nudging"), paragraph=words)
        assert refused.status_code == 422
        assert words in refused.text
    assert not [one for one in await world.letters() if "your figures for" in one.subject]


async def test_who_has_not_signed_in_since_the_letter_is_listed_after_three_days(world: World):
    of, coordinator = await world.opened(), world.here.coordinator
    await coordinator.send_form(path(world, of, "/nudging"), paragraph="We miss your figures.")
    said = "not signed in since the letter of"
    assert said not in (await coordinator.get(path(world, of))).text
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.update(Reminder).values(sent_at=now() - timedelta(days=4)))
        quiet = sa.update(SignIn).where(SignIn.person_id == world.people["Birch", "contributor"].person_id)
        await session.execute(quiet.values(seen_at=now() - timedelta(days=9)))
    page = (await coordinator.get(path(world, of))).text
    assert page.count(said) == 1
    assert "We cannot see whether a letter was opened" in page


async def test_the_page_stays_within_twelve_queries(world: World):
    of = await world.opened()
    await world.approved(await world.submission(of))
    with statements(world.here) as asked:
        assert (await world.here.coordinator.get(path(world, of))).status_code == 200
    assert len(asked) <= 12


async def test_a_figure_that_is_gone_is_counted_alike_wherever_it_is_told(world: World):
    """While an answer is being written, an empty field is none that was taken away."""
    women, men, unknown = (f"n__hires__gender__{one}" for one in ("women", "men", "unknown"))
    first, missing = await world.opened(), "one figure is missing that was there"
    before = await world.submission(first)
    await world.save(before, **{women: "10", men: "30", unknown: "0"})
    await world.accepted(before)
    of = await world.opened(FIRST.shift(3))
    mine = await world.submission(of)
    pages = (path(world, of), f"/{world.here.slug}/review")
    await world.save(mine, **{women: "10"})
    await world.save(mine, **{women: "", "r__hires__gender__women": "1"})
    assert missing not in (await world.here.coordinator.get(pages[0])).text
    await world.approved(mine)
    assert [missing in (await world.here.coordinator.get(one)).text for one in pages] == [True, True]
