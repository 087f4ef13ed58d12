"""While a file of evidence is looked through nobody else waits for it, and what happens meanwhile counts."""

import asyncio
from typing import Any

import httpx
import pytest

from backend.kit.sheets import apart
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.files.sending import send
from tests.worlds import World

SUMS = b"Month,Hires\nJuly,4\nAugust,2\n"


@pytest.fixture
async def taking(world: World) -> World:
    sent = {"taken": "true", "megabytes": "50"}
    assert (await world.here.administrator.send_form(f"/{world.here.slug}/evidence", **sent)).status_code == 303
    return world


class Opening:
    """`begun` is set when a file is about to be opened; it is opened once `go` is."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Opening:
    made, opens = Opening(), apart._run_in

    async def waits(*given: Any) -> bytes | None:
        made.begun.set()
        await made.go.wait()
        return await opens(*given)

    monkeypatch.setattr(apart, "_run_in", waits)
    return made


def adding(world: World, of: Submission) -> asyncio.Task[httpx.Response]:
    return asyncio.create_task(send(world.contributor, world.path(of, "/evidence"), SUMS, "sums.csv"))


async def test_who_waits_for_evidence_holds_no_connection(taking: World, mine: Submission, opening: Opening):
    answer = adding(taking, mine)
    await asyncio.wait_for(opening.begun.wait(), 10)
    assert taking.here.app.state.database.engine.pool.checkedout() == 0
    opening.go.set()
    assert (await answer).status_code == 303


@pytest.mark.parametrize("locked", [False, True])
async def test_what_is_locked_meanwhile_takes_no_evidence(
    taking: World, mine: Submission, opened: Round, opening: Opening, locked: bool
):
    await taking.accepted(mine)
    answer = adding(taking, mine)
    await asyncio.wait_for(opening.begun.wait(), 10)
    if locked:
        await taking.here.coordinator.send_form(f"/{taking.here.slug}/rounds/{opened.id}/closing")
    opening.go.set()
    late = await answer
    assert late.status_code == (409 if locked else 303)
    assert ("These figures are locked" in late.text) is locked
