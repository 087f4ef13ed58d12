"""By a program: the same deeds and the same refusals as by the page, in its own tongue."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.kit.repeats import IdempotencyKey
from backend.members import jobs as member_jobs
from backend.members.rules import May, Role
from backend.members.tables import HeldRole
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.makers import Here, Program
from tests.worlds import ANSWERS, World, make_world

FULL = [{"element": code, "value": answer} for code, answer in ANSWERS.items()]


class Api:
    """The API of one collaborative, as each of a member's people and the coordinator."""

    def __init__(self, world: World) -> None:
        self.world, self.root = world, f"/api/v1/{world.here.slug}"
        self.contributor: Program
        self.approver: Program
        self.coordinator: Program

    async def come(self) -> "Api":
        here = self.world.here
        self.contributor = await here.program(self.world.contributor)
        self.approver = await here.program(self.world.approver)
        self.coordinator = await here.program(here.coordinator)
        return self

    def path(self, of: Submission, then: str = "") -> str:
        return f"{self.root}/submissions/{of.id}{then}"

    async def put(
        self, of: Submission, *values: dict[str, Any], by: Program | None = None, query: str = "", **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"values": list(values)}
        return await (by or self.contributor).put(self.path(of, f"/values{query}"), json=sent, headers=named)

    async def do(self, by: Program, of: Submission, deed: str, version: str, **body: Any) -> httpx.Response:
        return await by.post(self.path(of, f"/{deed}"), json=body, headers={"If-Match": version})


@pytest.fixture
async def api(here: Here) -> Api:
    return await Api(await make_world(here)).come()


@pytest.fixture
async def asked(api: Api) -> Round:
    return await api.world.opened()


@pytest.fixture
async def mine(api: Api, asked: Round) -> Submission:
    return await api.world.submission(asked)


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(one["pointer"] or one["where"], one["code"]) for one in answer.json()["errors"]]


# ---- The road --------------------------------------------------------------------------------------------------------


async def test_a_quarter_goes_all_the_way_by_programs(api: Api, mine: Submission) -> None:
    put = await api.put(mine, *FULL, query="?submit=true")
    assert put.status_code == 200, put.text
    assert put.json()["submission"]["state"] == "submitted"
    assert (put.json()["changed"], put.json()["unchanged"]) == (4, 0)
    approved = await api.do(api.approver, mine, "approval", put.headers["etag"], note="Looked over")
    assert approved.status_code == 200, approved.text
    accepted = await api.do(api.coordinator, mine, "acceptance", approved.headers["etag"])
    assert accepted.json()["state"] == "accepted"
    values = (await api.contributor.get(f"{api.root}/values")).json()["items"]
    assert {one["element"]: one["value"] for one in values} == {**ANSWERS, "policy": "1"}
    assert len(await api.world.values(mine)) == 4


async def test_a_preview_says_what_would_be_and_does_nothing(api: Api, mine: Submission) -> None:
    await api.put(mine, {"element": "hires", "value": "40"})
    told = await api.put(
        mine,
        {"element": "hires", "value": "40"},
        {"element": "local_hires", "value": "50"},
        {"element": "spend", "value": "1.2.3"},
        query="?preview=true",
    )
    assert told.status_code == 200
    assert told.json()["saved"] is False
    lines = {one["pointer"]: one["outcome"] for one in told.json()["lines"]}
    assert lines == {"/values/0": "unchanged", "/values/1": "new", "/values/2": "wrong"}
    assert ("/values/1", "part.exceeds_whole") in {(one["pointer"], one["code"]) for one in told.json()["findings"]}
    assert set(await api.world.answers(mine)) == {("hires", None)}


