"""Every door: opened by whoever may, shut to everybody else, and what is another's is as if it were not.

Two collaboratives of the same shape stand side by side (`twins`); the people of one go through every door there is
(`doors`), with ids of their own, of their neighbours, of the other collaborative, and of nothing (`matrix`).
"""

import io
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import structlog
from litestar import Litestar, get, post
from litestar.params import FromPath

from backend.kit import logs, postgres
from backend.kit.db import Database
from backend.kit.errors import NotFound, Refused
from backend.kit.settings import Settings
from backend.kit.web import DEMONSTRATE
from backend.members import limits
from backend.members.rules import May, Role
from tests.conftest import TEMPLATE
from tests.house.budgets import WORKED_OUT, over, spending
from tests.house.callers import BOTH, Answer, Asked
from tests.house.doors import Book, Door, Row, against, doors, read_book
from tests.house.marks import Marks
from tests.house.matrix import Matrix
from tests.house.sites import Pair, make_pair, serving
from tests.house.twins import checksums, secret

# ---- Two twins -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def log() -> Iterator[io.StringIO]:
    """All that is logged, in the form it is handed on."""
    root, stream = logging.getLogger(), io.StringIO()
    before = (root.handlers[:], root.level)
    logs.configure(Settings(_env_file=None, log_format="json"), stream=stream)  # type: ignore[call-arg]
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the asker's own
    yield stream
    root.handlers[:], root.level = before
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    structlog.reset_defaults()


# ---- The walk --------------------------------------------------------------------------------------------------------


class Weighing(Matrix):
    """Notes of each page that answers a form and does nothing yet, a preview, what it costs more than a page may.

    previews: the doors that showed one.
    """

    def __init__(self, site: Litestar, *about: Any) -> None:
        super().__init__(*about)
        self.site, self.heavy, self.previews = site, set[str](), set[str]()

    async def answer(self, asked: Asked) -> Answer:
        if asked.door.safe:
            return await super().answer(asked)
        with spending(self.site) as spent:
            answer = await super().answer(asked)
        if answer.status == 200 and "content-type: text/html" in answer.head and not spent.wrote:
            self.previews.add(asked.door.name)
            self.heavy.update(over(asked.door.name, spent, answer.body))
        return answer


@dataclass
class Walked:
    """What came of asking at every door."""

    matrix: Weighing
    found: list[Door]
    changed: list[str]  # tables of the other twin
    letters: str
    log: str


@pytest.fixture(scope="module")
async def walked(site: Litestar, pair: Pair, mighty: asyncpg.Connection, log: io.StringIO) -> Walked:
    found, book = doors(site), read_book()
    limits.BY_TOKEN = replace(limits.BY_TOKEN, times=100_000)  # of this process, which asks faster than any program
    matrix = Weighing(site, pair.ours, pair.theirs, book, mighty)
    await matrix.gather(in_both=sum(not door.safe for door in found))
    began, before = await mighty.fetchval("select now()"), await checksums(mighty, pair.theirs)
    await matrix.walk([door for door in found if door.name in book])
    after = await checksums(mighty, pair.theirs)
    letters = "select coalesce(string_agg(recipient || subject || body, ' '), '') from {} where put_at >= $1"
    ours = f"{letters.format('letters')} and collaborative_id = $2"
    return Walked(
        matrix,
        found,
        [table for table in before if before[table] != after[table]],
        await mighty.fetchval(ours, began, pair.ours.here.id)
        + await mighty.fetchval(letters.format("sign_in_letters"), began),
        log.getvalue(),
    )


def test_every_door_is_in_the_book_with_its_permission(walked: Walked) -> None:
    assert not (faults := against(read_book(), walked.found)), "\n".join(faults)


def test_doors_open_to_whoever_may_and_what_is_another_s_is_not_there(walked: Walked) -> None:
    faults = walked.matrix.faults
    assert not faults, f"{len(faults)} of {walked.matrix.calls} answers:\n" + "\n".join(faults[:40])
    assert walked.matrix.calls > 3000


def test_every_door_opened_for_somebody(walked: Walked) -> None:
    """Else what is refused there may be refused for another reason."""
    book = read_book()
    tried = {door.name for door in walked.found if door.may != DEMONSTRATE and not book[door.name].untried}
    assert tried - walked.matrix.opened == set()


