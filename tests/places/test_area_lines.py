"""Areas as people type them."""

import pytest

from backend.kit.errors import Invalid
from backend.places.area_lines import MOST, Named, read_areas, written

TYPED = """25, Austin
31, Lower West Side (Pilsen, Heart of Chicago)

60624
"""


def test_a_code_and_a_name_or_a_name_alone_and_other_spellings_in_brackets():
    areas = read_areas(TYPED)
    assert areas == [
        Named("25", "Austin"),
        Named("31", "Lower West Side", ("Pilsen", "Heart of Chicago")),
        Named("60624", "60624"),
    ]
    assert read_areas(written(areas)) == areas


def test_every_fault_is_named_at_its_line():
    with pytest.raises(Invalid) as refused:
        read_areas("25, Austin\n, Nowhere\n25, Austin again\nA (b) (c)\n" + "x" * 61)
    assert [problem.message.partition(":")[0] for problem in refused.value.problems] == [
        "Line 2", "Line 4", "Line 5", "“25” stands here 2 times.",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n\n", "a\n" * (MOST + 1)])
def test_a_list_has_areas_and_not_too_many(text: str):
    with pytest.raises(Invalid):
        read_areas(text)
