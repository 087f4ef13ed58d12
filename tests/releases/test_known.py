"""As first published, as published by a day, as known on it, and as known now: each stays what it was."""

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from backend.kit.db import Scope
from backend.members.rules import Role
from backend.releases.tables import FrozenEdition, Publication
from backend.submissions.tables import Value
from tests.makers import Visitor
from tests.releases.reporting import Q1, Q2, Reporting

LONG_AGO = datetime(2025, 5, 1, 12, tzinfo=UTC)


async def page(world: Reporting, by: Visitor | None = None, **query: str) -> str:
    answer = await (by or world.here.coordinator).get(f"/{world.here.slug}/known", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def row(page: str, name: str) -> list[str]:
    """The cells of a figure's line, as they are read, without who reported and when."""
    line = re.search(rf"<tr[^>]*><th scope=\"row\">{name}\b.*?</tr>", page, re.DOTALL)
    assert line
    cells = re.findall(r"<td[^>]*>(.*?)</td>", line[0], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell.split("<br>")[0]).strip() for cell in cells]


async def long_ago(world: Reporting) -> None:
    """Everything so far was accepted and published on a day of last year; as the owner, whom no rule binds."""
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.update(Value).values(accepted_at=LONG_AGO))
        for table in (Publication, FrozenEdition):
            await session.execute(sa.update(table).values(published_at=LONG_AGO + timedelta(hours=1)))


async def corrected_later(world: Reporting) -> None:
    of = await world.reported(Q1)
    await world.released(of)
    await long_ago(world)
    for member, hires in (("Elm", 130), ("Ash", 150), ("Cedar", 160)):
        await world.corrected(of, member, hires=hires)
    await world.released(await world.reported(Q2))


async def test_a_corrected_figure_is_read_as_it_was_and_as_it_is(world: Reporting):
    await corrected_later(world)
    period = f"{Q1.start}/3"
    today = await page(world, period=period)
    assert row(today, "New hires") == ["500 people", "640 people", "640 people", "640 people"]
    assert "corrected" in today
    then = await page(world, period=period, on="2025-05-02")
    assert row(then, "New hires") == ["500 people", "500 people", "500 people", "640 people"]
    earlier = await page(world, period=period, on="2025-04-30")
    assert row(earlier, "New hires") == ["500 people", "not published by then", "no figure", "640 people"]


async def test_a_member_reads_what_was_published_to_members_and_nothing_live(world: Reporting):
    await corrected_later(world)
    member = await world.person(Role.VIEWER, "Birch")
    said = await page(world, member, period=f"{Q1.start}/3", on="2025-05-02")
    assert row(said, "New hires") == ["500 people", "500 people"]
    assert "As known now" not in said
    assert "Energy" not in said  # shown to the backbone alone


async def test_by_a_day_is_what_had_opened_to_the_reader_by_then(world: Reporting):
    """Published ahead of the day on which members may read it."""
    await corrected_later(world)
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        first = sa.update(FrozenEdition).where(
            FrozenEdition.audience == "members", FrozenEdition.published_at < LONG_AGO + timedelta(days=1)
        )
        await session.execute(first.values(published_at=LONG_AGO + timedelta(days=10)))
    member = await world.person(Role.VIEWER, "Birch")
    for day, read in (("2025-05-02", "not published by then"), ("2025-05-12", "500 people")):
        assert row(await page(world, member, period=f"{Q1.start}/3", on=day), "New hires") == ["500 people", read]
    then = await page(world, period=f"{Q1.start}/3", on="2025-05-02")
    assert row(then, "New hires")[1] == "500 people", "the backbone had it"


async def test_what_cannot_be_is_told_or_not_there(world: Reporting):
    assert "Nothing has been published yet" in await page(world)
    await world.released(await world.reported(Q1))
    assert "Choose a day." in await page(world, on="soon")
    assert "Choose today or an earlier day." in await page(world, on="2999-01-01")
    for query in ({"of": "x"}, {"period": "1999-01-01/3"}):
        assert (await world.here.coordinator.get(f"/{world.here.slug}/known", params=query)).status_code == 404
