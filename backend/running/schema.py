"""What a database's schema is, as PostgreSQL tells it: the walls above all. Two that are alike tell the same lines."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

Told = Mapping[str, Sequence[str]]

# Not told: the constraints that PostgreSQL 18 and newer name for every column that may not be empty.
_ASKS = {
    "columns": """
        select format('%s.%s %s %s %s %s', relname, attname, format_type(atttypid, atttypmod),
                      case when attnotnull then 'not null' end, pg_get_expr(adbin, adrelid), nullif(attgenerated, ''))
        from pg_attribute join pg_class on pg_class.oid = attrelid
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped""",
    "keys and checks": """
        select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
        where connamespace = 'public'::regnamespace and contype <> 'n'""",
    "indexes": """
        select pg_get_indexdef(indexrelid) from pg_index join pg_class on pg_class.oid = indexrelid
        where relnamespace = 'public'::regnamespace""",
    "row policies": """
        select format('%s: row security %s, forced %s', relname, relrowsecurity, relforcerowsecurity) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        union all
        select format('%s %s %s for %s to %s using %s check %s', tablename, policyname, permissive, cmd, roles, qual,
                      with_check)
        from pg_policies where schemaname = 'public'""",
    "triggers": """
        select format('%s, %s', pg_get_triggerdef(oid), tgenabled) from pg_trigger
        where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)""",
    "functions": """
        select format('%s(%s) as owner %s, %s, %s, may be called by %s', proname, pg_get_function_arguments(oid),
                      prosecdef, proconfig, md5(prosrc),
                      (select array_agg(coalesce(nullif(grantee, 0)::regrole::text, 'everyone') order by 1)
                       from aclexplode(coalesce(proacl, acldefault('f', proowner)))))
        from pg_proc where pronamespace = 'public'::regnamespace""",
    "grants": """
        select format('%s: %s to %s', relname, privilege_type, coalesce(nullif(grantee, 0)::regrole::text, 'everyone'))
        from pg_class, aclexplode(relacl)
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and grantee <> relowner
        union all
        select format('%s.%s: %s to %s', relname, attname, privilege_type,
                      coalesce(nullif(grantee, 0)::regrole::text, 'everyone'))
        from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl)
        where relnamespace = 'public'::regnamespace""",
    "owners": """
        select format('%s belongs to %s', relname, relowner::regrole) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')""",
}


async def told(db: Any) -> Told:
    """By kind, each line a fact, in order."""
    return {kind: sorted([row[0] for row in await db.fetch(ask)]) for kind, ask in _ASKS.items()}


def differences(wanted: Told, found: Told) -> list[str]:
    """Sentences, e.g. "grants: missing: …"."""
    faults = []
    for kind in wanted.keys() | found.keys():
        ours, theirs = set(wanted.get(kind, ())), set(found.get(kind, ()))
        faults += [f"{kind}: missing: {line}" for line in ours - theirs]
        faults += [f"{kind}: not in the backup: {line}" for line in theirs - ours]
    return sorted(faults)


async def tables(db: Any) -> list[str]:
    """Those of ours and of anybody else, but the schema's own version."""
    rows = await db.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and relname <> 'alembic_version' order by 1"
    )
    return [row["relname"] for row in rows]


async def in_order_of_keys(db: Any) -> list[str]:
    """Each table after those its rows point to."""
    graph: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(await tables(db), ()))
    for row in await db.fetch(
        "select h.relname as here, t.relname as there from pg_constraint c join pg_class h on h.oid = conrelid"
        " join pg_class t on t.oid = confrelid where contype = 'f' and connamespace = 'public'::regnamespace"
    ):
        if row["here"] != row["there"]:
            graph.add(row["here"], row["there"])
    return list(graph.static_order())


async def columns(db: Any, table: str) -> list[str]:
    """Those that are written; what is worked out from them PostgreSQL works out again."""
    rows = await db.fetch(
        "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = '' order by attname",
        table,
    )
    return [row["attname"] for row in rows]


async def key(db: Any, table: str) -> list[str]:
    """What its rows are put in order by, as SQL: the same order on every machine."""
    rows = await db.fetch(
        "select quote_ident(attname) || case when atttypid in ('text'::regtype, 'varchar'::regtype)"
        " then ' collate \"C\"' else '' end as part"
        " from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)"
        " where indrelid = $1::text::regclass and indisprimary order by array_position(indkey::int2[], attnum)",
        table,
    )
    return [row["part"] for row in rows]