async def test_every_fault_is_told_at_once_with_pointer_code_and_remedy(api: Api, mine: Submission) -> None:
    answer = await api.put(
        mine,
        {"element": "hires", "value": "forty"},
        {"element": "beds", "value": "3"},
        {"element": "spend", "value": "5", "status": "withheld"},
        {"element": "hires", "breakdown": "gender.women", "value": "20"},
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert codes(answer) == [
        ("/values/0", "number.not_a_number"),
        ("/values/1", "element.not_asked"),
        ("/values/2", "answer.number_and_status"),
    ]
    assert all(one["remedy"] for one in answer.json()["errors"])
    assert await api.world.answers(mine) == {}, "the good one is not saved either"


async def test_what_the_checks_find_keeps_all_of_it_from_being_saved(api: Api, mine: Submission) -> None:
    wrong = [{**one, "value": "90"} if one["element"] == "local_hires" else one for one in FULL[:-1]]
    answer = await api.put(mine, *wrong, query="?submit=true")
    assert answer.status_code == 422
    assert sorted(codes(answer)) == [("/values/1", "part.exceeds_whole"), ("Living wage paid", "answer.missing")]
    assert await api.world.state(mine) == "not_started"
    assert await api.world.answers(mine) == {}


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"values": [{"element": "hires", "value": 40}]}, "/values/0/value", "body.string_type"),
        ({"values": [{"element": "hires", "valu": "40"}]}, "/values/0/valu", "body.extra_forbidden"),
        ({"values": [{"value": "40"}]}, "/values/0/element", "body.missing"),
        ({"values": [{"element": "hires", "note": "a\0b"}]}, "/values/0/note", "body.string_pattern_mismatch"),
        ({"values": [{"element": "hires", "revision": 10**30}]}, "/values/0/revision", "body.less_than_equal"),
        ({"values": []}, "/values", "body.too_short"),
        ([], "", "body.model_type"),
    ],
)
async def test_a_body_of_another_shape_is_refused(api: Api, mine: Submission, body: Any, where: str, code: str) -> None:
    answer = await api.contributor.put(api.path(mine, "/values"), json=body)
    assert answer.status_code == 422
    assert codes(answer) == [(where, code)]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b'{"values": [NaN]}', "application/json", 422),
        (b"[" * 5000, "application/json", 400),
        (b"values=1", "application/x-www-form-urlencoded", 415),
        (b"x" * 26_000_000, "application/json", 413),
    ],
)
async def test_what_cannot_be_read_is_refused(
    api: Api, mine: Submission, content: bytes, kind: str, status: int
) -> None:
    answer = await api.contributor.put(api.path(mine, "/values"), content=content, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["?preview=yes", "?limit=3", "?preview=true&preview=false", "?submit="])
async def test_a_query_is_read_strictly(api: Api, mine: Submission, query: str) -> None:
    assert (await api.put(mine, *FULL, query=query)).status_code == 422


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


# ---- Lists -----------------------------------------------------------------------------------------------------------


async def test_pages_come_to_all_there_is_and_no_row_twice(api: Api, mine: Submission) -> None:
    for path, by in (("submissions", api.coordinator), ("values", api.coordinator), ("rounds", api.contributor)):
        if path == "values":
            await api.world.accepted(mine)
        every = (await by.get(f"{api.root}/{path}")).json()
        assert every["next"] is None
        seen, cursor = [], ""
        while cursor is not None:
            query = {"limit": "1", **({"cursor": cursor} if cursor else {})}
            page = (await by.get(f"{api.root}/{path}", params=query)).json()
            assert len(page["items"]) <= 1
            seen, cursor = seen + page["items"], page["next"]
        assert seen == every["items"]
        assert seen
        for forged in ("x", "bm90aGluZw", "W10", "WyJ4IiwieCJd"):
            assert (await by.get(f"{api.root}/{path}", params={"cursor": forged})).status_code == 422


async def test_a_member_lists_its_own_alone(api: Api, mine: Submission, asked: Round) -> None:
    await api.world.accepted(mine)
    theirs = await api.world.here.program(api.world.people["Birch", Role.CONTRIBUTOR])
    assert (await theirs.get(f"{api.root}/values")).json()["items"] == []
    for by, count in ((theirs, 1), (api.contributor, 1), (api.coordinator, 2)):
        assert len((await by.get(f"{api.root}/submissions?round={asked.id}")).json()["items"]) == count
    assert (await theirs.get(api.path(mine))).status_code == 404


async def test_questions_come_with_their_definitions(api: Api, asked: Round) -> None:
    [framework] = (await api.contributor.get(f"{api.root}/frameworks")).json()["items"]
    told = (await api.contributor.get(f"{api.root}/frameworks/{framework['id']}/questions")).json()
    hires = next(one for one in told["questions"] if one["element"] == "hires")
    assert hires["definition"] == "What New hires means."
    assert [part["code"] for part in hires["breakdowns"][0]["parts"]] == [
        "gender.women",
        "gender.men",
        "gender.unknown",
    ]
    before = await api.contributor.get(f"{api.root}/frameworks/{framework['id']}/questions?on=2001-01-01")
    assert before.json()["questions"] == []


# ---- What a token may ------------------------------------------------------------------------------------------------


async def test_a_token_does_no_more_than_it_was_made_for(api: Api, mine: Submission) -> None:
    here, world = api.world.here, api.world
    await api.put(mine, *FULL, query="?submit=true")
    version = (await api.contributor.get(api.path(mine))).headers["etag"]
    reader = await here.program(world.approver, May.READ_SUBMISSIONS)
    assert (await api.do(reader, mine, "approval", version)).status_code == 403
    sent_back = await api.do(reader, mine, "return", version, reason="Again")
    assert sent_back.status_code == 403, "the role alone would do it"
    assert (await api.do(api.contributor, mine, "approval", version)).status_code == 403
    assert (await api.do(api.approver, mine, "return", version, reason="Again")).status_code == 200


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
