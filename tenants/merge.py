"""How a blueprint takes from packs.

    [take.workforce]                     all of a pack's indicators
    only = ["WF-01", "WF-05"]            or only these
    without = ["WF-09"]                  or all but these
    collect = "annual"                   and all of them once a year, or each quarter

    [indicators.SU-07]                   what the blueprint says itself is laid over what it took, key by key
    collect = "annual"

An element comes along when a formula of a taken indicator names it, from whichever pack defines it, or when the blueprint
has a table for it. A part whose whole is not taken stands alone. An element says which kind of split it bears
("ethnicity"); the blueprint's own breakdowns of that kind answer. Short questions are written as `asked` says. A blueprint
with `complete = true` takes nothing from anywhere, not even an element that has the name of one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from tenants.asked import spelled_out
from tenants.spelling import spelt

Table = dict[str, Any]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KINDS = ("elements", "indicators", "breakdowns")


def merged(blueprint: Table, packs: Mapping[str, Table]) -> Table:
    """The blueprint complete: nothing in it points at a pack any more. Neither argument is changed.

    `faults` lists what `take` asks for and no pack has, each as {where, message, word: what was
    written, near: the names there are}.
    """
    whole, misasked = spelled_out(deepcopy(blueprint))
    packs = {} if whole.pop("complete", False) is True else packs
    locale = str(_table(whole.get("collaborative")).get("locale"))
    faults = [*misasked, *_faults(take := whole.pop("take", {}), packs), *_no_tables(whole)]
    take = {name: wish for name, wish in _table(take).items() if _is_wish(wish)}
    own = {kind: _table(whole.pop(kind, {})) for kind in _KINDS}
    indicators = _laid_over(spelt(_taken(take, packs, "indicators"), locale), own["indicators"])
    breakdowns = _laid_over(spelt(_taken(take, packs, "breakdowns"), locale), own["breakdowns"])
    elements = _laid_over(spelt(_named_by(indicators, own["elements"], packs), locale), own["elements"])
    _bind(elements, breakdowns)
    return whole | {"indicators": indicators, "elements": elements, "breakdowns": breakdowns, "faults": faults}


def _taken(take: Table, packs: Mapping[str, Table], kind: str) -> Table:
    found = {}
    for name, wish in take.items():
        pack = packs.get(name, {})
        for code in _wanted(wish, pack.get(kind, {})):
            found[code] = deepcopy(pack[kind][code])
            if kind == "indicators":
                found[code].setdefault("pillar", pack["pack"]["name"])
                found[code] |= {"collect": wish["collect"]} if "collect" in wish else {}
    return found


def _wanted(wish: Table, there: Table) -> Iterator[str]:
    """In the order the blueprint names them, else in the pack's own."""
    wanted = wish.get("only", there)
    return (code for code in wanted if code in there and code not in wish.get("without", ()))


def _named_by(indicators: Table, own: Table, packs: Mapping[str, Table]) -> Table:
    named = {name for indicator in indicators.values() for name in _names(indicator)} | set(own)
    return {
        code: deepcopy(element)
        for pack in packs.values()
        for code, element in pack.get("elements", {}).items()
        if code in named
    }


def _names(indicator: object) -> Iterator[str]:
    """What looks like an element's code in the formulas in force at any time; a function's name does no harm."""
    table = _table(indicator)
    for version in _tables(table.get("definitions")) or [table]:
        yield from _NAME.findall(str(version.get("formula", table.get("formula", ""))))
    yield from map(str, _list(table.get("also")))


def _bind(elements: Table, breakdowns: Table) -> None:
    for element in _tables(elements.values()):
        if element.get("part_of") not in elements:
            element.pop("part_of", None)
        asked = _list(element.get("breakdowns"))
        element["breakdowns"] = [
            code for code, breakdown in breakdowns.items() if code in asked or _table(breakdown).get("splits") in asked
        ]


def _laid_over(base: Table, own: Table) -> Table:
    """Tables are merged key by key; anything else, lists included, is replaced."""
    result = dict(base)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _laid_over(result[key], value) if both else value
    return result


def _faults(take: object, packs: Mapping[str, Table]) -> Iterator[Table]:
    if not isinstance(take, dict):
        yield _fault("take", "write a table for each pack, e.g. [take.workforce]")
    for name, wish in _table(take).items():
        if name not in packs:
            yield _fault(f"take.{name}", f"“{name}” is not a pack", name, packs)
        elif not _is_wish(wish):
            yield _fault(f"take.{name}", "write only = [codes], without = [codes], collect = “annual”, or nothing")
        else:
            yield from _unknown_codes(name, wish, packs[name])


def _unknown_codes(name: str, wish: Table, pack: Table) -> Iterator[Table]:
    there = [*pack.get("indicators", {}), *pack.get("breakdowns", {})]
    for key in ("only", "without"):
        for code in (code for code in wish.get(key, ()) if code not in there):
            yield _fault(f"take.{name}.{key}", f"“{code}” is not in the pack “{name}”", code, there)


def _no_tables(whole: Table) -> Iterator[Table]:
    for kind in _KINDS:
        if not isinstance(whole.get(kind, {}), dict):
            yield _fault(kind, "write a table")


def _fault(where: str, message: str, word: object = "", near: Iterable[str] = ()) -> Table:
    return {"where": where, "message": message, "word": str(word), "near": list(near)}


def _is_wish(wish: object) -> bool:
    kinds = {"only": list, "without": list, "collect": str}
    return isinstance(wish, dict) and all(key in kinds and isinstance(wish[key], kinds[key]) for key in wish)


# A blueprint under way may hold anything anywhere; what is no table is left for the check to name.


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _tables(values: object) -> list[Table]:
    return [value for value in _list(values) if isinstance(value, dict)]


def _list(values: object) -> list[Any]:
    return list(values) if isinstance(values, Iterable) and not isinstance(values, str) else []
