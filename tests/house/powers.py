"""What the roles of an installation may do: the app role little, the back-up role nothing but read.

Checks as in `catalogue`: each takes a connection and returns its faults.
"""

from collections.abc import Mapping

import asyncpg

from tests.house import catalogue

APP, OWNER, BACKUP = "anchorline_app", "anchorline_owner", "anchorline_backup"

MOST = {"SELECT", "INSERT", "UPDATE"}  # of a walled table; nothing of a collaborative is ever deleted by the site

# Deeds and what was accepted: written once.
WRITTEN_ONCE = (
    "approvals",
    "agreements",
    "model_agreements",
    "switch_offs",
    "waivers",
    "withholdings",
    "crosswalks",
    "crosswalk_weights",
    "area_maps",
    "evidence_decisions",
    "idempotency_keys",
    "saved_views",
    "acceptances",
    "returns",
    "returned_cells",
    "figure_questions",
    "question_notes",
    "covers",
    "employments",
    "accepted_values",
    "import_findings",
    "release_approvals",
    "publications",
    "editions",
    "edition_files",
    "release_bases",
    "series_vintages",
    "series_points",
    "goal_versions",
    "goal_milestones",
    "goal_overrides",
    "goal_links",
    "goal_narratives",
    "goal_answers",
    "goal_hearings",
    "logos",
    "rule_proposals",
)
WRITTEN_AND_TAKEN_AWAY = (
    "idempotency_keys",
    "saved_views",
    "uploads",
    "zip_counts",
)  # a request's answer after a month; a list by who keeps it; what is known of a file after two years; a line of a sheet
WRITTEN_BY_TRIGGER = ("trail",)  # the site itself may not write it at all
# What may be changed of them: only that, and only by column.
ENDED = {"ended_at", "ended_by", "end_reason"}
CHANGED_BY_COLUMN = {
    "agreements": ENDED | {"warned_at"},
    "switch_offs": ENDED,
    "waivers": ENDED,
    "withholdings": ENDED,
    "accepted_values": {"retired_at"},
    "acceptances": {"undone_at", "undone_by"},
    "figure_questions": {"closed_at", "closed_by"},
    "covers": {"ended_at", "ended_by"},
    "employments": {"ended_at", "ended_by"},
    "saved_views": {"query", "name"},
    "editions": {"published_at"},
    "edition_files": {"published_at"},
    "goal_overrides": {"taken_back_at", "taken_back_by"},
    "beginnings": {"email", "revoked_at"},
    "goal_links": {"ended_at", "ended_by"},
    "area_maps": {"used_at", "ended_at", "ended_by"},
    "goal_answers": {"ended_at", "ended_by"},
    "goal_hearings": {"taken", "reason", "decided_by", "decided_at"},
    "rule_proposals": {"decided_at", "decided_by", "taken"},
}
UNWALLED: Mapping[str, set[str]] = {
    "collaboratives": {"SELECT"},
    "organizations": {"SELECT"},
    "organization_parents": {"SELECT"},
    "people": MOST,
    "sign_ins": MOST | {"DELETE"},
    "sign_in_codes": MOST | {"DELETE"},
    "invitations": MOST | {"DELETE"},
    "address_changes": MOST | {"DELETE"},
    "sign_in_letters": MOST | {"DELETE"},
    "rate_limits": MOST | {"DELETE"},
    "api_tokens": MOST | {"DELETE"},
    "operators": {"SELECT"},
    "beginnings": {"SELECT"},
    "job_claims": {"SELECT", "INSERT", "DELETE"},
    "alembic_version": {"SELECT"},
}


