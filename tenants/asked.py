"""Short questions of a blueprint: answered yes or no, or in a few words.

    [asked.lead_screening]
    answer = "yes_no"                    or "words"
    name = "Lead screening"
    text = "You screen children for lead."
    code = "HEAL-14"                     of yes or no: those who say yes are counted as this indicator; without it nobody is

    [[frameworks.annual.sections]]
    asked = ["lead_screening"]           the question, and what counts it

Spelled out, each is an element, and with a code an indicator beside it. What an indicator of the kind has in common is
written here once: only the count of members is shown, and never of fewer than three.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

Table = dict[str, Any]

SINCE = date(2010, 1, 1)
OF_ELEMENT = frozenset({"name", "hint", "audiences"})
OF_DEFINITION = frozenset({"text", "inclusions", "exclusions", "examples"})
OF_INDICATOR = frozenset({"plain", "pillar", "visibility", "confidence", "source", "notes", "mapping"})
OWN = frozenset({"answer", "code", "since"})
KEYS = OF_ELEMENT | OF_DEFINITION | OF_INDICATOR | OWN

_ELEMENT = {"flow": "stock", "quarters_rule": "last", "measure_class": "other"}
_ANSWERS = {"yes_no": {"unit": "yes_no", "kind": "yes_no"}, "words": {"unit": "words", "kind": "text"}}
_INDICATOR = {
    "kind": "policy", "unit": "yes_no", "direction": "higher", "rule_members": "count_true", "rule_quarters": "last",
    "collect": "annual", "rba_class": "how_well", "visibility": "public", "fewest_contributors": 3,
    "disclosure_class": "members", "confidence": "design",
}  # fmt: skip


def spelled_out(blueprint: Table) -> tuple[Table, list[Table]]:
    """The blueprint without `asked`, its short questions as elements and indicators; and what is wrong with them.

    The faults are like those of `merge.merged`. The argument is changed.
    """
    asked = blueprint.pop("asked", {})
    if not isinstance(asked, dict):
        return blueprint, [_fault("asked", "write a table for each question, e.g. [asked.lead_screening]")]
    faults = [fault for name, item in asked.items() for fault in _faults(name, item)]
    sound = {name: item for name, item in asked.items() if not any(_faults(name, item))}
    for name, item in sound.items():
        _put(blueprint, "elements", name, _element(item))
        if "code" in item:
            _put(blueprint, "indicators", str(item["code"]), _indicator(name, item))
    return blueprint, [*faults, *_listed(blueprint, asked, sound)]


def _put(blueprint: Table, kind: str, code: str, made: Table) -> None:
    """What the blueprint says itself under the same code is laid over it."""
    there = blueprint.setdefault(kind, {})
    if isinstance(there, dict):
        own = there.get(code, {})
        there[code] = made | own if isinstance(own, dict) else own


def _element(item: Table) -> Table:
    definition = {key: item[key] for key in item if key in OF_DEFINITION}
    definition |= {"version": 1, "valid_from": item.get("since", SINCE)}
    said = {key: item[key] for key in item if key in OF_ELEMENT}
    # Its name alone is no question; what is asked stands beside it, and not only under what counts.
    said["hint"] = " ".join(str(item[key]) for key in ("text", "hint") if key in item)
    return _ELEMENT | _ANSWERS[item["answer"]] | said | {"definitions": [definition]}


def _indicator(name: str, item: Table) -> Table:
    said = {key: item[key] for key in item if key in OF_INDICATOR}
    plain = f"How many members answered yes to: “{item['text']}”"
    return _INDICATOR | {"name": item["name"], "plain": plain, "formula": f"{name} >= 1"} | said


def _listed(blueprint: Table, asked: Table, sound: Table) -> Iterator[Table]:
    """Puts what sections list under `asked` among their elements and indicators."""
    frameworks = blueprint.get("frameworks", {})
    for code, framework in frameworks.items() if isinstance(frameworks, dict) else ():
        sections = framework.get("sections", []) if isinstance(framework, dict) else []
        for place, section in enumerate(sections if isinstance(sections, list) else [], 1):
            names = section.pop("asked", []) if isinstance(section, dict) else []
            here = f"frameworks.{code}.sections.{place}.asked"
            if not isinstance(names, list):
                yield _fault(here, 'write a list, e.g. ["a", "b"]')
                continue
            yield from (_fault(here, f"“{n}” is not asked", n, asked) for n in names if n not in asked)
            _add(section, "elements", [name for name in names if name in sound])
            _add(section, "indicators", [str(sound[n]["code"]) for n in names if n in sound and "code" in sound[n]])


def _add(section: Table, key: str, codes: list[str]) -> None:
    there = section.get(key, [])
    if codes and isinstance(there, list):
        section[key] = [*there, *codes]


def _faults(name: str, item: object) -> Iterator[Table]:
    here = f"asked.{name}"
    if not isinstance(item, dict):
        yield _fault(here, "write a table")
        return
    yield from (_fault(f"{here}.{key}", f"“{key}” is not known here", key, KEYS) for key in item if key not in KEYS)
    yield from (_fault(f"{here}.{key}", "is missing") for key in ("answer", "name", "text") if key not in item)
    if not isinstance(item.get("name", ""), str):
        yield _fault(f"{here}.name", "write text in quotes")
    if "answer" in item and item["answer"] not in _ANSWERS:
        yield _fault(f"{here}.answer", f"“{item['answer']}” is not one of yes_no, words", item["answer"], _ANSWERS)
    elif item.get("answer") == "words" and not OF_INDICATOR.union({"code"}).isdisjoint(item):
        yield _fault(f"{here}.answer", "words are not counted: leave out code and what belongs to it")


def _fault(where: str, message: str, word: object = "", near: object = ()) -> Table:
    return {"where": where, "message": message, "word": str(word), "near": list(near)}  # type: ignore[call-overload]
