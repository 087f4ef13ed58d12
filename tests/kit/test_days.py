"""Days begin and end right in every zone, also where midnight does not exist or comes twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.days import away, begins, day_at, deadline, ends, reaches

ZONES = sorted(zone for zone in available_timezones() if zone not in ("localtime", "Factory"))
A_SECOND = timedelta(seconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "begun", "over"),
    [
        ("Europe/London", date(2026, 3, 29), utc(2026, 3, 29), utc(2026, 3, 29, 23)),  # 23 hours
        ("Europe/London", date(2026, 10, 25), utc(2026, 10, 24, 23), utc(2026, 10, 26)),  # 25 hours
        ("America/Chicago", date(2026, 11, 1), utc(2026, 11, 1, 5), utc(2026, 11, 2, 6)),
        ("America/Chicago", date(2028, 2, 29), utc(2028, 2, 29, 6), utc(2028, 3, 1, 6)),  # a leap day
        ("America/Sao_Paulo", date(2018, 11, 4), utc(2018, 11, 4, 3), utc(2018, 11, 5, 2)),  # begins at one o'clock
        ("America/Sao_Paulo", date(2018, 11, 3), utc(2018, 11, 3, 3), utc(2018, 11, 4, 3)),  # ends when that begins
        ("America/Sao_Paulo", date(2018, 2, 17), utc(2018, 2, 17, 2), utc(2018, 2, 18, 3)),  # 23:00 comes twice
        ("Africa/Cairo", date(2026, 4, 24), utc(2026, 4, 23, 22), utc(2026, 4, 24, 21)),  # no midnight
        ("Africa/Cairo", date(2026, 10, 29), utc(2026, 10, 28, 21), utc(2026, 10, 29, 22)),
        ("Asia/Beirut", date(2026, 3, 29), utc(2026, 3, 28, 22), utc(2026, 3, 29, 21)),  # no midnight
        ("Asia/Beirut", date(2026, 10, 24), utc(2026, 10, 23, 21), utc(2026, 10, 24, 22)),
        ("America/Havana", date(2026, 10, 31), utc(2026, 10, 31, 4), utc(2026, 11, 1, 4)),
        ("America/Havana", date(2026, 11, 1), utc(2026, 11, 1, 4), utc(2026, 11, 2, 5)),  # 00:00 comes twice
        ("America/St_Johns", date(2010, 11, 6), utc(2010, 11, 6, 2, 30), utc(2010, 11, 7, 3, 30)),  # over, and on again
        ("Pacific/Apia", date(2011, 12, 29), utc(2011, 12, 29, 10), utc(2011, 12, 30, 10)),
        ("Pacific/Apia", date(2011, 12, 30), utc(2011, 12, 30, 10), utc(2011, 12, 30, 10)),  # was left out
    ],
)
def test_a_day_begins_and_ends_when_it_does_there(zone: str, day: date, begun: datetime, over: datetime) -> None:
    assert (begins(day, zone), ends(day, zone)) == (begun, over)


@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2037, 1, 1)))
def test_at_its_end_a_day_is_over_everywhere_and_just_before_it_is_not(zone: str, day: date) -> None:
    over = ends(day, zone)
    assert day_at(over, zone) > day
    assert day_at(over - A_SECOND, zone) <= day
    assert day_at(begins(day, zone), zone) >= day
    # From there on never again: whoever is told "end of the day" has all of it.
    assert all(day_at(over + timedelta(minutes=minutes), zone) > day for minutes in (1, 30, 59, 61, 121))


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2037, 1, 1)))
def test_since_2020_the_calendar_on_the_wall_and_the_moment_agree_to_the_second(zone: str, day: date) -> None:
    over = ends(day, zone)
    assert [day_at(over + step, zone) > day for step in (-A_SECOND, timedelta(0))] == [False, True]
    assert over == begins(day + timedelta(days=1), zone)


@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2037, 1, 1)), st.integers(0, 23))
def test_an_hour_is_reached_once_a_day_and_not_before_its_time(zone: str, day: date, hour: int) -> None:
    at = reaches(day, time(hour), zone).astimezone(ZoneInfo(zone))
    assert at.replace(tzinfo=None) >= datetime.combine(day, time(hour))
    assert reaches(day, time(hour), zone) <= ends(day, zone)


def test_every_year_has_all_its_days_in_the_zones_we_serve() -> None:
    for zone in ("America/Chicago", "America/Los_Angeles", "Europe/London"):
        for number in range(366):
            day = date(2028, 1, 1) + timedelta(days=number)
            assert ends(day, zone) == begins(day + timedelta(days=1), zone)
            assert ends(day, zone) - begins(day, zone) in {timedelta(hours=hours) for hours in (23, 24, 25)}


@pytest.mark.parametrize(
    ("zone", "locale", "text"),
    [
        ("America/Chicago", "en_GB", "30 October 2026, end of day, Chicago time"),
        ("America/Chicago", "en_US", "October 30, 2026, end of day, Chicago time"),
        ("America/Los_Angeles", "en_US", "October 30, 2026, end of day, Los Angeles time"),
        ("Europe/London", "en_GB", "30 October 2026, end of day, London time"),
        ("UTC", "en_GB", "30 October 2026, end of day, UTC time"),
    ],
)
def test_a_deadline_names_its_zone(zone: str, locale: str, text: str) -> None:
    assert deadline(date(2026, 10, 30), zone, locale) == text


def test_how_far_off_is_said_as_people_say_it() -> None:
    said = [away(days) for days in (14, 2, 1, 0, -1, -7)]
    assert said == ["in 14 days", "in 2 days", "tomorrow", "today", "yesterday", "7 days ago"]
