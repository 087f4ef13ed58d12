"""Beside what reports say of a goal: where to take part, and what would change it; for those the coordinator chose."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.goals.taking_part import MOST
from tests.goals.aims import aim
from tests.makers import Here
from tests.releases.readers import address, everyone
from tests.releases.reporting import Q1, Reporting, make_reporting

TOLD = {"helps": "A night bus.", "hinders": "Rents.", "will_do": "Ask the city.", "who": "The hiring group."}
LINK = {"kind": "jobs", "title": "Open places", "address": "https://jobs.example.org/open"}


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


@pytest.fixture
async def goal(world: Reporting) -> UUID:
    id = await aim(world, "hiring", "WF-06", target=Decimal(25), would_change="A bus.")
    await world.released(await world.reported(Q1))
    return id


async def send(world: Reporting, path: str, **fields: Any) -> Any:
    return await world.here.coordinator.send_form(address(world, path), **fields)


async def pages(world: Reporting) -> dict[str, str]:
    found = {}
    for who, visitor in (await everyone(world)).items():
        path = "shared-goals/hiring" if who == "nobody" else "our-goals/hiring"
        answer = await visitor.get(address(world, path))
        assert answer.status_code == 200, (who, answer.text)
        found[who] = answer.text
    return found


async def test_a_link_is_shown_to_whoever_sees_the_goal_until_it_is_taken_away(world: Reporting, goal: UUID):
    assert (await send(world, f"goals/{goal}/links", **LINK)).status_code == 303
    for who, page in (await pages(world)).items():
        assert '<a href="https://jobs.example.org/open" rel="noopener" dir="auto">Open places</a>' in page, who
    own = (await world.here.coordinator.get(address(world, f"goals/{goal}/beside"))).text
    ending = own.partition("/goal-links/")[2].partition('"')[0]
    assert (await send(world, f"goal-links/{ending}")).status_code == 303
    assert (await send(world, f"goal-links/{ending}")).status_code == 409
    assert not [who for who, page in (await pages(world)).items() if "Open places" in page]


async def test_what_is_no_sound_address_is_refused_beside_its_field_and_what_was_typed_stays(
    world: Reporting, goal: UUID
):
    wrong = (
        "http://a.example.org",
        "javascript:alert(1)",
        "https://u:p@a.example.org",
        "https://nowhere",
        "https://[x",
        "x",
    )
    for there in (*wrong, "https://a.example.org/ b"):
        answer = await send(world, f"goals/{goal}/links", **LINK | {"address": there})
        assert answer.status_code == 422, there
        assert 'value="Open places"' in answer.text
    assert (await send(world, f"goals/{goal}/links", **LINK | {"title": "Call 07700 900123"})).status_code == 422
    assert "Take part" not in (await pages(world))["nobody"]


async def test_a_page_holds_only_so_many(world: Reporting, goal: UUID):
    for number in range(MOST):
        assert (await send(world, f"goals/{goal}/links", **LINK | {"title": f"Place {number}"})).status_code == 303
    assert (await send(world, f"goals/{goal}/links", **LINK)).status_code == 409


async def test_what_would_change_it_goes_as_far_as_the_coordinator_chose(world: Reporting, goal: UUID):
    sees = {"backbone": ("coordinator", "administrator"), "members": ("viewer", "approver"), "partners": ("partner",)}
    may: tuple[str, ...] = ()
    for version, audience in enumerate(("backbone", "members", "partners", "public")):
        told = {**TOLD, "shown_to": audience, "before": str(version)}
        assert (await send(world, f"goals/{goal}/narratives", **told)).status_code == 303, audience
        may += sees.get(audience, ("nobody",))
        found = await pages(world)
        assert {who for who, page in found.items() if "A night bus." in page} == set(may), audience
        for who in found.keys() - set(may):
            assert "A bus." in found[who], "what the report says stays"
    assert "Coordinator" not in found["nobody"], "who wrote it, the backbone alone reads"
    own = (await world.here.coordinator.get(address(world, f"goals/{goal}/beside"))).text
    assert "Version 4" in own
    assert "Version 1" in own
    assert "Coordinator" in own


async def test_of_two_who_write_at_once_the_second_is_told_and_nothing_of_a_person_is_kept(
    world: Reporting, goal: UUID
):
    told = {**TOLD, "shown_to": "public", "before": "0"}
    assert (await send(world, f"goals/{goal}/narratives", **told)).status_code == 303
    late = await send(world, f"goals/{goal}/narratives", **told | {"helps": "Something else"})
    assert late.status_code == 409
    assert "Something else" in late.text
    told["before"] = "1"
    assert (await send(world, f"goals/{goal}/narratives", **told)).status_code == 409  # nothing is different
    person = await send(world, f"goals/{goal}/narratives", **told | {"who": "ann@example.org"})
    assert person.status_code == 422
    assert (await send(world, f"goals/{goal}/narratives", **told | {"helps": ""})).status_code == 303
    assert "A night bus." not in (await pages(world))["nobody"]


async def test_only_a_coordinator_writes_it(world: Reporting, goal: UUID):
    for who, visitor in (await everyone(world)).items():
        if who != "coordinator":
            answer = await visitor.send_form(address(world, f"goals/{goal}/links"), **LINK)
            assert answer.status_code in (303, 403), who
            assert "done=" not in answer.headers.get("location", "")
    assert "Open places" not in (await pages(world))["nobody"]
