"""The page of one upload, whatever became of it: how far it is, why it was refused, or what saving it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import upload_queries
from backend.files.packing import unpacked, unpacked_problems
from backend.files.tables import Upload
from backend.files.upload_queries import Around
from backend.files.upload_rules import UploadState, state_of
from backend.files.ways import Way
from backend.kit.db import now, today_in
from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.web import page
from backend.members.rules import Principal
from backend.members.tables import Collaborative
from backend.submissions.asked import Kind
from backend.submissions.previews import preview
from backend.submissions.saying import said
from backend.submissions.schemas import Compared, Draft, Outcome, Preview
from backend.submissions.tables import Submission

_TOLD_AT_ONCE = 100  # problems; the rest is behind a line to open


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a file's answers. wrong: cells that could not become one."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0

    @property
    def good(self) -> int:
        """What saving would write."""
        return self.new + self.changed


@dataclass(frozen=True, slots=True)
class StaleLine:
    """An answer somebody changed since the preview."""

    where: str
    theirs: str
    yours: str
    by: str
    at: datetime


async def upload_page(session: AsyncSession, here: Collaborative, me: Principal, upload: Upload) -> Template:
    """upload: read with its answers."""
    state = state_of(upload.state, upload.beat_at, now())
    submission = await upload_queries.submission_of(session, upload)
    around = await upload_queries.around(session, upload, submission)
    shown = await _preview(session, here, upload, submission) if submission and state is UploadState.READ else None
    counts = _counts(upload, shown)
    problems = unpacked_problems(upload.problems)
    if problems and await upload_queries.keeps_back(session, me, upload):
        problems = [
            Problem("", translated("What is wrong in it only the member’s people see: it keeps some answers back."))
        ]
    return page(
        "files/upload.html",
        here=here,
        upload=upload,
        state=state,
        UploadState=UploadState,
        submission=submission,
        mine=upload.sent_by == me.person_id,
        sender=around.names.get(upload.sent_by, ""),
        way=translated(Way(upload.way).shown_as) if upload.way else "",
        counts=counts,
        problems=problems[:_TOLD_AT_ONCE],
        more_problems=problems[_TOLD_AT_ONCE:],
        sections=_by_section(shown, around, here.locale) if shown else [],
        checks=shown.checks if shown else [],
        refusal=shown.refusal if shown else _refusal(upload),
        summary=upload.draft.get("summary", []),
        notes=upload.draft.get("notes", []),
        changed=upload.draft.get("changed", 0),
        stale=[_stale(one, around, here.locale) for one in upload.draft.get("stale", [])],
        approvers=around.approvers,
    )


async def _preview(
    session: AsyncSession, here: Collaborative, upload: Upload, submission: Submission
) -> Preview | None:
    """Against what stands now, which may be other than when the file was read."""
    answers = unpacked(upload.answers)
    draft = answers[0].draft if answers else Draft([])
    return await preview(session, submission, draft, today=today_in(here.time_zone))


def _refusal(upload: Upload) -> str:
    """Why a file of many members cannot be saved as it is; empty when it can."""
    closed = [one["member"] for one in upload.draft.get("summary", []) if one["refusal"]]
    if not closed:
        return ""
    names = ", ".join(closed[:5])
    if len(closed) > 5:
        names = translated("%(names)s and %(more)s more", names=names, more=len(closed) - 5)
    return translated(
        "Some of these submissions cannot be changed now: %(names)s. A file is saved as a whole, so"
        " take their rows out of it and send it again; why stands beside each below.",
        names=names,
    )


def _counts(upload: Upload, shown: Preview | None) -> Counts:
    wrong = upload.draft.get("wrong", 0)
    if shown is not None:
        found = {outcome: len(shown.of(outcome)) for outcome in Outcome}
        return Counts(
            found[Outcome.NEW], found[Outcome.CHANGED], found[Outcome.UNCHANGED], wrong + found[Outcome.WRONG]
        )
    summary: Sequence[Mapping[str, Any]] = upload.draft.get("summary", [])
    new, changed, unchanged = (sum(one[str(o)] for one in summary) for o in list(Outcome)[:3])
    return Counts(new, changed, unchanged, wrong)


def _by_section(shown: Preview, around: Around, locale: str) -> list[tuple[str, list[Compared]]]:
    """What would become different, and what turned wrong since, in the order of the questions."""
    found: dict[str, list[Compared]] = {}
    for line in shown.lines:
        if line.outcome is not Outcome.UNCHANGED:
            told = _said(line, around.kinds.get(line.place[0]), locale)
            found.setdefault(around.sections.get(line.place[0], ""), []).append(told)
    return list(found.items())


def _said(line: Compared, kind: Kind | None, locale: str) -> Compared:
    """What is wrong stays as it was typed, so that it is found again in the file."""
    becomes = line.becomes if line.outcome is Outcome.WRONG else said(line.becomes, kind, locale)
    return replace(line, was=said(line.was, kind, locale), becomes=becomes)


def _stale(one: Mapping[str, str], around: Around, locale: str) -> StaleLine:
    by = around.names.get(UUID(one["by"]), "") if one["by"] else ""
    theirs, yours = (said(one[whose], around.kinds.get(one["element"]), locale) for whose in ("theirs", "yours"))
    return StaleLine(one["where"], theirs, yours, by, datetime.fromisoformat(one["at"]))
