"""A list of who belonged in a period, held against who belongs here: who joins, is renamed, seems to have left. Pure.

The list is a file's: what it does not say (a merger, a late form) it cannot tell from leaving, so leaving is only ever
proposed. A member that comes back gets a new term on its old line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.kit.periods import Period

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    starts: date
    ends: date | None = None

    def contains(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Known:
    """A member of now. names: by the day from which it was known so."""

    code: str
    terms: tuple[Term, ...]
    names: Mapping[date, str]

    def name_on(self, day: date) -> str | None:
        earlier = [since for since in self.names if since <= day]
        return self.names[max(earlier)] if earlier else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What the list would change. Codes, sorted.

    begins: the term each begins, ended already where a later one follows. named: new names from the period's first day.
    leaving: whose term would end the day before the period, if someone confirms it.
    """

    begins: Mapping[str, Term]
    joining: tuple[str, ...]
    named: Mapping[str, str]
    leaving: tuple[str, ...]


def compare(known: Iterable[Known], listed: Mapping[str, str], period: Period) -> Changes:
    """listed: code to name, everyone the file has. A period asks who belongs on its last day."""
    here = {member.code: member for member in known}
    begins = {code: _term(here.get(code), period) for code in sorted(listed) if not _belongs(here.get(code), period)}
    named = {
        code: name
        for code, name in sorted(listed.items())
        if code not in here or here[code].name_on(period.end) != name
    }
    leaving = sorted(code for code, member in here.items() if code not in listed and _stays_from_before(member, period))
    return Changes(begins, tuple(code for code in begins if code not in here), named, tuple(leaving))


def _belongs(member: Known | None, period: Period) -> bool:
    return member is not None and any(term.contains(period.end) for term in member.terms)


def _stays_from_before(member: Known, period: Period) -> bool:
    return any(term.starts < period.start and term.contains(period.end) for term in member.terms)


def _term(member: Known | None, period: Period) -> Term:
    later = [term.starts for term in member.terms if term.starts > period.end] if member else []
    return Term(period.start, min(later) - DAY if later else None)
