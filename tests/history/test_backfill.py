"""A foreign file into two collaboratives: said first, written when told to, all or nothing, never over a member's own."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from litestar import Litestar
from uuid_utils.compat import uuid7

from backend.history.importing import Order, import_file, regions
from backend.indicators.tables import Breakdown, Category, Element, ElementBreakdown, Framework
from backend.kit.db import Scope, now
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.members.tables import Member, MemberName, MemberTerm, Organization
from backend.rounds.tables import Round
from backend.submissions.tables import Acceptance, Entry, Import, ImportFinding, Submission, Value
from tests.makers import Here

MAPPING = """
source = "A return"
edition = "{year}"
licence = "open"
framework = "eric"
period = {{ start = {year}-04-01, months = 12 }}
[member]
key = "Code"
key_pattern = "[A-Z0-9]{{6}}"
name = "Name"
region = "Region"
[regions]
"NORTH" = "north"
"SOUTH" = "south"
[texts]
"" = "not_available"
[[values]]
element = "gas_kwh"
columns = ["Gas"]
[[values]]
element = "waste_tonnes"
category = "landfill"
columns = ["Landfill"]
"""


@pytest.fixture(scope="module")
def app() -> Litestar:
    """No page is asked for here."""
    return Litestar()


class World:
    """Two collaboratives that ask the same, and files of years to be read."""

    def __init__(self, north: Here, south: Here, folder: Path) -> None:
        self.north, self.south, self.folder = north, south, folder
        self.said: list[str] = []
        # Codes of organizations are shared by all collaboratives of the database, so each world has its own.
        self.tag = north.slug[-4:].upper()

    def file(self, year: int, *rows: str) -> str:
        (self.folder / f"return-{year}.toml").write_text(MAPPING.format(year=year))
        lines = ["Code,Name,Region,Gas,Landfill", *(row.replace("*", self.tag) for row in rows)]
        (self.folder / f"return-{year}.csv").write_text("\n".join(lines))
        return f"return-{year}"

    async def take(self, name: str, *, apply: bool = True, **more: object) -> str:
        into = {"north": self.north.slug, "south": self.south.slug}
        order = Order(self.folder / f"{name}.csv", name, into, "History before us.", **more)  # type: ignore[arg-type]
        self.said.clear()
        async with self.north.owner.session(Scope()) as session, session.begin():
            await import_file(session, order, self.said.append, apply=apply)
        return "\n".join(self.said).replace(self.tag, "*")


async def asks(here: Here) -> None:
    def element(code: str) -> Element:
        rules = {"flow": "flow", "quarters_rule": "sum", "measure_class": "other"}
        return Element(id=uuid7(), code=code, name=code, unit="kWh", kind="decimal", **rules)

    gas, waste, breakdown = element("gas_kwh"), element("waste_tonnes"), Breakdown(id=uuid7(), code="stream", name="s")
    async with here.session() as session:
        session.add_all([Framework(code="eric", name="Estates return", cadence_months=12), gas, waste, breakdown])
        await session.flush()
        session.add(ElementBreakdown(element_id=waste.id, breakdown_id=breakdown.id))
        session.add(Category(breakdown_id=breakdown.id, code="landfill", name="Landfill", position=0))


@pytest.fixture
async def world(here: Here, elsewhere: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("backend.history.columns.SAVED", tmp_path)
    await asks(here)
    await asks(elsewhere)
    return World(here, elsewhere, tmp_path)


async def rows(here: Here, query: sa.Select[tuple[object, ...]], tag: str) -> list[tuple[object, ...]]:
    async with here.session() as session:
        found = await session.execute(query)
        return [tuple(c.replace(tag, "*") if isinstance(c, str) else c for c in row) for row in found]


async def count(here: Here, table: type) -> int:
    async with here.session() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(table))


VALUES = (
    sa.select(Member.code, Element.code, Category.code, Value.number, Value.status, Value.period_start)
    .select_from(Value)
    .join(Member, Member.id == Value.member_id)
    .join(Element, Element.id == Value.element_id)
    .outerjoin(Category, Category.id == Value.category_id)
    .order_by(Member.code, Element.code)
)
TERMS = (
    sa.select(Member.code, MemberTerm.starts, MemberTerm.ends)
    .join(MemberTerm, MemberTerm.member_id == Member.id)
    .order_by(Member.code, MemberTerm.starts)
)
FIRST = ("*01,Ada,NORTH,1.50,3", "*02,Bea,NORTH,,0", "*03,Cy,SOUTH,7,1")


async def test_a_look_writes_nothing_and_says_what_would_be(world: World) -> None:
    said = await world.take(world.file(2013, *FIRST), apply=False)
    assert "Nothing was written" in said
    assert f"{world.north.slug}: 2 submissions to accept, 4 values." in "\n".join(world.said)
    assert "Rows: 3 read, 0 repaired, 0 refused." in said
    assert [await count(world.north, table) for table in (Member, Round, Submission, Value, Import)] == [0] * 5


async def test_history_goes_straight_to_accepted_with_who_says_why(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    assert await rows(world.north, VALUES, world.tag) == [
        ("*01", "gas_kwh", None, Decimal("1.50"), "reported", date(2013, 4, 1)),
        ("*01", "waste_tonnes", "landfill", Decimal(3), "reported", date(2013, 4, 1)),
        ("*02", "gas_kwh", None, None, "not_available", date(2013, 4, 1)),
        ("*02", "waste_tonnes", "landfill", Decimal(0), "reported", date(2013, 4, 1)),
    ]
    assert [row[:4] for row in await rows(world.south, VALUES, world.tag)] == [
        ("*03", "gas_kwh", None, Decimal(7)),
        ("*03", "waste_tonnes", "landfill", Decimal(1)),
    ]
    async with world.north.session() as session:
        states = set(await session.scalars(sa.select(Submission.state)))
        reasons = set(await session.execute(sa.select(Acceptance.reason, Acceptance.accepted_by)))
        a_round = (await session.scalars(sa.select(Round))).one()
    assert (states, reasons) == ({"accepted"}, {("History before us.", None)})
    assert a_round.backfilled
    assert a_round.closed_at is not None
    assert await count(world.north, Entry) == 4  # so that it can be corrected like any other


async def test_the_same_file_twice_changes_nothing(world: World) -> None:
    name = world.file(2013, *FIRST)
    await world.take(name)
    before = [await count(world.north, table) for table in (Member, MemberTerm, MemberName, Submission, Value, Import)]
    said = await world.take(name)
    assert said.count("0 submissions to accept, 0 values. This very file was let in on") == 2
    after = [await count(world.north, table) for table in (Member, MemberTerm, MemberName, Submission, Value, Import)]
    assert before == after


async def test_a_code_absent_the_next_year_ends_its_term_only_when_confirmed(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    name = world.file(2014, "*01,Ada,NORTH,2,2", "*03,Cy,SOUTH,8,8")
    assert "confirm with --confirm-leavers: *02" in await world.take(name)
    assert (("*02", date(2013, 4, 1), None)) in await rows(world.north, TERMS, world.tag)
    with pytest.raises(Invalid, match="not absent"):
        await world.take(name, leavers=[f"{world.tag}01"])
    assert "terms ended on 31 March 2014: *02" in await world.take(name, leavers=["all"])
    assert await rows(world.north, TERMS, world.tag) == [
        ("*01", date(2013, 4, 1), None),
        ("*02", date(2013, 4, 1), date(2014, 3, 31)),
    ]
    leavers = sa.select(ImportFinding.kind, ImportFinding.was).where(ImportFinding.kind == "leaver")
    assert await rows(world.north, leavers, world.tag) == [("leaver", "*02")]


async def test_nobody_is_said_to_have_left_while_rows_are_refused(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    name = world.file(2014, "*01,Ada,NORTH,2,2", "?,Bea,NORTH,2,2", "*03,Cy,SOUTH,1,1")
    with pytest.raises(Invalid, match="While rows are refused"):
        await world.take(name, leavers=["all"], leave_out_faults=True)


async def test_a_member_that_moves_or_returns_keeps_its_line(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    await world.take(world.file(2014, "*01,Ada,NORTH,2,2", "*02,Bea,SOUTH,2,2", "*03,Cy,SOUTH,2,2"), leavers=["all"])
    await world.take(world.file(2015, "*01,Ada,NORTH,2,2", "*02,Bea,NORTH,2,2", "*03,Cy,SOUTH,2,2"), leavers=["all"])
    assert [row for row in await rows(world.north, TERMS, world.tag) if row[0] == "*02"] == [
        ("*02", date(2013, 4, 1), date(2014, 3, 31)),
        ("*02", date(2015, 4, 1), None),
    ]
    assert [row for row in await rows(world.south, TERMS, world.tag) if row[0] == "*02"] == [
        ("*02", date(2014, 4, 1), date(2015, 3, 31)),
    ]
    async with world.north.owner.session(Scope()) as session:
        found = sa.select(sa.func.count()).where(Organization.ods_code == f"{world.tag}02")
        assert await session.scalar(found) == 1


async def test_years_may_come_in_any_order_and_the_newest_name_is_shown(world: World) -> None:
    await world.take(world.file(2014, "*01,Ada Royal,NORTH,2,2"))
    said = await world.take(world.file(2013, "*01,Ada,NORTH,1,1"))
    assert "*01 is called Ada from this period on" in said
    assert await rows(world.north, TERMS, world.tag) == [
        ("*01", date(2013, 4, 1), date(2014, 3, 31)),
        ("*01", date(2014, 4, 1), None),
    ]
    names = sa.select(MemberName.valid_from, MemberName.name, Member.name).join(
        Member, Member.id == MemberName.member_id
    )
    assert await rows(world.north, names.order_by(MemberName.valid_from), world.tag) == [
        (date(2013, 4, 1), "Ada", "Ada Royal"),
        (date(2014, 4, 1), "Ada Royal", "Ada Royal"),
    ]


async def test_what_a_member_has_given_is_left_as_it_is(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    said = await world.take(world.file(2013, "*01,Ada,NORTH,9,9", "*04,Di,NORTH,4,4"))
    assert "have answers of their own, which stay: *01" in said
    gas = [row[:4] for row in await rows(world.north, VALUES, world.tag) if row[1] == "gas_kwh"]
    assert gas == [
        ("*01", "gas_kwh", None, Decimal("1.50")),
        ("*02", "gas_kwh", None, None),
        ("*04", "gas_kwh", None, Decimal(4)),
    ]


async def test_faults_stop_the_writing_until_it_is_said_to_go_on_without(world: World) -> None:
    name = world.file(2013, "*01,Ada,NORTH,x,3", "*03,Cy,SOUTH,7,1")
    with pytest.raises(Invalid, match="--leave-out-faults"):
        await world.take(name)
    assert await count(world.north, Value) == 0
    await world.take(name, leave_out_faults=True)
    assert [row[:3] for row in await rows(world.north, VALUES, world.tag)] == [("*01", "waste_tonnes", "landfill")]
    found = sa.select(ImportFinding.kind, ImportFinding.row, ImportFinding.column)
    assert await rows(world.north, found, world.tag) == [("fault", 2, 'column D "Gas"')]
    assert await count(world.south, ImportFinding) == 0  # a neighbour's row is not told


async def test_every_finding_is_listed_by_row_and_column_without_formulas(world: World, tmp_path: Path) -> None:
    name = world.file(2013, "*01,Ada,NORTH,=1+1,3", "*02,Bea,NORTH,x,y", "*03,Cy,SOUTH,7,1,=HYPERLINK()")
    said = await world.take(name, apply=False, findings=tmp_path / "findings.csv")
    lines = list(csv.reader((tmp_path / "findings.csv").read_text("utf-8").splitlines()))
    assert [tuple(line[:3]) for line in lines[1:]] == [
        ("fault", "2", 'column D "Gas"'),
        ("fault", "3", 'column D "Gas"'),
        ("fault", "3", 'column E "Landfill"'),
        ("note", "4", "column F"),
    ]
    assert lines[4][4] == "'=HYPERLINK()"
    assert "All 4 findings" in said


async def test_what_was_refused_the_first_time_comes_in_the_second(world: World) -> None:
    """As a repair does that is taken only the second time."""
    name = world.file(2013, "?,Bea,NORTH,2,2", *FIRST)
    await world.take(name, leave_out_faults=True)
    text = (world.folder / "return-2013.toml").read_text()
    (world.folder / "return-2013.toml").write_text(text.replace("[A-Z0-9]{6}", "[A-Z0-9]{6}|[?]"))
    await world.take(name)
    assert await rows(world.north, sa.select(Import.rows_taken).order_by(Import.imported_at), "") == [(2,), (1,)]
    assert await count(world.north, Value) == 6


async def test_all_collaboratives_or_none(world: World) -> None:
    """The second has no such framework: the first is not written either."""
    async with world.south.session() as session:
        await session.execute(sa.update(Framework).values(code="other"))
    with pytest.raises(NotFound, match="no framework eric"):
        await world.take(world.file(2013, *FIRST))
    assert await count(world.north, Value) == 0


async def test_an_element_nobody_asks_here_is_refused_by_name(world: World) -> None:
    async with world.north.session() as session:
        await session.execute(sa.update(Element).where(Element.code == "gas_kwh").values(retired_on=date(2012, 1, 1)))
        await session.execute(sa.update(Category).values(code="buried"))
    with pytest.raises(Invalid) as refusal:
        await world.take(world.file(2013, *FIRST))
    assert [problem.where for problem in refusal.value.problems] == ["values: gas_kwh", "values: waste_tonnes"]


async def test_regions_left_out_are_said_and_unknown_ones_refused(world: World) -> None:
    order = Order(world.folder / "x.csv", "return-2013", {"north": world.north.slug}, "History.")
    world.file(2013, *FIRST)
    said: list[str] = []
    for into, ends in (({"north": world.north.slug}, None), ({"east": "x"}, "knows no region east"), ({}, "--into")):
        asked = Order(world.folder / "return-2013.csv", order.mapping, into, "History.")
        async with world.north.owner.session(Scope()) as session:
            if ends is None:
                await import_file(session, asked, said.append, apply=False)
            else:
                with pytest.raises(Invalid, match=ends):
                    await import_file(session, asked, said.append, apply=False)
    assert "south: 1 rows are not imported, for no --into says where they go." in said


def test_where_regions_go_is_read_or_refused_pair_by_pair() -> None:
    assert regions(["north=nhs-north", "south=nhs-south"]) == {"north": "nhs-north", "south": "nhs-south"}
    with pytest.raises(Invalid) as refusal:
        regions(["north", "=x", "south=nhs-south", "y="])
    assert [problem.message[:8] for problem in refusal.value.problems] == ["Write no", "Write =x", "Write y="]


async def test_a_file_that_is_not_there_is_said_by_its_path(world: World) -> None:
    world.file(2013, *FIRST)
    (world.folder / "return-2013.csv").unlink()
    with pytest.raises(NotFound, match=r"return-2013\.csv cannot be read: No such file"):
        await world.take("return-2013")


async def _round(world: World, *, closed: bool) -> Round:
    """The collection of 2013-14 as members knew it: one began to answer, one did not."""
    async with world.north.session() as session:
        framework = (await session.scalars(sa.select(Framework))).one()
        days = {"opens_on": date(2014, 4, 1), "due_on": date(2014, 6, 1), "closes_on": date(2014, 7, 1)}
        a_round = Round(framework_id=framework.id, period_start=date(2013, 4, 1), period_months=12, name="r", **days)
        a_round.opened_at, a_round.closed_at = now(), now() if closed else None
        session.add(a_round)
        await session.flush()
        for number, state in (("01", "in_progress"), ("02", "not_started")):
            member = await world.north.member(code=f"{world.tag}{number}")
            session.add(Submission(member_id=member.id, round_id=a_round.id, version=1, state=state))
    return a_round


async def test_a_closed_collection_is_filled_where_nobody_began(world: World) -> None:
    await _round(world, closed=True)
    assert "have answers of their own, which stay: *01" in await world.take(world.file(2013, *FIRST))
    states = sa.select(Member.code, Submission.state).join(Submission, Submission.member_id == Member.id)
    assert await rows(world.north, states.order_by(Member.code), world.tag) == [
        ("*01", "in_progress"),
        ("*02", "accepted"),
    ]
    assert {row[0] for row in await rows(world.north, VALUES, world.tag)} == {"*02"}


async def test_an_open_collection_is_its_members_own_to_answer(world: World) -> None:
    await _round(world, closed=False)
    with pytest.raises(Conflict, match="its members answer it themselves"):
        await world.take(world.file(2013, *FIRST))
    assert await count(world.south, Value) == 0
