"""The walls, as migration statements: which rows exist for whom, what the app role may do, what the trail keeps.

walls.close(op, "members")                                ring 1 and the trail
walls.close(op, "entries", of_member=True, trail=False)   both rings, its own deed
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

APP = "anchorline_app"  # made by kit/roles.sql; the backup role reads everything by pg_read_all_data

# `(select …)` makes PostgreSQL read the setting once a query, not once a row (measured: free, against 1.8x).
_HERE = "collaborative_id = (select current_setting('app.collaborative_id')::uuid)"
_ALL_MEMBERS = "(select current_setting('app.members')) = 'all'"
_MY_MEMBERS = (
    f"{_ALL_MEMBERS} or member_id = any "
    "((select string_to_array(nullif(current_setting('app.members'), 'all'), ',')::uuid[])::uuid[])"
)
_MY_AUDIENCE = "audience = any ((select string_to_array(current_setting('app.audiences'), ','))::text[])"
_ME = "(select nullif(current_setting('app.person'), '')::uuid)"

# Runs as the owner, so that the trail is written by its trigger alone: the app role may not insert.
KEEP_TRAIL = """
create function keep_trail() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  -- tg_argv is null, not empty, for a trigger without arguments; a row minus null would be no row at all.
  untold text[] := coalesce(tg_argv, '{}');
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - untold end;
  became jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - untold end;
  known jsonb := coalesce(became, was);
begin
  if was is distinct from became then
    insert into trail (collaborative_id, person_id, table_name, deed, row_id, member_id, was, became)
    values ((known->>'collaborative_id')::uuid, nullif(current_setting('app.person', true), '')::uuid, tg_table_name,
            lower(tg_op), (known->>'id')::uuid, (known->>'member_id')::uuid, was, became);
  end if;
  return null;
end $$
"""

# The one look-up by e-mail: runs as the owner, gives an id or nothing, and is asked only by signing in.
PERSON_BY_EMAIL = """
create function person_by_email(wanted text) returns uuid language sql stable security definer
set search_path = public, pg_temp as $$
  select id from people where email = lower(wanted) and forgotten_at is null
$$
"""


# A coordinator's new member: its organization by an official code if anybody has it, else a new one. Runs as the owner, as
# organizations are everybody's and the site may change none.
ENROLLED_ORGANIZATION = """
create function enrolled_organization(called text, sort text, ods text, medicare text) returns uuid language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  known uuid := (select id from organizations where ods_code = ods or ccn = medicare limit 1);
begin
  if known is null then
    known := gen_random_uuid();
    insert into organizations (id, name, kind, ods_code, ccn) values (known, called, sort, ods, medicare);
  end if;
  return known;
end $$
"""


class Operations(Protocol):
    def execute(self, sqltext: str) -> None: ...


def close(
    op: Operations,
    table: str,
    *,
    of_member: bool = False,
    trail: bool = True,
    untold: Iterable[str] = (),
    may: str = "select, insert, update",
) -> None:
    """Close a table: row security forced, ring 1, with `of_member` ring 2, the trail, and the app role's grants.

    untold: columns the trail leaves out, bulky or secret.
    may: what the app role is granted, e.g. "select, insert" for deeds, "select, insert, update (retired_at)".
    """
    _force(op, table)
    op.execute(f"create policy collaborative on {table} using ({_HERE}) with check ({_HERE})")
    if of_member:
        to_member(op, table)
    if trail:
        keep_trail(op, table, untold=untold)
    grant(op, table, may)


@contextmanager
def lowered(op: Operations, *tables: str) -> Iterator[None]:
    """For the owner alone and within the migration: a new key is held against the rows of every collaborative."""
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    yield
    for table in tables:
        op.execute(f"alter table {table} force row level security")


def keep_trail(op: Operations, table: str, *, untold: Iterable[str] = ()) -> None:
    """Every change of a row goes into the trail, but for the columns named."""
    arguments = ", ".join(f"'{column}'" for column in untold)
    op.execute(
        f"create trigger trail after insert or update or delete on {table}"
        f" for each row execute function keep_trail({arguments})"
    )


def close_editions(op: Operations, table: str) -> None:
    """Editions and their files: only for one's audiences, and before publication only for the backbone."""
    close(op, table, untold=("text", "content"), may="select, insert, update (published_at)")
    op.execute(f"create policy audience on {table} as restrictive using ({_MY_AUDIENCE}) with check ({_MY_AUDIENCE})")
    published = f"published_at is not null or {_ALL_MEMBERS}"
    op.execute(f"create policy published on {table} as restrictive using ({published}) with check ({_ALL_MEMBERS})")


