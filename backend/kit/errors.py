"""What can go wrong for a person, in sentences for whoever must act. Raised in rules and deeds, caught in `kit.web`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    BLOCK = "block"  # cannot go on
    EXPLAIN = "explain"  # goes on once a reason is given
    NOTE = "note"  # for information


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right.

    where: the place in the reader's own terms: a field name, a cell address, a key path, `row 14, column "Gas"`.
    message: what is wrong and what would be right, one or two sentences.
    code: stable and machine-readable, e.g. `number.not_a_number`.
    """

    where: str
    message: str
    code: str = "invalid"
    severity: Severity = Severity.BLOCK


@dataclass(frozen=True, slots=True)
class Clash(Problem):
    """Somebody else changed what was to be written over. theirs, yours: the two values; revision: theirs."""

    theirs: str = ""
    yours: str = ""
    revision: int = 0


class AnchorlineError(Exception):
    """An expected refusal: shown to the person, never in the error log."""

    status_code = 400

    def told(self, where: str = "", code: str = "invalid") -> Sequence[Problem]:
        """Every fault, for a page; where there is none to list the refusal itself, at this place."""
        return (Problem(where, str(self), code),)


class Invalid(AnchorlineError):
    """The input has faults, all of them listed. Nothing was written.

    `Invalid("write an amount, e.g. 1200.50", where="Spend!D14")` for one, `Invalid(problems)` for many.
    """

    status_code = 422

    def __init__(self, problems: str | Iterable[Problem], *, where: str = "", code: str = "invalid") -> None:
        self.problems: Sequence[Problem] = (
            (Problem(where, problems, code),) if isinstance(problems, str) else tuple(problems)
        )
        super().__init__("; ".join(f"{p.where}: {p.message}" if p.where else p.message for p in self.problems))

    def told(self, where: str = "", code: str = "invalid") -> Sequence[Problem]:
        return self.problems


class Refused(AnchorlineError):
    """The person may not do this, and may know that it exists."""

    status_code = 403


class NotFound(AnchorlineError):
    """It is not there, or the person may not know that it is: one answer for both."""

    status_code = 404


class Conflict(AnchorlineError):
    """It is no longer in the state in which this can be done."""

    status_code = 409


class Unreadable(AnchorlineError):
    """What a program sent is no JSON at all."""

    status_code = 400


class WrongMediaType(AnchorlineError):
    """What a program sent is of a kind that is not read here."""

    status_code = 415


class Outdated(AnchorlineError):
    """It was changed since the asker read it; `problems` says where, with what stands and what was sent."""

    status_code = 412

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems: Sequence[Problem] = tuple(problems)


class Unconditional(AnchorlineError):
    """A deed about figures names the version that was read, and this one did not."""

    status_code = 428


class UnderWay(Conflict):
    """The same request was sent before and is not answered yet."""


class TooLarge(AnchorlineError):
    """What was sent is larger than it may be; the sentence says what to do."""

    status_code = 413


class TooMany(AnchorlineError):
    """Too many tries.

    retry_after: seconds.
    """

    status_code = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CannotStart(AnchorlineError):
    """The program cannot do its work with what it finds on this machine; the sentence says what to run or set."""

    status_code = 503
