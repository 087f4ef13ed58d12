"""Our workbook as people handle it: taken from the page, changed in Excel's way or LibreOffice's, sent back."""

import io
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from backend.files.ways import Interpreted
from backend.files.workbook.facts import facts
from backend.files.workbook.way import interpret
from backend.kit.db import Scope
from backend.kit.sheets import apart
from backend.submissions import queries
from backend.submissions.checks import Place
from backend.submissions.schemas import DraftCell
from backend.submissions.tables import Submission
from tests.files.sending import sent
from tests.makers import Visitor
from tests.worlds import World

ANSWER, WHY, NOTE = "D", "E", "F"


async def taken(world: World, of: Submission, by: Visitor | None = None) -> bytes:
    answer = await (by or world.contributor).get(world.path(of, "/workbook"))
    assert answer.status_code == 200, answer.text
    return answer.content


def changed(content: bytes, cells: Mapping[str, Any]) -> bytes:
    """cells: what is written, by address, `Work!D6`."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        tab, cell = address.split("!")
        book[tab][cell] = value
    return written(book)


def written(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def row_of(tab: Worksheet, question: str, split: str = "") -> int:
    return next(
        row for row in range(1, 200) if (tab.cell(row, 1).value, tab.cell(row, 2).value or "") == (question, split)
    )


async def read(world: World, of: Submission, content: bytes, *, scope: Scope | None = None) -> Interpreted:
    """What is made of it, as the sender may see."""
    book = await apart.read(content, "workbook.xlsx")
    async with world.here.session(scope) as session:
        known = await facts(session, await queries.submission(session, of.id), book)
    return interpret(book, known)


def cells(read: Interpreted) -> Mapping[Place, DraftCell]:
    (one,) = read.answers
    return {cell.place: cell for cell in one.draft.cells}


async def saved(world: World, of: Submission, content: bytes) -> str:
    """Sent, looked at and saved through the pages; the page with the preview."""
    at = await sent(world, of, content, name="workbook.xlsx")
    page = (await world.contributor.get(at)).text
    await world.contributor.send_form(f"{at}/saving")
    return page


def resaved(content: bytes, folder: Path, *, by: str = "xlsx") -> bytes:
    """As LibreOffice writes it after it was opened there; by: over which of its formats it goes."""
    source = folder / "book.xlsx"
    source.write_bytes(content)
    for kind in dict.fromkeys((by, "xlsx")):
        into = folder / f"as-{kind}"
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(into), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        source = into / f"book.{kind}"
    return source.read_bytes()
