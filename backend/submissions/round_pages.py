"""Opening a collection. Not in `rounds`, as opening lays submissions before members. Closing one is in `home`, whose page
says what a report would hide.

Neither can be undone, so a page says first what it does.
"""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import today_in
from backend.kit.web import Transaction, page
from backend.members import queries as member_queries
from backend.members.door import Here, Me
from backend.members.queries import MemberHere
from backend.members.rules import May, Role
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.tables import Round
from backend.submissions import actions

BOTH = frozenset({Role.CONTRIBUTOR, Role.APPROVER})


@get("/{id:uuid}/opening", opt={"may": May.MANAGE_ROUNDS})
async def ask_to_open(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    planned = await round_queries.round_named(session, id)
    round_rules.may_open(round_rules.state(planned, today_in(here.time_zone)))
    asked, absent, invited = await _asked(session, planned)
    return page(
        "submissions/opening.html",
        here=here,
        round=planned,
        asked=[one.member for one in asked],
        invited=[name for name, roles in absent.items() if roles <= invited],
        unattended=[name for name, roles in absent.items() if not roles <= invited],
    )


@post("/{id:uuid}/opening", opt={"may": May.MANAGE_ROUNDS})
async def open_round(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    planned = await round_queries.round_named(session, id, lock=True)
    await actions.open_round(session, planned, by=me.person_id, today=today_in(here.time_zone))
    asked, _, invited = await _asked(session, planned)
    unheard = any(one.member.name in {name for name, _ in invited} for one in asked if not one.people.keys() & BOTH)
    return Redirect(f"/{here.slug}/rounds?done={'opened-to-some' if unheard else 'opened'}", status_code=303)


Roles = frozenset[tuple[str, Role]]  # each of a member, by its name


async def _asked(session: AsyncSession, planned: Round) -> tuple[list[MemberHere], dict[str, Roles], Roles]:
    """Who is asked; of each the roles that nobody has, where there are any; and to which somebody is invited."""
    asked = [one for one in await member_queries.members_here(session) if one.belongs(planned.period.end)]
    lacking = {one.member.name: BOTH - one.people.keys() for one in asked}
    absent = {name: frozenset((name, role) for role in roles) for name, roles in lacking.items() if roles}
    found = await member_queries.open_invitations(session, of_members=[one.member.id for one in asked])
    return asked, absent, frozenset((one.member, one.role) for one in found if one.role in BOTH)
