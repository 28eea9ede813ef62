"""Tests of orders."""

from http import HTTPStatus

from fastapi.testclient import TestClient


def test_an_order_is_shown(client: TestClient) -> None:
    assert client.get("/orders/7").json() == {"number": 7}
    assert client.get("/orders/seven").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
