"""Settings: looked at before they are changed, and changed by an administrator alone."""

import re

from tests.makers import Here

GENERAL = {"name": "River anchors", "strapline": "Along the river.", "contact_email": "Ask@Example.org "}


async def send(here: Here, **fields: str):
    whole = {**GENERAL, "time_zone": "America/Chicago", "public_page": "true", **fields}
    return await here.administrator.send_form(f"/{here.slug}/settings", **whole)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


async def test_a_change_is_shown_first_and_made_when_it_is_said_again(here: Here):
    looked = await send(here)
    assert looked.status_code == 200
    assert "Is this what you mean?" in looked.text
    assert "Reports that are published keep the name they came out under" in looked.text
    assert "River anchors" not in (await here.coordinator.get(f"/{here.slug}/home")).text
    made = await send(here, then="apply", seen=seen(looked.text))
    assert made.headers["location"].endswith("?done=settings")
    page = (await here.administrator.get(f"/{here.slug}/settings")).text
    assert "ask@example.org" in page
    assert "River anchors" in (await here.coordinator.get(f"/{here.slug}/home")).text
    assert (await send(here)).headers["location"].endswith("?done=settings-same")


async def test_who_looked_at_something_else_is_told(here: Here):
    looked = await send(here)
    meanwhile = await send(here, name="Meanwhile")
    await send(here, name="Meanwhile", then="apply", seen=seen(meanwhile.text))
    late = await send(here, then="apply", seen=seen(looked.text))
    assert late.status_code == 409
    assert "Somebody changed the settings meanwhile" in late.text
    assert "River anchors" in late.text  # what was typed is still there


async def test_what_was_typed_after_looking_is_looked_at_before_it_is_saved(here: Here):
    looked = await send(here)
    after = await send(here, strapline="Over the river.", then="apply", seen=seen(looked.text))
    assert after.status_code == 200
    assert "You changed something after you looked. Nothing is saved yet" in after.text
    assert 'value="Over the river."' in after.text
    assert "Over the river." not in (await here.administrator.get(f"/{here.slug}/settings")).text
    await send(here, strapline="Over the river.", then="apply", seen=seen(after.text))
    assert "Over the river." in (await here.administrator.get(f"/{here.slug}/settings")).text


async def test_what_cannot_be_is_told_by_its_field(here: Here):
    wrong = await send(here, time_zone="Mars/Olympus", contact_email="nobody", name="")
    assert wrong.status_code == 422
    for field in ("Time zone of deadlines", "Address for questions", "Name"):
        assert f">{field}</a>: " in wrong.text


async def test_a_coordinator_does_not_find_it_in_the_menu(here: Here):
    address = f"/{here.slug}/settings"
    assert f'href="{address}"' in (await here.administrator.get(f"/{here.slug}/home")).text
    assert f'href="{address}"' not in (await here.coordinator.get(f"/{here.slug}/home")).text
    assert (await here.coordinator.get(address)).status_code == 403
