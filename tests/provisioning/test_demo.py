"""The demonstration: made once, in seconds, through the deeds people use, with everything in it there is to see."""

import re
from collections import Counter
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from backend.files.tables import Evidence, MemberMapping, Upload
from backend.files.upload_rules import UploadState
from backend.kit.db import Database, Scope, today_in
from backend.kit.mail import Letter
from backend.members.tables import Member
from backend.provisioning import demo
from backend.releases.tables import EditionFile, FrozenEdition, Release
from backend.rounds import rules as round_rules
from backend.rounds.rules import RoundState
from backend.rounds.tables import Round
from backend.submissions.rules import State
from backend.submissions.tables import Acceptance, Approval, Import, Submission, Value
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Status
from tests.collab_reports.reading_aloud import Aloud
from tests.provisioning.conftest import Millrace


async def rows(filled: Database, scope: Scope, table: type) -> list:
    async with filled.session(scope) as session:
        return list(await session.scalars(sa.select(table)))


def test_it_is_filled_while_one_waits(millrace: Millrace):
    """Some fifteen seconds of a processor on the machines we know; counted in what does not depend on one."""
    assert millrace.statements < 4_000


async def test_the_second_time_nothing_is_done(filled: Database, scope: Scope):
    before = len(await rows(filled, scope, Submission))
    assert not await demo.fill(filled)
    assert len(await rows(filled, scope, Submission)) == before


async def test_the_open_collection_has_a_member_on_every_step_of_the_way(filled: Database, scope: Scope):
    newest = max(await rows(filled, scope, Round), key=lambda one: one.period_start)
    assert newest.opened
    assert not newest.closed
    states = Counter(one.state for one in await rows(filled, scope, Submission) if one.round_id == newest.id)
    assert states == {
        State.NOT_STARTED: 2, State.IN_PROGRESS: 1, State.SUBMITTED: 2, State.RETURNED: 1, State.APPROVED: 1,
        State.ACCEPTED: 6,
    }  # fmt: skip


async def test_older_quarters_are_closed_and_the_last_few_published_on_days_in_order(filled: Database, scope: Scope):
    rounds = sorted(await rows(filled, scope, Round), key=lambda one: one.period_start)
    states = [round_rules.state(one, today_in("America/Chicago")) for one in rounds]
    assert states == [RoundState.CLOSED] * (demo.QUARTERS - 1) + [RoundState.OPEN]
    editions = await rows(filled, scope, FrozenEdition)
    releases = await rows(filled, scope, Release)
    assert len(releases) == demo.PUBLISHED
    assert len(editions) == 4 * demo.PUBLISHED
    for one in releases:
        day = one.gathered_at.date()
        assert day == Edition.from_json(next(e.text for e in editions if e.release_id == one.id)).released
        for edition in (e for e in editions if e.release_id == one.id):
            assert edition.published_at.date() == day, edition.audience


async def test_the_newest_public_report_shows_a_number_a_hidden_one_an_estimate_and_a_gap(
    filled: Database, scope: Scope
):
    newest = max(await rows(filled, scope, Release), key=lambda one: one.period_start)
    [public] = [
        one
        for one in await rows(filled, scope, FrozenEdition)
        if (one.release_id, one.audience) == (newest.id, "public")
    ]
    edition = Edition.from_json(public.text)
    statuses = {one.status for one in edition.figures}
    assert {Status.REPORTED, Status.SUPPRESSED, Status.ESTIMATED} <= statuses
    assert any(one.coverage and one.coverage.reported < one.coverage.asked for one in edition.figures)
    split = next(split for one in edition.figures for split in one.splits)
    assert {row.status for row in split.rows} == {Status.REPORTED, Status.SUPPRESSED}
    assert all(one.signed and one.signed.accepted_on < edition.released for one in edition.figures)


async def editions(filled: Database, scope: Scope, audience: str) -> list[Edition]:
    """Of these readers, the oldest first."""
    frozen = [one for one in await rows(filled, scope, FrozenEdition) if one.audience == audience]
    return sorted((Edition.from_json(one.text) for one in frozen), key=lambda one: one.period.start)


async def test_what_four_correct_everybody_reads_and_what_one_corrects_only_the_backbone(
    filled: Database, scope: Scope
):
    def corrected(edition: Edition) -> set[str]:
        return {one.figure_code for one in edition.corrections}

    *before, public = await editions(filled, scope, "public")
    assert not any(corrected(one) for one in before)
    assert corrected(public) == {"SU-08", "SU-09"}
    [hires] = [one for one in public.figures if one.code == "WF-06"]
    assert hires.series[-2].status is Status.SUPPRESSED
    for_backbone = (await editions(filled, scope, "backbone"))[-1]
    assert corrected(for_backbone) == {"SU-08", "SU-09", "WF-04", "WF-06"}


async def test_each_correction_was_accepted_on_a_day_of_its_own(filled: Database, scope: Scope):
    corrections = {one.id for one in await rows(filled, scope, Submission) if one.version > 1}
    assert len(corrections) == 4
    accepted = {one.submission_id: one.accepted_at for one in await rows(filled, scope, Acceptance)}
    assert len({accepted[id].date() for id in corrections}) == 4
    published = [one.published_at for one in await rows(filled, scope, FrozenEdition)]
    assert len({sum(one < accepted[id] for one in published) for id in corrections}) == 1, (
        "between the same two reports"
    )


