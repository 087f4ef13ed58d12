"""A goal's path: a straight line from mark to mark, whichever way is better."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.goals.rules import (
    Direction,
    Level,
    Mark,
    Path,
    check_measure,
    check_reason,
    path_faults,
)
from backend.kit.errors import Conflict, Invalid

D = Decimal
RISING = Path(
    Direction.HIGHER,
    Mark(date(2030, 12, 31), D(18)),
    Mark(date(2025, 12, 31), D(13)),
    (Mark(date(2027, 12, 31), D(16)),),
)
GAP = Path(Direction.LOWER, Mark(date(2030, 12, 31), D(8)), Mark(date(2020, 12, 31), D(16)))


def faults(path: Path) -> list[str]:
    return [problem.message for problem in path_faults(path)]


def test_the_path_leads_straight_from_mark_to_mark():
    assert RISING.expected(date(2025, 12, 31)) == 13
    assert RISING.expected(date(2026, 12, 31)) == D("14.5")  # half of the 730 days to the milestone
    assert RISING.expected(date(2027, 12, 31)) == 16
    assert RISING.expected(date(2030, 12, 31)) == 18


def test_before_the_baseline_there_is_no_path_and_after_the_target_it_stays():
    assert RISING.expected(date(2025, 12, 30)) is None
    assert RISING.expected(date(2033, 1, 1)) == 18
    assert replace(RISING, baseline=None, milestones=()).expected(date(2026, 1, 1)) is None


def test_behind_is_counted_in_the_direction_that_is_worse():
    assert RISING.behind(D(12), D(14)) == 2
    assert GAP.behind(D(15), D(14)) == 1
    assert GAP.behind(D(13), D(14)) == -1


def test_how_much_of_the_way_is_made_is_the_same_up_and_down():
    assert RISING.made(D("15.5")) == 50
    assert GAP.made(D(12)) == 50
    assert GAP.made(D(18)) == -25
    assert replace(GAP, baseline=None).made(D(12)) is None


def test_the_leeway_is_a_share_of_the_whole_way():
    assert GAP.tolerated == D("0.8")
    assert replace(GAP, baseline=None).tolerated == 0


def test_a_sound_path_has_no_fault_and_each_unsound_one_its_sentence():
    assert faults(RISING) == faults(GAP) == []
    assert "the target is less than the baseline" in faults(replace(GAP, target=Mark(date(2030, 12, 31), D(17))))[0]
    assert (
        "the target is more than the baseline"
        in faults(replace(RISING, direction=Direction.HIGHER, target=Mark(date(2030, 12, 31), D(13))))[0]
    )
    back = replace(RISING, milestones=(Mark(date(2027, 1, 1), D(16)), Mark(date(2028, 1, 1), D(15))))
    assert faults(back) == ["A path does not go back: each milestone is at least as good as the one before."]
    late = replace(RISING, milestones=(Mark(date(2031, 1, 1), D(16)),))
    assert faults(late) == ["This day comes after 2031-01-01, the one before it."]
    assert faults(replace(RISING, leeway=D(101))) == ["Write per cent of the whole way, from 0 to 100."]


def test_a_population_goal_never_rolls_up_members():
    with pytest.raises(Invalid, match="never by adding up members"):
        check_measure(Level.POPULATION, by_series=False, each="")
    check_measure(Level.POPULATION, by_series=True, each="")
    check_measure(Level.PERFORMANCE, by_series=False, each="")


def test_a_population_goal_holds_no_member_to_it():
    for level in Level:
        with pytest.raises(Invalid, match="no member is in a series"):
            check_measure(level, by_series=True, each="min(1, 2)")


def test_only_a_later_version_needs_a_reason_and_a_difference():
    check_reason("", version=1, different=True)
    check_reason("The date moved", version=2, different=True)
    with pytest.raises(Invalid, match="Say why"):
        check_reason(" ", version=2, different=True)
    with pytest.raises(Conflict, match="Nothing is different"):
        check_reason("Why not", version=2, different=False)
