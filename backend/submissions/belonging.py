"""What a change of membership means for collections: who is asked, and whose figures are in which totals.

A period asks whoever belongs on its last day (decision 0005): one figure is reported by one member, whatever day it was
sold, closed or joined on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.kit.languages import translated
from backend.members.memberships import belongs
from backend.members.roster import Term
from backend.rounds.rules import RoundState
from backend.rounds.tables import Round


@dataclass(frozen=True, slots=True)
class Effect:
    """Of one collection. asked: whether the member is asked then; else it was, and is no longer."""

    round: Round
    state: RoundState
    asked: bool

    @property
    def sentence(self) -> str:
        if self.asked:
            return {
                RoundState.DRAFT: translated("is asked when it opens."),
                RoundState.OPEN: translated("is asked: a form is laid before it, and its people are told."),
                RoundState.GRACE: translated("is asked: a form is laid before it, and its people are told."),
            }.get(
                self.state,
                translated("counts as asked and missing: the collection is closed, and nothing is laid before it."),
            )
        if self.state is RoundState.CLOSED:
            return translated("is in no live figure of it any more. Reports that are published stay as they are.")
        if self.state is RoundState.DRAFT:
            return translated("is not asked.")
        return translated("is not asked. What it entered there stays on record and counts nowhere.")


def effects(rounds: Iterable[tuple[Round, RoundState]], before: Sequence[Term], after: Sequence[Term]) -> list[Effect]:
    """Of every collection for which the answer to “who is asked?” becomes another, the newest first."""
    return [
        Effect(one, state, asked=belongs(after, one.period.end))
        for one, state in rounds
        if state is not RoundState.TAKEN_BACK and belongs(before, one.period.end) != belongs(after, one.period.end)
    ]


def lays_before(effect: Effect) -> bool:
    """Whether a form is to be laid before the member: it is asked now, in a collection that takes answers."""
    return effect.asked and effect.state.takes_answers
