"""The workplace: people are spoken to in their language."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people_have_a_language()
    _a_starting_set_may_decide()


def _people_have_a_language() -> None:
    op.add_column("people", sa.Column("language", sa.Text(), server_default="", nullable=False))


def _a_starting_set_may_decide() -> None:
    """Whether evidence is taken: then no person did."""
    op.alter_column("evidence_decisions", "decided_by", nullable=True)
