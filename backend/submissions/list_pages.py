"""`/SLUG/submissions/list`: every submission one may see, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.response import Template

from backend.kit import lists
from backend.kit.days import day_at
from backend.kit.db import today_in
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.kit.period_words import collection
from backend.kit.web import Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.tables import Round
from backend.submissions import queries
from backend.submissions.round_lines import is_late
from backend.submissions.rules import State, brought_in
from backend.submissions.tables import Submission

PAGE = "/submissions/list"


@dataclass(frozen=True, slots=True)
class Line:
    """A submission by its latest version. due: the last day its member has. submitted: the day there.

    brought_in: from earlier records, so that it was never submitted here.
    """

    of: Submission
    round: Round
    state: State
    due: date
    late: bool
    submitted: date | None
    brought_in: bool

    @property
    def collection(self) -> str:
        return f"{self.round.framework.name}, {collection(self.round.name)}"


@get("/list", opt={"may": May.READ_SUBMISSIONS})
async def show(request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    today = today_in(here.time_zone)
    rounds = [one for one in await round_queries.all_rounds(session) if round_rules.state(one, today).begun]
    more_time = await round_queries.extensions(session, [one.id for one in rounds])
    by_id = {one.id: one for one in rounds}
    lines = [
        _line(here, of, by_id[of.round_id], more_time.get((of.round_id, of.member_id)), today)
        for of in await queries.of_rounds(session, list(by_id))
    ]
    found = listing(rounds).shown(lines, request.query_params)
    if found.wanted.file:
        return lists.as_file(f"{here.name}, {translated('Submissions')}", found.table(), found.wanted.file)
    return page(
        "submissions/list.html",
        here=here,
        listed=found,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        outside=await queries.confirmed_outside(session, [one.of for one in found.rows]),
    )


def _line(here: Collaborative, of: Submission, round: Round, until: date | None, today: date) -> Line:
    submitted = day_at(of.submitted_at, here.time_zone) if of.submitted_at else None
    late = is_late(here, round, of, until, today)
    state = State(of.state)
    brought = brought_in(state, of.submitted_at)
    return Line(of, round, state, round_rules.due(round, until), late, submitted, brought)


def listing(rounds: Sequence[Round]) -> Listing[Line]:
    on_the_way = list(State)
    return Listing(
        columns=(
            Column("member", later("Member"), lambda one: one.of.member.name),
            Column(
                "collection",
                later("Collection"),
                lambda one: one.collection,
                lambda one: (one.round.period_start, one.round.period_months, one.collection),
            ),
            Column(
                "state",
                later("State"),
                lambda one: translated(one.state.shown_as),
                lambda one: on_the_way.index(one.state),
            ),
            Column("due", later("Due"), lambda one: one.due),
            Column("late", later("Late"), lambda one: translated("yes") if one.late else ""),
            Column("submitted", later("Submitted"), lambda one: one.submitted),
            Column("version", later("Version"), lambda one: one.of.version),
        ),
        choices=(
            Choice(
                "state",
                later("State"),
                {state.value: translated(state.shown_as) for state in State if state is not State.DISCARDED},
                lambda one, value: one.state == value,
            ),
            Choice(
                "collection",
                later("Collection"),
                {str(one.id): f"{one.framework.name}, {collection(one.name)}" for one in rounds},
                lambda one, value: str(one.of.round_id) == value,
            ),
            Choice("late", later("Late"), {"yes": translated("yes")}, lambda one, value: one.late),
        ),
        words=lambda one: f"{one.of.member.name} {one.of.member.code} {one.collection}",
    )
