"""What is sent to plan a round, to move it, and to give a member more time."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.kit.errors import Invalid, Problem
from backend.kit.forms import Day, Form, MaybeDay
from backend.kit.languages import later, translated
from backend.rounds.rules import Dates


class Planning(Form):
    """period: as people write it, "2025-26" or "2025-26 Q2". The three days are all given, or all the usual ones."""

    framework: Annotated[UUID, Field(title=later("What is asked"))]
    period: Annotated[str, Field(title=later("Period"), min_length=1, max_length=40)]
    opens_on: Annotated[MaybeDay, Field(title=later("Opens"))] = None
    due_on: Annotated[MaybeDay, Field(title=later("Due"))] = None
    closes_on: Annotated[MaybeDay, Field(title=later("Closes"))] = None

    def days(self) -> Dates | None:
        """Raises Invalid naming each day that is wanting."""
        given = {
            translated("Opens"): self.opens_on,
            translated("Due"): self.due_on,
            translated("Closes"): self.closes_on,
        }
        if self.opens_on and self.due_on and self.closes_on:
            return Dates(self.opens_on, self.due_on, self.closes_on)
        if any(given.values()):
            message = translated("Choose a day, or leave all three empty for the usual ones.")
            raise Invalid([Problem(name, message, "round.day") for name, day in given.items() if not day])
        return None


class Moving(Form):
    """Other dates; of a round that is open, the last two."""

    opens_on: Annotated[MaybeDay, Field(title=later("Opens"))] = None
    due_on: Annotated[MaybeDay, Field(title=later("Due"))] = None
    closes_on: Annotated[MaybeDay, Field(title=later("Closes"))] = None

    def dates(self, *, opened_on: date | None) -> Dates:
        """opened_on: of a round that is open. Raises Invalid naming each day that is wanting."""
        opens_on = self.opens_on or opened_on
        if opens_on and self.due_on and self.closes_on:
            return Dates(opens_on, self.due_on, self.closes_on)
        given = {"Opens": opens_on, "Due": self.due_on, "Closes": self.closes_on}
        raise Invalid(
            [Problem(name, translated("Choose a day."), "round.day") for name, day in given.items() if not day]
        )


class MoreTime(Form):
    member: Annotated[UUID, Field(title=later("Member"))]
    until: Annotated[MaybeDay, Field(title=later("More time until"))] = None
    reason: Annotated[str, Field(title=later("Why"), max_length=2000)] = ""

    def day(self) -> date:
        """Raises Invalid when none was given."""
        if self.until is None:
            raise Invalid(translated("Choose a day."), where=translated("More time until"), code="extension.day")
        return self.until


class Clockwork(Form):
    """How a framework's collections are planned: by the clock or by hand, and on which days from a period's last one."""

    by_clock: Annotated[bool, Field(title=later("Plan the next collection by itself"))] = False
    opens_days: Annotated[int, Field(title=later("Opens"))]
    due_days: Annotated[int, Field(title=later("Due"))]
    closes_days: Annotated[int, Field(title=later("Closes"))]


_Lines = Annotated[str, Field(max_length=5000)]


class Wording(Form):
    """What is counted, worded anew. seen: the version it was written from. Lists: one a line.

    inclusions, exclusions, examples: of a question. formula: of a figure; empty: as before.
    """

    seen: Annotated[int, Field(title=later("Version seen"))]
    since: Annotated[Day, Field(title=later("Holds from"))]
    text: Annotated[str, Field(title=later("What is counted"), min_length=1, max_length=5000)]
    note: Annotated[str, Field(title=later("What is different"), min_length=1, max_length=2000)]
    inclusions: Annotated[_Lines, Field(title=later("Counts"))] = ""
    exclusions: Annotated[_Lines, Field(title=later("Does not count"))] = ""
    examples: Annotated[_Lines, Field(title=later("For example"))] = ""
    formula: Annotated[str, Field(title=later("How it is worked out"), max_length=2000)] = ""
