"""Words of headings, labels and tabs made alike, so that next quarter's are known again. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from backend.files.own.schemas import PERIOD
from backend.files.own.texts import plain
from backend.kit.errors import Invalid
from backend.kit.period_texts import parse_period
from backend.kit.periods import Calendar, Period

_MAY_BE_PERIOD = re.compile(
    r"\b(?:[QH][1-4](?:[ -](?:FY ?)?\d{2,4}(?:[-/]\d{2,4})?)?|(?:FY ?\d{2,4}|\d{4}(?:[-/]\d{2,4})?)(?:[ -]?[QH][1-4])?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{4})\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"([QH])([1-4])", re.IGNORECASE)
_TOTAL = re.compile(
    r"^(?:grand |sub-?|overall )?totals?\b|^sum\b|^all (?:departments|sites|facilities)\b|^average\b|\btotal$"
)

_SCALES = (
    (r"\(?[$£€]? ?'?000'?s?\b\)?|\bin thousands\b|\bthousands of\b|\([$£€]?k\)|\b[tk](?:usd|eur|gbp)\b", Decimal(1000)),
    (r"\bin millions\b|\bmillions of\b|\([$£€]? ?m(?:n|m|io)?\)|\b(?:mn|m)(?:usd|eur|gbp)\b", Decimal(1_000_000)),
)


def same(text: str) -> str:
    """As texts are compared: without regard to case, blanks and a colon at the end."""
    return " ".join(plain(text).casefold().split()).rstrip(" :")


def is_total(text: str) -> bool:
    """Whether a row so called looks like the sum of others."""
    return _TOTAL.search(same(text)) is not None


def scale_in(heading: str) -> Decimal:
    """What a heading like `Spend ($000s)` says its numbers are to be multiplied by; 1 where it says nothing."""
    words = same(heading)
    found = next((scale for pattern, scale in _SCALES if re.search(pattern, words)), None)
    return found or Decimal(1)


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts as they are kept and compared while one period is collected: its name, however written, becomes `{period}`."""

    period: Period
    calendar: Calendar

    def fold(self, text: str) -> str:
        return same(self.kept(text))

    def kept(self, text: str) -> str:
        """As people wrote it, but for the period's name."""
        return _MAY_BE_PERIOD.sub(self._named, " ".join(plain(text).split()))

    def shown(self, text: str) -> str:
        """What was kept, with this period named as people here name it."""
        if PERIOD not in text:
            return text
        named = self.calendar.has(self.period)
        return text.replace(PERIOD, self.calendar.label(self.period) if named else self.period.spoken)

    def others(self, text: str) -> list[str]:
        """Names of other periods in the text."""
        return [found[0] for found in _MAY_BE_PERIOD.finditer(plain(text)) if self._means(found[0]) is False]

    def _named(self, found: re.Match[str]) -> str:
        return PERIOD if self._means(found[0]) else found[0]

    def _means(self, text: str) -> bool | None:
        """Whether it is the period collected; None where it is no period, or a longer one that holds it.

        A quarter or half-year whose year can be read in two ways is another: it was pointed at for one of them.
        """
        if bare := _BARE.fullmatch(text):
            months = 3 if bare[1].upper() == "Q" else 6
            since = (self.period.start.month - self.calendar.year_starts_in) % 12
            return self.period.months == months and since // months + 1 == int(bare[2])
        try:
            named = parse_period(text, self.calendar)
        except Invalid as fault:
            ambiguous = fault.problems[0].code == "period.ambiguous" and _BARE.search(text)
            return False if ambiguous else None
        return True if named == self.period else None if named.contains(self.period) else False
