"""How the areas of a list are listed: by what they are sorted, narrowed, and what a file says of them."""

from backend.kit.languages import later
from backend.kit.listing import Column, Listing
from backend.places.tables import Area


def listing() -> Listing[Area]:
    return Listing(
        columns=(
            Column("name", later("Name"), lambda one: one.name),
            Column("code", later("Code"), lambda one: one.code),
            Column("kind", later("Kind of area"), lambda one: one.kind.replace("_", " "), sorts=False),
            Column("aliases", later("Other spellings"), lambda one: "; ".join(one.aliases), sorts=False),
        ),
        words=lambda one: f"{one.name} {one.code} {' '.join(one.aliases)}",
    )
