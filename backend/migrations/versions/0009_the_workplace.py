"""The workplace: people are spoken to in their language, and a correction begun by mistake can be thrown away."""

import sqlalchemy as sa
from alembic import op

from backend.migrations import walls

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people_have_a_language()
    _corrections_can_be_thrown_away()
    _a_starting_set_may_decide()
    _reports_open_on_their_day()
    _sections_have_owners()


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
    here = sa.text("current_setting('app.collaborative_id')::uuid")
    op.create_table(
        "section_owners",
        sa.Column("collaborative_id", sa.Uuid(), server_default=here, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["collaborative_id", "submission_id", "member_id"],
            ["submissions.collaborative_id", "submissions.id", "submissions.member_id"],
            name=op.f("fk_section_owners_collaborative_id_submission_id_member_id"),
        ),
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
