"""Reads of what is counted: the questions a framework asks on a day, the indicators it reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.breaks import Reworded
from backend.indicators.formulas import parse
from backend.indicators.listed import ON, PARTS
from backend.indicators.reworded import REWORDED, in_pieces, rewordings
from backend.indicators.tables import (
    Breakdown,
    Category,
    Element,
    ElementDefinition,
    Framework,
    FrameworkElement,
    FrameworkIndicator,
    FrameworkSection,
    Indicator,
    IndicatorDefinition,
)
from backend.indicators.trees import elements
from backend.members.tables import Collaborative


@dataclass(frozen=True, slots=True)
class Part:
    """One category an element is split into.

    code: with its breakdown before it, `gender.unknown`, because every breakdown has an "unknown".
    """

    id: UUID
    code: str
    name: str
    unknown: bool


@dataclass(frozen=True, slots=True)
class SplitBy:
    code: str
    name: str
    multi_select: bool
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Question:
    """An element as it is asked on a day, with the definition in force. unit: with the currency of the collaborative.

    reworded_on: since when it is worded so, if it was worded otherwise before; break_note: what is different.
    adds: a flow that is summed over quarters. audiences: who may read the words of a text question beside the member.
    """

    id: UUID
    code: str
    name: str
    unit: str
    kind: str
    measure_class: str
    minimum: Decimal | None
    maximum: Decimal | None
    part_of: str | None
    adds: bool
    audiences: Sequence[str]
    hint: str
    section: str
    required: bool
    definition: str
    inclusions: Sequence[str]
    exclusions: Sequence[str]
    examples: Sequence[str]
    splits: Sequence[SplitBy]
    reworded_on: date | None = None
    break_note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: str
    introduction: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What a framework asks on a day, in the order of its form. sections: only those in which something is asked."""

    sections: Sequence[Section]
    questions: Sequence[Question]


async def sections(session: AsyncSession, framework_id: UUID) -> Sequence[Section]:
    query = (
        sa.select(FrameworkSection)
        .where(FrameworkSection.framework_id == framework_id, FrameworkSection.retired_on.is_(None))
        .order_by(FrameworkSection.position)
    )
    return [Section(row.code, row.name, row.introduction) for row in await session.scalars(query)]


# ---- Made once: a form asks them each time, and making them takes as long as asking ---------------------------------


_Day = sa.ColumnElement[date]


def _in_force(table: Any, on: _Day) -> sa.ColumnElement[bool]:
    conditions = [
        sa.or_(table.valid_from.is_(None), table.valid_from <= on),
        sa.or_(table.valid_to.is_(None), table.valid_to >= on),
    ]
    if hasattr(table, "retired_on"):
        conditions.append(_not_retired(table, on))
    return sa.and_(*conditions)


def _not_retired(table: Any, on: _Day) -> sa.ColumnElement[bool]:
    return sa.or_(table.retired_on.is_(None), table.retired_on > on)


def _newest(on: _Day) -> sa.ScalarSelect[Any]:
    """A version holds until the next begins, whether or not it was given a last day."""
    later = orm.aliased(ElementDefinition)
    return (
        sa.select(sa.func.max(later.version))
        .where(later.element_id == ElementDefinition.element_id, later.valid_from <= on)
        .correlate_except(later)
        .scalar_subquery()
    )


_OF_ELEMENT = (
    "id", "code", "name", "unit", "kind", "measure_class", "minimum", "maximum", "part_of", "audiences", "hint",
)  # fmt: skip
# Columns, not objects: a large form has hundreds of rows, and nobody changes one.
_COLUMNS = (
    sa.select(
        *(getattr(Element, name) for name in _OF_ELEMENT),
        Element.flow, Element.quarters_rule, Collaborative.currency, FrameworkElement.required,
        ElementDefinition.text, ElementDefinition.inclusions, ElementDefinition.exclusions, ElementDefinition.examples,
        ElementDefinition.version, ElementDefinition.valid_from, ElementDefinition.break_note,
        FrameworkSection.code.label("section"), FrameworkSection.name.label("section_name"),
        FrameworkSection.introduction,
    )
    .join(FrameworkElement, Element.id == FrameworkElement.element_id)
    .join(FrameworkSection, FrameworkSection.id == FrameworkElement.section_id)
    .join(ElementDefinition, ElementDefinition.element_id == Element.id)
    .join(Collaborative, Collaborative.id == FrameworkElement.collaborative_id)
    .order_by(FrameworkSection.position, FrameworkElement.position)
)  # fmt: skip


def _asked(framework: sa.ColumnElement[UUID], on: _Day) -> Sequence[sa.ColumnElement[bool]]:
    return (
        FrameworkElement.framework_id == framework,
        _in_force(FrameworkElement, on),
        _in_force(ElementDefinition, on),
        ElementDefinition.version == _newest(on),
        _not_retired(Element, on),
    )


_ASKED = _COLUMNS.where(*_asked(sa.bindparam("framework"), ON))
_FORMS = (
    sa.func.unnest(
        sa.bindparam("frameworks", type_=sa.ARRAY(sa.Uuid())), sa.bindparam("days", type_=sa.ARRAY(sa.Date()))
    )
    .table_valued(sa.column("framework", sa.Uuid()), sa.column("day", sa.Date()), name="form")
    .render_derived()
)
_LISTED = _COLUMNS.with_only_columns(
    _FORMS.c.framework, _FORMS.c.day, FrameworkSection.code, FrameworkSection.name, Element.id, FrameworkElement.required,
    maintain_column_froms=True,
).where(*_asked(_FORMS.c.framework, _FORMS.c.day))  # fmt: skip

