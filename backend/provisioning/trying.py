"""What other rules would have hidden or shown of the last report: figured out from what it kept, and not published."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import kept
from backend.disclosure.figures import Audience, Reason, Table
from backend.disclosure.policy import Policy
from backend.disclosure.rules import decide
from backend.releases import queries
from backend.releases.rules import ReleaseState
from backend.releases.tables import ReleaseBasis
from collab_reports.edition import Edition


@dataclass(frozen=True, slots=True)
class Tried:
    """title: of the report; empty where none was published yet. hidden, shown: names of figures of its own period that
    would be. before: how many figures of earlier periods in it would be otherwise."""

    title: str = ""
    hidden: Sequence[str] = ()
    shown: Sequence[str] = ()
    before: int = 0
    of: int = field(default=0)


async def tried(session: AsyncSession, was: Policy, becomes: Policy) -> Tried:
    """For members, who see most of those outside the backbone. session: under scope "all"."""
    published = [one for one in await queries.releases(session) if one.state is ReleaseState.PUBLISHED]
    if not published:
        return Tried()
    release = max(published, key=lambda one: (one.release.period_start, one.release.gathered_at)).release
    cells = await session.scalar(sa.select(ReleaseBasis.cells).where(ReleaseBasis.release_id == release.id))
    if cells is None:
        return Tried()
    editions = {one.audience: one for one in await queries.editions(session, release.id)}
    names = _names(Edition.from_json(await queries.text_of(session, editions[Audience.BACKBONE].id)))
    now, then = await asyncio.to_thread(_both, kept.read(cells), was, becomes)
    period = f"{release.period_start.isoformat()}/"
    hides, shows = then - now, now - then
    own = [{id for id in some if id.split("|")[1].startswith(period)} for some in (hides, shows)]
    named = [sorted({name for id in some if (name := _name(id, names))}) for some in own]
    return Tried(release.title, named[0], named[1], len(hides | shows) - sum(map(len, own)), len(now | then))


def _both(report: Table, *policies: Policy) -> Sequence[set[str]]:
    """What each hides. What is held because of the report before stays held in either."""
    whole = _whole(report)
    held = {id for id, reason in report.because.items() if reason is Reason.HELD}
    return [set(decide(whole, Audience.MEMBERS, policy)) | held for policy in policies]


def _whole(report: Table) -> Table:
    then = report.then and Table((*report.then.cells, *report.then.hidden), report.then.relations)
    return Table((*report.cells, *report.hidden), report.relations, then=then)


def _names(edition: Edition) -> Mapping[tuple[str, str], str]:
    found = {(figure.code, ""): figure.name for figure in edition.figures}
    for figure in edition.figures:
        for split in figure.splits:
            found |= {(figure.code, f"{split.code}.{row.code}"): f"{figure.name}: {row.name}" for row in split.rows}
    return found


def _name(id: str, names: Mapping[tuple[str, str], str]) -> str:
    code, _, category = id.split("|")
    return names.get((code, category), "")
