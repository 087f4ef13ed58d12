"""Two collaboratives into which a return's years are taken."""

from pathlib import Path

import pytest
from litestar import Litestar

from tests.history.returns import World, asks
from tests.makers import Here


@pytest.fixture(scope="module")
def app() -> Litestar:
    """No page is asked for here."""
    return Litestar()


@pytest.fixture
async def world(here: Here, elsewhere: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("backend.history.columns.SAVED", tmp_path)
    await asks(here)
    await asks(elsewhere)
    return World(here, elsewhere, tmp_path)
