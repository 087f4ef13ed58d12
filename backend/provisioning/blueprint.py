"""What a blueprint may say, as types. A key that is not here is refused."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, Strict

from backend.disclosure.figures import Measure, Visibility
from backend.indicators.rules import OverMembers, OverQuarters
from backend.members.sizes import LARGEST
from backend.provisioning.aims_written import Goal, Series
from backend.provisioning.settings_written import (
    Brand,
    Collaborative,
    Disclosure,
    Evidence,
    Heard,
    ModelAgreement,
    Release,
    Sizes,
)
from backend.provisioning.strictly import Code, Day, Flag, IndicatorCode, MemberCode, Month, Strictly, Text, Whole

Said = Text | tuple[Text, Text]  # one, or one and many
LONG_AGO = date(2010, 1, 1)


class Version(Strictly):
    """A definition as it stands from a day on, until the next version or its own last day."""

    version: Annotated[int, Strict(), Field(ge=1)]
    valid_from: Day
    valid_to: Day | None = None
    text: Text
    break_note: str = ""


class ElementVersion(Version):
    inclusions: tuple[Text, ...] = ()
    exclusions: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()


class IndicatorVersion(Version):
    """formula: left out, the indicator's own."""

    formula: str | None = None


class Category(Strictly):
    code: Code
    name: Text
    unknown: Flag = False


class Breakdown(Strictly):
    """splits: the kind of split it is a list for. areas: its parts are the areas of the framework's list, besides those
    named here. sensitive: law may one day forbid to collect it."""

    name: Text
    splits: Code
    multi_select: Flag = False
    sensitive: Flag = False
    areas: Flag = False
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]


class Element(Strictly):
    """accepts: units it may also be entered in, converted on entry. integer: by default what is counted is whole.
    minimum, maximum: what can be. from_zip: what of a ZIP sheet answers it. audiences: of words, who may read a member's
    beside the member."""

    name: Text
    unit: Text
    accepts: tuple[Text, ...] = ()
    kind: Literal["count", "decimal", "money", "yes_no", "text"]
    flow: Literal["flow", "stock"]
    quarters_rule: OverQuarters
    measure_class: Literal[Measure.PEOPLE, Measure.PATIENT, Measure.MONEY, Measure.WAGE, Measure.OTHER]
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    integer: Flag | None = None
    part_of: Code | None = None
    from_zip: Literal["hires", "hires_inside", "payments", "payments_inside"] | None = None
    audiences: tuple[Literal["members", "backbone", "partners", "public"], ...] = ("backbone",)
    overlap_possible: Flag = False
    breakdowns: tuple[Code, ...] = ()
    hint: str = ""
    definitions: Annotated[tuple[ElementVersion, ...], Field(min_length=1)]

    @property
    def whole_numbers(self) -> bool:
        return self.kind == "count" if self.integer is None else self.integer


class Indicator(Strictly):
    """also: elements asked beside those of the formula. mapping: by framework, S (its founding papers name it), F (a public
    source does) or D (we infer it). lag_quarters: how long after the period the figure is final."""

    name: Text
    plain: Text
    kind: Literal["input", "derived", "policy", "external"]
    pillar: str = ""
    formula: str | None = None
    also: tuple[Code, ...] = ()
    unit: Text
    direction: Literal["higher", "lower", "neutral", "none"]
    rule_members: OverMembers
    rule_quarters: OverQuarters
    overlap_possible: Flag = False
    collect: Literal["quarterly", "annual"]
    lag_quarters: Whole = 0
    rba_class: Literal["how_much", "how_well", "better_off", "population"]
    visibility: Visibility
    fewest_contributors: Whole | None = None
    disclosure_class: Measure
    confidence: Literal["seed", "found", "seed and found", "domain knowledge", "design"]
    source: str = ""
    notes: str = ""
    other_refs: str = ""
    iris_plus: str = ""
    mapping: dict[str, Literal["S", "F", "D"]] = Field(default_factory=dict)
    definitions: tuple[IndicatorVersion, ...] = ()

    @property
    def versions(self) -> tuple[IndicatorVersion, ...]:
        """As written; an indicator that never changed has one, as old as the catalogue. Each carries its formula."""
        written = self.definitions or (IndicatorVersion(version=1, valid_from=LONG_AGO, text=self.plain),)
        return tuple(v if v.formula is not None else v.model_copy(update={"formula": self.formula}) for v in written)


