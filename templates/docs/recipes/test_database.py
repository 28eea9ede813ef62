"""Tests with a database in memory."""

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from database import Base, Order


def test_an_order_is_stored() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Order(item="book"))
        assert session.scalars(select(Order.item)).all() == ["book"]
