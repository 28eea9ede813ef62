"""Tests of orders."""

from http import HTTPStatus

from django.test import Client


def test_an_order_is_shown(client: Client) -> None:
    assert client.get("/orders/7").json() == {"number": 7}
    assert client.get("/orders/seven").status_code == HTTPStatus.NOT_FOUND
