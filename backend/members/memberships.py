"""When a member belongs: its terms, begun and ended, one after the other and never over one another. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.members.roster import DAY, Term


def belongs(terms: Iterable[Term], day: date) -> bool:
    return any(term.contains(day) for term in terms)


def begun(terms: Sequence[Term], starts: date) -> Term:
    """A new term from this day on; where a later one is known, up to the day before that.

    Raises:
        Invalid: the member belongs on that day already.
    """
    if belongs(terms, starts):
        raise Invalid(
            translated("It belongs on that day already; its membership goes on."),
            where=translated("Since"),
            code="term.belongs",
        )
    later = [term.starts for term in terms if term.starts > starts]
    return Term(starts, min(later) - DAY if later else None)


def ended(terms: Sequence[Term], last: date) -> Term:
    """The term that ends on this day, its last; also one whose end was put down wrongly.

    Raises:
        Invalid: the member did not belong by then.
    """
    before = [term for term in terms if term.starts <= last]
    if not before:
        raise Invalid(
            translated("It did not belong by then; choose a later day."),
            where=translated("Last day"),
            code="term.early",
        )
    return Term(max(term.starts for term in before), last)


def ending(terms: Sequence[Term], last: date) -> Sequence[Term]:
    """All terms as they would be then, the oldest first. Raises Invalid as `ended`."""
    one = ended(terms, last)
    return sorted((one if term.starts == one.starts else term for term in terms), key=lambda term: term.starts)


def beginning(terms: Sequence[Term], starts: date) -> Sequence[Term]:
    """All terms as they would be then, the oldest first. Raises Invalid as `begun`."""
    return sorted([*terms, begun(terms, starts)], key=lambda term: term.starts)
