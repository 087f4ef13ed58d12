"""The packs hold together, and carry the facts of the catalogue they were made from."""

import csv
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import tenants
from backend.indicators import formulas
from backend.indicators.formula_units import factor_into
from backend.kit.units import unit

CATALOGUE = Path(os.environ.get("ANCHORLINE_CATALOGUE", Path(__file__).parents[3] / "shared/domain/indicators.csv"))
PACKS = tenants.packs()


def whole(kind: str) -> dict[str, Any]:
    return {code: item for pack in PACKS.values() for code, item in pack.get(kind, {}).items()}


ELEMENTS, INDICATORS, BREAKDOWNS = whole("elements"), whole("indicators"), whole("breakdowns")


def formulas_of(indicator: dict[str, Any]) -> list[str]:
    versions = indicator.get("definitions") or [indicator]
    return [version.get("formula") or indicator.get("formula") for version in versions]


@pytest.fixture(scope="module")
def catalogue() -> dict[str, dict[str, str]]:
    if not CATALOGUE.exists():
        pytest.skip(f"the catalogue is not at {CATALOGUE}")
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_no_code_is_defined_twice() -> None:
    for kind in ("elements", "indicators", "breakdowns"):
        codes = Counter(code for pack in PACKS.values() for code in pack.get(kind, {}))
        assert not [code for code, times in codes.items() if times > 1]


@pytest.mark.parametrize("code", [code for code in INDICATORS if INDICATORS[code]["kind"] != "external"])
def test_formulas_name_elements_and_come_to_their_unit(code: str) -> None:
    units = {name: unit(element["unit"]) for name, element in ELEMENTS.items()}
    for text in formulas_of(INDICATORS[code]):
        tree = formulas.parse(text, known=ELEMENTS)
        assert factor_into(tree, units, unit(INDICATORS[code]["unit"])) > 0


def test_population_figures_have_no_member_behind_them() -> None:
    external = {code: item for code, item in INDICATORS.items() if item["kind"] == "external"}
    assert set(external) == {f"PO-0{n}" for n in range(1, 9)}
    for item in external.values():
        assert "formula" not in item
        assert item["rule_members"] == item["disclosure_class"] == "external"


def test_every_element_is_used_by_an_indicator() -> None:
    used = {name for item in INDICATORS.values() if item["kind"] != "external" for text in formulas_of(item)
            for name in formulas.elements(formulas.parse(text))}  # fmt: skip
    also = {name for item in INDICATORS.values() for name in item.get("also", ())}
    words = {name for name, item in ELEMENTS.items() if item["kind"] == "text"}
    alone = set(ELEMENTS) - used - also - words
    assert not alone


def test_every_breakdown_has_one_unknown_part() -> None:
    for code, breakdown in BREAKDOWNS.items():
        unknown = [part["code"] for part in breakdown["categories"] if part.get("unknown")]
        assert unknown == ["unknown"], code


def test_every_split_an_element_bears_has_a_list() -> None:
    lists = {breakdown["splits"] for breakdown in BREAKDOWNS.values()}
    assert {name for element in ELEMENTS.values() for name in element.get("breakdowns", ())} <= lists


def test_ownership_may_overlap_and_pay_may_not() -> None:
    assert BREAKDOWNS["ownership_us"]["multi_select"]
    assert "multi_select" not in BREAKDOWNS["wage_band"]


def test_a_part_is_measured_like_its_whole() -> None:
    for code, element in ELEMENTS.items():
        if whole_code := element.get("part_of"):
            assert (ELEMENTS[whole_code]["unit"], ELEMENTS[whole_code]["flow"]) == (element["unit"], element["flow"]), (
                code
            )


def test_stocks_do_not_add_over_quarters() -> None:
    for code, element in ELEMENTS.items():
        assert element["flow"] == "flow" or element["quarters_rule"] != "sum", code


def test_the_estates_streams_are_dated_as_the_returns_were() -> None:
    recycling = INDICATORS["ES-03"]["definitions"]
    streams = [len(formulas.elements(formulas.parse(version["formula"]))) for version in recycling]
    assert streams == [7, 8]
    assert [str(version["valid_to"]) for version in recycling] == ["2014-03-31", "2015-03-31"]
    energy = INDICATORS["ES-01"]["definitions"]
    assert ["local_electricity_kwh" in version["formula"] for version in energy] == [True, False]


def test_the_catalogue_is_all_there(catalogue: dict[str, dict[str, str]]) -> None:
    ours = {code for code in INDICATORS if not code.startswith("ES-")}
    assert ours == set(catalogue)
    assert len(catalogue) == 70


def test_roll_up_rules_are_the_catalogue_s(catalogue: dict[str, dict[str, str]]) -> None:
    for code, row in catalogue.items():
        mine = INDICATORS[code]
        assert (
            mine["rule_members"],
            mine["rule_quarters"],
            mine.get("overlap_possible", False),
            mine["direction"],
            mine["collect"],
            mine["kind"],
        ) == (
            row["rule_members"],
            row["rule_quarters"],
            row["overlap_possible"] == "yes",
            row["rule_direction"],
            row["collect"],
            row["kind"],
        ), code


MARKS = {"HAN": "fw_HAN", "WSU": "fw_WSU", "HEAL": "fw_HEAL", "NHS": "fw_NHS", "CA": "fw_AB962_CA", "IL": "fw_IL_HFSRB"}
CONFIDENCE = {"seed + found": "seed and found"}
VISIBILITY = {"collaborative": "members", "member + backbone only": "backbone"}
RBA = {"population result": "population"}


def test_marks_stay_honest(catalogue: dict[str, dict[str, str]]) -> None:
    for code, row in catalogue.items():
        mine = INDICATORS[code]
        assert mine["mapping"] == {ours: row[theirs] for ours, theirs in MARKS.items() if row[theirs]}, code
        assert mine["confidence"] == CONFIDENCE.get(row["confidence"], row["confidence"]), code
        assert mine["visibility"] == VISIBILITY.get(row["visibility_default"], "public"), code
        assert mine["rba_class"] == RBA.get(row["rba_class"], row["rba_class"].replace(" ", "_")), code
        iris = row["iris_plus_5_3"]
        assert mine.get("iris_plus", "") == ("" if iris.startswith("no ") else iris), code


DISCLOSURE = [("patient", "patient"), ("wage", "wage"), ("dominance", "money"), ("never", "money"), ("min 3", "members"),
              ("source", "external"), ("small-cell", "people"), ("den", "people"), ("none", "other")]  # fmt: skip


def test_disclosure_classes_are_the_catalogue_s(catalogue: dict[str, dict[str, str]]) -> None:
    for code, row in catalogue.items():
        wanted = next(ours for word, ours in DISCLOSURE if word in row["disclosure_rule"])
        assert INDICATORS[code]["disclosure_class"] == wanted, code
