"""Tests of the work, without a queue."""

from tasks import send_receipt


def test_a_receipt_names_the_order() -> None:
    assert send_receipt(7) == "receipt 7"
