"""Roll-ups of four members, made from a few numbers."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from backend.disclosure.collective import Rolled, RolledIndicator
from backend.disclosure.figures import Measure, Visibility
from backend.indicators import formulas
from backend.indicators.queries import Part, SplitBy
from backend.indicators.rules import OverMembers as M
from backend.indicators.rules import OverQuarters as V
from backend.indicators.rules import Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status

D = Decimal
Q1, Q2, *_ = Period(date(2026, 1, 1), 12).quarters()
SPACE = UUID(int=7)
NAMES = ("Ash", "Birch", "Cedar", "Dogwood")
GENDER = SplitBy(
    "gender",
    "Gender",
    multi_select=False,
    parts=[Part(uuid5(SPACE, c), f"gender.{c}", c.title(), c == "unknown") for c in ("female", "male", "unknown")],
)


def who(name: str) -> UUID:
    return uuid5(SPACE, name)


def ledger(*values: Given, names=NAMES, periods=(Q1, Q2)) -> Ledger:
    return Ledger([Asked(who(n), who(n), frozenset(periods)) for n in names], values)


def gave(element: str, *numbers, period: Period = Q1, names=NAMES, status=Status.REPORTED) -> list[Given]:
    """The first number is the first member's, and so on; None is nothing given."""
    pairs = zip(names, numbers, strict=False)
    return [Given(who(name), element, period, status, D(n)) for name, n in pairs if n is not None]


def reckoning(code: str, formula: str, rule=M.SUM, *, unit="people", factor=1) -> Reckoning:
    tree = formulas.parse(formula)
    over = V.RATIO_OF_SUMS if rule is M.RATIO_OF_SUMS else V.SUM
    rules = dict.fromkeys(("hires", "local", "kwh", "m2", "gas", "power", "heat"), V.SUM)
    rules["stock"] = V.LAST
    over = V.LAST if formula == "stock" else over
    return Reckoning(code, tree, rule, over, rules, unit=unit, factor=D(factor))


def indicator(
    code: str, formula: str, books: Ledger, *, periods=(Q1,), measure=Measure.OTHER, visibility=Visibility.PUBLIC, **how
):
    made = reckoning(code, formula, how.pop("rule", M.SUM), factor=how.pop("factor", 1))
    points = [Rolled(roll_up(made, period, books), made, 1) for period in periods]
    return RolledIndicator(code, visibility, measure, points, **how)
