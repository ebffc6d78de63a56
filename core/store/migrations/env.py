"""Alembic's entry; the connection is given, and already inside a transaction."""

from alembic import context
from sqlalchemy import Connection

from core.store.tables import Row

given: Connection = context.config.attributes["connection"]
context.configure(
    connection=given,
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite's is, too
)
with context.begin_transaction():
    context.run_migrations()