Form = tuple[UUID, date]  # a framework, a day


async def listed(
    session: AsyncSession, forms: Collection[Form]
) -> Mapping[Form, Sequence[tuple[str, str, UUID, bool]]]:
    """What each asks, without its wording: section, its name, element, whether it must be answered; in the form's order."""
    found: dict[Form, list[tuple[str, str, UUID, bool]]] = {form: [] for form in forms}
    asked = {"frameworks": [framework for framework, _ in found], "days": [day for _, day in found]}
    for framework, day, *one in await session.execute(_LISTED, asked):
        found[framework, day].append(cast("tuple[str, str, UUID, bool]", tuple(one)))
    return found


async def questionnaire(session: AsyncSession, framework_id: UUID, on: date, *, splits: bool = True) -> Questionnaire:
    """splits: as `questions` has it."""
    rows = (await session.execute(_ASKED, {"framework": framework_id, "on": on})).all()
    split = await _splits(session, [row.id for row in rows], on) if splits else {}
    sections = {row.section: Section(row.section, row.section_name, row.introduction) for row in rows}
    questions = [
        Question(
            **{name: getattr(row, name) for name in _OF_ELEMENT if name != "unit"},
            unit=row.unit.replace("currency", row.currency),
            adds=row.flow == "flow" and row.quarters_rule == "sum",
            section=row.section,
            required=row.required,
            definition=row.text,
            inclusions=row.inclusions,
            exclusions=row.exclusions,
            examples=row.examples,
            reworded_on=row.valid_from if row.version > 1 else None,
            break_note=row.break_note,
            splits=split.get(row.id, ()),
        )
        for row in rows
    ]
    return Questionnaire(list(sections.values()), questions)


async def questions(session: AsyncSession, framework_id: UUID, on: date, *, splits: bool = True) -> Sequence[Question]:
    """Everything the framework asks on this day, in the order of its form. splits: False leaves theirs out."""
    return (await questionnaire(session, framework_id, on, splits=splits)).questions


async def _splits(session: AsyncSession, element_ids: Sequence[UUID], on: date) -> Mapping[UUID, Sequence[SplitBy]]:
    found: dict[UUID, SplitBy] = {}
    split: dict[UUID, list[SplitBy]] = {}
    for row in (await session.execute(PARTS, {"on": on, "elements": list(element_ids)})).all():
        if row.by not in found:
            found[row.by] = SplitBy(row.by_code, row.by_name, row.multi_select, [])
            for id in row.splits:
                split.setdefault(id, []).append(found[row.by])
        cast("list[Part]", found[row.by].parts).append(Part(row.id, f"{row.by_code}.{row.code}", row.name, row.unknown))
    return split


@dataclass(frozen=True, slots=True)
class Tracked:
    """An indicator as it is reported: its facts, its section, every version of its definition, oldest first.

    A question worded anew is a version of its own for each indicator that reads it (`breaks`).
    """

    indicator: Indicator
    section: str
    definitions: Sequence[IndicatorDefinition]

    def definition_on(self, day: date) -> IndicatorDefinition | None:
        """The version in force on a day; None before the first and after a last one that ended."""
        return next((d for d in reversed(self.definitions) if _holds(d, day)), None)


def elements_of(one: Tracked) -> frozenset[str]:
    """The codes that any version of its formula reads."""
    return frozenset(code for d in one.definitions if d.formula for code in elements(parse(d.formula)))


def _holds(definition: IndicatorDefinition, day: date) -> bool:
    return definition.valid_from <= day and (definition.valid_to is None or day <= definition.valid_to)


async def tracked(session: AsyncSession, framework_id: UUID) -> Sequence[Tracked]:
    """The indicators a framework reports, in the order of its report."""
    query = (
        sa.select(Indicator, FrameworkSection.code, IndicatorDefinition, REWORDED)
        .join(FrameworkIndicator, FrameworkIndicator.indicator_id == Indicator.id)
        .join(FrameworkSection, FrameworkSection.id == FrameworkIndicator.section_id)
        .outerjoin(IndicatorDefinition, IndicatorDefinition.indicator_id == Indicator.id)
        .where(
            FrameworkIndicator.framework_id == framework_id,
            FrameworkIndicator.retired_on.is_(None),
            Indicator.retired_on.is_(None),
        )
        .order_by(FrameworkSection.position, FrameworkIndicator.position, IndicatorDefinition.valid_from)
    )
    found: dict[UUID, tuple[Indicator, str, list[IndicatorDefinition]]] = {}
    reworded: Mapping[str, Sequence[Reworded]] = {}
    for indicator, section, definition, changes in (await session.execute(query)).all():
        _, _, definitions = found.setdefault(indicator.id, (indicator, section, []))
        if definition is not None:
            definitions.append(definition)
        reworded = reworded or rewordings(changes or ())
    return [
        Tracked(indicator, section, in_pieces(definitions, reworded))
        for indicator, section, definitions in found.values()
    ]


async def elements_by_code(session: AsyncSession) -> Mapping[str, Element]:
    return {element.code: element for element in await session.scalars(sa.select(Element))}


def category_code() -> sa.ColumnElement[Any]:
    """A category's code with its breakdown's before it, as `Part.code` has it; join both, or null for a total."""
    return Breakdown.code + "." + Category.code


async def frameworks(session: AsyncSession) -> Sequence[Framework]:
    """Those in use, by name."""
    query = sa.select(Framework).where(Framework.retired_on.is_(None)).order_by(Framework.name)
    return (await session.scalars(query)).all()
