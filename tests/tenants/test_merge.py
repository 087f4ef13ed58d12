"""What a blueprint takes is what it gets."""

from copy import deepcopy
from typing import Any

from tenants.merge import merged

PACKS: dict[str, Any] = {
    "people": {
        "pack": {"name": "People"},
        "elements": {
            "staff": {"unit": "people", "breakdowns": ["origin", "area"]},
            "local_staff": {"unit": "people", "part_of": "staff"},
            "unused": {"unit": "people"},
        },
        "indicators": {
            "P-1": {"formula": "staff", "collect": "quarterly", "notes": "n"},
            "P-2": {"formula": "local_staff / staff"},
            "P-3": {"formula": "unused", "definitions": [{"formula": "max(local_staff, 1)"}]},
        },
    },
    "lists": {
        "pack": {"name": "Lists"},
        "breakdowns": {"origin_uk": {"splits": "origin"}, "origin_us": {"splits": "origin"}},
    },
}


def test_elements_come_along_with_the_formulas_that_name_them() -> None:
    whole = merged({"take": {"people": {"only": ["P-1"]}}}, PACKS)
    assert (list(whole["indicators"]), list(whole["elements"])) == (["P-1"], ["staff"])
    assert whole["indicators"]["P-1"]["pillar"] == "People"


def test_without_leaves_out() -> None:
    assert list(merged({"take": {"people": {"without": ["P-1", "P-3"]}}}, PACKS)["indicators"]) == ["P-2"]


def test_a_dated_formula_stands_in_for_the_plain_one() -> None:
    assert list(merged({"take": {"people": {"only": ["P-3"]}}}, PACKS)["elements"]) == ["local_staff"]


def test_a_part_whose_whole_is_not_taken_stands_alone() -> None:
    alone = merged({"take": {"people": {"only": ["P-3"]}}}, PACKS)
    beside = merged({"take": {"people": {"only": ["P-2"]}}}, PACKS)
    assert "part_of" not in alone["elements"]["local_staff"]
    assert beside["elements"]["local_staff"]["part_of"] == "staff"


def test_the_blueprint_s_own_word_is_laid_over() -> None:
    whole = merged({"take": {"people": {"only": ["P-1"]}}, "indicators": {"P-1": {"collect": "annual"}}}, PACKS)
    assert whole["indicators"]["P-1"] == {"formula": "staff", "collect": "annual", "notes": "n", "pillar": "People"}


def test_a_split_is_answered_by_the_list_the_blueprint_takes() -> None:
    whole = merged({"take": {"people": {"only": ["P-1"]}, "lists": {"only": ["origin_uk"]}}}, PACKS)
    assert whole["elements"]["staff"]["breakdowns"] == ["origin_uk"]


def test_wrong_wishes_are_all_listed() -> None:
    whole = merged({"take": {"peple": {}, "people": {"only": ["P-9"]}, "lists": {"onyl": []}}}, PACKS)
    assert [fault["where"] for fault in whole["faults"]] == ["take.peple", "take.people.only", "take.lists"]


def test_no_shape_of_blueprint_breaks_the_merge() -> None:
    for odd in (None, 3, "x", [1], {"a": 1}):
        for key in ("take", "elements", "indicators", "breakdowns"):
            assert merged({"take": {"people": {}}} | {key: odd}, PACKS)["indicators"] is not None


def test_the_packs_are_left_as_they_were() -> None:
    before = deepcopy(PACKS)
    whole = merged({"take": {"people": {}}, "elements": {"staff": {"unit": "x"}}}, PACKS)
    whole["indicators"]["P-1"]["notes"] = "changed"
    assert before == PACKS


def test_a_kind_that_is_no_table_is_named() -> None:
    assert [fault["where"] for fault in merged({"elements": "none"}, PACKS)["faults"]] == ["elements"]
