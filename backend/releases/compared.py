"""A member's own figures beside the collective ones that members were shown of the same periods.

The collective side, and that of members of one's own size, is read from the frozen Edition alone, the own side by
`disclosure.own` (docs/decisions/0027, 0032).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.disclosure.figures import Audience
from backend.disclosure.own import Own, own
from backend.disclosure.size_bands import NOT_GIVEN, SIZE
from backend.indicators import formulas, trees
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers
from backend.kit.languages import locale_of, translated
from backend.kit.period_words import label
from backend.kit.periods import Period
from backend.members.sizes import band_said
from backend.members.tables import Collaborative, Member
from backend.releases import queries
from backend.releases.goal_telling import MISSING
from backend.releases.tables import FrozenEdition, Release
from backend.submissions.receipts import Sent
from collab_reports import charts, numbers
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Amount, Point

SHARES = frozenset({OverMembers.RATIO_OF_SUMS})  # of one member and of all alike: one axis can hold both


@dataclass(frozen=True, slots=True)
class Report:
    """A report that members may read now. A correction of it is another, of the same round."""

    edition_id: UUID
    round_id: UUID
    framework_id: UUID
    title: str
    period: Period


@dataclass(frozen=True, slots=True)
class Line:
    """One period. together: as members were shown it. missing: what is said instead of a number is no number."""

    label: str
    own: str
    own_missing: bool
    together: str
    together_missing: bool
    members: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure. hidden: why the collective figure cannot be read, in the language of the report.

    made: how its own number was made. like: what the members of its size came to; none where the report does not say.
    unlike: the report tells of sizes, and not for this figure.
    """

    code: str
    name: str
    sentence: str
    newest: Line
    lines: Sequence[Line]
    svg: str
    hidden: str
    made: Sequence[Sent]
    like: "Like | None"
    unlike: bool


@dataclass(frozen=True, slots=True)
class Like:
    """Members of about one size. asked: how many they are. missing: as in `Line`."""

    band: str
    asked: int
    together: str
    missing: bool


async def reports(session: AsyncSession) -> Sequence[Report]:
    """The newest period first, of one round the newest report."""
    query = (
        sa.select(FrozenEdition.id, Release)
        .join(Release, Release.id == FrozenEdition.release_id)
        .where(FrozenEdition.audience == Audience.MEMBERS.value, queries.OPEN)
        .options(joinedload(Release.round))
        .order_by(Release.period_start.desc(), FrozenEdition.published_at.desc())
    )
    found: dict[UUID, Report] = {}
    for id, of in await session.execute(query):
        period = Period(of.period_start, of.period_months)
        found.setdefault(of.round_id, Report(id, of.round_id, of.round.framework_id, of.title, period))
    return list(found.values())


async def compared(
    session: AsyncSession, here: Collaborative, report: Report, member: Member, made: Sequence[Sent]
) -> Mapping[str, Sequence[Compared]]:
    """By the section's title. made: what the member sent for the report's collection, with its notes."""
    edition = Edition.from_json(await queries.text_of(session, report.edition_id))
    shown = {one.code for one in edition.figures}
    tracked = [
        one for one in await indicator_queries.tracked(session, report.framework_id) if one.indicator.code in shown
    ]
    periods = {_period(point) for figure in edition.figures for point in figure.series} | {report.period}
    mine = await own(
        session, member.id, report.framework_id, tracked, sorted(periods, key=lambda one: one.start), here.currency
    )
    size = next((one.note for one in edition.members if one.name == member.name), "")
    alike = sum(one.note == size for one in edition.members)
    by_code = {one.indicator.code: one for one in tracked}
    say = _Telling(locale_of(here.locale), report, mine, by_code, made, size, alike)
    return {
        section.title: [say.compared(figure) for figure in section.figures if figure.series]
        for section in edition.sections
        if section.figures
    }


def _period(point: Point) -> Period:
    return Period(point.period.start, point.period.months)


