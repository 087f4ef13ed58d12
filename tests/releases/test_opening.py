"""A report opens to each audience on the day the collaborative promised, however early it is published."""

from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest
import sqlalchemy as sa

from backend.disclosure.figures import Audience
from backend.kit import days
from backend.kit.db import Scope, now
from backend.kit.mail import Letter
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.releases.rules import opens_on
from backend.releases.tables import EditionFile, FrozenEdition
from tests.goals.aims import aim
from tests.releases.readers import MAY_READ, address, everyone
from tests.releases.reporting import Q1, Reporting

SETTLED = {"members_after_days": 70, "public_after_days": 75}


@pytest.mark.parametrize(
    ("audience", "day"),
    [
        (Audience.BACKBONE, date(2025, 3, 31)),
        (Audience.MEMBERS, date(2025, 6, 9)),
        (Audience.PARTNERS, date(2025, 6, 14)),
        (Audience.PUBLIC, date(2025, 6, 14)),
    ],
)
def test_each_audience_reads_from_its_day_on(audience: Audience, day: date):
    assert opens_on(audience, Period(date(2025, 1, 1), 3).end, SETTLED) == day
    assert opens_on(audience, date(2025, 3, 31), {}) == date(2025, 3, 31)


@pytest.fixture
async def early(world: Reporting) -> Reporting:
    await opening_later(world)
    return world


async def opening_later(world: Reporting) -> None:
    """Published five days before members may read it, and ten before everyone may."""
    past = (world.today - Q1.end).days
    release = {**world.collaborative.policy["release"], "members_after_days": past + 5, "public_after_days": past + 10}
    world.collaborative.policy = {**world.collaborative.policy, "release": release}
    async with world.here.owner.session(Scope()) as session, session.begin():
        await session.execute(
            sa.update(Collaborative).where(Collaborative.id == world.here.id).values(policy=world.collaborative.policy)
        )
    await world.released(await world.reported(Q1))


async def readable(world: Reporting) -> dict[str, set[str]]:
    """Which audiences' reports each person can open, by any of their files."""
    async with world.here.session() as session:
        files = (await session.execute(sa.select(EditionFile.edition_id, EditionFile.audience, EditionFile.kind))).all()
    assert files
    found: dict[str, set[str]] = {}
    for who, visitor in (await everyone(world)).items():
        answers = {one: await visitor.get(address(world, f"editions/{one.edition_id}/{one.kind}")) for one in files}
        found[who] = {one.audience for one, answer in answers.items() if answer.status_code == httpx.codes.OK}
        if who in ("coordinator", "administrator"):
            assert {answer.headers["cache-control"] for answer in answers.values()} == {"private, no-store"}
    return found


async def test_until_then_it_is_there_for_the_backbone_alone(early: Reporting):
    backbone = MAY_READ["coordinator"]
    assert await readable(early) == {who: backbone if may == backbone else set[str]() for who, may in MAY_READ.items()}
    for visitor in (await everyone(early)).values():
        assert "No report has been published yet" in (await visitor.get(address(early))).text
    viewer = (await everyone(early))["viewer"]
    assert "Wood report" not in (await viewer.get(address(early, "reports"))).text


async def test_the_page_says_when_it_opens_and_to_whom_and_so_does_the_letter(early: Reporting):
    [released] = await early.releases()
    to_members, to_all = (days.written(early.today + timedelta(days=some)) for some in (5, 10))
    page = (await early.here.coordinator.get(address(early, f"releases/{released.id}"))).text
    assert f"to members on {to_members}" in page
    assert f"to everyone on {to_all}" in page
    async with early.here.session() as session:
        letters = (await session.scalars(sa.select(Letter.body).where(Letter.body.contains("/reports")))).all()
    told = [" ".join(body.split()) for body in letters]
    assert [body for body in told if f"is finished. From {to_members} on you can read it" in body]
    assert all(body.startswith("Dear Administrator") for body in told if "is out" in body)


async def test_on_its_day_it_is_there_for_them(early: Reporting):
    async with early.here.owner.session(Scope.everything_in(early.here.id)) as session, session.begin():
        for table in (FrozenEdition, EditionFile):
            await session.execute(sa.update(table).where(table.audience == "members").values(published_at=now()))
    found = await readable(early)
    assert [found[who] for who in ("nobody", "viewer", "approver", "partner")] == [
        set(),
        {"members"},
        {"members"},
        set(),
    ]


async def test_no_goal_s_page_is_there_for_anybody_before_its_day(world: Reporting):
    """Not for a coordinator either: pages for everyone are kept by caches."""
    await aim(world, "hiring", "WF-06", target=Decimal(25))
    await opening_later(world)
    for who, visitor in (await everyone(world)).items():
        assert (await visitor.get(address(world, "shared-goals/hiring"))).status_code == 404, who
        ours = await visitor.get(address(world, "our-goals/hiring"))
        assert ours.status_code == {"coordinator": 200, "administrator": 200, "nobody": 303}.get(who, 404), who
