"""What somebody looks for by its name: each kind of thing as far as this person may see it, in one statement.

Words are taken by their beginnings, in any order, without accents and capitals. The walls decide which rows there are for
whoever asks; which kinds, and where they lead, follows from what the person may do. No figure is looked for or shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.folding import beginnings, folded_in_sql
from backend.kit.languages import later, translated
from backend.kit.period_words import collection
from backend.members.naming import sentence
from backend.members.rules import May, Principal, Role
from backend.releases import goal_reading
from backend.submissions.rules import State
from collab_reports.wording import anchor

MOST = 8  # of a kind; how many more there are is said


class Kind(StrEnum):
    MEMBER = "member"
    PERSON = "person"
    QUESTION = "question"
    FIGURE = "figure"
    GOAL = "goal"
    ROUND = "round"
    SUBMISSION = "submission"

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    Kind.MEMBER: later("Members"),
    Kind.PERSON: later("People"),
    Kind.QUESTION: later("Questions"),
    Kind.FIGURE: later("Figures"),
    Kind.GOAL: later("Shared goals"),
    Kind.ROUND: later("Collections"),
    Kind.SUBMISSION: later("Submissions"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """path: below the collaborative's address."""

    name: str
    about: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """more: how many of the kind fit besides those listed."""

    kind: Kind
    found: Sequence[Found]
    more: int


async def search(session: AsyncSession, text: str, by: Principal) -> Sequence[Group]:
    """By kind; in each what begins so first. Nothing where there is no word in the text."""
    words, parts = beginnings(text), list(_parts(by))
    if not words or not parts:
        return ()
    query = sa.text(_FOUND.format(parts=" union all ".join(f"({part})" for part in parts)))
    mine = None if by.of_backbone else list(by.members(Role.APPROVER))
    audience = goal_reading.mine(by)[0].value
    asked: dict[str, Any] = {"words": words, "most": MOST, "mine": mine, "audience": audience, "works": sentence()}
    known = {name: value for name, value in asked.items() if re.search(rf":{name}\b", query.text)}
    groups: dict[Kind, Group] = {}
    for row in await session.execute(query, known):
        kind = Kind(row.kind)
        before = groups.get(kind, Group(kind, (), 0)).found
        groups[kind] = Group(kind, (*before, _found(row)), row.all_of_it - len(before) - 1)
    return [groups[kind] for kind in Kind if kind in groups]


def _found(row: Any) -> Found:
    name, about = row.name, row.about
    match row.way:
        case "submission":
            name, about = f"{name}, {_collection(row.inside)}", translated(State(about).shown_as)
        case "round":
            name = _collection(name)
        case "asked":
            about = _collection(about)
    return Found(name, about if len(about) <= _LINE else f"{about[:_LINE].rstrip()}…", _path(row))


_LINE = 160


def _collection(named: str) -> str:
    """What it asks, and its own name as the reader's language has it."""
    form, comma, name = named.rpartition(", ")
    return f"{form}{comma}{collection(name)}"


def _path(row: Any) -> str:
    match row.way:
        case "asked":
            section, _, element = row.inside.partition("/")
            return f"/submissions/{row.at}?section={section}#d.{element}"
        case "printed":
            return f"/editions/{row.at}/html#{anchor('figure', row.inside)}"
        case way:
            return _WAYS[way].format(at=row.at)


_WAYS = {
    "member": "/members/{at}",
    "person": "/people#p.{at}",
    "element": "/definitions/elements/{at}",
    "indicator": "/definitions/indicators/{at}",
    "goal": "/goals/{at}",
    "shared": "/our-goals/{at}",
    "round": "/rounds/{at}",
    "submission": "/submissions/{at}",
}


# ---- What there is ---------------------------------------------------------------------------------------------------


def _parts(by: Principal) -> Iterator[str]:
    may = by.permissions
    if May.MANAGE_MEMBERS in may:
        yield _MEMBERS
    if May.MANAGE_PEOPLE in may:
        yield _PEOPLE
    if May.MANAGE_ROUNDS in may:
        yield from (_ELEMENTS, _INDICATORS, _ROUNDS)
    else:
        yield _PRINTED
        if May.READ_SUBMISSIONS in may and not by.of_backbone:
            yield _ASKED
    yield _GOALS if May.MANAGE_GOALS in may else _SHARED
    if May.READ_SUBMISSIONS in may:
        yield _SUBMISSIONS


