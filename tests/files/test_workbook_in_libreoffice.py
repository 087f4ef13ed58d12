"""The workbook opened and saved by LibreOffice, which people without Excel use: nothing is lost on the way."""

import asyncio
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from backend.submissions.rules import Status
from tests.files.workbooks import cells, changed, opened, read, resaved, saved, taken
from tests.worlds import World

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not on this machine")


async def test_saved_by_libreoffice_and_otherwise_unchanged_it_changes_nothing(world: World, tmp_path: Path):
    mine = await world.submission(await world.opened())
    await world.save(
        mine, n__hires="40", t__hires="Two lines,\nand “quotes”; =1+1 مستشفى 🏥", n__hires__gender__women="0"
    )
    await world.save(mine, n__local_hires="", s__local_hires="withheld")
    await world.save(mine, section="money", n__spend="123456789.1234567", s__spend="estimated", n__policy="no")
    before = await world.answers(mine)
    content = await asyncio.to_thread(resaved, await taken(world, mine), tmp_path)
    found = await read(world, mine, content)
    assert (found.problems, found.notes) == ([], [])
    page = await saved(world, mine, content)
    assert f"<dt>Unchanged</dt><dd>{len(before)}</dd>" in page
    assert "Save " not in page
    assert await world.answers(mine) == before


@pytest.mark.parametrize("by", ["xlsx", "ods", "xls"])
async def test_what_was_filled_in_comes_back_exact(world: World, tmp_path: Path, by: str):
    mine = await world.submission(await world.opened())
    await world.save(mine, n__hires="40")
    filled = changed(
        await taken(world, mine),
        {
            "Work!D6": 41, "Work!F6": "not = a formula", "Work!D7": 0, "Work!D13": 12, "Money!D6": 98765432109.87,
            "Money!E6": "an estimate", "Money!D7": "Yes",
        },
    )  # fmt: skip
    found = await read(world, mine, await asyncio.to_thread(resaved, filled, tmp_path, by=by))
    assert not found.problems
    assert {place: (cell.typed, cell.status, cell.note) for place, cell in cells(found).items()} == {
        ("hires", None): ("41", None, "not = a formula"),
        ("hires", "gender.women"): ("0", None, ""),
        ("local_hires", None): ("12", None, ""),
        ("spend", None): ("98765432109.87", Status.ESTIMATED, ""),
        ("policy", None): ("yes", None, ""),
    }


async def test_it_keeps_its_locks_its_lists_and_no_formula(world: World, tmp_path: Path):
    mine = await world.submission(await world.opened())
    await world.save(mine, n__hires="40", t__hires="=1+1")
    content = await taken(world, mine)
    assert opened(content)["Work"].freeze_panes == "B6"  # converting without a window keeps no view
    for book in (opened(content), opened(await asyncio.to_thread(resaved, content, tmp_path))):
        work = book["Work"]
        assert work.protection.sheet
        assert not work.protection.password
        assert (work["A6"].protection.locked, work["D6"].protection.locked) == (True, False)
        assert work.column_dimensions["L"].hidden
        assert work["F6"].value == "=1+1"
        assert not any(cell.data_type == "f" for tab in book for row in tab.iter_rows() for cell in row)
        kinds = {str(one.sqref).split(":")[0]: one.type for one in work.data_validations.dataValidation}
        assert kinds["D6"] == "whole"
        assert kinds["E6"] == "list"
        assert Decimal(str(work["D6"].value)) == 40
