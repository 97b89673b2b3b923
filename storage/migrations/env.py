"""Alembic's entry point: it is handed a connection by storage.migrate, never an address."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
