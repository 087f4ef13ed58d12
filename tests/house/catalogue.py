"""What the walls must be, read from PostgreSQL's own catalogue.

Each check takes a connection and returns its faults as sentences, so that a test can ask it of the database as it is and
of one that was broken on purpose. The lists below name every exception and why; what is not in a list must be walled.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import asyncpg

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0002-what-is-unwalled.md"

# The same list as in docs/decisions/0002, word for word.
UNWALLED: Mapping[str, str] = {
    "collaboratives": "public facts, needed before a scope is known",
    "organizations": "public facts, needed before a scope is known",
    "organization_parents": "public facts, needed before a scope is known",
    "people": "one person, many collaboratives",
    "sign_ins": "needed before anyone is known",
    "sign_in_codes": "needed before anyone is known",
    "invitations": "needed before anyone is known",
    "address_changes": "needed before anyone is known",
    "beginnings": "needed before there is a collaborative to be in",
    "api_tokens": "needed before anyone is known",
    "operators": "above all collaboratives",
    "sign_in_letters": "a sign-in letter belongs to no collaborative",
    "rate_limits": "counted before anyone is known",
    "job_claims": "claimed before a collaborative is known",
    "alembic_version": "the schema's version",
}

# Walled tables that name a member and yet have no second ring.
OPEN_INSIDE: Mapping[str, str] = {
    "member_terms": "who belongs, and since when, everyone in the collaborative may know",
    "member_names": "so is what a member is called",
    "member_parents": "and which system it is part of",
    "roles": "who acts for whom, those who work together see",
}

# Foreign keys that cannot be pairs, because what they point to is in no collaborative.
GLOBAL_KEYS = {
    "members (organization_id)": "organizations",
    "member_parents (parent_id)": "organizations",
    "roles (person_id)": "people",
}

# Keys between two tables of members that do not carry the member: the deed copies it, the key does not hold it to that.
WITHOUT_MEMBER: tuple[str, ...] = ()

AUDIENCED = ("editions", "edition_files")
# What members put in, side by side; and what the backbone considers.
OF_THE_BACKBONE = ("release_bases", "imports", "import_findings", "reminders", "rule_proposals")
OF_A_PERSON = ("idempotency_keys", "saved_views")  # one's own requests, lists one keeps
READ_BY_THE_BACKBONE = ("letters", "goal_questions")  # anyone's deed writes one
CHANGED_BY_THE_BACKBONE = ("letters", "goal_questions", "goal_hearings")  # what was written stays as it was written
DEFINERS = {
    "person_by_email(wanted text)": "the one look-up by e-mail, asked by signing in",
    "enrolled_organization(called text, sort text, ods text, medicare text)": "the one way in for an organization by a page",
    "keep_trail()": "the trail is written by its trigger alone",
    "invited_to_begin(address text, secret bytea, until timestamp with time zone)": "an operator invites, and nobody else",
    "begun_collaborative(secret bytea, facts jsonb)": "the one way in for a collaborative: by an invitation that is good",
    "settled(becomes jsonb)": "the one way in which a collaborative's own people change its settings, and no other's",
    "installation_overview()": "counts of every collaborative, for the operator alone",
}

_HERE = "(collaborative_id = ( SELECT (current_setting('app.collaborative_id'::text))::uuid AS current_setting))"
_ALL = "(( SELECT current_setting('app.members'::text) AS current_setting) = 'all'::text)"
_MINE = (
    f"({_ALL} OR (member_id = ANY (( SELECT (string_to_array(NULLIF(current_setting('app.members'::text), 'all'::text),"
    " ','::text))::uuid[] AS string_to_array)::uuid[])))"
)
_HEARD = (
    "(audience = ANY (( SELECT string_to_array(current_setting('app.audiences'::text), ','::text)"
    " AS string_to_array)::text[]))"
)
_ME = "= ( SELECT (NULLIF(current_setting('app.person'::text), ''::text))::uuid AS \"nullif\"))"

Policy = tuple[str, str, str, str | None, str | None]  # kind, command, whom, using, with check

RING_1: Policy = ("permissive", "*", "public", _HERE, _HERE)
RING_2: Policy = ("restrictive", "*", "public", _MINE, _MINE)
PEOPLE: Mapping[str, Policy] = {
    "sign_in": ("permissive", "*", "anchorline_owner", "true", "true"),
    "known": (
        "permissive",
        "r",
        "anchorline_app",
        f"((id {_ME} OR (EXISTS ( SELECT FROM roles WHERE ((roles.person_id = people.id) AND (roles.{_HERE[1:]}))))",
        None,
    ),
    "oneself": ("permissive", "*", "anchorline_app", f"(id {_ME}", f"(id {_ME}"),
}


def told() -> dict[str, str]:
    """The list as docs/decisions/0002 gives it: table to reason."""
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]+) \| [^|]+ \|$", DECISION.read_text(encoding="utf-8"), re.MULTILINE)
    return {table: reason.strip() for names, reason in rows for table in re.findall(r"`(\w+)`", names)}


async def tables(db: asyncpg.Connection) -> list[str]:
    """Every table of ours, partitions too."""
    rows = await db.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1"
    )
    return [row["relname"] for row in rows]


async def walled(db: asyncpg.Connection) -> list[str]:
    return [table for table in await tables(db) if table not in UNWALLED]


async def of_members(db: asyncpg.Connection) -> list[str]:
    """The tables with a second ring: walled, naming a member, in no list. The trail has its own form of it."""
    rows = await db.fetch("select attrelid::regclass::text t from pg_attribute where attname = 'member_id' order by 1")
    inside = set(await walled(db)) - set(OPEN_INSIDE) - {"trail"}
    return [row["t"] for row in rows if row["t"] in inside]


# ---- Checks ----------------------------------------------------------------------------------------------------------


async def rings(db: asyncpg.Connection) -> list[str]:
    """Row security is on and forced; the policies are exactly the ones the house has, none weaker, none more."""
    forced = {
        row["relname"]: (row["relrowsecurity"], row["relforcerowsecurity"])
        for row in await db.fetch("select * from pg_class where relnamespace = 'public'::regnamespace")
    }
    found = await _policies(db)
    second = await of_members(db)
    faults = []
    for table in [*await walled(db), "people"]:
        on, by_force = forced[table]
        if not on:
            faults.append(f"{table}: row security is off")
        if not by_force:
            faults.append(f"{table}: row security is not forced, so its owner sees every row")
        wanted = _wanted(table, of_member=table in second)
        have = found.get(table, {})
        faults += [f"{table}: policy {name} is missing" for name in wanted.keys() - have.keys()]
        faults += [f"{table}: policy {name} is one too many" for name in have.keys() - wanted.keys()]
        faults += [
            f"{table}: policy {name} says {have[name]}, not {wanted[name]}"
            for name in wanted.keys() & have.keys()
            if wanted[name] != have[name]
        ]
    return sorted(faults)


def _wanted(table: str, *, of_member: bool) -> dict[str, Policy]:
    if table == "people":
        return dict(PEOPLE)
    wanted = {"collaborative": RING_1}
    if of_member:
        wanted["member"] = RING_2
    if table == "trail":
        wanted["member"] = ("restrictive", "r", "public", _MINE, None)
    if table == "roles":
        wanted["own"] = ("permissive", "r", "public", f"(person_id {_ME}", None)
    if table in OF_THE_BACKBONE:
        wanted["backbone"] = ("restrictive", "*", "public", _ALL, _ALL)
    if table in OF_A_PERSON:
        sweep = f"(( SELECT (NULLIF(current_setting('app.person'::text), ''::text))::uuid AS \"nullif\") IS NULL) AND {_ALL}"
        wanted["person"] = ("restrictive", "*", "public", f"((person_id {_ME} OR ({sweep}))", f"(person_id {_ME}")
    if table in READ_BY_THE_BACKBONE:
        wanted["backbone"] = ("restrictive", "r", "public", _ALL, None)
    if table in CHANGED_BY_THE_BACKBONE:
        wanted["changed"] = ("restrictive", "w", "public", _ALL, None)
    if table == "goal_hearings":
        wanted["taken"] = ("restrictive", "r", "public", f"(taken OR (written_by {_ME} OR {_ALL})", None)
    if table in AUDIENCED:
        wanted["audience"] = ("restrictive", "*", "public", _HEARD, _HEARD)
        wanted["published"] = ("restrictive", "*", "public", f"((published_at <= now()) OR {_ALL})", _ALL)
    return wanted


async def _policies(db: asyncpg.Connection) -> dict[str, dict[str, Policy]]:
    rows = await db.fetch(
        """
        select relname, polname, polpermissive, polcmd,
               coalesce((select string_agg(rolname, ',') from pg_roles where oid = any (polroles)), 'public') as whom,
               pg_get_expr(polqual, polrelid) as using, pg_get_expr(polwithcheck, polrelid) as checked
        from pg_policy join pg_class on pg_class.oid = polrelid
        where relnamespace = 'public'::regnamespace
        """
    )
    found: dict[str, dict[str, Policy]] = {}
    for row in rows:
        kind = "permissive" if row["polpermissive"] else "restrictive"
        policy = (kind, row["polcmd"].decode(), row["whom"], _one_line(row["using"]), _one_line(row["checked"]))
        found.setdefault(row["relname"], {})[row["polname"]] = policy
    return found


def _one_line(expression: str | None) -> str | None:
    return expression and " ".join(expression.split())


async def keys(db: asyncpg.Connection) -> list[str]:
    """`collaborative_id` is never empty, filled by the database, and first in every primary and unique key."""
    faults = []
    for table in await walled(db):
        column = await db.fetchrow(
            "select attnotnull, pg_get_expr(adbin, adrelid) as filled from pg_attribute"
            " left join pg_attrdef on adrelid = attrelid and adnum = attnum"
            " where attrelid = $1::text::regclass and attname = 'collaborative_id'",
            table,
        )
        if column is None:
            faults.append(f"{table}: has no collaborative_id")
            continue
        if not column["attnotnull"]:
            faults.append(f"{table}: collaborative_id may be empty")
        if column["filled"] != "(current_setting('app.collaborative_id'::text))::uuid":
            faults.append(f"{table}: collaborative_id is filled by {column['filled']}")
        uniques = await db.fetch(
            "select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid, 1, true) as first, indisprimary"
            " from pg_index where indrelid = $1::text::regclass and (indisunique or indisexclusion) order by 1",
            table,
        )
        if not any(row["indisprimary"] for row in uniques):
            faults.append(f"{table}: has no primary key")
        faults += [
            f"{table}: {row['name']} begins with {row['first']}"
            for row in uniques
            if row["first"] != "collaborative_id"
        ]
    return faults


async def references(db: asyncpg.Connection) -> list[str]:
    """Every foreign key carries the collaborative, and between tables of members the member too; the rest is listed.

    PostgreSQL checks foreign keys past the policies, so a key of one column would find a neighbour's row.
    """
    rows = await db.fetch(
        """
        select conname, conrelid::regclass::text as here, confrelid::regclass::text as there, confdeltype, confupdtype,
               (select array_agg(attname::text order by n) from unnest(conkey) with ordinality k(a, n)
                join pg_attribute on attrelid = conrelid and attnum = k.a) as columns,
               (select array_agg(attname::text order by n) from unnest(confkey) with ordinality k(a, n)
                join pg_attribute on attrelid = confrelid and attnum = k.a) as targets
        from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conname
        """
    )
    inside, second = set(await walled(db)), set(await of_members(db))
    faults = []
    for row in rows:
        key = f"{row['here']} ({', '.join(row['columns'])})"
        if row["confdeltype"] != b"a" or row["confupdtype"] != b"a":
            faults.append(f"{key}: changes rows of another table by itself, past the app role's grants")
        if row["here"] not in inside:
            if row["there"] in inside:
                faults.append(f"{key}: points from an unwalled table into {row['there']}")
        elif row["there"] not in inside:
            if GLOBAL_KEYS.get(key) != row["there"]:
                faults.append(f"{key}: points to {row['there']}, which no list allows")
        elif row["columns"][0] != "collaborative_id" or row["targets"][0] != "collaborative_id":
            faults.append(f"{key}: points to {row['there']} without the collaborative")
        elif {row["here"], row["there"]} <= second and not ("member_id" in row["columns"] or key in WITHOUT_MEMBER):
            faults.append(f"{key}: points to {row['there']} without the member")
    return faults


async def listed(db: asyncpg.Connection) -> list[str]:
    """The lists name tables and keys that exist, so that no exception outlives its reason."""
    there = set(await tables(db))
    return [
        f"{table}: is listed, and there is no such table" for table in [*UNWALLED, *OPEN_INSIDE] if table not in there
    ]


async def relations(db: asyncpg.Connection) -> list[str]:
    """Views ask as whoever asks; none is materialised; nothing counts across collaboratives; no foreign tables."""
    rows = await db.fetch(
        "select relname, relkind, coalesce(reloptions, '{}') as options from pg_class"
        " where relnamespace = 'public'::regnamespace order by 1"
    )
    faults = []
    for row in rows:
        match row["relkind"]:
            case b"v" if "security_invoker=true" not in row["options"]:
                faults.append(f"{row['relname']}: a view that reads as its owner")
            case b"m":
                faults.append(f"{row['relname']}: a materialised view, which no policy covers")
            case b"S":
                faults.append(f"{row['relname']}: a sequence, whose gaps tell what neighbours do")
            case b"f":
                faults.append(f"{row['relname']}: a foreign table")
    return faults


async def functions(db: asyncpg.Connection) -> list[str]:
    """No function runs as its owner but those listed; those have their search path pinned and are not everyone's."""
    rows = await db.fetch(
        """
        select proname || '(' || pg_get_function_arguments(oid) || ')' as name, prosecdef, proconfig,
               has_function_privilege('public', oid, 'execute') as everyones
        from pg_proc where pronamespace = 'public'::regnamespace order by 1
        """
    )
    faults = []
    for row in rows:
        if not row["prosecdef"]:
            continue
        if row["name"] not in DEFINERS:
            faults.append(f"{row['name']}: runs as its owner and is in no list")
        if row["proconfig"] != ["search_path=public, pg_temp"]:
            faults.append(f"{row['name']}: its search path is not pinned")
        if row["everyones"]:
            faults.append(f"{row['name']}: anyone may call it")
    return faults
