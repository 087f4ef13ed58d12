"""A collaborative that reports, and one report that is out."""

import pytest

from tests.makers import Here
from tests.releases.reporting import MARK, Q1, Reporting, make_reporting


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


@pytest.fixture
async def published(world: Reporting) -> Reporting:
    """One report out. Elm spends MARK, which is in a sum and nowhere else."""
    of = await world.opened(Q1)
    await world.all_answered(of, "Elm")
    await world.answered(of, "Elm", spend=MARK)
    await world.released(of)
    return world
