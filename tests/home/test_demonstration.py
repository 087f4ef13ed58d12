"""The demonstration: be anyone, read every letter; and without it, not there at all."""

from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from litestar import Litestar

from backend.app import create_app
from backend.home.demonstration_pages import linked
from backend.kit import postgres
from backend.kit.catcher import KEPT, Caught, catching
from backend.kit.outbox import deliver
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import Person
from tests.makers import Here, Visitor


@pytest.fixture
async def shown(here: Here, tmp_path: Path) -> Litestar:
    """The site with a folder of letters of its own, on the same database."""
    settings = Settings(_env_file=None, demonstration=True, data=tmp_path)  # type: ignore[call-arg]
    made = create_app(settings, "postgresql+asyncpg://nobody@localhost/none")
    made.state.database = here.database
    return made


async def test_one_may_be_anybody_and_then_nobody(here: Here) -> None:
    viewer = await here.person(Role.VIEWER, await here.member("Keck"), name="Vera Viewer")
    visitor = here.anyone()
    page = (await visitor.get(f"/demonstration?at={here.slug}")).text
    assert "Vera Viewer" in page
    assert "viewer, Keck" in page
    came = await visitor.post("/demonstration", data={"at": here.slug, "person": str(viewer.person_id)})
    assert (came.status_code, came.headers["location"]) == (303, f"/{here.slug}/home")
    account = (await visitor.get("/account")).text
    assert "Vera Viewer" in account
    csrf = account.split('name="_token" value="')[1].split('"')[0]
    assert (await visitor.post("/demonstration", data={"person": "", "_token": csrf})).status_code == 303
    assert (await visitor.get("/account")).status_code == 303


async def test_nobody_of_elsewhere_is_chosen_here(here: Here, elsewhere: Here) -> None:
    theirs = elsewhere.coordinator.person_id
    refused = await here.anyone().post("/demonstration", data={"at": here.slug, "person": str(theirs)})
    assert refused.status_code == 404
    allowed = await here.anyone().post("/demonstration", data={"at": elsewhere.slug, "person": str(theirs)})
    assert allowed.status_code == 303


@pytest.fixture
async def empty_outbox(server: postgres.Server, database_name: str) -> None:
    """Other tests' letters are out of the way: the catcher keeps the newest few hundred only."""
    admin = await asyncpg.connect(server.dsn("superuser", database_name))
    try:
        await admin.execute(
            "set session_replication_role = replica"
        )  # without the trail, which is of one collaborative
        for outbox in ("letters", "sign_in_letters"):
            await admin.execute(f"update {outbox} set sent_at = now() where sent_at is null")
    finally:
        await admin.close()


@pytest.mark.usefixtures("empty_outbox")
async def test_letters_are_caught_and_one_signs_in_by_them(here: Here, shown: Litestar) -> None:
    partner = await here.person(Role.PARTNER)
    visitor = Visitor(shown)
    email = f"partner.of.{here.slug}@example.org"
    await _move(here, partner, email)
    assert (await visitor.post("/sign-in", data={"email": email})).status_code == 303
    async with catching(shown.state.caught) as smtp:
        await deliver(here.database, smtp, "http://127.0.0.1:8000")
    listed = (await visitor.get("/demonstration/letters")).text
    row = next(row for row in listed.split("<tr>") if email in row)
    letter = (await visitor.get(row.split('href="')[1].split('"')[0])).text
    link = letter.split('<a href="http://127.0.0.1:8000/sign-in/')[1].split('"')[0]
    assert (await visitor.post(f"/sign-in/{link}")).status_code == 303
    assert (await visitor.get("/account")).status_code == 200


async def _move(here: Here, visitor: Visitor, email: str) -> None:
    async with here.owner.session(None) as session, session.begin():
        await session.execute(sa.text("select set_config('app.person', :id, true)"), {"id": str(visitor.person_id)})
        await session.execute(sa.update(Person).where(Person.id == visitor.person_id).values(email=email))


@pytest.mark.parametrize("path", ["/demonstration", "/demonstration/letters", "/demonstration/letters/x"])
async def test_without_the_demonstration_none_of_it_is_there(here: Here, path: str) -> None:
    off = create_app(Settings(_env_file=None), "postgresql+asyncpg://nobody@localhost/none")  # type: ignore[call-arg]
    off.state.database = here.database
    coordinator = Visitor(off, token=here.coordinator.cookies["anchorline"], csrf=here.coordinator.csrf)
    assert (await coordinator.get("/account")).status_code == 200
    assert (await coordinator.get(path)).status_code == 404
    posted = await coordinator.send_form("/demonstration", at=here.slug, person=str(here.administrator.person_id))
    assert posted.status_code == 404


def test_only_the_newest_letters_are_kept_and_only_letters_are_shown(tmp_path: Path) -> None:
    caught = Caught(tmp_path / "letters")
    (tmp_path / "secret.eml").write_text("To: a\nSubject: b\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n\nsecret")
    for number in range(KEPT + 3):
        caught.put(f"To: a\nSubject: {number}\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n\ntext".encode())
    letters = caught.all()
    assert [letter.subject for letter in letters[:2]] == [str(KEPT + 2), str(KEPT + 1)]
    assert len(letters) == KEPT
    assert caught.one(letters[0].id).body.strip() == "text"
    for id in ("../secret", "..%2fsecret", "x" * 36):
        with pytest.raises(Exception, match="nothing at this address"):
            caught.one(id)


def test_only_addresses_of_this_site_are_links() -> None:
    text = "See http://127.0.0.1:8000/a/b_c-d.\nNot http://evil.example/<b> & co"
    assert linked(text, "http://127.0.0.1:8000") == (
        'See <a href="http://127.0.0.1:8000/a/b_c-d">http://127.0.0.1:8000/a/b_c-d</a>.\n'
        "Not http://evil.example/&lt;b&gt; &amp; co"
    )
