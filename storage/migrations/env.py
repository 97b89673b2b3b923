"""Alembic's entry point: it is handed a connection by storage.migrate, never an address."""

from typing import Literal

from alembic import context
from sqlalchemy.sql.elements import False_, True_

from storage.tables import metadata


def in_both_dialects(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration is written from SQLite, which has no word for false; PostgreSQL takes no 0."""
    default = getattr(item, "arg", None) if kind == "server_default" else None
    if isinstance(default, False_ | True_):
        return f"sa.{default}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=False,
    render_item=in_both_dialects,
)
with context.begin_transaction():
    context.run_migrations()
