"""Series: each set of figures as its source gave it, the newest counting, the earlier ones still there."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from backend.kit.errors import Conflict, Invalid
from backend.series import actions, queries
from backend.series.actions import Source
from backend.series.rules import Given
from backend.series.tables import Point, Series
from tests.makers import Here

D = Decimal


def year(number: int, value: str, **more: object) -> Given:
    return Given(date(number, 1, 1), date(number, 12, 31), D(value), **more)  # type: ignore[arg-type]


async def a_series(here: Here, code: str = "gap") -> Series:
    async with here.session() as session:
        return await actions.add(session, Series(code=code, name="Gap", plain="Years lost.", unit="years"))


async def test_the_newest_vintage_counts_and_the_earlier_one_stays(here: Here):
    made = await a_series(here)
    async with here.session() as session:
        first = [year(2023, "14"), year(2017, "16", low=D(15), high=D(17))]
        await actions.bring(session, made, first, Source(date(2024, 1, 1), "The Atlas 2024"), by=None)
    async with here.session() as session:
        second = [year(2017, "15.5"), year(2023, "14.2", breaks=True, note="Another method.")]
        await actions.bring(session, made, second, Source(date(2025, 1, 1), "The Atlas 2025"), by=None)
    async with here.session() as session:
        (known,) = await queries.all_series(session)
        every = await queries.vintages(session, made.id)
    assert known.vintage is not None
    assert (known.vintage.version, known.vintage.source) == (2, "The Atlas 2025")
    assert [(one.first.year, one.value, one.breaks) for one in known.points] == [
        (2017, D("15.5"), False),
        (2023, D("14.2"), True),
    ]
    assert [[point.value for point in one.points] for one in every] == [[D("15.5"), D("14.2")], [D(16), D(14)]]


async def test_every_fault_is_told_at_its_place_and_nothing_is_kept(here: Here):
    made = await a_series(here)
    wrong = [
        year(2020, "1", where="row 2"),
        year(2020, "2", where="row 3"),
        year(2021, "5", low=D(6), high=D(7), where="row 4"),
        year(2022, "5", low=D(4), where="row 5"),
        Given(date(2023, 2, 1), date(2023, 1, 1), D(1), where="row 6"),
    ]
    async with here.session() as session:
        with pytest.raises(Invalid) as fault:
            await actions.bring(session, made, wrong, Source(date(2024, 1, 1), "Somebody"), by=None)
        with pytest.raises(Invalid, match="at least one"):
            await actions.bring(session, made, [], Source(date(2024, 1, 1), "Somebody"), by=None)
    assert [one.where for one in fault.value.problems] == ["row 4", "row 5", "row 6", "row 3"]
    async with here.session() as session:
        assert (await queries.all_series(session))[0].vintage is None


async def test_a_code_is_taken_once_and_a_retired_series_gets_no_figures(here: Here):
    made = await a_series(here)
    with pytest.raises(Conflict, match="already"):
        await a_series(here)
    async with here.session() as session:
        held = await queries.by_code(session, made.code)
        actions.retire(held, on=date(2026, 1, 1))
    async with here.session() as session:
        assert await queries.all_series(session) == []
        with pytest.raises(Conflict, match="retired"):
            await actions.bring(session, made, [year(2020, "1")], Source(date(2024, 1, 1), "X"), by=None)


async def test_what_a_source_gave_cannot_be_rewritten(here: Here):
    made = await a_series(here)
    async with here.session() as session:
        await actions.bring(session, made, [year(2020, "1")], Source(date(2024, 1, 1), "X"), by=None)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with here.session() as session:
            await session.execute(sa.update(Point).values(value=D(2)))
