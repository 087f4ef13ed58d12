"""Days of agreements: how long they hold, when they may be renewed, and what a gap is."""

from datetime import date, timedelta

import pytest

from backend.agreements.rules import Standing, Term, last_day, may_renew
from backend.agreements.sight import OutOfSight
from backend.agreements.standings import where
from backend.agreements.tables import Agreement
from backend.kit.errors import Conflict

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("starts", "months", "last"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 14)),
        (date(2026, 1, 1), 24, date(2027, 12, 31)),
        (date(2024, 1, 31), 1, date(2024, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_months_are_counted_to_the_day_before(starts: date, months: int, last: date) -> None:
    assert last_day(starts, months) == last


def test_a_renewal_begins_the_day_after_and_not_while_the_present_one_holds_for_long() -> None:
    assert may_renew([], TODAY) == TODAY
    assert may_renew([Term(date(2020, 1, 1), date(2021, 1, 1))], TODAY) == TODAY
    soon = Term(date(2020, 1, 1), TODAY + timedelta(days=59))
    assert may_renew([soon], TODAY) == TODAY + timedelta(days=60)
    for holding in (Term(date(2020, 1, 1), None), Term(date(2020, 1, 1), TODAY + timedelta(days=60))):
        with pytest.raises(Conflict, match="60 days"):
            may_renew([soon, holding], TODAY)


def of(*terms: tuple[date, date | None]) -> list[Agreement]:
    return [Agreement(starts=starts, ends=ends, recorded_at=TODAY) for starts, ends in terms]


@pytest.mark.parametrize(
    ("terms", "standing"),
    [
        ([], Standing.NONE),
        ([(date(2020, 1, 1), None)], Standing.IN_FORCE),
        ([(date(2020, 1, 1), TODAY)], Standing.ENDING),
        ([(date(2020, 1, 1), TODAY - timedelta(days=1))], Standing.ENDED),
        ([(TODAY + timedelta(days=1), None)], Standing.TO_COME),
        ([(date(2020, 1, 1), TODAY), (TODAY + timedelta(days=1), None)], Standing.IN_FORCE),
        ([(date(2020, 1, 1), TODAY), (TODAY + timedelta(days=2), None)], Standing.ENDING),
    ],
)
def test_where_a_member_stands(terms: list[tuple[date, date | None]], standing: Standing) -> None:
    assert where(of(*terms), TODAY).standing is standing


def test_what_is_out_of_sight_is_an_element_a_split_or_one_by_the_other() -> None:
    hidden = OutOfSight(frozenset({("spend", None), (None, "race"), ("hires", "gender")}))
    assert hidden.has("spend", None)
    assert hidden.has("spend", "gender.women")
    assert hidden.has("hires", "race.unknown")
    assert hidden.has("hires", "gender.women")
    assert not hidden.has("hires", None)
    assert not hidden.has("staff", "gender.women")
