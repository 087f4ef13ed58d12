"""A faulty blueprint is refused with every fault, its key path and what would be right."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tenants
from backend.kit.errors import Invalid, Problem
from backend.provisioning.schemas import read
from tenants.merge import merged

Raw = dict[str, Any]


def demo() -> Raw:
    return deepcopy(tenants.load("demo"))


def put(path: str, value: Any) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        *way, last = path.split("/")
        here: Any = raw
        for step in way:
            here = here[int(step) if step.isdigit() else step]
        here[last] = value

    return change


def take_away(path: str) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        *way, last = path.split("/")
        here: Any = raw
        for step in way:
            here = here[int(step) if step.isdigit() else step]
        del here[last]

    return change


def faults_of(*changes: Callable[[Raw], None]) -> dict[str, str]:
    raw = demo()
    for change in changes:
        change(raw)
    with pytest.raises(Invalid) as refused:
        read(raw)
    found: dict[str, str] = {}
    for problem in refused.value.problems:
        found[problem.where] = f"{found.get(problem.where, '')} {problem.message}".strip()
    return found


@pytest.mark.parametrize("name", tenants.names())
def test_every_starting_set_is_sound(name: str) -> None:
    blueprint = read(tenants.load(name))
    assert blueprint.elements
    assert blueprint.frameworks


def test_the_nhs_set_is_the_nhs_s() -> None:
    nhs = read(tenants.load("nhs"))
    own = nhs.collaborative
    assert (own.year_starts_in, own.currency, own.locale, own.time_zone) == (4, "GBP", "en_GB", "Europe/London")
    strands = {section.name for framework in nhs.frameworks.values() for section in framework.sections}
    assert strands == {
        "Quality work",
        "Purchasing for social benefit",
        "Buildings and spaces",
        "Environment",
        "Working with communities and partners",
        "In your own words",
    }
    assert {framework.months for framework in nhs.frameworks.values()} == {3, 12}
    assert nhs.disclosure.smallest_count == 8
    assert nhs.disclosure.round_to == 5


OPENS_EARLIER_TO_ALL = {"audiences": ["public"], "members_after_days": 70, "public_after_days": 10}
ONE_FAULT = [
    # change, key path, words that say what would be right
    (put("indicators/WF-03/formula", "local_employes / employees"), "indicators.WF-03.formula",
     "did you mean “local_employees”"),
    (put("indicators/WF-03/formula", "local_employees /"), "indicators.WF-03.formula", "ends too early"),
    (put("indicators/WF-03/formula", "local_spend / employees"), "indicators.WF-03.formula", "which is not %"),
    (put("indicators/WF-03/formula", "employees + local_spend"), "indicators.WF-03.formula", "not added or compared"),
    (take_away("indicators/WF-03/formula"), "indicators.WF-03.formula", "is missing"),
    (put("indicators/WF-03/rule_members", "sum"), "indicators.WF-03.formula", "take ratio_of_sums"),
    (put("indicators/WF-03/rule_quarters", "sum"), "indicators.WF-03.formula", "does not fit sum"),
    (put("indicators/WF-03/unit", "peple"), "indicators.WF-03.unit", "did you mean people"),
    (put("indicators/WF-03/direction", "hihger"), "indicators.WF-03.direction", "did you mean “higher”"),
    (put("indicators/WF-03/visibility", "everyone"), "indicators.WF-03.visibility", "public, partners, members, backbone"),
    (put("indicators/WF-03/fromula", "x"), "indicators.WF-03.fromula", "did you mean “formula”"),
    (put("indicators/WF-03/also", ["nobody"]), "indicators.WF-03.also", "not an element"),
    (put("elements/employees/unit", "kWhh"), "elements.employees.unit", "did you mean kWh"),
    (put("elements/energy_kwh/accepts", ["m3"]), "elements.energy_kwh.accepts", "cannot be given in kWh"),
    (put("elements/local_spend/kind", "count"), "elements.local_spend.kind", "money"),
    (put("elements/energy_kwh/quarters_rule", "rolling_12m"), "elements.energy_kwh", "not a rule for an element"),
    (put("elements/local_hires/part_of", "new_hire"), "elements.local_hires.part_of", "did you mean “new_hires”"),
    (put("elements/local_hires/part_of", "employees"), "elements.local_hires.part_of", "stock in people"),
    (put("elements/new_hires/part_of", "local_hires"), "elements.new_hires.part_of", "part of itself"),
    (put("elements/employees/maximum", -1), "elements.employees.maximum", "less than the minimum"),
    (put("elements/employees/audiences", ["public", "backbone"]), "elements.employees.audiences", "Leave it out"),
    (put("elements/what_we_did/audiences", ["public"]), "elements.what_we_did.audiences", "leaves out the backbone"),
    (put("elements/what_we_did/breakdowns", ["gender"]), "elements.what_we_did.kind", "words are not split"),
    (put("elements/local_hires/breakdowns", ["gendre"]), "elements.local_hires.breakdowns", "did you mean “gender”"),
    (put("elements/local_hires/definitions", []), "elements.local_hires.definitions", "at least one"),
    (put("elements/local_hires/definitions/0/version", 2), "elements.local_hires.definitions.1.version", "write 1"),
    (put("elements/local_hires/definitions/0/valid_from", "2020-01-01"), "elements.local_hires.definitions.1.valid_from",
     "a date without quotes"),
    (put("elements/local_hires/definitions/0/valid_to", date(2001, 1, 1)), "elements.local_hires.definitions.1.valid_to",
     "before the first day"),
    (put("breakdowns/gender/categories/3/unknown", False), "breakdowns.gender.categories", "none is"),
    (put("breakdowns/gender/categories/3/code", "female"), "breakdowns.gender.categories", "stands here twice"),
    (put("frameworks/quarterly/sections/0/elements", ["employes", "local_employees", "new_hires", "local_hires",
                                                     "apprentices_started", "employees"]),
     "frameworks.quarterly.sections.1.elements", "did you mean “employees”"),
    (put("frameworks/quarterly/sections/1/indicators", ["SC-01", "SC-02", "SC-03", "SC-11", "WF-01"]),
     "frameworks.quarterly.sections", "“WF-01” stands here twice"),
    (put("frameworks/quarterly/area_list", "focsu"), "frameworks.quarterly.area_list", "did you mean “focus”"),
    (put("frameworks/quarterly/closes_days", 30), "frameworks.quarterly", "in order"),
    (put("frameworks/quarterly/cadence", "weekly"), "frameworks.quarterly.cadence", "quarterly"),
    (put("area_lists/focus/versions/0/areas", ["zip_00019"]), "area_lists.focus.versions.1.areas", "not an area"),
    (put("area_lists/focus/versions/1/valid_from", date(2022, 1, 1)), "area_lists.focus.versions", "after the one before"),
    (put("areas/zip_00012/code", "00011"), "areas.zip_00011", "twice"),
    (put("organizations/wren_general/parent", "wren"), "organizations.wren_general.parent", "not an organization"),
    (put("members/st_odile/organization", "st_odil"), "members.st_odile.organization", "did you mean “st_odile”"),
    (put("members/st_odile/ends", date(2001, 1, 1)), "members.st_odile.ends", "before it starts"),
    (put("words/work_grop", "table"), "words.work_grop", "did you mean “work_group”"),
    (put("words/member", "<b>club</b>"), "words.member", "letters, digits, spaces"),
    (put("words/es", {"member": ["socio", "100 %"]}), "words.es.member", "letters, digits, spaces"),
    (put("collaborative/time_zone", "Europe/Londn"), "collaborative.time_zone", "did you mean “Europe/London”"),
    (put("collaborative/locale", "xx_XX"), "collaborative.locale", "en_GB"),
    (put("collaborative/year_starts_in", 13), "collaborative.year_starts_in", "1, 4, 7, 10"),
    (put("collaborative/year_starts_in", 5), "collaborative.year_starts_in", "1, 4, 7, 10"),
    (put("collaborative/public_page", "yes"), "collaborative.public_page", "true or false"),
    (put("disclosure/fewest_contributors", 1), "disclosure", "fewest_contributors is 2 or more"),
    (put("collaborative/contact_email", "ask us"), "collaborative.contact_email", "name@hospital.org"),
    (put("collaborative/year_naming", "first"), "collaborative.year_naming", "spanning"),
    (put("evidence", {"taken": True, "quota_megabytes": 0}), "evidence.quota_megabytes", "greater than or equal to 1"),
    (put("evidence", {"taken": "yes"}), "evidence.taken", "true or false"),
    (put("model_agreement", {"document": "We."}), "model_agreement.title", "is missing"),
    (put("model_agreement", {"title": "T", "document": " "}), "model_agreement: What was agreed", "Fill this in."),
    (put("release", OPENS_EARLIER_TO_ALL), "release.public_after_days", "70 or more"),
    (put("members", "none"), "members", "write a table"),
    (take_away("disclosure"), "disclosure", "is missing"),
    (put("colour", "blue"), "colour", "not known here"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "where", "right"), ONE_FAULT, ids=[f"{where}: {right}" for _, where, right in ONE_FAULT]
)
def test_one_fault_is_named_with_its_place_and_what_would_be_right(
    change: Callable[[Raw], None], where: str, right: str
) -> None:
    assert read(demo())
    found = faults_of(change)
    assert where in found
    assert right in found[where]


def test_all_faults_come_at_once_from_shape_and_from_sense() -> None:
    found = faults_of(
        put("collaborative/currency", "XYZ"),
        put("elements/employees/kind", "number"),
        put("indicators/SC-03/formula", "local_spend / nothing"),
        put("words/trust", "x"),
        put("faults", merged({"take": {"wrkforce": {}}}, tenants.packs())["faults"]),
    )
    assert set(found) == {
        "collaborative.currency",
        "elements.employees.kind",
        "indicators.SC-03.formula",
        "words.trust",
        "take.wrkforce",
    }
    assert "did you mean “workforce”" in found["take.wrkforce"]


def test_a_faulty_element_is_one_fault_and_not_one_for_each_that_names_it() -> None:
    assert list(faults_of(put("elements/employees/kind", "number"))) == ["elements.employees.kind"]


def test_what_is_taken_and_leads_nowhere_is_named() -> None:
    found = faults_of(
        put("frameworks/quarterly/sections/4/elements", []), put("frameworks/quarterly/sections/4/indicators", [])
    )
    assert set(found) == {
        "elements.volunteer_hours",
        "elements.community_giving",
        "indicators.CM-01",
        "indicators.CM-03",
    }


def test_a_second_version_begins_later_and_says_what_changed() -> None:
    first = demo()["elements"]["local_hires"]["definitions"][0]
    second = first | {"version": 2, "text": "Otherwise."}
    found = faults_of(put("elements/local_hires/definitions", [first, second]))
    assert set(found) == {
        "elements.local_hires.definitions.2.valid_from",
        "elements.local_hires.definitions.2.break_note",
    }
    right = demo()
    later = second | {"valid_from": date(2024, 1, 1), "break_note": "Volunteers are left out."}
    right["elements"]["local_hires"]["definitions"] = [first, later]
    assert read(right).elements["local_hires"].definitions[1].version == 2


def test_a_formula_may_not_outlive_what_it_reads() -> None:
    found = faults_of(put("elements/local_hires/definitions/0/valid_to", date(2024, 3, 31)))
    assert "not asked after 2024-03-31" in found["indicators.WF-06.formula"]


def test_external_series_have_no_formula_and_no_section() -> None:
    raw = demo()
    external = deepcopy(tenants.packs()["population"]["indicators"]["PO-01"])
    raw["indicators"]["PO-01"] = external
    assert read(raw).indicators["PO-01"].versions[0].formula is None
    external["formula"] = "employees"
    with pytest.raises(Invalid, match="loaded, not worked out"):
        read(raw)


def test_an_indicator_that_never_changed_has_one_version() -> None:
    versions = read(demo()).indicators["WF-03"].versions
    assert [(version.version, version.formula) for version in versions] == [(1, "local_employees / employees")]


def test_nothing_at_all_is_refused_in_sentences_too() -> None:
    with pytest.raises(Invalid) as refused:
        read({})
    assert {problem.where for problem in refused.value.problems} == {"collaborative", "disclosure", "release"}


JUNK = st.sampled_from(
    [None, 0, -1, True, "", "x", "employees", "WF-03", [], ["x"], [1], {}, {"x": 1}, date(2020, 1, 1)]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(st.data())
def test_whatever_is_written_is_read_or_refused_in_sentences(data: st.DataObject) -> None:
    raw = demo()
    for _ in range(data.draw(st.integers(1, 3))):
        here: Any = raw
        while True:
            step = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
            inner = here[step]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 4)) == 0:
                break
            here = inner
        here[step] = deepcopy(data.draw(JUNK))  # a later step may write into it
    raw["faults"] = []
    assert all(problem.where and problem.message for problem in problems_of(raw))


def problems_of(raw: Raw) -> Sequence[Problem]:
    try:
        read(raw)
    except Invalid as refused:
        return refused.problems
    return ()


def test_a_blueprint_of_one_s_own_is_read_from_its_file(tmp_path: Path) -> None:
    written = (Path(tenants.__file__).parent / "demo/blueprint.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(written, encoding="utf-8")
    assert read(tenants.read(own)) == read(demo())
    own.write_text(written.replace("[take.community]", "[take.comunity]"), encoding="utf-8")
    with pytest.raises(Invalid, match="did you mean “community”"):
        read(tenants.read(own))
