"""How collections are listed: by what they are sorted, narrowed, and what a file says of them."""

from collections.abc import Iterable
from datetime import date

from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.kit.period_words import collection
from backend.rounds import rules
from backend.rounds.rules import RoundState
from backend.rounds.tables import Round


def listing(rounds: Iterable[Round], today: date) -> Listing[Round]:
    """rounds: all of them, of whose forms one may be chosen. The newest period first."""
    forms = {str(one.framework_id): one.framework.name for one in rounds}
    on_the_way = list(RoundState)
    return Listing(
        columns=(
            Column(
                "collection", later("Collection"), named, lambda one: (one.period_start, -one.period_months, named(one))
            ),
            Column(
                "state",
                later("State"),
                lambda one: translated(rules.state(one, today).shown_as),
                lambda one: on_the_way.index(rules.state(one, today)),
            ),
            Column("from", later("From"), lambda one: one.period.start, sorts=False),
            Column("to", later("To"), lambda one: one.period.end, sorts=False),
            Column("opens", later("Opens"), lambda one: one.opens_on),
            Column("due", later("Due"), lambda one: one.due_on),
            Column("closes", later("Closes"), lambda one: one.closes_on),
        ),
        choices=(
            Choice(
                "state",
                later("State"),
                {state.value: translated(state.shown_as) for state in RoundState},
                lambda one, value: rules.state(one, today) == value,
            ),
            Choice("form", later("Collected by"), forms, lambda one, value: str(one.framework_id) == value),
        ),
        words=lambda one: f"{named(one)} {one.period.spoken}",
        downwards=True,
    )


def named(of: Round) -> str:
    return f"{of.framework.name}, {collection(of.name)}"