async def roles(db: asyncpg.Connection) -> list[str]:
    """None is mighty; the app role belongs to no other; the back-up role reads past the walls and does no more."""
    ours = [APP, OWNER, BACKUP]
    rows = {row["rolname"]: row for row in await db.fetch("select * from pg_roles where rolname = any ($1)", ours)}
    faults = [f"{name}: does not exist" for name in ours if name not in rows]
    for name, row in rows.items():
        mighty = [m for m in ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication") if row[m]]
        faults += [f"{name}: has {might}" for might in mighty]
        if row["rolbypassrls"] != (name == BACKUP):
            faults.append(f"{name}: {'does not see' if name == BACKUP else 'sees'} past row security")
    memberships = await db.fetch(
        "select m.rolname as who, r.rolname as whose from pg_auth_members join pg_roles m on m.oid = member"
        " join pg_roles r on r.oid = roleid where m.rolname = any ($1)",
        ours,
    )
    faults += [
        f"{row['who']}: is a member of {row['whose']}"
        for row in memberships
        if (row["who"], row["whose"]) != (BACKUP, "pg_read_all_data")
    ]
    if "default_transaction_read_only=on" not in (rows[BACKUP]["rolconfig"] or []):
        faults.append(f"{BACKUP}: its transactions may write")
    return sorted(faults)


async def ownership(db: asyncpg.Connection) -> list[str]:
    """Everything belongs to the owner: what one owns, one may unlock."""
    rows = await db.fetch(
        """
        select relname as name, relowner::regrole::text as whose from pg_class
        where relnamespace = 'public'::regnamespace
        union all
        select proname, proowner::regrole::text from pg_proc where pronamespace = 'public'::regnamespace
        """
    )
    return sorted(f"{row['name']}: belongs to {row['whose']}" for row in rows if row["whose"] != OWNER)


async def grants(db: asyncpg.Connection) -> list[str]:
    """The app role may do what is listed and no more; everyone, nothing; the back-up role has no grant of its own."""
    rows = await db.fetch(
        """
        select relname as t, grantee, privilege_type as may, is_grantable, null as c
        from pg_class, aclexplode(relacl)
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all
        select relname, grantee, privilege_type, is_grantable, attname
        from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl)
        where relnamespace = 'public'::regnamespace
        """
    )
    owner, app = [await db.fetchval("select $1::text::regrole::oid", name) for name in (OWNER, APP)]
    faults = []
    for row in rows:
        place = row["t"] + (f".{row['c']}" if row["c"] else "")
        if row["grantee"] == owner:
            continue
        if row["grantee"] != app:
            faults.append(f"{place}: granted {row['may']} to another than the app role")
        elif row["is_grantable"]:
            faults.append(f"{place}: the app role may hand on {row['may']}")
        elif not _is_allowed(row["t"], row["c"], row["may"]):
            faults.append(f"{place}: the app role may {row['may']}")
    return sorted(faults)


def _is_allowed(table: str, column: str | None, may: str) -> bool:
    if column:
        return may == "UPDATE" and column in CHANGED_BY_COLUMN.get(table, ())
    if table in catalogue.UNWALLED:
        return may in UNWALLED[table]
    if table in WRITTEN_BY_TRIGGER:
        return may == "SELECT"
    if table in WRITTEN_AND_TAKEN_AWAY and may == "DELETE":
        return True
    return may in MOST and not (table in WRITTEN_ONCE and may == "UPDATE")


async def changeable(db: asyncpg.Connection, tables: list[str]) -> list[str]:
    """Those of which the app role may change whole rows."""
    return [t for t in tables if await db.fetchval("select has_table_privilege($1, $2::text, 'update')", APP, t)]


async def makings(db: asyncpg.Connection) -> list[str]:
    """The app role can make nothing that stays: no table, no function, no schema."""
    rows = await db.fetch("select nspname from pg_namespace where has_schema_privilege($1, oid, 'create')", APP)
    faults = [
        f"{row['nspname']}: the app role may make things in it" for row in rows if not _own_temporary(row["nspname"])
    ]
    if await db.fetchval("select has_database_privilege($1, current_database(), 'create')", APP):
        faults.append("the app role may make schemas")
    return faults


def _own_temporary(schema: str) -> bool:
    return schema.startswith(("pg_temp_", "pg_toast_temp_"))
