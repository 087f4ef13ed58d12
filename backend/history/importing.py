"""One foreign file into the collaboratives it is about: read, said, planned in each, and written only when told to.

Everything is written in one transaction over all of them, or nothing is.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import actions as agreements
from backend.agreements import queries as agreement_queries
from backend.history import backfill
from backend.history.backfill import File, Plan
from backend.history.columns import Columns, load
from backend.history.findings import Finding, FindingKind, MemberDraft, Reading
from backend.history.reading import read
from backend.history.telling import Say, about_plan, list_findings, progress, tell_findings
from backend.kit.db import Scope, enter, today_in
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.sheets.delimited import MOST_BYTES, Sheet, read_delimited
from backend.members.tables import Collaborative

ALL = "all"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    into: the mapping's region -> slug of the collaborative its rows belong to. reason: why history counts unapproved.
    leave_out_faults: go on without the cells and rows that are refused. leavers: codes, or "all", whose leaving is
    confirmed. findings: a file to write every repair, fault and note to, one a line. agreement: what the use of these
    figures rests on, recorded for every member that has no agreement in force; empty records none.
    """

    path: Path
    mapping: str
    into: Mapping[str, str]
    reason: str
    take_repairs: bool = False
    leave_out_faults: bool = False
    leavers: Sequence[str] = ()
    findings: Path | None = None
    agreement: str = ""


def regions(pairs: Iterable[str]) -> Mapping[str, str]:
    """`north=nhs-north` and so on as a table. Raises Invalid for what is no such pair."""
    split = [pair.partition("=") for pair in pairs]
    wrong = [region + sign + slug for region, sign, slug in split if not (region and slug)]
    if wrong:
        raise Invalid(
            Problem("--into", f"Write {pair} as region=collaborative, e.g. north=nhs-north.") for pair in wrong
        )
    return {region: slug for region, _, slug in split}


async def import_file(session: AsyncSession, order: Order, say: Say, *, apply: bool) -> None:
    """Reads, says and plans; with `apply` also writes. The caller commits.

    session: as the operator, for organizations are written.

    Raises:
        Invalid, NotFound, Conflict: nothing was written.
    """
    columns = load(order.mapping)
    await _destinations(session, columns, order)
    sheet = read_delimited(_content(order.path))
    reading = _read(sheet, columns, order, say)
    tell_findings(reading, say)
    if order.findings:
        list_findings(reading, order.findings)
        say(f"  All {len(reading.findings)} findings, one a line, are in {order.findings}.")
    drafts = _by_region(reading, columns, order, say)
    file = File(order.path.name, sheet.sha256, order.mapping, columns, reading.counts)
    plans = {region: await _plan(session, order, region, drafts[region], file, say) for region in sorted(order.into)}
    leavers = _confirmed(order, reading, {region: planned for region, (_, planned) in plans.items()})
    if not apply:
        say(" ".join(["Nothing was written; this was a look.", *_needed(reading, order), "Write it with --apply."]))
        return
    if reading.of(FindingKind.FAULT) and not order.leave_out_faults:
        raise Invalid(" ".join(["Nothing was written.", *_needed(reading, order)]))
    for region, (here, planned) in plans.items():
        await enter(session, Scope.everything_in(here.id))
        found = list(_findings_of(reading, drafts[region], sheet))
        framework = await backfill.framework_of(session, columns.framework)
        await backfill.backfill(
            session, here, framework, planned, file, found, reason=order.reason, leavers=leavers[region]
        )
        say(f"{here.slug}: {len(planned.drafts)} submissions accepted, {planned.cells} values.")
        await _agreements(session, here, order, say)
        if leavers[region]:
            last = columns.period.start - timedelta(days=1)
            say(f"  terms ended on {last:%d %B %Y}: {', '.join(leavers[region])}")
        if still := len(planned.changes.leaving) - len(leavers[region]):
            say(f"  {still} absent from this file are still members; end their terms with --confirm-leavers.")


async def _agreements(session: AsyncSession, here: Collaborative, order: Order, say: Say) -> None:
    """Recorded for those that have none in force, where the operator says what it rests on; else it is said whom it
    leaves out."""
    if order.agreement:
        names = await agreements.record_for_all(session, order.agreement, today=today_in(here.time_zone))
        if names:
            say(f"  {len(names)} agreements recorded.")
    elif without := await agreement_queries.members_without(session):
        say(f"  {len(without)} members have no agreement in force: their figures are in no total (--agreement).")


