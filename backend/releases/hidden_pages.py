"""`/SLUG/releases/ID/hidden`: why each hidden figure of a report is hidden, and what would help; for the backbone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import kept
from backend.disclosure.explaining import Explained, explained
from backend.disclosure.figures import Audience
from backend.disclosure.queries import policy_of
from backend.disclosure.size_bands import SIZE
from backend.kit.web import Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.releases import queries
from collab_reports.edition import Edition


@dataclass(frozen=True, slots=True)
class Line:
    """figure: its name. of: the category, empty for the figure itself."""

    figure: str
    of: str
    explained: Explained


@dataclass(frozen=True, slots=True)
class BySize:
    """Of the figures that members are shown. told: how many by size too; not_told: names of the others."""

    told: int
    not_told: Sequence[str]


@get("/hidden", opt={"may": May.RELEASE})
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    found = await queries.release(session, id)
    report = kept.read((await queries.basis(session, id)).cells)
    names = _names(await _edition(session, id, Audience.BACKBONE))
    return page(
        "releases/hidden.html",
        here=here,
        found=found,
        lines=list(_lines(explained(report, policy_of(here)), names)),
        reported=len(report.cells) + len(report.hidden),
        by_size=_by_size(await _edition(session, id, Audience.MEMBERS)),
        few=policy_of(here).fewest_contributors,
    )


async def _edition(session: AsyncSession, release_id: UUID, audience: Audience) -> Edition | None:
    editions = {one.audience: one for one in await queries.editions(session, release_id)}
    return Edition.from_json(await queries.text_of(session, editions[audience].id)) if audience in editions else None


def _by_size(edition: Edition | None) -> BySize | None:
    """Nothing where the report for members tells of no sizes."""
    if edition is None or not any(one.note for one in edition.members):
        return None
    shown = [one for one in edition.figures if one.value is not None]
    told = {one.code for one in shown if any(split.code == SIZE for split in one.splits)}
    return BySize(len(told), [one.name for one in shown if one.code not in told])


def _names(edition: Edition | None) -> Mapping[tuple[str, str], str]:
    """Of figures, and of the categories of each, as the backbone's report has them: it has them all."""
    assert edition is not None  # the backbone always has one
    found = {(figure.code, ""): figure.name for figure in edition.figures}
    for figure in edition.figures:
        for split in figure.splits:
            found |= {(figure.code, f"{split.code}.{row.code}"): f"{split.name}: {row.name}" for row in split.rows}
    return found


def _lines(found: Iterator[Explained], names: Mapping[tuple[str, str], str]) -> Sequence[Line]:
    """Newest period first, in the order of the report."""
    lines = [
        Line(names[one.code, ""], names.get((one.code, one.category), one.category) if one.category else "", one)
        for one in found
        if (one.code, "") in names
    ]
    return sorted(lines, key=lambda line: line.explained.period.start, reverse=True)


router = Router(path="/{slug:str}/releases/{id:uuid}", route_handlers=[show])
