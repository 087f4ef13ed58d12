"""By a program that comes late or twice: a version that stands no longer is refused, a repeat with its key is done once."""

import asyncio
import secrets
from datetime import timedelta

import httpx
import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.kit.repeats import IdempotencyKey
from backend.members import jobs as member_jobs
from backend.members.rules import Role
from backend.members.tables import HeldRole
from backend.submissions.tables import Submission
from tests.submissions.programs import FULL, Api, codes

# ---- Versions --------------------------------------------------------------------------------------------------------


async def test_what_somebody_changed_meanwhile_is_not_written_over(api: Api, mine: Submission) -> None:
    before = (await api.put(mine, {"element": "hires", "value": "40"})).headers["etag"]
    await api.put(mine, {"element": "hires", "value": "41"})
    by_version = await api.put(mine, {"element": "hires", "value": "42"}, If_Match=before)
    by_revision = await api.put(mine, {"element": "hires", "value": "42", "revision": 1})
    for answer in (by_version, by_revision):
        assert answer.status_code == 412
        [clash] = answer.json()["errors"]
        assert (clash["pointer"], clash["theirs"], clash["yours"], clash["revision"]) == ("/values/0", "41", "42", 2)
    read = await api.contributor.get(api.path(mine, "/entries"))
    assert [(one["value"], one["revision"]) for one in read.json()["items"]] == [("41", 2)]
    assert (await api.put(mine, {"element": "hires", "value": "42"}, If_Match=read.headers["etag"])).status_code == 200


async def test_nobody_signs_for_what_was_changed_since_it_was_read(api: Api, mine: Submission) -> None:
    first = (await api.put(mine, *FULL, query="?submit=true")).headers["etag"]
    for version, refusal in (({}, 428), ({"If-Match": "*"}, 422)):
        assert (await api.approver.post(api.path(mine, "/approval"), headers=version)).status_code == refusal
    returned = await api.do(api.approver, mine, "return", first, reason="Count again")
    assert returned.json()["state"] == "returned"
    await api.put(mine, {"element": "hires", "value": "44"}, query="?submit=true")
    assert (await api.do(api.approver, mine, "approval", first)).status_code == 412
    assert await api.world.state(mine) == "submitted"


async def test_the_version_is_another_after_every_change(api: Api, mine: Submission) -> None:
    seen = [(await api.contributor.get(api.path(mine))).headers["etag"]]
    for value in ("40", "41", "40"):
        seen.append((await api.put(mine, {"element": "hires", "value": value})).headers["etag"])
    for _ in range(2):
        seen.append((await api.put(mine, *FULL, query="?submit=true")).headers["etag"])
        seen.append((await api.do(api.approver, mine, "return", seen[-1], reason="Again")).headers["etag"])
    assert len(set(seen)) == len(seen)


# ---- Keys ------------------------------------------------------------------------------------------------------------


async def test_a_repeat_with_its_key_is_done_once(api: Api, mine: Submission) -> None:
    key = secrets.token_hex(8)
    await api.put(mine, *FULL, query="?submit=true")
    version = (await api.contributor.get(api.path(mine))).headers["etag"]
    send = {"json": {"reason": "Again"}, "headers": {"If-Match": version, "Idempotency-Key": key}}
    first = await api.approver.post(api.path(mine, "/return"), **send)
    again = await api.approver.post(api.path(mine, "/return"), **send)
    assert first.status_code == again.status_code == 200
    assert (first.text, first.headers["etag"]) == (again.text, again.headers["etag"])
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    other = await api.approver.post(api.path(mine, "/return"), **{**send, "json": {"reason": "Another"}})
    assert other.status_code == 422
    assert codes(other) == [("Idempotency-Key", "key.used")]
    without = await api.approver.post(
        api.path(mine, "/return"), json={"reason": "Again"}, headers={"If-Match": version}
    )
    assert without.status_code == 412, "without its key it is another request, about a version that stands no longer"


async def test_a_key_is_the_sender_s_own_and_refusals_are_not_kept(api: Api, mine: Submission) -> None:
    theirs = await api.world.here.program(api.world.people["Birch", Role.CONTRIBUTOR])
    refused = await api.put(mine, {"element": "hires", "value": "x"}, Idempotency_Key="a")
    mended = await api.put(mine, {"element": "hires", "value": "7"}, Idempotency_Key="a")
    stranger = await api.put(mine, {"element": "hires", "value": "7"}, by=theirs, Idempotency_Key="a")
    assert [refused.status_code, mended.status_code, stranger.status_code] == [422, 200, 404]
    for key in ("", "a b", "x" * 256):
        assert (await api.put(mine, *FULL, Idempotency_Key=key)).status_code == 422


async def test_of_many_at_once_with_one_key_one_has_its_effect(api: Api, mine: Submission) -> None:
    async def send() -> httpx.Response:
        while (
            answer := await api.put(mine, {"element": "hires", "value": "9"}, Idempotency_Key="one")
        ).status_code == 409:
            assert answer.json()["type"] == "/api#under-way"
            await asyncio.sleep(0.01)
        return answer

    answers = await asyncio.gather(*(send() for _ in range(30)))
    assert {one.status_code for one in answers} == {200}
    assert len({one.text for one in answers}) == 1
    assert sum("idempotency-replayed" not in one.headers for one in answers) == 1
    assert [one.revision for one in (await api.world.answers(mine)).values()] == [1]


async def test_a_key_is_forgotten_after_thirty_days(api: Api, mine: Submission) -> None:
    await api.put(mine, {"element": "hires", "value": "9"}, Idempotency_Key="k")
    here, settings = api.world.here, api.world.here.app.state.settings
    for days, kept in ((29, 1), (31, 0)):
        await member_jobs.sweep(here.database, settings, now() + timedelta(days=days))
        async with here.session(Scope(here.id, person_id=api.world.contributor.person_id)) as session:
            assert len((await session.scalars(sa.select(IdempotencyKey))).all()) == kept


async def test_a_kept_answer_is_given_to_nobody_whose_role_for_the_member_has_ended(api: Api, mine: Submission) -> None:
    world, person = api.world, api.world.contributor.person_id
    async with world.here.session() as session:
        session.add(HeldRole(person_id=person, role=Role.CONTRIBUTOR, member_id=world.birch.id))
    put = {"element": "hires", "value": "40"}
    assert (await api.put(mine, put, Idempotency_Key="k-1")).status_code == 200
    assert (await api.put(mine, put, Idempotency_Key="k-1")).headers["idempotency-replayed"] == "true"
    async with world.here.session() as session:
        of_abbey = sa.and_(HeldRole.person_id == person, HeldRole.member_id == world.abbey.id)
        await session.execute(sa.update(HeldRole).where(of_abbey).values(ended_at=now()))
    again = await api.put(mine, put, Idempotency_Key="k-1")
    assert again.status_code == 404
    assert world.abbey.code not in again.text
