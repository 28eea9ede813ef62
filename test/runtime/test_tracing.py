"""Traces of real services, received by a collector on the loopback address. For apps with the option `tracing`."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Final

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from gitops_runtime.choices import FRAMEWORK, INTERFACE, SERVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from opentelemetry.proto.common.v1.common_pb2 import KeyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

    from conftest import ParseLog, StartServer

PRODUCTION: Final = ("-m", "gitops_runtime")
TRACE: Final = "0af7651916cd43dd8448eb211c80319c"
CALLER: Final = "b7ad6b7169203331"
OPEN_METRICS: Final = {"Accept": "application/openmetrics-text; version=1.0.0"}

# A service with a span of its own, and with a request that fails.
BODY: Final = """
import logging
from opentelemetry import trace
from gitops_runtime import create_app

def work(number):
    with trace.get_tracer("own").start_as_current_span("own work"):
        logging.getLogger("own").warning("at work")
    if number == "13":
        raise ValueError(number)
    return {"number": number}
"""
SERVICES: Final = {
    "flask": """
app = create_app("traced")

@app.get("/items/<number>")
def item(number):
    return work(number)
""",
    "django": """
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None, ROOT_URLCONF="server")
urlpatterns = [path("items/<str:number>", lambda _request, number: JsonResponse(work(number)))]
app = create_app("traced")
""",
    "fastapi": """
from fastapi import FastAPI

api = FastAPI()
app = create_app("traced", api)

@api.get("/items/{number}")
def item(number: str):
    return work(number)
""",
}
ROUTE: Final = {"flask": "/items/<number>", "django": "/items/<str:number>", "fastapi": "/items/{number}"}


class Collector(ThreadingHTTPServer):
    """Receives spans as an OpenTelemetry collector does, and keeps them."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), Receiver)
        self.requests: list[tuple[str, ExportTraceServiceRequest]] = []

    @property
    def url(self) -> str:
        """The address for the option."""
        return f"http://127.0.0.1:{self.server_port}/otlp"

    def spans(self, scope: str) -> list[Span]:
        """Return the spans of one library until now."""
        return [
            span
            for _, request in self.requests
            for resource in request.resource_spans
            for spans in resource.scope_spans
            if spans.scope.name == scope
            for span in spans.spans
        ]


class Receiver(BaseHTTPRequestHandler):
    """Decodes a request of the exporter."""

    server: Collector

    def do_POST(self) -> None:
        """Keep the spans."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Write nothing."""


@contextmanager
def running_collector() -> Iterator[Collector]:
    with Collector() as collector:
        Thread(target=collector.serve_forever, daemon=True).start()
        yield collector
        collector.shutdown()


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Return a collector that runs until the test ends."""
    with running_collector() as collector:
        yield collector


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a service."""
    (tmp_path / "server.py").write_text(BODY + SERVICES[FRAMEWORK])
    return tmp_path


def attributes(items: Iterable[KeyValue]) -> dict[str, str | int]:
    return {item.key: item.value.string_value or item.value.int_value for item in items}


def trace_ids(text: str) -> set[str]:
    """Return the traces of the exemplars of all buckets."""
    return {
        sample.exemplar.labels["trace_id"]
        for family in text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
        for sample in family.samples
        if sample.name == "http_request_duration_seconds_bucket" and sample.exemplar
    }


def test_a_request_is_one_span_below_that_of_its_caller(
    collector: Collector, folder: Path, source: Path, start_server: StartServer, parse_log: ParseLog
) -> None:
    server = start_server(
        PRODUCTION,
        folder,
        APP_NAME="shop",
        APP_ENV="dev",
        APP_VERSION="1.2.3",
        PYTHONPATH=str(source),
        REQUEST_LOGS="true",
        TRACING_OTLP_ENDPOINT=collector.url,
    )
    server.wait_until(server.answers)
    assert server.get("/items/7", {"traceparent": f"00-{TRACE}-{CALLER}-01"}) in {
        (200, '{"number":"7"}'),
        (200, '{"number":"7"}\n'),
        (200, '{"number": "7"}'),
    }
    assert server.get("/items/13")[0] == 500
    assert server.get("/invented")[0] == 404
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("INVENTED", "/invented")
    connection.getresponse().read()
    connection.close()
    # Spans that were not sent yet are sent when the server ends.
    assert server.stop() == 0

    assert {path for path, _ in collector.requests} == {"/otlp/v1/traces"}
    resource = attributes(collector.requests[0][1].resource_spans[0].resource.attributes)
    expected = {"service.name": "shop", "service.version": "1.2.3", "deployment.environment.name": "dev"}
    assert resource.items() >= expected.items()

    own, requests = collector.spans("own"), collector.spans("gitops_runtime")
    # No span is that of a probe.
    assert [(span.name, attributes(span.attributes), span.status.code) for span in requests] == [
        (f"GET {ROUTE[FRAMEWORK]}", attribute_set("GET", 200, ROUTE[FRAMEWORK]), 0),
        (f"GET {ROUTE[FRAMEWORK]}", attribute_set("GET", 500, ROUTE[FRAMEWORK]), 2),
        ("GET", attribute_set("GET", 404), 0),
        ("HTTP", attribute_set("_OTHER", 404), 0),
    ]
    assert {span.kind for span in requests} == {2}, "the kind of a server"
    first, failed = requests[0], requests[1]
    assert (first.trace_id.hex(), first.parent_span_id.hex()) == (TRACE, CALLER)
    assert (failed.trace_id.hex() == TRACE, failed.parent_span_id) == (False, b"")
    assert [(span.trace_id, span.parent_span_id) for span in own] == [
        (first.trace_id, first.span_id),
        (failed.trace_id, failed.span_id),
    ]
    # FastAPI's would have the query.
    assert collector.spans("fastapi") == []
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in requests)

    lines = parse_log(server.stdout)
    assert next(line for line in lines if line.get("path") == "/items/7")["trace_id"] == TRACE
    assert next(line for line in lines if line["logger"] == "own")["trace_id"] == TRACE
    if INTERFACE == "wsgi":
        # With the other interface, the server logs the error, after the request.
        error = next(line for line in lines if "ValueError" in str(line.get("exception")))
        assert error["trace_id"] == failed.trace_id.hex()
    assert not any("trace_id" in line for line in lines if line["logger"] in {"_granian", "gunicorn.error"})


