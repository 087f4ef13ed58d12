"""Collaboratives of the size the figures are measured at, written by PostgreSQL itself.

Of a hundred values one is not there at all and one is not available; of a thousand one does not apply.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

MEMBERS, ELEMENTS, INDICATORS, QUARTERS = 75, 80, 60, 12
SUMS, SHARES = 30, 20  # the rest are shares of differences


@dataclass(frozen=True)
class Filled:
    """formulas: as columns: indicator, element id, weight over, weight under, how many elements the formula has."""

    collaborative: UUID
    framework: UUID
    elements: dict[str, UUID]
    formulas: tuple[list[str], list[UUID], list[int], list[int], list[int]]


def formulas() -> dict[str, tuple[str, dict[int, tuple[int, int]]]]:
    """By indicator code: its text, and by element the weights above and below the line."""
    found: dict[str, tuple[str, dict[int, tuple[int, int]]]] = {}
    for at in range(INDICATORS):
        a, b, c = at, (at * 7 + 31) % ELEMENTS, (at * 11 + 53) % ELEMENTS
        if at < SUMS:
            found[f"I-{at:02}"] = (f"e{a}", {a: (1, 0)})
        elif at < SUMS + SHARES:
            found[f"I-{at:02}"] = (f"e{a} / e{b}", {a: (1, 0), b: (0, 1)})
        else:
            found[f"I-{at:02}"] = (f"(e{a} - e{b}) / e{c}", {a: (1, 0), b: (-1, 0), c: (0, 1)})
    return found


async def fill(owner: Any, collaborative: UUID) -> Filled:
    """owner: a connection past the policies, as a superuser's. The tables are vacuumed, as they are after a night."""
    async with owner.transaction():
        # Keys are made right here; checking four a row, and a trail of it all, would take minutes.
        await owner.execute("set local session_replication_role = replica")
        await owner.execute("select set_config('app.collaborative_id', $1, true)", str(collaborative))
        for statement in _STATEMENTS.split(";\n"):
            await owner.execute(statement)
        for code, (text, _) in formulas().items():
            await owner.execute(
                _INDICATOR, code, text, "%" if "/" in text else "people", "ratio_of_sums" if "/" in text else "sum"
            )
        await owner.execute(_VALUES)
        await owner.execute(_INDICATORS_ASKED)
        rows = await owner.fetch("select code, id from elements where collaborative_id = $1", collaborative)
        framework = await owner.fetchval("select id from frameworks where collaborative_id = $1", collaborative)
    await owner.execute("vacuum (analyze) accepted_values")
    await owner.execute("analyze")
    elements = {row["code"]: row["id"] for row in rows}
    return Filled(collaborative, framework, elements, _columns(elements))


def _columns(elements: dict[str, UUID]) -> tuple[list[str], list[UUID], list[int], list[int], list[int]]:
    rows = [
        (code, elements[f"e{element}"], over, under, len(weights))
        for code, (_, weights) in formulas().items()
        for element, (over, under) in weights.items()
    ]
    indicator, element, over, under, many = (list(column) for column in zip(*rows, strict=True))
    return indicator, element, over, under, many


_STATEMENTS = f"""
insert into collaboratives (id, slug, name, blueprint, country, currency, locale, time_zone, year_starts_in)
select id, 'b-' || right(replace(id::text, '-', ''), 20), 'Measured', 'wsu', 'US', 'USD', 'en_US', 'America/New_York', 1
from (select current_setting('app.collaborative_id')::uuid as id) here;
create temporary table places on commit drop as
select gen_random_uuid() as organization_id, gen_random_uuid() as member_id, at from generate_series(1, {MEMBERS}) as at;
insert into organizations (id, name) select organization_id, 'Hospital ' || at from places;
insert into members (id, organization_id, code, name, fiscal_year_starts_in)
select member_id, organization_id, 'h' || at, 'Hospital ' || at, 1 from places;
insert into member_terms (id, member_id, starts) select gen_random_uuid(), member_id, '2020-01-01' from places;
insert into agreements (id, member_id, way, title, document, starts, audiences, afterwards, signer, signed_on, recorded_at)
select gen_random_uuid(), member_id, 'on_paper', 'Agreement', 'Measured', '2020-01-01', '{{members,partners,public}}',
       'past_stays', 'Somebody', '2020-01-01', now() from places;
insert into frameworks (id, code, name, cadence_months) values (gen_random_uuid(), 'f', 'F', 3);
insert into framework_sections (id, framework_id, code, name, position)
select gen_random_uuid(), id, 's', 'S', 1 from frameworks
where collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into elements (id, code, name, unit, kind, flow, quarters_rule, measure_class)
select gen_random_uuid(), 'e' || at, 'E ' || at, 'people', 'count', 'flow', 'sum', 'other'
from generate_series(0, {ELEMENTS} - 1) as at;
insert into rounds (id, framework_id, period_start, period_months, name, opens_on, due_on, closes_on, opened_at)
select gen_random_uuid(), f.id, day, 3, 'Q', day, day, day, now()
from frameworks f, lateral (
  select ('2023-01-01'::date + make_interval(months => 3 * at))::date as day from generate_series(0, {QUARTERS} - 1) as at
) quarters
where f.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into submissions (id, member_id, round_id, state)
select gen_random_uuid(), p.member_id, r.id, 'accepted' from places p, rounds r
where r.collaborative_id = current_setting('app.collaborative_id')::uuid;
insert into acceptances (id, member_id, submission_id, accepted_at)
select gen_random_uuid(), member_id, id, now() from submissions
where collaborative_id = current_setting('app.collaborative_id')::uuid
"""
_INDICATOR = """
with made as (
  insert into indicators (id, code, name, plain, kind, unit, direction, rule_members, rule_quarters, visibility,
                          disclosure_class)
  values (gen_random_uuid(), $1::text, $1, $1, 'derived', $3, 'up', $4::text, $4, 'members', 'other') returning id
)
insert into indicator_definitions (id, indicator_id, version, valid_from, text, formula)
select gen_random_uuid(), id, 1, '2020-01-01', '', $2 from made
"""
_INDICATORS_ASKED = """
insert into framework_indicators (id, framework_id, section_id, indicator_id, position)
select gen_random_uuid(), s.framework_id, s.id, i.id, 1 from framework_sections s, indicators i
where s.collaborative_id = current_setting('app.collaborative_id')::uuid and i.collaborative_id = s.collaborative_id
"""
_VALUES = """
insert into accepted_values (id, member_id, element_id, period_start, period_months, number, status, submission_id,
                             acceptance_id, accepted_at)
select gen_random_uuid(), s.member_id, e.id, r.period_start, 3,
       case when chance >= 0.011 then (1 + floor(random() * 100000)) / 100 end,
       case when chance < 0.001 then 'not_applicable' when chance < 0.011 then 'not_available' else 'reported' end,
       s.id, a.id, a.accepted_at
from rounds r
  join submissions s on s.round_id = r.id
  join acceptances a on a.submission_id = s.id
  join elements e on e.collaborative_id = r.collaborative_id
  cross join lateral (select random() + 0 * extract(epoch from a.accepted_at) as chance where e.id is not null) as dice
where r.collaborative_id = current_setting('app.collaborative_id')::uuid and chance < 0.99
"""
