"""A full house: one row in every walled table of a collaborative, two members side by side, all of it marked.

Rows are made from the tables themselves, so that a table added tomorrow is looked at too. What a table's own checks ask
for and cannot be read from them stands in `SPECIAL`.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from backend.kit.db import Base, Scope
from backend.members.tables import Member
from backend.migrations import run
from tests.house import catalogue
from tests.makers import Here

assert run.TARGET is Base.metadata  # importing `run` brought every room's tables

MADE_BY_MAKERS = {"members", "member_terms", "roles"}
AT = datetime(2025, 7, 1, 9, tzinfo=UTC)
MAY_BE_OF_A_MEMBER = {"column_mappings", "uploads"}  # of one member here, so that its second ring has something to hide
SPECIAL: dict[str, dict[str, Any]] = {
    "crosswalk_weights": {"weight": Decimal(1)},
    "idempotency_keys": {"kept_at": datetime.now(UTC)},  # old ones are swept, by whichever test comes by
    "goal_versions": {
        "baseline": None,
        "leeway": Decimal(10),
    },  # a baseline has its day, and no column here that may be blank
    "goal_links": {"address": "https://example.org/"},
    "editions": {"audience": "public"},
    "edition_files": {"audience": "public"},
}
# Keys that may be blank, and one of which a check asks for.
POINTS_TO = {"goals": {"series_id"}, "withholdings": {"element_id"}}
Row = dict[str, Any]


@dataclass
class World:
    """What was made. rows: table to its row of `member`, and of `neighbour` where a table is a member's."""

    here: Here
    member: Member
    neighbour: Member
    marker: str = field(default_factory=lambda: f"mark-{secrets.token_hex(8)}")
    rows: dict[str, dict[UUID, Row]] = field(default_factory=dict)

    @property
    def backbone(self) -> Scope:
        return Scope.everything_in(self.here.id, person_id=self.here.coordinator.person_id)

    def of(self, member: Member) -> Scope:
        """The scope of a person of this member."""
        return Scope(self.here.id, frozenset({member.id}), ("own_member", "members", "public"))

    @property
    def public(self) -> Scope:
        return Scope(self.here.id)

    def row(self, table: str, member: Member | None = None) -> Row:
        return self.rows[table][(member or self.member).id]


async def full_house(here: Here) -> World:
    """Committed, as the app role under the backbone's scope."""
    world = World(here, await here.member(), await here.member())
    async with here.session(world.backbone) as session:
        for table in Base.metadata.sorted_tables:
            if "collaborative_id" not in table.primary_key.columns or table.name == "trail":
                continue
            await _read(session, world, table) if table.name in MADE_BY_MAKERS else await _make(session, world, table)
    return world


async def _read(session: Any, world: World, table: sa.Table) -> None:
    """What the makers made: the row of each member, or the same one for both."""
    found = [dict(row) for row in (await session.execute(sa.select(table))).mappings()]
    key = "id" if table.name == "members" else "member_id"
    world.rows[table.name] = {
        member.id: next((row for row in found if row[key] == member.id), found[0])
        for member in (world.member, world.neighbour)
    }


async def _make(session: Any, world: World, table: sa.Table) -> None:
    made: dict[UUID, Row] = {}
    for member in (world.member, world.neighbour):
        of_member = table.name in MAY_BE_OF_A_MEMBER or (
            "member_id" in table.columns and not table.columns["member_id"].nullable
        )
        if made and not of_member:
            made[member.id] = made[world.member.id]
            continue
        values = _row(world, table, member)
        inserted = await session.execute(sa.insert(table).values(**values).returning(*table.columns))
        made[member.id] = dict(inserted.mappings().one())
    world.rows[table.name] = made


def _row(world: World, table: sa.Table, member: Member) -> Row:
    allowed = _allowed(table)
    row: Row = {}
    for column in table.columns:
        if column.name in allowed:
            row[column.name] = allowed[column.name]
        elif column.name == "member_id" and table.name in MAY_BE_OF_A_MEMBER:
            row[column.name] = member.id
        elif column.name != "collaborative_id" and (
            not column.nullable or isinstance(column.type, sa.Numeric) or column.name in POINTS_TO.get(table.name, ())
        ):
            row[column.name] = _value(column, world.marker)
    if "member_id" in row:
        row["member_id"] = member.id
    if table.name in catalogue.OF_A_PERSON:
        row["person_id"] = world.here.coordinator.person_id
    if table.name == "member_parents":
        row["parent_id"] = member.organization_id
    for key in table.foreign_key_constraints:
        if key.referred_table.name not in world.rows:
            continue
        for element in key.elements:
            if element.parent.name in row:
                row[element.parent.name] = world.row(key.referred_table.name, member)[element.column.name]
    return row | SPECIAL.get(table.name, {})


def _allowed(table: sa.Table) -> Row:
    """The first value of every check of the form `column in (…)`."""
    first: Row = {}
    for check in table.constraints:
        if isinstance(check, sa.CheckConstraint) and (
            found := re.fullmatch(r"(\w+) in \((?:'(\w+)'|(\d+)).*\)", str(check.sqltext))
        ):
            column, word, number = found.groups()
            first[column] = word or int(number)
    return first


def _value(column: sa.Column[Any], marker: str) -> Any:
    match column.type:
        case sa.Uuid():
            return uuid4()
        case sa.Numeric():
            return Decimal(1_000_000_007)
        case sa.Boolean():
            return False
        case sa.Integer():
            return 1
        case sa.DateTime():
            return AT
        case sa.Date():
            return date(2025, 4, 1)
        case sa.LargeBinary():
            return marker.encode()
        case sa.ARRAY():
            return [marker]
        case sa.JSON():
            return {"marker": marker}
        case _:
            return marker
