"""The servers as processes: how they start, refuse to start, count and end. The same for each server and interface."""

from __future__ import annotations

import errno
import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest

from gitops_runtime.choices import FRAMEWORK, INTERFACE
from gitops_runtime.serving import listening_address, require_free_address

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CountRequests, ParseLog, ReadSamples, Server, StartServer

PYTHON: Final = ("server.py",)
PRODUCTION: Final = ("-m", "gitops_runtime")
both_servers: Final = pytest.mark.parametrize("arguments", [PYTHON, PRODUCTION], ids=["python", "production"])

# The timeout of the probes in the manifests.
PROBE_SECONDS: Final = 2

SATURATION: Final = ("http_server_threads", "http_requests_waiting")
REQUESTS: Final = "gitops_runtime.requests"
# Where lines may come from; asyncio's, at DEBUG, is about its way to wait.
SERVERS: Final = {"_granian", "asyncio", "gitops_runtime", "gunicorn"}
# What they say when they have been asked to end.
ENDING: Final = ("Shutting down granian", "Handling signal: term")

# A service whose requests wait until they are let go, and leave a file each when they have begun.
WAITING: Final = {
    "flask": """
import time
from pathlib import Path
from flask import request
from gitops_runtime import create_app

app = create_app("waiting")

@app.get("/origin")
def origin():
    return [request.remote_addr, request.scheme, request.is_secure]

@app.get("/wait/<name>")
def wait(name):
    Path(f"begun-{name}").touch()
    while not Path("go").exists():
        time.sleep(0.01)
    return "done"
""",
    "django": """
import time
from pathlib import Path
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path
from gitops_runtime import create_app

settings.configure(ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None, ROOT_URLCONF="server")

def origin(request):
    return JsonResponse([request.META["REMOTE_ADDR"], request.scheme, request.is_secure()], safe=False)

def wait(_request, name):
    Path(f"begun-{name}").touch()
    while not Path("go").exists():
        time.sleep(0.01)
    return HttpResponse("done")

urlpatterns = [path("origin", origin), path("wait/<str:name>", wait)]
app = create_app("waiting")
""",
    "starlette": """
import asyncio
from pathlib import Path
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from gitops_runtime import create_app

async def wait(request):
    Path(f"begun-{request.path_params['name']}").touch()
    while not Path("go").exists():
        await asyncio.sleep(0.01)
    return PlainTextResponse("done")

async def origin(request):
    return JSONResponse([request.client.host, request.url.scheme, request.url.is_secure])

app = create_app("waiting", Starlette(routes=[Route("/wait/{name}", wait), Route("/origin", origin)]))
""",
}


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
def test_the_development_server_says_where_it_is_and_ends_quietly(
    stop_signal: signal.Signals, source: Path, start_server: StartServer, tmp_path: Path
) -> None:
    # From another folder, as an editor may start it.
    server = start_server([str(source / "server.py")], tmp_path)
    announcement = f"Serving example-app on http://127.0.0.1:{server.port} (press Ctrl+C to stop)\n"
    server.wait_until(lambda: server.stdout == announcement)
    server.wait_until(server.answers)
    second = start_server(PYTHON, PORT=str(server.port))
    assert second.wait() == 1
    assert second.stdout == ""
    assert f"PORT={server.port + 1}" in second.stderr
    assert server.answers()
    assert server.stop(stop_signal) == 0
    # Probes are not logged, and no traceback shows that the end was an exception inside.
    assert (server.stdout, server.stderr) == (announcement, "")


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
def test_the_production_server_says_one_line_to_a_person(
    stop_signal: signal.Signals, start_server: StartServer
) -> None:
    server = start_server(PRODUCTION, ANNOUNCE="1", APP_NAME="shop")
    announcement = f"Serving shop on http://127.0.0.1:{server.port} (press Ctrl+C to stop)\n"
    server.wait_until(lambda: server.stdout == announcement)
    server.wait_until(server.answers)
    assert server.stop(stop_signal) == 0
    assert (server.stdout, server.stderr) == (announcement, "")


@both_servers
def test_a_taken_port_ends_the_start_with_one_line_that_helps(
    arguments: tuple[str, ...], start_server: StartServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        server = start_server(arguments, LOG_LEVEL="WARNING", PORT=str(port))
        assert server.wait() == 1
    advice = f"stop what uses it, or set another, such as PORT={port + 1}"
    assert (server.stdout, server.stderr) == ("", f"Port {port} on 127.0.0.1 is already in use: {advice}\n")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"HOST": "192.0.2.1"}, "Cannot listen on HOST=192.0.2.1: Cannot assign requested address\n"),
        ({"HOST": "2001:db8::1"}, "Cannot listen on HOST=2001:db8::1: Cannot assign requested address\n"),
    ],
)
def test_an_address_of_another_machine_is_refused(
    environment: dict[str, str], message: str, start_server: StartServer
) -> None:
    server = start_server(PRODUCTION, LOG_LEVEL="WARNING", **environment)
    assert server.wait() == 1
    assert server.stderr == message


