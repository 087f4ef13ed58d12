"""A collaborative in which a quarter is under way: what programs hand in is measured in it. Written by PostgreSQL itself.

Sixty elements, each with its total and three parts: 240 cells. Four quarters are accepted, the fifth is open, a sixth is
open beside it for whoever writes past the site.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.kit.db import now
from backend.members import tokens
from backend.members.rules import SCOPES

MEMBERS, ELEMENTS, INDICATORS, PAST = 40, 60, 20, 4
PARTS = ("a", "b", "unknown")
CELLS = ELEMENTS * (1 + len(PARTS))
OPEN, BESIDE = "2026-01-01", "2026-04-01"


@dataclass(frozen=True)
class Filled:
    """submissions, beside: of each member, in the open quarter and in the one beside. token: of who may do everything."""

    collaborative: UUID
    slug: str
    framework: UUID
    token: str
    submissions: list[UUID]
    beside: list[tuple[UUID, UUID]]


async def fill(owner: Any, collaborative: UUID) -> Filled:
    """owner: a connection past the policies, as a superuser's. The tables are vacuumed, as they are after a night."""
    text = tokens.new_for_program()
    async with owner.transaction():
        # Keys are made right here; checking four a row, and a trail of it all, would take minutes.
        await owner.execute("set local session_replication_role = replica")
        await owner.execute("select set_config('app.collaborative_id', $1, true)", str(collaborative))
        for statement in _STATEMENTS.split(";\n"):
            await owner.execute(statement)
        await owner.execute(
            _TOKEN, collaborative, text[: tokens.START], tokens.hashed(text), [str(may) for may in SCOPES], now()
        )
        slug = await owner.fetchval("select slug from collaboratives where id = $1", collaborative)
        framework = await owner.fetchval("select id from frameworks where collaborative_id = $1", collaborative)
        rows = [await owner.fetch(_SUBMISSIONS, collaborative, day) for day in (OPEN, BESIDE)]
    await owner.execute("vacuum (analyze) accepted_values")
    await owner.execute("vacuum (analyze) entries")
    await owner.execute("analyze")
    await owner.execute("checkpoint")
    opened, beside = [[(row["id"], row["member_id"]) for row in one] for one in rows]
    return Filled(collaborative, slug, framework, text, [id for id, _ in opened], beside)


def values(at: int) -> list[dict[str, Any]]:
    """What the member sends: 240 cells that add up, near what was usual."""
    base = 100 + at
    numbers = {None: 4 * base, "a": base, "b": 2 * base, "unknown": base}
    return [
        {"element": f"e{element}", "value": str(number), **({"breakdown": f"s.{part}"} if part else {})}
        for element in range(ELEMENTS)
        for part, number in numbers.items()
    ]


def total(members: int) -> Decimal:
    """Of any indicator, after so many members are accepted."""
    return Decimal(sum(4 * (100 + at) for at in range(members)))


