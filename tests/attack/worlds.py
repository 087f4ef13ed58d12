"""Small collaboratives at random, and what their reports say over a year of releases: late answers, corrections, splits."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from backend.disclosure.collective import Rolled, RolledIndicator, reported, table
from backend.disclosure.figures import Audience, Measure, Table, Visibility
from backend.disclosure.policy import US, Policy
from backend.disclosure.rules import show
from backend.disclosure.size_bands import Sizes, settled
from backend.disclosure.spans import beside, shown_before
from backend.disclosure.splits import rolled_splits
from backend.indicators.formulas import parse
from backend.indicators.queries import Part, SplitBy
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.kit.periods import Period
from backend.rollups.ledger import Asked, Given, Ledger
from backend.rollups.rules import roll_up
from backend.submissions.rules import Status
from tests.attack.breaches import Said
from tests.attack.readers import Book, Counted, Place

YEAR = Period(date(2025, 1, 1), 12)
QUARTERS = YEAR.quarters()
GENDER = ("female", "male", "unknown")
WITHIN = {"local": "hires", "senior": "hires", "local_spend": "spend"}
INDICATORS = {
    "HI": ("hires", Measure.PEOPLE, Visibility.MEMBERS),
    "LO": ("local", Measure.PEOPLE, Visibility.PUBLIC),
    "LR": ("local / hires", Measure.PEOPLE, Visibility.PUBLIC),
    "SR": ("senior / hires", Measure.PEOPLE, Visibility.PUBLIC),
    "SE": ("senior", Measure.PEOPLE, Visibility.PUBLIC),
    "GA": ("spend", Measure.MONEY, Visibility.PARTNERS),
    "LS": ("local_spend / spend", Measure.MONEY, Visibility.PUBLIC),
    "KW": ("gas + power", Measure.OTHER, Visibility.PUBLIC),
    "GS": ("gas", Measure.OTHER, Visibility.PUBLIC),
    "MT": ("local >= 5", Measure.MEMBERS, Visibility.PUBLIC),
}
MEETS = "meets"  # of one member whether it does, as if it had been asked
ELEMENTS = ("hires", "local", "senior", "spend", "local_spend", "gas", "power")
BY_GENDER = SplitBy(
    "gender",
    "Gender",
    multi_select=False,
    parts=[Part(uuid5(UUID(int=7), c), f"gender.{c}", c.title(), c == "unknown") for c in GENDER],
)
BANDS = {"small": "Small", "large": "Large"}
OUTSIDE = (Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC)


@dataclass
class Small:
    """given: what counts now. said: by audience, everything in its reports. shown: how the engine is asked.

    bands: of each member the band of its size; none are shown where they are not said.
    """

    names: Sequence[str]
    parents: dict[str, str]
    policy: Policy = US
    bands: dict[str, str] = field(default_factory=dict)
    given: dict[Place, Decimal] = field(default_factory=dict)
    reports: list[dict[Place, Decimal]] = field(default_factory=list)
    spans: list[set[Period]] = field(default_factory=list)
    earlier: list[Table] = field(default_factory=list)
    said: dict[Audience, list[Said]] = field(default_factory=lambda: {who: [] for who in OUTSIDE})

    # ---- Answers -----------------------------------------------------------------------------------------------------

    def answer(self, member: str, period: Period, dice: random.Random) -> None:
        """All of a quarter, with gaps."""
        people = _people(dice)
        hires, local = (sum(people[element]) for element in ("hires", "local"))
        spend = dice.choice([100, 1_000, 20_000]) * dice.randint(1, 60)
        numbers = {
            "hires": hires, "local": local, "senior": dice.randint(0, hires),
            "spend": spend, "local_spend": spend * dice.randint(1, 9) // 10,
            "gas": dice.choice([0, dice.randint(1, 400)]), "power": dice.randint(1, 900),
        }  # fmt: skip
        for element, number in numbers.items():
            if not _rarely(dice):
                self.given[member, element, "", period] = Decimal(number)
        for element, parts in people.items():
            if (member, element, "", period) in self.given and dice.randint(1, 5) > 1:
                for part, number in zip(GENDER, parts, strict=True):
                    self.given[member, element, f"gender.{part}", period] = Decimal(number)

    def correct(self, member: str, period: Period, dice: random.Random) -> None:
        """Answered anew."""
        for place in [one for one in self.given if (one[0], one[3]) == (member, period)]:
            del self.given[place]
        self.answer(member, period, dice)

    # ---- Reports -----------------------------------------------------------------------------------------------------

    def release(self, period: Period) -> None:
        """A report on this period and the ones before of its length, as `disclosure.queries.collective` makes it."""
        quarters = {place[3] for place in self.given}
        spans = [period] if period.months == 12 else sorted(q for q in quarters if q.start <= period.start)
        plain = [self._rolled(code, spans) for code in INDICATORS]
        sizes = Sizes(BANDS if self.bands else {}, {_id(self.parents[name]): band for name, band in self.bands.items()})
        indicators = settled(plain, sizes, {}, self.policy, self.earlier, frozenset())
        whole = table(indicators, age_months={})
        at = len(self.reports)
        self.reports.append(dict(self.given))
        self.spans.append({Period(date.fromisoformat(s), int(n)) for s, n in (_span(cell.id) for cell in whole.cells)})
        for audience in OUTSIDE:
            seen = show(whole, audience, self.policy, self.earlier)
            aside = {cell.id for cell in whole.cells} - {cell.id for cell in reported(whole, indicators).cells}
            for id, cell in seen.cells.items():
                if cell.number is not None and id not in aside:
                    self.said[audience].append(_said(at, id, cell.number))
        self.earlier.append(reported(show(whole, Audience.MEMBERS, self.policy, self.earlier).kept(whole), indicators))

    def _rolled(self, code: str, spans: Sequence[Period]) -> RolledIndicator:
        formula, measure, visibility = INDICATORS[code]
        made = self._reckoning(code, formula)
        points = [Rolled(roll_up(made, span, self._ledger("")), made, 1) for span in spans]
        books = {"gender": {part: self._ledger(f"gender.{part}") for part in GENDER}}
        splits = rolled_splits(points[-1], books, {"hires": [BY_GENDER], "local": [BY_GENDER]})
        before = beside(spans, shown_before(self.earlier).get(code, ()))
        aside = [Rolled(roll_up(made, span, self._ledger("")), made, 1) for span in before]
        return RolledIndicator(code, visibility, measure, points, splits, beside=aside)

    def _reckoning(self, code: str, formula: str) -> Reckoning:
        ratio = "/" in formula
        rule = OverMembers.RATIO_OF_SUMS if ratio else OverMembers.COUNT_TRUE if ">=" in formula else OverMembers.SUM
        over = OverQuarters.RATIO_OF_SUMS if ratio else OverQuarters.SUM
        return Reckoning(code, parse(formula), rule, over, dict.fromkeys(ELEMENTS, OverQuarters.SUM), unit="x")

    def _ledger(self, category: str) -> Ledger:
        asked = [Asked(_id(n), _id(self.parents[n]), frozenset(QUARTERS)) for n in self.names]
        return Ledger(
            asked,
            [
                Given(_id(member), element, period, Status.REPORTED, number)
                for (member, element, of, period), number in self.given.items()
                if of == category
            ],
        )

    # ---- What can be made of them ------------------------------------------------------------------------------------

    def book(self) -> Book:
        counted = {
            code: Counted(code, parse(MEETS if measure is Measure.MEMBERS else formula), measure)
            for code, (formula, measure, _) in INDICATORS.items()
        }
        reports, split = list(map(_met, self.reports)), frozenset({"gender"})
        return Book(counted, reports, self.parents, WITHIN, split, self.policy, self.spans, self.bands)


def _met(given: dict[Place, Decimal]) -> dict[Place, Decimal]:
    """With what each member's yes or no would be for every quarter it gave, and for the year."""
    local: dict[tuple[str, Period], Decimal] = defaultdict(Decimal)
    for (member, element, category, period), number in given.items():
        if (element, category) == ("local", ""):
            local[member, period] += number
            local[member, YEAR] += number
    return {**given, **{(who, MEETS, "", when): Decimal(number >= 5) for (who, when), number in local.items()}}