async def test_who_left_is_in_reports_until_then_and_who_signed_nothing_is_in_no_total(filled: Database, scope: Scope):
    first, *_, last = await editions(filled, scope, "public")
    named = [{one.name for one in edition.members} for edition in (first, last)]
    assert [("Old Mill Memorial Hospital" in one, "Ferry Landing Technical Institute" in one) for one in named] == [
        (True, False), (False, True),
    ]  # fmt: skip
    coverage = [one.coverage for one in last.figures if one.code == "WF-02"]
    assert [(one.reported, one.asked) for one in coverage if one] == [(12, 13)]
    async with filled.session(scope) as session:
        query = sa.select(sa.func.count()).select_from(Value).join(Member, Member.id == Value.member_id)
        assert await session.scalar(query.where(Member.code == "ferry_institute"))  # it gave figures all the same


async def test_wages_are_shown_once_they_are_old_enough_and_what_one_dominates_is_not(filled: Database, scope: Scope):
    for edition in await editions(filled, scope, "public"):
        figures = {one.code: one for one in edition.figures}
        assert {point.status for point in figures["WF-16"].series[:-1]} == {Status.REPORTED}
        assert {point.status for point in figures["TR-04"].series} == {Status.SUPPRESSED}
        assert figures["WF-16"].status is Status.SUPPRESSED


async def test_what_a_member_does_without_and_withholds_and_what_is_worded_anew_is_seen(filled: Database, scope: Scope):
    def figure(edition: Edition, code: str) -> Figure:
        return next(one for one in edition.figures if one.code == code)

    def not_by_gender(edition: Edition) -> Decimal:
        rows = next(split.rows for split in figure(edition, "WF-05").splits if split.code == "gender")
        return next(row.value for row in rows if row.name == "Not split by the member") or Decimal()

    before, now = (await editions(filled, scope, "backbone"))[-2:]
    assert not_by_gender(now) > not_by_gender(before)
    given = figure((await editions(filled, scope, "public"))[-1], "CM-03")
    assert (given.status, given.value) == (Status.REPORTED, figure(now, "CM-03").value)  # one gave nine tenths of it
    assert {point.definition_version for point in figure(now, "SC-11").series} == {1, 2}


async def test_shared_goals_stand_in_every_way_there_is_but_met(filled: Database, scope: Scope):
    public = (await editions(filled, scope, "public"))[-1]
    assert {one.standing for one in public.goals} == {"on_track", "at_risk", "off_track", "not_yet_known"}
    assert [one.name for one in public.goals if one.overridden] == ["Buy nearby"]
    assert [len(one.versions) for one in public.goals if one.code == "local_hiring"] == [2]
    assert [one.name for one in public.context] == ["People looking for work"]  # the other is a goal's


async def test_one_sends_its_own_file_and_one_mails_a_sheet(filled: Database, scope: Scope):
    [mapping] = await rows(filled, scope, MemberMapping)
    uploads = await rows(filled, scope, Upload)
    assert {(UUID(one.draft["kept"]["mapping"]), one.member_id, one.state) for one in uploads} == {
        (mapping.id, mapping.member_id, UploadState.SAVED)
    }
    assert len(uploads) == demo.PUBLISHED + 1
    signed = [one.outside_by for one in await rows(filled, scope, Approval) if one.outside_by]
    assert len(signed) == demo.PUBLISHED + 1
    assert len(await rows(filled, scope, Evidence)) == demo.PUBLISHED + 1


async def test_the_oldest_quarters_came_from_books(filled: Database, scope: Scope):
    imported = await rows(filled, scope, Import)
    assert len(imported) == demo.FIRST_HERE
    assert len([one for one in await rows(filled, scope, Round) if one.backfilled]) == demo.FIRST_HERE


async def test_how_many_members_meet_a_test_is_a_number_of_members(filled: Database, scope: Scope):
    newest = max(await rows(filled, scope, Release), key=lambda one: one.period_start)
    for one in await rows(filled, scope, FrozenEdition):
        if one.release_id == newest.id:
            [met] = [figure for figure in Edition.from_json(one.text).figures if figure.code == "TR-03"]
            assert (met.unit, met.value) == ("members", 3)


async def test_of_the_letters_only_those_of_the_open_collection_wait_to_be_sent(filled: Database, scope: Scope):
    letters = await rows(filled, scope, Letter)
    waiting = [one for one in letters if one.sent_at is None]
    assert waiting
    assert len(waiting) < len(letters)
    assert any("report" in one.subject for one in letters if one.sent_at)


async def test_every_report_is_drawn_on_the_town_and_shows_it_on_paper_and_page(filled: Database, scope: Scope):
    editions = await rows(filled, scope, FrozenEdition)
    told = {one.id: Edition.from_json(one.text) for one in editions}
    assert {tuple(ground.code for ground in one.grounds) for one in told.values()} == {("focus",)}
    for file in await rows(filled, scope, EditionFile):
        if file.kind == "html":
            assert re.search(rb"<strong>Local hires: [^<]*highest in ", file.content)
        if file.kind == "pdf" and file.audience == "public":
            heard = [str(part.held["/Alt"]) for part in Aloud(file.content).of("/Figure")]
            assert [one for one in heard if "A map: " in one]


async def test_every_printed_report_can_be_read_aloud_in_order(filled: Database, scope: Scope):
    newest = max(await rows(filled, scope, Release), key=lambda one: one.period_start)
    ours = {one.id: one.audience for one in await rows(filled, scope, FrozenEdition) if one.release_id == newest.id}
    printed = [one for one in await rows(filled, scope, EditionFile) if one.kind == "pdf" and one.edition_id in ours]
    assert {ours[one.edition_id] for one in printed} == {"backbone", "members", "partners", "public"}
    for one in printed:
        assert Aloud(one.content).faults() == [], ours[one.edition_id]
