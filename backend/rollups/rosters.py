"""Who was asked for what: rounds and terms put together. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.kit.periods import Period
from backend.rollups.ledger import Asked

Tops = Mapping[UUID, Sequence[tuple[date, UUID]]]
_NEVER: Tops = {}


@dataclass(frozen=True, slots=True)
class Belonging:
    """A member with one of its terms."""

    member: UUID
    name: str
    level: str
    organization: UUID
    starts: date
    ends: date | None
    size: int | None = None


class Roster:
    """The members that were asked for at least one of the periods, by name.

    A period asks the members that belong on its last day (decision 0005).
    parents: of every member, its topmost parent organization. before: of those that may have had another, which, up to which
    last day, the oldest first.
    """

    def __init__(
        self,
        periods: Iterable[Period],
        terms: Iterable[Belonging],
        parents: Mapping[UUID, UUID],
        before: Tops = _NEVER,
    ) -> None:
        self._terms: dict[UUID, list[Belonging]] = {}
        for term in sorted(terms, key=lambda term: (term.name.casefold(), term.member)):
            self._terms.setdefault(term.member, []).append(term)
        self._belonged: dict[tuple[UUID, Period], bool] = {}
        self._members: dict[UUID, Asked] = {}
        everyone = list(periods)
        of_system = self._systems()
        for member, (term, *_) in self._terms.items():
            asked = frozenset(period for period in everyone if self.belonged(member, period))
            if asked:
                parent = parents.get(member, term.organization)
                systems = of_system if term.level == "site" else {}
                tops = before.get(member, ())
                earlier = tuple((until, systems.get(top)) for until, top in tops if systems)
                former = tuple(tops) if any(top != parent for _, top in tops) else ()
                self._members[member] = Asked(member, parent, asked, systems.get(parent), earlier, former, term.size)

    @property
    def asked(self) -> Iterable[Asked]:
        return self._members.values()

    def belonged(self, member: UUID, period: Period) -> bool:
        """Whether the period's last day lies in one of the member's terms; what it gave otherwise does not count."""
        place = member, period
        if place not in self._belonged:
            terms, end = self._terms.get(member, ()), period.end
            self._belonged[place] = any(t.starts <= end and (t.ends is None or t.ends >= end) for t in terms)
        return self._belonged[place]

    def names(self, first: date, last: date) -> Mapping[UUID, str]:
        """Of those asked for a period that has a day between the two, both included."""
        return {
            asked.member: self._terms[asked.member][0].name
            for asked in self.asked
            if any(period.start <= last and period.end >= first for period in asked.periods)
        }

    def _systems(self) -> Mapping[UUID, UUID]:
        """By organization, the member that reports for the whole system it heads."""
        return {terms[0].organization: member for member, terms in self._terms.items() if terms[0].level == "system"}


def parents(tops: Tops, since: date, on: date) -> tuple[Mapping[UUID, UUID], Tops]:
    """Of each member its topmost parent on a day, and those before that it may have had since another.

    tops: all there were since then, up to which last day, the oldest first; the last one has no end.
    """
    then = {id: next(top for until, top in of if until >= on) for id, of in tops.items()}
    before = {id: [(until, top) for until, top in of if since <= until < on] for id, of in tops.items()}
    return then, {id: of for id, of in before.items() if of}
