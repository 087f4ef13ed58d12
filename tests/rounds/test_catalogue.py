"""What is counted, in one list."""

from datetime import timedelta

from tests.makers import Here
from tests.releases.reporting import make_reporting
from tests.worlds import statements


async def test_every_figure_and_question_is_listed_with_unit_place_and_wording(here: Here) -> None:
    await make_reporting(here)
    at = f"/{here.slug}/definitions"
    with statements(here) as sent:
        text = " ".join((await here.coordinator.get(at)).text.split())
    assert len(sent) <= 12
    rate = text.split('id="indicators.WF-06"')[1].split("</tr>")[0]
    assert "Worked out as: Local hires divided by New hires." in rate
    assert "Both sides are added up over the members" in rate
    assert "For everyone." in rate
    assert "Reported in: Wood report, Work." in rate
    hires = text.split('id="elements.hires"')[1].split("</tr>")[0]
    assert "Asked in: Wood report, Work. Split by: Gender." in hires
    assert "the beginning" in hires
    only = (await here.coordinator.get(f"{at}?kind=elements&q=spend")).text
    assert 'id="elements.spend"' in only
    assert 'id="indicators.' not in only
    taken = (await here.coordinator.get(f"{at}?kind=indicators&seen=public&file=csv")).content.decode("utf-8-sig")
    spanish = await here.coordinator.get(f"{at}?kind=indicators&seen=public&lang=es")
    assert spanish.status_code == 200, "an address holds in whatever language it is opened"
    assert [line.split(",")[2] for line in taken.strip().split("\r\n")] == ["Code", "WF-05", "WF-06"]
    assert (await here.administrator.get(at)).status_code == 403


async def test_a_wording_to_come_is_announced_and_does_not_hold_yet(here: Here) -> None:
    world = await make_reporting(here)
    at, later = f"/{here.slug}/definitions", world.today + timedelta(days=40)
    text = (await here.coordinator.get(f"{at}?kind=elements&q=kwh")).text
    id = text.split('href="' + at + "/elements/")[1].split('"')[0]
    sent = {
        "seen": "1",
        "text": "With the gardens.",
        "note": "Gardens too.",
        "inclusions": "",
        "exclusions": "",
        "examples": "",
    }
    assert (
        await here.coordinator.send_form(f"{at}/elements/{id}", since=str(later), formula="", **sent)
    ).status_code == 303
    row = (await here.coordinator.get(f"{at}?worded=next")).text.split('id="elements.kwh"')[1].split("</tr>")[0]
    assert "With the gardens." not in row
    assert "another from" in row
    assert "None of them." in (await here.coordinator.get(f"{at}?worded=anew")).text
