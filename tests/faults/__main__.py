"""The soak: every fault the suite provokes a little of, in full, one part after the other. Ends with 1 if one is found.

Run: make soak, or python -m tests.faults --only races --share 0.1
"""

import asyncio
import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from backend.kit import postgres
from backend.migrations import run as migrations
from tests.faults import parts
from tests.faults.killing import kill_at_work
from tests.faults.parts import Found, Lot, Urls

KILLS = 300


class Part(StrEnum):
    KILLS = "kills"
    CLOCKS = "clocks"
    REPLIES = "replies"
    RETRIES = "retries"
    RACES = "races"
    CONTRACT = "contract"
    STEPS = "steps"


@dataclass(frozen=True)
class Lots:
    """The work, how much of it a lot is, and how many lots. at_once: so many beside one another; 0: as this machine can.

    all_of_them: of a share every lot is made, and smaller; else fewer lots are.
    """

    work: Lot
    size: int
    count: int
    at_once: int = 0
    all_of_them: bool = False

    def sizes(self, share: float) -> Sequence[int]:
        if self.all_of_them:
            return [max(1, round(self.size * share))] * self.count
        total = max(1, round(self.size * self.count * share))
        return [self.size] * (total // self.size) or [total]


PARTS = {
    Part.CLOCKS: Lots(parts.clocks, 15, 7, at_once=1, all_of_them=True),
    Part.REPLIES: Lots(parts.replies, 250, 4),
    Part.RETRIES: Lots(parts.retries, 1_000, 4),
    Part.RACES: Lots(parts.races, 1_000, 10),
    Part.CONTRACT: Lots(parts.contract, 5_000, 10),
    Part.STEPS: Lots(parts.steps, 1_000, 20),
}

app = App(name="soak", help="Kill, race and retry at full counts, and hold what stands against ledgers of its own.")


@app.default
def soak(
    *,
    only: Annotated[list[Part] | None, Parameter(help="These parts alone; repeat it.")] = None,
    share: Annotated[float, Parameter(help="Of the full counts, e.g. 0.01 to try everything out.")] = 1.0,
) -> None:
    took: dict[Part, tuple[float, Found]] = {}
    for part in only or Part:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="anchorline-soak-") as folder:
            found = _tried(lambda: _part(part, Path(folder), share))  # noqa: B023  it is called at once
        took[part] = time.monotonic() - begun, found
    _tell(took)
    if any(found.faults for _, found in took.values()):
        raise SystemExit(1)


def _part(part: Part, folder: Path, share: float) -> Found:
    return _kills(folder, share) if part is Part.KILLS else _lots(part, folder, share)


def _kills(folder: Path, share: float) -> Found:
    kills = max(1, round(KILLS * share))
    outcome = asyncio.run(kill_at_work(folder, kills=kills, say=lambda line: _say(Part.KILLS, line)))
    figures = Counter({f"{name} killed": times for name, times in outcome.killed.items()})
    figures.update({f"imports with {end} there": times for end, times in outcome.imports.items()})
    figures.update({f"lists {end}": times for end, times in outcome.lists.items()})
    figures.update({"reports acknowledged": outcome.acked, "requests sent again": outcome.again})
    figures.update({"letters": outcome.letters, "letters handed in twice": outcome.letters_again})
    return Found(outcome.faults, figures)


def _lots(part: Part, folder: Path, share: float) -> Found:
    lots, sum_ = PARTS[part], Found()
    sizes = lots.sizes(share)
    at_once = lots.at_once or min(len(sizes), os.cpu_count() or 1)
    with (
        _database(folder) as urls,
        ProcessPoolExecutor(at_once, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        asked = [pool.submit(lots.work, urls, size, number) for number, size in enumerate(sizes)]
        for number, done in enumerate(as_completed(asked), 1):
            sum_ += _tried(done.result)
            _say(part, f"{number} of {len(sizes)} lots, {len(sum_.faults)} faults")
    return sum_


def _tried(work: Callable[[], Found]) -> Found:
    """What breaks off is a fault, too."""
    try:
        return work()
    except Exception as fault:
        return Found([f"{type(fault).__name__}: {fault}"])


@contextmanager
def _database(folder: Path) -> Iterator[Urls]:
    server = postgres.start(folder / "data", durable=False)
    try:
        asyncio.run(migrations.upgrade(server.url("owner")))
        yield Urls(server.url("app"), server.url("owner"))
    finally:
        server.stop()


def _say(part: Part, line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {part}: {line}", flush=True)


def _tell(took: dict[Part, tuple[float, Found]]) -> None:
    print()
    for part, (seconds, found) in took.items():
        print(f"{part:9} {seconds / 60:5.1f} min  {len(found.faults)} faults")
        for name, number in found.figures.items():
            print(f"    {number:>9,} {name}")
        for fault in found.faults:
            print(f"    FAULT: {fault}")


if __name__ == "__main__":
    app()
