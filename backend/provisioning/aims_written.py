"""Series and goals as a blueprint writes them."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from backend.goals.rules import Level
from backend.provisioning.strictly import Code, Day, Flag, IndicatorCode, Strictly, Text

Shown = Literal["backbone", "members", "partners", "public"]


class Given(Strictly):
    """A figure for a span of days, both included, as in `series.tables.Point`."""

    first: Day
    last: Day
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    breaks: Flag = False
    note: str = ""
    source: str = ""


class Vintage(Strictly):
    published_on: Day
    source: Text
    note: str = ""
    points: Annotated[tuple[Given, ...], Field(min_length=1)]


class Series(Strictly):
    """Figures that no member reports, as in `series.tables`; vintages oldest first."""

    name: Text
    plain: Text
    unit: Text
    place: str = ""
    direction: Literal["higher", "lower", "neutral"] = "neutral"
    visibility: Shown = "public"
    indicator: IndicatorCode | None = None
    framework: Code | None = None
    vintages: tuple[Vintage, ...] = ()


class Milestone(Strictly):
    on: Day
    value: Decimal
    note: str = ""


class GoalVersion(Strictly):
    """As in `goals.tables`; the reason is asked from the second version on."""

    valid_from: Day
    reason: str = ""
    name: Text
    aim: Text
    direction: Literal["higher", "lower"]
    each: str = ""
    baseline: Decimal | None = None
    baseline_on: Day | None = None
    target: Decimal
    target_on: Day
    leeway: Decimal = Decimal(10)
    source: str = ""
    would_change: str = ""
    visibility: Shown = "public"
    milestones: tuple[Milestone, ...] = ()


class Goal(Strictly):
    """Measured by an indicator as a framework collects it, or by a series; versions oldest first."""

    level: Level
    indicator: IndicatorCode | None = None
    series: Code | None = None
    framework: Code | None = None
    versions: Annotated[tuple[GoalVersion, ...], Field(min_length=1)]
