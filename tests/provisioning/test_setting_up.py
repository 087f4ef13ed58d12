"""From a collaborative just begun to an open first collection, page by page."""

import re
import secrets

import pytest
import sqlalchemy as sa

from backend.indicators.tables import FrameworkElement, FrameworkIndicator
from backend.kit.db import Database, Scope
from backend.members.rules import Role
from backend.members.tables import Collaborative, Invitation, Member
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.makers import Here, Visitor
from tests.provisioning.test_beginning import arrived, filled, invited, somebody

EIGHT = """Name\tKind\tCode\tContact
Ash General Hospital\thospital\t140001\tada@ash.example
Birch Medical Center\thospital\t140002\tBen Oak <ben@birch.example>
Cedar Health\tsystem\t\tcyd@cedar.example
Dogwood Children's Hospital
Elm Community Hospital\t140005
Fir Clinic\tclinic
Gum Rehabilitation\thospital\t\tgus@gum.example
Holly University Hospital\thospital\t140008"""


class Begun:
    """A collaborative of one's own, just made."""

    def __init__(self, ada: Visitor, slug: str, scope: Scope, owner: Database) -> None:
        self.ada, self.slug, self.scope, self.owner = ada, slug, scope, owner

    async def get(self, path: str) -> str:
        answer = await self.ada.get(f"/{self.slug}{path}")
        assert answer.status_code == 200, path
        return answer.text

    async def send(self, path: str, **fields: str) -> tuple[int, str]:
        answer = await self.ada.send_form(f"/{self.slug}{path}", **fields)
        return answer.status_code, answer.headers.get("location") or answer.text

    async def scalars(self, query: sa.Select[tuple[object]]) -> list[object]:
        async with self.owner.session(self.scope) as session:
            return list(await session.scalars(query))


async def make_begun(here: Here, name: str) -> Begun:
    path = await invited(here, await here.operator(name="Olga Operator"), somebody())
    ada = await arrived(here, path)
    slug = f"s-{secrets.token_hex(4)}"
    made = await ada.send_form(f"{path}/{name}", **filled(address=slug, year="1", time_zone="America/Chicago"))
    assert made.headers["location"] == f"/{slug}/setup?done=begun"
    async with here.owner.session(Scope()) as session:
        id = (await session.scalars(sa.select(Collaborative.id).where(Collaborative.slug == slug))).one()
    return Begun(ada, slug, Scope.everything_in(id), here.owner)


def looked_at(page: str) -> str:
    return re.findall(r'name="looked" value="(\w+)"', page)[0]


async def joined(begun: Begun, members: str) -> None:
    """Looked at, then added."""
    pasted = {"members": members, "since": "2024-01-01", "year": "1"}
    _, page = await begun.send("/setup/members", **pasted)
    assert (await begun.send("/setup/members", **pasted, looked=looked_at(page), then="do"))[0] == 303


@pytest.fixture
async def begun(here: Here) -> Begun:
    return await make_begun(here, "wsu")


async def test_from_begun_to_an_open_collection_of_eight(begun: Begun) -> None:
    first = await begun.get("/setup")
    assert "2 of 7 done" in first, "what the set brought: questions and areas"
    assert "Next: Members" in first
    for brought in ("3 shared goals", "6 published figures"):
        assert brought in first, "of the set's own place: what is not yours is laid down"
    pasted = {"members": EIGHT, "since": "2024-01-01", "year": "7"}
    code, looked = await begun.send("/setup/members", **pasted, then="look")
    assert (code, "8 members would be added" in looked) == (200, True)
    assert await begun.scalars(sa.select(Member.id)) == [], "looking saves nothing"
    saved = await begun.send("/setup/members", **pasted, looked=looked_at(looked), then="do")
    assert saved == (303, f"/{begun.slug}/setup?done=members-joined")
    assert "Next: People of each member" in await begun.get("/setup")
    members = {one.name: one for one in await begun.scalars(sa.select(Member))}
    assert members["Cedar Health"].level == "system"
    assert members["Ash General Hospital"].contact == "ada@ash.example"
    assert {one.fiscal_year_starts_in for one in members.values()} == {7}
    page = await begun.get("/setup/people")
    assert 'value="ben@birch.example"' in page, "whoever to ask there is suggested"
    people = {}
    for number, one in enumerate(members.values()):
        people[f"contributor.{one.id}"] = f"enters{number}@{begun.slug}.example"
        people[f"approver.{one.id}"] = f"Sig Ner <signs{number}@{begun.slug}.example>"
    assert await begun.send("/setup/people", **people) == (303, f"/{begun.slug}/setup?done=people-invited")
    theirs = Invitation.collaborative_id == begun.scope.collaborative_id
    assert len(await begun.scalars(sa.select(Invitation.id).where(theirs))) == 16
    assert "Next: The calendar" in await begun.get("/setup")
    proposed = calendar(await begun.get("/setup/calendar"))
    assert len(proposed) == 5, "of one form: whether, the period and three days"
    done = f"/{begun.slug}/setup?done=calendar-planned"
    assert await begun.send("/setup/calendar", **proposed) == (303, done)
    [planned] = await begun.scalars(sa.select(Round))
    setup = await begun.get("/setup")
    assert "Next: Agreements" in setup
    assert f"/{begun.slug}/rounds/{planned.id}/opening" in setup
    asks = await begun.get(f"/rounds/{planned.id}/opening")
    assert "Invited, and not here yet" in asks
    assert "Nobody to answer" not in asks
    done = f"/{begun.slug}/rounds?done=opened-to-some"
    assert await begun.send(f"/rounds/{planned.id}/opening") == (303, done), "nobody is here to be told"
    assert "send the invitation again" in await begun.get(f"/rounds/{planned.id}")
    assert len(await begun.scalars(sa.select(Submission.id))) == 8


