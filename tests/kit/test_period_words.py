"""What periods are called on a page comes of the period itself, and follows the reader's language."""

from datetime import date

import pytest

from backend.kit import period_words
from backend.kit.languages import speaking, speech_for
from backend.kit.periods import Calendar, Period, YearNaming

QUARTER = Period(date(2025, 7, 1), 3)


def test_months_are_named_in_the_reader_s_language() -> None:
    year = Period(date(2025, 4, 1), 12)
    assert [period_words.in_months(one) for one in (QUARTER, year)] == [QUARTER.spoken, year.spoken]
    with speaking(speech_for("es", "en_US")):
        assert period_words.in_months(QUARTER) == "julio a septiembre de 2025"
        assert period_words.in_months(year) == "abril de 2025 a marzo de 2026"
        assert period_words.in_months(Period(date(2025, 5, 1), 1)) == "mayo de 2025"


@pytest.mark.parametrize(
    ("calendar", "period", "spanish"),
    [
        (Calendar(), QUARTER, "2025 T3"),
        (Calendar(4), QUARTER, "2025-26 T2"),
        (Calendar(4, YearNaming.ENDING), Period(date(2025, 4, 1), 6), "FY26 S1"),
        (Calendar(), Period(date(2025, 5, 1), 1), "mayo de 2025"),
        (Calendar(), Period(date(2025, 1, 1), 12), "2025"),
    ],
)
def test_a_calendar_s_names_are_read_in_spanish(calendar: Calendar, period: Period, spanish: str) -> None:
    written = calendar.label(period)
    assert period_words.label(written) == written
    assert period_words.collection(f"{written} collection") == f"{written} collection"
    with speaking(speech_for("es", "en_US")):
        assert period_words.label(written) == spanish
        assert period_words.collection(f"{written} collection") == f"recogida {spanish}"
        assert period_words.collection("Our first try") == "Our first try"
