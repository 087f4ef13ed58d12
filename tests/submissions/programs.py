"""The programs of a member and of the backbone, and what they send."""

from typing import Any

import httpx

from backend.submissions.tables import Submission
from tests.makers import Program
from tests.worlds import ANSWERS, World

FULL = [{"element": code, "value": answer} for code, answer in ANSWERS.items()]


class Api:
    """The API of one collaborative, as each of a member's people and the coordinator."""

    def __init__(self, world: World) -> None:
        self.world, self.root = world, f"/api/v1/{world.here.slug}"
        self.contributor: Program
        self.approver: Program
        self.coordinator: Program

    async def come(self) -> "Api":
        here = self.world.here
        self.contributor = await here.program(self.world.contributor)
        self.approver = await here.program(self.world.approver)
        self.coordinator = await here.program(here.coordinator)
        return self

    def path(self, of: Submission, then: str = "") -> str:
        return f"{self.root}/submissions/{of.id}{then}"

    async def put(
        self, of: Submission, *values: dict[str, Any], by: Program | None = None, query: str = "", **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"values": list(values)}
        return await (by or self.contributor).put(self.path(of, f"/values{query}"), json=sent, headers=named)

    async def do(self, by: Program, of: Submission, deed: str, version: str, **body: Any) -> httpx.Response:
        return await by.post(self.path(of, f"/{deed}"), json=body, headers={"If-Match": version})


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(one["pointer"] or one["where"], one["code"]) for one in answer.json()["errors"]]
