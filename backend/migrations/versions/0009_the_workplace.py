"""The workplace: people are spoken to in their language, and a correction begun by mistake can be thrown away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backend.migrations import walls

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Both run as the owner: the site's own role may write neither who is invited to begin a collaborative, nor collaboratives.
INVITED_TO_BEGIN = """
create function invited_to_begin(address text, secret bytea, until timestamptz) returns uuid language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  who uuid := nullif(current_setting('app.person', true), '')::uuid;
  made uuid := gen_random_uuid();
begin
  if not exists (select from operators where person_id = who and ended_at is null) then
    return null;
  end if;
  insert into beginnings (id, email, token_hash, invited_by, created_at, expires_at)
  values (made, lower(address), secret, who, now(), until);
  return made;
end $$
"""

# One collaborative for one invitation that is still good, for the person whose address it was sent to; null otherwise.
BEGUN_COLLABORATIVE = """
create function begun_collaborative(secret bytea, facts jsonb) returns uuid language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  invited beginnings;
  made uuid;
begin
  select * into invited from beginnings
  where token_hash = secret and used_at is null and revoked_at is null and expires_at > now()
    and (invited_by is null
         or exists (select from operators where person_id = beginnings.invited_by and ended_at is null))
    and exists (select from people
                where people.id = nullif(current_setting('app.person', true), '')::uuid
                  and people.email = beginnings.email and people.forgotten_at is null)
  for update;
  if not found then
    return null;
  end if;
  insert into collaboratives (id, slug, name, strapline, blueprint, country, currency, locale, time_zone,
                              year_starts_in, year_naming, contact_email, public_page, words, policy, brand)
  select gen_random_uuid(), slug, name, strapline, blueprint, country, currency, locale, time_zone,
         year_starts_in, year_naming, contact_email, public_page, words, policy, coalesce(brand, '{}')
  from jsonb_populate_record(null::collaboratives, facts)
  on conflict (slug) do nothing
  returning id into made;
  if made is not null then
    update beginnings set used_at = now(), collaborative_id = made where id = invited.id;
  end if;
  return made;
end $$
"""

# Runs as the owner: the site's own role may not write collaboratives. Of one's own alone, only these columns, and only
# for the backbone; what was, and what became of it, is kept in the trail.
SETTLED = """
create function settled(becomes jsonb) returns boolean language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  mine uuid := nullif(current_setting('app.collaborative_id', true), '')::uuid;
  was jsonb;
  became jsonb;
begin
  if current_setting('app.members', true) is distinct from 'all' then
    return false;
  end if;
  select to_jsonb(c) into was from collaboratives c where id = mine for update;
  update collaboratives c
  set (name, strapline, country, currency, locale, time_zone, year_starts_in, year_naming, contact_email, public_page,
       words, policy, brand)
    = (select r.name, r.strapline, r.country, r.currency, r.locale, r.time_zone, r.year_starts_in, r.year_naming,
              r.contact_email, r.public_page, r.words, r.policy, r.brand
       from jsonb_populate_record(c, becomes) r)
  where id = mine
  returning to_jsonb(c) into became;
  if became is null then
    return false;
  end if;
  if was is distinct from became then
    insert into trail (collaborative_id, person_id, table_name, deed, row_id, was, became)
    values (mine, nullif(current_setting('app.person', true), '')::uuid, 'collaboratives', 'update', mine, was, became);
  end if;
  return true;