async def test_the_menu_has_the_line_until_the_first_collection_opens(begun: Begun) -> None:
    line = f'href="/{begun.slug}/setup"'
    assert line in await begun.get("/people")
    await test_from_begun_to_an_open_collection_of_eight(begun)
    assert line not in await begun.get("/people")
    assert "6 of 7 done" in await begun.get("/setup"), "still there, without agreements"


async def test_every_faulty_line_is_told_at_once_and_nothing_is_saved(begun: Begun) -> None:
    pasted = "Ash\nAsh\nBirch, hospitol\nCedar, 14\u200b0001\nDogwood, not@an@address\nElm, hospital, system"
    code, page = await begun.send("/setup/members", members=pasted, since="2024-01-01", year="1")
    assert code == 422
    for said in (
        "Line 2",
        "It stands in line 1 already",
        "Line 3",
        "“hospitol” is no kind",
        "Line 4",
        "Line 5",
        "Line 6",
    ):
        assert said in page
    assert "hospitol" in page
    assert await begun.scalars(sa.select(Member.id)) == []
    await joined(begun, "Ash")
    code, page = await begun.send("/setup/members", members="Birch\nASH", since="2024-01-01", year="1")
    assert (code, "ASH is a member already" in page) == (422, True)
    assert len(await begun.scalars(sa.select(Member.id))) == 1


async def test_what_was_typed_after_the_look_is_shown_first_and_nothing_of_it_is_saved(begun: Begun) -> None:
    pasted = {"members": "Ash", "since": "2024-01-01", "year": "1"}
    _, page = await begun.send("/setup/members", **pasted, then="look")
    more = pasted | {"members": "Ash\nBirch, system"}
    code, again = await begun.send("/setup/members", **more, looked=looked_at(page), then="do")
    assert code == 200
    assert "Something was changed since the last look, so nothing was saved." in again
    assert "2 members would be added" in again
    assert ">Ash\nBirch, system</textarea>" in again
    assert await begun.scalars(sa.select(Member.id)) == []
    assert (await begun.send("/setup/members", **more, looked=looked_at(again), then="do"))[0] == 303
    assert len(await begun.scalars(sa.select(Member.id))) == 2


async def test_nobody_is_added_whom_nobody_looked_at(begun: Begun) -> None:
    code, page = await begun.send("/setup/members", members="Ash", since="2024-01-01", year="1", then="do")
    assert (code, "1 member would be added" in page) == (200, True)
    assert await begun.scalars(sa.select(Member.id)) == []


async def test_the_page_says_what_a_remainder_is(begun: Begun) -> None:
    assert "A remainder is the rest of a system" in await begun.get("/setup/members")


async def test_a_faulty_address_sends_no_letter_at_all(begun: Begun) -> None:
    await joined(begun, "Ash\nBirch")
    ash, birch = await begun.scalars(sa.select(Member).order_by(Member.name))
    good = f"a@{begun.slug}.example, b@{begun.slug}.example"
    code, page = await begun.send(
        "/setup/people", **{f"contributor.{ash.id}": good, f"approver.{birch.id}": "nobody at home"}
    )
    assert (code, "nobody at home" in page, good in page) == (422, True, True)
    invitations = sa.select(Invitation.id).where(Invitation.collaborative_id == begun.scope.collaborative_id)
    assert await begun.scalars(invitations) == []
    assert (await begun.send("/setup/people", **{f"contributor.{ash.id}": good}))[0] == 303
    assert len(await begun.scalars(invitations)) == 2
    code, page = await begun.send("/setup/people", **{f"contributor.{ash.id}": good})
    assert (code, page.count("has been invited to this already")) == (422, 2)


