"""A member takes all its accepted figures away in one click, and nobody else's."""

import csv
import io

import pytest
import sqlalchemy as sa

from backend.kit.db import Scope, today_in
from backend.members.rules import Role
from backend.members.tables import Collaborative
from backend.submissions.tables import Submission
from tests.worlds import World


async def test_all_values_of_ones_own_member_and_of_no_other(world: World, mine: Submission):
    await world.accepted(mine, hires="41", spend="1200.50")
    path = f"/{world.here.slug}/submissions/everything"
    answer = await world.contributor.get(f"{path}.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {(row["element"], row["value"]) for row in rows} == {
        ("hires", "41"), ("local_hires", "10"), ("spend", "1200.50"), ("policy", "yes"),
    }  # fmt: skip
    assert {(row["member"], row["status"]) for row in rows} == {("Abbey", "reported")}
    book = await world.contributor.get(f"{path}.xlsx")
    assert book.content.startswith(b"PK")
    for other in (world.people["Birch", Role.CONTRIBUTOR], world.here.coordinator):
        assert len((await other.get(f"{path}.csv")).text.splitlines()) == 1


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"]
)  # at any moment one is not at the day of UTC
async def test_the_day_it_was_accepted_is_that_of_the_place(world: World, mine: Submission, zone: str):
    await world.accepted(mine)
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        here = sa.update(Collaborative).where(Collaborative.id == world.here.id)
        await session.execute(here.values(time_zone=zone))
    answer = await world.contributor.get(f"/{world.here.slug}/submissions/everything.csv")
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert {row["accepted"] for row in rows} == {str(today_in(zone))}
