"""What a page may cost: how often it asks the database, and how much of it travels. Counted, never timed."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from litestar import Litestar

MOST_QUERIES = 12  # the settings of its scope included
ONCE_A_MINUTE = "UPDATE sign_ins SET seen_at"  # by whichever page is asked for then; it is of none
MOST_HTML = 60_000  # bytes, compressed
MOST_STATIC = 250_000  # bytes of all static files together, each compressed
STATIC = Path(__file__).parents[2] / "backend/kit/static"
# What closing a collection would leave out is worked out as a report is, from all that a report reads. It only gets smaller.
WORKED_OUT = {"POST /{slug}/rounds/{id}/closing/preview": 27}
_WRITES = ("insert", "update", "delete")


@dataclass
class Spent:
    """In one request. queries: as they were sent."""

    queries: list[str] = field(default_factory=list)

    @property
    def wrote(self) -> bool:
        return any(one.lstrip().lower().startswith(_WRITES) for one in self.queries)


@contextmanager
def spending(app: Litestar) -> Iterator[Spent]:
    spent = Spent()
    engine = app.state.database.engine.sync_engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(ONCE_A_MINUTE):
            spent.queries.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield spent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def over(door: str, spent: Spent, body: str) -> Iterator[str]:
    """What of it is more than a page may cost."""
    if len(spent.queries) > WORKED_OUT.get(door, MOST_QUERIES):
        yield f"{door}: {len(spent.queries)} queries"
    if (travels := compressed(body.encode())) > MOST_HTML:
        yield f"{door}: {travels:,} bytes"


def compressed(content: bytes) -> int:
    return len(gzip.compress(content))
