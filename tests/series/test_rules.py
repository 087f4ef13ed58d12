"""What a span of days is called: a period where it is one, else its years, months or days."""

from datetime import date

import pytest

from backend.kit.periods import Calendar
from backend.series.rules import span_label

JANUARY, APRIL = Calendar(), Calendar(4)


@pytest.mark.parametrize(
    ("first", "last", "calendar", "label"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), JANUARY, "2023"),
        (date(2023, 4, 1), date(2024, 3, 31), APRIL, "2023-24"),
        (date(2025, 7, 1), date(2025, 9, 30), JANUARY, "2025 Q3"),
        (date(2025, 7, 1), date(2025, 7, 31), JANUARY, "July 2025"),
        (date(2018, 1, 1), date(2024, 12, 31), JANUARY, "2018 to 2024"),
        (date(2018, 1, 1), date(2024, 12, 31), APRIL, "January 2018 to December 2024"),
        (date(2020, 2, 1), date(2020, 2, 29), JANUARY, "February 2020"),
        (date(2019, 11, 5), date(2019, 11, 5), JANUARY, "2019-11-05"),
        (date(2019, 11, 5), date(2020, 1, 2), JANUARY, "2019-11-05 to 2020-01-02"),
    ],
)
def test_a_span_has_the_shortest_true_name(first: date, last: date, calendar: Calendar, label: str):
    assert span_label(first, last, calendar) == label
