"""A crosswalk as a file brings it: every fault at its line, nothing written until it is whole."""

from decimal import Decimal as D

import pytest

from backend.kit.errors import Invalid
from backend.kit.sheets.book import SheetCell, Tab
from backend.places.crosswalks import read_crosswalk

AREAS = frozenset({"25", "29"})


def tab(*lines: str) -> Tab:
    cells = {
        (row, column): SheetCell(text)
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line.split(","), 1)
        if text
    }
    return Tab("", cells)


def faults(*lines: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_crosswalk(tab(*lines), areas=AREAS)
    return {problem.where: problem.message for problem in refused.value.problems}


def test_shares_are_read_exactly_and_areas_elsewhere_are_kept():
    read = read_crosswalk(
        tab("Weight,FROM,to", "0.35,60624,29", "0.65,60624,99", "0,60644,29", "1,60644,25"), areas=AREAS
    )
    assert read == {"60624": {"29": D("0.35"), "99": D("0.65")}, "60644": {"25": D(1)}}


def test_every_fault_is_told_at_its_line_at_once():
    told = faults(
        "from,to,weight", "60624,29,0.7", "60624,25,0.4", "60644,29,1.2", "60644,,0.1", "60651,25,x", "60651,29,1"
    )
    assert told.keys() == {"from 60624", "C4", "row 5", "C6"}
    assert "more than 1" in told["from 60624"]
    assert "between 0 and 1" in told["C4"]


def test_the_same_pair_twice_is_a_fault_and_twenty_are_named_of_many():
    assert faults("from,to,weight", "60624,29,0.5", "60624,29,0.5") == {
        "row 3": "60624 to 29 is there already; keep one line"
    }
    many = faults("from,to,weight", *(f"{60000 + n},29,7" for n in range(50)))
    assert len(many) == 21
    assert many[""] == "and 30 more"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("from,to", "60624,29"), "“weight” is not there"),
        (("from,to,weight",), "no line below"),
        (("from,to,weight", "60624,77,1"), "None of its areas is known here"),
    ],
)
def test_what_leads_nowhere_is_refused_whole(lines: tuple[str, ...], sentence: str):
    assert any(sentence in message for message in faults(*lines).values())


def test_a_heading_that_stands_twice_is_a_fault_and_not_a_choice():
    assert faults("from,to,weight,weight", "60624,25,0.4,0.9") == {
        "row 1": "The heading “weight” stands here twice; keep one column of it."
    }