class Section(Strictly):
    code: Code
    name: Text
    introduction: str = ""
    indicators: tuple[IndicatorCode, ...] = ()
    elements: tuple[Code, ...] = ()


class Framework(Strictly):
    """Days are counted from the period's last day. planned_by_clock: at first; the site may say otherwise."""

    name: Text
    cadence: Literal["monthly", "quarterly", "half_yearly", "annual"]
    area_list: Code | None = None
    opens_days: Whole = -14
    due_days: Whole = 45
    closes_days: Whole = 60
    planned_by_clock: Flag = False
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @property
    def months(self) -> int:
        return {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12}[self.cadence]


class Area(Strictly):
    kind: Code
    code: Text
    name: Text
    aliases: tuple[Text, ...] = ()


class AreaListVersion(Strictly):
    valid_from: Day
    rationale: str = ""
    areas: Annotated[tuple[Code, ...], Field(min_length=1)]


class AreaList(Strictly):
    """versions: none where the collaborative says itself which areas are in it."""

    name: Text
    versions: tuple[AreaListVersion, ...] = ()


class Term(Strictly):
    starts: Day
    ends: Day | None = None
    reason: str = ""


class Within(Term):
    """To which organization another, or a member, belongs in these days."""

    organization: Code


class Called(Strictly):
    valid_from: Day
    name: Text


class Organization(Strictly):
    """parent: since ever; parents: each with its days. id: which one it is on the server it was exported from,
    where no official number says so."""

    name: Text
    kind: Text = "hospital"
    parent: Code | None = None
    parents: tuple[Within, ...] = ()
    id: UUID | None = None
    ods_code: str | None = None
    ccn: str | None = None
    ein: str | None = None


class Member(Strictly):
    """name: by default its organization's. starts, ends: of its only term; terms: where it left and came back.

    names: what it was called since when, where that changed. systems: as `members.tables.MemberParent`.
    one_person_reason: why the same person may enter and approve. size: as `sizes` counts it.
    """

    organization: Code
    name: Text | None = None
    level: Literal["site", "system", "remainder"] = "site"
    fiscal_year_starts_in: Month = 1
    one_person_reason: Text | None = None
    size: Annotated[int, Strict(), Field(ge=0, le=LARGEST)] | None = None
    starts: Day | None = None
    ends: Day | None = None
    terms: tuple[Term, ...] = ()
    names: tuple[Called, ...] = ()
    systems: tuple[Within, ...] = ()

    @property
    def every_term(self) -> tuple[Term, ...]:
        return self.terms if self.starts is None else (Term(starts=self.starts, ends=self.ends), *self.terms)


class Blueprint(Strictly):
    """A collaborative described. Everything that has a code is keyed by it, in the order it is shown.

    made_from: of an export, the starting set that the collaborative began as.
    """

    made_from: Text | None = None
    collaborative: Collaborative
    words: dict[str, Said | dict[str, Said]] = Field(default_factory=dict)
    disclosure: Disclosure
    release: Release
    brand: Brand | None = None
    heard: Heard | None = None
    sizes: Sizes | None = None
    evidence: Evidence | None = None
    model_agreement: ModelAgreement | None = None
    elements: dict[Code, Element] = Field(default_factory=dict)
    indicators: dict[IndicatorCode, Indicator] = Field(default_factory=dict)
    breakdowns: dict[Code, Breakdown] = Field(default_factory=dict)
    frameworks: dict[Code, Framework] = Field(default_factory=dict)
    areas: dict[Code, Area] = Field(default_factory=dict)
    area_lists: dict[Code, AreaList] = Field(default_factory=dict)
    organizations: dict[Code, Organization] = Field(default_factory=dict)
    members: dict[MemberCode, Member] = Field(default_factory=dict)
    series: dict[Code, Series] = Field(default_factory=dict)
    goals: dict[Code, Goal] = Field(default_factory=dict)
