"""Series and goals that a starting set brings: sound before they are written, and the collaborative's own afterwards."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import tenants
from backend.goals import queries as goal_queries
from backend.kit.db import Database
from backend.kit.errors import Invalid
from backend.provisioning import schemas
from backend.series import queries as series_queries
from tests.provisioning.starting_sets import Made, entered

Raw = dict[str, Any]


def faults_of(name: str, change: Callable[[Raw], Any]) -> dict[str, str]:
    raw = deepcopy(tenants.load(name))
    change(raw)
    with pytest.raises(Invalid) as refused:
        schemas.read(raw)
    return {problem.where: problem.message for problem in refused.value.problems}


def goal(raw: Raw, code: str = "local_spend") -> Raw:
    return raw["goals"][code]


def version(raw: Raw, code: str = "local_spend", at: int = 0) -> Raw:
    return goal(raw, code)["versions"][at]


GOALS = "goals.local_spend"
LIFE = "life_expectancy_gap"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda raw: goal(raw).update(indicator="SC-99"), f"{GOALS}.indicator"),
        (lambda raw: goal(raw).update(series=LIFE), GOALS),
        (lambda raw: goal(raw).pop("framework"), f"{GOALS}.framework"),
        (lambda raw: goal(raw).update(indicator="PO-01"), f"{GOALS}.indicator"),
        (lambda raw: goal(raw).update(level="population"), f"{GOALS}.versions.1"),
        (lambda raw: version(raw).update(baseline=Decimal(2), baseline_on=date(2018, 1, 1)), f"{GOALS}.versions.1"),
        (lambda raw: version(raw).update(baseline=Decimal(0)), f"{GOALS}.versions.1"),
        (lambda raw: version(raw).update(each="0.01 * employees"), f"{GOALS}.versions.1"),
        (lambda raw: version(raw, LIFE, 1).pop("reason"), f"goals.{LIFE}.versions.2.reason"),
        (lambda raw: version(raw, LIFE, 1).update(valid_from=date(2017, 1, 1)), f"goals.{LIFE}.versions.2.valid_from"),
        (lambda raw: raw["series"][LIFE].update(unit="yers"), f"series.{LIFE}.unit"),
        (lambda raw: raw["series"][LIFE].update(indicator="PO-99"), f"series.{LIFE}.indicator"),
        (
            lambda raw: raw["series"][LIFE]["vintages"][0]["points"][0].update(low=Decimal(20), high=Decimal(30)),
            f"series.{LIFE}.vintages.1.points.1",
        ),
    ],
)
def test_what_is_unsound_is_named_where_it_stands(change: Callable[[Raw], Any], where: str) -> None:
    assert where in faults_of("wsu", change)


def test_what_each_is_to_reach_must_fit_the_indicator() -> None:
    change = "min(0.01 * impact_hires, 50000000)"
    found = faults_of("han", lambda raw: version(raw, "place_based_allocation").update(each=change))
    assert set(found) == {"goals.place_based_allocation.versions.1"}


async def test_they_are_written_once_with_their_versions_and_left_alone(owner: Database):
    made = Made(owner, name="wsu")
    await made.apply(tenants.load("wsu"))
    async with entered(made) as session:
        series = {known.series.code: known for known in await series_queries.all_series(session)}
        gap = series[LIFE]
        assert [point.value for point in gap.points] == [16]
        assert gap.vintage
        assert (gap.vintage.version, gap.vintage.published_on, gap.vintage.brought_by) == (1, date(2018, 5, 31), None)
        grants = series["business_grants_published"]
        assert [(point.value, point.breaks) for point in grants.points] == [(85000, False), (500000, True)]
        drawn = {one.goal.code: one for one in await goal_queries.goals(session)}
        assert list(drawn) == [LIFE, "local_spend", "business_grants"]
        halved = drawn[LIFE].versions
        assert [one.row.target_on for one in halved] == [date(2028, 12, 31), date(2030, 12, 31)]
        assert halved[1].row.reason
        assert drawn["local_spend"].goal.framework_id
    assert (await made.apply(tenants.load("wsu"))).is_empty


@pytest.mark.parametrize(
    ("name", "value", "year"),
    [("schools", 250, 2023), ("students_served", 7600, 2023), ("pipeline_students", 4400, 2023), ("victims", 2600, 2023),
     ("hires", 4402, 2023), ("employees", 15000, 2019)],
)  # fmt: skip
def test_heals_published_figures_are_those_of_its_reports(name: str, value: int, year: int) -> None:
    series = schemas.read(tenants.load("heal")).series[f"{name}_published"]
    last = series.vintages[-1].points[-1]
    assert (last.value, last.last) == (value, date(year, 12, 31))
    assert series.vintages[-1].source
    earlier = series.vintages[-1].points[:-1]
    assert all(point.source for point in earlier)
    assert last.breaks == bool(earlier), "another report's figure is never joined"
