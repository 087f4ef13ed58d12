"""The last report's totals beside the figures here: equal, or differing with what it looks like; nothing kept back."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions import actions, queries
from backend.submissions.schemas import Draft, DraftCell
from tests.makers import Here
from tests.releases.reporting import Q1, Q2, Reporting, make_reporting
from tests.releases.test_past_pages import brought, pasted, said
from tests.releases.test_system_and_remainder import system


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def held(here: Here, *lines: str, **fields: str) -> str:
    """Each row on a line of its own."""
    answer = await sent(here, *lines, **fields)
    assert answer.status_code == 200, said(answer.text)
    return "\n".join(said(row) for row in answer.text.split("<tr>"))


async def sent(here: Here, *lines: str, **fields: str) -> Any:
    table = pasted("element|period|value", *lines)
    return await here.coordinator.send_form(f"/{here.slug}/spreadsheet", lines=table, **{"then": "look", **fields})


def told(page: str, line: int) -> str:
    """What stands in the row of this line of what was sent."""
    [found] = [row for row in page.splitlines() if f"· Line {line} " in row]
    return found.partition(f"· Line {line} ")[2]


async def waits(world: Reporting, of: Round, member: str, **numbers: int) -> None:
    """Handed in and signed, and not accepted."""
    async with world.here.session() as session:
        every = await queries.of_rounds(session, [of.id])
        id = next(one.id for one in every if one.member_id == world.members[member].id)
        submission = await queries.submission(session, id, lock=True)
        answers = {"hires": 100, "local_hires": 20, "kwh": 5, **numbers}
        cells = [DraftCell(code, None, str(number), None, "As it is.") for code, number in answers.items()]
        cells.append(DraftCell("story", None, "We did.", None, ""))
        await actions.save_draft(session, submission, Draft(cells), by=world.contributor, today=world.today)
        await actions.submit(session, submission, by=world.contributor, today=world.today)
        await actions.approve(session, submission, by=world.approver, today=world.today)


async def keeps_back(world: Reporting, member: str, element: str) -> None:
    async with world.here.session() as session:
        await session.execute(
            sa.text(
                "insert into withholdings (id, member_id, element_id, reason, begun_by, begun_at, by_backbone)"
                " select gen_random_uuid(), :member, id, 'Not ours', :who, now(), false from elements where code = :code"
            ),
            {"member": world.members[member].id, "who": world.here.coordinator.person_id, "code": element},
        )


async def test_each_total_is_equal_or_differs_and_looks_like_something(here: Here, world: Reporting) -> None:
    of = await world.opened(Q1)
    for member, hires, local, spend in (("Ash", 100, 10, 1000), ("Cedar", 100, 30, 3000), ("Elm", 300, 150, 5000)):
        await world.answered(of, member, hires=hires, local_hires=local, spend=spend)
    await world.answered(await world.opened(Q2), "Ash", spend=111)
    q1, q2 = (world.collaborative.calendar.label(one) for one in (Q1, Q2))
    year = world.collaborative.calendar.label(world.collaborative.calendar.period(Q1.start, 12))
    page = await held(
        here,
        f"spend|{q1}|9,000",
        f"SC-01|{q1}|6000",
        f"Local hire rate|{q1}|30",
        f"WF-06|{q1}|38",
        f"spend|{q1}|9",
        f"kwh|{q1}|15000",
        f"spend|{q1}|9001",
        f"beds|{q1}|1",
        f"hires|{q1}|some",
        f"spend|{q2}|111.4",
        f"Energy|{year}|10",
    )
    assert re.search(r"\d of 9 are equal", page)
    assert told(page, 2).startswith("9,000 9,000 equal")
    assert "differs by 3,000: yours is less Looks like Cedar is missing in yours" in told(page, 3)
    assert "Looks like an average of the members’ own rates" in told(page, 4)
    assert "38 38 equal" in told(page, 5)
    assert "yours times 1,000 is the figure here" in told(page, 6)
    assert "15,000 15 " in told(page, 7)
    assert "Looks like another unit: yours divided by 1,000" in told(page, 7)
    assert "No likely reason was found. In the figure here: 3 of 5 members reported." in told(page, 8)
    assert "2 lines could not be read" in page
    assert "Line 9 : “beds” is no figure of Wood report" in page
    assert "Line 10 : " in page
    assert "differs by 0.4: yours is more No likely reason" in told(page, 11)


async def test_a_system_counted_twice_is_told_by_its_parts(here: Here, world: Reporting) -> None:
    await system(world, level="site")
    of = await world.reported(Q1)
    for name, spend in (("Oak System", 10_000), ("Oak North", 6_100), ("Oak South", 3_900)):
        await world.answered(of, name, spend=spend)
    q1 = world.collaborative.calendar.label(Q1)
    page = await held(here, f"spend|{q1}|25000", f"spend|{q1}|31100", f"spend|{q1}|35000", f"spend|{q1}|23000")
    assert "25,000 25,000 equal" in told(page, 2)
    assert "the figures of Oak System contain those of Oak North" in told(page, 3)
    assert "the figures of Oak System contain those of Oak North + Oak South" in told(page, 4)
    assert "Looks like Birch is missing in yours" in told(page, 5)


async def test_what_is_kept_back_is_no_reason(here: Here, world: Reporting) -> None:
    """The difference is just what Elm keeps back, accepted or waiting: nothing may say so."""
    of = await world.reported(Q1, "Elm")
    await waits(world, of, "Elm", spend=5_432)
    q1 = world.collaborative.calendar.label(Q1)
    line = f"spend|{q1}|{1000 + 2000 + 3000 + 4000 + 5432}"
    assert "Looks like Elm is in yours; its answer is not accepted here yet" in await held(here, line)
    await keeps_back(world, "Elm", "spend")
    page = await held(here, line)
    assert "differs by 5,432: yours is more No likely reason was found." in page
    assert "Elm" not in page
    assert "is in yours; its answer is not accepted" in await held(here, f"hires|{q1}|500")
    of = await world.reported(Q2)
    await keeps_back(world, "Cedar", "spend")
    later = world.collaborative.calendar.label(Q2)
    page = await held(here, f"spend|{later}|15000")  # with Cedar's 3000 and Elm's 5000
    assert "differs by 8,000: yours is more No likely reason was found." in page
    assert "Cedar" not in page


async def test_a_member_without_an_agreement_is_in_no_total_and_is_named(here: Here, world: Reporting) -> None:
    of = await world.reported(Q1)
    async with here.session() as session:
        await session.execute(
            sa.text(
                "update agreements set ended_at = now(), ended_by = :who, end_reason = 'Over' where member_id = :id"
            ),
            {"id": world.members["Elm"].id, "who": here.coordinator.person_id},
        )
    q1 = world.collaborative.calendar.label(of.period)
    assert "Looks like Elm is in yours; it has no agreement in force here" in await held(here, f"spend|{q1}|15000")


async def test_what_reports_alone_tell_is_not_told_here(here: Here, world: Reporting) -> None:
    """Counts from patients' records and wages: small ones are hidden from the backbone too."""
    await world.reported(Q1)
    async with here.session() as session:
        await session.execute(sa.text("update indicators set disclosure_class = 'patient' where code = 'WF-06'"))
        # So that the question is one by itself, read by a figure that is guarded.
        gone = "update framework_indicators set retired_on = now() where indicator_id in"
        await session.execute(sa.text(f"{gone} (select id from indicators where code = 'WF-05')"))
    q1 = world.collaborative.calendar.label(Q1)
    page = await held(here, f"WF-06|{q1}|99", f"local_hires|{q1}|99")
    assert "– Told in reports only" in told(page, 2)
    assert "– Told in reports only" in told(page, 3)
    assert "differs" not in page


