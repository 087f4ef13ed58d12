"""Accepted values are held by their acceptance alone."""

from alembic import op

from backend.migrations import walls

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _values_name_an_acceptance_of_their_submission()
    walls.grant(op, "uploads", "delete")  # old ones are swept


def _values_name_an_acceptance_of_their_submission() -> None:
    """One key where there were two, and a closer one: an acceptance of another submission is none of this value's."""
    op.create_unique_constraint(
        "uq_acceptances_collaborative_id_id_submission_id_member_id",
        "acceptances",
        ["collaborative_id", "id", "submission_id", "member_id"],
    )
    for columns in ("acceptance_id_member_id", "submission_id_member_id"):
        op.drop_constraint(f"fk_accepted_values_collaborative_id_{columns}", "accepted_values", type_="foreignkey")
    with walls.lowered(op, "accepted_values", "acceptances"):
        op.create_foreign_key(
            "fk_accepted_values_collaborative_id_acceptance_id_submi_eee4",
            "accepted_values",
            "acceptances",
            ["collaborative_id", "acceptance_id", "submission_id", "member_id"],
            ["collaborative_id", "id", "submission_id", "member_id"],
        )
    op.drop_constraint("uq_acceptances_collaborative_id_id_member_id", "acceptances", type_="unique")
