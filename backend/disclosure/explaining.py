"""Why a figure is hidden, in words for the backbone: which rule, and what would let it be shown. Pure, in the reader's
language.

Readers are told one of three sentences (`rules.SENTENCES`): which of two hidden figures is the small one would help them to
work it out. Here no number is said either, only what the rule looked at.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from backend.disclosure.figures import CellIn, Figure, Reason, Table
from backend.disclosure.policy import Policy
from backend.disclosure.spans import place_of
from backend.kit.languages import translated, translated_many
from backend.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Explained:
    """One hidden figure of one report. category: with its breakdown, empty for the figure itself."""

    code: str
    period: Period
    category: str
    reason: Reason
    why: str
    helps: str


def explained(report: Table, policy: Policy) -> Iterator[Explained]:
    """report: what a release kept of itself. In the order of the report."""
    then = {cell.id: cell for cell in report.then.hidden} if report.then else {}
    for cell in report.hidden:
        if (reason := report.because.get(cell.id)) and reason in _SAYS:
            code, period, category = place_of(cell.id)
            why, helps = _SAYS[reason](_fewest(cell, then.get(cell.id, cell)), policy)
            yield Explained(code, period, category, reason, why, helps)


def _fewest(*cells: CellIn) -> CellIn:
    """The one it is hidden by, of the same cell by the parents of now and of then."""
    return min(cells, key=lambda cell: min(len(figure.contributors) for figure in cell.figures))


def _few(cell: CellIn, policy: Policy) -> tuple[str, str]:
    least = min(len(figure.contributors) for figure in cell.figures)
    return (
        translated(
            "%(organizations)s in it, and it takes %(fewest)s. Sites of one system count as one.",
            organizations=_organizations(least),
            fewest=policy.fewest(*cell.figures),
        ),
        translated(
            "It is shown when more members report, or when each of those in it does without this rule in writing."
        ),
    )


def _small(cell: CellIn, policy: Policy) -> tuple[str, str]:
    most = policy.smallest(cell.measure) - 1
    if isinstance(cell.holds, Figure):
        said = translated("It counts between 1 and %(most)s people.", most=most)
    else:
        said = translated("One side of this rate counts between 1 and %(most)s people.", most=most)
    return (
        said,
        translated(
            "A longer period, or fewer categories taken together, makes it larger. Nobody can agree to show it."
        ),
    )


def _dominated(cell: CellIn, policy: Policy) -> tuple[str, str]:
    return (
        translated(
            "One member makes up so much of it that another could tell that member’s amount closely, by taking away its"
            " own."
        ),
        translated("It is shown when that member does without this rule in writing, or when others’ amounts grow."),
    )


def _wage(cell: CellIn, policy: Policy) -> tuple[str, str]:
    figure = min(cell.figures, key=lambda one: len(one.contributors))
    weights = [abs(weight) for weight in figure.contributors.values()]
    found = []
    if len(weights) < policy.wage_fewest_contributors:
        found.append(
            translated(
                "%(organizations)s in it, and wages take %(fewest)s",
                organizations=_organizations(len(weights)),
                fewest=policy.wage_fewest_contributors,
            )
        )
    if weights and 100 * max(weights) > policy.wage_largest_percent * sum(weights):
        most = f"{policy.wage_largest_percent:f}"
        found.append(translated("one member holds more than %(most)s %% of it", most=most))
    if figure.age_months < policy.wage_months:
        found.append(translated("it is less than %(months)s months old", months=policy.wage_months))
    return (
        translated("It is about wages: %(found)s.", found="; ".join(found) or translated("too few members are in it")),
        translated(
            "It is shown in a later report, when it is old enough and enough members are in it. Nobody can agree to show"
            " it."
        ),
    )


def _unpaired(cell: CellIn, policy: Policy) -> tuple[str, str]:
    return (
        translated(
            "Some members gave one side of this rate and not the other: beside the figures shown, it would tell what they"
            " gave."
        ),
        translated("Ask the members that gave one side for the other, or to do without this rule in writing."),
    )


def _held(cell: CellIn, policy: Policy) -> tuple[str, str]:
    return (
        translated(
            "Since a report before, only one or two members changed or came in late: both numbers together would tell"
            " theirs."
        ),
        translated("It is shown when more members have changed, or when those that did agree in writing."),
    )


def _companion(cell: CellIn, policy: Policy) -> tuple[str, str]:
    return (
        translated(
            "By itself it could be shown. With it, readers could work out another hidden figure, or one member’s amount."
        ),
        translated("It is shown when what it protects is."),
    )


_SAYS: Mapping[Reason, Callable[[CellIn, Policy], tuple[str, str]]] = {
    Reason.FEW_CONTRIBUTORS: _few,
    Reason.SMALL: _small,
    Reason.DOMINANCE: _dominated,
    Reason.WAGE: _wage,
    Reason.UNPAIRED: _unpaired,
    Reason.HELD: _held,
    Reason.COMPLEMENT: _companion,
}


def _organizations(count: int) -> str:
    if not count:
        return translated("No organization is")
    return translated_many("Only one organization is", "Only %(num)s organizations are", count)
