"""What is held back because of what was shown before, or is shown beside it over other members."""

import pytest

from backend.disclosure.rules import US, Audience, Figure, Measure, Reason, Table, Waiver, Why, decide, show
from tests.disclosure.samples import cell, figure, row, share

Q3_OF_FOUR = figure(120, 30, 30, 30, 30)
Q3_OF_FIVE = figure(133, 30, 30, 30, 30, 13)


def test_the_worked_example_of_differences():
    """Q3 was published with four of five members: 120. After the fifth it is 133: the fifth reported 13."""
    before = Table((cell("q3", Q3_OF_FOUR),))
    kept = show(before, Audience.MEMBERS, US).kept(before)
    now = Table((cell("q3", Q3_OF_FIVE),))
    it = show(now, Audience.PUBLIC, US, [kept]).cells["q3"]
    assert (it.number, it.hidden and it.hidden.code) == (None, Why.HELD)
    assert show(now, Audience.PUBLIC, US).cells["q3"].number == 133
    assert show(before, Audience.PUBLIC, US, [kept]).cells["q3"].number == 120
    consent = [Waiver("hires", "Elm", Reason.HELD)]
    assert show(now, Audience.PUBLIC, US, [kept], consent).cells["q3"].number == 133
    assert show(now, Audience.BACKBONE, US, [kept]).cells["q3"].number == 133


@pytest.mark.parametrize(
    ("now", "held"),
    [
        (figure(122, 31, 31, 30, 30), True),  # two corrected
        (figure(123, 31, 31, 31, 30), False),  # three did
        (figure(120, 31, 29, 30, 30), True),  # it reads as before, and each of two knows what the other did
        (figure(120, 31, 30, 29, 30), True),
        (figure(120, 31, 31, 29, 29), False),
        (figure(120, 30, 30, 30, 30, 0), False),  # one came, with nothing
        (figure(122, 31, 31, 30, 30, 0), True),  # and stands behind no change of two others
        (figure(90, 30, 30, 30), True),  # one left
    ],
)
def test_a_change_by_fewer_than_three_members_is_held(now: Figure, held: bool):
    earlier = [Table((cell("q3", Q3_OF_FOUR),))]
    reason = decide(Table((cell("q3", now),)), Audience.PUBLIC, US, earlier).get("q3")
    assert (reason is Reason.HELD) is held


def test_every_earlier_release_is_compared_not_the_last_alone():
    first = Table((cell("q3", figure(120, 30, 30, 30, 30)),))
    second = Table((cell("q3", figure(150, 40, 40, 40, 30)),))
    now = Table((cell("q3", figure(151, 40, 40, 40, 31)),))
    assert decide(now, Audience.PUBLIC, US, [first]) == {}
    assert decide(now, Audience.PUBLIC, US, [first, second]) == {"q3": Reason.HELD}


def test_a_held_part_is_not_given_away_by_its_total():
    before = row(figure(240, 60, 60, 60, 60), west=Q3_OF_FOUR, east=figure(120, 30, 30, 30, 30))
    now = row(figure(262, 70, 66, 66, 60), west=figure(127, 37, 30, 30, 30), east=figure(135, 33, 36, 36, 30))
    assert decide(now, Audience.PUBLIC, US, [before]) == {"west": Reason.HELD, "east": Reason.COMPLEMENT}


def test_a_number_already_out_protects_nothing():
    """The south's 15 were in the last release, so another part has to stand beside the 7."""
    before = Table((cell("south", 15),))
    table = row(84, west=42, north=7, south=15, east=20)
    assert decide(table, Audience.PUBLIC, US) == {"north": Reason.SMALL, "south": Reason.COMPLEMENT}
    assert decide(table, Audience.PUBLIC, US, [before]) == {"north": Reason.SMALL, "east": Reason.COMPLEMENT}


def test_a_companion_stays_a_companion_in_the_next_release():
    """West falls below the south. To hide it now and show the south would give away the 7 of last time."""
    before = row(64, west=42, north=7, south=15)
    kept = show(before, Audience.MEMBERS, US).kept(before)
    now = row(figure(34, 7, 9, 9, 9), west=figure(12, 0, 2, 2, 8), north=7, south=15)
    assert decide(now, Audience.PUBLIC, US) == {"north": Reason.SMALL, "west": Reason.COMPLEMENT}
    assert decide(now, Audience.PUBLIC, US, [kept]) == {"north": Reason.SMALL, "south": Reason.COMPLEMENT}


def test_as_many_members_as_before_though_not_the_same_are_held_too():
    """Each of the two that changed places knows what the other said before, and says now."""

    def met(*ones: int) -> Table:
        return Table((cell("met", figure(sum(ones), *ones, measure=Measure.MEMBERS)),))

    before = met(1, 0, 1, 1)
    assert decide(met(0, 1, 1, 1), Audience.PUBLIC, US, [before]) == {"met": Reason.HELD}
    assert decide(met(1, 0, 1, 1), Audience.PUBLIC, US, [before]) == {}
    assert decide(met(0, 1, 1, 0, 1), Audience.PUBLIC, US, [before]) == {}, "of four that changed none is told"


def test_a_ratio_over_other_members_than_its_parts_gives_a_member_away():
    """Local hires 55 of A to D are shown, D gave no total: with the share of A to C, D's are told by subtraction."""
    local, paired, hires = figure(55, 12, 12, 11, 20), figure(35, 12, 12, 11), figure(500, 100, 200, 200)
    ratio = share(paired, hires, "7.0", numerator_id="local", denominator_id="hires")
    table = Table((cell("local", local), cell("hires", hires), cell("share", ratio)))
    assert decide(table, Audience.PUBLIC, US) == {"share": Reason.UNPAIRED}
    assert decide(table.only({"local", "share"}), Audience.PUBLIC, US) == {}  # the 500 are not there to multiply with
    consent = [Waiver("hires", "Dogwood", Reason.UNPAIRED)]
    assert decide(table, Audience.PUBLIC, US, (), consent) == {}
