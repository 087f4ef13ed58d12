"""Elements, indicators, their dated definitions, breakdowns, and the frameworks that ask for them.

Retired, never deleted: a figure of ten years ago still finds its words.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, to, unique


class Dated:
    """A version of a definition: valid from a day until before the next version's day, or until its own last day."""

    version: Mapped[int] = mapped_column(sa.SmallInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    text: Mapped[str]
    break_note: Mapped[str] = mapped_column(server_default="")


class Element(Walled, Base):
    """One atomic number a member is asked for. unit: a name of `kit.units`; part_of: the element it is a part of.

    minimum, maximum: what can be. audiences: of an element of kind text, who may read a member's words beside the member.
    from_zip: what of a ZIP sheet answers it; “inside” by the framework's area list.
    """

    __tablename__ = "elements"
    code: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str]
    kind: Mapped[str]  # count, decimal, money, yes_no, text
    flow: Mapped[str]  # flow, stock
    quarters_rule: Mapped[str]
    measure_class: Mapped[str]  # people, patient, money, wage, other: which disclosure rules protect it
    minimum: Mapped[Decimal | None]
    maximum: Mapped[Decimal | None]
    part_of: Mapped[str | None]
    from_zip: Mapped[str | None]
    audiences: Mapped[list[str]] = mapped_column(server_default="{backbone}")
    hint: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int] = mapped_column(server_default="0")
    retired_on: Mapped[date | None]

    __table_args__ = (
        unique("code"),
        CheckConstraint("from_zip in ('hires', 'hires_inside', 'payments', 'payments_inside')", name="from_zip"),
        CheckConstraint("maximum >= minimum", name="range"),
    )


class ElementDefinition(Dated, Walled, Base):
    __tablename__ = "element_definitions"
    element_id: Mapped[UUID] = mapped_column(sort_order=-10)
    inclusions: Mapped[list[str]] = mapped_column(server_default="{}")
    exclusions: Mapped[list[str]] = mapped_column(server_default="{}")
    examples: Mapped[list[str]] = mapped_column(server_default="{}")

    __table_args__ = (
        to("elements", "element_id"),
        unique("element_id", "version"),
        unique("element_id", "valid_from"),
    )


class Breakdown(Walled, Base):
    """A way an element is split. multi_select: one thing may be in several parts, so parts may exceed the total.

    areas: the areas asked about are parts of it too; while there is none, it is not asked.
    """

    __tablename__ = "breakdowns"
    code: Mapped[str]
    name: Mapped[str]
    multi_select: Mapped[bool] = mapped_column(server_default="false")
    areas: Mapped[bool] = mapped_column(server_default="false")
    retired_on: Mapped[date | None]

    __table_args__ = (unique("code"),)


class Category(Walled, Base):
    """One part of a breakdown. Every breakdown has one with `unknown`. area_id: of the area it stands for."""

    __tablename__ = "categories"
    breakdown_id: Mapped[UUID]
    area_id: Mapped[UUID | None]
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[int]
    unknown: Mapped[bool] = mapped_column(server_default="false")
    retired_on: Mapped[date | None]

    __table_args__ = (
        to("breakdowns", "breakdown_id"),
        to("areas", "area_id"),
        unique("breakdown_id", "code"),
    )


class ElementBreakdown(Walled, Base):
    """By which breakdowns an element is asked."""

    __tablename__ = "element_breakdowns"
    element_id: Mapped[UUID]
    breakdown_id: Mapped[UUID]
    retired_on: Mapped[date | None]

    __table_args__ = (
        to("elements", "element_id"),
        to("breakdowns", "breakdown_id"),
        unique("element_id", "breakdown_id"),
    )


class SwitchOff(Walled, Base):
    """A breakdown that may not be used for now, by law or by decision: not asked, in no total, in no new file.

    Ended when it may be used again; what members had answered comes back with it.
    """

    __tablename__ = "switch_offs"
    breakdown_id: Mapped[UUID]
    reason: Mapped[str]
    begun_by: Mapped[UUID]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_reason: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        to("breakdowns", "breakdown_id"),
        Index(
            "uq_switch_offs_in_force",
            "collaborative_id",
            "breakdown_id",
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
    )


