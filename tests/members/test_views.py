"""Lists: narrowed, sorted and exported by their address, and kept under a name by whoever wants to find them again."""

import io
import re

import openpyxl
import sqlalchemy as sa

from backend.kit.db import Scope
from backend.members.rules import Role
from backend.members.view_tables import SavedView
from tests.makers import Here
from tests.worlds import statements


async def kept(here: Here, by, page: str = "/views") -> list[tuple[str, str]]:
    """Address and name of each."""
    text = (await by.get(f"/{here.slug}{page}")).text
    return re.findall(rf'<a href="/{here.slug}([^"]*)"[^>]*>([^<]*)</a></(?:h2|li)>', text.split("<main", 1)[1])


async def test_members_and_people_are_narrowed_sorted_and_taken_away(here: Here) -> None:
    for name in ("Keck", "Élan", "Cedars"):
        await here.person(Role.CONTRIBUTOR, await here.member(name), name=f"Clerk of {name}")
    at = f"/{here.slug}/members"
    listed = re.findall(r'<h3><a href="[^"]*">([^<]*)', (await here.coordinator.get(f"{at}?sort=name&down=yes")).text)
    assert listed == ["Keck", "Élan", "Cedars"]
    text = (await here.coordinator.get(f"{at}?q=elan")).text
    assert ">Élan</a>" in text
    assert ">Keck</a>" not in text
    assert "1 of 3 is shown" in text
    assert "None of them." in (await here.coordinator.get(f"{at}?without=contributor")).text
    csv = (await here.coordinator.get(f"{at}?q=elan&file=csv")).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in csv.strip().split("\r\n")] == ["Name", "Élan"]
    people = await here.coordinator.get(f"/{here.slug}/people?q=clerk&sort=name&down=yes&file=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(people.content)).active
    assert [row[0].value for row in sheet.iter_rows()] == ["Name", "Clerk of Keck", "Clerk of Élan", "Clerk of Cedars"]
    page = (await here.coordinator.get(f"/{here.slug}/people?role=contributor&member=Keck")).text
    assert page.count('<tr id="p.') == 1
    assert 'aria-sort="ascending"' in page
    assert (await here.coordinator.get(f"{at}?sort=nonsense")).status_code == 422


async def test_an_approver_takes_away_the_own_members_people_alone(here: Here) -> None:
    keck, cedars = await here.member("Keck"), await here.member("Cedars")
    approver = await here.person(Role.APPROVER, keck, name="Approver of Keck")
    await here.person(Role.CONTRIBUTOR, cedars, name="Clerk of Cedars")
    taken = (await approver.get(f"/{here.slug}/people?file=csv")).content.decode("utf-8-sig")
    assert "Approver of Keck" in taken
    assert "Cedars" not in taken


async def test_a_list_is_kept_renamed_and_deleted(here: Here, elsewhere: Here) -> None:
    coordinator = here.coordinator
    sent = {"page": "/members", "query": "q=ke&down=yes&sort=name&file=csv&done=x"}
    answer = await coordinator.send_form(f"/{here.slug}/views", name="Ours", **sent)
    assert answer.headers["location"] == f"/{here.slug}/members?q=ke&down=yes&sort=name&done=view-kept"
    with statements(here) as asked:
        assert "Kept. You find it again" in (await coordinator.get(answer.headers["location"])).text
    assert len(asked) <= 12
    mine = [("/members?q=ke&amp;down=yes&amp;sort=name", "Ours")]
    assert await kept(here, coordinator) == mine
    assert mine[0] in await kept(here, coordinator, "/members")
    assert mine[0] not in await kept(here, coordinator, "/people")
    # The same name anew takes its place.
    await coordinator.send_form(f"/{here.slug}/views", name="Ours", page="/members", query="")
    assert await kept(here, coordinator) == [("/members", "Ours")]
    await coordinator.send_form(f"/{here.slug}/views", name="Other", page="/members", query="")
    text = (await coordinator.get(f"/{here.slug}/views")).text
    ids = re.findall(r'action="/[^/]+/views/([^"/]+)"', text)
    taken = await coordinator.send_form(f"/{here.slug}/views/{ids[0]}", name="Ours")
    assert taken.status_code == 422
    assert "by this name" in taken.text
    # Nobody else's: not another's of the same backbone, and not from elsewhere.
    assert await kept(here, here.administrator) == []
    for visitor, at in ((here.administrator, here.slug), (elsewhere.coordinator, elsewhere.slug)):
        assert (await visitor.send_form(f"/{at}/views/{ids[0]}", name="Mine")).status_code == 404
        assert (await visitor.send_form(f"/{at}/views/{ids[0]}/deletion")).status_code == 404
    assert (await coordinator.send_form(f"/{here.slug}/views/{ids[0]}", name="New")).status_code == 303
    assert (await coordinator.send_form(f"/{here.slug}/views/{ids[1]}/deletion")).status_code == 303
    assert [name for _, name in await kept(here, coordinator)] == ["New"]


async def test_only_a_list_of_this_place_is_kept(here: Here) -> None:
    for page in ("//evil.example", "/../x", "/members/1/2/3", "https://evil.example", ""):
        answer = await here.coordinator.send_form(f"/{here.slug}/views", name="Bad", page=page, query="")
        assert answer.status_code in (404, 422), page
    assert await kept(here, here.coordinator) == []


async def test_what_somebody_kept_goes_with_the_person(here: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member("Keck"))
    await viewer.send_form(f"/{here.slug}/views", name="Mine", page="/submissions/list", query="")
    async with here.owner.session(Scope.everything_in(here.id)) as session:
        rows = sa.select(sa.func.count()).select_from(SavedView)
        assert await session.scalar(rows) == 1
        assert (await viewer.send_form("/account/forget")).status_code == 303
        assert await session.scalar(rows) == 0