end $$
"""


def upgrade() -> None:
    _people_have_a_language()
    _corrections_can_be_thrown_away()
    _a_starting_set_may_decide()
    _reports_open_on_their_day()
    _sections_have_owners()
    _collaboratives_begin_in_the_browser()
    _goals_are_taken_part_in()
    _settings_are_kept_on_the_site()
    _the_backbone_asks_about_figures()
    _an_acceptance_can_be_undone()
    _the_rest_may_be_ready()
    _somebody_covers()
    _the_past_is_brought_in()
    _lists_are_kept()
    _people_ask_about_goals()
    _partners_say_what_they_hear()
    _goals_are_translated()
    _areas_have_shapes()
    _the_backbone_s_people_have_employers()
    walls.changed_by_the_backbone(op, "letters")  # whose deed writes one does not change those that wait


def _people_have_a_language() -> None:
    op.add_column("people", sa.Column("language", sa.Text(), server_default="", nullable=False))


def _corrections_can_be_thrown_away() -> None:
    op.add_column("submissions", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("submissions", sa.Column("discarded_by", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f("ck_submissions_state"), "submissions", type_="check")
    op.create_check_constraint(
        op.f("ck_submissions_state"),
        "submissions",
        "state in ('not_started', 'in_progress', 'submitted', 'returned', 'approved', 'accepted', 'locked',"
        " 'discarded')",
    )
    op.create_check_constraint(
        op.f("ck_submissions_discarded"),
        "submissions",
        "(state = 'discarded') = (discarded_at is not null) and (version > 1 or discarded_at is null)",
    )


def _a_starting_set_may_decide() -> None:
    """Whether evidence is taken: then no person did."""
    op.alter_column("evidence_decisions", "decided_by", nullable=True)


def _reports_open_on_their_day() -> None:
    for table in ("editions", "edition_files"):
        walls.open_on_their_day(op, table)


def _sections_have_owners() -> None:
    op.create_table(
        "section_owners",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _points("section_owners", "submissions", "submission_id", "member_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_section_owners")),
        sa.UniqueConstraint(
            "collaborative_id",
            "submission_id",
            "section",
            name=op.f("uq_section_owners_collaborative_id_submission_id_section"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    walls.close(op, "section_owners", of_member=True)


def _collaboratives_begin_in_the_browser() -> None:
    op.create_table(
        "beginnings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collaborative_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(used_at is null) = (collaborative_id is null)", name=op.f("ck_beginnings_used")),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_beginnings_invited_by")),
        sa.ForeignKeyConstraint(
            ["collaborative_id"], ["collaboratives.id"], name=op.f("fk_beginnings_collaborative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beginnings")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_beginnings_token_hash")),
    )
    walls.grant(op, "beginnings", "select, update (email, revoked_at)")
    for made, called in (
        (INVITED_TO_BEGIN, "invited_to_begin(text, bytea, timestamptz)"),
        (BEGUN_COLLABORATIVE, "begun_collaborative(bytea, jsonb)"),
    ):
        op.execute(made)
        op.execute(f"revoke all on function {called} from public")
        op.execute(f"grant execute on function {called} to {walls.APP}")


def _goals_are_taken_part_in() -> None:
    op.create_table(
        "goal_links",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind in ('jobs', 'suppliers', 'meeting', 'other')", name=op.f("ck_goal_links_kind")),
        sa.CheckConstraint("address like 'https://%'", name=op.f("ck_goal_links_address")),
        _points("goal_links", "goals", "goal_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_goal_links")),
    )
    op.create_index("ix_goal_links_goal_id", "goal_links", ["collaborative_id", "goal_id"])
    op.create_table(
        "goal_narratives",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in ("helps", "hinders", "will_do", "who")),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "visibility in ('backbone', 'members', 'partners', 'public')", name=op.f("ck_goal_narratives_visibility")
        ),
        _points("goal_narratives", "goals", "goal_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_goal_narratives")),
        sa.UniqueConstraint(
            "collaborative_id",
            "goal_id",
            "version",
            name=op.f("uq_goal_narratives_collaborative_id_goal_id_version"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    walls.close(op, "goal_links", may="select, insert, update (ended_at, ended_by)")
    walls.close(op, "goal_narratives", may="select, insert")


def _settings_are_kept_on_the_site() -> None:
    """What a collaborative looks like, and the one way in which its own people change its settings."""
    op.add_column(
        "collaboratives",
        sa.Column("brand", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    op.create_table(
        "logos",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _here(),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_logos")),
        sa.UniqueConstraint(
            "collaborative_id",
            "sha256",
            name=op.f("uq_logos_collaborative_id_sha256"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "rule_proposals",
        sa.Column("becomes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _here(),
        sa.CheckConstraint(
            "(taken is null) = (decided_at is null) and (taken is null) = (decided_by is null)",
            name=op.f("ck_rule_proposals_decided"),
        ),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_rule_proposals")),
    )
    walls.close_to_backbone(op, "rule_proposals", may="select, insert, update (decided_by, decided_at, taken)")
    walls.close(op, "logos", untold=("content",), may="select, insert")
    op.execute(SETTLED)
    op.execute("revoke all on function settled(jsonb) from public")
    op.execute(f"grant execute on function settled(jsonb) to {walls.APP}")


def _here() -> sa.Column[object]:
    default = sa.text("current_setting('app.collaborative_id')::uuid")
    return sa.Column("collaborative_id", sa.Uuid(), server_default=default, nullable=False)


def _points(table: str, to: str, *columns: str) -> sa.ForeignKeyConstraint:
    """columns: of the table; the first points to the other's id, any other to one of the same name."""
    theirs = ["id", *columns[1:]]
    return sa.ForeignKeyConstraint(
        ["collaborative_id", *columns],
        [f"{to}.{column}" for column in ("collaborative_id", *theirs)],
        name=op.f(f"fk_{table}_collaborative_id_{'_'.join(columns)}"),
    )


