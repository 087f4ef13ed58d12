"""What keeps a foreign file, or a row of it, from being let in; each fault is said with its place."""

import csv
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.history.importing import Order, import_file, regions
from backend.indicators.tables import Category, Element
from backend.kit.db import Scope
from backend.kit.errors import Invalid, NotFound
from backend.submissions.tables import Import, ImportFinding, Value
from tests.history.returns import FIRST, VALUES, World, count, rows


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