@dataclass(frozen=True, slots=True)
class _Telling:
    """size: the band in which the report has the member. like_us: how many of the members asked stand there."""

    locale: str
    report: Report
    mine: Mapping[tuple[str, Period], Own]
    tracked: Mapping[str, Tracked]
    made: Sequence[Sent]
    size: str
    like_us: int

    def compared(self, figure: Figure) -> Compared:
        lines, like = [self._line(figure, point) for point in figure.series], self._like(figure)
        return Compared(
            code=figure.code,
            name=figure.name,
            sentence=figure.sentence,
            newest=lines[-1],
            lines=lines,
            svg=self._chart(figure),
            hidden=figure.hidden_reason,
            made=[one for one in self.made if one.code in self._reads(figure.code)],
            like=like,
            unlike=bool(self.size) and like is None,
        )

    def _like(self, figure: Figure) -> Like | None:
        rows = (row for split in figure.splits if split.code == SIZE for row in split.rows)
        own = next((row for row in rows if row.name == self.size and row.code != NOT_GIVEN), None)
        return Like(band_said(own.name), self.like_us, self._together(own, figure), own.value is None) if own else None

    def _line(self, figure: Figure, point: Point) -> Line:
        mine = self.mine.get((figure.code, _period(point)))
        coverage = point.coverage
        return Line(
            label(point.period.label),
            self._own(mine, figure),
            mine is None or mine.number is None,
            self._together(point, figure),
            point.value is None,
            translated("%(some)s of %(all)s members", some=coverage.reported, all=coverage.asked) if coverage else "",
        )

    def _own(self, mine: Own | None, figure: Figure) -> str:
        if mine is None or mine.number is None:
            return _no_number(mine)
        text = numbers.written(mine.number, mine.unit, locale=self.locale, decimals=figure.decimals)
        if mine.unit == "yes_no":
            text = translated("yes") if mine.number else translated("no")
        return translated("%(number)s (estimated)", number=text) if mine.estimated else text

    def _together(self, amount: Amount, figure: Figure) -> str:
        if amount.value is None:
            return translated(MISSING[amount.status])
        return numbers.written(amount.value, figure.unit, locale=self.locale, decimals=figure.decimals)

    def _reads(self, code: str) -> Collection[str]:
        """The questions its formula reads, as it stood on the period's last day."""
        definition = self.tracked[code].definition_on(self.report.period.end) if code in self.tracked else None
        return trees.elements(formulas.parse(definition.formula)) if definition and definition.formula else ()

    # ---- The chart ---------------------------------------------------------------------------------------------------

    def _chart(self, figure: Figure) -> str:
        """The member's own past; of a share, what it was together beside it. Empty where there is nothing to draw."""
        points = figure.series
        mine = [self.mine.get((figure.code, _period(point))) for point in points]
        known = [one for one in mine if one is not None and one.number is not None]
        if len(known) < 2 or known[0].unit == "yes_no":
            return ""
        breaks = _breaks(points)
        marks = tuple(
            charts.Mark(label(point.period.label), one.number if one else None, self._own(one, figure), breaks=broken)
            for point, one, broken in zip(points, mine, breaks, strict=True)
        )
        together = tuple(
            charts.Mark(label(point.period.label), point.value, self._together(point, figure), breaks=broken)
            for point, broken in zip(points, breaks, strict=True)
        )
        alike = figure.code in self.tracked and self.tracked[figure.code].indicator.rule_members in SHARES
        unit = known[0].unit
        title = translated("%(figure)s: our own, by period", figure=figure.name)
        series = charts.Series(
            f"own-{figure.code.lower()}",
            title,
            numbers.unit_words(unit, locale=self.locale),
            marks,
            translated("A line chart. The table beside it holds the same numbers."),
            lambda value: numbers.tick(value, unit, locale=self.locale),
            together if alike else (),
            translated("all members together") if alike else "",
            translated("new definition"),
        )
        if not charts.begins_at_zero(series):
            series = replace(series, summary=f"{series.summary} {translated('The axis does not begin at zero.')}")
        return charts.line(series)


def _breaks(points: Iterable[Point]) -> list[bool]:
    versions = [point.definition_version for point in points]
    return [False, *(old != new for old, new in pairwise(versions))][: len(versions)]


def _no_number(mine: Own | None) -> str:
    if mine is None or mine.status is None:
        return translated("no answer")
    return translated(mine.status.shown_as)
