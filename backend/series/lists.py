"""How figures of other sources are listed: by what they are sorted, narrowed, and what a file says of them."""

from collections.abc import Callable, Mapping

from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.members.tables import Collaborative
from backend.series import papers
from backend.series.queries import Known
from backend.series.tables import Point

SEEN_BY: Mapping[str, str] = {
    "public": later("everyone"),
    "partners": later("members and community partners"),
    "members": later("members"),
    "backbone": later("the backbone alone"),
}
_WHICH = {"printed": later("in reports"), "retired": later("retired")}


def listing(here: Collaborative, label: Callable[[Point], str]) -> Listing[Known]:
    """At first in the order in which reports print them. label: what the time of a point is called."""
    seen_by = list(SEEN_BY)
    return Listing(
        columns=(
            Column("order", later("Order"), lambda one: one.series.position, _retired_last),
            Column("name", later("Series"), lambda one: one.series.name),
            Column("place", later("Whom or where it is about"), lambda one: one.series.place),
            Column("figure", later("Newest figure"), lambda one: one.points[-1].value if one.points else None),
            Column("of", later("Of"), lambda one: label(one.points[-1]) if one.points else None, sorts=False),
            Column("unit", later("Unit"), lambda one: papers.unit(one, here), sorts=False),
            Column("source", later("Source"), lambda one: one.vintage.source if one.vintage else None),
            Column("published", later("Published on"), lambda one: one.vintage.published_on if one.vintage else None),
            Column(
                "seen",
                later("Seen by"),
                lambda one: translated(SEEN_BY[one.series.visibility]),
                lambda one: seen_by.index(one.series.visibility),
            ),
            Column("retired", later("Retired on"), lambda one: one.series.retired_on, sorts=False),
        ),
        choices=(
            Choice(
                "seen",
                later("Seen by"),
                {code: translated(words) for code, words in SEEN_BY.items()},
                lambda one, value: one.series.visibility == value,
            ),
            Choice(
                "which",
                later("Which"),
                {code: translated(words) for code, words in _WHICH.items()},
                lambda one, value: bool(one.series.retired_on) == (value == "retired"),
            ),
        ),
        words=lambda one: f"{one.series.name} {one.series.place} {one.vintage.source if one.vintage else ''}",
    )


def _retired_last(of: Known) -> tuple[bool, int]:
    return of.series.retired_on is not None, of.series.position
