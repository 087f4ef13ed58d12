"""Sizes are looked at before they hold: who would stand in which band, and what is in the way."""

import re
from typing import Any

import sqlalchemy as sa

from backend.agreements.tables import Agreement
from backend.kit.db import Scope
from backend.members.tables import Member
from tests.makers import Here
from tests.provisioning.test_settings_pages import seen

NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
LINES = "\n".join(f"{name}: {size}" for name, size in zip(NAMES, (90, 120, 150, 400, 420, 1300), strict=True))


async def send(here: Here, **fields: Any):
    return await here.administrator.send_form(
        f"/{here.slug}/settings/sizes", **{"of": "staffed beds", "bounds": "200", "sizes": LINES, **fields}
    )


async def shown(here: Here) -> str:
    return (await here.administrator.get(f"/{here.slug}/settings/sizes")).text


def rows(page: str) -> dict[str, str]:
    """By band, how many."""
    return dict(re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>(\d+)</td>', page))


async def joined(here: Here) -> None:
    for name in NAMES:
        await here.member(name)


async def test_bands_are_shown_first_and_hold_when_it_is_said_again(here: Here):
    await joined(here)
    before = await shown(here)
    assert rows(before) == {}
    assert "Ash:\nBirch:" in before
    looked = await send(here)
    assert rows(looked.text) == {"Under 200 staffed beds": "3", "200 staffed beds and more": "3", "Size not given": "0"}
    assert "6 members get other sizes than now" in looked.text
    assert "<bdi>Fir</bdi>: no size → 1,300" in looked.text
    assert "is in the way" not in looked.text
    assert rows(await shown(here)) == {}, "nothing is saved yet"
    made = await send(here, then="apply", seen=seen(looked.text))
    assert made.headers["location"].endswith("?done=sizes")
    after = await shown(here)
    assert rows(after) == rows(looked.text)
    assert "Fir: 1300" in after
    assert (await send(here)).headers["location"].endswith("?done=settings-same")


async def test_a_band_of_too_few_is_said_to_be_in_the_way(here: Here):
    await joined(here)
    looked = await send(here, bounds="200, 500")
    assert rows(looked.text)["500 staffed beds and more"] == "1"
    assert "“500 staffed beds and more” is in the way, with 1: as long as a band has fewer than 3" in looked.text
    nobody_knows = await send(here, sizes=LINES.replace("Ash: 90\n", ""))
    assert "“Size not given” is in the way, with 1" in nobody_knows.text


async def test_who_is_in_no_total_fills_no_band_and_who_towers_is_told(here: Here):
    await joined(here)
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        fir = sa.select(Member.id).where(Member.name == "Fir", Member.collaborative_id == here.id).scalar_subquery()
        await session.execute(sa.delete(Agreement).where(Agreement.member_id == fir))
    looked = await send(here)
    assert rows(looked.text)["200 staffed beds and more"] == "2"
    assert "“200 staffed beds and more” is in the way, with 2" in looked.text
    assert "Not counted, as no agreement lets their figures into any total: Fir." in looked.text
    assert "all but the two largest are" not in looked.text
    towers = await send(here, sizes=LINES.replace("150", "199").replace("90", "20").replace("120", "20"), bounds="200")
    assert "In “Under 200 staffed beds” all but the two largest are together less than half" in towers.text


async def test_every_fault_is_told_and_what_was_typed_is_still_there(here: Here):
    await joined(here)
    wrong = await send(here, bounds="500, 200", sizes="Ash: many\nBrch: 12\nElm: 90")
    assert wrong.status_code == 422
    for said in ("the smaller first", "“many” is no size", "Did you mean “Birch”?"):
        assert said in wrong.text
    assert "Brch: 12" in wrong.text
    assert 'href="#sizes"' in wrong.text
    assert (await send(here, bounds="200 beds")).status_code == 422
    unnamed = await send(here, of="")
    assert unnamed.status_code == 422
    assert 'href="#of"' in unnamed.text
    assert rows(await shown(here)) == {}


async def test_bands_are_taken_away_again(here: Here):
    await joined(here)
    await send(here, then="apply", seen=seen((await send(here)).text))
    looked = await send(here, of="", bounds="")
    assert "There would be no bands." in looked.text
    await send(here, of="", bounds="", then="apply", seen=seen(looked.text))
    after = await shown(here)
    assert rows(after) == {}
    assert "Ash: 90" in after, "sizes are kept"


async def test_who_looked_at_something_else_is_told(here: Here):
    await joined(here)
    looked = seen((await send(here)).text)
    await send(here, then="apply", seen=looked)
    other = seen((await send(here, bounds="300")).text)
    grown = LINES.replace("90", "95")
    await send(here, sizes=grown, then="apply", seen=seen((await send(here, sizes=grown)).text))
    late = await send(here, bounds="300", then="apply", seen=other)
    assert late.status_code == 409
    assert 'value="300"' in late.text
    assert "Ash: 95" in await shown(here)
    assert rows(await shown(here)).keys() >= {"Under 200 staffed beds"}


async def test_what_was_typed_after_looking_is_looked_at_before_it_is_saved(here: Here):
    await joined(here)
    looked = seen((await send(here)).text)
    after = await send(here, sizes=LINES.replace("1300", "1400"), then="apply", seen=looked)
    assert "You changed something after you looked. Nothing is saved yet" in after.text
    assert "<bdi>Fir</bdi>: no size → 1,400" in after.text
    assert "Fir: 1400" in after.text
    assert "Fir: 1" not in await shown(here)
    await send(here, sizes=LINES.replace("1300", "1400"), then="apply", seen=seen(after.text))
    assert "Fir: 1400" in await shown(here)


async def test_it_is_for_administrators(here: Here):
    assert (await here.coordinator.get(f"/{here.slug}/settings/sizes")).status_code == 403
