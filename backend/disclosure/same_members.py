"""A trend over the same members beside the trend over all: what is not the doing of who joined, left or answered late. Pure.

Whoever has both can take one from the other, and has what the others put in. So both are shown only where the others may be
shown too: enough of them, none of them large enough to be told, no small count. And never is anything hidden that would be
shown without it: the second trend gives way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from backend.disclosure import sensitivity
from backend.disclosure.collective import SAME, Rolled, RolledIndicator, cell_id, table
from backend.disclosure.figures import Audience, CellIn, Earlier, Figure, Table, Waivers
from backend.disclosure.policy import Policy
from backend.disclosure.rules import Shown, show
from backend.disclosure.sensitivity import Sensitive
from backend.kit.periods import Period
from backend.rollups.ledger import Ledger
from backend.rollups.rules import Contribution, roll_up

FEWEST_PERIODS = 2  # a trend has


def settled(
    indicators: Sequence[RolledIndicator],
    ledger: Ledger,
    ages: Mapping[Period, int],
    policy: Policy,
    earlier: Earlier,
    waived: Waivers,
) -> Sequence[RolledIndicator]:
    """With those second trends that may stand beside the first ones.

    ages: of each period, in months. earlier, waived: as in `rules.show`; the members' view is the widest there is.
    """
    found = with_same(indicators, ledger)
    if any(one.same for one in found):
        found = safe(found, table(found, age_months=ages), sensitivity.for_readers(policy, waived))
    if not any(one.same for one in found):
        return indicators
    without = show(table(indicators, age_months=ages), Audience.MEMBERS, policy, earlier, waived)
    for _ in range(2):  # what gives way may have been what another was hidden for
        both = show(table(found, age_months=ages), Audience.MEMBERS, policy, earlier, waived)
        left = giving_way(found, without, both)
        if left == found:
            return indicators if harms(without, both) else found
        found = left
    return indicators


def for_backbone(
    indicators: Sequence[RolledIndicator], ledger: Ledger, ages: Mapping[Period, int], policy: Policy
) -> Sequence[RolledIndicator]:
    """With all second trends but those by which small counts of patients, or wages, could be told."""
    found = with_same(indicators, ledger)
    if not any(one.same for one in found):
        return indicators
    return safe(found, table(found, age_months=ages), sensitivity.for_backbone(policy))


def with_same(indicators: Iterable[RolledIndicator], ledger: Ledger) -> list[RolledIndicator]:
    """Each with its trend over the members that are in every period that has a number; without, where those are all."""
    ledgers: dict[frozenset[UUID], Ledger] = {}
    return [_with_same(one, ledger, ledgers) for one in indicators]


def _with_same(one: RolledIndicator, ledger: Ledger, ledgers: dict[frozenset[UUID], Ledger]) -> RolledIndicator:
    given = [rolled for rolled in one.points if rolled.roll_up.number is not None]
    everybody = [members_of(rolled) for rolled in given]
    if len(given) < FEWEST_PERIODS:
        return one
    same = frozenset.intersection(*everybody)
    if not same or all(members == same for members in everybody):
        return one
    some = ledgers.get(same) or ledgers.setdefault(same, ledger.only(same))
    again = [replace(rolled, roll_up=roll_up(rolled.reckoning, rolled.period, some)) for rolled in given]
    return replace(one, same=again)


def members_of(rolled: Rolled) -> frozenset[UUID]:
    return frozenset(member for one in rolled.roll_up.contributors for member in one.members)


def safe(indicators: Iterable[RolledIndicator], whole: Table, sensitive: Sensitive) -> list[RolledIndicator]:
    """Without those trends beside which the others could be told."""
    return [
        one
        if not one.same or all(_is_safe(one, way.by_id, sensitive, then=way is whole.then) for way in whole.ways)
        else replace(one, same=())
        for one in indicators
    ]


def _is_safe(one: RolledIndicator, cells: Mapping[str, CellIn], sensitive: Sensitive, *, then: bool) -> bool:
    by_period = {rolled.period: rolled for rolled in one.points}
    for rolled in one.same:
        every = cells.get(cell_id(one.code, rolled.period))
        same = cells.get(cell_id(one.code, rolled.period, SAME))
        if every is None or same is None or any(sensitive(figure) for figure in same.figures):
            return False
        others = _families(by_period[rolled.period].roll_up.held(then=then), but=members_of(rolled))
        rest = [_rest(*pair, others) for pair in zip(every.figures, same.figures, strict=True)]
        if others and any(sensitive(figure) for figure in rest):
            return False
    return True


def _families(contributors: Iterable[Contribution], *, but: frozenset[UUID]) -> frozenset[str]:
    """Topmost parents of which a member is in it beside those."""
    return frozenset(str(one.parent) for one in contributors if not but.issuperset(one.members))


def _rest(every: Figure, same: Figure, others: frozenset[str]) -> Figure:
    """What the others put in, which is to be had from the two."""
    left = {name: every.contributors[name] - same.contributors.get(name, Decimal(0)) for name in others}
    return replace(every, number=every.number - same.number, contributors=left, terms={})


def giving_way(indicators: Iterable[RolledIndicator], without: Shown, beside: Shown) -> list[RolledIndicator]:
    """Without those trends that are hidden themselves, or for which something is hidden that was shown without them.

    without, beside: the same table disclosed without any and with all of them.
    """
    hidden = {id for id, cell in beside.cells.items() if cell.hidden is not None}
    newly = {id.partition("|")[0] for id in hidden if id in without.cells and without.cells[id].hidden is None}
    return [replace(one, same=()) if one.same and _gives_way(one, hidden, newly) else one for one in indicators]


def _gives_way(one: RolledIndicator, hidden: set[str], newly: set[str]) -> bool:
    return one.code in newly or any(cell_id(one.code, rolled.period, SAME) in hidden for rolled in one.same)


def harms(without: Shown, beside: Shown) -> bool:
    """Whether anything is hidden that would be shown without the second trends."""
    return any(cell.hidden is None and beside.cells[id].hidden is not None for id, cell in without.cells.items())
