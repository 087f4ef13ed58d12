"""Twenty kills in the suite; `make soak` makes it three hundred. The judges are shown faults, and tell them."""

from collections import Counter
from pathlib import Path

from tests.faults import history, reporting
from tests.faults.killing import kill_at_work
from tests.faults.reporting import Reporter
from tests.faults.uploading import CELLS, judged


async def test_nothing_acknowledged_is_lost_nothing_done_twice_and_nothing_there_by_half(tmp_path: Path) -> None:
    outcome = await kill_at_work(tmp_path, kills=20, rest=0.5)
    assert outcome.faults == []
    assert outcome.killed == {"web": 6, "import": 6, "database": 4, "scheduler": 4}
    assert outcome.acked > 20
    assert outcome.again > 5  # some requests did meet a kill
    assert outcome.imports["all"] >= 2
    assert outcome.imports["nothing"] >= 3
    assert outcome.lists["saved"] >= 2
    assert sum(outcome.lists.values()) > outcome.lists["saved"]  # some lists did, too


def test_a_half_import_is_noticed() -> None:
    assert not history.half(history.WHOLE)
    assert not history.half(dict.fromkeys(history.WHOLE, 0))
    assert history.half(history.WHOLE | {"values": history.WHOLE["values"] - 1})
    assert history.half(history.WHOLE | {"entries": 2 * history.WHOLE["entries"]})
    assert history.half(dict.fromkeys(history.WHOLE, 0) | {"organizations": 1})


def test_a_list_that_is_half_there_or_should_not_be_is_noticed() -> None:
    told = {"least": 3, "asked": {1, 2, 3, 5}, "never": frozenset({2})}
    assert judged(CELLS, [3], **told) == judged(CELLS, [5], **told) == judged(0, [], **told | {"least": 0}) == []
    for cells, numbers, word in (
        (CELLS, [3, 5], "by half"), (CELLS - 1, [3], "by half"), (0, [], "lost"), (CELLS, [1], "lost"),
        (CELLS, [4], "nobody asked"),
    ):  # fmt: skip
        assert word in judged(cells, numbers, **told)[0]
    assert "nothing was saved" in judged(CELLS, [2], **told | {"least": 1})[0]


def test_a_report_that_is_lost_or_done_twice_is_noticed() -> None:
    one = Reporter("id", tried=4, acked=3, returned={"r1", "r2"}, attempted={"r1", "r2", "r3"})
    assert reporting._of_cells(one, 4, [3]) == reporting._of_cells(one, 4, [4]) == []
    assert reporting._of_cells(one, 4, [2]) == ["lost: 3 was acknowledged, 2 stands"]
    assert reporting._of_cells(one, 4, [3, 4])[0].startswith("by half")
    assert reporting._of_returns(one, Counter(r1=1, r2=1, r3=1)) == []
    assert reporting._of_returns(one, Counter(r2=2, r9=1)) == [
        "lost: return r1", "twice: return r2 2 times", "never sent: return r9",
    ]  # fmt: skip
