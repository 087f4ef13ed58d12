"""What is asked, as switches: a figure with the questions it is worked out of, or a question by itself.

A switch turned is a plan like any other: what is switched off is retired, and comes back as it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.formulas import elements, parse
from backend.indicators.tables import (
    Element,
    Framework,
    FrameworkElement,
    FrameworkIndicator,
    FrameworkSection,
    Indicator,
    IndicatorDefinition,
)
from backend.provisioning import queries
from backend.provisioning.queries import Standing
from backend.provisioning.rules import Plan, plan
from backend.provisioning.state import Key, Kind, Row


@dataclass(frozen=True, slots=True)
class Switch:
    """field: of the form. key: framework and code. reads: the questions of its form that a figure is worked out of."""

    field: str
    kind: Kind
    key: Key
    name: str
    on: bool
    reads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    field: str
    name: str
    switches: Sequence[Switch]

    @property
    def on(self) -> bool:
        return any(switch.on for switch in self.switches)


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    sections: Sequence[Section]


async def forms(session: AsyncSession) -> list[Form]:
    """Every form in use, as it stands."""
    found = []
    switches = await _switches(session)
    query = sa.select(Framework).where(Framework.retired_on.is_(None)).order_by(Framework.name)
    sections = defaultdict(list)
    for section in await session.scalars(sa.select(FrameworkSection).order_by(FrameworkSection.position)):
        sections[section.framework_id].append(section)
    for framework in await session.scalars(query):
        own = [
            Section(f"section.{framework.code}.{one.code}", one.name, switches[one.id])
            for one in sections[framework.id]
            if switches[one.id]
        ]
        found.append(Form(framework.name, own))
    return found


async def _switches(session: AsyncSession) -> Mapping[object, list[Switch]]:
    """By the section's id."""
    asked: dict[object, dict[str, str]] = defaultdict(dict)
    placed = sa.select(FrameworkElement, Element.code, Element.name, Framework.code).join(
        Element, Element.id == FrameworkElement.element_id
    ).join(Framework, Framework.id == FrameworkElement.framework_id)  # fmt: skip
    questions = (await session.execute(placed.order_by(FrameworkElement.position))).all()
    for one, code, name, _ in questions:
        asked[one.framework_id][code] = name
    reads = await _read(session)
    tracked = sa.select(FrameworkIndicator, Indicator.id, Indicator.code, Indicator.name, Framework.code).join(
        Indicator, Indicator.id == FrameworkIndicator.indicator_id
    ).join(Framework, Framework.id == FrameworkIndicator.framework_id)  # fmt: skip
    found: dict[object, list[Switch]] = defaultdict(list)
    covered = set()
    for shown, id, code, name, framework in await session.execute(tracked.order_by(FrameworkIndicator.position)):
        own = {element: said for element, said in asked[shown.framework_id].items() if element in reads[id]}
        covered |= {(shown.framework_id, element) for element in own}
        if own:
            switch = Switch(f"figure.{framework}.{code}", Kind.FRAMEWORK_INDICATOR, (framework, code), name,
                            shown.retired_on is None, own)  # fmt: skip
            found[shown.section_id].append(switch)
    for one, code, name, framework in questions:
        if (one.framework_id, code) not in covered:
            switch = Switch(f"question.{framework}.{code}", Kind.FRAMEWORK_ELEMENT, (framework, code), name,
                            one.retired_on is None, {code: name})  # fmt: skip
            found[one.section_id].append(switch)
    return found


async def _read(session: AsyncSession) -> Mapping[object, frozenset[str]]:
    """The codes that any version of an indicator's formula reads, by its id."""
    found: dict[object, frozenset[str]] = defaultdict(frozenset)
    query = sa.select(IndicatorDefinition.indicator_id, IndicatorDefinition.formula)
    for id, formula in await session.execute(query):
        if formula:
            found[id] |= frozenset(elements(parse(formula)))
    return found


# ---- Turning them ----------------------------------------------------------------------------------------------------


def turned(found: Sequence[Form], sent: Mapping[str, str]) -> list[Switch]:
    """Those that are to be on. A section that is switched on again with nothing in it chosen comes back whole."""
    return [switch for form in found for section in form.sections for switch in _on(section, sent)]


def _on(section: Section, sent: Mapping[str, str]) -> Iterator[Switch]:
    if section.field not in sent:
        return
    chosen = [switch for switch in section.switches if switch.field in sent]
    yield from chosen or (() if section.on else section.switches)


async def planned(session: AsyncSession, found: Sequence[Form], on: Sequence[Switch]) -> tuple[Plan, Standing]:
    """What turning them would do: nothing but retiring from forms and bringing back to them."""
    standing = await queries.asked(session)
    switches = [switch for form in found for section in form.sections for switch in section.switches]
    ours = {key for switch in switches for key in _keys(switch)}
    wanted = {key for switch in on for key in _keys(switch)}
    kinds = (Kind.FRAMEWORK_ELEMENT, Kind.FRAMEWORK_INDICATOR)
    becomes = {
        kind: {
            key: Row()
            for key, row in standing.state[kind].items()
            if (kind, key) in wanted or ((kind, key) not in ours and not row.retired)
        }
        for kind in kinds
    }
    return plan({kind: standing.state[kind] for kind in kinds}, becomes), standing


def _keys(switch: Switch) -> Iterator[tuple[Kind, Key]]:
    yield switch.kind, switch.key
    for code in switch.reads:
        yield Kind.FRAMEWORK_ELEMENT, (switch.key[0], code)
