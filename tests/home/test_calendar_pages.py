"""The calendar: what each person may know of it, on the page and as a file."""

import re

from backend.members.rules import Role
from tests.makers import Here
from tests.releases.reporting import Q1, Q2, make_reporting
from tests.worlds import statements


def events(ics: str) -> list[str]:
    return re.findall(r"SUMMARY:(.*)", ics.replace("\r\n ", "").replace("\r\n", "\n").replace("\\,", ","))


async def test_everybody_sees_the_days_they_may_know_of(here: Here, elsewhere: Here) -> None:
    world = await make_reporting(here)
    await world.released(await world.reported(Q1))
    of = await world.opened(Q2)
    planned = {
        "framework": str(world.framework.id),
        "period": "2025-26 Q2",
        "opens_on": "",
        "due_on": "",
        "closes_on": "",
    }
    days = {"opens_on": "2090-01-02", "due_on": "2090-02-02", "closes_on": "2090-03-02"}
    assert (await here.coordinator.send_form(f"/{here.slug}/rounds", **{**planned, **days})).status_code == 303
    more = {"member": str(world.members["Ash"].id), "until": "2090-04-02", "reason": "Ill"}
    assert (await here.coordinator.send_form(f"/{here.slug}/rounds/{of.id}/extensions", **more)).status_code == 303
    at = f"/{here.slug}/calendar"
    with statements(here) as sent:
        text = (await here.coordinator.get(at)).text
    assert len(sent) <= 12
    assert "January 2090" in text
    assert "more time ends" in text
    everything = events((await here.coordinator.get(f"{at}.ics")).text)
    assert f"Wood report, {of.name}: due" in everything
    assert f"Wood report, {of.name}: more time ends (Ash)" in everything
    assert sum("report published" in one for one in everything) == 4
    ash = events((await (await world.person(Role.CONTRIBUTOR, "Ash")).get(f"{at}.ics")).text)
    assert f"Wood report, {of.name}: more time ends (Ash)" in ash
    elm_text = (await (await world.person(Role.CONTRIBUTOR, "Elm")).get(f"{at}.ics")).text
    elm = events(elm_text)
    assert f"Wood report, {of.name}: closes" in elm
    assert not [one for one in elm if "Ash" in one]
    assert "2090" not in elm_text  # planned: members know of it once it opens
    assert [one for one in elm if "report published" in one] == ["Wood report, 2024-25 Q4: report published (members)"]
    partner = events((await (await world.person(Role.PARTNER)).get(f"{at}.ics")).text)
    assert partner == ["Wood report, 2024-25 Q4: report published (community partners)"]
    observer = events((await (await world.person(Role.OBSERVER)).get(f"{at}.ics")).text)
    assert observer == ["Wood report, 2024-25 Q4: report published (members)"]
    assert (await elsewhere.coordinator.get(at)).status_code == 404
    assert (await here.anyone().get(f"{at}.ics")).status_code == 303
