"""How an indicator is added up, over members and over quarters, and which indicators are sound. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from backend.indicators.formulas import FUNCTIONS
from backend.indicators.trees import (
    Choice,
    How,
    Reading,
    Tree,
    elements,
    is_linear,
    is_yes_no,
    readings,
    text,
    walk,
)
from backend.kit.amounts import EXACT, QUOTIENT
from backend.kit.errors import Problem
from backend.kit.periods import Period


class OverMembers(StrEnum):
    SUM = "sum"
    RATIO_OF_SUMS = "ratio_of_sums"
    DISTINCT = "distinct"  # entities several members may share; summed and flagged until keys are collected
    COUNT_TRUE = "count_true"  # k of n members meet it
    NONE = "none"  # never rolled up
    EXTERNAL = "external"  # one series loaded by the backbone, no members in it


class OverQuarters(StrEnum):
    """The first four are rules of elements as well; the others say how an indicator's elements go together."""

    SUM = "sum"  # flows
    LAST = "last"  # stocks
    AVERAGE = "average"  # stocks under a flow: the average of the quarter ends
    DISTINCT = "distinct"  # people and entities that recur
    RATIO_OF_SUMS = "ratio_of_sums"
    RATIO_LAST = "ratio_last"
    RATIO_SUM_OVER_AVERAGE = "ratio_sum_over_average"
    ROLLING_12M = "rolling_12m"  # always the twelve months that end with the period
    RATIO_COHORT = "ratio_cohort"  # belongs to the cohort's quarter
    SPLIT = "split"  # parts that are summed beside parts of which the last counts


Q = OverQuarters
ELEMENT_RULES = frozenset({Q.SUM, Q.LAST, Q.AVERAGE, Q.DISTINCT})

# What the elements of an indicator with this rule may follow themselves.
_FITS: Mapping[OverQuarters, frozenset[OverQuarters]] = MappingProxyType(
    {
        Q.SUM: frozenset({Q.SUM}),
        Q.LAST: frozenset({Q.LAST}),
        Q.AVERAGE: frozenset({Q.AVERAGE}),
        Q.DISTINCT: frozenset({Q.DISTINCT}),
        Q.RATIO_OF_SUMS: frozenset({Q.SUM, Q.DISTINCT}),
        Q.RATIO_LAST: frozenset({Q.LAST}),
        Q.RATIO_SUM_OVER_AVERAGE: frozenset({Q.SUM, Q.AVERAGE}),
        Q.ROLLING_12M: frozenset({Q.SUM, Q.LAST, Q.AVERAGE}),
        Q.RATIO_COHORT: frozenset({Q.SUM, Q.DISTINCT}),
        Q.SPLIT: frozenset({Q.SUM, Q.LAST}),
    }
)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All that adding up needs to know of an indicator.

    formula: None only for an external series.
    element_rules: by element code, the element's own rule over quarters.
    factor: what the formula's value is multiplied by to be in `unit`; 100 for a share in %.
    """

    code: str
    formula: Tree | None
    over_members: OverMembers
    over_quarters: OverQuarters
    element_rules: Mapping[str, OverQuarters] = field(default_factory=dict)
    unit: str = ""
    factor: Decimal = Decimal(1)
    overlap_possible: bool = False

    @property
    def readings(self) -> tuple[Reading, ...]:
        return () if self.formula is None else readings(self.formula)

    @property
    def elements(self) -> tuple[str, ...]:
        return () if self.formula is None else elements(self.formula)

    def rule(self, reading: Reading) -> OverQuarters:
        """How this reading goes over quarters: as its element does, unless the formula says otherwise."""
        match reading.how:
            case How.RUNNING:
                return OverQuarters.LAST
            case How.AVERAGE:
                return OverQuarters.AVERAGE
            case _:
                return self.element_rules[reading.element]

    @property
    def needs_whole(self) -> bool:
        """Whether only members that gave the whole period can take part.

        A rate that sets a sum over quarters against a closing stock is too low for whoever left a quarter out.
        """
        if self.formula is None or self.over_quarters is OverQuarters.ROLLING_12M:
            return True
        kinds = {self.rule(reading) for reading in self.readings}
        return not is_linear(self.formula) and OverQuarters.LAST in kinds and len(kinds) > 1


def faults(indicator: Reckoning, *, where: str = "") -> list[Problem]:
    """What is unsound in how an indicator is added up: every fault, each with what would be right."""
    if indicator.formula is None or indicator.over_members is OverMembers.EXTERNAL:
        if indicator.formula is None and indicator.over_members is OverMembers.EXTERNAL:
            return []
        return [Problem(where, "an external series has no formula, and all else has one", "indicator.external")]
    return _member_faults(indicator.formula, indicator.over_members, where) + _quarter_faults(indicator, where)


def element_fault(code: str, rule: str, *, where: str = "") -> Problem | None:
    """A code that is a word of the formula language, or a rule over quarters that only indicators have."""
    if code in FUNCTIONS:
        return Problem(where, f"“{code}” is a word of the formula language; choose another code", "element.reserved")
    if rule not in ELEMENT_RULES:
        allowed = ", ".join(sorted(ELEMENT_RULES))
        return Problem(where, f"“{rule}” is not a rule for an element over quarters; take {allowed}", "element.rule")
    return None


def apportion(number: Decimal, given_for: Period, into: Period) -> Decimal:
    """The share of a flow that falls into another period, by days. An estimate, and to be marked as one."""
    days = given_for.overlap_days(into)
    return QUOTIENT.divide(EXACT.multiply(number, Decimal(days)), Decimal(given_for.days))


def _member_faults(formula: Tree, rule: OverMembers, where: str) -> list[Problem]:
    yes_no = is_yes_no(formula)
    if yes_no and rule not in (OverMembers.COUNT_TRUE, OverMembers.NONE):
        return [Problem(where, f"{text(formula)} is yes or no: over members take count_true", "indicator.yes_no")]
    if rule is OverMembers.COUNT_TRUE and not yes_no:
        return [
            Problem(where, f"{text(formula)} is a number: count_true asks for a comparison", "indicator.not_yes_no")
        ]
    if rule in (OverMembers.SUM, OverMembers.DISTINCT) and not is_linear(formula):
        message = f"{text(formula)} cannot be summed over members: take ratio_of_sums, or a formula that only adds up"
        return [Problem(where, message, "indicator.not_linear")]
    if rule is OverMembers.RATIO_OF_SUMS and any(isinstance(part, Choice) for part in walk(formula)):
        message = (
            f"{text(formula)}: the smallest of sums is not the sum of the smallest; min and max go with count_true"
        )
        return [Problem(where, message, "indicator.choice")]
    return []


def _quarter_faults(indicator: Reckoning, where: str) -> list[Problem]:
    allowed = _FITS[indicator.over_quarters]
    return [
        Problem(
            where,
            f"{reading.key} goes over quarters by {indicator.rule(reading)}, which does not fit {indicator.over_quarters} "
            f"(that takes {' and '.join(sorted(allowed))})",
            "indicator.quarters",
        )
        for reading in indicator.readings
        if indicator.rule(reading) not in allowed
    ]
