"""Members' own workbooks as they would be sent, and what a person does on the page that points at them."""

import html
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import openpyxl
import sqlalchemy as sa

from backend.files.tables import MemberMapping
from tests.makers import Visitor
from tests.worlds import World

Rows = Sequence[Sequence[Any]]
STAFF: Rows = [
    ["Abbey hospital, workforce"],
    [],
    ["Department", "Started", "of them local"],
    ["Nursing", 12, 4],
    ["Pharmacy", 3, 1],
    ["Total", 15, 5],
]
MONEY: Rows = [["Purchasing"], ["Spend (£000s)", "1 234,50"]]
POINTED = {
    "at.hires": "People!B3",
    "at.local_hires": "People!C3",
    "kind.0": "table",
    "header.0": "3",
    "lines.0": "1",
    "left_out.0": "Total",
    "kind.1": "form",
    "at.spend": "Buying!B2",
    "factor.spend": "1000",
    "name": "HR and buying",
}


def workbook(tabs: Mapping[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tabs.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mine(**tabs: Rows) -> bytes:
    return workbook({"People": STAFF, "Buying": MONEY, **tabs})


def fields(page: httpx.Response) -> dict[str, str]:
    """Name and value of every input that has one."""
    found = (dict(re.findall(r' (id|value)="([^"]*)"', tag)) for tag in re.findall(r"<input( [^>]*)>", page.text))
    return {one["id"]: html.unescape(one.get("value", "")) for one in found if "id" in one}


async def point(by: Visitor, at: str, **changed: str) -> httpx.Response:
    return await by.send_form(f"{at}/mapping", **{**POINTED, **{k.replace("__", "."): v for k, v in changed.items()}})


async def saved(world: World) -> list[MemberMapping]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(MemberMapping).order_by(MemberMapping.saved_at)))
