"""Files of history let in by the command, which is killed at any moment: of a file nothing is there, or all of it, once."""

import asyncio
import random
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from itertools import cycle, product
from pathlib import Path
from string import ascii_uppercase, digits
from time import monotonic
from typing import Any

from backend.history.columns import load
from tests.faults.processes import Processes
from tests.worlds import BLUEPRINT, element, section

MAPPING = load("eric-2015-16")
ROWS = 300
_PLAN, _DONE = b"submissions to accept", b"submissions accepted"  # what it says before it writes, and before it commits
# When it is killed: before it has said its plan, as soon as it has, while it writes, and about when it says that it is done.
STARTING, PLANNED, WRITING, DONE = "starting", "planned", "writing", "done"
MOMENTS = (WRITING, PLANNED, STARTING, WRITING, PLANNED, DONE)  # three of them surely leave nothing
COMMITS = 0.2  # seconds
CODES = ["".join(code) for code in product(ascii_uppercase, ascii_uppercase + digits, ascii_uppercase + digits)]

ASKED: dict[str, Any] = {
    **BLUEPRINT,
    "breakdowns": {},
    "elements": {value.element: element(value.element) for value in MAPPING.values},
    "frameworks": {
        MAPPING.framework: {
            "name": "Estates return",
            "cadence": "annual",
            "sections": [section("all", "All", *(value.element for value in MAPPING.values))],
        }
    },
}

_THERE = """
    with here as (select id from collaboratives where slug = $1),
         mine as (select id from members where collaborative_id = (select id from here) and code = any($2))
    select (select count(*) from mine) as members,
           (select count(*) from organizations where ods_code = any($2)) as organizations,
           (select count(*) from member_terms where member_id in (select id from mine)) as terms,
           (select count(*) from submissions where member_id in (select id from mine)) as submissions,
           (select count(*) from acceptances where member_id in (select id from mine)) as acceptances,
           (select count(*) from entries where member_id in (select id from mine)) as entries,
           (select count(*) from accepted_values where member_id in (select id from mine)) as values,
           (select count(*) from imports where collaborative_id = (select id from here) and file_name = $3) as imports
"""
WHOLE = {
    **dict.fromkeys(("members", "organizations", "terms", "submissions", "acceptances"), ROWS),
    **dict.fromkeys(("entries", "values"), ROWS * len(MAPPING.values)),
    "imports": 1,
}


def half(there: Mapping[str, int]) -> bool:
    return dict(there) != WHOLE and any(there.values())


class History:
    """One file after the other, each of members that no other names; the next is begun once one is there.

    ends: how often the command ended with nothing of its file there, and how often with all of it.
    """

    def __init__(self, processes: Processes, slug: str, dice: random.Random) -> None:
        self.processes, self.slug, self.dice = processes, slug, dice
        self.number = 0
        self.ends: Counter[str] = Counter()
        self.faults: list[str] = []
        self.moments = cycle(MOMENTS)
        self.starts = self.writes = 0.0  # seconds it takes to the plan, and from there to the commit

    async def let_in(self) -> None:
        """A file that nothing interrupts, and the same one again, which changes nothing."""
        for _ in range(2):
            begun, process = monotonic(), await self._begun()
            await _told(process, _PLAN)
            planned = monotonic()
            await _told(process, _DONE)
            self.starts, self.writes = planned - begun, max(self.writes, monotonic() - planned)
            said = await _rest(process)
            if process.returncode:
                self.faults.append(f"{self._path.name} was not let in: {said.decode(errors='replace')[-500:]}")
        if await self._look() != "all":
            self.faults.append(f"{self._path.name} is said to be let in, and is not there")

    async def killed(self) -> None:
        """At the next of its moments, which it announces itself; begun anew if it was faster than that, or ended."""
        moment = next(self.moments)
        while not await self._killed(moment):
            pass

    async def _killed(self, moment: str) -> bool:
        """Whether it was; then it is looked at what is there."""
        process = await self._begun()
        running = await self._runs_to(process, moment) and process.returncode is None
        if running:
            process.kill()
        said = await _rest(process)
        await self._look()
        return running and (moment in (WRITING, DONE) or _DONE not in said)

    async def _runs_to(self, process: Process, moment: str) -> bool:
        if moment == STARTING:
            return await _told(process, _PLAN, within=self.dice.uniform(0, self.starts))
        if not await _told(process, _PLAN):
            return False
        if moment == WRITING:
            return await _told(process, _DONE, within=self.dice.uniform(0, self.writes))
        if moment == DONE:
            told = await _told(process, _DONE)
            await asyncio.sleep(self.dice.uniform(0, COMMITS))
            return told
        return True

    @property
    def _path(self) -> Path:
        return self.processes.folder / f"history {self.number}.csv"

    @property
    def _codes(self) -> list[str]:
        return CODES[self.number * ROWS : (self.number + 1) * ROWS]

    async def _begun(self) -> Process:
        member = MAPPING.member
        columns = [column for value in MAPPING.values for column in value.columns]
        region, into = next(iter(MAPPING.regions.items()))
        lines = [[code, f"Trust {code}", region, *("7" for _ in columns)] for code in self._codes]
        text = "\n".join(",".join(line) for line in [[member.key, member.name, member.region, *columns], *lines])
        self._path.write_text(text, "utf-8")
        return await self.processes.command(
            "import", str(self._path), "--mapping", "eric-2015-16", "--into", f"{into}={self.slug}",
            "--reason", "History before us.", "--apply",
        )  # fmt: skip

    async def _look(self) -> str:
        """Whether nothing of the file is there or all; after all of it, the next is begun."""
        found = await self.processes.ask(_THERE, self.slug, self._codes, self._path.name)
        assert found
        there = dict(found)
        if half(there):
            self.faults.append(f"by half: of {self._path.name} there are {there}")
        end = "all" if there == WHOLE else "nothing"
        self.ends[end] += 1
        self.number += end == "all"
        return end


async def _told(process: Process, words: bytes, *, within: float | None = None) -> bool:
    """Until it has said this, or so many seconds have passed. False: it had ended before."""
    assert process.stdout
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while line := await process.stdout.readline():
                if words in line:
                    return True
            return False
    return True


async def _rest(process: Process) -> bytes:
    assert process.stdout
    said = await process.stdout.read()
    await process.wait()
    return said