_SUBMISSIONS = """
select s.id, s.member_id from submissions s
join rounds r on (r.collaborative_id, r.id) = (s.collaborative_id, s.round_id)
join members m on (m.collaborative_id, m.id) = (s.collaborative_id, s.member_id)
where s.collaborative_id = $1 and r.period_start = $2::text::date order by length(m.code), m.code
"""
_TOKEN = """
insert into api_tokens (id, person_id, collaborative_id, name, start, token_hash, scopes, created_at, expires_at)
select gen_random_uuid(), person_id, $1, 'Measured', $2, $3, $4, $5::timestamptz, $5::timestamptz + interval '1 day'
from roles where collaborative_id = $1 and role = 'coordinator'
"""
_STATEMENTS = f"""
insert into collaboratives (id, slug, name, blueprint, country, currency, locale, time_zone, year_starts_in)
select id, 'b-' || right(replace(id::text, '-', ''), 20), 'Measured', 'wsu', 'US', 'USD', 'en_US', 'America/New_York', 1
from (select current_setting('app.collaborative_id')::uuid as id) here;
create temporary table places on commit drop as
select gen_random_uuid() as organization_id, gen_random_uuid() as member_id, at from generate_series(1, {MEMBERS}) as at;
insert into organizations (id, name) select organization_id, 'Hospital ' || at from places;
insert into members (id, organization_id, code, name, fiscal_year_starts_in, one_person_reason)
select member_id, organization_id, 'h' || at, 'Hospital ' || at, 1, 'Measured by one program' from places;
insert into member_terms (id, member_id, starts) select gen_random_uuid(), member_id, '2020-01-01' from places;
insert into agreements (id, member_id, way, title, document, starts, audiences, afterwards, signer, signed_on, recorded_at)
select gen_random_uuid(), member_id, 'on_paper', 'Agreement', 'Measured', '2020-01-01', '{{members,partners,public}}',
       'past_stays', 'Somebody', '2020-01-01', now() from places;
insert into people (id, email, name)
select id, id || '@example.org', 'Somebody' from (select gen_random_uuid() as id from generate_series(1, 3)) made;
create temporary table staff on commit drop as
select id, row_number() over (order by id) as at from (select id from people order by created_at desc, id limit 3) newest;
insert into roles (id, person_id, role, member_id)
select gen_random_uuid(), s.id, r.role, p.member_id
from staff s, places p, (values (1, 'contributor'), (1, 'approver'), (2, 'approver'), (3, 'contributor')) as r(at, role)
where r.at = s.at
union all select gen_random_uuid(), id, 'coordinator', null from staff where at = 1;
insert into frameworks (id, code, name, cadence_months) values (gen_random_uuid(), 'f', 'F', 3);
insert into framework_sections (id, framework_id, code, name, position)
select gen_random_uuid(), id, 's', 'S', 1 from frameworks
where collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into elements (id, code, name, unit, kind, flow, quarters_rule, measure_class, minimum)
select gen_random_uuid(), 'e' || at, 'E ' || at, 'people', 'count', 'flow', 'sum', 'other', 0
from generate_series(0, {ELEMENTS} - 1) as at;
create temporary table asked on commit drop as
select id, code, substr(code, 2)::int as at from elements
where collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into element_definitions (id, element_id, version, valid_from, text)
select gen_random_uuid(), id, 1, '2020-01-01', 'What it means' from asked;
insert into framework_elements (id, framework_id, section_id, element_id, required, position)
select gen_random_uuid(), s.framework_id, s.id, a.id, true, a.at from asked a, framework_sections s
where s.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into breakdowns (id, code, name) values (gen_random_uuid(), 's', 'S');
insert into categories (id, breakdown_id, code, name, position, unknown)
select gen_random_uuid(), b.id, c.code, c.code, c.at, c.code = 'unknown'
from breakdowns b, (values ('a', 1), ('b', 2), ('unknown', 3)) as c(code, at)
where b.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into element_breakdowns (id, element_id, breakdown_id)
select gen_random_uuid(), a.id, b.id from asked a, breakdowns b
where b.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into indicators (id, code, name, plain, kind, unit, direction, rule_members, rule_quarters, visibility,
                        disclosure_class)
select gen_random_uuid(), 'I-' || at, 'I ' || at, 'I', 'derived', 'people', 'up', 'sum', 'sum', 'members', 'other'
from asked where at < {INDICATORS};
insert into indicator_definitions (id, indicator_id, version, valid_from, text, formula)
select gen_random_uuid(), id, 1, '2020-01-01', '', 'e' || substr(code, 3) from indicators
where collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into framework_indicators (id, framework_id, section_id, indicator_id, position)
select gen_random_uuid(), s.framework_id, s.id, i.id, 1 from indicators i, framework_sections s
where (i.collaborative_id, s.collaborative_id) = (current_setting('app.collaborative_id')::uuid, i.collaborative_id);
insert into rounds (id, framework_id, period_start, period_months, name, opens_on, due_on, closes_on, opened_at)
select gen_random_uuid(), f.id, day, 3, 'Q', day, current_date + 900, current_date + 900, now()
from frameworks f, lateral (
  select ('{OPEN}'::date - make_interval(months => 3 * at))::date as day from generate_series(-1, {PAST}) as at) quarters
where f.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into submissions (id, member_id, round_id, version, state)
select gen_random_uuid(), p.member_id, r.id, 1, case when r.period_start < '{OPEN}' then 'accepted' else 'not_started' end
from places p, rounds r where r.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into acceptances (id, member_id, submission_id, accepted_at)
select gen_random_uuid(), member_id, id, '2026-01-02' from submissions
where collaborative_id = current_setting('app.collaborative_id')::uuid and state = 'accepted';
create temporary table cells on commit drop as
select a.id as element_id, c.id as category_id,
       case c.code when 'a' then 110 when 'unknown' then 110 when 'b' then 220 else 440 end as number
from asked a, (select id, code from categories where collaborative_id = current_setting('app.collaborative_id')::uuid
               union all select null, null) c;
insert into entries (id, member_id, submission_id, element_id, category_id, number, status, changed_at)
select gen_random_uuid(), s.member_id, s.id, c.element_id, c.category_id, c.number, 'reported', '2026-01-01'
from submissions s, cells c
where s.collaborative_id = current_setting('app.collaborative_id')::uuid and s.state = 'accepted';
insert into accepted_values (id, member_id, element_id, category_id, period_start, period_months, number, status,
                             submission_id, acceptance_id, accepted_at)
select gen_random_uuid(), s.member_id, c.element_id, c.category_id, r.period_start, 3, c.number, 'reported', s.id, a.id,
       a.accepted_at
from submissions s join acceptances a on (a.collaborative_id, a.submission_id) = (s.collaborative_id, s.id)
  join rounds r on (r.collaborative_id, r.id) = (s.collaborative_id, s.round_id), cells c
where s.collaborative_id = current_setting('app.collaborative_id')::uuid
"""
