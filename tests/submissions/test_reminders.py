"""Whom the clock reminds and on which days; what it passes over after a stand-still."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from backend.members.rules import Role
from backend.submissions import reminders
from backend.submissions.reminders import Owing
from backend.submissions.rules import State

DUE = date(2026, 2, 14)
DAY = timedelta(days=1)
DAYS = [DUE + offset * DAY for offset in (-14, -7, -1, 1, 7)]


def owing(state: State = State.IN_PROGRESS, *, since: date = date(2025, 12, 17), for_member: bool = False) -> Owing:
    return Owing(uuid4(), uuid4(), "Abbey", state, DUE, since, for_member)


def test_a_member_is_reminded_before_and_after_its_last_day():
    assert list(reminders.all_days(owing())) == DAYS


def test_what_it_was_just_told_is_not_repeated():
    assert list(reminders.all_days(owing(since=DAYS[0]))) == DAYS[1:]
    assert reminders.latest(owing(since=DAYS[0]), DAYS[0]) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (DAYS[0] - DAY, None),
        (DAYS[0], DAYS[0]),
        (DAYS[0] + 3 * DAY, DAYS[0]),  # the clock stood still for three days
        (DAYS[0] + 4 * DAY, None),  # too late; the next one is near
        (DAYS[2], DAYS[2]),
        (DUE, DAYS[2]),
        (DAYS[3], DAYS[3]),  # of the two that were missed, the later
        (DAYS[4] + 4 * DAY, None),
    ],
)
def test_after_a_stand_still_only_the_latest_is_written_and_none_that_is_old_news(today: date, expected: date | None):
    assert reminders.latest(owing(), today) == expected


def test_whose_turn_it_is():
    asks = {state: owing(state).asks for state in State}
    assert asks == {
        State.NOT_STARTED: Role.CONTRIBUTOR,
        State.IN_PROGRESS: Role.CONTRIBUTOR,
        State.RETURNED: Role.CONTRIBUTOR,
        State.SUBMITTED: Role.APPROVER,
        State.APPROVED: None,
        State.ACCEPTED: None,
        State.LOCKED: None,
        State.DISCARDED: None,
    }
    assert owing(State.RETURNED, for_member=True).asks is None  # the backbone enters it
    assert owing(State.SUBMITTED, for_member=True).asks is Role.APPROVER


def test_the_next_one_is_the_first_day_to_come():
    assert reminders.next_after(owing(), DAYS[0]) == DAYS[1]
    assert reminders.next_after(owing(), DAYS[-1]) is None


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        (datetime(2026, 2, 7, 13, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 7, 14, tzinfo=UTC), True),  # eight in Chicago
        (datetime(2026, 2, 8, 1, 59, tzinfo=UTC), True),
        (datetime(2026, 2, 8, 2, tzinfo=UTC), False),  # eight in the evening
        (datetime(2026, 7, 7, 13, tzinfo=UTC), True),  # eight in summer
    ],
)
def test_people_are_written_to_by_day_in_their_zone(moment: datetime, open_now: bool):
    assert reminders.is_the_hour(moment, "America/Chicago") is open_now
