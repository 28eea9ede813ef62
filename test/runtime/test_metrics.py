"""The metrics of one application: what is counted, under which labels, and that nothing is lost between threads."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from gitops_runtime import Metrics, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import CountRequests, ReadSamples


@pytest.fixture
def metrics() -> Metrics:
    """Return the metrics of an application that has answered nothing yet."""
    return Metrics(Settings(name="example"))


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Have threads interrupt each other as often as they can: what is not safe between them then shows."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def text_of(metrics: Metrics) -> str:
    return metrics.render().decode()


def test_clients_cannot_invent_series(metrics: Metrics, count_requests: CountRequests) -> None:
    for number in range(3):
        metrics.end(metrics.begin(), f"INVENTED{number}", "unmatched", "404")
    assert count_requests(text_of(metrics)) == {("OTHER", "unmatched", "404"): 3}


def test_the_errors_of_a_route_start_at_0_with_its_first_request(
    metrics: Metrics, request_series: CountRequests
) -> None:
    assert request_series(text_of(metrics)) == {}
    metrics.end(metrics.begin(), "GET", "/a", "200")
    metrics.end(metrics.begin(), "POST", "/b", "404")
    metrics.end(metrics.begin(), "INVENTED", "unmatched", "404")
    assert request_series(text_of(metrics)) == {
        ("GET", "/a", "200"): 1,
        ("GET", "/a", "500"): 0,
        ("POST", "/b", "404"): 1,
        ("POST", "/b", "500"): 0,
        ("OTHER", "unmatched", "404"): 1,
        ("OTHER", "unmatched", "500"): 0,
    }
    metrics.end(metrics.begin(), "GET", "/a", "500")
    metrics.end(metrics.begin(), "GET", "/a", "200")
    assert request_series(text_of(metrics))["GET", "/a", "500"] == 1


def test_a_server_with_a_limit_exports_it_and_its_rejected_requests_from_0(
    metrics: Metrics, request_series: CountRequests, read_samples: ReadSamples
) -> None:
    names = {"http_server_threads", "http_requests_waiting"}
    assert names.isdisjoint(read_samples(text_of(metrics))), "an event loop has no limit"
    waiting = metrics.limit_threads(3)
    methods = ("DELETE", "GET", "HEAD", "OPTIONS", "OTHER", "PATCH", "POST", "PUT")
    assert request_series(text_of(metrics)) == {(method, "unmatched", "503"): 0 for method in methods}
    # A histogram has many series: nothing was measured yet.
    assert "http_request_duration_seconds_bucket" not in text_of(metrics)
    waiting.inc()
    samples = read_samples(text_of(metrics))
    assert {name: samples[name] for name in names} == {"http_server_threads": 3, "http_requests_waiting": 1}
    metrics.reject("POST")
    metrics.reject("INVENTED")
    rejected = request_series(text_of(metrics))
    assert (rejected["POST", "unmatched", "503"], rejected["OTHER", "unmatched", "503"]) == (1, 1)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_lose_no_count(metrics: Metrics, count_requests: CountRequests) -> None:
    statuses = ("200", "404", "500")

    def serve(number: int) -> None:
        metrics.end(metrics.begin(), "GET", "/", statuses[number % 3])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(serve, range(6000)))
    text = text_of(metrics)
    assert count_requests(text) == {("GET", "/", status): 2000 for status in statuses}
    assert '\nhttp_request_duration_seconds_count{method="GET",route="/"} 6000.0\n' in text
    assert "\nhttp_requests_in_progress 0.0\n" in text


def test_a_request_is_in_progress_until_it_ends(metrics: Metrics) -> None:
    began = metrics.begin()
    assert "\nhttp_requests_in_progress 1.0\n" in text_of(metrics)
    assert metrics.end(began, "GET", "/", "200") >= 0
    assert "\nhttp_requests_in_progress 0.0\n" in text_of(metrics)
