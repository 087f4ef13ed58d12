"""Lists of values sent, looked at and saved through the pages while the site is killed: the old one stands, or the new.

Every list answers all questions of all members with one number of its own, so that one query tells of a half.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx

from backend.members.tables import Member
from tests.faults.processes import Processes
from tests.files.sending import row, tidy
from tests.makers import Visitor
from tests.worlds import BLUEPRINT, element, section

QUESTIONS = [f"question_{number}" for number in range(250)]
MEMBERS = 10
CELLS = MEMBERS * len(QUESTIONS)  # more than are saved while one waits

ASKED: dict[str, Any] = {
    **BLUEPRINT,
    "elements": {code: element(code) for code in QUESTIONS},
    "frameworks": {
        "quarterly": {
            "name": "Quarterly return",
            "cadence": "quarterly",
            "sections": [section("all", "All", *QUESTIONS)],
        }
    },
}

READING, SAVING, READ, INTERRUPTED, SAVED = "reading", "saving", "read", "interrupted", "saved"
SHOWN = {
    "The file is being read": READING,
    "The answers are being saved": SAVING,
    "What saving would do": READ,
    "This was interrupted": INTERRUPTED,
    f"Saved: {CELLS:,} answers.": SAVED,
}
ASKS_EVERY = 0.1  # seconds
_STAND = """
    select count(*) as cells, coalesce(array_agg(distinct number::bigint), '{}') as numbers from entries
    where collaborative_id = (select id from collaboratives where slug = $1)
"""
_LAST = """
    select state from uploads where collaborative_id = (select id from collaboratives where slug = $1)
    order by sent_at desc limit 1
"""
# Thirty seconds without a sign of life pass at once for what a killed process worked on.
_TIME_PASSES = """
    update uploads set beat_at = beat_at - interval '1 minute'
    where collaborative_id = (select id from collaboratives where slug = $1)
      and state in ('reading', 'saving') and beat_at < $2
"""


class Lists:
    """What one coordinator sends, and was told. number: of the list that is under way, at this state.

    asked: numbers whose saving was asked for. saved: the last that was acknowledged. interrupted: those of which it was
    said that nothing was saved. ends: how many were saved, and how many interrupted.
    """

    def __init__(self, processes: Processes, slug: str, by: Visitor, members: list[Member]) -> None:
        self.processes, self.slug, self.members, self.by = processes, slug, members, by
        self.number = self.saved = 0
        self.state = ""
        self.asked: set[int] = set()
        self.interrupted: set[int] = set()
        self.ends: Counter[str] = Counter()
        self.stop = False

    async def work(self) -> None:
        """List after list; one that was interrupted is sent again, under the next number."""
        origin = self.processes.address
        async with httpx.AsyncClient(
            base_url=origin, headers={"origin": origin, "accept": "text/html"}, cookies=self.by.cookies, timeout=20
        ) as client:
            while not self.stop:
                self.number += 1
                await self._one(client)

    async def written(self) -> str:
        """The state of the list that came last, as the site wrote it down; a page tells it a moment later."""
        found = await self.processes.ask(_LAST, self.slug)
        return found["state"] if found else ""

    async def faults(self) -> list[str]:
        least, never = self.saved, frozenset(self.interrupted)
        found = await self.processes.ask(_STAND, self.slug)
        assert found
        return judged(found["cells"], found["numbers"], least=least, asked=self.asked, never=never)

    async def _one(self, client: httpx.AsyncClient) -> None:
        content = tidy(row(member, code, str(self.number)) for member in self.members for code in QUESTIONS)
        self.state = READING
        at = (await self._sent(client, f"/{self.slug}/uploads", {"file": ("values.csv", content)})).headers["location"]
        while self.state not in (SAVED, INTERRUPTED):
            if self.state == READ:
                self.asked.add(self.number)
                self.state = SAVING
                await self._sent(client, f"{at}/saving")
            self.state = await self._shown(client, at)
        if self.state == SAVED:
            self.saved = self.number
            self.ends[SAVED] += 1
        else:
            self.interrupted.add(self.number)
            self.ends[f"interrupted while {SAVING if self.number in self.asked else READING}"] += 1

    async def _sent(self, client: httpx.AsyncClient, path: str, files: Any = None) -> httpx.Response:
        """A form; until it is answered, as somebody does whose browser says that the site cannot be reached."""
        return await self._answered(client, "POST", path, data={"_token": self.by.csrf}, files=files)

    async def _shown(self, client: httpx.AsyncClient, at: str) -> str:
        await asyncio.sleep(ASKS_EVERY)
        page = (await self._answered(client, "GET", at)).text
        [state] = [state for words, state in SHOWN.items() if words in page] or [""]
        assert state, page[-3000:]
        if state in (READING, SAVING):
            await self._time_passes()
        return state

    async def _answered(self, client: httpx.AsyncClient, method: str, path: str, **sent: Any) -> httpx.Response:
        for _ in range(1500):
            try:
                answer = await client.request(method, path, **sent)
            except httpx.HTTPError:
                answer = None
            # 409: the first try did it.
            if answer is not None and answer.status_code in (200, 303, 409):
                return answer
            assert answer is None or answer.status_code in (429, 503), f"{path}: {answer.status_code} {answer.text}"
            await asyncio.sleep(0.1)
        raise AssertionError(f"{method} {path}: never answered")

    async def _time_passes(self) -> None:
        killed = self.processes.killed_at.get("web", datetime.min.replace(tzinfo=UTC))
        await self.processes.ask(_TIME_PASSES, self.slug, killed, slug=self.slug)


def judged(cells: int, numbers: list[int], *, least: int, asked: set[int], never: frozenset[int]) -> list[str]:
    """cells: how many stand, with these numbers."""
    if not cells:
        return [f"lost: list {least} was saved, and nothing stands"] if least else []
    if cells != CELLS or len(numbers) != 1:
        return [f"by half: {cells} of {CELLS} cells stand, of the lists {numbers}"]
    [stands] = numbers
    faults = [f"lost: list {least} was saved, and {stands} stands"] if stands < least else []
    faults += [f"list {stands} stands, and nobody asked for that"] if stands not in asked else []
    return faults + ([f"list {stands} stands, of which it was said that nothing was saved"] if stands in never else [])
