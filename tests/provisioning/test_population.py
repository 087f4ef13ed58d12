"""Figures about the population come from outside: whatever a starting set says, no member is asked for one."""

from copy import deepcopy
from typing import Any

import pytest

import tenants
from backend.kit.errors import Invalid
from backend.provisioning import schemas
from backend.provisioning.blueprint import LONG_AGO, Blueprint
from backend.submissions import queries
from tests.makers import Here
from tests.worlds import BLUEPRINT, make_world

GAP = deepcopy(tenants.packs()["population"]["indicators"]["PO-01"])


def with_gap(**changed: Any) -> dict[str, Any]:
    """A starting set whose report has the life expectancy gap in the section that asks about work."""
    described = deepcopy(BLUEPRINT) | {"indicators": {"PO-01": GAP | changed}}
    described["frameworks"]["quarterly"]["sections"][0]["indicators"] = ["PO-01"]
    return described


async def test_a_population_figure_in_a_report_asks_no_member_anything(here: Here):
    world = await make_world(here, with_gap())
    submission = await world.submission(await world.opened())
    async with here.session() as session:
        asked = (await queries.questionnaire(session, submission)).questions
    assert {question.code for question in asked} == set(BLUEPRINT["elements"])
    form = (await world.contributor.get(world.path(submission))).text
    assert GAP["name"] not in form
    assert (await world.save(submission, **{"n__PO-01": "13.5"})).status_code == 422


@pytest.mark.parametrize(
    "changed",
    [{"formula": "hires"}, {"definitions": [{"version": 1, "valid_from": LONG_AGO, "text": "x", "formula": "hires"}]}],
)
def test_a_population_figure_is_made_of_no_answer(changed: dict[str, Any]):
    with pytest.raises(Invalid, match="loaded, not worked out"):
        schemas.read(with_gap(**changed))


@pytest.mark.parametrize("name", tenants.names())
def test_no_starting_set_asks_a_member_for_one(name: str):
    blueprint: Blueprint = schemas.read(tenants.load(name))
    population = {code for code, one in blueprint.indicators.items() if one.kind == "external"}
    asked = {code for one in blueprint.frameworks.values() for section in one.sections for code in section.elements}
    assert not population & asked
    assert all(version.formula is None for code in population for version in blueprint.indicators[code].versions)
