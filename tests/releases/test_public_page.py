"""The public page, by HTTP: the same for everyone, frozen, small, and without a cookie."""

import gzip
import re

import sqlalchemy as sa

from backend.kit.db import Scope
from backend.members.tables import Collaborative
from collab_reports import html
from tests.releases.readers import address, everyone
from tests.releases.reporting import MARK, Q1, Q2, Reporting
from tests.worlds import statements

LIVE_TABLES = (
    "accepted_values",
    "entries",
    "submissions",
    "members",
    "indicators",
    "elements",
    "release_bases",
    "rounds",
)


async def test_the_public_page_is_the_same_bytes_for_everyone_and_sets_no_cookie(published: Reporting):
    answers = {who: await visitor.get(address(published)) for who, visitor in (await everyone(published)).items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({answer.content for answer in answers.values()}) == 1
    for answer in answers.values():
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=300, must-revalidate"
    assert "Sign out" not in answers["coordinator"].text


async def test_it_says_the_figures_in_plain_html_without_any_script(published: Reporting):
    text = (await published.here.anyone().get(address(published))).text
    assert "<script" not in text
    assert "100 people" in text
    assert "5 of 5 members reported" in text
    assert text.count("<h1") == 1
    assert str(MARK) not in text
    edition = await published.edition((await published.releases())[0].id)
    assert html.fragment(edition) in text


async def test_a_browser_that_has_it_is_told_so_until_anything_on_it_changes(published: Reporting):
    here, anyone = published.here, published.here.anyone()
    first = await anyone.get(address(published))
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        answer = await anyone.get(address(published), headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    assert (await anyone.get(address(published), headers={"if-none-match": '"other"'})).status_code == 200
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(
            sa.update(Collaborative).where(Collaborative.id == here.id).values(contact_email="wood@example.org")
        )
    changed = await anyone.get(address(published), headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert "wood@example.org" in changed.text


async def test_it_reads_the_frozen_copy_and_no_live_table(published: Reporting):
    with statements(published.here) as sent:
        assert (await published.here.anyone().get(address(published))).status_code == 200
    read = {table for statement in sent for table in re.findall(r"(?:from|join)\s+(\w+)", statement, re.I)}
    assert read == {"collaboratives", "sign_ins", "editions", "edition_files", "releases"}
    assert not [one for one in sent if "edition_files.content" in one], "which files there are, not what is in them"
    assert len(sent) <= 5
    assert read.isdisjoint(LIVE_TABLES)


async def test_it_shows_the_newest_period_and_lists_the_others(published: Reporting):
    await published.released(await published.reported(Q2, local_hires=40))
    text = (await published.here.anyone().get(address(published))).text
    assert "200 people" in text
    assert "Other reports" in text
    [first] = [one for one in await published.releases() if one.period_start == Q1.start]
    assert f"editions/{(await published.frozen(first.id)).id}/html" in text


async def test_it_travels_compressed_and_far_under_sixty_kilobytes(published: Reporting):
    plain = await published.here.anyone().get(address(published), headers={"accept-encoding": "identity"})
    packed = await published.here.anyone().get(address(published), headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.text == plain.text
    assert len(gzip.compress(plain.content)) < 60_000
    style = await published.here.anyone().get("/static/anchorline.css", headers={"accept-encoding": "gzip"})
    assert style.headers["content-encoding"] == "gzip"


async def test_no_page_with_a_form_token_is_ever_compressed(published: Reporting):
    """Its length would tell the token to whoever can put words beside it."""
    for path in ("home", "reports", "releases", "people"):
        answer = await published.here.coordinator.get(address(published, path), headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert 'name="_token"' in answer.text
        assert "content-encoding" not in answer.headers


async def test_no_error_is_compressed_for_its_page_has_a_form_token(published: Reporting):
    for path in ("editions/00000000-0000-0000-0000-000000000000/html", "shared-goals/nothing"):
        answer = await published.here.coordinator.get(address(published, path), headers={"accept-encoding": "gzip"})
        assert answer.status_code == 404
        assert 'name="_token"' in answer.text
        assert "content-encoding" not in answer.headers


async def test_before_anything_is_published_it_says_so_and_reveals_nothing_gathered(world: Reporting):
    anyone = world.here.anyone()
    empty = await anyone.get(address(world))
    assert "No report has been published yet" in empty.text
    await world.gathered(await world.reported(Q1))
    assert (await anyone.get(address(world))).content == empty.content


async def test_a_collaborative_without_a_public_page_has_none(published: Reporting):
    here = published.here
    assert (await here.anyone().get(address(published))).status_code == 200
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(sa.update(Collaborative).where(Collaborative.id == here.id).values(public_page=False))
    assert (await here.anyone().get(address(published))).status_code == 404
