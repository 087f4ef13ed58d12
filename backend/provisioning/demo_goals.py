"""What the demonstration aims at, and the figures of other sources it looks at beside its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import actions, live
from backend.goals import queries as goal_queries
from backend.goals.rules import Direction, Level, Mark, Standing
from backend.goals.schemas import Drawing
from backend.goals.tables import Goal, GoalVersion, Override
from backend.indicators.tables import Framework, Indicator
from backend.kit.periods import Period
from backend.provisioning import demo_days
from backend.provisioning.demo_people import Cast
from backend.series import actions as series_actions
from backend.series.actions import Source
from backend.series.rules import Given
from backend.series.tables import Series, Vintage

D = Decimal
SURVEY = "Millrace County Health Survey"


async def set_out(session: AsyncSession, cast: Cast, framework: Framework, first: Period) -> None:
    """Before the first quarter; only the survey's newer figures came since."""
    indicators = {one.code: one for one in await session.scalars(sa.select(Indicator))}
    series = await _life_expectancy(session, cast, first)
    await _joblessness(session, cast, first)
    for position, (code, indicator, drawing) in enumerate(_drawings(first), 1):
        by_members = {"indicator_id": indicators[indicator].id, "framework_id": framework.id} if indicator else {}
        goal = Goal(
            code=code,
            level=Level.PERFORMANCE if indicator else Level.POPULATION,
            series_id=None if indicator else series.id,
            position=position,
            **by_members,
        )
        await actions.set_goal(session, goal, drawing, by=cast.coordinator.person_id)
    await demo_days.set_back(session, first.start, [(GoalVersion.set_at, sa.true())])


def _drawings(first: Period) -> Sequence[tuple[str, str, Drawing]]:
    """Each with the code of its indicator; without one it is measured by the survey. In the order they are shown."""

    def path(baseline: int | str, target: int | str, quarters: int, **more: object) -> Drawing:
        return Drawing(
            direction=Direction.HIGHER,
            baseline=D(baseline),
            baseline_on=first.end,
            target=D(target),
            target_on=first.shift(3 * quarters).end,
            valid_from=first.start,
            source="Agreed by the table of members",
            **more,  # type: ignore[arg-type]
        )

    halfway = first.shift(3 * 8).end
    return (
        ("local_hiring", "WF-06", path(
            22, 30, 16, name="Hire nearby", aim="Of every hundred people hired, thirty live in the neighborhoods.",
            milestones=(Mark(halfway, D(26), "halfway"),),
            would_change="Openings are told in the neighborhoods, in all their languages, before they are told elsewhere.",
        )),
        ("local_buying", "SC-03", path(
            4, 12, 20, name="Buy nearby", aim="Twelve cents of every dollar are spent in the neighborhoods.",
            would_change="Contracts are cut so small that a firm of ten people can take one.",
        )),
        ("setting_aside", "TR-02", path(
            25, 100, 16, name="Everybody sets something aside",
            aim="Every member sets aside one per cent of its reserves for Millrace, or 50 million where that is less.",
            each="min(0.01 * investable_assets, 50000000)",
        )),
        ("less_buried", "SU-09", path(
            31, 44, 12, name="Bury less", aim="Of every hundred tonnes of waste, forty-four are used again.", leeway=D(20),
        )),
        ("lending", "TR-04", path(
            2_500_000, 4_000_000, 16, name="Lend nearby", aim="Four million dollars are put to work in a quarter.",
        )),
        ("longer_lives", "", replace(
            path("7.3", 5, 24, name="Live as long here as up the hill",
                 aim="The gap in life expectancy to the rest of the county is five years at most."),
            direction=Direction.LOWER, baseline_on=date(first.start.year - 1, 12, 31),
        )),
    )  # fmt: skip


async def raise_local_hiring(session: AsyncSession, cast: Cast, on: date) -> None:
    """The table found its goal too easy, and drew it anew."""
    drawn = {one.goal.code: one for one in await goal_queries.goals(session)}["local_hiring"]
    anew = replace(
        drawn.newest.drawing,
        target=D(36),
        aim="Of every hundred people hired, thirty-six live in the neighborhoods.",
        valid_from=on,
        reason="Thirty was all but reached two years early, and more is in sight.",
    )
    made = await actions.draw_anew(session, drawn, anew, by=cast.coordinator.person_id)
    await demo_days.set_back(session, on, [(GoalVersion.set_at, GoalVersion.id == made.id)])


async def say_otherwise(session: AsyncSession, cast: Cast, on: date) -> None:
    """About the newest figure of a goal that is behind: somebody knows what the path cannot."""
    drawn = {one.goal.code: one for one in await goal_queries.goals(session)}["local_buying"]
    [pursued] = await live.pursued(session, cast.here, [drawn])
    said = await actions.say_otherwise(
        session,
        drawn,
        Standing.AT_RISK,
        reason="Four contracts with firms in Eastbank are signed; their first invoices come next quarter.",
        by_path=pursued.by_path,
        by=cast.coordinator.person_id,
    )
    await demo_days.set_back(session, on, [(Override.set_at, Override.id == said.id)])


# ---- Figures of other sources ----------------------------------------------------------------------------------------


async def _life_expectancy(session: AsyncSession, cast: Cast, first: Period) -> Series:
    """Two surveys; the later one had counted the earlier years once more."""
    series = await series_actions.add(session, Series(
        code="life_expectancy_gap", name="Gap in life expectancy", unit="years", direction="lower", position=1,
        place="The five neighborhoods",
        plain="How many years fewer people may expect to live here than in the rest of the county.",
    ))  # fmt: skip
    once = (("7.6", "6.9", "8.3"), ("7.4", "6.7", "8.1"))
    anew = (("7.5", "6.9", "8.1"), ("7.3", "6.7", "7.9"), ("7.2", "6.5", "7.9"), ("6.9", "6.2", "7.6"))
    year = first.start.year - 2
    for figures, note in ((once, ""), (anew, "With the deaths that were registered late.")):
        points = [
            Given(date(year + at, 1, 1), date(year + at, 12, 31), D(value), D(low), D(high))
            for at, (value, low, high) in enumerate(figures)
        ]
        published = date(year + len(figures), 9, 15)
        source = Source(published, f"{SURVEY}, edition of {published.year}", note)
        await _bring(session, series, points, source, cast)
    return series


async def _joblessness(session: AsyncSession, cast: Cast, first: Period) -> None:
    """Counted otherwise since the last but one, so the line is broken there."""
    series = await series_actions.add(session, Series(
        code="joblessness", name="People looking for work", unit="%", direction="lower", position=2,
        place="The five neighborhoods", plain="Of every hundred people who could work, how many look for work.",
    ))  # fmt: skip
    figures = (("9.8", False), ("9.1", False), ("8.7", False), ("10.4", True), ("9.9", False))
    year = first.start.year
    points = [
        Given(
            date(year - 3 + at, 1, 1), date(year - 3 + at, 12, 31), D(value), breaks=breaks,
            note="Who works less than an hour a week is counted too since this year." if breaks else "",
        )
        for at, (value, breaks) in enumerate(figures)
    ]  # fmt: skip
    await _bring(session, series, points, Source(date(year + 2, 3, 1), "State labor office, local area figures"), cast)


async def _bring(session: AsyncSession, series: Series, points: Sequence[Given], source: Source, cast: Cast) -> None:
    made = await series_actions.bring(session, series, points, source, by=cast.coordinator.person_id)
    day = source.published_on + timedelta(days=9)
    await demo_days.set_back(session, day, [(Vintage.brought_at, Vintage.id == made.id)])
