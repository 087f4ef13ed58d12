"""What reports that are out say of the figures that goals begin with, and what their baselines say of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import kept
from backend.disclosure.collective import cell_id
from backend.disclosure.figures import CellIn, Figure, Table
from backend.disclosure.policy import Policy
from backend.disclosure.queries import as_it_was, policy_of, window
from backend.goals.begun import BEGINS, is_the_same
from backend.goals.queries import Drawn
from backend.indicators.tables import Element
from backend.kit.amounts import EXACT
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.releases import queries
from backend.reports import queries as report_queries
from backend.reports.baselines import Begun, Place, taken_from
from backend.reports.queries import Beside
from backend.rounds.tables import Round


async def of_baselines(session: AsyncSession, beside: Beside, policy: Policy, *, months: int) -> Begun:
    """What the goals of a report are held against: of each figure one may have begun with what reports showed, and that
    they hid it. Reads nothing where no goal has a baseline. months: of a period of its framework.

    session: under scope "all".
    """
    if all(version.drawing.baseline is None for one in beside.goals for version in one.versions):
        return Begun()
    begun = await report_queries.begun(session, beside.ever)
    wanted = {cell_id(*place): place for place in _places(beside, begun, months)}
    if not wanted:
        return begun
    said: dict[Place, set[Decimal]] = {}
    for basis in await queries.bases(session, since=min(period.start for _, period in wanted.values())):
        table = kept.read(basis.cells)
        for cell in (cell for cell in table.hidden if cell.id in wanted):
            said.setdefault(wanted[cell.id], set())
        for cell in (cell for cell in table.cells if cell.id in wanted):
            said.setdefault(wanted[cell.id], set()).add(policy.as_shown(cell))
    return replace(begun, said=said)


def _places(beside: Beside, begun: Begun, months: int) -> set[Place]:
    codes = {one.indicator.id: one.indicator.code for one in beside.tracked}
    return {
        (codes[one.goal.indicator_id], period)
        for one in beside.goals
        if one.goal.indicator_id in codes
        for version in one.versions
        if (period := taken_from(one, version.drawing, months, begun.points))
    }


# ---- The other way about ---------------------------------------------------------------------------------------------

_NOBODY_KNOWN = "?"  # behind a difference that can be told of no contributor any more


async def by_baselines(
    session: AsyncSession,
    here: Collaborative,
    of: Round,
    beside: Beside,
    *,
    elements: Mapping[str, Element],
    today: date,
) -> Sequence[Table]:
    """Figures that a baseline alone has said, in reports that tell nothing of their periods, each as a release would have
    kept it when the baseline was taken: a report on such a period is held against them. session: under scope "all".
    """
    tracked, policy = {one.indicator.id: one for one in beside.tracked}, policy_of(here)
    asked = {"framework": of.framework_id, "source": BEGINS, "before": len(window(of.period)) - 1}
    days = {"first": window(of.period)[0].start, "last": of.period.end}
    taken = (one for one in beside.ever if one.goal.framework_id == of.framework_id)
    if not any(_began_in(one, **days) for one in taken):
        return []
    found = []
    for row in (await session.execute(_SAID, {**asked, **days})).all():
        if (one := tracked.get(row.indicator_id)) is not None:
            period = Period.ending(row.baseline_on, of.period.months)
            table = await as_it_was(session, of.framework_id, one, period, row.set_at, elements=elements, today=today)
            found.append(replace(table, cells=tuple(as_said(cell, row.baseline, policy) for cell in table.cells)))
    return found


def _began_in(of: Drawn, first: date, last: date) -> bool:
    """Whether it ever took a baseline from what members reported between the two days."""
    drawn = (version.drawing for version in of.versions)
    return any(one.baseline_on and first <= one.baseline_on <= last and one.source.startswith(BEGINS) for one in drawn)


def as_said(cell: CellIn, baseline: Decimal, policy: Policy) -> CellIn:
    """With the number that was said. What it comes to now of the values of then may be another, where a member has no
    agreement any more: then somebody is behind the difference."""
    number = policy.as_shown(cell)
    if is_the_same(number, baseline):
        return cell
    holds, apart = cell.holds, EXACT.subtract(baseline, number)
    if isinstance(holds, Figure):
        return replace(cell, holds=replace(_with_somebody(holds, apart), number=baseline))
    return replace(cell, holds=replace(holds, number=baseline, numerator=_with_somebody(holds.numerator, apart)))


def _with_somebody(figure: Figure, amount: Decimal) -> Figure:
    return replace(figure, contributors={**figure.contributors, _NOBODY_KNOWN: amount})


# The first baseline that was taken of each figure and day, where a report came out since, to others than the backbone, that
# shows later periods alone.
_SAID = sa.text(
    """
    select distinct on (g.indicator_id, v.baseline_on) g.indicator_id, v.baseline, v.baseline_on, v.set_at
    from goal_versions v join goals g on g.id = v.goal_id
    where g.framework_id = :framework and v.source like :source || '%' and v.baseline_on between :first and :last
      and exists (
        select from goal_versions w
          join rounds c on c.framework_id = g.framework_id
          join releases r on r.round_id = c.id and r.gathered_at >= w.set_at
          join publications p on p.release_id = r.id
        where w.goal_id = v.goal_id and w.baseline = v.baseline and w.baseline_on = v.baseline_on
          and w.visibility <> 'backbone'
          and r.period_start - make_interval(months => r.period_months * :before) > v.baseline_on
      )
    order by g.indicator_id, v.baseline_on, v.set_at
    """
)
