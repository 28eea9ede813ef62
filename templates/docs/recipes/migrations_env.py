"""Runs migrations against the database of the app."""

import logging

from alembic import context

from database import Base, engine

logging.basicConfig(level=logging.INFO)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
