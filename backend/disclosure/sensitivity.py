"""Whether one figure, by itself, would tell about a member or a few people. Pure."""

from collections.abc import Callable

from backend.disclosure.figures import CellIn, Figure, Measure, Reason, Waiver, Waivers
from backend.disclosure.policy import Policy

Sensitive = Callable[[Figure], Reason | None]


def for_readers(policy: Policy, waivers: Waivers) -> Sensitive:
    """The rules for everyone but the backbone, in the order in which a reason is given."""

    def sensitive(figure: Figure) -> Reason | None:
        if figure.measure is Measure.EXTERNAL:
            return None
        if _few(figure, policy, waivers):
            return Reason.FEW_CONTRIBUTORS
        if _small(figure, policy):
            return Reason.SMALL
        if figure.measure is Measure.MONEY and _dominated(figure, policy, waivers):
            return Reason.DOMINANCE
        return Reason.WAGE if _wage(figure, policy) else None

    return sensitive


def for_backbone(policy: Policy) -> Sensitive:
    """The backbone sees all but small patient counts and wages that could be put to one member."""

    def sensitive(figure: Figure) -> Reason | None:
        if figure.measure is Measure.PATIENT and _small(figure, policy):
            return Reason.SMALL
        return Reason.WAGE if _wage(figure, policy) else None

    return sensitive


def of_cell(cell: CellIn, sensitive: Sensitive) -> Reason | None:
    """A ratio is as sensitive as either of its parts: beside one of them it gives the other."""
    return next((reason for figure in cell.figures if (reason := sensitive(figure))), None)


def waived(figure: Figure, member: str, of: Reason, waivers: Waivers) -> bool:
    return all(Waiver(element, member, of) in waivers for element in figure.elements or {figure.element})


def _few(figure: Figure, policy: Policy, waivers: Waivers) -> bool:
    names = figure.contributors
    if len(names) >= policy.fewest(figure):
        return False
    return not names or not all(waived(figure, name, Reason.FEW_CONTRIBUTORS, waivers) for name in names)


def _small(figure: Figure, policy: Policy) -> bool:
    return 0 < figure.number < policy.smallest(figure.measure)


def _dominated(figure: Figure, policy: Policy, waivers: Waivers) -> bool:
    """Whether some contributor could tell another's amount to within p %, by taking its own from the total.

    Without waivers it is enough to look at the two largest; a waiver of the largest leaves the others to be looked at.
    """
    amounts = {name: abs(amount) for name, amount in figure.contributors.items()}
    total = sum(amounts.values())
    for name, amount in amounts.items():
        nearest = max((other for rival, other in amounts.items() if rival != name), default=0)
        left = total - amount - nearest
        if 100 * left < policy.p_percent * amount and not waived(figure, name, Reason.DOMINANCE, waivers):
            return True
    return False


def _wage(figure: Figure, policy: Policy) -> bool:
    if figure.measure is not Measure.WAGE:
        return False
    weights = [abs(weight) for weight in figure.contributors.values()]
    if len(weights) < policy.wage_fewest_contributors or figure.age_months < policy.wage_months:
        return True
    return 100 * max(weights) > policy.wage_largest_percent * sum(weights)
