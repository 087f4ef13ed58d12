"""The reports the sets are for: HEAL's year 2023 with what it published, a West Side quarter with its goals."""

import html
import re
from datetime import date

import pytest

from backend.kit.periods import Period
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from collab_reports.goals import Goal
from tests.provisioning.first_days import first_day

HEAL_2023 = ("250 schools", "7,600 people", "4,400 people", "2,600 people", "4,402 people")


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page.decode())))


@pytest.mark.usefixtures("database_name")
async def test_heals_annual_report_of_2023_prints_the_five_published_figures(server: Server, settings: Settings):
    async with first_day(server, settings, "heal") as day:
        [framework] = await day.frameworks()
        of = await day.opened(framework, Period(date(2023, 1, 1), 12))
        for place, member in enumerate(day.members):
            await day.answered(of, member, place)
        edition = (await day.released(of))["public"]
        printed = text_of(await day.file(of, "public", "html"))
    assert [section.title for section in edition.sections] == [
        "Local workforce", "Community partnerships", "In-hospital practice",
    ]  # fmt: skip
    commitments = [figure for figure in edition.figures if figure.code.startswith("HEAL-")]
    assert [figure.value for figure in commitments] == [3] * 16, "one of four says no to all"
    assert all(figure.unit == "members" for figure in commitments)
    newest = {one.code: one.points[-1] for one in edition.context}
    assert {code: int(point.value) for code, point in newest.items()} == {
        "schools_published": 250, "students_served_published": 7600, "pipeline_students_published": 4400,
        "victims_published": 2600, "hires_published": 4402, "employees_published": 15000,
    }  # fmt: skip
    assert {code for code, point in newest.items() if point.last.year == 2023} == newest.keys() - {
        "employees_published"
    }
    assert {code for code, point in newest.items() if point.breaks} == {
        "pipeline_students_published", "victims_published", "hires_published",
    }  # fmt: skip
    others = printed[printed.rindex("From other sources") :]
    for figure in HEAL_2023:
        assert figure in others
    assert others.count("Rush Anchor Mission Playbook 2024") >= 5, "each says who published it"


@pytest.mark.usefixtures("database_name")
async def test_a_west_side_quarter_is_printed_with_its_goals(server: Server, settings: Settings):
    async with first_day(server, settings, "wsu") as day:
        [framework] = await day.frameworks()
        of = await day.opened(framework)
        for place, member in enumerate(day.members):
            await day.answered(of, member, place)
        edition = (await day.released(of))["public"]
        printed = text_of(await day.file(of, "public", "html"))
    goals = {goal.code: goal for goal in edition.goals}
    assert list(goals) == ["life_expectancy_gap", "local_spend", "business_grants"]
    gap, spend, grants = goals.values()
    assert _drawn(gap) == ("not yet known", 8, date(2030, 12, 31))
    assert _drawn(grants) == ("met", 250000, date(2021, 12, 31))
    assert (spend.target.value, spend.figures[-1].value) == (
        1,
        next(f.value for f in edition.figures if f.code == "SC-03"),
    )
    assert "eradicate the gap" in printed
    assert "From May 2018 on the year is given as 2030." in printed
    spent = next(one for one in edition.context if one.code == "local_spend_published")
    assert (spent.points[-1].value, spent.points[-1].label) == (237000000, "2018 to 2024")
    assert [section.title for section in edition.sections] == [
        "Workforce development", "Local procurement", "Impact investing", "Time given",
    ]  # fmt: skip


def _drawn(goal: Goal) -> tuple[str, int, date]:
    return str(goal.standing).replace("_", " "), int(goal.target.value), goal.target.on
