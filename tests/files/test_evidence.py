"""Evidence files: only where they are taken, only figures, only for the member and the backbone, and not for ever."""

import io
from datetime import UTC, date, datetime

import httpx
import pytest
import sqlalchemy as sa
import xlsxwriter

from backend.files import jobs
from backend.files.evidence import actions as evidence
from backend.files.tables import Evidence
from backend.indicators.tables import Element
from backend.kit.db import Scope
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.files.sending import send
from tests.makers import Here, Visitor
from tests.worlds import World, statements

PDF = b"%PDF-1.7\nledger of the third quarter"


async def decide(world: World, *, taken: bool = True, megabytes: int = 50, by: Visitor | None = None) -> httpx.Response:
    sent = {"taken": str(taken).lower(), "megabytes": str(megabytes)}
    return await (by or world.here.administrator).send_form(f"/{world.here.slug}/evidence", **sent)


async def add(world: World, of: Submission, by: Visitor, content: bytes = PDF, name: str = "a.pdf") -> httpx.Response:
    return await send(by, world.path(of, "/evidence"), content, name)


async def kept(world: World) -> list[Evidence]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(Evidence).order_by(Evidence.added_at)))


def workbook(*rows: list[str]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()


async def test_no_evidence_is_taken_until_the_administrator_turns_it_on(world: World, mine: Submission):
    refused = await add(world, mine, world.contributor)
    assert refused.status_code == 403
    assert "An administrator can turn them on" in refused.text
    for visitor in (world.here.coordinator, world.approver, world.contributor):
        assert (await decide(world, by=visitor)).status_code == 403
    assert (await decide(world, megabytes=0)).status_code == 422
    assert await kept(world) == []
    assert (await decide(world)).status_code == 303
    assert (await add(world, mine, world.contributor)).status_code == 303
    await decide(world, taken=False)
    assert (await add(world, mine, world.contributor)).status_code == 403
    page = await world.here.administrator.get(f"/{world.here.slug}/evidence")
    assert "Abbey" in page.text
    assert "Turned off by Administrator" in page.text
    assert len(await kept(world)) == 1


async def test_where_the_starting_set_turned_it_on_the_page_says_so(world: World):
    async with world.here.session() as session:
        evidence.decide(session, taken=True, quota_megabytes=70, by=None)
    page = await world.here.administrator.get(f"/{world.here.slug}/evidence")
    assert "Turned on by the starting set" in page.text


async def test_a_file_is_handed_out_as_it_came_and_never_opened_by_the_browser(world: World, mine: Submission):
    await decide(world)
    page = b'Figures <script>alert(1)</script>\nas said, "with; odd, signs\n'
    assert (await add(world, mine, world.contributor, page, "le dg\u202eer.html")).status_code == 303
    (found,) = await kept(world)
    assert (found.file_name, found.media_type, found.member_id) == ("le dger.html.txt", "text/plain", world.abbey.id)
    for visitor in (world.contributor, world.approver, world.here.coordinator, world.here.administrator):
        answer = await visitor.get(f"/{world.here.slug}/evidence/{found.id}")
        assert answer.content == page
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "no-store" in answer.headers["cache-control"]


async def test_a_neighbours_evidence_is_not_there(world: World, mine: Submission):
    await decide(world)
    await add(world, mine, world.contributor, name="our secret.pdf")
    (found,) = await kept(world)
    neighbour = world.people["Birch", Role.CONTRIBUTOR]
    path = f"/{world.here.slug}/evidence/{found.id}"
    assert (await neighbour.get(path)).status_code == 404
    assert (await neighbour.send_form(f"{path}/removal")).status_code == 404
    assert (await neighbour.get(world.path(mine, "/evidence"))).status_code == 404
    assert (await add(world, mine, neighbour)).status_code == 404
    assert (await (await world.here.person(Role.PARTNER)).get(path)).status_code == 403
    async with world.here.session(Scope(world.here.id, frozenset({world.birch.id}))) as session:
        assert (await session.scalars(sa.select(Evidence))).all() == []
    assert "our secret.pdf" in (await world.contributor.get(world.path(mine, "/evidence"))).text


async def test_a_viewer_reads_evidence_and_neither_adds_nor_takes_away(world: World, mine: Submission):
    await decide(world)
    await add(world, mine, world.contributor)
    (found,) = await kept(world)
    viewer, path = await world.here.person(Role.VIEWER, world.abbey), f"/{world.here.slug}/evidence/{found.id}"
    assert (await viewer.get(path)).status_code == 200
    assert (await add(world, mine, viewer)).status_code == 403
    assert (await viewer.send_form(f"{path}/removal")).status_code == 403
    page = await viewer.get(world.path(mine, "/evidence"))
    assert "Take away" not in page.text
    assert 'type="file"' not in page.text
    assert (await world.approver.send_form(f"{path}/removal")).status_code == 303


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
async def test_rows_about_persons_are_refused_with_their_cells_and_nothing_is_kept(
    world: World, mine: Submission, ending: str
):
    await decide(world)
    rows = [
        ["Name", "Date of birth", "Hired"],
        *(["Ann Example", f"1980-01-{day:02}", "2026"] for day in range(10, 20)),
    ]
    sums = [["Month", "Hires"], *([f"Month {number}", str(number)] for number in range(1, 4))]

    def made(table: list[list[str]]) -> bytes:
        return workbook(*table) if ending == "xlsx" else "\n".join(",".join(row) for row in table).encode()

    refused = await add(world, mine, world.contributor, made(rows), f"staff.{ending}")
    assert refused.status_code == 422
    assert "B1" in refused.text
    assert "Ann Example" not in refused.text
    assert await kept(world) == []
    assert (await add(world, mine, world.contributor, made(sums), f"sums.{ending}")).status_code == 303


async def test_a_text_need_be_no_table_and_says_nothing_about_a_person(world: World, mine: Submission):
    await decide(world)
    said = b'The figures of the third quarter, as agreed.\n"They are net of tax\nPatient born on 12/03/1956\n'
    refused = await add(world, mine, world.contributor, said, "note.txt")
    assert refused.status_code == 422
    assert "A3" in refused.text
    assert (await add(world, mine, world.contributor, b"\n".join(said.splitlines()[:2]), "note.txt")).status_code == 303


async def test_what_is_none_of_the_kinds_is_refused_on_the_page(world: World, mine: Submission):
    await decide(world)
    for content, said in ((b"MZ\x90\0\x03\0", "none of: PDF"), (b"", "Choose one with something in it")):
        refused = await add(world, mine, world.contributor, content)
        assert refused.status_code == 422
        assert said in refused.text
    assert await kept(world) == []


async def test_a_members_quota_holds_and_what_is_taken_away_makes_room(world: World, mine: Submission, opened: Round):
    await decide(world, megabytes=1)
    half = PDF + bytes(600_000)
    assert (await add(world, mine, world.contributor, half)).status_code == 303
    full = await add(world, mine, world.contributor, half)
    assert full.status_code == 409
    assert "0.4 MB are left" in full.text
    theirs = await world.submission(opened, world.birch)
    assert (await add(world, theirs, world.people["Birch", Role.CONTRIBUTOR], half)).status_code == 303
    first = (await kept(world))[0]
    await world.contributor.send_form(f"/{world.here.slug}/evidence/{first.id}/removal")
    assert (await add(world, mine, world.contributor, half)).status_code == 303


async def test_what_is_taken_away_leaves_only_that_it_was_there(world: World, mine: Submission):
    await decide(world)
    await add(world, mine, world.contributor, name="Ann Example.pdf")
    (found,) = await kept(world)
    path = f"/{world.here.slug}/evidence/{found.id}"
    assert (await world.here.coordinator.send_form(f"{path}/removal")).status_code == 303
    (emptied,) = await kept(world)
    assert (emptied.content, emptied.file_name) == (None, "")
    assert emptied.removed_at is not None
    assert (await world.contributor.get(path)).status_code == 404
    assert (await world.here.coordinator.send_form(f"{path}/removal")).status_code == 409
    page = await world.contributor.get(world.path(mine, "/evidence"))
    assert "PDF document, deleted" in page.text
    assert "Ann Example" not in page.text


async def test_once_locked_the_files_stay_as_they_are(world: World, mine: Submission, opened: Round):
    await decide(world)
    await world.accepted(mine)
    assert (await add(world, mine, world.contributor)).status_code == 303
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{opened.id}/closing")
    assert await world.state(mine) == "locked"
    (found,) = await kept(world)
    assert (await add(world, mine, world.contributor)).status_code == 409
    removal = f"/{world.here.slug}/evidence/{found.id}/removal"
    assert (await world.contributor.send_form(removal)).status_code == 409
    assert (await world.contributor.get(removal.removesuffix("/removal"))).status_code == 200


async def test_evidence_is_about_one_question_or_all(world: World, mine: Submission, elsewhere: Here):
    await decide(world)
    path = world.path(mine, "/evidence")
    page = await world.contributor.get(path)
    spend = page.text.split(">Spend</option>")[0].rpartition('value="')[2].removesuffix('"')
    sent = {"_token": world.contributor.csrf, "element": "no such"}
    wrong = await world.contributor.post(path, data=sent, files={"file": ("a.pdf", PDF)})
    assert wrong.status_code == 422
    sent["element"] = spend
    assert (await world.contributor.post(path, data=sent, files={"file": ("a.pdf", PDF)})).status_code == 303
    assert '<td data-label="About">Spend</td>' in (await world.contributor.get(path)).text


async def test_what_may_show_a_withheld_figure_only_the_member_opens(world: World, mine: Submission):
    await decide(world)
    async with world.here.session() as session:
        ids = {row.code: row.id for row in await session.execute(sa.select(Element.code, Element.id))}
    for name, element in (("spend.pdf", ids["spend"]), ("hires.pdf", ids["hires"]), ("all.pdf", "")):
        data = {"_token": world.contributor.csrf, "element": str(element)}
        await world.contributor.post(world.path(mine, "/evidence"), data=data, files={"file": (name, PDF)})
    address = f"/{world.here.slug}/agreements/members/{world.abbey.id}/withholdings"
    await world.approver.send_form(address, element=str(ids["hires"]), breakdown="", reason="Counsel")
    files = {one.file_name: f"/{world.here.slug}/evidence/{one.id}" for one in await kept(world)}
    for reader, opens in ((world.contributor, set(files)), (world.here.coordinator, {"spend.pdf"})):
        assert {name for name, at in files.items() if (await reader.get(at)).status_code == 200} == opens
        page = (await reader.get(world.path(mine, "/evidence"))).text
        assert {name for name in files if name in page} == opens
        assert ("Only the member can open it" in page) == (len(opens) < len(files))


async def test_files_are_emptied_once_their_time_is_over(world: World, mine: Submission, settings: Settings):
    await decide(world)
    await add(world, mine, world.contributor, name="old.pdf")
    await add(world, mine, world.contributor, name="new.pdf")
    old, new = await kept(world)
    async with world.here.session() as session:
        await session.execute(sa.update(Evidence).where(Evidence.id == old.id).values(purge_on=date(2026, 3, 1)))
    # In London the day begins with UTC; an hour before it, nothing is due.
    await jobs.purge_evidence(world.here.database, settings, datetime(2026, 2, 28, 23, tzinfo=UTC))
    assert [one.content for one in await kept(world)] == [PDF, PDF]
    for _ in range(2):
        await jobs.purge_evidence(world.here.database, settings, datetime(2026, 3, 1, 0, tzinfo=UTC))
        found = {one.id: (one.content, one.file_name) for one in await kept(world)}
        assert found == {old.id: (None, ""), new.id: (PDF, "new.pdf")}


async def test_the_pages_take_at_most_twelve_queries(world: World, mine: Submission):
    await decide(world)
    await add(world, mine, world.contributor)
    for visitor, path in (
        (await world.here.person(Role.VIEWER, world.abbey), world.path(mine, "/evidence")),
        (world.here.administrator, f"/{world.here.slug}/evidence"),
        (world.here.coordinator, world.path(mine, "/outside")),
    ):
        with statements(world.here) as sent:
            assert (await visitor.get(path)).status_code == 200
        assert 0 < len(sent) <= 12, sent
