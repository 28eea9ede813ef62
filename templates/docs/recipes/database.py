"""The database: PostgreSQL in the cluster, a file on your machine."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LOCAL = f"sqlite:///{Path(__file__).resolve().parent.parent / 'db.sqlite3'}"
engine = create_engine(os.environ.get("DATABASE_URL", LOCAL), pool_pre_ping=True)


class Base(DeclarativeBase):
    """Knows all tables."""


class Order(Base):
    """An order."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str]
