"""Signing in: rotation with a grace, where one wanted to go, a new address confirmed; no address in the trail."""

import sqlalchemy as sa
from alembic import op

from backend.migrations import walls

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_ins", sa.Column("previous_hash", sa.LargeBinary(), nullable=True))
    op.add_column("sign_ins", sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint("uq_sign_ins_previous_hash", "sign_ins", ["previous_hash"])
    op.add_column("sign_in_codes", sa.Column("next_path", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_sign_in_codes_browser_hash", "sign_in_codes", ["browser_hash"])
    op.create_table(
        "address_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_address_changes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address_changes"),
        sa.UniqueConstraint("token_hash", name="uq_address_changes_token_hash"),
    )
    op.create_index("ix_address_changes_person_id", "address_changes", ["person_id"])
    walls.grant(op, "address_changes", "select, insert, update, delete")

    # The trail cannot be rewritten, so what a forgotten person is known by must never enter it.
    op.execute("drop trigger trail on letters")
    walls.keep_trail(op, "letters", untold=("recipient", "subject", "body", "refusal"))
