"""Where a round is on its way, read from its dates. Pure: today and the moment come in as arguments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from backend.kit import days
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.periods import Period

OPENS_AT = time(7)  # by the clock, so that letters arrive when people begin to work


class RoundState(StrEnum):
    DRAFT = "draft"  # planned, members see nothing yet
    TAKEN_BACK = "taken_back"  # was planned, and does not open
    OPEN = "open"
    GRACE = "grace"  # past due, still taken
    CLOSED = "closed"

    @property
    def takes_answers(self) -> bool:
        return self in (RoundState.OPEN, RoundState.GRACE)

    @property
    def begun(self) -> bool:
        """It was opened: members know of it."""
        return self in (RoundState.OPEN, RoundState.GRACE, RoundState.CLOSED)

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    RoundState.DRAFT: later("planned"),
    RoundState.TAKEN_BACK: later("taken back"),
    RoundState.OPEN: later("open"),
    RoundState.GRACE: later("past due, still open"),
    RoundState.CLOSED: later("closed"),
}


class Dated(Protocol):
    """What a round's state is read from."""

    opens_on: date
    due_on: date
    closes_on: date

    @property
    def opened(self) -> bool: ...
    @property
    def closed(self) -> bool: ...
    @property
    def taken_back(self) -> bool: ...


def state(of: Dated, today: date, *, until: date | None = None) -> RoundState:
    """today: in the collaborative's time zone; the due day and the closing day count to their end.

    until: the last day of a member's extension. For that member the round is open to the end of it, closed or not.
    """
    if of.taken_back:
        return RoundState.TAKEN_BACK
    if not of.opened:
        return RoundState.DRAFT
    if until is not None and today <= until:
        return RoundState.OPEN
    if of.closed or today > of.closes_on:
        return RoundState.CLOSED
    return RoundState.GRACE if today > of.due_on else RoundState.OPEN


def due(of: Dated, until: date | None = None) -> date:
    """The last day on which a member is in time. until: of its extension."""
    return max(of.due_on, until) if until else of.due_on


def is_late(of: Dated, until: date | None, today: date, *, submitted_on: date | None) -> bool:
    """Whether a member's last day went by before it submitted. Days are those of the collaborative's zone."""
    return (submitted_on or today) > due(of, until)


# ---- By the clock ----------------------------------------------------------------------------------------------------


def opens_at(of: Dated, zone: str) -> datetime:
    return days.reaches(of.opens_on, OPENS_AT, zone)


def to_be_opened(of: Dated, moment: datetime, zone: str) -> bool:
    """Its day has come, and is not so long past that its collection would be over as it opened."""
    planned = not of.opened and not of.taken_back and not of.closed
    return planned and opens_at(of, zone) <= moment < days.ends(of.closes_on, zone)


def to_be_closed(of: Dated, moment: datetime, zone: str) -> bool:
    return of.opened and not of.closed and days.ends(of.closes_on, zone) <= moment


def passed_by(of: Dated, today: date) -> bool:
    """Planned, and its days are over: the clock leaves it to the coordinator."""
    return not of.opened and not of.taken_back and today > of.closes_on


# ---- Dates -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dates:
    opens_on: date
    due_on: date
    closes_on: date


def dates(period: Period, *, opens_days: int, due_days: int, closes_days: int) -> Dates:
    """Days counted from the period's last day: -14, 45 and 60 unless the framework says otherwise."""
    return Dates(*(period.end + timedelta(days=days) for days in (opens_days, due_days, closes_days)))


class Offsets(Protocol):
    """What a framework says of its collections' days."""

    opens_days: int
    due_days: int
    closes_days: int


def usual_dates(of: Offsets, period: Period) -> Dates:
    return dates(period, opens_days=of.opens_days, due_days=of.due_days, closes_days=of.closes_days)


def check_dates(wanted: Dates) -> None:
    """Raises Invalid naming every date out of order."""
    problems = []
    if wanted.due_on < wanted.opens_on:
        problems.append(
            Problem(translated("Due"), translated("Choose a day on or after the day it opens."), "round.dates")
        )
    if wanted.closes_on < wanted.due_on:
        problems.append(
            Problem(translated("Closes"), translated("Choose a day on or after the day it is due."), "round.dates")
        )
    if problems:
        raise Invalid(problems)