def _the_backbone_asks_about_figures() -> None:
    op.create_table(
        "figure_questions",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(closed_at is null) = (closed_by is null)", name=op.f("ck_figure_questions_closed")),
        _points("figure_questions", "submissions", "submission_id", "member_id"),
        _points("figure_questions", "elements", "element_id"),
        _points("figure_questions", "categories", "category_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_figure_questions")),
        sa.UniqueConstraint(
            "collaborative_id", "id", "member_id", name=op.f("uq_figure_questions_collaborative_id_id_member_id")
        ),
    )
    op.create_index("ix_figure_questions_submission_id", "figure_questions", ["collaborative_id", "submission_id"])
    # Of two who ask about one figure at once, the second writes on the same thread.
    op.create_index(
        "uq_figure_questions_open",
        "figure_questions",
        ["collaborative_id", "submission_id", "element_id", "category_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "question_notes",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_backbone", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _points("question_notes", "figure_questions", "question_id", "member_id"),
        _points("question_notes", "members", "member_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_question_notes")),
    )
    op.create_index("ix_question_notes_question_id", "question_notes", ["collaborative_id", "question_id"])
    walls.close(op, "figure_questions", of_member=True, may="select, insert, update (closed_at, closed_by)")
    walls.close(op, "question_notes", of_member=True, untold=("words",), may="select, insert")


def _an_acceptance_can_be_undone() -> None:
    op.add_column("acceptances", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("acceptances", sa.Column("undone_by", sa.Uuid(), nullable=True))
    walls.grant(op, "acceptances", "update (undone_at, undone_by)")


def _the_rest_may_be_ready() -> None:
    op.add_column("returns", sa.Column("rest_ready", sa.Boolean(), server_default="false", nullable=False))


def _somebody_covers() -> None:
    op.create_table(
        "covers",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("cover_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_covers_days")),
        sa.CheckConstraint("person_id <> cover_id", name=op.f("ck_covers_another")),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_covers")),
    )
    walls.close(op, "covers", may="select, insert, update (ended_at, ended_by)")


