"""Earlier quarters in the browser: looked at, saved, counted, taken back; and everything that is refused on the way."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from backend.members.rules import Role
from backend.series import queries as series_queries
from backend.submissions.tables import Entry, Submission, Value
from tests.makers import Here
from tests.releases.reporting import Q1, Q2, Reporting
from tests.worlds import statements

SAID = "The quarterly book, signed by every member"


def pasted(*rows: str) -> str:
    return "\n".join("\t".join(row.split("|")) for row in rows)


TIDY = pasted(
    "member|period|element|breakdown|value",
    "Ash|Q1 2023-24|hires||100",
    "Ash|Q1 2023-24|local_hires||20",
    "Birch|Q1 2023-24|New hires||300",
    "Birch|Q1 2023-24|Local hires||90",
    "Cedar|Q1 2023-24|hires|gender.women|12",
)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def sent(here: Here, **fields: str) -> Any:
    return await here.coordinator.send_form(f"/{here.slug}/past", **fields)


async def looked(here: Here, lines: str, **fields: str) -> tuple[str, Mapping[str, str]]:
    """What the preview says, and what its form would send to save it."""
    answer = await sent(here, lines=lines, then="look", **fields)
    assert answer.status_code == 200, said(answer.text)
    found = re.search(r'name="looked" value="(\w*)"', answer.text)
    assert found
    return said(answer.text), {"lines": lines, "looked": found[1], "then": "save", "said": SAID, **fields}


async def brought(here: Here, lines: str, **fields: str) -> str:
    """The address of the import."""
    _, form = await looked(here, lines, **fields)
    answer = await sent(here, **form)
    assert answer.status_code == 303, said(answer.text)
    return str(answer.headers["location"]).partition("?")[0]


async def read(here: Here, path: str) -> str:
    answer = await here.coordinator.get(path)
    assert answer.status_code == 200, said(answer.text)
    return said(answer.text)


async def counting(here: Here) -> list[tuple[Any, ...]]:
    query = sa.select(Value.number, Value.acceptance_id).where(Value.retired_at.is_(None)).order_by(Value.number)
    async with here.session() as session:
        return [tuple(row) for row in await session.execute(query)]


async def test_quarters_are_looked_at_saved_counted_and_taken_back(here: Here, world: Reporting) -> None:
    assert "Nothing yet." in await read(here, f"/{here.slug}/past")
    preview, form = await looked(here, TIDY)
    assert "5 figures would be saved" in preview
    assert "Ash, Birch, Cedar" in preview
    assert await counting(here) == []
    unsaid = await sent(here, **{**form, "said": ""})
    assert unsaid.status_code == 422
    assert "Say whose figures these are" in unsaid.text
    assert "5 figures would be saved" in unsaid.text  # with the field that is left to fill in
    path = await brought(here, TIDY)
    assert [number for number, _ in await counting(here)] == [12, 20, 90, 100, 300]
    page = await read(here, path)
    assert "Brought in by Coordinator" in page
    assert "It was pasted." in page
    figures = await read(here, f"/{here.slug}/figures")
    assert "27.5%" in figures  # 110 of 400, never the mean of 20 and 30
    again, _ = await looked(here, TIDY)
    assert "Nothing in it is new" in again
    assert "5 figures stand here so already." in again
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 303
    assert await counting(here) == []
    assert "none of it counts any longer" in await read(here, path)
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 409
    await brought(here, TIDY.replace("100", "101"))
    assert [number for number, _ in await counting(here)] == [12, 20, 90, 101, 300]
    async with here.session() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Entry).where(Entry.number == 101)) == 1


async def test_what_was_brought_is_added_to_and_never_written_over(here: Here, world: Reporting) -> None:
    first = await brought(here, TIDY)
    wide = pasted("member|Q1 2023-24|Q2 2023-24", "Ash|7|8", "Birch|9|")
    await brought(here, wide, question="Spend")
    assert {int(number) for number, _ in await counting(here)} >= {7, 8, 9, 100}
    other, _ = await looked(here, pasted("member|period|hires|kwh", "Ash|Q1 2023-24|111|5"))
    assert "1 figure would be saved" in other
    assert "1 figure stands here otherwise, and stays" in other
    assert "100 " in other
    assert (await here.coordinator.send_form(f"{first}/taking-back")).status_code == 303
    assert [int(number) for number, _ in await counting(here)] == [7, 8, 9]


async def test_every_wrong_line_is_named_with_what_would_be_right(here: Here, world: Reporting) -> None:
    await world.opened(Q1)
    lines = pasted(
        "member|period|element|breakdown|value",
        "Oak|Q1 2023-24|hires||1",
        "Ash|Q9|hires||1",
        "Ash|Q1 2023-24|beds||1",
        "Ash|Q1 2023-24|hires|gender.cats|1",
        "Ash|Q1 2023-24|hires||1.5",
        "Ash|Q1 2023-24|spend||-4",
        "Birch|Q1 2023-24|spend||a lot",
        f"Ash|{world.collaborative.calendar.label(Q1)}|hires||1",
        "Ash|Q4 2098-99|hires||1",
        "Ash|2023-24|hires||1",
        "Birch|Q1 2023-24|hires||1",
        "Birch|Q1 2023-24|hires||2",
        "Cedar|Q1 2023-24|hires||40",
    )
    preview, form = await looked(here, lines)
    for line, why in {
        2: "There is no member “Oak” here",
        3: "Q9",
        4: "“beds” is no question of Wood report.",
        5: "New hires is not split by “gender.cats”",
        6: "1.5 is not a whole number",
        7: "-4 is below 0",
        8: "“a lot” is not an amount of money",
        9: "its members answer it themselves",
        10: "is not over yet",
        11: "is collected by the quarter",
        12: "answered, here and in Line 13",
    }.items():
        assert re.search(rf"Line {line} ?: [^:]*{re.escape(why)}", preview), (line, preview)
    assert "1 figure would be saved" in preview
    assert "12 lines are left out" in preview
    assert (await sent(here, **form)).status_code == 303
    assert [int(number) for number, _ in await counting(here)] == [40]


async def test_what_is_no_table_or_about_persons_is_refused_and_what_was_typed_stays(
    here: Here, world: Reporting
) -> None:
    empty = await sent(here, then="look")
    assert empty.status_code == 422
    assert "Paste the figures with their headings" in empty.text
    untold = await sent(here, lines=pasted("member|2023|2024", "Ash|1|2"), then="look")
    assert "Nothing says which question these answer" in untold.text
    assert "Ash\t1\t2" in untold.text
    people = pasted("last name|date of birth|value", *(f"Doe{n}|1970-01-0{n}|1" for n in range(1, 7)))
    refused = await sent(here, lines=people, then="look")
    assert refused.status_code == 422
    assert "a column about persons" in refused.text
    # Changed after it was looked at: it is looked at again.
    _, form = await looked(here, TIDY)
    changed = await sent(here, **{**form, "lines": TIDY.replace("100", "1000")})
    assert changed.status_code == 200
    assert await counting(here) == []


async def test_a_member_that_answers_itself_is_left_alone_and_what_it_keeps_back_is_not_compared(
    here: Here, world: Reporting
) -> None:
    of = await world.reported(Q1)
    async with here.session() as session:
        await session.execute(sa.text("update rounds set closed_at = now() where id = :id"), {"id": of.id})
    label = world.collaborative.calendar.label(Q1)
    lines = pasted("member|period|hires|spend", f"Ash|{label}|100|1000")
    preview, _ = await looked(here, lines)
    assert "2 figures stand here so already." in preview
    async with here.session() as session:
        await session.execute(
            sa.text(
                "insert into withholdings (id, member_id, element_id, reason, begun_by, begun_at, by_backbone)"
                " select gen_random_uuid(), :member, id, 'Not ours', :who, now(), false from elements where code = 'spend'"
            ),
            {"member": world.members["Ash"].id, "who": here.coordinator.person_id},
        )
    for number in ("1000", "1001"):  # the same is said whether it is right or wrong
        preview, _ = await looked(here, lines.replace("1000", number))
        assert "1 figure stands here so already." in preview
        assert "keeps it back" in preview


async def test_nothing_is_taken_back_once_a_report_rests_on_it(here: Here, world: Reporting) -> None:
    path = await brought(here, TIDY)
    async with here.session() as session:  # as if it had been let in from the command line
        await session.execute(sa.text("update imports set imported_by = null"))
    assert "Whoever operates this site let it in" in await read(here, path)
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 409
    async with here.session() as session:
        who = {"who": here.coordinator.person_id}
        await session.execute(sa.text("update imports set imported_by = :who"), who)
    await world.released(await world.reported(Q1))
    assert "A report was drawn up with these figures" in await read(here, path)
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 409
    assert await counting(here)


TOTALS = pasted("element|period|value", "Local hires|2021-22|80", "WF-06|2021-22|21.5", "spend|2022-23|9000")


async def test_totals_only_are_kept_apart_and_marked(here: Here, world: Reporting) -> None:
    preview, _ = await looked(here, TOTALS)
    assert "3 totals would be saved" in preview
    assert "these are totals only" in preview
    path = await brought(here, TOTALS, visibility="public", published_on="2022-06-01")
    assert await counting(here) == []
    assert "total only, brought in" in await read(here, path)
    assert "total only, brought in" in await read(here, f"/{here.slug}/series")
    async with here.session() as session:
        kept = {one.series.name: one for one in await series_queries.all_series(session)}
    assert [(str(p.first), p.value) for p in kept["Local hires (totals from before)"].points] == [("2021-04-01", 80)]
    assert kept["Spend (totals from before)"].series.visibility == "public"
    later = pasted("element|2020-21|2021-22", "Local hires|70|85")
    preview, _ = await looked(here, later)
    assert "2 totals would be saved" in preview
    second = await brought(here, later)
    assert "take those back first" in await read(here, path)
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 409
    assert (await here.coordinator.send_form(f"{second}/taking-back")).status_code == 303
    async with here.session() as session:
        kept = {one.series.name: one for one in await series_queries.all_series(session)}
    assert [point.value for point in kept["Local hires (totals from before)"].points] == [80]
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 303
    async with here.session() as session:
        assert await series_queries.all_series(session) == []
    await brought(here, TOTALS)
    async with here.session() as session:
        assert len(await series_queries.all_series(session)) == 3


async def test_no_total_stands_beside_members_own_figures(here: Here, world: Reporting) -> None:
    """Else a total that is hidden to protect a member could be published from the side."""
    await world.reported(Q2)
    label = world.collaborative.calendar.label(Q2)
    preview, _ = await looked(
        here, pasted("element|period|breakdown|value", f"spend|{label}||1", "spend|2019-20|x|1", "beds|2019-20||1")
    )
    assert "Members’ own figures of" in preview
    assert "A total is brought whole" in preview
    assert "“beds” is no figure of Wood report" in preview
    assert "Nothing in it is new" in preview


async def test_no_members_figures_stand_beside_a_total_that_takes_them_in(here: Here, world: Reporting) -> None:
    """Else all but one member's figures would give the last one's away."""
    path = await brought(here, TOTALS.replace("2021-22", "2023-24"))
    preview, _ = await looked(here, TIDY)
    for line, of in ((2, "Local hire rate"), (3, "Local hires"), (6, "Local hire rate")):
        assert f"Line {line} : A total of “{of}” with 2023-24 Q1 in it stands here from before" in preview, preview
    assert "take that total back first" in preview
    assert "Nothing in it is new" in preview
    assert (await here.coordinator.send_form(f"{path}/taking-back")).status_code == 303
    preview, _ = await looked(here, TIDY)
    assert "5 figures would be saved" in preview


async def test_a_file_is_read_as_well_and_the_page_keeps_to_its_queries(here: Here, world: Reporting) -> None:
    with statements(here) as asked:
        answer = await here.coordinator.post(
            f"/{here.slug}/past",
            data={"_token": here.coordinator.csrf, "then": "look"},
            files={"file": ("book.csv", TIDY.replace("\t", ",").encode())},
        )
    assert "5 figures would be saved" in answer.text
    assert "Ash\tQ1 2023-24\thires" in answer.text
    assert len(asked) <= 12, "\n".join(" ".join(one.split())[:110] for one in asked)


async def test_it_is_the_coordinators_alone_and_of_no_neighbour(here: Here, world: Reporting, elsewhere: Here) -> None:
    path = await brought(here, TIDY)
    for role, member in ((Role.CONTRIBUTOR, "Ash"), (Role.PARTNER, "")):
        visitor = await world.person(role, member)
        assert (await visitor.get(f"/{here.slug}/past")).status_code == 403
        assert (await visitor.get(path)).status_code == 403
        assert (await visitor.send_form(f"{path}/taking-back")).status_code == 403
    there = path.replace(here.slug, elsewhere.slug)
    assert (await elsewhere.coordinator.get(there)).status_code == 404
    assert (await elsewhere.coordinator.send_form(f"{there}/taking-back")).status_code == 404


async def test_what_was_brought_in_says_so_where_others_say_when_they_were_submitted(world: Reporting):
    here = world.here
    await world.opened(Q1)
    await brought(here, TIDY)
    listed = await read(here, f"/{here.slug}/submissions/list?state=accepted")
    assert "brought in from earlier records" in listed
    assert "not yet" not in listed
    async with here.session() as session:
        id = await session.scalar(sa.select(Submission.id).where(Submission.state == "accepted").limit(1))
    receipt = await read(here, f"/{here.slug}/submissions/{id}/receipt")
    assert "brought in from earlier records; nothing was submitted here" in receipt
    assert "Nothing has been submitted yet" not in receipt
    assert "not yet" in await read(here, f"/{here.slug}/submissions/list?state=not_started")
