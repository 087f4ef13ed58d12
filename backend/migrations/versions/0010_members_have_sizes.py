"""Members have sizes, by which reports show them figures of their like."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("size", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_members_size"), "members", "size >= 0")