def _the_past_is_brought_in() -> None:
    op.add_column("imports", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("imports", sa.Column("taken_back_by", sa.Uuid(), nullable=True))
    op.add_column("series_vintages", sa.Column("brought_with", sa.Uuid(), nullable=True))


def _lists_are_kept() -> None:
    op.create_table(
        "saved_views",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "collaborative_id",
            "person_id",
            "page",
            "name",
            name=op.f("uq_saved_views_collaborative_id_person_id_page_name"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    walls.close_to_person(op, "saved_views", may="select, insert, update (query, name), delete")


def _people_ask_about_goals() -> None:
    """What comes in is read by the backbone alone; what is published of it is a row of its own."""
    askers = "asked_as in ('backbone', 'member', 'partner', 'resident')"
    op.create_table(
        "goal_questions",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_as", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(askers, name=op.f("ck_goal_questions_asked_as")),
        sa.CheckConstraint("(closed_at is null) = (closed_by is null)", name=op.f("ck_goal_questions_closed")),
        _points("goal_questions", "goals", "goal_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_goal_questions")),
    )
    op.create_index("ix_goal_questions_asked_at", "goal_questions", ["collaborative_id", "asked_at"])
    op.create_table(
        "goal_answers",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_as", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_as", sa.Text(), server_default="", nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(askers, name=op.f("ck_goal_answers_asked_as")),
        sa.CheckConstraint(
            "visibility in ('backbone', 'members', 'partners', 'public')", name=op.f("ck_goal_answers_visibility")
        ),
        sa.CheckConstraint("(answer = '') = (answered_as = '')", name=op.f("ck_goal_answers_answered")),
        _points("goal_answers", "goal_questions", "question_id"),
        _points("goal_answers", "goals", "goal_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_goal_answers")),
    )
    op.create_index("ix_goal_answers_goal_id", "goal_answers", ["collaborative_id", "goal_id"])
    walls.close_box(op, "goal_questions", untold=("words", "address"))
    walls.close(op, "goal_answers", may="select, insert, update (ended_at, ended_by)")


def _partners_say_what_they_hear() -> None:
    op.create_table(
        "goal_hearings",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(taken is null) = (decided_at is null) and (taken is null) = (decided_by is null)",
            name=op.f("ck_goal_hearings_decided"),
        ),
        _points("goal_hearings", "goals", "goal_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_goal_hearings")),
    )
    op.create_index("ix_goal_hearings_goal_id", "goal_hearings", ["collaborative_id", "goal_id"])
    walls.close_hearings(op)


def _goals_are_translated() -> None:
    op.create_table(
        "translations",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_translations")),
        sa.UniqueConstraint(
            "collaborative_id",
            "what",
            "language",
            name=op.f("uq_translations_collaborative_id_what_language"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    walls.close(op, "translations")


def _areas_have_shapes() -> None:
    op.create_table(
        "area_maps",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_list_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("drawing", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name=op.f("ck_area_maps_ended")),
        _points("area_maps", "area_lists", "area_list_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_area_maps")),
    )
    for name, used in (("used", "used_at is not null"), ("waiting", "used_at is null")):
        op.create_index(
            f"uq_area_maps_{name}",
            "area_maps",
            ["collaborative_id", "area_list_id"],
            unique=True,
            postgresql_where=sa.text(f"{used} and ended_at is null"),
        )
    walls.close(op, "area_maps", untold=("drawing",), may="select, insert, update (used_at, ended_at, ended_by)")


# In the caller's scope. works: a sentence with {name} and {member} in it, in the language spoken.
CALLED = """
create function called(person uuid, alone text, works text) returns text language sql stable as $$
  select coalesce((
    select replace(replace(works, '{member}', m.name), '{name}', alone)
    from employments e join members m on m.collaborative_id = e.collaborative_id and m.id = e.employer_id
    where e.person_id = person and e.ended_at is null and e.since <= current_date
      and e.collaborative_id = current_setting('app.collaborative_id')::uuid), alone)
$$
"""


def _the_backbone_s_people_have_employers() -> None:
    op.create_table(
        "employments",
        _here(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        _points("employments", "members", "employer_id"),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_employments")),
    )
    op.create_index(
        "uq_employments_now",
        "employments",
        ["collaborative_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    walls.close(op, "employments", may="select, insert, update (ended_at, ended_by)")
    op.execute(CALLED)
    op.drop_constraint(op.f("ck_roles_role"), "roles")
    known = "'administrator', 'coordinator', 'observer', 'contributor', 'approver', 'viewer', 'partner'"
    op.create_check_constraint(op.f("ck_roles_role"), "roles", f"role in ({known})")
