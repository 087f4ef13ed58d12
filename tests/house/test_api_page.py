"""docs/api.md is true: its lines are run as they stand, and it lists every kind of refusal."""

import asyncio
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from litestar import Litestar

from backend.kit.api_problems import KINDS
from tests.faults.loopback import on_loopback
from tests.makers import Here
from tests.worlds import ANSWERS, make_world

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_kind_of_refusal_is_listed() -> None:
    listed = re.findall(r"^\| `/api#([\w-]+)` \| (\d+) \|", PAGE, re.M)
    assert listed == [(kind, str(status)) for kind, (status, _, _) in KINDS.items()]


async def test_the_quarter_by_curl_goes_as_it_is_written(app: Litestar, here: Here, tmp_path: Path) -> None:
    missing = [tool for tool in ("curl", "jq") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"this machine has no {' and no '.join(missing)}")
    world = await make_world(here)
    mine = await world.submission(await world.opened())
    values = [{"element": code, "value": answer} for code, answer in ANSWERS.items()]
    (tmp_path / "values.json").write_text(json.dumps({"values": values}))
    [lines] = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
    async with on_loopback(app) as url:
        tokens = {"TOKEN": await here.token(world.contributor), "APPROVER": await here.token(world.approver)}
        said = {**os.environ, "SITE": url, "PLACE": here.slug, **tokens}
        made = await asyncio.create_subprocess_exec(
            "bash", "-euc", lines, cwd=tmp_path, env=said, stdout=asyncio.subprocess.PIPE
        )
        told, _ = await made.communicate()
    assert made.returncode == 0
    assert await world.state(mine) == "approved", told.decode()