def test_a_port_that_needs_rights_is_told_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, who needs none.
    def refuse(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(SystemExit, match=r"^Port 80 needs administrator rights: set another, such as PORT=8080$"):
        require_free_address("127.0.0.1", 80)


@both_servers
def test_a_wrong_setting_ends_the_start_with_one_line(arguments: tuple[str, ...], start_server: StartServer) -> None:
    server = start_server(arguments, LOG_LEVEL="LOUD")
    assert server.wait() == 1
    assert server.stdout == ""
    assert server.stderr.startswith("Cannot start, wrong settings in the environment: LOG_LEVEL ")
    assert server.stderr.count("\n") == 1


def test_a_service_that_cannot_be_imported_ends_the_start_and_says_why(
    start_server: StartServer, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "server.py").write_text("raise RuntimeError('no database')\n")
    server = start_server(PRODUCTION, tmp_path, PYTHONPATH=str(source))
    assert server.wait() != 0
    assert "RuntimeError: no database" in server.stdout + server.stderr


def test_every_request_is_counted_and_logged_once(
    start_server: StartServer, count_requests: CountRequests, parse_log: ParseLog
) -> None:
    server = start_server(PRODUCTION, LOG_LEVEL="DEBUG")
    server.wait_until(server.answers)
    ask_often(server)
    _, text = server.get("/metrics")
    assert count_requests(text) == {("GET", "unmatched", "404"): 300}
    assert "\nhttp_requests_in_progress 0.0\n" in text
    assert '\nhttp_request_duration_seconds_count{method="GET",route="unmatched"} 300.0\n' in text
    assert server.stop() == 0
    assert server.stderr == ""
    # Not one line is lost or torn; none is a probe's, a scrape's or an access log's.
    lines = parse_log(server.stdout)
    assert {str(line["logger"]).partition(".")[0] for line in lines} <= SERVERS
    assert [line["path"] for line in lines if line["logger"] == REQUESTS] == ["/no-such-page"] * 300


def test_errors_and_rejected_requests_have_series_before_the_first_of_them(
    start_server: StartServer, request_series: CountRequests
) -> None:
    server = start_server(PRODUCTION, WEB_THREADS="3")
    server.wait_until(server.answers)
    _, text = server.get("/metrics")
    methods = ("DELETE", "GET", "HEAD", "OPTIONS", "OTHER", "PATCH", "POST", "PUT") if INTERFACE == "wsgi" else ()
    rejected = {(method, "unmatched", "503"): 0 for method in methods}
    assert request_series(text) == rejected
    assert ("\nhttp_server_threads 3.0\n" in text) is (INTERFACE == "wsgi")
    assert server.get("/")[0] == 200
    own = {("GET", "/", "200"): 1, ("GET", "/", "500"): 0}
    assert request_series(server.get("/metrics")[1]) == rejected | own


def test_without_request_logs_requests_leave_no_line(start_server: StartServer, count_requests: CountRequests) -> None:
    server = start_server(PRODUCTION, LOG_LEVEL="WARNING", REQUEST_LOGS="false")
    server.wait_until(server.answers)
    ask_often(server)
    assert count_requests(server.get("/metrics")[1]) == {("GET", "unmatched", "404"): 300}
    assert server.stop() == 0
    assert (server.stdout, server.stderr) == ("", "")


def test_requests_in_flight_are_answered_when_the_server_is_asked_to_end(
    start_server: StartServer, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "server.py").write_text(WAITING[FRAMEWORK])
    server = start_server(PRODUCTION, tmp_path, PYTHONPATH=str(source), GRACEFUL_TIMEOUT="60", REQUEST_LOGS="false")
    server.wait_until(server.answers)
    # As many as there are threads.
    names = [str(number) for number in range(8)]
    with ThreadPoolExecutor(len(names)) as pool:
        answers = [pool.submit(server.get, f"/wait/{name}") for name in names]
        server.wait_until(lambda: len(list(tmp_path.glob("begun-*"))) == len(names))
        server.send_signal(signal.SIGTERM)
        server.wait_until(lambda: any(line in server.stdout for line in ENDING))
        assert [answer for answer in answers if answer.done()] == []
        (tmp_path / "go").touch()
        assert {answer.result() for answer in answers} == {(200, "done")}
    assert server.wait() == 0


def probe(server: Server, path: str) -> str:
    """Return what Kubernetes sees."""
    try:
        return str(server.get(path, seconds=PROBE_SECONDS)[0])
    except TimeoutError:
        return "no answer in time"


def scrape(server: Server) -> str:
    """Return the metrics, or nothing in time.

    Granian starts at most one thread in 350 microseconds. A request that arrives earlier may wait for the next request.
    """
    try:
        return server.get("/metrics", seconds=PROBE_SECONDS)[1]
    except TimeoutError:
        return ""


@pytest.mark.parametrize("requests", [8, 40])
def test_liveness_and_metrics_answer_while_all_workers_are_busy(
    requests: int, start_server: StartServer, read_samples: ReadSamples, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "server.py").write_text(WAITING[FRAMEWORK])
    server = start_server(PRODUCTION, tmp_path, PYTHONPATH=str(source), REQUEST_LOGS="false")
    server.wait_until(server.answers)
    running = 8 if INTERFACE == "wsgi" else requests
    with ThreadPoolExecutor(requests) as pool:
        answers = [pool.submit(server.get, f"/wait/{number}") for number in range(requests)]
        try:
            server.wait_until(lambda: len(list(tmp_path.glob("begun-*"))) == running)
            # Three in a row, as when Kubernetes restarts a pod.
            assert [probe(server, "/health") for _ in range(3)] == ["200"] * 3
            samples = read_samples(server.get("/metrics", seconds=PROBE_SECONDS)[1])
            assert samples["http_requests_in_progress"] == running
            # An event loop has no threads to wait for.
            saturation = {name: samples[name] for name in SATURATION if name in samples}
            assert saturation == (dict(zip(SATURATION, (8, requests - 8), strict=True)) if INTERFACE == "wsgi" else {})
            # Without a free thread, the pod isn't ready for more requests.
            assert probe(server, "/ready") == ("no answer in time" if INTERFACE == "wsgi" else "200")
        finally:
            # A failure must not wait for the requests.
            (tmp_path / "go").touch()
        assert {answer.result() for answer in answers} == {(200, "done")}
    assert server.get("/ready")[0] == 200
    assert server.stop() == 0


@pytest.mark.skipif(INTERFACE == "asgi", reason="an event loop has no threads to wait for")
def test_the_duration_of_a_request_includes_its_wait_for_a_thread(
    start_server: StartServer, parse_log: ParseLog, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "server.py").write_text(WAITING[FRAMEWORK])
    server = start_server(PRODUCTION, tmp_path, PYTHONPATH=str(source), REQUEST_LOGS="true", WEB_THREADS="1")
    server.wait_until(server.answers)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(server.get, f"/wait/{number}") for number in range(2)]
        server.wait_until(lambda: "\nhttp_requests_waiting 1.0\n" in scrape(server))
        began = time.monotonic()
        time.sleep(0.2)
        waited = time.monotonic() - began
        (tmp_path / "go").touch()
        assert {answer.result() for answer in answers} == {(200, "done")}
    assert server.stop() == 0
    durations = [line["duration_ms"] for line in parse_log(server.stdout) if line["logger"] == REQUESTS]
    assert len(durations) == 2
    assert all(isinstance(duration, float) and duration >= waited * 1000 for duration in durations), durations


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        ("", ["127.0.0.1", "http", False]),
        ("10.0.0.0/8", ["127.0.0.1", "http", False]),
        ("10.0.0.0/8,127.0.0.0/8", ["198.51.100.1", "https", True]),
    ],
)
def test_the_headers_of_a_trusted_proxy_reach_the_application(
    trusted: str, expected: object, start_server: StartServer, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "server.py").write_text(WAITING[FRAMEWORK])
    # On all addresses, as in the image, so that an IPv4 proxy may have an IPv6 form.
    server = start_server(PRODUCTION, tmp_path, PYTHONPATH=str(source), HOST="::", TRUSTED_PROXIES=trusted)
    server.wait_until(server.answers)
    headers = {"X-Forwarded-For": "6.6.6.6, 198.51.100.1", "X-Forwarded-Proto": "https"}
    assert json.loads(server.get("/origin", headers)[1]) == expected
    assert json.loads(server.get("/origin")[1]) == ["127.0.0.1", "http", False]


@pytest.mark.parametrize("arguments", [PYTHON, PRODUCTION], ids=["python", "production"])
def test_all_addresses_are_those_of_ipv4_and_of_ipv6(arguments: tuple[str, ...], start_server: StartServer) -> None:
    server = start_server(arguments, HOST="::")
    server.wait_until(server.answers)
    hosts = ["127.0.0.1", *(["::1"] if socket.has_dualstack_ipv6() else [])]
    assert [server.get("/health", host=host)[0] for host in hosts] == [200] * len(hosts)


def test_without_ipv6_all_addresses_are_those_of_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")

    monkeypatch.setattr(socket, "socket", refuse)
    assert [listening_address(host) for host in ("::", "::1", "127.0.0.1")] == ["0.0.0.0", "::1", "127.0.0.1"]  # noqa: S104 - compared


def ask_often(server: Server) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(server.get, ["/no-such-page"] * 300))
    assert {status for status, _ in answers} == {404}
