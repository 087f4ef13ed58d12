"""What a report would have to say if a collection were closed now: which figures would be hidden, or rest on some members.

Worked out as a report is (`releases.actions.added_up`), by the very rules it goes through. Nothing of it is kept, and no
number is in it: only which rule would hide a figure, and how many members it rests on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.explaining import Explained, explained
from backend.disclosure.figures import Audience
from backend.disclosure.outcome import FigureShown
from backend.disclosure.queries import Collective, policy_of
from backend.kit.db import today_in
from backend.kit.languages import translated
from backend.members.tables import Collaborative
from backend.releases import actions as release_actions
from backend.releases.rules import SHOWN_TO
from backend.rounds.tables import Round


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that readers would not be shown. parts: its categories alone that they would not."""

    name: str
    why: str
    helps: str
    parts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Figures that would be shown without some of the members they were asked of. coverage: `7 of 10 members reported`."""

    coverage: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """figures: how many a report would have. kept_from: of which readers how many, as a member did not agree to them.

    without: names of members whose figures are in none of it, for want of an agreement.
    """

    figures: int
    hidden: Sequence[Hidden]
    incomplete: Sequence[Incomplete]
    kept_from: Sequence[tuple[str, int]]
    without: Sequence[str]

    @property
    def whole(self) -> bool:
        return not (self.hidden or self.incomplete or self.kept_from or self.without)


async def preview(session: AsyncSession, here: Collaborative, of: Round) -> Preview:
    """session: under scope "all". Members' view stands for every reader's but the backbone's: what is hidden is settled
    for all of them at once."""
    audiences, today = release_actions.audiences_of(here), today_in(here.time_zone)
    found, _ = await release_actions.added_up(session, here, of, audiences={*audiences, Audience.MEMBERS}, today=today)
    reported = _reported(found)
    because = [one for one in explained(found.basis, policy_of(here)) if one.period == of.period]
    hidden = list(_hidden(because, reported))
    whole = {one.name for one in hidden if not one.parts}
    return Preview(
        figures=len(reported),
        hidden=hidden,
        incomplete=_incomplete(found for found in reported.values() if found[0] not in whole),
        kept_from=[(translated(SHOWN_TO[who]), count) for who, count in found.not_agreed.items() if count],
        without=found.without,
    )


def _reported(found: Collective) -> Mapping[str, tuple[str, FigureShown]]:
    """By code, name and figure of each that a report lists, as the backbone would read it: it reads them all."""
    names = {one.indicator.code: one.indicator.name for one in found.tracked if one.section}
    return {one.code: (names[one.code], one) for one in found.figures[Audience.BACKBONE] if one.code in names}


def _incomplete(shown: Iterable[tuple[str, FigureShown]]) -> Sequence[Incomplete]:
    found: dict[str, list[str]] = {}
    for name, figure in shown:
        if not figure.now.coverage.complete:
            found.setdefault(figure.now.coverage.said, []).append(name)
    return [Incomplete(coverage, names) for coverage, names in found.items()]


def _hidden(because: Sequence[Explained], reported: Mapping[str, tuple[str, FigureShown]]) -> Iterator[Hidden]:
    """Whole figures first, then those of which parts would be."""
    whole = {one.code: one for one in because if not one.category and one.code in reported}
    for code, one in whole.items():
        yield Hidden(reported[code][0], one.why, one.helps)
    parts: dict[str, list[Explained]] = {}
    for one in because:
        if one.category and one.code in reported and one.code not in whole:
            parts.setdefault(one.code, []).append(one)
    for code, several in parts.items():
        name, figure = reported[code]
        said = {f"{by.code}.{row[0]}": f"{by.name}: {row[1]}" for by in figure.splits for row in by.rows}
        for why, helps in dict.fromkeys((one.why, one.helps) for one in several):
            of_it = [said[one.category] for one in several if one.why == why and one.category in said]
            if of_it:  # not a trend over the same members, which has no name of its own
                yield Hidden(name, why, helps, of_it)