def test_a_preview_costs_no_more_than_a_page(walked: Walked) -> None:
    assert not walked.matrix.heavy, "\n".join(sorted(walked.matrix.heavy))
    assert {*WORKED_OUT, "POST /{slug}/spreadsheet", "POST /{slug}/past"} <= walked.matrix.previews


def test_nothing_of_the_other_changed(walked: Walked) -> None:
    assert walked.changed == []


def test_letters_and_log_tell_nothing_of_the_other(walked: Walked, pair: Pair) -> None:
    for text, about_us in ((walked.letters, pair.ours.canary), (walked.log, "/{slug}/submissions/{id}")):
        assert pair.theirs.marks().found_in(text) == []
        assert about_us in text


# ---- What is public of another, and what its letters open ------------------------------------------------------------


async def test_of_another_with_a_public_page_only_that_is_seen(walked: Walked, pair: Pair) -> None:
    matrix, theirs = walked.matrix, pair.theirs
    private = Marks(frozenset(one["email"] for one in theirs.rows["people"])) | theirs.figures()
    by_name = {door.name: door for door in walked.found}
    page, file = by_name["GET /{slug}"], by_name["GET /{slug}/editions/{id}/{kind}"]
    await pair.show_theirs(public=True)
    try:
        for who in (one for one in matrix.everybody if one.name != BOTH):
            shown = await matrix.answer(Asked(page, who, theirs.here.slug, ()))
            assert theirs.canary in shown.text
            texts = [shown.text, (await matrix.answer(Asked(by_name["GET /"], who, "", ()))).text]
            for one in theirs.rows["editions"]:
                answer = await matrix.answer(Asked(file, who, theirs.here.slug, (one["id"],), {"kind": "pdf"}))
                public = one["audience"] == "public" and one["published_at"]
                assert answer.status == (200 if public else 404), (who.name, one["audience"])
                texts.append(answer.text)
            assert [private.found_in(text) for text in texts] == [[]] * len(texts), who.name
    finally:
        await pair.show_theirs(public=False)


async def test_a_letter_s_invitation_opens_nothing_for_another_account(walked: Walked, pair: Pair) -> None:
    """Though its page may be read by whoever has the letter."""
    somebody = next(one for one in walked.matrix.everybody if one.name == "partner").visitor
    theirs = pair.theirs
    token = await secret(theirs, "invitations", theirs.people[Role.PARTNER].person_id, "")  # type: ignore[arg-type]
    assert theirs.canary in (await somebody.get(f"/invitations/{token}")).text
    assert (await somebody.send_form(f"/invitations/{token}")).status_code == 422
    assert (await somebody.get(f"/{theirs.here.slug}/home")).status_code == 404


# ---- Controls: broken, it is told ------------------------------------------------------------------------------------


async def told(pair: Pair, app: Litestar, mighty: asyncpg.Connection, book: Book) -> list[str]:
    """The faults of the doors in this book."""
    at = pair.at(app)
    matrix = Matrix(at.ours, at.theirs, book, mighty)
    found = [door for door in doors(app) if door.name in book]
    await matrix.gather(in_both=len(found))
    return await matrix.walk(found)


async def test_a_wall_that_is_down_is_told(server: postgres.Server, mighty: asyncpg.Connection) -> None:
    """The handler looks up by id alone, as all do: the wall does the rest."""
    name = f"doors_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    await mighty.execute(f"create database {name} template {TEMPLATE} owner anchorline_owner")
    url, door = server.url("app", name), "GET /{slug}/submissions/{id}"
    down = "drop policy collaborative on submissions; create policy collaborative on submissions using (true)"
    try:
        async with serving(url) as app:
            owner, database = Database(server.url("owner", name)), Database(url)
            there = await asyncpg.connect(server.dsn("superuser", name))
            try:
                apart = await make_pair(app, owner, database)
                book = {door: read_book()[door]}
                assert await told(apart, app, there, book) == []
                await there.execute(down)
                faults = await told(apart, app, there, book)
            finally:
                await there.close()
                await owner.close()
                await database.close()
    finally:
        await mighty.execute(f"drop database {name} with (force)")
    assert any(f"{door} as coordinator: not as for an id nobody has" in fault for fault in faults), faults


