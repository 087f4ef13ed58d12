"""What a GeoJSON file calls its shapes, and which of a list's areas that is. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.places.area_lines import Named, folded

Feature = Mapping[str, Any]
MOST_BYTES = 10_000_000  # of a file


def spellings(areas: Sequence[Named]) -> Mapping[str, str]:
    """From whatever an area may be called to its code. A code is itself, whatever else is called so."""
    found = {folded(alias): area.code for area in areas for alias in area.aliases}
    found |= {folded(area.name): area.code for area in areas}
    found |= {folded(area.code): area.code for area in areas}
    return {spelling: code for spelling, code in found.items() if spelling}


def property_naming(features: Sequence[Feature], spelled: Mapping[str, str], *, wanted: str) -> str:
    """The property that names most areas. One that names half as many and says otherwise is not passed over in silence,
    for a row number may look like a code."""
    matched: dict[str, dict[int, str]] = {}
    for number, feature in enumerate(features):
        for name, one in properties(feature).items():
            if code := spelled.get(folded(one)):
                matched.setdefault(name, {})[number] = code
    if wanted and wanted in matched:
        return wanted
    if wanted or not matched:
        looked_at = sorted({name for feature in features for name in properties(feature)})
        raise Invalid(
            translated(
                "No shape is called like an area of this list. What is said of them: %(names)s.",
                names=", ".join(f"“{name}”" for name in looked_at[:12]) or "–",
            ),
            where=translated("Property that names the areas") if wanted else "",
            code="shapes.unnamed",
        )
    best = max(matched, key=lambda name: len(set(matched[name].values())))
    rivals = [
        name
        for name, said in matched.items()
        if 2 * len(said) >= len(matched[best]) and any(matched[best].get(at, code) != code for at, code in said.items())
    ]
    if rivals:
        raise Invalid(
            translated(
                "More than one property could name the areas, and they do not agree: %(names)s. Write which one does.",
                names=", ".join(f"“{name}”" for name in (best, *rivals)),
            ),
            where=translated("Property that names the areas"),
            code="shapes.ambiguous",
        )
    return best


def properties(feature: Feature) -> Mapping[str, str]:
    """What is said of it, its own id too."""
    said = feature.get("properties")
    own = {"id": feature.get("id"), **(said if isinstance(said, dict) else {})}
    return {name: text for name, one in own.items() if (text := _text(one))}


def _text(one: object) -> str:
    """What a name or a number says, 25.0 as 25; nothing of anything else."""
    if isinstance(one, float) and one.is_integer():
        return str(int(one))
    return str(one)[:200] if isinstance(one, str | int) and not isinstance(one, bool) else ""
