"""What earlier figures of members would become here: new, there already, or wrong, each at its line.

What a member has begun or given itself is never written over, nor added to; what was brought in before may be added to.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.tidy.way import STATUSES
from backend.history.past_known import Answered, Known, Owner, known_here
from backend.history.past_lines import Line
from backend.indicators.tables import Framework
from backend.kit.errors import Invalid, Problem, Severity
from backend.kit.languages import translated
from backend.kit.period_texts import parse_period
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.rounds import rules as round_rules
from backend.submissions import checks, drafts
from backend.submissions.asked import Cell, Place
from backend.submissions.drafts import Asking, Standing
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.to_date import Year


@dataclass(frozen=True, slots=True)
class Stands:
    """A figure that is there already, and says otherwise than the file."""

    at: str
    where: str
    here: str
    file: str


@dataclass(frozen=True, slots=True)
class Quarter:
    """What the file has of one member for one period. cells: those that are new.

    same: figures that stand so already. differing: those that stand otherwise. left: how many are neither taken nor
    compared, as the member answers this period itself, or keeps them back.
    """

    code: str
    name: str
    period: Period
    cells: Sequence[Cell]
    same: int = 0
    differing: Sequence[Stands] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """problems: lines that are left out. early: names of members who would belong from an earlier day on."""

    quarters: Sequence[Quarter]
    problems: Sequence[Problem]
    early: Sequence[str] = ()

    of_members = True

    @property
    def new(self) -> Sequence[Quarter]:
        return [one for one in self.quarters if one.cells]

    @property
    def figures(self) -> int:
        """How many would be saved."""
        return sum(len(one.cells) for one in self.new)

    @property
    def differing(self) -> Sequence[tuple[Quarter, Stands]]:
        return [(one, each) for one in self.quarters for each in one.differing]

    @property
    def same(self) -> int:
        return sum(one.same for one in self.quarters)

    @property
    def left(self) -> int:
        return sum(one.left for one in self.quarters)


async def look(
    session: AsyncSession, here: Collaborative, framework: Framework, lines: Sequence[Line], *, today: date
) -> Look:
    """session: under scope "all"."""
    known = await known_here(session, here, framework, today)
    reading = _Reading(known)
    for line in lines:
        reading.take(line)
    quarters = [quarter for owner, cells in reading.cells.items() for quarter in reading.quarter(owner, cells)]
    early = _early([one for one in quarters if one.cells], known)
    return Look(sorted(quarters, key=_in_order), reading.problems, early)


def _in_order(one: Quarter) -> tuple[date, str]:
    return one.period.start, one.name.casefold()


def _early(new: Sequence[Quarter], known: Known) -> Sequence[str]:
    """Who of them did not belong on the last day of a period that is brought."""
    names = {
        one.name for one in new if not any(term.contains(one.period.end) for term in known.terms.get(one.code, ()))
    }
    return sorted(names, key=str.casefold)


# ---- Line by line ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    known: Known
    cells: dict[Owner, list[DraftCell]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)
    periods: dict[str, Period | str] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        member = self.known.members.get(line.member.casefold())
        place = self._place(line)
        period = self.periods.get(line.period) or self._period(line.period)
        self.periods[line.period] = period
        faults = []
        if member is None:
            faults.append(_no_member(line.member))
        if isinstance(period, str):
            faults.append(period)
        if isinstance(place, str):
            faults.append(place)
        status = STATUSES.get(line.status.casefold()) if line.status else None
        if line.status and status is None:
            offered = ", ".join(sorted(STATUSES))
            faults.append(
                translated("“%(text)s” is no status; they are %(offered)s.", text=line.status[:40], offered=offered)
            )
        if not isinstance(period, str) and not isinstance(place, str):
            faults += self._beside_total(period, place)
        if faults or member is None or isinstance(period, str) or isinstance(place, str):
            self.problems += [Problem(line.at, fault, "past.line") for fault in faults]
            return
        self.cells[member.code, period].append(DraftCell(*place, line.value, status, line.note, at=line.at))

    def _place(self, line: Line) -> Place | str:
        code = self.known.by_name.get(line.element.casefold())
        if code is None:
            return _no_question(line.element, self.known.framework.name)
        if not line.breakdown:
            return code, None
        asked = self.known.asking.asked[code]
        wanted = line.breakdown.casefold()
        fits = [one for by in asked.splits for one, name in by.categories.items() if wanted in (one, name.casefold())]
        if len(fits) == 1:
            return code, fits[0]
        offered = ", ".join(one for by in asked.splits for one in by.categories) or translated("nothing")
        return translated(
            "%(question)s is not split by “%(text)s”; it is split by %(offered)s.",
            question=asked.name,
            text=line.breakdown[:40],
            offered=offered,
        )

    def _beside_total(self, period: Period, place: Place) -> Iterator[str]:
        """All but one member's figures would give the last one's away; so would a part of the period."""
        for one in self.known.totals.get(place[0], ()):
            if one.first <= period.end and period.start <= one.last:
                yield translated(
                    "A total of “%(figure)s” with %(period)s in it stands here from before, and what one member reported"
                    " could be worked out beside it: take that total back first.",
                    figure=one.name,
                    period=self.known.calendar.label(period),
                )

    def _period(self, text: str) -> Period | str:
        """What is meant, or what is wrong with it."""
        known = self.known
        try:
            period: Period = known.calendar.check(parse_period(text, known.calendar))
            round_rules.check_cadence(period, months=known.framework.cadence_months, name=known.framework.name)
        except Invalid as fault:
            return fault.problems[0].message
        label = known.calendar.label(period)
        if period.end >= known.today:
            return translated("%(period)s is not over yet; only earlier figures are brought in here.", period=label)
        of = known.rounds.get(period)
        if of and not of.taken_back and not of.closed:
            return translated("The %(name)s is not closed; its members answer it themselves.", name=of.name)
        return period

    def quarter(self, owner: Owner, sent: Sequence[DraftCell]) -> Iterator[Quarter]:
        """None where nothing of it can be read, else one."""
        (code, period), known = owner, self.known
        member = known.members[code.casefold()]
        standing = Standing(known.asking, {}, Year(period, member.fiscal_year_starts_in))
        good: list[tuple[DraftCell, Cell]] = []
        for one in drafts.read(Draft(sent), standing):
            faults = [*one.problems, *(_faults(one.cell, known.asking, one.sent.at) if one.cell else ())]
            self.problems += faults
            if one.cell is not None and not faults and not one.cell.blank:
                good.append((one.sent, one.cell))
        if not good:
            return
        yield _held(code, member.name, period, good, known.answered.get(owner) or Answered(), known.asking)


def _no_member(text: str) -> str:
    if not text:
        return translated("There is no member in this line. Totals of all members stand in a file of their own.")
    return translated(
        "There is no member “%(text)s” here; write its name or its short name as under Members.", text=text[:60]
    )


def _no_question(text: str, framework: str) -> str:
    if not text:
        return translated("There is no question in this line.")
    return translated("“%(text)s” is no question of %(framework)s.", text=text[:60], framework=framework)


def _faults(cell: Cell, known: Asking, at: str) -> Iterator[Problem]:
    """What the number itself breaks; that others are not there is no fault of an old figure."""
    asked = known.asked[cell.element]
    for one in checks.check([cell], [asked]):
        alone = one.code != "answer.missing" and one.severity is Severity.BLOCK
        if alone and one.where == asked.where(cell.category):
            yield Problem(at, one.message, one.code)


def _held(
    code: str,
    name: str,
    period: Period,
    good: Sequence[tuple[DraftCell, Cell]],
    stands: Answered,
    known: Asking,
) -> Quarter:
    """Against what stands."""
    new, differing, same, left = [], [], 0, 0
    for sent, cell in good:
        value = stands.values.get(cell.place)
        if cell.place not in stands.values and not stands.itself:
            new.append(cell)
        elif value is None:
            left += 1
        elif (value.number, value.words or "", value.status) == (cell.number, cell.text, cell.status):
            same += 1
        else:
            here = value.words or (f"{value.number:f}" if value.number is not None else Status(value.status).shown_as)
            file = sent.typed or (cell.status.shown_as if cell.status else "")
            differing.append(Stands(sent.at, known.named(cell.place), here, file))
    return Quarter(code, name, period, new, same, differing, left)
