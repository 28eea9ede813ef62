"""Orders in a database, as a team adds them to the FastAPI starter."""

from __future__ import annotations

import os

from fastapi import APIRouter
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(os.environ["DATABASE_URL"])
router = APIRouter()


class Base(DeclarativeBase):
    """The tables of the app."""


class Order(Base):
    """What someone ordered."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str]


@router.post("/orders/{item}")
def order(item: str) -> int:
    """Order an item, and return the number of orders."""
    with Session(engine) as session:
        session.add(Order(item=item))
        session.commit()
        return len(session.scalars(select(Order)).all())


def is_connected() -> bool:
    """Return whether the database answers."""
    with engine.connect() as connection:
        return connection.execute(text("select 1")).scalar() == 1
