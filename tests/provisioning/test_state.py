"""What a blueprint comes to, row by row."""

from datetime import date
from decimal import Decimal

import pytest

import tenants
from backend.indicators import tables as indicators
from backend.kit.db import Base
from backend.places import tables as places
from backend.provisioning.schemas import read
from backend.provisioning.state import Kind, described

NHS = described(read(tenants.load("nhs")))
DEMO = described(read(tenants.load("demo")))
TABLES: dict[Kind, type[Base]] = {
    Kind.BREAKDOWN: indicators.Breakdown,
    Kind.CATEGORY: indicators.Category,
    Kind.ELEMENT: indicators.Element,
    Kind.ELEMENT_DEFINITION: indicators.ElementDefinition,
    Kind.INDICATOR: indicators.Indicator,
    Kind.INDICATOR_DEFINITION: indicators.IndicatorDefinition,
    Kind.FRAMEWORK: indicators.Framework,
    Kind.SECTION: indicators.FrameworkSection,
    Kind.AREA: places.Area,
    Kind.AREA_LIST: places.AreaList,
}


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_fields_are_columns(kind: Kind) -> None:
    columns = set(TABLES[kind].__table__.columns.keys())
    row = next(iter(DEMO[kind].values()))
    assert set(row.fields) <= columns


def test_every_kind_is_there() -> None:
    assert set(NHS) == set(Kind)


def test_words_are_asked_of_everybody_and_required_of_nobody() -> None:
    assert DEMO[Kind.ELEMENT][("what_we_did",)].fields["audiences"] == ("backbone", "members", "partners", "public")
    assert NHS[Kind.ELEMENT][("what_got_in_the_way",)].fields["audiences"] == ("backbone",)
    assert not DEMO[Kind.FRAMEWORK_ELEMENT][("quarterly", "what_we_did")].fields["required"]
    assert DEMO[Kind.FRAMEWORK_ELEMENT][("quarterly", "local_hires")].fields["required"]


def test_an_element_row() -> None:
    row = DEMO[Kind.ELEMENT][("local_hires",)].fields
    assert (row["unit"], row["kind"], row["flow"], row["quarters_rule"], row["measure_class"], row["part_of"]) == (
        "people",
        "count",
        "flow",
        "sum",
        "people",
        "new_hires",
    )
    assert row["minimum"] == Decimal(0)
    definition = DEMO[Kind.ELEMENT_DEFINITION][("new_hires", "1")].fields
    assert definition["exclusions"] == (
        "transfers inside the organization",
        "rehires within 90 days",
        "agency workers",
    )


def test_an_element_is_asked_while_it_is_defined() -> None:
    asked = NHS[Kind.FRAMEWORK_ELEMENT]
    first = date(2013, 4, 1)
    dates = {code: (row.fields["valid_from"], row.fields["valid_to"]) for (_, code), row in asked.items()}
    assert dates["electricity_kwh"] == (first, None)
    assert dates["local_electricity_kwh"] == (first, date(2015, 3, 31))
    assert dates["waste_high_temperature_recovery_tonnes"] == (date(2014, 4, 1), date(2015, 3, 31))
    assert dates["staff_wte"] == (first, date(2014, 3, 31))


def test_an_indicator_carries_its_marks_and_each_version_its_formula() -> None:
    assert NHS[Kind.INDICATOR][("SC-02",)].fields["mapping"] == {
        "HAN": "S",
        "WSU": "F",
        "HEAL": "F",
        "NHS": "F",
        "IRIS+": "PI1849",
        "other": "National TOMs NT18 (domain knowledge)",
    }
    versions = [NHS[Kind.INDICATOR_DEFINITION][("ES-01", str(number))].fields["formula"] for number in (1, 2)]
    assert ["local_electricity_kwh" in formula for formula in versions] == [True, False]
    assert NHS[Kind.INDICATOR_DEFINITION][("SC-02", "1")].fields["formula"] == "local_spend"


def test_policy_travels_as_json_with_numbers_as_text() -> None:
    settings = NHS[Kind.SETTINGS][()].fields
    assert settings["policy"]["disclosure"]["smallest_count"] == 8
    assert settings["policy"]["disclosure"]["p_percent"] == "10"
    assert settings["policy"]["release"]["audiences"] == ["backbone", "members", "partners", "public"]
    assert settings["words"] == {
        "work_group": "workstream", "member": "trust", "area": "place", "organization": "organisation",
    }  # fmt: skip


def test_area_list_versions_name_typed_areas() -> None:
    versions = DEMO[Kind.AREA_LIST_VERSION]
    assert sorted(versions) == [("focus", "2023-01-01"), ("focus", "2025-01-01")]
    joined = set(versions["focus", "2025-01-01"].fields["areas"]) - set(versions["focus", "2023-01-01"].fields["areas"])
    assert joined == {("zip", "00015")}


def test_a_member_is_named_after_its_organization() -> None:
    assert DEMO[Kind.MEMBER][("st_odile",)].fields["name"] == "St. Odile Medical Center"
    assert DEMO[Kind.MEMBER][("st_odile",)].fields["fiscal_year_starts_in"] == 10