def _people(dice: random.Random) -> dict[str, list[int]]:
    """Hires by gender, and how many of them are local."""
    most = dice.choice([3, 30])
    hires = [dice.randint(0, most), dice.randint(0, most), dice.randint(0, 2)]
    return {"hires": hires, "local": [dice.randint(0, number) for number in hires]}


def _rarely(dice: random.Random) -> bool:
    return dice.randint(1, 16) == 1


def _id(name: str) -> UUID:
    return uuid5(UUID(int=7), name)


def _said(at: int, id: str, number: Decimal) -> Said:
    code, _, category = id.split("|")
    start, months = _span(id)
    return Said(at, code, Period(date.fromisoformat(start), int(months)), category, number)


def _span(id: str) -> tuple[str, str]:
    start, _, months = id.split("|")[1].partition("/")
    return start, months


def make(seed: int, policy: Policy = US, *, banded: bool = False) -> Small:
    """A year: some answer late, some correct, one report is corrected, and at the end the year is added up.

    banded: there are more members, some small and some large, and reports say so.
    """
    dice = random.Random(seed)
    trees = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy")
    names = trees[: dice.randint(6, 9) if banded else dice.randint(4, 6)]
    parents = {name: name for name in names} | ({"Birch": "Ash"} if dice.random() < 0.5 else {})
    bands = {name: dice.choice(list(BANDS)) for name in sorted(set(parents.values()))} if banded else {}
    world = Small(names, parents, replace(policy), {name: bands[parents[name]] for name in names if banded})
    for quarter in QUARTERS:
        late = dice.choice([*names, None])
        for name in names:
            if name != late:
                world.answer(name, quarter, dice)
        world.release(quarter)
        again = {dice.choice(names) for _ in range(dice.randint(0, 3))} | ({late} if late else set())
        for name in sorted(again):
            world.correct(name, quarter, dice)
        if dice.random() < 0.3:
            world.release(quarter)
    world.release(YEAR)
    return world
