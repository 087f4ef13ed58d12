"""Twenty kills in the suite; `make soak` makes it three hundred."""

from pathlib import Path

from tests.faults.killing import kill_while_reporting


async def test_nothing_acknowledged_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    outcome = await kill_while_reporting(tmp_path, kills=20)
    assert outcome.faults == []
    assert outcome.killed == {"web": 8, "scheduler": 8, "database": 4}
    assert outcome.acked > 50
    assert outcome.again > 5  # some requests did meet a kill
