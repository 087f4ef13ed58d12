"""Who joins, is renamed, or seems to have left, by a list of a period."""

from datetime import date

from backend.kit.periods import Period
from backend.members.roster import Known, Term, compare

YEAR = Period(date(2014, 4, 1), 12)
BEFORE, AFTER = date(2013, 4, 1), date(2015, 4, 1)


def known(code: str, *terms: Term, name: str = "Ada", since: date = BEFORE) -> Known:
    return Known(code, terms, {since: name})


def test_whoever_is_new_joins_on_the_first_day() -> None:
    changes = compare([], {"B": "Bea", "A": "Ada"}, YEAR)
    assert changes.begins == {"A": Term(YEAR.start), "B": Term(YEAR.start)}
    assert (changes.joining, changes.named, changes.leaving) == (("A", "B"), {"A": "Ada", "B": "Bea"}, ())


def test_whoever_belongs_already_stays_as_it_is() -> None:
    changes = compare([known("A", Term(BEFORE))], {"A": "Ada"}, YEAR)
    assert (dict(changes.begins), changes.joining, dict(changes.named), changes.leaving) == ({}, (), {}, ())


def test_whoever_is_absent_and_belonged_before_seems_to_leave() -> None:
    members = [
        known("A", Term(BEFORE)),
        known("B", Term(BEFORE, date(2013, 12, 31))),  # left long before
        known("C", Term(date(2014, 6, 1))),  # joined in the period itself
        known("D", Term(AFTER)),  # joins later
    ]
    assert compare(members, {}, YEAR).leaving == ("A",)


def test_whoever_returns_begins_a_new_term_without_joining() -> None:
    changes = compare([known("A", Term(BEFORE, date(2014, 3, 31)))], {"A": "Ada"}, YEAR)
    assert (changes.begins, changes.joining) == ({"A": Term(YEAR.start)}, ())


def test_an_earlier_year_read_later_ends_where_the_next_term_begins() -> None:
    changes = compare([known("A", Term(AFTER), since=AFTER)], {"A": "Ada"}, YEAR)
    assert changes.begins == {"A": Term(YEAR.start, date(2015, 3, 31))}
    assert changes.named == {"A": "Ada"}


def test_a_name_counts_from_its_period_on() -> None:
    changed = compare([known("A", Term(BEFORE))], {"A": "Ada Royal"}, YEAR)
    assert changed.named == {"A": "Ada Royal"}
    later = Known("A", (Term(BEFORE),), {BEFORE: "Ada", AFTER: "Ada Royal"})
    assert compare([later], {"A": "Ada"}, YEAR).named == {}
