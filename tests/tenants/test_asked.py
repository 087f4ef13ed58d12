"""Short questions, spelled out: an element each, and with a code what counts it."""

from copy import deepcopy
from typing import Any

from tenants.merge import merged

SCREENING: dict[str, Any] = {"answer": "yes_no", "name": "Lead screening", "text": "You screen.", "code": "HC-01"}


def blueprint(**asked: Any) -> dict[str, Any]:
    sections = [{"code": "s", "name": "S", "elements": ["employees"], "asked": list(asked)}]
    return {"asked": deepcopy(asked), "frameworks": {"annual": {"name": "A", "sections": sections}}}


def test_a_yes_or_no_with_a_code_is_a_question_and_its_count() -> None:
    whole = merged(blueprint(screening=SCREENING), {})
    assert whole["faults"] == []
    assert "asked" not in whole
    element, indicator = whole["elements"]["screening"], whole["indicators"]["HC-01"]
    assert (element["kind"], element["quarters_rule"]) == ("yes_no", "last")
    assert element["definitions"][0]["text"] == "You screen."
    assert element["hint"] == "You screen."
    assert (indicator["formula"], indicator["rule_members"]) == ("screening >= 1", "count_true")
    [section] = whole["frameworks"]["annual"]["sections"]
    assert section["elements"] == ["employees", "screening"]
    assert section["indicators"] == ["HC-01"]


def test_without_a_code_nobody_is_counted_and_words_never_are() -> None:
    words = {"answer": "words", "name": "Next step", "text": "What comes next.", "audiences": ["backbone", "members"]}
    plain = {key: value for key, value in SCREENING.items() if key != "code"}
    whole = merged(blueprint(screening=plain, step=words), {})
    assert whole["faults"] == []
    assert whole["indicators"] == {}
    assert (whole["elements"]["step"]["kind"], whole["elements"]["step"]["audiences"]) == ("text", words["audiences"])
    [fault] = merged(blueprint(step=words | {"code": "HC-02"}), {})["faults"]
    assert (fault["where"], "not counted" in fault["message"]) == ("asked.step.answer", True)


def test_what_the_blueprint_says_itself_is_laid_over() -> None:
    described = blueprint(screening=SCREENING)
    described["indicators"] = {"HC-01": {"visibility": "members"}}
    whole = merged(described, {})
    assert whole["indicators"]["HC-01"]["visibility"] == "members"
    assert whole["indicators"]["HC-01"]["name"] == "Lead screening"


def test_every_fault_is_named_at_its_place() -> None:
    described = blueprint(a={"answer": "maybe", "name": "A", "text": "A."}, b={"nam": "B"}, c="yes")
    described["frameworks"]["annual"]["sections"][0]["asked"] += ["d"]
    faults = {fault["where"]: fault for fault in merged(described, {})["faults"]}
    assert set(faults) == {
        "asked.a.answer", "asked.b.nam", "asked.b.answer", "asked.b.name", "asked.b.text", "asked.c",
        "frameworks.annual.sections.1.asked",
    }  # fmt: skip
    assert "name" in faults["asked.b.nam"]["near"]
    [wrong] = merged({"asked": ["a"]}, {})["faults"]
    assert wrong["where"] == "asked"


def test_a_complete_blueprint_takes_nothing_from_a_pack() -> None:
    packs = {"p": {"pack": {"name": "P"}, "elements": {"hires": {"unit": "people", "hint": "Theirs."}}}}
    own = {"elements": {"hires": {"unit": "people"}}}
    assert merged(own, packs)["elements"]["hires"]["hint"] == "Theirs."
    whole = merged(own | {"complete": True}, packs)
    assert "hint" not in whole["elements"]["hires"]
    assert "complete" not in whole


def test_a_pack_may_be_asked_once_a_year() -> None:
    packs = {"p": {"pack": {"name": "P"}, "indicators": {"WF-01": {"formula": "hires", "collect": "quarterly"}},
                   "elements": {"hires": {}}}}  # fmt: skip
    assert merged({"take": {"p": {"collect": "annual"}}}, packs)["indicators"]["WF-01"]["collect"] == "annual"
    assert merged({"take": {"p": {}}}, packs)["indicators"]["WF-01"]["collect"] == "quarterly"
    [fault] = merged({"take": {"p": {"collect": ["annual"]}}}, packs)["faults"]
    assert fault["where"] == "take.p"
