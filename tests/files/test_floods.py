"""What one person's files may take of what all share: memory, connections, room in the database."""

import asyncio
from typing import Any

import pytest

from backend.files import keeping
from backend.kit import turns
from backend.kit.sheets import apart
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.files.own_files import mine as own_file
from tests.files.sending import row, send, sent, tidy, upload, uploads
from tests.worlds import World


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Files are opened once this is set."""
    event, opens = asyncio.Event(), apart._run_in

    async def waits(*given: Any) -> bytes | None:
        await event.wait()
        return await opens(*given)

    monkeypatch.setattr(apart, "_run_in", waits)
    return event


def content(world: World, answer: str = "4") -> bytes:
    return tidy([row(world.abbey, "hires", answer)])


async def test_of_many_files_at_once_a_few_are_taken_and_the_rest_refused_in_words(
    world: World, mine: Submission, held: asyncio.Event
):
    path = world.path(mine, "/uploads")
    under_way = [asyncio.create_task(send(world.contributor, path, content(world))) for _ in range(9)]
    others = asyncio.create_task(send(world.here.coordinator, path, content(world)))
    await asyncio.sleep(1)
    held.set()
    answers = await asyncio.gather(*under_way)
    assert sorted(one.status_code for one in answers) == [303] * turns.EACH + [429] * (9 - turns.EACH)
    assert "files of yours are being worked on" in next(one.text for one in answers if one.status_code == 429)
    assert (await others).status_code == 303
    for _ in range(100):
        if {one.state for one in await uploads(world)} == {"read"}:
            break
        await asyncio.sleep(0.05)
    assert (await send(world.contributor, path, content(world))).status_code == 303


@pytest.mark.parametrize("page", ["/annotated", "/mapping"])
async def test_who_waits_for_a_file_holds_no_connection(
    world: World, mine: Submission, page: str, monkeypatch: pytest.MonkeyPatch
):
    at = await sent(world, mine, own_file(), name="mine.xlsx")
    event, held_by = asyncio.Event(), []
    opens = apart._run_in

    async def waits(*given: Any) -> bytes | None:
        held_by.append(world.here.app.state.database.engine.pool.checkedout())
        event.set()
        return await opens(*given)

    monkeypatch.setattr(apart, "_run_in", waits)
    answer = await world.contributor.get(f"{at}{page}")
    assert answer.status_code == 200
    assert held_by == [0]


async def test_older_files_of_a_member_are_let_go_for_newer_ones(world: World, mine: Submission, opened: Round):
    for answer in ("4", "5", "6"):
        await sent(world, mine, content(world, answer))
    birchs = await world.submission(opened, world.birch)
    await sent(world, birchs, tidy([row(world.birch, "hires", "7")]), by=world.here.coordinator)
    kept = await uploads(world)
    async with world.here.session() as session:
        await keeping.let_older_go(session, kept[2].id, most=kept[1].size + kept[2].size)
    assert [(one.state, one.content is None) for one in await uploads(world)] == [
        ("cancelled", True),
        ("read", False),
        ("read", False),
        ("read", False),
    ]
    async with world.here.session() as session:
        await keeping.let_older_go(session, kept[2].id, most=1)  # never itself
    assert [one.content is None for one in await uploads(world)] == [True, True, False, False]


@pytest.mark.parametrize("name", ["a\0.csv", "a\r\nSet-Cookie: x.csv", "\u202evsc.a", "..\\..\\a.csv", '"><b>.csv'])
async def test_a_file_s_name_harms_nobody(world: World, mine: Submission, name: str):
    body = b'--b\r\nContent-Disposition: form-data; name="_token"\r\n\r\n' + world.contributor.csrf.encode()
    named = name.replace("\r\n", " ").replace('"', "%22").encode()
    body += b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="' + named + b'"\r\n\r\n'
    body += content(world) + b"\r\n--b--\r\n"
    as_parts = {"content-type": "multipart/form-data; boundary=b"}
    answer = await world.contributor.post(world.path(mine, "/uploads"), content=body, headers=as_parts)
    if answer.status_code == 400:
        return  # no such part is read at all
    kept = await upload(world)
    assert kept.state == "read"
    assert kept.file_name.isprintable()
    assert not set(kept.file_name) & set('/\\<>"\u202e')
    given = await world.contributor.get(f"{answer.headers['location']}/annotated")
    assert given.status_code == 200
    assert given.headers["content-disposition"].startswith("attachment; ")
