"""The metrics of one application: what is counted, and under which labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_runtime import Settings, create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from conftest import CountRequests


def test_applications_of_one_process_count_apart(client: FlaskClient, count_requests: CountRequests) -> None:
    other = create_app("other", Settings(name="other")).test_client()
    client.get("/no-such-page")
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "404"): 1}
    assert count_requests(other.get("/metrics").text) == {}


def test_clients_cannot_invent_series(client: FlaskClient, count_requests: CountRequests) -> None:
    for number in range(3):
        client.open(f"/no-such-page/{number}", method=f"INVENTED{number}")
    assert count_requests(client.get("/metrics").text) == {("OTHER", "unmatched", "404"): 3}