# Each: its kind, the way to it, where it is, what else says where, its name, what is said of it, and what it is looked for
# in besides its name. Newer ones first where it has a day.
_MEMBERS = "select 'member', 'member', id::text, '', name, '', code, null::date from members"
_PEOPLE = """
    select 'person', 'person', p.id::text, '', p.name, p.email, p.email, null from people p
    where p.forgotten_at is null and exists (
      select from roles r where r.person_id = p.id and r.ended_at is null
        and r.collaborative_id = (select current_setting('app.collaborative_id')::uuid)
        and (cast(:mine as uuid[]) is null or r.member_id = any(cast(:mine as uuid[]))))
"""
_DEFINED = """
    select '{0}', '{1}', t.id::text, '', t.name, coalesce(d.text, ''), t.code || ' ' || coalesce(d.text, ''), null
    from {1}s t left join lateral (
      select text from {1}_definitions where {1}_id = t.id order by version desc limit 1) d on true
    where t.retired_on is null {2}
"""
_ELEMENTS = _DEFINED.format("question", "element", "")
_INDICATORS = _DEFINED.format("figure", "indicator", "and t.kind <> 'external'")
_ROUNDS = """
    select 'round', 'round', r.id::text, '', f.name || ', ' || r.name, '', '', r.period_start
    from rounds r join frameworks f on f.id = r.framework_id where r.taken_back_at is null
"""
_GOALS = """
    select 'goal', 'goal', g.id::text, '', v.name, v.aim, g.code || ' ' || v.aim, null
    from goals g join lateral (select * from goal_versions where goal_id = g.id order by version desc limit 1) v on true
"""
_SUBMISSIONS = """
    select 'submission', 'submission', s.id::text, f.name || ', ' || r.name, m.name, s.state, f.name || ' ' || r.name,
      r.period_start
    from (select distinct on (round_id, member_id) * from submissions where state <> 'discarded'
          order by round_id, member_id, version desc) s
      join members m on m.id = s.member_id join rounds r on r.id = s.round_id join frameworks f on f.id = r.framework_id
"""
# The newest form in which a question is asked of a member of one's own.
_ASKED = """
    select distinct on (e.id) 'question', 'asked', s.id::text, c.code || '/' || e.code, e.name, f.name || ', ' || r.name,
      e.code, null::date
    from submissions s join rounds r on r.id = s.round_id join frameworks f on f.id = r.framework_id
      join framework_elements fe on fe.framework_id = f.id and fe.retired_on is null
      join framework_sections c on c.id = fe.section_id join elements e on e.id = fe.element_id
    where s.state <> 'discarded' order by e.id, r.period_start desc, s.version desc
"""
# What the newest reports say to one's audience: nothing that is not in them already.
_NEWEST = """
    from (select distinct on (r.framework_id) e.id, e.text::jsonb as said from editions e
            join releases l on l.id = e.release_id join rounds r on r.id = l.round_id
          where e.audience = :audience and e.published_at <= now()
          order by r.framework_id, l.period_start desc, e.published_at desc) e,
      jsonb_path_query(e.said, '{}') one
"""
_PRINTED = (
    "select 'figure', 'printed', e.id::text, one->>'code', one->>'name', one->>'sentence', one->>'code', null::date"
    + _NEWEST.format("$.sections[*].figures[*]")
)
_SHARED = (
    "select 'goal', 'shared', one->>'code', '', one->>'name', one->>'aim', one->>'aim', null::date"
    + _NEWEST.format("$.goals[*]")
)
_WHOLE = "name || ' ' || inside || ' ' || also"
_FOUND = f"""
    with things(kind, way, at, inside, name, about, also, since) as ({{parts}}),
    plain as (select *, {folded_in_sql("name")} as called, {folded_in_sql(_WHOLE)} as whole from things),
    fits as (
      select *, not exists (select from unnest(cast(:words as text[])) w where called !~ ('\\m' || w)) as by_name
      from plain where not exists (select from unnest(cast(:words as text[])) w where whole !~ ('\\m' || w))
    ),
    placed as (
      select *, count(*) over (partition by kind) as all_of_it,
        row_number() over (partition by kind order by not by_name, since desc nulls last, called, at) as place
      from fits
    )
    select kind, way, at, inside, case way when 'person' then called(at::uuid, name, :works) else name end as name,
      coalesce(about, '') as about, all_of_it from placed where place <= :most order by kind, place
"""  # noqa: S608 - of our own words
