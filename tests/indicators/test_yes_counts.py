"""Yes counts: what is answered yes or no and read by no indicator is counted for reports all the same."""

from typing import Any

import pytest

import tenants
from backend.indicators import formulas
from backend.indicators.tables import Element
from backend.indicators.yes_counts import is_yes
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from tests.provisioning.first_days import FirstDay, first_day


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("signed >= 1", True),
        ("hires >= 1", False),
        ("signed >= 2", False),
        ("signed", False),
        ("hires + signed", False),
    ],
)
def test_a_question_answered_yes_is_no_formula_to_explain(formula: str, plain: bool):
    elements = {"signed": Element(code="signed", kind="yes_no"), "hires": Element(code="hires", kind="count")}
    assert is_yes(formulas.parse(formula), elements) is plain


async def _released(day: FirstDay, answered: int) -> Any:
    of = await day.opened(next(one for one in await day.frameworks() if one.code == "readiness"))
    for place, member in enumerate(day.members[:answered]):
        await day.answered(of, member, place)
    return await day.released(of)


@pytest.mark.usefixtures("database_name")
async def test_a_collaborative_without_an_indicator_reads_what_it_answered(server: Server, settings: Settings):
    assert tenants.load("socal")["indicators"] == {}
    async with first_day(server, settings, "socal") as day:
        edition = (await _released(day, 4))["members"]
        figures = {figure.code: figure for figure in edition.figures}
        assert len(figures) == 10
        champion = figures["asked:champion_named"]
        assert (champion.value, champion.unit, champion.formula) == (3, "members", "")
        assert champion.coverage
        assert champion.coverage.reported == 4
        titles = [section.title for section in edition.sections]
        assert titles[::2] == ["Imperative, champions, governance", "Resources and data"]


@pytest.mark.usefixtures("database_name")
async def test_of_two_answers_none_is_counted(server: Server, settings: Settings):
    async with first_day(server, settings, "socal") as day:
        edition = (await _released(day, 2))["members"]
        assert edition.figures
        assert all(figure.value is None for figure in edition.figures)
