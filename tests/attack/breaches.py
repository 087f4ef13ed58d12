"""What is said in reports, and what it is to be told something by it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from backend.kit.periods import Period
from tests.attack.systems import Range


@dataclass(frozen=True)
class Said:
    """A number in a report. category: with its breakdown, `gender.women`; empty for the figure itself."""

    report: int
    code: str
    period: Period
    category: str
    number: Decimal


@dataclass(frozen=True)
class Breach:
    """Something a reader can tell that it must not."""

    reader: str
    what: str
    number: Decimal
    range: Range

    def __str__(self) -> str:
        high = "" if self.range.high is None else f"{float(self.range.high):g}"
        return f"{self.reader}: {self.what} is {self.number}, told as {float(self.range.low):g} to {high}"


def far(number: Fraction, *, of: Fraction, p: Decimal | None) -> bool:
    """Whether, could it be this number, it is not told: as money p % more, as anything another number."""
    return number != of if p is None else (number - of) * 100 >= of * Fraction(p)


def not_few(number: Fraction, *, most: int, of: Fraction, member: bool) -> bool:
    return number != of if member else not 1 <= number <= most
