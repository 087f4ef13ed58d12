"""Every list that came to be sorted, narrowed, linked, kept and taken away says the same on its page, by link and as a file.

What is of one list alone is tried with its room; here each goes through the same, in one collaborative that has two of each.
"""

import csv
import io
import re
from datetime import date, timedelta

import openpyxl

from backend.files.tables import Upload
from backend.kit.db import now
from backend.places.tables import AreaList
from backend.releases.tables import FrozenEdition, Release
from tests.makers import Here, Visitor
from tests.worlds import World, make_world, statements

# Words that find one of the two.
LISTS = {
    "/agreements": "abbey",
    "/uploads": "birch",
    "/releases": "corrected",
    "/reports": "corrected",
    "/areas/lists/town_parts": "weir",
    "/series": "gap",
    "/review": "abbey",
}
OPTION = re.compile(r'<option value="(\w+)"')


async def test_each_list_is_sorted_narrowed_kept_and_taken_away(here: Here) -> None:
    await two_of_each(await make_world(here))
    for path, words in LISTS.items():
        who = here.administrator if path.startswith("/areas") else here.coordinator
        at = f"/{here.slug}{path}"
        with statements(here) as asked:
            page = (await who.get(at)).text
        assert len(asked) <= 12, (path, len(asked))
        heads, *every = await taken(who, at)
        assert len(every) == 2, (path, every)
        sorts = OPTION.findall(page.partition('id="list.sort"')[2].partition("</select>")[0])
        turned = set()
        for sort in sorts:
            up, down = [(await taken(who, f"{at}?sort={sort}{way}"))[1:] for way in ("", "&down=yes")]
            assert sorted(up) == sorted(down) == sorted(every), (path, sort)
            turned |= {sort} if up != down else set()
        assert turned, f"{path}: no sort makes a difference"
        book = openpyxl.load_workbook(io.BytesIO((await who.get(f"{at}?file=xlsx")).content)).active
        assert [cell.value for cell in next(book.iter_rows())] == heads
        assert len(await taken(who, f"{at}?q={words}")) == 2, path
        assert "1 of 2 is shown." in (await who.get(f"{at}?q={words}")).text, path
        assert "None of them." in (await who.get(f"{at}?q=nowhere")).text, path
        assert (await who.get(f"{at}?sort=nonsense")).status_code == 422, path
        kept = await who.send_form(f"/{here.slug}/views", name="Mine", page=path, query=f"q={words}")
        assert kept.headers["location"] == f"{at}?q={words}&done=view-kept"
        assert f'href="{at}?q={words}" aria-current="page">Mine</a>' in (await who.get(kept.headers["location"])).text


async def taken(who: Visitor, at: str) -> list[list[str]]:
    """As a file: the heads, then a row for each."""
    answer = await who.get(f"{at}{'&' if '?' in at else '?'}file=csv")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def two_of_each(world: World) -> None:
    here, of = world.here, await world.opened()
    await world.both_approved(of)
    for name in ("Life-expectancy gap", "Unemployment"):
        await here.coordinator.send_form(f"/{here.slug}/series", name=name, plain="Of the town.", unit="years")
    at, by = now() - timedelta(hours=1), here.coordinator.person_id
    async with here.session() as session:
        session.add(AreaList(code="town_parts", name="Parts of the town"))
        for hour, member_id in enumerate((None, world.birch.id)):
            sent = at + timedelta(minutes=hour)
            session.add(
                Upload(
                    member_id=member_id, round_id=of.id if member_id else None, way="tidy", file_name=f"values {hour}.csv",
                    sha256="", size=1, state="saved", sent_by=by, sent_at=sent, beat_at=sent,
                )
            )  # fmt: skip
        for number, title in enumerate(("First report", "Corrected report"), start=1):
            release = Release(
                round_id=of.id, number=number, title=title, period_start=date(2025, 4, 1), period_months=3,
                gathered_at=at + timedelta(minutes=number), gathered_by=by,
            )  # fmt: skip
            session.add(release)
            await session.flush()
            out = at + timedelta(minutes=number)
            session.add(
                FrozenEdition(release_id=release.id, audience="backbone", text="{}", sha256="", published_at=out)
            )
    areas = {"kind": "ward", "areas": "1, Weir End (Pilsen)\n2, Mill Side", "valid_from": "2020-01-01", "rationale": ""}
    await here.administrator.send_form(f"/{here.slug}/areas/lists/town_parts", **areas)
