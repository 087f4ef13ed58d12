"""How a collection goes, for the observer, who sees no figure: where each member is, and how much stands out.

The wall closes every member's rows to an observer. Here, and nowhere else, they are counted in a wider scope; what leaves
holds states, days, names and counts, and nothing that was answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.kit.db import Database, Scope
from backend.members.tables import Collaborative
from backend.rounds.tables import Round
from backend.submissions.cockpit import Flags, Line
from backend.submissions.round_lines import lines_of
from backend.submissions.rules import State


@dataclass(frozen=True, slots=True)
class Progress:
    """One member in the collection. holds: names of those in whose hands it is."""

    member: str
    state: State
    days: int
    holds: Sequence[str]
    due: date
    late: bool
    flags: Flags


async def progress(database: Database, here: Collaborative, of: Round) -> Sequence[Progress]:
    """By member. In a session of its own: the request's stays as narrow as it is."""
    async with database.session(Scope.everything_in(here.id)) as session:
        session.info["here"] = here
        return [_without_figures(line) for line in (await lines_of(session, here, of)).lines]


def _without_figures(line: Line) -> Progress:
    name = line.submission.member.name
    return Progress(name, line.state, line.days, line.holds, line.due, line.late, line.flags)
