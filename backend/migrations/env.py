"""Alembic's way in. The connection comes from `run`, so no URL is read here."""

from alembic import context

from backend.migrations.run import TARGET

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TARGET,
    compare_type=True,
    compare_server_default=False,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
