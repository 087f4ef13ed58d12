"""Files sent as people send them, and what is kept of them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import httpx
import sqlalchemy as sa

from backend.files.tables import Upload
from backend.files.tidy.way import COLUMNS
from backend.submissions.tables import Submission
from tests.makers import Visitor
from tests.worlds import World

Row = Sequence[str]


def tidy(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode()


def row(of: Any, element: str, value: str, breakdown: str = "", status: str = "", note: str = "") -> Row:
    """of: a member. The period is that of the worlds' first collection."""
    return (of.code, "2025-26 Q1", element, breakdown, value, status, note)


async def send(by: Visitor, path: str, content: bytes, name: str = "values.csv") -> httpx.Response:
    return await by.post(path, data={"_token": by.csrf}, files={"file": (name, content)})


async def sent(
    world: World, of: Submission, content: bytes, *, by: Visitor | None = None, name: str = "values.csv"
) -> str:
    """The address of the upload, which is under way or done."""
    answer = await send(by or world.contributor, world.path(of, "/uploads"), content, name)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def uploads(world: World) -> list[Upload]:
    async with world.here.session() as session:
        return list(await session.scalars(sa.select(Upload).order_by(Upload.sent_at)))


async def upload(world: World) -> Upload:
    """The only one."""
    (found,) = await uploads(world)
    return found
