"""What one audience is shown of one table. Pure, and the same for the same table: no random noise.

What is hidden is settled once for all readers but the backbone, and an audience then sees fewer indicators, never other
numbers: whoever holds the members' report and the public one learns nothing from the two together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from backend.disclosure.complements import complements
from backend.disclosure.differences import held, known_already, unpaired
from backend.disclosure.figures import (
    Audience,
    CellIn,
    Earlier,
    Figure,
    Measure,
    Ratio,
    Reason,
    Relation,
    Table,
    Visibility,
    Waiver,
    Waivers,
)
from backend.disclosure.narrowing import Narrowing
from backend.disclosure.policy import UK, US, Policy
from backend.disclosure.remainders import Remainders
from backend.disclosure.sensitivity import Sensitive, for_backbone, for_readers, of_cell
from backend.disclosure.singling_out import CROWD, SinglingOut, consented
from backend.kit.languages import later

__all__ = [
    "UK",
    "US",
    "Audience",
    "CellIn",
    "Figure",
    "Hidden",
    "Measure",
    "Policy",
    "Ratio",
    "Reason",
    "Relation",
    "Shown",
    "ShownCell",
    "Table",
    "Visibility",
    "Waiver",
    "Why",
    "decide",
    "show",
]


class Why(StrEnum):
    """What a reader is told. One word for the small cell and for its companion: which is which must not be seen."""

    NOT_SHARED = "not_shared"
    PROTECTED = "protected"
    HELD = "held"


SENTENCES: Mapping[Why, str] = MappingProxyType(
    {
        Why.NOT_SHARED: later("This figure is not part of what is shared with the readers of this report."),
        Why.PROTECTED: later(
            "Hidden to protect a member or a small group of people: this figure, or one that could be worked out from it,"
            " rests on too few of them."
        ),
        Why.HELD: later(
            "Held until the next release: set against the figure published before, it would show what one or two members"
            " reported."
        ),
    }
)
_BESIDE = (None, Reason.COMPLEMENT)  # a rule of its own tells more than that it protects another
_WHY = {Reason.AUDIENCE: Why.NOT_SHARED, Reason.HELD: Why.HELD}


@dataclass(frozen=True, slots=True)
class Hidden:
    code: Why

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """Either a number, rounded as the policy rounds, or why there is none. Never both."""

    id: str
    number: Decimal | None
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as one audience sees it: no hidden number is in it.

    because: why each hidden cell is hidden, exactly; it goes behind the wall with `kept`, and to no reader.
    """

    audience: Audience
    cells: Mapping[str, ShownCell]
    because: Mapping[str, Reason]

    def kept(self, table: Table) -> Table:
        """What a release keeps, behind the wall, so that the next can be held against it: what it showed and what not."""
        return table.hiding(self.because)


def show(
    table: Table,
    audience: Audience,
    policy: Policy,
    earlier: Earlier = (),
    waivers: Iterable[Waiver] = (),
) -> Shown:
    """The table for one audience.

    earlier: for each earlier release, `kept` of what the members were shown.
    """
    reasons = decide(table, audience, policy, earlier, waivers)
    return Shown(audience, {cell.id: _shown(cell, reasons.get(cell.id), policy) for cell in table.cells}, reasons)


def decide(
    table: Table,
    audience: Audience,
    policy: Policy,
    earlier: Earlier = (),
    waivers: Iterable[Waiver] = (),
) -> dict[str, Reason]:
    """Why each hidden cell is hidden, exactly. For the backbone's eyes: `show` is what leaves."""
    _refuse_own(table, audience)
    seen = policy.sees.get(audience, frozenset())
    own = {cell.id for cell in table.cells if cell.own}
    if audience is Audience.BACKBONE:
        settled = _for_backbone(table, policy)
    else:
        settled = _for_readers(table, policy, earlier, frozenset(waivers))
    beyond = {cell.id: Reason.AUDIENCE for cell in table.cells if cell.visibility not in seen}
    return {cell_id: reason for cell_id, reason in {**settled, **beyond}.items() if cell_id not in own}


