"""Opening and closing a collection. Not in `rounds`, as opening lays submissions before members and closing locks them.

Neither can be undone, so a page says first what it does.
"""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from backend.kit.db import today_in
from backend.kit.web import Transaction, page
from backend.members import queries as member_queries
from backend.members.door import Here, Me
from backend.members.rules import May, Role
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import actions, queries
from backend.submissions.rules import State


@get("/{id:uuid}/opening", opt={"may": May.MANAGE_ROUNDS})
async def ask_to_open(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    planned = await round_queries.round_named(session, id)
    round_rules.may_open(round_rules.state(planned, today_in(here.time_zone)))
    asked = [one for one in await member_queries.members_here(session) if one.belongs(planned.period.end)]
    return page(
        "submissions/opening.html",
        here=here,
        round=planned,
        asked=[one.member for one in asked],
        unattended=[one.member for one in asked if not one.people.keys() >= {Role.CONTRIBUTOR, Role.APPROVER}],
    )


@post("/{id:uuid}/opening", opt={"may": May.MANAGE_ROUNDS})
async def open_round(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    planned = await round_queries.round_named(session, id, lock=True)
    await actions.open_round(session, planned, by=me.person_id, today=today_in(here.time_zone))
    return Redirect(f"/{here.slug}/rounds?done=opened", status_code=303)


@get("/{id:uuid}/closing", opt={"may": May.MANAGE_ROUNDS})
async def ask_to_close(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    """Who would be left out."""
    found, today = await round_queries.round_named(session, id), today_in(here.time_zone)
    round_rules.may_close(round_rules.state(found, today))
    everybody, belonging = await queries.of_round(session, found)
    asked = [one for one in everybody if one.member_id in belonging]
    given = await round_queries.extensions(session, [found.id])
    return page(
        "submissions/closing.html",
        here=here,
        round=found,
        accepted=[one for one in asked if one.figures_count],
        waiting=[one for one in asked if not one.figures_count],
        more_time={member_id: until for (_, member_id), until in given.items() if today <= until},
        outside=await queries.confirmed_outside(session, asked),
        State=State,
    )


@post("/{id:uuid}/closing", opt={"may": May.MANAGE_ROUNDS})
async def close_round(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await round_queries.round_named(session, id, lock=True)
    await actions.close_round(session, found, by=me.person_id, today=today_in(here.time_zone))
    return Redirect(f"/{here.slug}/rounds?done=closed", status_code=303)
