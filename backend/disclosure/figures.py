"""The shapes the disclosure rules work on: what a table holds before anything is hidden. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Audience(StrEnum):
    OWN_MEMBER = "own_member"
    MEMBERS = "members"
    BACKBONE = "backbone"
    PARTNERS = "partners"
    PUBLIC = "public"


class Visibility(StrEnum):
    """How far an indicator is meant to go; each includes the ones after it."""

    PUBLIC = "public"
    PARTNERS = "partners"
    MEMBERS = "members"
    BACKBONE = "backbone"


class Measure(StrEnum):
    """What a figure is made of, which decides the rules that protect it; the strictest first."""

    WAGE = "wage"
    PATIENT = "patient"  # counts drawn from patient records: small ones are hidden even from the backbone
    PEOPLE = "people"
    MONEY = "money"
    OTHER = "other"  # energy, water, contracts
    MEMBERS = "members"  # how many of the members asked meet something
    EXTERNAL = "external"  # population figures of a public source: no member is in them


class Reason(StrEnum):
    """Why a cell is hidden, exactly. For the backbone only: to know which of two hidden cells is the small one helps
    to work it out. Readers get `Why`."""

    AUDIENCE = "audience"
    FEW_CONTRIBUTORS = "few_contributors"
    SMALL = "small"
    DOMINANCE = "dominance"
    WAGE = "wage"
    UNPAIRED = "unpaired"
    HELD = "held"
    COMPLEMENT = "complement"


# What members may agree to in writing. Small counts and wages are not theirs to give away.
WAIVABLE = frozenset({Reason.FEW_CONTRIBUTORS, Reason.DOMINANCE, Reason.UNPAIRED, Reason.HELD})


@dataclass(frozen=True, slots=True)
class Waiver:
    """One member's written agreement for one element. member: its topmost parent."""

    element: str
    member: str
    of: Reason

    def __post_init__(self) -> None:
        if self.of not in WAIVABLE:
            raise ValueError(f"{self.of} cannot be waived; only {', '.join(sorted(WAIVABLE))} can.")


Waivers = frozenset[Waiver]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that members give, in a sum. given: topmost parent to its amount."""

    times: Decimal
    given: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Figure:
    """A collective number with what each contributor put in.

    contributors: topmost parent -> amount, zero included; for wages the weight (people paid); for `MEMBERS` everyone
        asked, 1 or 0.
    age_months: whole months from the end of the period to the day of showing; read for wages alone.
    fewest: contributors it takes to be shown, where that is more than the policy asks of every figure.
    terms: what it adds up, how often, and what each contributor gave of it; empty where that is not kept.
    elements: what members would waive a rule for; `element` itself where they are not said.
    """

    element: str
    number: Decimal
    measure: Measure
    contributors: Mapping[str, Decimal]
    age_months: int = 0
    fewest: int = 0
    terms: Mapping[str, "Term"] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()

    def amounts(self) -> dict[tuple[str, str, Decimal], Fraction]:
        """Whose, of what and how much, each with how often it is in the sum."""
        return {
            (whose, of, amount): Fraction(term.times)
            for of, term in self.terms.items()
            for whose, amount in term.given.items()
            if term.times
        }

    @property
    def sole(self) -> str | None:
        """The one contributor that makes the whole of it, and so knows it."""
        givers = [name for name, amount in self.contributors.items() if amount] or list(self.contributors)
        return givers[0] if len(givers) == 1 else None

    @property
    def givers(self) -> dict[str, Decimal]:
        """The contributors without those that gave zero: they change no number."""
        return {name: amount for name, amount in self.contributors.items() if amount}

    def made_like(self, other: "Figure") -> bool:
        """Whether the same contributors put the same into both; the two may be written in different units."""
        return self.givers == other.givers

    def plus(self, other: "Figure") -> "Figure":
        """Both taken together, as someone sees them who knows only their sum."""
        amounts = dict(self.contributors)
        for name, amount in other.contributors.items():
            amounts[name] = amounts.get(name, Decimal(0)) + amount
        return Figure(
            self.element if self.element == other.element else "",  # nobody has waived anything for a mixture
            self.number + other.number,
            min(self.measure, other.measure, key=list(Measure).index),
            amounts,
            min(self.age_months, other.age_months),
            max(self.fewest, other.fewest),
            elements=self.elements | other.elements if self.elements and other.elements else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of sums over the members that gave both parts.

    number: as shown, in its own unit (18.75 for a per cent).
    numerator_id, denominator_id: the cells of the same table that show the parts, where there are such.
    """

    number: Decimal
    numerator: Figure
    denominator: Figure
    numerator_id: str | None = None
    denominator_id: str | None = None


