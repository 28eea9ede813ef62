"""Tests of the payment provider."""

from payments import headers


def test_requests_are_authorized() -> None:
    assert headers()["Authorization"].startswith("Bearer ")
