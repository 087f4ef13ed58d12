"""Terms of a member: one after the other, never over one another."""

from datetime import date

import pytest

from backend.kit.errors import Invalid
from backend.members.memberships import beginning, begun, belongs, ended, ending
from backend.members.roster import Term

MARCH, APRIL, JUNE = date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)


def test_a_member_ends_comes_back_and_keeps_both_terms():
    first = [Term(date(2020, 1, 1))]
    left = ending(first, MARCH)
    assert left == [Term(date(2020, 1, 1), MARCH)]
    assert (belongs(left, MARCH), belongs(left, APRIL)) == (True, False)
    assert beginning(left, JUNE) == [*left, Term(JUNE)]


def test_a_wrong_last_day_is_put_right():
    assert ended([Term(date(2020, 1, 1), MARCH)], JUNE) == Term(date(2020, 1, 1), JUNE)


def test_what_would_overlap_is_refused():
    with pytest.raises(Invalid, match="belongs on that day already"):
        begun([Term(date(2020, 1, 1))], JUNE)
    with pytest.raises(Invalid, match="did not belong by then"):
        ended([Term(JUNE)], MARCH)


def test_an_earlier_term_ends_before_the_one_that_is_known():
    assert begun([Term(JUNE)], MARCH) == Term(MARCH, date(2026, 6, 29))
