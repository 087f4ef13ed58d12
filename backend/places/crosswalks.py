"""A crosswalk as a file brings it: lines of from, to, weight, every fault at its line. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.kit.amounts import read_decimal, total
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import Tab
from backend.kit.sheets.headings import headings
from backend.places.areas import Weights

HEADINGS = ("from", "to", "weight")
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    origin: str
    area: str
    weight: Decimal


def read_crosswalk(tab: Tab, *, areas: frozenset[str]) -> Weights:
    """Of each place, the share of it in each area. areas: codes known here of the kind it leads to.

    Areas not known here lie outside every list of ours. Shares of a place may come to less than 1: the rest is unknown. A
    share of zero says nothing and is left out.

    Raises:
        Invalid: headings missing, no area of ours named, or every line that is wrong, the first twenty named.
    """
    columns = _headings(tab)
    lines: list[Line] = []
    problems: list[Problem] = []
    for row, texts in tab.lines():
        if row == 1:
            continue
        origin, area, share = (texts[column - 1].strip() if column <= len(texts) else "" for column in columns)
        try:
            lines.append(_line(tab.at(row, columns[-1]), row, origin, area, share))
        except Invalid as invalid:
            problems += invalid.problems
    weights, double = _together(lines)
    problems += double
    problems += [
        Problem(
            translated("from %(origin)s", origin=origin),
            translated("its weights come to more than 1; bring them to 1 at most"),
            "crosswalk.fractions",
        )
        for origin, shares in weights.items()
        if total(shares.values()) > 1
    ]
    if problems:
        raise Invalid(first_few(problems, "crosswalk.more"))
    if weights and not areas & {area for shares in weights.values() for area in shares}:
        known = ", ".join(sorted(areas)[:5])
        raise Invalid(
            translated("None of its areas is known here; codes here are %(known)s …", known=known),
            code="crosswalk.areas",
        )
    if not weights:
        raise Invalid(translated("There is no line below the headings."), code="crosswalk.empty")
    return weights


def first_few(problems: Sequence[Problem], code: str = "invalid") -> Sequence[Problem]:
    """As many as somebody reads, and how many more there are."""
    more = len(problems) - _MOST_TOLD
    rest = [Problem("", translated("and %(more)s more", more=f"{more:,}"), code)] if more > 0 else []
    return [*problems[:_MOST_TOLD], *rest]


def _headings(tab: Tab) -> list[int]:
    """The column of each of HEADINGS, counted from 1."""
    there = headings(tab)
    missing = [name for name in HEADINGS if name not in there]
    if missing:
        named = ", ".join(f"“{name}”" for name in missing)
        raise Invalid(
            translated(
                "The first line must have the headings from, to and weight; %(named)s is not there.", named=named
            ),
            where=translated("row 1"),
        )
    return [there[name] for name in HEADINGS]


def _line(at: str, row: int, origin: str, area: str, share: str) -> Line:
    where = translated("row %(row)s", row=row)
    if not origin or not area:
        raise Invalid(translated("name both places"), where=where, code="crosswalk.blank")
    weight = read_decimal(share, where=at)
    if not 0 <= weight <= 1:
        raise Invalid(translated("a weight is a share between 0 and 1, e.g. 0.35"), where=at, code="crosswalk.share")
    return Line(row, origin, area, weight)


def _together(lines: Sequence[Line]) -> tuple[dict[str, dict[str, Decimal]], list[Problem]]:
    weights: dict[str, dict[str, Decimal]] = defaultdict(dict)
    problems = []
    for line in lines:
        if line.area in weights[line.origin]:
            message = translated(
                "%(origin)s to %(area)s is there already; keep one line", origin=line.origin, area=line.area
            )
            problems.append(Problem(translated("row %(row)s", row=line.row), message, "crosswalk.twice"))
        weights[line.origin][line.area] = line.weight
    return {origin: {area: w for area, w in shares.items() if w} for origin, shares in weights.items()}, problems
