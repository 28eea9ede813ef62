"""Create the table of orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("item", sa.String))


def downgrade() -> None:
    """Remove it."""
    op.drop_table("orders")
