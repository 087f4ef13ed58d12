"""Running it: reports as workbooks, and the operator, who sees that collaboratives are there and well."""

import sqlalchemy as sa
from alembic import op

from backend.migrations import walls

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Runs as the owner, goes into each collaborative in turn, and brings out counts, days and domains: no figure, no name.
# To whoever is no operator it has nothing to say. What the session saw before is put back.
OVERVIEW = """
create function installation_overview() returns table (
  collaborative_id uuid, members bigint, people bigint, rounds bigint, figures bigint, reports bigint, bytes bigint,
  last_change timestamptz, letters_waiting bigint, letters_late bigint, letters_refused jsonb
) language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  was_here text := current_setting('app.collaborative_id', true);
  was_members text := current_setting('app.members', true);
  was_audiences text := current_setting('app.audiences', true);
begin
  if not exists (
    select from operators
    where person_id = nullif(current_setting('app.person', true), '')::uuid and ended_at is null
  ) then
    return;
  end if;
  perform set_config('app.members', 'all', true);
  perform set_config('app.audiences', 'own_member,members,backbone,partners,public', true);
  for collaborative_id in select id from collaboratives loop
    perform set_config('app.collaborative_id', collaborative_id::text, true);
    return query select
      collaborative_id,
      (select count(distinct member_id) from member_terms
       where starts <= current_date and (ends is null or ends >= current_date)),
      (select count(distinct person_id) from roles
       where roles.collaborative_id = installation_overview.collaborative_id and ended_at is null),
      (select count(*) from rounds),
      (select count(*) from accepted_values where retired_at is null),
      (select count(*) from publications),
      (select coalesce(sum(octet_length(content)), 0) from uploads)
        + (select coalesce(sum(octet_length(content)), 0) from evidence)
        + (select coalesce(sum(octet_length(content)), 0) from edition_files),
      (select max(at) from trail),
      (select count(*) from letters where sent_at is null and refused_at is null),
      (select count(*) from letters where sent_at is null and refused_at is null and put_at < now() - interval '1 hour'),
      (select coalesce(jsonb_agg(jsonb_build_object('domain', domain, 'code', code, 'letters', letters, 'last', last)), '[]')
       from (select lower(split_part(recipient, '@', 2)) as domain, coalesce(substring(refusal from '^[45][0-9]{2}'), '') as code,
                    count(*) as letters, max(refused_at) as last
             from letters where refused_at > now() - interval '30 days' group by 1, 2) refused);
  end loop;
  perform set_config('app.collaborative_id', coalesce(was_here, ''), true);
  perform set_config('app.members', coalesce(was_members, ''), true);
  perform set_config('app.audiences', coalesce(was_audiences, ''), true);
end $$
"""


def upgrade() -> None:
    _reports_are_printed_as_workbooks_too()
    _there_are_operators()


def _reports_are_printed_as_workbooks_too() -> None:
    op.drop_constraint(op.f("ck_edition_files_kind"), "edition_files", type_="check")
    op.create_check_constraint(
        op.f("ck_edition_files_kind"), "edition_files", "kind in ('html', 'json', 'pdf', 'xlsx')"
    )


def _there_are_operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_operators_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operators")),
    )
    op.create_index(op.f("ix_operators_person_id"), "operators", ["person_id"])
    walls.grant(op, "operators", "select")
    op.execute(OVERVIEW)
    op.execute("revoke all on function installation_overview() from public")
    op.execute(f"grant execute on function installation_overview() to {walls.APP}")