def attribute_set(method: str, status: int, route: str = "") -> dict[str, str | int]:
    own: dict[str, str | int] = {"http.request.method": method, "http.response.status_code": status}
    return own | ({"http.route": route} if route else {})


def test_exemplars_show_the_trace_to_a_scraper_that_asks_for_them(
    collector: Collector, folder: Path, source: Path, start_server: StartServer
) -> None:
    server = start_server(PRODUCTION, folder, PYTHONPATH=str(source), TRACING_OTLP_ENDPOINT=collector.url)
    server.wait_until(server.answers)
    server.get("/items/7", {"traceparent": f"00-{TRACE}-{CALLER}-01"})
    assert trace_ids(server.get("/metrics", OPEN_METRICS)[1]) == {TRACE}
    plain = server.get("/metrics")[1]
    assert TRACE not in plain
    assert plain.splitlines()[-1] != "# EOF"
    # A caller decides not to record its trace.
    unsampled = "f" * 32
    server.get("/items/8", {"traceparent": f"00-{unsampled}-{CALLER}-00"})
    assert unsampled not in server.get("/metrics", OPEN_METRICS)[1]
    assert server.stop() == 0
    assert unsampled not in {span.trace_id.hex() for span in collector.spans("gitops_runtime")}


def test_without_a_collector_nothing_is_imported_and_no_format_is_negotiated(
    folder: Path, source: Path, start_server: StartServer
) -> None:
    code = """
import sys
from gitops_runtime.application import load_application
app = load_application()
print(sorted(name for name in sys.modules if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))))
print(app.metrics.negotiate("application/openmetrics-text; version=1.0.0")[1])
"""
    server = start_server(["-c", code], folder, PYTHONPATH=str(source))
    assert server.wait() == 0, server.stderr
    modules, content_type = server.stdout.splitlines()
    assert modules == "[]"
    assert content_type.startswith("text/plain; version=")


def test_a_collector_that_does_not_answer_neither_breaks_requests_nor_the_end(
    folder: Path, source: Path, start_server: StartServer
) -> None:
    with running_collector() as gone:
        url = gone.url
    server = start_server(PRODUCTION, folder, PYTHONPATH=str(source), TRACING_OTLP_ENDPOINT=url, GRACEFUL_TIMEOUT="30")
    server.wait_until(server.answers)
    assert server.get("/items/7")[0] == 200
    assert server.stop() == 0


def test_an_image_without_the_packages_serves_and_warns(
    folder: Path, source: Path, start_server: StartServer, collector: Collector
) -> None:
    code = """
import sys
sys.modules["gitops_runtime.otlp"] = None
from gitops_runtime.application import load_application
app = load_application()
print(app.metrics.negotiate("application/openmetrics-text; version=1.0.0")[1])
"""
    server = start_server(["-c", code], folder, PYTHONPATH=str(source), TRACING_OTLP_ENDPOINT=collector.url)
    assert server.wait() == 0, server.stderr
    record, content_type = server.stdout.splitlines()
    assert json.loads(record)["level"] == "WARNING"
    assert re.search(r"^no traces are sent: .* lacks gitops_runtime.otlp$", json.loads(record)["message"])
    assert content_type.startswith("text/plain; version=")


@pytest.mark.skipif(SERVER != "gunicorn", reason="only gunicorn has several processes")
def test_processes_trace_together(collector: Collector, folder: Path, source: Path, start_server: StartServer) -> None:
    server = start_server(
        PRODUCTION,
        folder,
        PROMETHEUS_MULTIPROC_DIR=str(folder / "metrics"),
        PYTHONPATH=str(source),
        TRACING_OTLP_ENDPOINT=collector.url,
        WEB_CONCURRENCY="2",
    )
    server.wait_until(server.answers)
    for number in range(10):
        server.get(f"/items/1{number}0")
    # The client has no exemplars for several processes, and counts nevertheless.
    text = server.get("/metrics", OPEN_METRICS)[1]
    assert trace_ids(text) == set()
    assert f'http_requests_total{{method="GET",route="{ROUTE[FRAMEWORK]}",status="200"}} 10.0' in text
    assert server.stop() == 0
    assert len(collector.spans("gitops_runtime")) == 10
