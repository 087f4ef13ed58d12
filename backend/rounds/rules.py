"""Where a round is on its way, read from its dates. Pure: today comes in as an argument."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.periods import Period


class RoundState(StrEnum):
    DRAFT = "draft"  # planned, members see nothing yet
    OPEN = "open"
    GRACE = "grace"  # past due, still taken
    CLOSED = "closed"

    @property
    def takes_answers(self) -> bool:
        return self in (RoundState.OPEN, RoundState.GRACE)

    @property
    def shown_as(self) -> str:
        return {"draft": "planned", "open": "open", "grace": "past due, still open", "closed": "closed"}[self]


class Dated(Protocol):
    """What a round's state is read from."""

    due_on: date
    closes_on: date

    @property
    def opened(self) -> bool: ...
    @property
    def closed(self) -> bool: ...


def state(of: Dated, today: date) -> RoundState:
    """today: in the collaborative's time zone; the due day and the closing day count to their end."""
    if of.closed or (of.opened and today > of.closes_on):
        return RoundState.CLOSED
    if not of.opened:
        return RoundState.DRAFT
    return RoundState.GRACE if today > of.due_on else RoundState.OPEN


@dataclass(frozen=True, slots=True)
class Dates:
    opens_on: date
    due_on: date
    closes_on: date


def dates(period: Period, *, opens_days: int, due_days: int, closes_days: int) -> Dates:
    """Days counted from the period's last day: -14, 45 and 60 unless the framework says otherwise."""
    return Dates(*(period.end + timedelta(days=days) for days in (opens_days, due_days, closes_days)))


def check_dates(wanted: Dates) -> None:
    """Raises Invalid naming every date out of order."""
    problems = []
    if wanted.due_on < wanted.opens_on:
        problems.append(Problem("Due", "Choose a day on or after the day it opens.", "round.dates"))
    if wanted.closes_on < wanted.due_on:
        problems.append(Problem("Closes", "Choose a day on or after the day it is due.", "round.dates"))
    if problems:
        raise Invalid(problems)


def check_cadence(period: Period, *, months: int, name: str) -> None:
    """Raises Invalid when what is asked every so many months is to be asked for a period of another length."""
    if period.months != months:
        wanted = Period(period.start, months).kind
        raise Invalid(
            f"{name} is collected by the {wanted}, and {period.spoken} is a {period.kind}: name a {wanted}.",
            where="Period",
            code="round.cadence",
        )


def may_open(at: RoundState) -> None:
    """Raises Conflict when it was opened before."""
    if at is not RoundState.DRAFT:
        raise Conflict(f"This collection is {at.shown_as} already.")


def may_close(at: RoundState) -> None:
    """Raises Conflict when it is closed already, or was never opened."""
    if not at.takes_answers:
        raise Conflict(f"This collection is {at.shown_as}; only an open one can be closed.")
