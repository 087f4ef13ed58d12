"""Where a round is on its way, by the day; its usual dates; what dates and periods are refused."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from backend.kit.errors import Conflict, Invalid
from backend.kit.periods import Period
from backend.rounds import rules
from backend.rounds.rules import Dates, RoundState

DUE, CLOSES = date(2025, 8, 14), date(2025, 8, 29)
DAY = timedelta(days=1)
QUARTER = Period(date(2025, 4, 1), 3)


@dataclass
class Asked:
    opened: bool = True
    closed: bool = False
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
    assert [state.takes_answers for state in RoundState] == [False, True, True, False]


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
