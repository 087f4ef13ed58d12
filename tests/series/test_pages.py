"""Series on the site: added, brought by pasting or as a file, the earlier figures still readable, retired."""

from typing import Any

from backend.members.rules import Role
from tests.makers import Here

LINES = (
    "from,to,value,low,high,break,note\n2017-01-01,2020-12-31,16,15,17,,\n2023-24,,14,13,15,yes,Another life table\n"
)


async def send(here: Here, then: str = "", **fields: Any) -> Any:
    return await here.coordinator.send_form(f"/{here.slug}/series{then}", **fields)


async def added(here: Here) -> str:
    answer = await send(here, name="Life-expectancy gap", plain="Years lost here.", unit="years", direction="lower")
    assert answer.status_code == 303, answer.text
    return "/" + answer.headers["location"].rsplit("/", 1)[1].split("?")[0]


async def seen(here: Here, then: str = "") -> str:
    answer = await here.coordinator.get(f"/{here.slug}/series{then}")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_a_series_is_added_and_its_figures_are_pasted(here: Here):
    assert "There is none yet" in await seen(here)
    id = await added(here)
    assert "It has no figures yet" in await seen(here, id)
    source = {"source": "City Health Atlas", "published_on": "2025-05-01"}
    assert (await send(here, f"{id}/vintages", **source, lines=LINES)).status_code == 303
    page = await seen(here, id)
    assert "13 years to 15 years" in page
    assert "Another life table" in page
    assert 'class="interval"' in page
    again = {"source": "City Health Atlas, corrected", "published_on": "2026-05-01"}
    assert (await send(here, f"{id}/vintages", **again, lines="from,value\n2023-24,13.5\n")).status_code == 303
    page = await seen(here, id)
    assert "Version 2: City Health Atlas, corrected" in page
    assert "Version 1: City Health Atlas, published 1 May 2025" in page
    assert "13.5 years" in await seen(here)


async def test_a_file_is_read_as_well(here: Here):
    id = await added(here)
    answer = await here.coordinator.post(
        f"/{here.slug}/series{id}/vintages",
        data={"_token": here.coordinator.csrf, "source": "An atlas", "published_on": "2025-05-01"},
        files={"file": ("gap.csv", LINES.encode())},
    )
    assert answer.status_code == 303, answer.text


async def test_what_is_wrong_is_told_and_what_was_typed_stays(here: Here):
    id = await added(here)
    wrong = await send(here, f"{id}/vintages", source="An atlas", published_on="", lines="from,value\nsoon,14\n")
    assert wrong.status_code == 422
    assert "Choose a day." in wrong.text
    assert 'value="An atlas"' in wrong.text
    lines = await send(
        here, f"{id}/vintages", source="An atlas", published_on="2025-05-01", lines="from,value\nsoon,14\n"
    )
    assert "neither a day" in lines.text
    assert (await send(here, name="Gap", plain="Years.", unit="yeers")).status_code == 422
    assert "It has no figures yet" in await seen(here, id)


async def test_it_is_retired_and_taken_up_again(here: Here):
    id = await added(here)
    assert (await send(here, f"{id}/retirement")).status_code == 303
    assert ">retired</span>" in await seen(here)
    assert (await send(here, f"{id}/retirement")).status_code == 409
    assert (await send(here, f"{id}/return")).status_code == 303
    assert ">retired</span>" not in await seen(here)


async def test_members_bring_none(here: Here):
    approver = await here.person(Role.APPROVER, await here.member())
    assert (await approver.get(f"/{here.slug}/series")).status_code == 403
