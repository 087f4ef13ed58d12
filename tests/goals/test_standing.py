"""Where a goal stands, with the sentence and the figures that say so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.goals.rules import Direction, Mark, Path, Standing
from backend.goals.standing import Judged, Measured, SaidOtherwise, Say, check_override, judged, with_override
from backend.kit.errors import Invalid

D = Decimal
SAY = Say(lambda n: f"{n.normalize():f} %", lambda n: f"{n.normalize():f} points", lambda day: day.isoformat())
UP = Path(Direction.HIGHER, Mark(date(2030, 1, 1), D(20)), Mark(date(2020, 1, 1), D(10)))
DOWN = Path(Direction.LOWER, Mark(date(2030, 1, 1), D(8)), Mark(date(2020, 1, 1), D(16)))
HALF_WAY = date(2025, 1, 1)  # 1827 of 3653 days


def figure(value: str | None, last: date = HALF_WAY, **more: object) -> Measured:
    return Measured(str(last.year), last, last, None if value is None else D(value), **more)  # type: ignore[arg-type]


def standing(path: Path, *figures: Measured) -> Standing:
    return judged(path, figures, SAY).standing


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("20", Standing.MET),
        ("25", Standing.MET),
        ("16", Standing.ON_TRACK),
        ("15.1", Standing.ON_TRACK),
        ("14.5", Standing.AT_RISK),  # the path asks for 15.001…; a tenth of the way is 1
        ("14.1", Standing.AT_RISK),
        ("14", Standing.OFF_TRACK),
        ("9", Standing.OFF_TRACK),
    ],
)
def test_more_is_better(value: str, expected: Standing):
    assert standing(UP, figure(value)) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("8", Standing.MET), ("11.9", Standing.ON_TRACK), ("12.5", Standing.AT_RISK), ("13", Standing.OFF_TRACK)],
)
def test_less_is_better(value: str, expected: Standing):
    assert standing(DOWN, figure(value)) is expected


def test_after_its_day_a_goal_is_met_or_was_not_reached():
    assert standing(UP, figure("19.9", date(2030, 1, 1))) is Standing.OFF_TRACK
    assert standing(UP, figure("20", date(2031, 1, 1))) is Standing.MET
    said = judged(UP, [figure("19.5", date(2030, 1, 1))], SAY).sentence
    assert said == "The target of 20 % by 2030-01-01 was not reached: 19.5 % in 2030 is 0.5 points short of it."


def test_nothing_is_known_without_a_figure_since_the_baseline():
    assert standing(UP) is Standing.NOT_YET_KNOWN
    assert standing(UP, figure("30", date(2020, 1, 1))) is Standing.NOT_YET_KNOWN
    said = judged(UP, [figure("10", date(2019, 12, 31))], SAY).sentence
    assert said == "There is no figure since the baseline of 10 % on 2020-01-01; the newest is 10 % in 2019."


def test_without_a_baseline_a_goal_is_met_or_not_yet_known():
    bare = replace(UP, baseline=None)
    assert standing(bare, figure("20")) is Standing.MET
    found = judged(bare, [figure("19")], SAY)
    assert found.standing is Standing.NOT_YET_KNOWN
    assert "no path to hold it against" in found.sentence


def test_the_newest_figure_with_a_number_is_judged_and_newer_ones_are_named():
    hidden = figure(None, date(2026, 1, 1), why="Hidden to protect a member.")
    found = judged(UP, [figure("9", date(2024, 1, 1)), figure("16"), hidden], SAY)
    assert found.standing is Standing.ON_TRACK
    assert found.figure is not None
    assert found.figure.last == HALF_WAY
    assert found.sentence.endswith("2026 has no figure that can be shown: Hidden to protect a member.")


def test_nothing_is_said_of_a_hidden_figure():
    found = judged(UP, [figure(None, why="Hidden to protect a member.")], SAY)
    assert found.standing is Standing.NOT_YET_KNOWN
    assert found.figure is found.expected is found.made is None
    assert found.sentence == "There is no figure that can be shown yet. 2025: Hidden to protect a member."


def test_the_sentence_gives_the_figures_that_say_so():
    found = judged(
        replace(UP, leeway=D(20)), [figure("14", date(2026, 1, 1), coverage="7 of 10 members reported")], SAY
    )
    assert found.standing is Standing.OFF_TRACK
    assert found.sentence.startswith("14 % in 2026 is 2.00")
    assert "behind the path, which asks for 16.00" in found.sentence
    assert "more than the 2 points that count as at risk" in found.sentence
    assert found.sentence.endswith(
        "The way leads from 10 % on 2020-01-01 to 20 % by 2030-01-01. 7 of 10 members reported."
    )


def test_a_source_s_interval_that_holds_the_path_is_told():
    unsure = judged(UP, [figure("15.5", low=D("14.8"), high=D("16.2"))], SAY)
    assert unsure.standing is Standing.ON_TRACK
    assert "14.8 % to 16.2 %, which holds the path as well" in unsure.sentence
    sure = judged(UP, [figure("17", low=D("16.5"), high=D("17.5"))], SAY)
    assert "which leaves no doubt" in sure.sentence


def test_members_that_meet_it_are_counted_in_words():
    assert judged(UP, [figure("70", counted="7 of 10 members")], SAY).sentence.startswith(
        "7 of 10 members (70 %) in 2025"
    )


# ---- What a person says otherwise ------------------------------------------------------------------------------------


def test_what_a_person_says_holds_for_that_figure_and_not_for_the_next():
    said = SaidOtherwise(Standing.AT_RISK, "A large employer closes in June.", HALF_WAY)
    then = with_override(judged(UP, [figure("16")], SAY), said)
    assert (then.standing, then.by_path, then.overridden) == (Standing.AT_RISK, Standing.ON_TRACK, True)
    assert then.sentence.startswith("Judged at risk by the backbone team: A large employer closes in June. By its path")
    later = with_override(judged(UP, [figure("16"), figure("17", date(2026, 1, 1))], SAY), said)
    assert (later.standing, later.overridden) == (Standing.ON_TRACK, False)


def test_what_was_said_before_any_figure_ends_with_the_first():
    said = SaidOtherwise(Standing.ON_TRACK, "Work has begun.", None)
    assert with_override(judged(UP, [], SAY), said).standing is Standing.ON_TRACK
    assert with_override(judged(UP, [figure("9")], SAY), said).standing is Standing.OFF_TRACK


def test_a_reason_is_needed_and_something_new():
    by_path = Judged(Standing.ON_TRACK, "")
    check_override(Standing.AT_RISK, "Because.", by_path)
    with pytest.raises(Invalid) as fault:
        check_override(Standing.ON_TRACK, "  ", by_path)
    assert [one.where for one in fault.value.problems] == ["Why", "Where it stands"]
