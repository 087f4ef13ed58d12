"""What one frozen Edition says of its goals, and the words and numbers a goal is told with. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.kit.languages import later, translated
from collab_reports import numbers
from collab_reports.edition import Figure
from collab_reports.goals import Goal, Standing
from collab_reports.parts import Status

STANDINGS = {
    Standing.MET: later("met"),
    Standing.ON_TRACK: later("on track"),
    Standing.AT_RISK: later("at risk"),
    Standing.OFF_TRACK: later("off track"),
    Standing.NOT_YET_KNOWN: later("not yet known"),
}
TAGS = {Standing.MET: "good", Standing.ON_TRACK: "good", Standing.AT_RISK: "warn", Standing.OFF_TRACK: "bad"}
MISSING = {
    Status.NOT_AVAILABLE: later("not available"),
    Status.NOT_APPLICABLE: later("does not apply"),
    Status.WITHHELD: later("not shared by the member"),
    Status.REPORTED_ELSEWHERE: later("reported by the parent organization"),
    Status.SUPPRESSED: later("hidden to protect a member"),
}
MARKS = {"baseline": later("Baseline"), "milestone": later("Milestone"), "target": later("Target")}
_SHARE = re.compile(r"(\d+) of (\d+) members?(?: reported)?")


@dataclass(frozen=True, slots=True)
class Issue:
    """What one frozen Edition says of goals and figures. locale: it was written in. members: who is in the report."""

    sha256: str
    title: str
    locale: str
    members: tuple[str, ...]
    goals: tuple[Goal, ...]
    figures: tuple[Figure, ...] = ()

    def goal(self, code: str) -> Goal | None:
        return next((one for one in self.goals if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Telling:
    goal: Goal
    locale: str

    def number(self, value: Decimal) -> str:
        return numbers.written(value, self.goal.unit, locale=self.locale, decimals=self.goal.decimals)

    def apart(self, value: Decimal) -> str:
        """Between two percentages lie percentage points."""
        if self.goal.unit != numbers.PERCENT:
            return self.number(value)
        points = numbers.written(value, "count", locale=self.locale, decimals=1)
        return translated("%(number)s percentage points", number=points)

    def day(self, on: date) -> str:
        return numbers.day(on, locale=self.locale)


def share(sentence: str) -> str:
    """“7 of 10 members reported”, as reports have it, in the reader's words."""
    short = _SHARE.fullmatch(sentence)
    if short is None:
        return sentence
    if sentence.endswith("reported"):
        return translated("%(some)s of %(all)s members reported", some=short[1], all=short[2])
    return translated("%(some)s of %(all)s members", some=short[1], all=short[2])
