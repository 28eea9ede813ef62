"""Runs the migrations on the database of the app."""

from __future__ import annotations

from alembic import context
from orders import Base, engine

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
