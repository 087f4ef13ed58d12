"""Where a round is on its way, by the day; its usual dates; what dates and periods are refused."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit import days
from backend.kit.errors import Conflict, Invalid
from backend.kit.periods import Period
from backend.rounds import rules
from backend.rounds.rules import Dates, RoundState

DUE, CLOSES = date(2025, 8, 14), date(2025, 8, 29)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ZONES = sorted(zone for zone in available_timezones() if zone not in ("localtime", "Factory"))
QUARTER = Period(date(2025, 4, 1), 3)


@dataclass
class Asked:
    opened: bool = True
    closed: bool = False
    taken_back: bool = False
    opens_on: date = date(2025, 6, 16)
    due_on: date = DUE
    closes_on: date = CLOSES


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2020, 1, 1), RoundState.OPEN),  # opened early, by hand
        (DUE, RoundState.OPEN),
        (DUE + DAY, RoundState.GRACE),
        (CLOSES, RoundState.GRACE),
        (CLOSES + DAY, RoundState.CLOSED),
    ],
)
def test_the_due_day_and_the_closing_day_count_to_their_end(today: date, expected: RoundState):
    assert rules.state(Asked(), today) is expected
    assert rules.state(Asked(opened=False), today) is RoundState.DRAFT
    assert rules.state(Asked(closed=True), today) is RoundState.CLOSED


def test_answers_are_taken_until_the_close_and_not_before_the_opening():
    assert [state for state in RoundState if state.takes_answers] == [RoundState.OPEN, RoundState.GRACE]
    assert [state for state in RoundState if not state.begun] == [RoundState.DRAFT, RoundState.TAKEN_BACK]
    assert rules.state(Asked(opened=False, taken_back=True), DUE) is RoundState.TAKEN_BACK


def test_more_time_keeps_the_collection_open_for_that_member_to_the_end_of_its_last_day():
    until = CLOSES + 10 * DAY
    for asked in (Asked(), Asked(closed=True)):
        assert rules.state(asked, until) is RoundState.CLOSED
        assert rules.state(asked, until, until=until) is RoundState.OPEN
        assert rules.state(asked, until + DAY, until=until) is RoundState.CLOSED
    short = DUE + 3 * DAY
    assert rules.state(Asked(), short + DAY, until=short) is RoundState.GRACE
    assert rules.state(Asked(opened=False), DUE, until=until) is RoundState.DRAFT
    assert rules.due(Asked()) == rules.due(Asked(), DUE - DAY) == DUE
    assert rules.due(Asked(), until) == until


def test_more_time_ends_after_the_due_day_and_not_in_the_past():
    rules.check_extension(Asked(), DUE + DAY, DUE)
    rules.check_extension(Asked(closed=True), CLOSES + 9 * DAY, CLOSES + 9 * DAY)
    for until, today in ((DUE, DUE - DAY), (DUE + DAY, DUE + 2 * DAY)):
        with pytest.raises(Invalid):
            rules.check_extension(Asked(), until, today)
    with pytest.raises(Conflict, match="planned"):
        rules.check_extension(Asked(opened=False), DUE + DAY, DUE)


def test_the_clock_opens_at_seven_there_and_closes_when_the_day_is_over_there():
    planned, opened = Asked(opened=False), Asked()
    seven = datetime(2025, 6, 16, 12, tzinfo=UTC)  # in Chicago
    assert not rules.to_be_opened(planned, seven - SECOND, "America/Chicago")
    assert rules.to_be_opened(planned, seven, "America/Chicago")
    assert not rules.to_be_opened(opened, seven, "America/Chicago")
    assert not rules.to_be_opened(Asked(opened=False, taken_back=True), seven, "America/Chicago")
    over = datetime(2025, 8, 30, 5, tzinfo=UTC)
    assert rules.to_be_opened(planned, over - SECOND, "America/Chicago")
    assert not rules.to_be_opened(planned, over, "America/Chicago")  # years old, it would be opened for nothing
    assert rules.passed_by(planned, CLOSES + DAY)
    assert not rules.passed_by(planned, CLOSES)
    assert not rules.to_be_closed(opened, over - SECOND, "America/Chicago")
    assert rules.to_be_closed(opened, over, "America/Chicago")
    assert not rules.to_be_closed(Asked(closed=True), over, "America/Chicago")
    assert not rules.to_be_closed(planned, over, "America/Chicago")


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2037, 1, 1)))
def test_in_every_zone_what_pages_say_and_what_the_clock_does_change_at_the_same_moment(zone: str, day: date):
    asked = Asked(opens_on=day - DAY, due_on=day, closes_on=day)
    over = days.ends(day, zone)
    before, after = days.day_at(over - SECOND, zone), days.day_at(over, zone)
    assert (rules.state(asked, before), rules.state(asked, after)) == (RoundState.OPEN, RoundState.CLOSED)
    assert [rules.to_be_closed(asked, at, zone) for at in (over - SECOND, over)] == [False, True]
    late = rules.state(asked, after, until=day + DAY)
    assert late is RoundState.OPEN


def test_dates_are_changed_but_never_into_the_past():
    planned, opened, today = Asked(opened=False), Asked(), DUE
    rules.check_change(opened, Dates(opened.opens_on, DUE, CLOSES + DAY), today)
    rules.check_change(planned, Dates(DUE, DUE + DAY, CLOSES), today)
    rules.check_change(Asked(), Dates(opened.opens_on, DUE, CLOSES), CLOSES)  # one that is past may stay
    with pytest.raises(Invalid) as refused:
        rules.check_change(opened, Dates(DUE, DUE - DAY, DUE - 2 * DAY), today)
    assert [(one.where, one.code) for one in refused.value.problems] == [
        ("Due", "round.past"),
        ("Closes", "round.past"),
        ("Opens", "round.open"),
        ("Due", "round.dates"),
        ("Closes", "round.dates"),
    ]
    for shut in (Asked(closed=True), Asked(opened=False, taken_back=True)):
        with pytest.raises(Conflict):
            rules.check_change(shut, Dates(shut.opens_on, DUE, CLOSES + DAY), today)


def test_offsets_are_in_order_and_within_a_year():
    rules.check_offsets(-14, 45, 60)
    with pytest.raises(Invalid) as refused:
        rules.check_offsets(400, 45, 30)
    assert [(one.where, one.code) for one in refused.value.problems] == [
        ("Opens", "round.offset"),
        ("Due", "round.dates"),
        ("Closes", "round.dates"),
    ]


def test_usual_dates_are_counted_from_the_last_day_of_the_period():
    found = rules.dates(QUARTER, opens_days=-14, due_days=45, closes_days=60)
    assert found == Dates(date(2025, 6, 16), DUE, CLOSES)
    rules.check_dates(found)


def test_every_date_out_of_order_is_named():
    with pytest.raises(Invalid) as refused:
        rules.check_dates(Dates(date(2025, 8, 3), date(2025, 8, 2), date(2025, 8, 1)))
    assert [problem.where for problem in refused.value.problems] == ["Due", "Closes"]
    rules.check_dates(Dates(DUE, DUE, DUE))


@pytest.mark.parametrize(("months", "wanted"), [(1, "month"), (6, "half-year"), (12, "year")])
def test_a_period_of_another_length_is_refused_with_the_right_one(months: int, wanted: str):
    with pytest.raises(Invalid, match=rf"Return is collected by the {wanted}, and April to June 2025 is a quarter"):
        rules.check_cadence(QUARTER, months=months, name="Return")
    rules.check_cadence(QUARTER, months=3, name="Return")


@pytest.mark.parametrize("state", list(RoundState))
def test_only_a_planned_one_opens_and_only_an_open_one_closes(state: RoundState):
    for may, allowed in ((rules.may_open, {RoundState.DRAFT}), (rules.may_close, {RoundState.OPEN, RoundState.GRACE})):
        if state in allowed:
            may(state)
        else:
            with pytest.raises(Conflict, match=state.shown_as):
                may(state)
