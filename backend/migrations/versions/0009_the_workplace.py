"""The workplace: people are spoken to in their language."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people_have_a_language()


def _people_have_a_language() -> None:
    op.add_column("people", sa.Column("language", sa.Text(), server_default="", nullable=False))
