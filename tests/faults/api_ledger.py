"""Programs that ask again, at once, and beside one another, with a ledger of their own to hold the site against.

Every function takes how often; the suite asks for little, the soak for much. What is returned says what went wrong in
sentences, and is empty when nothing did.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

AGAIN = 0.005  # seconds until a repeat that came too early is sent again


@dataclass
class Cell:
    """One answer of one submission, as programs write it. written: how often it must have become different."""

    path: str
    element: str
    written: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    async def put(self, by: httpx.AsyncClient, value: int, *, key: str = "", **more: Any) -> httpx.Response:
        sent = {"values": [{"element": self.element, "value": str(value), **more}]}
        headers = {"Idempotency-Key": key} if key else {}
        answer = await by.put(f"{self.path}/values", json=sent, headers=headers)
        self.statuses[answer.status_code] += 1
        return answer

    async def until_done(self, by: httpx.AsyncClient, value: int, *, key: str) -> httpx.Response:
        """As a careful program does: told that its request is under way, it waits and asks again."""
        while True:
            answer = await self.put(by, value, key=key)
            if answer.status_code != 409:
                return answer
            await asyncio.sleep(AGAIN)

    async def standing(self, by: httpx.AsyncClient) -> tuple[str, int]:
        """Its value and its revision; 0 where nothing stands."""
        items = (await by.get(f"{self.path}/entries")).json()["items"]
        return next(((one["value"], one["revision"]) for one in items if one["element"] == self.element), ("", 0))

    async def against_the_ledger(self, by: httpx.AsyncClient) -> list[str]:
        _, revision = await self.standing(by)
        return [] if revision == self.written else [f"written {revision} times, and {self.written} times by the ledger"]


async def storm(by: httpx.AsyncClient, cell: Cell, *, keys: int, copies: int) -> list[str]:
    """Of each key so many copies at once: one effect, and one answer for all of them."""
    faults = []
    for number in range(keys):
        key = secrets.token_hex(8)
        answers = await asyncio.gather(*(cell.until_done(by, number + 1, key=key) for _ in range(copies)))
        cell.written += 1
        told = {(one.status_code, one.text, one.headers.get("etag")) for one in answers}
        first = sum("idempotency-replayed" not in one.headers for one in answers)
        if len(told) != 1 or first != 1:
            faults.append(f"key {number}: {len(told)} different answers, done {first} times")
    return faults + await cell.against_the_ledger(by)


async def lose_replies(
    one: httpx.AsyncClient, other: httpx.AsyncClient, cell: Cell, *, times: int, keyed: bool
) -> list[str]:
    """One writes and never hears of it; the other writes; then the first asks again. With its key that changes nothing."""
    for number in range(times):
        key = secrets.token_hex(8) if keyed else ""
        await cell.put(one, 2 * number + 1, key=key)  # its reply is lost
        await cell.put(other, 2 * number + 2)
        await cell.put(one, 2 * number + 1, key=key)
        cell.written += 2
    value, _ = await cell.standing(one)
    lost = [] if value == str(2 * times) else [f"{value} stands, and the last that was meant was {2 * times}"]
    return lost + await cell.against_the_ledger(one)


async def race(one: httpx.AsyncClient, other: httpx.AsyncClient, cell: Cell, *, times: int) -> list[str]:
    """Two write over what both have seen: one wins, and the other is shown both values."""
    faults = []
    for number in range(times):
        _, seen = await cell.standing(one)
        values = (10 * number + 1, 10 * number + 2)
        answers = await asyncio.gather(
            *(cell.put(by, value, revision=seen) for by, value in zip((one, other), values, strict=True))
        )
        cell.written += 1
        faults += [f"race {number}: {fault}" for fault in _of_race(answers, values)]
    return faults + await cell.against_the_ledger(one)


def _of_race(answers: Sequence[httpx.Response], values: Sequence[int]) -> list[str]:
    statuses = [one.status_code for one in answers]
    if sorted(statuses) != [200, 412]:
        return [f"answered {statuses}"]
    winner, loser = values[statuses.index(200)], values[statuses.index(412)]
    [clash] = answers[statuses.index(412)].json()["errors"]
    shown = (clash["theirs"], clash["yours"])
    return [] if shown == (str(winner), str(loser)) else [f"{loser} lost against {winner}, and was shown {shown}"]