def _needed(reading: Reading, order: Order) -> Iterator[str]:
    """What has to be decided before it can be written, in the order in which to decide it."""
    offered = {finding.row for finding in reading.of(FindingKind.REPAIR)}
    if offered and not order.take_repairs:
        yield f"{len(offered)} rows need a repair (see above): take them with --take-repairs."
    faults = len(reading.of(FindingKind.FAULT))
    if faults and not order.leave_out_faults:
        yield f"{faults} cells or rows are refused: go on without them with --leave-out-faults."


async def _destinations(session: AsyncSession, columns: Columns, order: Order) -> None:
    """That every region and every collaborative named with --into exists. Before a long file is read.

    Raises:
        Invalid: with each that does not, and what it may have meant.
    """
    known = set(columns.regions.values())
    slugs = list(await session.scalars(sa.select(Collaborative.slug)))
    strange = [
        Problem("--into", f"The mapping knows no region {region}; it knows {', '.join(sorted(known))}.")
        for region in sorted(order.into.keys() - known)
    ] + [
        Problem("--into", f"There is no collaborative {slug}.{_perhaps(slug, slugs)}")
        for slug in sorted(set(order.into.values()) - set(slugs))
    ]
    if strange or not order.into:
        raise Invalid(strange or "Say which region goes into which collaborative, e.g. --into north=nhs-north.")


def _perhaps(slug: str, slugs: Sequence[str]) -> str:
    near = difflib.get_close_matches(slug, slugs, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _content(path: Path) -> bytes:
    """No more of it than can be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise NotFound(f"{path} cannot be read: {fault.strerror}.") from fault


def _read(sheet: Sheet, columns: Columns, order: Order, say: Say) -> Reading:
    say(f"{order.path.name}: {sheet.read_as}; {len(sheet.header)} columns, {len(sheet.rows)} rows.")
    for note in sheet.notes:
        say(f"  {note}")
    return read(sheet, columns, take_repairs=order.take_repairs, progress=progress(say))


def _by_region(reading: Reading, columns: Columns, order: Order, say: Say) -> Mapping[str, Sequence[MemberDraft]]:
    known = set(columns.regions.values())
    drafts: dict[str, list[MemberDraft]] = {region: [] for region in known}
    for draft in reading.drafts:
        drafts[draft.region].append(draft)
    for region in sorted(known - order.into.keys()):
        say(f"{region}: {len(drafts[region])} rows are not imported, for no --into says where they go.")
    return drafts


async def _plan(
    session: AsyncSession, order: Order, region: str, drafts: Sequence[MemberDraft], file: File, say: Say
) -> tuple[Collaborative, Plan]:
    slug = order.into[region]
    await enter(session, Scope())
    here = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one_or_none()
    if here is None:
        raise NotFound(f"There is no collaborative {slug}.")
    await enter(session, Scope.everything_in(here.id))
    framework = await backfill.framework_of(session, file.columns.framework)
    planned = await backfill.plan(session, framework, drafts, file)
    for line in about_plan(slug, planned):
        say(line)
    return here, planned


def _confirmed(order: Order, reading: Reading, plans: Mapping[str, Plan]) -> Mapping[str, Sequence[str]]:
    """Of each region, whose leaving is confirmed.

    Raises:
        Invalid: a code that does not seem to leave anywhere; or rows are refused, any of which may be a leaver's.
    """
    if order.leavers and reading.counts.rows_refused:
        raise Invalid("While rows are refused nobody can be said to have left; one of them may be theirs.")
    leaving = {region: planned.changes.leaving for region, planned in plans.items()}
    if list(order.leavers) == [ALL]:
        return leaving
    strange = sorted(set(order.leavers) - {code for codes in leaving.values() for code in codes})
    if strange:
        raise Invalid(Problem("--confirm-leavers", f"{code} is not absent from this file.") for code in strange)
    return {region: [code for code in codes if code in order.leavers] for region, codes in leaving.items()}


def _findings_of(reading: Reading, drafts: Sequence[MemberDraft], sheet: Sheet) -> Iterator[Finding]:
    """Those of the header and of this collaborative's own rows: no neighbour's row is told here."""
    rows = {draft.row for draft in drafts} | {sheet.header_row}
    return (finding for finding in reading.findings if finding.row in rows)
