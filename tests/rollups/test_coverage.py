import pytest

from backend.rollups.coverage import Coverage


@pytest.mark.parametrize(
    ("coverage", "sentence"),
    [
        (Coverage(7, 10), "7 of 10 members reported"),
        (Coverage(1, 1), "1 of 1 member reported"),
        (Coverage(0, 0), "no member was asked"),
        (
            Coverage(7, 10, 1, "year to date, 3 of 4 quarters"),
            "7 of 10 members reported, 1 of them for a part of the period; year to date, 3 of 4 quarters",
        ),
    ],
)
def test_coverage_as_people_read_it(coverage, sentence):
    assert coverage.sentence == sentence


def test_only_everybody_for_the_whole_period_is_complete():
    assert Coverage(3, 3).complete
    assert not Coverage(2, 3).complete
    assert not Coverage(3, 3, partial=1).complete
    assert not Coverage(3, 3, span="year to date, 3 of 4 quarters").complete
