"""`/SLUG/trail`: who changed what, and when; narrowed, and as a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.kit import days, lists, paging, trail
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing, Shown, Wanted, no_such
from backend.kit.trail import Changed, TrailEntry
from backend.kit.web import RECORD, Entry, Transaction, page
from backend.members import queries as member_queries
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.submissions import queries as submission_queries

LIST = "/trail"
PAGE, MOST_IN_FILE = 60, 10_000
NOBODY = "nobody"
LEFT, CLOCK = later("a person who has left"), later("the operator or the clock")
# What follows from another change; and answers, which are read where it is known from whom they are kept back.
NOT_TOLD = ("letters", "edition_files", "reminders", "zip_counts")
TABLES = {
    "agreements": later("agreement about the use of figures"),
    "model_agreements": later("agreement that is offered"),
    "switch_offs": later("split switched off"),
    "waivers": later("protection done without"),
    "withholdings": later("something kept back"),
    "acceptances": later("acceptance"),
    "approvals": later("approval"),
    "collaboratives": later("settings"),
    "editions": later("report for one kind of reader"),
    "element_breakdowns": later("way a question is split"),
    "element_definitions": later("definition of a question"),
    "elements": later("question"),
    "covers": later("cover for somebody who is away"),
    "employments": later("who is employed by a member"),
    "goal_hearings": later("what a community partner hears"),
    "goal_links": later("where to take part in a goal"),
    "goal_narratives": later("what would change a goal"),
    "logos": later("logo"),
    "rule_proposals": later("looser rule of what is shown"),
    "translations": later("translation of a text"),
    "area_maps": later("map of areas"),
    "goal_answers": later("question about a goal, as published"),
    "goal_questions": later("question about a goal"),
    "figure_questions": later("query about a figure"),
    "question_notes": later("what was written on a query"),
    "extensions": later("more time for a member"),
    "frameworks": later("collection's form"),
    "framework_elements": later("question on a form"),
    "framework_indicators": later("figure in a report"),
    "framework_sections": later("section of a form"),
    "members": later("member"),
    "member_names": later("name of a member"),
    "member_terms": later("member's time here"),
    "publications": later("publication of a report"),
    "release_approvals": later("approval of a report"),
    "release_bases": later("what a report rests on"),
    "releases": later("report"),
    "returned_cells": later("answer sent back"),
    "returns": later("submission sent back"),
    "roles": later("role of a person"),
    "rounds": later("collection"),
    "section_owners": later("section given to a colleague"),
    "submissions": later("submission"),
}  # others are called by their own name


DEEDS = {"insert": later("New: %(what)s"), "update": later("Changed: %(what)s"), "delete": later("Removed: %(what)s")}
_DONE = {"insert": later("made"), "update": later("changed"), "delete": later("removed")}


@dataclass(frozen=True, slots=True)
class Line:
    """One change, in words. called: the name of what was changed, where it says one. member: whose it is."""

    at: datetime
    who: str
    what: str
    called: str
    member: str
    fields: Sequence[Changed]


@get("/trail", opt={"may": May.READ_TRAIL, "entry": Entry(later("Changes"), LIST, May.READ_TRAIL, 61, RECORD)})
async def changes(
    request: Request[Any, Any, Any],
    session: Transaction,
    here: Here,
    me: Me,
    before: FromQuery[str] = "",
) -> Response[bytes] | Template:
    """Who changed what, newest first. before: where the page before ended."""
    names = await submission_queries.names(session, await trail.people(session))
    members = await member_queries.names(session)
    how = _listing(here.time_zone, names, members)
    wanted = how.wanted(request.query_params)
    entries = await trail.latest(
        session,
        limit=MOST_IN_FILE + 1 if wanted.file else PAGE,
        before=_moment(before) if before else None,
        without=NOT_TOLD,
        which=_which(wanted, here.time_zone),
        oldest_first=not wanted.down,
    )
    listed = Shown(how, wanted, list(_lines(entries, names, members)), len(entries), {})
    if wanted.file:
        return lists.as_file(f"{here.name}, {translated('Changes')}", listed.table(), wanted.file)
    return page(
        "home/trail.html",
        here=here,
        listed=listed,
        page=LIST,
        views=await views.views(session, here, me, LIST),
        more=entries[-1].at.isoformat() if len(entries) == PAGE else "",
    )


def _moment(text: str) -> datetime:
    """Raises Invalid."""
    try:
        return paging.moment(text)
    except (ValueError, OverflowError):
        raise no_such("before") from None


def _which(wanted: Wanted, zone: str) -> trail.Which:
    """Days are those of the collaborative's zone, both included."""
    asked = wanted.chosen
    who = asked.get("who", "")
    return trail.Which(
        table=asked.get("what", ""),
        deed=asked.get("deed", ""),
        person_id=UUID(who) if who and who != NOBODY else None,
        by_nobody=who == NOBODY,
        member_id=UUID(asked["member"]) if "member" in asked else None,
        since=days.begins(date.fromisoformat(asked["from"]), zone) if "from" in asked else None,
        until=days.ends(date.fromisoformat(asked["to"]), zone) if "to" in asked else None,
    )


def _lines(entries: Iterable[TrailEntry], names: Mapping[UUID, str], members: Mapping[UUID, str]) -> Iterable[Line]:
    for entry in entries:
        row = {**(entry.was or {}), **(entry.became or {})}
        table = (
            translated(TABLES[entry.table_name]) if entry.table_name in TABLES else entry.table_name.replace("_", " ")
        )
        yield Line(
            entry.at,
            names.get(entry.person_id, translated(LEFT)) if entry.person_id else translated(CLOCK),
            translated(DEEDS[entry.deed], what=table),
            str(row.get("name") or row.get("title") or ""),
            members.get(entry.member_id, "") if entry.member_id else "",
            trail.changes(entry),
        )


def _listing(zone: str, names: Mapping[UUID, str], members: Mapping[UUID, str]) -> Listing[Line]:
    return Listing(
        columns=(
            Column("at", later("When"), lambda one: days.clock_at(one.at, zone)),
            Column("who", later("Who"), lambda one: one.who, sorts=False),
            Column("what", later("What"), lambda one: one.what, sorts=False),
            Column("called", later("Called"), lambda one: one.called, sorts=False),
            Column("member", later("Member"), lambda one: one.member, sorts=False),
            Column("fields", later("Details"), _in_a_line, sorts=False),
        ),
        choices=(
            Choice("who", later("Who"), {**_by_name(names), NOBODY: translated(CLOCK)}),
            Choice("what", later("What"), _by_name({code: translated(words) for code, words in TABLES.items()})),
            Choice("deed", later("What happened"), {deed: translated(words) for deed, words in _DONE.items()}),
            Choice("member", later("Member"), _by_name(members)),
            Choice("from", later("From"), is_day=True),
            Choice("to", later("To"), is_day=True),
        ),
        downwards=True,
        most=MOST_IN_FILE,
    )


def _by_name(found: Mapping[Any, str]) -> dict[str, str]:
    return {str(id): name for id, name in sorted(found.items(), key=lambda one: one[1].casefold())}


def _in_a_line(of: Line) -> str:
    nothing = translated("nothing")
    said = (
        f"{one.name.replace('_', ' ')}: {'' if one.was is None else f'{one.was} → '}"
        f"{nothing if one.became is None else one.became}"
        for one in of.fields
    )
    return "; ".join(said)[:_LONGEST]


_LONGEST = 30_000  # as much as a cell of a workbook takes

router = Router(path="/{slug:str}", route_handlers=[changes])
