"""Running it."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _reports_are_printed_as_workbooks_too()


def _reports_are_printed_as_workbooks_too() -> None:
    op.drop_constraint(op.f("ck_edition_files_kind"), "edition_files", type_="check")
    op.create_check_constraint(op.f("ck_edition_files_kind"), "edition_files", "kind in ('html', 'json', 'pdf', 'xlsx')")
