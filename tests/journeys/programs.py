"""A member's own program: it comes in with a token, says what it read, and names what it does, so that it may repeat it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx


@dataclass
class Program:
    """root: the collaborative's address for programs."""

    root: str
    token: str

    def finds_its_submission(self, member: str, period_start: str) -> tuple[str, str]:
        """Its address, and the version that stands."""
        listed = self._asks("GET", "/submissions", params={"member": member}).json()["items"]
        (mine,) = [one for one in listed if one["period_start"] == period_start]
        address = f"/submissions/{mine['id']}"
        return address, self._asks("GET", address).headers["etag"]

    def puts(self, address: str, version: str, values: Mapping[str, str], key: str = "") -> httpx.Response:
        body = {"values": [{"element": code, "value": value} for code, value in values.items()]}
        return self._asks("PUT", f"{address}/values", json=body, headers=self._named(version, key))

    def submits(self, address: str, version: str) -> httpx.Response:
        return self._asks("POST", f"{address}/submission", json={}, headers=self._named(version))

    def _named(self, version: str, key: str = "") -> dict[str, str]:
        return {"If-Match": version, "Idempotency-Key": key or str(uuid4())}

    def _asks(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        answer = httpx.request(method, f"{self.root}{path}", headers=headers, **more)
        assert "set-cookie" not in answer.headers
        return answer
