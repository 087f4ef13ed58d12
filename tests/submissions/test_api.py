"""By a program: the same deeds and the same refusals as by the page, in its own tongue."""

from typing import Any

import pytest

from backend.members.rules import May, Role
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.submissions.programs import FULL, Api, codes
from tests.worlds import ANSWERS, FIRST

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


async def test_submitting_with_the_values_finds_what_submitting_alone_does(api: Api, mine: Submission) -> None:
    """Of a number to date that stands, an earlier quarter was changed since: nothing of the draft counts so itself."""
    second = await api.world.submission(await api.world.opened(FIRST.next()))
    await api.put(mine, *FULL)
    to_date = {"element": "hires", "value": "100", "to_date": True}
    assert (await api.put(second, *FULL[1:], to_date)).status_code == 200
    await api.put(mine, {"element": "hires", "value": "45"})
    version = (await api.contributor.get(api.path(second))).headers["etag"]
    alone = await api.do(api.contributor, second, "submission", version)
    spend = {"element": "spend", "value": "1300"}
    together = await api.put(second, spend, query="?submit=true")
    assert [one.status_code for one in (alone, together)] == [422, 422]
    assert codes(alone) == codes(together) == [("New hires", "to_date.moved")]
    shown = await api.put(second, spend, query="?preview=true")
    assert [one["code"] for one in shown.json()["findings"]] == ["to_date.moved"]
    assert (await api.world.state(second)) == "in_progress"


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


async def test_a_member_lists_its_own_alone(api: Api, mine: Submission, opened: Round) -> None:
    await api.world.accepted(mine)
    theirs = await api.world.here.program(api.world.people["Birch", Role.CONTRIBUTOR])
    assert (await theirs.get(f"{api.root}/values")).json()["items"] == []
    for by, count in ((theirs, 1), (api.contributor, 1), (api.coordinator, 2)):
        assert len((await by.get(f"{api.root}/submissions?round={opened.id}")).json()["items"]) == count
    assert (await theirs.get(api.path(mine))).status_code == 404


async def test_questions_come_with_their_definitions(api: Api, opened: Round) -> None:
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