@dataclass(frozen=True, slots=True)
class CellIn:
    """One number that might be shown. A cell without a number has a status instead and does not come here.

    id: the same in every release for the same element, category and period.
    own: the viewing member's own value, asked for by an `own_member` table alone.
    """

    id: str
    visibility: Visibility
    holds: Figure | Ratio
    own: bool = False

    @property
    def number(self) -> Decimal:
        return self.holds.number

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What the rules look at: the figure itself, or both parts of a ratio."""
        return (self.holds,) if isinstance(self.holds, Figure) else (self.holds.numerator, self.holds.denominator)

    @property
    def measure(self) -> Measure:
        return self.figures[0].measure


@dataclass(frozen=True, slots=True)
class Relation:
    """These parts, all of them, add up to this total: categories, areas, or the quarters of a year to date."""

    total_id: str
    part_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that is shown together. What is linked by addition belongs in one table: it is protected as one.

    hidden: of an earlier release, the cells it did not show; because: why not, for the backbone.
    then: the same with each contributor by the parent it had when it gave its figures, for a former owner knows them; none
        where that is the parent it has now.
    """

    cells: tuple[CellIn, ...]
    relations: tuple[Relation, ...] = ()
    hidden: tuple[CellIn, ...] = ()
    because: Mapping[str, Reason] = field(default_factory=dict)
    then: "Table | None" = None

    def __post_init__(self) -> None:
        ids = [cell.id for cell in (*self.cells, *self.hidden)]
        if len(ids) != len(set(ids)):
            raise ValueError("A table names one cell twice.")
        unknown = {i for r in self.relations for i in (r.total_id, *r.part_ids)} - set(ids)
        if unknown:
            raise ValueError(f"A relation names cells that are not in the table: {', '.join(sorted(unknown))}.")
        ratios = {cell.id for cell in (*self.cells, *self.hidden) if isinstance(cell.holds, Ratio)}
        if any(ratios.intersection((r.total_id, *r.part_ids)) for r in self.relations):
            raise ValueError("Ratios do not add up: a relation names one.")

    @property
    def ways(self) -> tuple["Table", ...]:
        """Every way of counting who belongs together."""
        return (self, self.then) if self.then else (self,)

    @property
    def by_id(self) -> dict[str, CellIn]:
        return {cell.id: cell for cell in self.cells}

    @property
    def ordered(self) -> list[Relation]:
        """In one order whatever order they came in, so that the same table is always protected alike."""
        tidy = {Relation(r.total_id, tuple(sorted(r.part_ids))) for r in self.relations}
        return sorted(tidy, key=lambda r: (r.total_id, r.part_ids))

    def only(self, ids: Iterable[str]) -> "Table":
        """The cells of these ids, without relations."""
        keep = set(ids)
        return Table(tuple(cell for cell in self.cells if cell.id in keep))

    def without(self, ids: Set[str]) -> "Table":
        """And without the sums these are in."""
        cells, hidden = ([cell for cell in some if cell.id not in ids] for some in (self.cells, self.hidden))
        kept = tuple(one for one in self.relations if ids.isdisjoint((one.total_id, *one.part_ids)))
        return Table(tuple(cells), kept, tuple(hidden), self.because, self.then and self.then.without(ids))

    def hiding(self, because: Mapping[str, Reason]) -> "Table":
        """What a release keeps of itself for the next to be held against: these are hidden, the others shown."""
        cells, hidden = ([c for c in self.cells if (c.id in because) is gone] for gone in (False, True))
        return Table(
            tuple(cells), self.relations, tuple(hidden), dict(because), self.then and self.then.hiding(because)
        )


Earlier = Sequence[Table]  # what each earlier release showed to the members, who see most: `Shown.kept(table)`
