"""Whether the role a process connects with is as weak as the walls need it to be."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import OLDEST

_ABOUT = sa.text("""
select current_setting('server_version_num')::int / 10000 as major, current_user as role,
    r.rolsuper, r.rolbypassrls, r.rolcreaterole,
    has_schema_privilege('public', 'create') as creates,
    exists(select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where pg_has_role(c.relowner, 'usage') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema') as owns,
    exists(select from pg_roles s where (s.rolsuper or s.rolbypassrls) and s.rolname <> current_user
        and pg_has_role(s.oid, 'member')) as becomes
from pg_roles r where r.rolname = current_user
""")

_FAULTS = {
    "rolsuper": "is a superuser",
    "rolbypassrls": "has BYPASSRLS",
    "rolcreaterole": "may create roles",
    "owns": "owns tables",
    "creates": "may create tables",
    "becomes": "may become a superuser or a role with BYPASSRLS",
}


async def assert_weak_role(connection: AsyncConnection) -> None:
    """Row policies do not hold a superuser, an owner or BYPASSRLS back: with such a role nothing is served.

    Raises:
        CannotStart: every reason at once, or the server is older than 15.
    """
    about = (await connection.execute(_ABOUT)).mappings().one()
    if about["major"] < OLDEST:
        raise CannotStart(f"The database is PostgreSQL {about['major']}; Anchorline needs {OLDEST} or newer.")
    faults = [fault for fact, fault in _FAULTS.items() if about[fact]]
    if faults:
        raise CannotStart(
            f"The role {about['role']} of ANCHORLINE_DATABASE_URL {', '.join(faults)}, so it would see past the walls "
            "between collaboratives. Connect as a role made by backend/kit/roles.sql (anchorline_app)."
        )
