"""What is sent to plan a round, to move it, and to give a member more time."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.kit.errors import Invalid, Problem
from backend.kit.forms import Day, Form, MaybeDay
from backend.rounds.rules import Dates


class Planning(Form):
    """period: as people write it, "2025-26" or "2025-26 Q2". The three days are all given, or all the usual ones."""

    framework: Annotated[UUID, Field(title="What is asked")]
    period: Annotated[str, Field(title="Period", min_length=1, max_length=40)]
    opens_on: Annotated[MaybeDay, Field(title="Opens")] = None
    due_on: Annotated[MaybeDay, Field(title="Due")] = None
    closes_on: Annotated[MaybeDay, Field(title="Closes")] = None

    def days(self) -> Dates | None:
        """Raises Invalid naming each day that is wanting."""
        given = {"Opens": self.opens_on, "Due": self.due_on, "Closes": self.closes_on}
        if self.opens_on and self.due_on and self.closes_on:
            return Dates(self.opens_on, self.due_on, self.closes_on)
        if any(given.values()):
            message = "Choose a day, or leave all three empty for the usual ones."
            raise Invalid([Problem(name, message, "round.day") for name, day in given.items() if not day])
        return None


class Moving(Form):
    """Other dates; of a round that is open, the last two."""

    opens_on: Annotated[MaybeDay, Field(title="Opens")] = None
    due_on: Annotated[MaybeDay, Field(title="Due")] = None
    closes_on: Annotated[MaybeDay, Field(title="Closes")] = None

    def dates(self, *, opened_on: date | None) -> Dates:
        """opened_on: of a round that is open. Raises Invalid naming each day that is wanting."""
        opens_on = self.opens_on or opened_on
        if opens_on and self.due_on and self.closes_on:
            return Dates(opens_on, self.due_on, self.closes_on)
        given = {"Opens": opens_on, "Due": self.due_on, "Closes": self.closes_on}
        raise Invalid([Problem(name, "Choose a day.", "round.day") for name, day in given.items() if not day])


class MoreTime(Form):
    member: Annotated[UUID, Field(title="Member")]
    until: Annotated[MaybeDay, Field(title="More time until")] = None
    reason: Annotated[str, Field(title="Why", max_length=2000)] = ""

    def day(self) -> date:
        """Raises Invalid when none was given."""
        if self.until is None:
            raise Invalid("Choose a day.", where="More time until", code="extension.day")
        return self.until


class Clockwork(Form):
    """How a framework's collections are planned: by the clock or by hand, and on which days from a period's last one."""

    by_clock: Annotated[bool, Field(title="Plan the next collection by itself")] = False
    opens_days: Annotated[int, Field(title="Opens")]
    due_days: Annotated[int, Field(title="Due")]
    closes_days: Annotated[int, Field(title="Closes")]


_Lines = Annotated[str, Field(max_length=5000)]


class Wording(Form):
    """What is counted, worded anew. seen: the version it was written from. Lists: one a line.

    inclusions, exclusions, examples: of a question. formula: of a figure; empty: as before.
    """

    seen: Annotated[int, Field(title="Version seen")]
    since: Annotated[Day, Field(title="Holds from")]
    text: Annotated[str, Field(title="What is counted", min_length=1, max_length=5000)]
    note: Annotated[str, Field(title="What is different", min_length=1, max_length=2000)]
    inclusions: Annotated[_Lines, Field(title="Counts")] = ""
    exclusions: Annotated[_Lines, Field(title="Does not count")] = ""
    examples: Annotated[_Lines, Field(title="For example")] = ""
    formula: Annotated[str, Field(title="How it is worked out", max_length=2000)] = ""
