"""Indicators whose questions were worded anew: their definitions, in the parts they fall into (`breaks`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from backend.indicators.breaks import Reworded, pieces
from backend.indicators.tables import Element, ElementDefinition, IndicatorDefinition

# Later versions of questions. Beside the indicators, as a page has few queries to spend; seldom are there any.
REWORDED = (
    sa.select(
        sa.func.json_agg(
            sa.func.json_build_array(
                Element.code, Element.name, ElementDefinition.valid_from, ElementDefinition.break_note
            )
        )
    )
    .join_from(Element, ElementDefinition, ElementDefinition.element_id == Element.id)
    .where(ElementDefinition.version > 1)
    .scalar_subquery()
)


def rewordings(changes: Iterable[tuple[str, str, str, str]]) -> Mapping[str, Sequence[Reworded]]:
    """By element code."""
    found: dict[str, list[Reworded]] = {}
    for code, name, day, note in changes:
        found.setdefault(code, []).append(Reworded(name, date.fromisoformat(day), note))
    return found


def in_pieces(
    definitions: Sequence[IndicatorDefinition], reworded: Mapping[str, Sequence[Reworded]]
) -> Sequence[IndicatorDefinition]:
    """As they are where no question of theirs was ever worded anew; else numbered on, in all the parts they fall into."""
    found = pieces(definitions, reworded) if reworded else []
    if len(found) <= len(definitions):
        return definitions
    return [
        IndicatorDefinition(
            indicator_id=one.indicator_id,
            version=number,
            valid_from=piece.since,
            valid_to=one.valid_to,
            text=one.text,
            formula=one.formula,
            break_note=" ".join(change.sentence for change in piece.reworded) or one.break_note,
        )
        for number, (one, piece) in enumerate(found, definitions[0].version)
    ]
