"""What an agreement may say, and where it stands on a day. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backend.kit.errors import Conflict
from backend.kit.languages import translated

WARNED_BEFORE = timedelta(days=60)


class Way(StrEnum):
    """How it came about."""

    ON_SITE = "on_site"  # an approver of the member accepted the model agreement
    ON_PAPER = "on_paper"  # signed elsewhere, and recorded by the backbone or the operator


class Afterwards(StrEnum):
    """What becomes of the member's figures in live totals once it has ended. Reports that were released never change."""

    PAST_STAYS = "past_stays"  # those of periods that were over by its last day go on counting
    NOTHING_STAYS = "nothing_stays"


class Waived(StrEnum):
    """Which rule the member does without, for one element."""

    FEW_CONTRIBUTORS = "few_contributors"
    DOMINANCE = "dominance"  # another contributor could estimate the member's figure from the total
    CHANGES = "changes"  # what the member gave or corrected could be seen from one report, or quarter, to the next


class Standing(StrEnum):
    IN_FORCE = "in_force"
    ENDING = "ending"  # in force, for less than `WARNED_BEFORE`, and none follows
    TO_COME = "to_come"
    ENDED = "ended"
    NONE = "none"

    @property
    def in_force(self) -> bool:
        return self in (Standing.IN_FORCE, Standing.ENDING)


@dataclass(frozen=True, slots=True)
class Term:
    """From the first day to the last, both included. last: None while it has none."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


# Whom an agreement can keep figures from; the member itself and the backbone see them in any case.
AUDIENCES = ("members", "partners", "public")


def last_day(starts: date, months: int) -> date:
    """Of a time of so many months: 15 March and twelve months end on 14 March."""
    year, month = divmod(starts.month - 1 + months, 12)
    year, month = starts.year + year, month + 1
    return date(year, month, min(starts.day, monthrange(year, month)[1])) - timedelta(days=1)


def may_renew(living: Iterable[Term], today: date) -> date:
    """The first day of an agreement accepted today, after those of the member that have not ended.

    Raises:
        Conflict: one holds for a good while yet.
    """
    still = [term for term in living if term.last is None or term.last >= today]
    if any(term.last is None or term.last - today >= WARNED_BEFORE for term in still):
        raise Conflict(translated("An agreement is in force, and does not end within the next 60 days."))
    return max((term.last + timedelta(days=1) for term in still if term.last), default=today)