async def test_totals_that_were_brought_in_are_held_beside_as_well(here: Here, world: Reporting) -> None:
    await brought(here, pasted("element|period|value", "spend|2019-20|900"))
    page = await held(here, "spend|2019-20|900", "spend|2018-19|1")
    assert "900 900 equal The figure here is a total that was brought in." in page
    assert "No figure of this period is here." in page


async def test_it_is_downloaded_and_refused_in_words(here: Here, world: Reporting) -> None:
    await world.reported(Q1)
    q1 = world.collaborative.calendar.label(Q1)
    lines = (f"spend|{q1}|12000", f"spend|{q1}|15000")
    rows = (await sent(here, *lines, then="csv")).text.splitlines()
    assert rows[0].endswith("Line,Figure,Period,Yours,Here,Difference,What it looks like")
    assert rows[1].startswith(f"Line 2,Spend,{q1},12000,15000,-3000,Looks like Cedar or Ash + Birch is missing")
    assert rows[2] == f"Line 3,Spend,{q1},15000,15000,0,"
    with ZipFile(BytesIO((await sent(here, *lines, then="xlsx")).content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    empty = await here.coordinator.send_form(f"/{here.slug}/spreadsheet", then="look")
    assert empty.status_code == 422
    assert "Paste the totals with their headings" in empty.text
    members = await here.coordinator.send_form(
        f"/{here.slug}/spreadsheet", lines=pasted("member|element|period|value", f"Ash|spend|{q1}|1"), then="look"
    )
    assert members.status_code == 422
    assert "These are members’ own figures." in members.text
    assert "Ash\tspend" in members.text
    people = pasted("last name|date of birth|value", *(f"Doe{n}|1970-01-0{n}|1" for n in range(1, 7)))
    refused = await here.coordinator.send_form(f"/{here.slug}/spreadsheet", lines=people, then="look")
    assert refused.status_code == 422
    async with here.session() as session:
        assert await session.scalar(sa.text("select count(*) from imports")) == 0
    for role, member in ((Role.CONTRIBUTOR, "Ash"), (Role.PARTNER, "")):
        assert (await (await world.person(role, member)).get(f"/{here.slug}/spreadsheet")).status_code == 403
