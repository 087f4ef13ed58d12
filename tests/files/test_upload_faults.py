"""What may happen to a file meanwhile: others write, it is cancelled, its process dies, two come at once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.files import jobs, upload_saving, uploads
from backend.files.tables import Upload
from backend.files.upload_rules import CONTENT_KEPT, ROW_KEPT, SILENT
from backend.kit import background
from backend.kit.db import now
from backend.kit.sheets import apart
from backend.submissions.tables import Submission
from tests.files.sending import row, sent, tidy, upload
from tests.files.sending import uploads as all_uploads
from tests.worlds import World


class Gate:
    """Work that waits where it is stopped, until it is let on."""

    def __init__(self) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()

    def before(self, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def stopped(*given: Any, **named: Any) -> Any:
            self.reached.set()
            await self.open.wait()
            return await work(*given, **named)

        return stopped


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


async def state(world: World, wanted: str) -> Upload:
    """The only upload, once it is in this state."""
    for _ in range(100):
        found = await upload(world)
        if found.state == wanted:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"it is {found.state}")


async def test_what_somebody_typed_meanwhile_is_shown_and_not_overwritten(world: World, mine: Submission):
    await world.save(mine, n__hires="40")
    content = tidy([row(world.abbey, "hires", "41"), row(world.abbey, "local_hires", "9")])
    at = await sent(world, mine, content)
    await world.save(mine, n__hires="50", r__hires="1")
    await world.contributor.send_form(f"{at}/saving")
    answers = await world.answers(mine)
    assert (answers["hires", None].number, answers["local_hires", None].number) == (50, 9)
    page = (await world.contributor.get(at)).text
    assert "One answer was changed by somebody since you looked" in page
    assert "“50”" in page
    assert "your file says “41”" in page
    await world.contributor.send_form(f"{at}/saving")  # with both before one's eyes
    assert (await world.answers(mine))["hires", None].number == 41
    assert (await upload(world)).state == "saved"


async def test_reading_is_cancelled(world: World, mine: Submission, gate: Gate, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apart, "read", gate.before(apart.read))
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    page = (await world.contributor.get(at)).text
    assert "is being read" in page
    assert "Cancel" in page
    await world.contributor.send_form(f"{at}/cancelling")
    gate.open.set()
    assert (await state(world, "cancelled")).content is None
    assert "Nothing was saved." in (await world.contributor.get(at)).text


async def test_saving_is_cancelled_and_nothing_of_it_stays(
    world: World, mine: Submission, gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    # The answers are written by then, and not committed.
    monkeypatch.setattr(upload_saving, "_finish", gate.before(upload_saving._finish))
    monkeypatch.setattr("backend.files.upload_pages.WAITS_TO_SAVE", 0.2)
    await world.contributor.send_form(f"{at}/saving")
    await gate.reached.wait()
    assert "being saved" in (await world.contributor.get(at)).text
    await world.contributor.send_form(f"{at}/cancelling")
    await state(world, "cancelled")
    assert not await world.answers(mine)
    assert (await world.contributor.send_form(f"{at}/saving")).status_code == 409


async def test_a_cancelling_by_another_process_is_found_by_the_next_sign_of_life(
    world: World, mine: Submission, gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "_make_answers", gate.before(uploads._make_answers))
    monkeypatch.setattr("backend.files.watching.BEATS_EVERY", timedelta(seconds=0.05))
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    other = background.Background()  # knows nothing of it
    ours, world.here.app.state.background = world.here.app.state.background, other
    await world.contributor.send_form(f"{at}/cancelling")
    world.here.app.state.background = ours
    assert await ours.wait((await upload(world)).id, seconds=5)
    assert (await upload(world)).state == "cancelled"


async def test_the_end_of_the_site_marks_what_it_could_not_finish(
    world: World, mine: Submission, gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(apart, "read", gate.before(apart.read))
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    await world.here.app.state.background.end(within=0.1)
    await state(world, "interrupted")
    assert "Send it again" in (await world.contributor.get(at)).text


async def test_of_a_site_that_was_killed_the_next_one_says_so(world: World, mine: Submission):
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    silent = {"state": "saving", "beat_at": now() - SILENT - timedelta(seconds=1)}
    async with world.here.session() as session:
        await session.execute(sa.update(Upload).values(**silent))
    assert "interrupted" in (await world.contributor.get(at)).text  # even before anybody wrote it down
    await jobs.mark_interrupted(world.here.database)
    assert (await upload(world)).state == "interrupted"
    assert not await world.answers(mine)


async def test_the_readers_death_is_no_end_of_the_site(world: World, mine: Submission, monkeypatch: pytest.MonkeyPatch):
    begun = apart._start

    async def killed(limits: apart.Limits, folder: str) -> asyncio.subprocess.Process:
        process = await begun(limits, folder)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(apart, "_start", killed)
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    page = (await world.contributor.get(at)).text
    assert "could not be read" in page
    monkeypatch.undo()
    again = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    assert "Save one answer" in (await world.contributor.get(again)).text


async def test_a_fault_of_ours_is_said_and_nothing_saved(
    world: World, mine: Submission, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr(uploads, "_make_answers", broken)
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    assert "went wrong on our side" in (await world.contributor.get(at)).text
    assert (await upload(world)).content is None


async def test_two_files_at_once_are_saved_one_after_the_other(world: World, mine: Submission):
    contents = [tidy([row(world.abbey, "hires", number), row(world.abbey, "spend", number)]) for number in ("4", "5")]
    ats = await asyncio.gather(*(sent(world, mine, content) for content in contents))
    await asyncio.gather(*(world.contributor.send_form(f"{at}/saving") for at in ats))
    answers = await world.answers(mine)
    assert answers["hires", None].number == answers["spend", None].number  # of one of them, whole
    states = sorted(one.state for one in await all_uploads(world))
    assert states == ["read", "saved"]  # who came second is shown what the first wrote


async def test_two_savings_of_one_file_have_one_effect(world: World, mine: Submission):
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    sent_twice = await asyncio.gather(*(world.contributor.send_form(f"{at}/saving") for _ in range(2)))
    assert sorted(one.status_code for one in sent_twice) == [303, 409]
    assert (await world.answers(mine))["hires", None].revision == 1


async def test_after_thirty_days_a_file_is_let_go(world: World, mine: Submission):
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    for days, kept in ((timedelta(days=-1), True), (timedelta(hours=1), False)):
        async with world.here.session() as session:
            await session.execute(sa.update(Upload).values(sent_at=now() - CONTENT_KEPT - days))
        await jobs.sweep_uploads(world.here.database, world.here.app.state.settings, now())
        assert (await upload(world)).content is not None if kept else (await upload(world)).content is None
    assert (await world.contributor.get(f"{at}/annotated")).status_code == 409


async def test_after_two_years_only_the_trail_and_what_was_saved_tell_of_a_file(world: World, mine: Submission):
    old = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]))
    assert (await world.contributor.send_form(f"{old}/saving")).status_code == 303
    new = await sent(world, mine, tidy([row(world.abbey, "hires", "5")]))
    id = (await all_uploads(world))[0].id
    for spared, there in ((timedelta(days=1), [old, new]), (timedelta(hours=-1), [new])):
        async with world.here.session() as session:
            await session.execute(sa.update(Upload).where(Upload.id == id).values(sent_at=now() - ROW_KEPT + spared))
        await jobs.forget_uploads(world.here.database, world.here.app.state.settings, now())
        assert [f"/{world.here.slug}/uploads/{one.id}" for one in await all_uploads(world)] == there
    assert (await world.contributor.get(old)).status_code == 404
    assert (await world.answers(mine))["hires", None].number == 4
    async with world.here.session() as session:
        told = sa.text("select deed from trail where table_name = 'uploads' and row_id = :id order by at")
        deeds = list(await session.scalars(told, {"id": id}))
    assert (deeds[0], deeds[-1]) == ("insert", "delete")


async def test_files_and_their_names_stay_out_of_the_trail(world: World, mine: Submission):
    """The trail cannot be rewritten, so what is let go must never have been in it."""
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4", note="Counted by hand")]), name="mine.csv")
    await world.contributor.send_form(f"{at}/saving")
    async with world.here.session() as session:
        kept = await session.scalars(
            sa.text("select was::text || became::text from trail where table_name = 'uploads'")
        )
        told = " ".join(text or "" for text in kept)
    assert "saved" in told
    assert "mine.csv" not in told
    assert "Counted by hand" not in told
