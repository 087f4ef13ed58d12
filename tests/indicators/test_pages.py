"""The page on which a collaborative says itself which areas a list holds: HEAL's eighteen, for one."""

from datetime import date

import httpx
import pytest

from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.places import queries
from tests.provisioning.first_days import FirstDay, first_day

EIGHTEEN = "\n".join(f"Neighborhood {number}" for number in range(1, 19))


async def fill(day: FirstDay, **other: str) -> httpx.Response:
    sent = {"kind": "neighborhood", "areas": EIGHTEEN, "valid_from": "2018-10-01", "rationale": "Ours.", **other}
    return await day.here.administrator.send_form(f"/{day.here.slug}/areas/lists/heal", **sent)


async def splits(day: FirstDay, code: str) -> list[str]:
    [framework] = await day.frameworks()
    of = await day.opened(framework)
    return [part.name for one in await day.questions(of) if one.code == code for by in one.splits for part in by.parts]


@pytest.mark.usefixtures("database_name")
async def test_heals_eighteen_areas_are_entered_and_asked_by(server: Server, settings: Settings):
    async with first_day(server, settings, "heal") as day:
        visitor, path = day.here.administrator, f"/{day.here.slug}/areas"
        assert "Nobody has said yet" in (await visitor.get(path)).text
        assert (await visitor.get(f"{path}/lists/heal")).status_code == 200
        assert (await visitor.get(f"{path}/lists/other")).status_code == 404
        assert (await fill(day, areas="1, One\n1, Two")).status_code == 422
        assert "stands here 2 times" in (await fill(day, areas="1, One\n1, Two")).text
        both = (await fill(day, areas=", x", valid_from="")).text
        assert ("Choose a day." in both, "Line 1:" in both) == (True, True)
        done = await fill(day)
        assert (done.status_code, done.headers["location"]) == (303, f"{path}?done=list")
        page = (await visitor.get(path)).text
        assert "18 areas (neighborhood)" in page
        assert "Nobody has said yet" not in page
        assert await splits(day, "local_hires") == [*sorted(EIGHTEEN.split("\n")), "Outside the area list", "Unknown"]
        assert (await fill(day, areas="Neighborhood 1")).status_code == 409
        later = await fill(day, areas="Neighborhood 1\nNeighborhood 2", valid_from="2024-01-01")
        assert later.status_code == 303
        assert (await fill(day, areas="Neighborhood 2\nNeighborhood 1", valid_from="2025-01-01")).status_code == 409
        partner = await day.here.person(Role.PARTNER)
        assert (await partner.get(f"{path}/lists/heal")).status_code == 403
        async with day.here.session() as session:
            then = await queries.lists_in_force(session, date(2023, 12, 31))
            now = await queries.lists_in_force(session, date(2024, 1, 1))
        assert [len(one.areas) for one in (*then, *now)] == [18, 2]