def check_offsets(opens: int, due: int, closes: int) -> None:
    """Raises Invalid naming every number of days that is out of order or further off than a year."""
    given = {translated("Opens"): opens, translated("Due"): due, translated("Closes"): closes}
    far = [name for name, count in given.items() if abs(count) > 366]
    problems = [Problem(name, translated("Write a number of days within a year."), "round.offset") for name in far]
    if due < opens:
        problems.append(
            Problem(translated("Due"), translated("Give a day on or after the day it opens."), "round.dates")
        )
    if closes < due:
        problems.append(
            Problem(translated("Closes"), translated("Give a day on or after the day it is due."), "round.dates")
        )
    if problems:
        raise Invalid(problems)


def check_change(of: Dated, wanted: Dates, today: date) -> None:
    """New dates of a planned or an open round: in order, and no day is put into the past.

    Raises:
        Conflict: it is closed, or taken back.
        Invalid: naming every date that will not do.
    """
    at = state(of, today)
    if at in (RoundState.CLOSED, RoundState.TAKEN_BACK):
        raise Conflict(
            translated("This collection is %(state)s; its dates stay as they are.", state=translated(at.shown_as))
        )
    was = {translated("Opens"): of.opens_on, translated("Due"): of.due_on, translated("Closes"): of.closes_on}
    becomes = {
        translated("Opens"): wanted.opens_on,
        translated("Due"): wanted.due_on,
        translated("Closes"): wanted.closes_on,
    }
    problems = [
        Problem(name, translated("Choose today or a later day."), "round.past")
        for name, day in becomes.items()
        if day != was[name] and day < today
    ]
    if at.begun and wanted.opens_on != of.opens_on:
        problems.append(Problem(translated("Opens"), translated("It is open already."), "round.open"))
    try:
        check_dates(wanted)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)


def check_extension(of: Dated, until: date, today: date) -> None:
    """More time ends after the round is due, and not before today.

    Raises:
        Conflict: nobody has been asked yet.
        Invalid: the day will not do.
    """
    at = state(of, today)
    if not at.begun:
        raise Conflict(
            translated(
                "This collection is %(state)s; more time is given once it is open.", state=translated(at.shown_as)
            )
        )
    if until < today:
        raise Invalid(
            translated("Choose today or a later day."), where=translated("More time until"), code="extension.past"
        )
    if until <= of.due_on:
        raise Invalid(
            translated("Choose a day after the day it is due."),
            where=translated("More time until"),
            code="extension.not_more",
        )


def check_cadence(period: Period, *, months: int, name: str) -> None:
    """Raises Invalid when what is asked every so many months is to be asked for a period of another length."""
    if period.months != months:
        wanted = Period(period.start, months).kind
        raise Invalid(
            translated(
                "%(name)s is collected by the %(wanted)s, and %(spoken)s is a %(kind)s: name a %(wanted)s.",
                name=name,
                wanted=wanted,
                spoken=period.spoken,
                kind=period.kind,
            ),
            where=translated("Period"),
            code="round.cadence",
        )


def may_open(at: RoundState) -> None:
    """Raises Conflict when it was opened before."""
    if at is not RoundState.DRAFT:
        raise Conflict(translated("This collection is %(state)s already.", state=translated(at.shown_as)))


def may_take_back(at: RoundState) -> None:
    """Raises Conflict when members know of it already, or it was taken back before."""
    if at is not RoundState.DRAFT:
        raise Conflict(
            translated(
                "This collection is %(state)s; only a planned one can be taken back.", state=translated(at.shown_as)
            )
        )


def may_close(at: RoundState) -> None:
    """Raises Conflict when it is closed already, or was never opened."""
    if not at.takes_answers:
        raise Conflict(
            translated("This collection is %(state)s; only an open one can be closed.", state=translated(at.shown_as))
        )