async def test_nobody_is_invited_to_sign_alone_for_what_they_fill_in(begun: Begun) -> None:
    await joined(begun, "Ash")
    [ash] = await begun.scalars(sa.select(Member))
    one, two = f"a@{begun.slug}.example", f"b@{begun.slug}.example"
    code, page = await begun.send("/setup/people", **{f"contributor.{ash.id}": one, f"approver.{ash.id}": one.upper()})
    assert (code, f"{one} cannot fill in and sign alone" in page) == (422, True)
    both = {f"contributor.{ash.id}": f"{one}, {two}", f"approver.{ash.id}": one}
    assert (await begun.send("/setup/people", **both))[0] == 303, "one of them signs for the other"


# ---- What is asked ---------------------------------------------------------------------------------------------------


def boxes(page: str) -> dict[str, bool]:
    found = re.findall(r'<input type="checkbox" name="([^"]+)" value="on"( checked)?>', page)
    return {name: bool(checked) for name, checked in found}


async def live(begun: Begun) -> tuple[int, int]:
    both = (FrameworkElement, FrameworkIndicator)
    a, b = [len(await begun.scalars(sa.select(of.id).where(of.retired_on.is_(None)))) for of in both]
    return a, b


async def test_a_figure_switched_off_takes_its_own_questions_along_and_comes_back(begun: Begun) -> None:
    before, on = await live(begun), boxes(await begun.get("/setup/questions"))
    assert all(on.values())
    figure = next(name for name in on if name.startswith("figure."))
    fewer = {name: "on" for name in on if name != figure}
    code, looked = await begun.send("/setup/questions", **fewer, then="look")
    assert (code, "No longer shown:" in looked) == (200, True)
    assert await live(begun) == before
    assert (await begun.send("/setup/questions", **fewer, then="do"))[0] == 303
    after = await live(begun)
    assert after[1] == before[1] - 1
    assert after[0] <= before[0]
    assert not boxes(await begun.get("/setup/questions"))[figure]
    assert (await begun.send("/setup/questions", **dict.fromkeys(on, "on"), then="do"))[0] == 303
    assert await live(begun) == before


async def test_a_whole_section_goes_and_comes_back(begun: Begun) -> None:
    before, on = await live(begun), boxes(await begun.get("/setup/questions"))
    section = next(name for name in on if name.startswith("section."))
    without = {name: "on" for name in on if name != section}
    assert "Workforce development" in await begun.get("/practice/quarterly")
    assert (await begun.send("/setup/questions", **without, then="do"))[0] == 303
    assert (await live(begun))[1] < before[1]
    now_on = {name: "on" for name, checked in boxes(await begun.get("/setup/questions")).items() if checked}
    assert section not in now_on
    assert "Workforce development" not in await begun.get("/practice/quarterly"), "practice asks what is asked now"
    assert (await begun.send("/setup/questions", **now_on, **{section: "on"}, then="do"))[0] == 303
    assert await live(begun) == before


async def test_something_must_be_asked(begun: Begun) -> None:
    code, page = await begun.send("/setup/questions", then="do")
    assert (code, "Leave at least one question on" in page) == (422, True)


# ---- The calendar ----------------------------------------------------------------------------------------------------


def calendar(page: str) -> dict[str, str]:
    """What the form would send as it stands."""
    fields = re.findall(r'<input type="(?:date|checkbox)"[^>]*name="([^"]+)" value="([^"]+)"', page)
    periods = re.findall(r'<select id="(period\.[^"]+)".*?<option value="([^"]+)"', page, re.DOTALL)
    return dict([*fields, *periods])


async def test_days_out_of_order_are_told_with_their_form(begun: Begun) -> None:
    proposed = calendar(await begun.get("/setup/calendar"))
    due = next(name for name in proposed if name.startswith("due."))
    code, again = await begun.send("/setup/calendar", **proposed | {due: "2020-01-01"})
    assert (code, "Choose a day on or after the day it opens" in again) == (422, True)
    assert await begun.scalars(sa.select(Round.id)) == []
    assert (await begun.send("/setup/calendar"))[0] == 422


async def test_members_people_find_no_set_up(here: Here) -> None:
    contributor = await here.person(Role.CONTRIBUTOR, await here.member("Ash"))
    for path in ("", "/members", "/people", "/questions", "/calendar"):
        assert (await contributor.get(f"/{here.slug}/setup{path}")).status_code == 403
        assert (await here.coordinator.get(f"/{here.slug}/setup{path}")).status_code == 200
    assert (await here.administrator.get(f"/{here.slug}/setup")).status_code == 200
