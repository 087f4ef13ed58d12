"""Years of a small return, as files, and two collaboratives that ask the same."""

from pathlib import Path

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from backend.history.importing import Order, import_file
from backend.indicators.tables import Breakdown, Category, Element, ElementBreakdown, Framework
from backend.kit.db import Scope
from backend.members.tables import Member, MemberTerm
from backend.submissions.tables import Value
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
category = "stream.landfill"
columns = ["Landfill"]
"""


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
    other = Breakdown(id=uuid7(), code="site", name="its categories may be called alike")
    async with here.session() as session:
        session.add_all(
            [Framework(code="eric", name="Estates return", cadence_months=12), gas, waste, breakdown, other]
        )
        await session.flush()
        for split in (breakdown, other):
            session.add(ElementBreakdown(element_id=waste.id, breakdown_id=split.id))
            session.add(Category(breakdown_id=split.id, code="landfill", name="Landfill", position=0))


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
