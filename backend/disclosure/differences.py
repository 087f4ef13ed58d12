"""What can be told by holding one figure against another: an earlier release, or the same sum over other members. Pure."""

from collections.abc import Iterable, Mapping

from backend.disclosure.figures import CellIn, Earlier, Figure, Ratio, Reason, Table, Waivers
from backend.disclosure.policy import Policy
from backend.disclosure.sensitivity import waived


def held(cell: CellIn, earlier: Earlier, policy: Policy, waivers: Waivers) -> bool:
    """Whether its change since any earlier release is the doing of too few members, who have not all consented.

    A late member's figure is the difference between the total with it and the total without. A total that stays as it was
    tells as much: who took six back knows that six came in.
    """
    same = (then for table in earlier for then in table.cells if then.id == cell.id)
    before = (then for then in same if not _made_alike(cell, then))
    return any(_tells(_pairs(cell, then), Reason.HELD, policy, waivers) for then in before)


def unpaired(cell: CellIn, cells: Mapping[str, CellIn], policy: Policy, waivers: Waivers) -> bool:
    """Whether a ratio gives away a part over fewer members than the table shows it over.

    55 of A, B and C are shown, and a share of 7.0 % of the 500 of A and B: 35 are of A and B, hence 20 of C.
    """
    ratio = cell.holds
    if not isinstance(ratio, Ratio):
        return False
    top = _shown(ratio.numerator_id, cells)
    bottom = _shown(ratio.denominator_id, cells)
    if top is None or bottom is None:
        return False
    same_top, same_bottom = top.made_like(ratio.numerator), bottom.made_like(ratio.denominator)
    if same_top == same_bottom:
        return False
    pair = (bottom, ratio.denominator) if same_top else (top, ratio.numerator)
    return _tells([pair], Reason.UNPAIRED, policy, waivers)


def known_already(table: Table, earlier: Earlier) -> frozenset[str]:
    """Cells whose number an earlier release has shown as it still is, made by the same: to hide them now protects nothing
    else. The same number made by others is news: who left knows what came."""
    now = table.by_id
    shown = (then for before in earlier for then in before.cells if then.id in now)
    return frozenset(
        then.id for then in shown if now[then.id].number == then.number and _made_alike(now[then.id], then)
    )


def _made_alike(now: CellIn, then: CellIn) -> bool:
    return all(one.made_like(other) for one, other in _pairs(now, then))


def _shown(cell_id: str | None, cells: Mapping[str, CellIn]) -> Figure | None:
    cell = cells.get(cell_id) if cell_id else None
    return cell.holds if cell and isinstance(cell.holds, Figure) else None


def _pairs(now: CellIn, then: CellIn) -> list[tuple[Figure, Figure]]:
    return list(zip(now.figures, then.figures, strict=False))


def _tells(pairs: Iterable[tuple[Figure, Figure]], of: Reason, policy: Policy, waivers: Waivers) -> bool:
    """of: what the members behind the difference would have to consent to."""
    behind: set[str] = set()
    silent, needed = False, policy.fewest_contributors
    for one, other in pairs:
        needed = max(needed, policy.fewest(one))
        was, now = other.givers, one.givers
        changed = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
        behind |= changed
        silent |= any(not waived(one, name, of, waivers) for name in changed)
    return 0 < len(behind) < needed and silent