def open_on_their_day(op: Operations, table: str) -> None:
    """Editions and their files: published ahead of the day they open, they are the backbone's alone until then."""
    op.execute(f"alter policy published on {table} using (published_at <= now() or {_ALL_MEMBERS})")


def close_to_backbone(op: Operations, table: str, *, untold: Iterable[str] = (), may: str = "select, insert") -> None:
    """Rows only the backbone may read: what members put into figures that were shown together."""
    close(op, table, untold=untold, may=may)
    to_backbone(op, table)


def close_to_person(op: Operations, table: str, *, may: str) -> None:
    """Rows of one person here, for that person's own requests alone, but for the backbone's sweep. No trail."""
    close(op, table, trail=False, may=may)
    mine = f"person_id = {_ME} or ({_ME} is null and {_ALL_MEMBERS})"
    op.execute(f"create policy person on {table} as restrictive using ({mine}) with check (person_id = {_ME})")


def close_letters(op: Operations) -> None:
    """Anyone's deed may write one; the backbone's scope, which sends them, alone reads them back.

    The trail cannot be rewritten, so what a forgotten person is known by must never enter it.
    """
    close(op, "letters", untold=("recipient", "subject", "body", "refusal"))
    op.execute(f"create policy backbone on letters as restrictive for select using ({_ALL_MEMBERS})")


def close_box(op: Operations, table: str, *, untold: Iterable[str]) -> None:
    """Anyone may put a row in; the backbone alone reads and changes them."""
    close(op, table, untold=untold)
    op.execute(f"create policy backbone on {table} as restrictive for select using ({_ALL_MEMBERS})")
    changed_by_the_backbone(op, table)


def changed_by_the_backbone(op: Operations, table: str) -> None:
    """A change of all rows reads none, so the policy for reading does not hold it up."""
    op.execute(f"create policy changed on {table} as restrictive for update using ({_ALL_MEMBERS})")


def close_hearings(op: Operations) -> None:
    """What partners hear: until it is taken, for who wrote it and the backbone, who alone decides."""
    close(op, "goal_hearings", may="select, insert, update (taken, reason, decided_by, decided_at)")
    read = f"taken or written_by = {_ME} or {_ALL_MEMBERS}"
    op.execute(f"create policy taken on goal_hearings as restrictive for select using ({read})")
    changed_by_the_backbone(op, "goal_hearings")


def to_backbone(op: Operations, table: str) -> None:
    """Closes a walled table to all but the backbone."""
    op.execute(f"create policy backbone on {table} as restrictive using ({_ALL_MEMBERS}) with check ({_ALL_MEMBERS})")


def to_member(op: Operations, table: str) -> None:
    """Closes a walled table by the second ring."""
    op.execute(f"create policy member on {table} as restrictive using ({_MY_MEMBERS}) with check ({_MY_MEMBERS})")


def close_roles(op: Operations) -> None:
    """Roles here, and one's own everywhere, for "my collaboratives"."""
    close(op, "roles")
    op.execute(f"create policy own on roles for select using (person_id = {_ME})")


def close_people(op: Operations) -> None:
    """Oneself, or who holds a role here. The owner's sign-in function sees all."""
    _force(op, "people")
    op.execute("create policy sign_in on people to current_user using (true) with check (true)")
    op.execute(
        f"create policy known on people for select to {APP} using (id = {_ME} or exists"
        f" (select from roles where roles.person_id = people.id and roles.{_HERE}))"
    )
    op.execute(f"create policy oneself on people to {APP} using (id = {_ME}) with check (id = {_ME})")
    grant(op, "people", "select, insert, update")
    op.execute(PERSON_BY_EMAIL)
    op.execute("revoke all on function person_by_email(text) from public")
    op.execute(f"grant execute on function person_by_email(text) to {APP}")


def close_trail(op: Operations) -> None:
    """Written by the trigger, read in scope, never changed."""
    _force(op, "trail")
    op.execute(f"create policy collaborative on trail using ({_HERE}) with check ({_HERE})")
    op.execute(f"create policy member on trail as restrictive for select using ({_MY_MEMBERS})")
    grant(op, "trail", "select")


def grant(op: Operations, table: str, may: str) -> None:
    """What the app role may do with a table, e.g. "select, insert"."""
    op.execute(f"grant {may} on {table} to {APP}")


def _force(op: Operations, table: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
