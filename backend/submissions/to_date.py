"""Figures counted since a member's year began, turned into what belongs to each period. Pure.

100 in the first quarter and 220 after the second are 100 and 120. Only flows are converted: what adds up over quarters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from backend.kit.amounts import EXACT, total, within_limits
from backend.kit.errors import Invalid, Problem, Severity
from backend.kit.languages import translated
from backend.kit.period_words import in_months, month_name
from backend.kit.periods import Period
from backend.submissions.asked import Place

_NONE: Mapping[date, Decimal] = {}


@dataclass(frozen=True, slots=True)
class Year:
    """A member's own year, up to the period that is answered.

    starts_in: the month in which the member's year begins.
    numbers: of each cell, what each earlier period of the year has, by its first day; one without a number is left out.
    """

    period: Period
    starts_in: int
    numbers: Mapping[Place, Mapping[date, Decimal]] = field(default_factory=dict)

    @property
    def whole(self) -> Period:
        return Period.of(self.period.start, 12, self.starts_in)

    @property
    def fits(self) -> bool:
        """Whether the period is a part of the member's year, so that the earlier ones can be told."""
        return self.period in self.whole.split(self.period.months)

    @property
    def before(self) -> Sequence[Period]:
        """Its earlier periods, in order; none where the period does not fit."""
        if not self.fits:
            return ()
        parts = self.whole.split(self.period.months)
        return parts[: parts.index(self.period)]

    @property
    def since(self) -> str:
        return translated("since %(month)s", month=month_name(self.starts_in))

    def missing(self, place: Place) -> list[Period]:
        known = self.numbers.get(place, _NONE)
        return [period for period in self.before if period.start not in known]

    def earlier(self, place: Place) -> Decimal | None:
        """What the earlier periods come to; zero in the first one, None where that cannot be known."""
        if not self.fits or self.missing(place):
            return None
        known = self.numbers.get(place, _NONE)
        return total(known[period.start] for period in self.before)

    def own(self, to_date: Decimal, place: Place, *, where: str = "") -> Decimal:
        """What of a number to date belongs to the period itself.

        Raises Invalid, when the year does not fit or an earlier period has no number, with what to do.
        """
        before = self.earlier(place)
        if before is None:
            raise Invalid([self._why_not(place, where)])
        return within_limits(EXACT.subtract(to_date, before), where=where)

    def up_to(self, own: Decimal, place: Place) -> Decimal | None:
        """The other way round: the number to date of a period's own."""
        before = self.earlier(place)
        return None if before is None else EXACT.add(own, before)

    def _why_not(self, place: Place, where: str) -> Problem:
        kind = translated(self.period.kind)
        if not self.fits:
            message = translated(
                "a year that begins in %(month)s has no %(kind)s of %(period)s; give this %(kind)s’s own number instead of"
                " the number since the year began",
                month=month_name(self.starts_in),
                kind=kind,
                period=in_months(self.period),
            )
            return Problem(where, message, "to_date.off_year")
        message = translated(
            "there is no number yet for %(names)s, so what belongs to this %(kind)s cannot be told; answer that one first,"
            " or give this %(kind)s’s own number",
            names=translated(" and ").join(in_months(period) for period in self.missing(place)),
            kind=kind,
        )
        return Problem(where, message, "to_date.missing")


def negative(number: Decimal, to_date: Decimal, where: str) -> Problem:
    """The number to date fell: a negative period stands, once it is explained."""
    earlier = EXACT.subtract(to_date, number)
    return Problem(
        where,
        translated(
            "%(to_date)s since the year began is less than the %(earlier)s before it, which makes this"
            " period %(number)s. Correct it, or say in the note what was taken back",
            to_date=f"{to_date:,f}",
            earlier=f"{earlier:,f}",
            number=f"{number:,f}",
        ),
        "number.negative_period",
        Severity.EXPLAIN,
    )


def moved(place: Place, number: Decimal, to_date: Decimal, year: Year, where: str) -> Problem | None:
    """An earlier period was changed after this number was worked out: saving it once more puts it right."""
    earlier = year.earlier(place)
    if earlier is None or EXACT.add(number, earlier) == to_date:
        return None
    now = EXACT.subtract(to_date, earlier)
    return Problem(
        where,
        translated(
            "an earlier %(kind)s was changed since: %(to_date)s %(since)s now leaves %(now)s for this %(kind)s, not"
            " %(number)s. Save it once more, or give this %(kind)s’s own number",
            kind=translated(year.period.kind),
            to_date=f"{to_date:,f}",
            since=year.since,
            now=f"{now:,f}",
            number=f"{number:,f}",
        ),
        "to_date.moved",
    )
