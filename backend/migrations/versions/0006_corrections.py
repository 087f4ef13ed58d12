"""Corrections: membership by pages, and reading what was known on a day."""

import sqlalchemy as sa
from alembic import op

from backend.migrations import walls

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_parents",
        sa.Column(
            "collaborative_id",
            sa.Uuid(),
            server_default=sa.text("current_setting('app.collaborative_id')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("ends is null or ends >= starts", name=op.f("ck_member_parents_dates")),
        sa.ForeignKeyConstraint(
            ["collaborative_id", "member_id"],
            ["members.collaborative_id", "members.id"],
            name=op.f("fk_member_parents_collaborative_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organizations.id"], name=op.f("fk_member_parents_parent_id")),
        sa.PrimaryKeyConstraint("collaborative_id", "id", name=op.f("pk_member_parents")),
        sa.UniqueConstraint(
            "collaborative_id",
            "member_id",
            "starts",
            name=op.f("uq_member_parents_collaborative_id_member_id_starts"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    walls.close(op, "member_parents")
    op.execute(walls.ENROLLED_ORGANIZATION)
    op.execute("revoke all on function enrolled_organization(text, text, text, text) from public")
    op.execute(f"grant execute on function enrolled_organization(text, text, text, text) to {walls.APP}")
    # What counted once: read for a day that is past, beside what still counts.
    op.create_index(
        "ix_accepted_values_retired",
        "accepted_values",
        ["collaborative_id", "element_id", "period_start", "retired_at"],
        postgresql_where=sa.text("retired_at is not null"),
    )
