from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Invalid
from backend.kit.period_texts import parse_period
from backend.kit.periods import LENGTHS, Calendar, Period, YearNaming

JANUARY, APRIL, JULY = Calendar(1), Calendar(4), Calendar(7, YearNaming.ENDING)


@pytest.mark.parametrize(
    ("text", "calendar", "start", "months"),
    [
        ("2025 Q3", JANUARY, date(2025, 7, 1), 3),
        (" 2025q3 ", JANUARY, date(2025, 7, 1), 3),
        ("2025-Q3", JANUARY, date(2025, 7, 1), 3),
        ("Q3 2025", JANUARY, date(2025, 7, 1), 3),
        ("2025", JANUARY, date(2025, 1, 1), 12),
        ("FY2025", JANUARY, date(2025, 1, 1), 12),
        ("2013-14", APRIL, date(2013, 4, 1), 12),
        ("2013–14", APRIL, date(2013, 4, 1), 12),
        ("2013/2014", APRIL, date(2013, 4, 1), 12),
        ("1999-00", APRIL, date(1999, 4, 1), 12),
        ("2011-12", APRIL, date(2011, 4, 1), 12),
        ("2013-14 Q4", APRIL, date(2014, 1, 1), 3),
        ("H2 2013-14", APRIL, date(2013, 10, 1), 6),
        ("FY26 Q1", JULY, date(2025, 7, 1), 3),
        ("fy 2026", JULY, date(2025, 7, 1), 12),
        ("July 2025", APRIL, date(2025, 7, 1), 1),
        ("Sept 2025", APRIL, date(2025, 9, 1), 1),
        ("2025-07", APRIL, date(2025, 7, 1), 1),
    ],
)
def test_what_people_write_is_read(text, calendar, start, months):
    assert parse_period(text, calendar) == Period(start, months)


@pytest.mark.parametrize(
    ("text", "calendar", "sentence"),
    [
        ("2025 Q3", APRIL, "write 2024-25 Q3 or 2025-26 Q3"),
        ("2025", APRIL, "write 2024-25 or 2025-26"),
        ("2025", JULY, "write FY25 or FY26"),
        ("2013-14", JANUARY, "write 2013 or 2014"),
        ("2011-12", JANUARY, "or December 2011 for the month"),
        ("2013-15", APRIL, "write 2013-14"),
        ("2013-2015", APRIL, "write 2013-14"),
        ("2025 H3", JANUARY, "a year has H1 and H2"),
        ("2025 Q5", JANUARY, "is not a period"),
        ("Smarch 2025", JANUARY, "is not a period"),
        ("3025", JANUARY, "between 1900 and 2199"),
        ("", JANUARY, "is not a period"),
        ("２０２５", JANUARY, "is not a period"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused_with_what_would_be_right(text, calendar, sentence):
    with pytest.raises(Invalid, match=sentence) as caught:
        parse_period(text, calendar, where="A7")
    assert caught.value.problems[0].where == "A7"


@given(
    st.dates(date(2001, 1, 1), date(2098, 12, 31)),
    st.sampled_from(LENGTHS),
    st.sampled_from((1, 4, 7, 10)),
    st.sampled_from(list(YearNaming)),
)
def test_every_label_is_read_back_as_its_period(day, months, starts, naming):
    calendar = Calendar(starts, naming)
    period = calendar.period(day, months)
    assert parse_period(calendar.label(period), calendar) == period
