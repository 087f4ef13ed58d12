"""The page of changes: who, what, from what to what; nobody but the backbone sees it whole."""

from backend.kit import trail
from backend.members.rules import Role
from tests.makers import Here


async def test_the_backbone_reads_who_changed_what(here: Here) -> None:
    member = await here.member("Lakeside")
    async with here.session() as session:
        member = await session.merge(member)
        member.contact = "the estates office"
    newest = await here.coordinator.get(f"/{here.slug}/trail")
    assert newest.status_code == 200
    assert "the estates office" in newest.text
    assert "Changed: member" in newest.text


async def test_who_is_not_of_the_backbone_has_no_such_page(here: Here) -> None:
    member = await here.member()
    for role in (Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER):
        assert (await (await here.person(role, member)).get(f"/{here.slug}/trail")).status_code == 403
    assert (await (await here.person(Role.PARTNER)).get(f"/{here.slug}/trail")).status_code == 403


async def test_pages_follow_one_another(here: Here) -> None:
    for number in range(4):
        await here.member(f"Member {number}")
    async with here.session() as session:
        first = await trail.latest(session, limit=3)
        second = await trail.latest(session, limit=3, before=first[-1].at)
        assert not {one.id for one in first} & {one.id for one in second}
        assert all(one.table_name != "members" for one in await trail.latest(session, limit=50, without=("members",)))
        row = first[0].row_id
        assert {one.row_id for one in await trail.latest(session, limit=50, row_id=row)} == {row}


def test_a_change_tells_only_what_became_different() -> None:
    entry = trail.TrailEntry(was={"id": "1", "name": "a", "code": "x"}, became={"id": "1", "name": "b", "code": "x"})
    assert trail.changes(entry) == [trail.Changed("name", "a", "b")]
    new = trail.TrailEntry(was=None, became={"id": "1", "collaborative_id": "2", "name": "b"})
    assert trail.changes(new) == [trail.Changed("name", None, "b")]
