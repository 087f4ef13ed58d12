"""What starting sets leave to the collaborative: areas that become parts of a split."""

import sqlalchemy as sa
from alembic import op

from backend.migrations import walls

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("breakdowns", sa.Column("areas", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("categories", sa.Column("area_id", sa.Uuid(), nullable=True))
    with walls.lowered(op, "categories", "areas"):
        op.create_foreign_key(
            op.f("fk_categories_collaborative_id_area_id"),
            "categories",
            "areas",
            ["collaborative_id", "area_id"],
            ["collaborative_id", "id"],
        )
