from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Invalid
from backend.kit.periods import LENGTHS, MONTH_NAMES, Calendar, FiscalLabel, Period, YearNaming, fiscal_label

CALENDAR = Calendar()
SUMMER = Period(date(2025, 7, 1), 3)

# What a member whose year starts in each month calls July to September 2025, in both styles. None: not labelled.
GOLDEN = {
    1: ("2025 Q3", "2025 Q3"),
    2: None,
    3: None,
    4: ("2025-26 Q2", "FY26 Q2"),
    5: None,
    6: None,
    7: ("2025-26 Q1", "FY26 Q1"),
    8: None,
    9: None,
    10: ("2024-25 Q4", "FY25 Q4"),
    11: None,
    12: None,
}


@pytest.mark.parametrize("starts", range(1, 13))
@pytest.mark.parametrize(("style", "column"), [(YearNaming.SPANNING, 0), (YearNaming.ENDING, 1)])
def test_all_twelve_fiscal_starts_are_labelled_or_told_why_not(starts, style, column):
    label = fiscal_label(SUMMER, year_starts_in=starts, calendar=CALENDAR, naming=style)
    expected = GOLDEN[starts]
    if expected:
        assert label == FiscalLabel(expected[column])
        assert label.is_fiscal
    else:
        assert label.text == "2025 Q3"
        assert label.reason.startswith(f"A year that starts in {MONTH_NAMES[starts - 1]} has quarters that are not")
        assert not label.is_fiscal


def test_example_7_fiscal_year_26_quarter_1_of_a_july_member_is_calendar_2025_quarter_3():
    july = Calendar(7, YearNaming.ENDING)
    assert july.label(SUMMER) == "FY26 Q1"
    assert CALENDAR.label(SUMMER) == "2025 Q3"


@pytest.mark.parametrize("year_end", [12, 3, 6, 9])
def test_example_7_four_year_ends_fall_on_calendar_quarters_and_years_are_rebuilt_from_quarters(year_end):
    calendar = Calendar(year_end % 12 + 1)
    year = calendar.period(date(2025, 8, 15), 12)
    assert all(CALENDAR.has(quarter) for quarter in year.quarters())
    assert CALENDAR.has(year) == (year_end == 12)
    assert [q.end for q in year.quarters()][-1] == year.end


def test_a_year_that_does_not_line_up_keeps_the_collaboratives_label_and_the_reason():
    label = fiscal_label(Period(date(2025, 1, 1), 12), year_starts_in=7, calendar=CALENDAR)
    assert label.text == "2025"
    assert "January to December 2025 lies across two of its years" in label.reason
    half = Period(date(2025, 1, 1), 6)
    assert fiscal_label(half, year_starts_in=7, calendar=CALENDAR).text == "FY25 H2"


def test_a_change_of_fiscal_year_end_neither_loses_nor_doubles_a_quarter():
    quarters = CALENDAR.periods(date(2024, 1, 1), date(2026, 12, 31), 3)
    labels = [
        fiscal_label(q, year_starts_in=7 if q.start < date(2025, 7, 1) else 1, calendar=CALENDAR) for q in quarters
    ]
    assert len(quarters) == len(set(quarters)) == 12
    assert [label.text for label in labels[4:8]] == ["FY25 Q3", "FY25 Q4", "2025 Q3", "2025 Q4"]


@pytest.mark.parametrize(
    ("starts", "naming", "months", "expected"),
    [
        (1, YearNaming.SPANNING, 12, "2025"),
        (1, YearNaming.ENDING, 12, "2025"),
        (4, YearNaming.SPANNING, 12, "2025-26"),
        (4, YearNaming.ENDING, 12, "FY26"),
        (10, YearNaming.SPANNING, 12, "2024-25"),
        (4, YearNaming.SPANNING, 6, "2025-26 H1"),
        (1, YearNaming.SPANNING, 6, "2025 H2"),
        (4, YearNaming.ENDING, 1, "August 2025"),
    ],
)
def test_labels_of_years_halves_and_months(starts, naming, months, expected):
    calendar = Calendar(starts, naming)
    assert calendar.label(calendar.period(date(2025, 8, 20), months)) == expected


def test_a_century_ends_in_two_digits():
    assert Calendar(4).label(Period(date(1999, 4, 1), 12)) == "1999-00"


def test_a_period_starts_on_the_first_and_has_a_known_length():
    assert Period(date(2024, 2, 1), 1).end == date(2024, 2, 29)
    for start, months in [(date(2024, 2, 2), 1), (date(2024, 2, 1), 2)]:
        with pytest.raises(Invalid):
            Period(start, months)


@pytest.mark.parametrize("starts", [0, 13, 2, 6])
def test_a_calendar_that_leaves_the_grid_of_quarters_is_refused(starts):
    with pytest.raises(Invalid):
        Calendar(starts)


def test_a_period_off_the_calendar_is_refused_with_the_two_that_would_do():
    april = Calendar(4)
    assert april.check(Period(date(2025, 4, 1), 12)).spoken == "April 2025 to March 2026"
    with pytest.raises(Invalid, match="take April 2024 to March 2025 or April 2025 to March 2026"):
        april.check(Period(date(2025, 1, 1), 12))


def test_periods_between_two_dates_are_those_with_a_day_in_between():
    found = CALENDAR.periods(date(2025, 2, 14), date(2025, 7, 1), 3)
    assert [CALENDAR.label(period) for period in found] == ["2025 Q1", "2025 Q2", "2025 Q3"]
    assert CALENDAR.periods(date(2025, 2, 14), date(2024, 7, 1), 3) == ()


def test_a_quarter_cannot_be_split_into_halves():
    assert len(SUMMER.split(1)) == 3
    with pytest.raises(Invalid):
        SUMMER.split(6)


def test_twelve_months_ending_with_a_quarter():
    assert Period.ending(date(2025, 6, 30), 12) == Period(date(2024, 7, 1), 12)


def test_a_year_sorts_behind_the_quarter_that_starts_with_it():
    year = Period(date(2025, 1, 1), 12)
    assert sorted([year, *year.quarters()])[:2] == [year.quarters()[0], year]


DAYS = st.dates(date(1901, 1, 1), date(2190, 12, 31))


@given(DAYS, st.sampled_from(LENGTHS), st.sampled_from((1, 4, 7, 10)))
def test_every_day_lies_in_exactly_one_period_of_a_length(day, months, starts):
    period = Calendar(starts).period(day, months)
    assert period.contains(day)
    assert not period.next().contains(day)
    assert not period.previous().contains(day)
    assert period.next().previous() == period
    assert (period.next().start - period.start).days == period.days


@given(DAYS, st.sampled_from((3, 6, 12)), st.sampled_from((1, 4, 7, 10)))
def test_the_parts_of_a_period_are_its_days_without_gap_or_overlap(day, months, starts):
    period = Calendar(starts).period(day, months)
    for parts in (period.split(1), period.quarters()):
        assert parts[0].start == period.start
        assert parts[-1].end == period.end
        assert sum(part.days for part in parts) == period.days == sum(period.overlap_days(part) for part in parts)