async def test_a_refusal_that_says_there_is_something_is_told(
    server: postgres.Server, database_name: str, pair: Pair, mighty: asyncpg.Connection
) -> None:
    @get("/releases/{id:uuid}/planted", opt={"may": May.BELONG})
    async def planted(id: FromPath[UUID]) -> str:
        where = await mighty.fetchval("select collaborative_id from releases where id = $1", id)
        if where == pair.ours.here.id:
            return "Here it is."
        raise Refused("It is not yours.") if where else NotFound("There is nothing at this address.")

    book = {"GET /{slug}/releases/{id}/planted": Row("belong")}
    async with serving(server.url("app", database_name), planted) as app:
        faults = await told(pair, app, mighty, book)
    assert any("as partner: not as for an id nobody has: 403, 404" in fault for fault in faults), faults


async def test_a_figure_of_the_other_is_told(
    server: postgres.Server, database_name: str, pair: Pair, mighty: asyncpg.Connection
) -> None:
    await pair.theirs.read(mighty)
    number = next(int(row["number"]) for row in pair.theirs.rows["entries"] if row["number"])

    @get("/planted", opt={"may": May.BELONG})
    async def planted() -> str:
        return f"<td>{number:,}</td>"

    async with serving(server.url("app", database_name), planted) as app:
        faults = await told(pair, app, mighty, {"GET /{slug}/planted": Row("belong")})
    assert f"GET /{{slug}}/planted as viewer: shows {number} with 200" in faults
    assert not any("nobody" in fault for fault in faults)


async def test_a_door_with_the_wrong_lock_is_told(
    server: postgres.Server, database_name: str, pair: Pair, mighty: asyncpg.Connection
) -> None:
    """By the book, which asks for another permission; and by those who are refused though they may."""

    @get("/planted", opt={"may": May.BELONG})
    async def planted() -> str:
        return "Reviewed."

    @get("/shut", opt={"may": May.BELONG})
    async def shut() -> str:
        raise Refused("Your role here does not include this.")

    async with serving(server.url("app", database_name), planted, shut) as app:
        book = {"GET /{slug}/planted": Row("submissions.review"), "GET /{slug}/shut": Row("belong")}
        found = [door for door in doors(app) if door.name in book]
        assert against(book, found) == ["GET /{slug}/planted: asks for belong, the book says submissions.review"]
        faults = await told(pair, app, mighty, book)
    assert "GET /{slug}/shut as partner: 403 with its own address" in faults
    assert not any("planted" in fault for fault in faults)


async def test_a_deed_that_reaches_across_is_told(
    server: postgres.Server, database_name: str, pair: Pair, mighty: asyncpg.Connection
) -> None:
    @post("/submissions/{id:uuid}/planted", opt={"may": May.REVIEW})
    async def planted(id: FromPath[UUID]) -> None:
        await mighty.execute("update entries set note = note || '!' where submission_id = $1", id)
        raise NotFound("There is nothing at this address.")

    async with serving(server.url("app", database_name), planted) as app:
        before = await checksums(mighty, pair.theirs)
        await told(pair, app, mighty, {"POST /{slug}/submissions/{id}/planted": Row("submissions.review")})
        after = await checksums(mighty, pair.theirs)
    assert before["entries"] != after["entries"]
    assert before["submissions"] == after["submissions"]


def test_a_door_nobody_knows_is_told_with_the_line_to_add() -> None:
    unknown = Door("GET", "/{slug}/things/{id}", "belong", {"slug": str, "id": UUID}, frozenset({"of"}))
    [fault] = against({}, [unknown])
    assert fault.endswith('["GET /{slug}/things/{id}"]\nmay = "belong"')
    faults = against({unknown.name: Row("belong", form={"at": "<nowhere>"}), "GET /gone": Row("public")}, [unknown])
    assert faults == [
        "GET /gone: is in the book, and nowhere else",
        "GET /{slug}/things/{id}: nobody knows what {id} names; give its `values`",
        "GET /{slug}/things/{id}: reads ?of=, of which the book does not know",
        "GET /{slug}/things/{id}: there is no table nowhere",
    ]


@pytest.mark.parametrize(
    "shown", ["1000000007", "1,000,000,007", "£1 000 000 007.50", "1,000,000.007 MWh", "x1000000007"]
)
def test_a_number_is_known_however_it_is_written(shown: str) -> None:
    assert Marks(numbers=frozenset({"1000000007"})).found_in(f"<td>{shown}</td>") == ["1000000007"]
    assert Marks(numbers=frozenset({"1000000009"})).found_in(f"<td>{shown}</td>") == []
