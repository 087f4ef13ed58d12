"""Ledgers written down by hand: who was asked, what each gave, and how it is reckoned."""

from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

from backend.indicators.formulas import parse
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Asked, Given
from backend.submissions.rules import Status

D = Decimal
YEAR = Period(date(2025, 1, 1), 12)
Q1, Q2, Q3, Q4 = YEAR.quarters()
QUARTERS = frozenset(YEAR.quarters())
M, V = OverMembers, OverQuarters


def who(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def asked(*names: str, periods=QUARTERS, parents=None, within=None) -> list[Asked]:
    return [
        Asked(
            who(name),
            who((parents or {}).get(name, f"{name}'s own")),
            frozenset(periods),
            who(within[name]) if within and name in within else None,
        )
        for name in names
    ]


def given(name: str, element: str, period: Period, number=None, status=Status.REPORTED, keys=None) -> Given:
    return Given(who(name), element, period, status, None if number is None else D(str(number)), keys)


def line(name: str, element: str, *numbers, periods=(Q1, Q2, Q3, Q4)) -> list[Given]:
    """Quarter after quarter; None is not given."""
    return [
        given(name, element, period, number)
        for period, number in zip(periods, numbers, strict=False)
        if number is not None
    ]


def reckoning(formula: str, over_members=M.SUM, over_quarters=V.SUM, *, factor=1, overlap=False, **rules) -> Reckoning:
    tree = parse(formula)
    return Reckoning("X", tree, over_members, over_quarters, rules, "", D(factor), overlap)


LOCAL_RATE = reckoning("local / hires", M.RATIO_OF_SUMS, V.RATIO_OF_SUMS, factor=100, local=V.SUM, hires=V.SUM)
LOCAL_STAFF = reckoning("staff", M.SUM, V.LAST, staff=V.LAST)
HIRES = reckoning("hires", hires=V.SUM)
