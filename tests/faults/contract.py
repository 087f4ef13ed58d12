"""The API held against its own OpenAPI document by schemathesis: on a real port, with a real database and all its checks.

`hold(…, requests=…)` is as large as it is told to be: the suite asks for two thousand, the soak for many more.
"""

import asyncio
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.faults.loopback import Counted, on_loopback

EXAMPLES = 40  # at most of each operation in each phase, for one seed


@dataclass(frozen=True)
class Held:
    """requests: how many came in. faults: what a check found, each once. checks: how often each was made."""

    requests: int
    faults: Sequence[str]
    checks: Counter[str]


async def hold(app: Any, *, slug: str, token: str, ids: dict[str, str], requests: int, seed: int = 1) -> Held:
    """ids: by the part of the address before `{id}`, one that is there. requests: at least; one seed after the other."""
    counted, found, checks = Counted(app), set[str](), Counter[str]()
    async with on_loopback(counted) as url:
        async with httpx.AsyncClient() as asker:
            document = (await asker.get(f"{url}/api/schema")).json()
        while counted.requests < requests:
            config = _config(document, slug, token, ids, seed)
            schema = schemathesis.openapi.from_dict(document, config=config)
            schema.config.update(base_url=f"{url}/")
            await asyncio.to_thread(_run, schema, found, checks, lambda: counted.requests >= requests)
            seed += 1
    return Held(counted.requests, sorted({*found, *counted.failures}), checks)


def _run(schema: Any, found: set[str], checks: Counter[str], enough: Callable[[], bool]) -> None:
    engine = from_schema(schema).execute()
    for event in engine:
        if enough():
            engine.stop()
        if isinstance(event, events.ScenarioFinished):
            for id, nodes in event.recorder.checks.items():
                for node in nodes:
                    checks[node.name] += 1
                    if node.failure_info:
                        case = event.recorder.cases[id].value
                        found.add(_told(case.operation.label, node))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.add(f"{type(event).__name__}: {getattr(event, 'info', event)!s:.500}")


def _told(label: str, node: Any) -> str:
    info = node.failure_info
    return f"{label}: {node.name}: {info.failure.title}: {info.failure.message[:300]}\n{info.code_sample[:600]}"


def _config(document: dict[str, Any], slug: str, token: str, ids: dict[str, str], seed: int) -> SchemathesisConfig:
    operations = "".join(
        f'[[operations]]\ninclude-path = {json.dumps(path)}\nparameters = {{ "path.slug" = "{slug}", "path.id" = "{id}" }}\n'
        for path in document["paths"]
        for id in [ids.get(path.partition("/{id}")[0].rpartition("/")[2])]
        if id and "/{id}" in path
    )
    # What is refused for what it says, not for how it is written: no document can tell.
    refusals = '["2xx", 401, 403, 404, 409, 412, 422, 428, 429]'
    text = f"""
seed = {seed}
headers = {{ Authorization = "Bearer {token}" }}
parameters = {{ "path.slug" = "{slug}" }}
[generation]
max-examples = {EXAMPLES}
database = "none"
[checks.positive_data_acceptance]
expected-statuses = {refusals}
[checks.missing_required_header]
expected-statuses = [401, 403, 404, 428]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429]
{operations}"""
    return SchemathesisConfig.from_dict(tomllib.loads(text))