def _refuse_own(table: Table, audience: Audience) -> None:
    if audience is not Audience.OWN_MEMBER and any(cell.own for cell in table.cells):
        raise ValueError(f"A member's own values are in a table for {audience}.")


def _for_backbone(table: Table, policy: Policy) -> dict[str, Reason]:
    sensitive = for_backbone(policy)
    reasons = _by_themselves(table, sensitive)
    further = complements(table, reasons, sensitive=sensitive, among_members=False)
    return {**reasons, **dict.fromkeys(further, Reason.COMPLEMENT)}


def _for_readers(table: Table, policy: Policy, earlier: Earlier, waivers: Waivers) -> dict[str, Reason]:
    """Hidden by any way of counting who belongs together; what one hides, the others hide and protect too."""
    ways = [_Way(table, earlier, policy, waivers)]
    if table.then or any(one.then for one in earlier):
        ways.append(_Way(table.then or table, [one.then or one for one in earlier], policy, waivers))
    reasons = ways[0].hidden({})
    while len(ways) > 1:
        before = len(reasons)
        for way in reversed(ways):
            reasons = way.hidden(reasons)
        if len(reasons) == before:
            break
    return reasons


class _Way:
    """The table by one way of counting who belongs together."""

    def __init__(self, table: Table, earlier: Earlier, policy: Policy, waivers: Waivers) -> None:
        self._table, self._earlier, self._policy, self._waivers = table, earlier, policy, waivers
        self._sensitive = for_readers(policy, waivers)
        self._narrowing = Narrowing(earlier, policy, waivers)
        self._remainders = Remainders(earlier, policy, waivers)
        self._singling_out = SinglingOut(
            table,
            earlier,
            self._sensitive,
            consented=consented(table, waivers),
            among_members=policy.fewest_contributors >= CROWD,
        )

    def hidden(self, begun: Mapping[str, Reason]) -> dict[str, Reason]:
        """begun: what is hidden already, and why."""
        table, cells = self._table, self._table.by_id
        own = _by_themselves(table, self._sensitive)
        reasons = {**begun, **{id: reason for id, reason in own.items() if begun.get(id) in _BESIDE}}
        beside = {id: cell for id, cell in cells.items() if id not in reasons}
        asked = (self._policy, self._waivers)
        for cell in table.cells:
            if cell.own or cell.id in reasons:
                continue
            if unpaired(cell, cells, *asked) or self._narrowing.beside(cell, beside):
                reasons[cell.id] = Reason.UNPAIRED
            elif held(cell, self._earlier, *asked) or self._narrowing.since(cell) or self._remainders.told(cell):
                reasons[cell.id] = Reason.HELD
        outside = self._policy.seen_outside()
        further = complements(
            table,
            reasons,
            sensitive=self._sensitive,
            unseen=(cell.id for cell in table.cells if cell.visibility not in outside),
            known=known_already(table, self._earlier) | {cell.id for cell in table.cells if cell.own},
            published={cell.id for before in self._earlier for cell in before.cells},
            singling_out=self._singling_out,
        )
        return {**reasons, **dict.fromkeys(further, Reason.COMPLEMENT)}


def _by_themselves(table: Table, sensitive: Sensitive) -> dict[str, Reason]:
    found = ((cell.id, of_cell(cell, sensitive)) for cell in table.cells if not cell.own)
    return {cell_id: reason for cell_id, reason in found if reason}


def _shown(cell: CellIn, reason: Reason | None, policy: Policy) -> ShownCell:
    if reason:
        return ShownCell(cell.id, None, Hidden(_WHY.get(reason, Why.PROTECTED)))
    return ShownCell(cell.id, cell.number if cell.own else policy.as_shown(cell), None)