class Indicator(Walled, Base):
    """What is tracked. Its formula is in the definition of the day.

    mapping: which framework asks for it, with the honest mark of how we know (S, F, D), and IRIS+ codes.
    """

    __tablename__ = "indicators"
    code: Mapped[str]
    name: Mapped[str]
    plain: Mapped[str]  # one sentence for residents
    pillar: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str]  # input, derived, policy, external
    unit: Mapped[str]
    direction: Mapped[str]
    rule_members: Mapped[str]
    rule_quarters: Mapped[str]
    overlap_possible: Mapped[bool] = mapped_column(server_default="false")
    collect: Mapped[str] = mapped_column(server_default="quarterly")
    rba_class: Mapped[str] = mapped_column(server_default="")
    visibility: Mapped[str]
    disclosure_class: Mapped[str]
    fewest_contributors: Mapped[int | None] = mapped_column(sa.SmallInteger)  # where more than the policy's are needed
    lag_quarters: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    confidence: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str] = mapped_column(server_default="")
    notes: Mapped[str] = mapped_column(server_default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    position: Mapped[int] = mapped_column(server_default="0")
    retired_on: Mapped[date | None]

    __table_args__ = (unique("code"),)

    @property
    def collective_unit(self) -> str:
        """Of the figure of them all: what each member meets or does not is then a number of members."""
        return "members" if self.rule_members == "count_true" else self.unit


class IndicatorDefinition(Dated, Walled, Base):
    """formula: the language of `indicators.formulas`, over element codes; empty for external series."""

    __tablename__ = "indicator_definitions"
    indicator_id: Mapped[UUID] = mapped_column(sort_order=-10)
    formula: Mapped[str]

    __table_args__ = (
        to("indicators", "indicator_id"),
        unique("indicator_id", "version"),
        unique("indicator_id", "valid_from"),
    )


class Framework(Walled, Base):
    """A set of indicators someone asks for, with its cadence. Day offsets count from the period's end.

    planned_by_clock: its next collection is planned by itself.
    """

    __tablename__ = "frameworks"
    code: Mapped[str]
    name: Mapped[str]
    cadence_months: Mapped[int] = mapped_column(sa.SmallInteger)
    area_list_code: Mapped[str | None]
    opens_days: Mapped[int] = mapped_column(server_default="-14")
    due_days: Mapped[int] = mapped_column(server_default="45")
    closes_days: Mapped[int] = mapped_column(server_default="60")
    planned_by_clock: Mapped[bool] = mapped_column(server_default="false")
    retired_on: Mapped[date | None]

    __table_args__ = (unique("code"), CheckConstraint("cadence_months in (1, 3, 6, 12)", name="cadence"))


class FrameworkSection(Walled, Base):
    """One page of the form, one chapter of the report."""

    __tablename__ = "framework_sections"
    framework_id: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]
    introduction: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int]
    retired_on: Mapped[date | None]

    __table_args__ = (to("frameworks", "framework_id"), unique("framework_id", "code"))


class FrameworkElement(Walled, Base):
    """An element asked in a section, while it is asked."""

    __tablename__ = "framework_elements"
    framework_id: Mapped[UUID]
    section_id: Mapped[UUID]
    element_id: Mapped[UUID]
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(server_default="true")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    retired_on: Mapped[date | None]

    __table_args__ = (
        to("frameworks", "framework_id"),
        to("framework_sections", "section_id"),
        to("elements", "element_id"),
        unique("framework_id", "element_id"),
    )


class FrameworkIndicator(Walled, Base):
    """An indicator reported in a section."""

    __tablename__ = "framework_indicators"
    framework_id: Mapped[UUID]
    section_id: Mapped[UUID]
    indicator_id: Mapped[UUID]
    position: Mapped[int]
    retired_on: Mapped[date | None]

    __table_args__ = (
        to("frameworks", "framework_id"),
        to("framework_sections", "section_id"),
        to("indicators", "indicator_id"),
        unique("framework_id", "indicator_id"),
    )
