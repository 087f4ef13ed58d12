"""Programs that hand in, submit and send back while processes are killed, and their ledger held against the database."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.faults.processes import Processes


@dataclass
class Reporter:
    """One submission's people, and what they were told. tried, acked: the number handed in last, and last acknowledged.

    returned: reasons of returns that were acknowledged; attempted: of all that were sent.
    """

    submission: str
    tried: int = 0
    acked: int = 0
    returned: set[str] = field(default_factory=set)
    attempted: set[str] = field(default_factory=set)


class Reporting:
    """The clients: each request is sent until it is answered, always under its own key. again: how many were sent anew.

    waiting: how many of those sent for the first time are not answered yet.
    """

    def __init__(self, processes: Processes, slug: str, submissions: Sequence[str], tokens: Mapping[str, str]) -> None:
        self.processes, self.tokens = processes, tokens
        self.address = f"{processes.address}/api/v1/{slug}"
        self.ledger = [Reporter(id) for id in submissions]
        self.stop = False
        self.again = self.waiting = 0
        self.rest = 0.0  # seconds between one report and the next

    @property
    def acked(self) -> int:
        return sum(one.acked for one in self.ledger)

    async def report(self, one: Reporter) -> None:
        """Hand in, submit, send back, over and over."""
        async with httpx.AsyncClient(timeout=10) as client:
            while not self.stop:
                one.tried += 1
                number = str(one.tried)
                values = [{"element": e, "value": number} for e in ("hires", "local_hires", "spend")]
                put = await self._until_answered(
                    client, "PUT", f"/submissions/{one.submission}/values", "clerk",
                    {"values": [*values, {"element": "policy", "value": "yes"}]},
                )  # fmt: skip
                one.acked = one.tried
                path = f"/submissions/{one.submission}/submission"
                handed_in = await self._until_answered(client, "POST", path, "clerk", {}, put.headers["etag"])
                reason = f"r{one.tried}"
                one.attempted.add(reason)
                path = f"/submissions/{one.submission}/return"
                sent = {"reason": reason}
                await self._until_answered(client, "POST", path, "coordinator", sent, handed_in.headers["etag"])
                one.returned.add(reason)
                await asyncio.sleep(self.rest)

    async def _until_answered(
        self, client: httpx.AsyncClient, method: str, path: str, who: str, body: dict[str, Any], version: str = ""
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": str(uuid4())}
        if version:
            headers["If-Match"] = version
        for attempt in range(3000):
            self.waiting += attempt == 0
            try:
                answer = await client.request(method, self.address + path, json=body, headers=headers)
            except httpx.HTTPError:
                answer = None
            finally:
                self.waiting -= attempt == 0
            if answer is not None and answer.status_code < 300:
                return answer
            # 409: the first try of this key is still under way. 429: slower. 503: the database is coming back.
            if answer is not None and answer.status_code not in (409, 429, 503):
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
            self.again += attempt == 0
            await asyncio.sleep(0.05)
        raise AssertionError(f"{method} {path}: never answered")

    async def faults(self) -> list[str]:
        """Once all have stopped."""
        faults = []
        async with self.processes.sql() as db:
            for one in self.ledger:
                row = await db.fetchrow(_STANDS, one.submission)
                kept = await db.fetch("select reason from returns where submission_id = $1", one.submission)
                faults += _of_cells(one, row["cells"], row["numbers"])
                faults += _of_returns(one, Counter(r["reason"] for r in kept))
            if await db.fetchval("select count(*) from idempotency_keys") == 0:
                faults.append("no key was kept, so nothing was tested")
        return faults


_STANDS = """
    select (select array_agg(distinct e.number) from entries e join elements x on x.id = e.element_id
            where e.submission_id = s.id and x.code <> 'policy') as numbers,
           (select count(*) from entries e where e.submission_id = s.id) as cells
    from submissions s where s.id = $1
"""


def _of_cells(one: Reporter, cells: int, numbers: Sequence[Any]) -> list[str]:
    if cells != 4 or len(numbers) != 1:
        return [f"by half: {cells} cells, {numbers}"]
    return [f"lost: {one.acked} was acknowledged, {numbers[0]} stands"] if int(numbers[0]) < one.acked else []


def _of_returns(one: Reporter, kept: Counter[str]) -> list[str]:
    return [
        *(f"lost: return {reason}" for reason in one.returned if not kept[reason]),
        *(f"twice: return {reason} {times} times" for reason, times in kept.items() if times > 1),
        *(f"never sent: return {reason}" for reason in kept.keys() - one.attempted),
    ]
