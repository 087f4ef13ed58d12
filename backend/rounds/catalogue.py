"""What is counted, in one list: every figure and every question with its wording in force, its unit, who is asked, and how
members' answers become one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.formula_words import describe
from backend.indicators.formulas import parse
from backend.indicators.rules import OverMembers, OverQuarters
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.rounds.wording import Kind

KINDS = {Kind.FIGURE: later("Figures"), Kind.QUESTION: later("Questions")}
ONE = {Kind.FIGURE: later("figure"), Kind.QUESTION: later("question")}
SEEN_BY = {
    "backbone": later("the backbone team"),
    "members": later("members"),
    "partners": later("community partners"),
    "public": later("everyone"),
}
_OVER_MEMBERS = {
    OverMembers.SUM: later("members’ amounts are added up"),
    OverMembers.RATIO_OF_SUMS: later("both sides are added up over the members, then one is divided by the other"),
    OverMembers.DISTINCT: later("added up; one thing may be counted by several members"),
    OverMembers.COUNT_TRUE: later("counted is how many members meet it"),
    OverMembers.NONE: later("never added up over members"),
    OverMembers.EXTERNAL: later("comes from another source"),
}
_OVER_QUARTERS = {
    OverQuarters.SUM: later("quarters add up to the year"),
    OverQuarters.LAST: later("the last quarter stands for the year"),
    OverQuarters.AVERAGE: later("the average of the quarters stands for the year"),
    OverQuarters.DISTINCT: later("quarters add up; who comes again is counted again"),
    OverQuarters.RATIO_OF_SUMS: later("both sides are added up over the quarters"),
    OverQuarters.RATIO_LAST: later("both sides are those of the last quarter"),
    OverQuarters.RATIO_SUM_OVER_AVERAGE: later("the sum of the quarters by their average"),
    OverQuarters.ROLLING_12M: later("always the twelve months that end with the period"),
    OverQuarters.RATIO_COHORT: later("it belongs to the quarter in which it began"),
    OverQuarters.SPLIT: later("what flows adds up, what stands is that of the last quarter"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """unit: as `kit.units` names it; the collaborative's own for money. since: of the wording in force, none for the first.

    next_from: from when another wording holds that is known already. places: form and section, or report and section.
    splits: names of what it is asked by. adds: how it rolls up. seen_by: whom a figure is for. formula: in words.
    """

    kind: Kind
    id: UUID
    code: str
    name: str
    unit: str
    text: str
    version: int
    since: date | None
    next_from: date | None
    places: Sequence[str]
    splits: Sequence[str]
    adds: str
    seen_by: str
    formula: str

    @property
    def readers(self) -> str:
        """In words; empty for a question."""
        return translated(SEEN_BY[self.seen_by]) if self.seen_by else ""


_IN_FORCE = """
    select t.id, t.code, t.name, replace(t.unit, 'currency', co.currency) as unit, t.position, d.text, d.version,
      case when d.version > 1 then d.valid_from end as since, d.formula,
      (select min(valid_from) from {0}_definitions n where n.{0}_id = t.id and n.version > d.version) as next_from,
      array(select f.name || ', ' || s.name from framework_{0}s l join frameworks f on f.id = l.framework_id
              join framework_sections s on s.id = l.section_id
            where l.{0}_id = t.id and l.retired_on is null and f.retired_on is null order by f.name, s.position) as places,
      {1}
    from {0}s t join collaboratives co on co.id = t.collaborative_id
      join lateral (
        select d.*, {2} from {0}_definitions d where d.{0}_id = t.id order by d.valid_from <= :today desc,
          case when d.valid_from <= :today then d.version end desc, d.version limit 1) d on true
    where t.retired_on is null {3}
"""
_ELEMENTS = _IN_FORCE.format(
    "element",
    """array(select b.name from element_breakdowns e join breakdowns b on b.id = e.breakdown_id
             where e.element_id = t.id and e.retired_on is null and b.retired_on is null order by b.name) as splits,
       '' as over_members, t.quarters_rule as over_quarters, '' as seen_by""",
    "'' as formula",
    "",
)
_INDICATORS = _IN_FORCE.format(
    "indicator",
    "array[]::text[] as splits, t.rule_members as over_members, t.rule_quarters as over_quarters, t.visibility as seen_by",
    "1",
    "and t.kind <> 'external'",
)
_ALL = sa.text(
    f"select 'indicators' as kind, * from ({_INDICATORS}) i union all select 'elements', * from ({_ELEMENTS}) e"  # noqa: S608
    " order by kind desc, position, name"
)


async def counted(session: AsyncSession, today: date) -> Sequence[Counted]:
    """Figures first, in the order of the report; then questions, in that of the form."""
    rows = (await session.execute(_ALL, {"today": today})).all()
    names = {row.code: row.name for row in rows if row.kind == Kind.QUESTION}
    return [_counted(row, names) for row in rows]


def _counted(row: Any, names: Mapping[str, str]) -> Counted:
    over = [_OVER_MEMBERS[OverMembers(row.over_members)]] if row.over_members else []
    over.append(_OVER_QUARTERS[OverQuarters(row.over_quarters)])
    return Counted(
        Kind(row.kind), row.id, row.code, row.name, row.unit, row.text, row.version, row.since, row.next_from,
        row.places, row.splits, "; ".join(map(translated, over)),
        row.seen_by, describe(parse(row.formula), names) if row.formula else "",
    )  # fmt: skip


def listing(found: Sequence[Counted]) -> Listing[Counted]:
    """found: all of it, of whose forms one may be chosen."""
    places = sorted({place for one in found for place in one.places}, key=str.casefold)
    order = {one.id: at for at, one in enumerate(found)}
    return Listing(
        columns=(
            Column("order", later("Order"), lambda one: order[one.id] + 1),
            Column("name", later("Name"), lambda one: one.name),
            Column("code", later("Code"), lambda one: one.code),
            Column("kind", later("What it is"), lambda one: translated(ONE[one.kind])),
            Column("unit", later("Unit"), lambda one: one.unit),
            Column("text", later("What is counted"), lambda one: one.text, sorts=False),
            Column("formula", later("How it is worked out"), lambda one: one.formula, sorts=False),
            Column("places", later("Asked or reported in"), lambda one: "; ".join(one.places), sorts=False),
            Column("splits", later("Split by"), lambda one: "; ".join(one.splits), sorts=False),
            Column("adds", later("How it adds up"), lambda one: one.adds, sorts=False),
            Column("seen", later("For whom"), lambda one: one.readers),
            Column("version", later("Version"), lambda one: one.version),
            Column("since", later("Worded since"), lambda one: one.since),
        ),
        choices=(
            Choice(
                "kind",
                later("What it is"),
                {kind.value: translated(words) for kind, words in KINDS.items()},
                lambda one, value: one.kind == value,
            ),
            Choice(
                "in",
                later("Asked or reported in"),
                {one: one for one in places},
                lambda one, value: value in one.places,
            ),
            Choice(
                "seen",
                later("For whom"),
                {code: translated(words) for code, words in SEEN_BY.items()},
                lambda one, value: one.seen_by == value,
            ),
            Choice(
                "worded",
                later("Wording"),
                {"anew": translated("worded anew"), "next": translated("to be worded anew")},
                lambda one, value: bool(one.since if value == "anew" else one.next_from),
            ),
        ),
        words=lambda one: f"{one.name} {one.code} {one.text}",
    )
