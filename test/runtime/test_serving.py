"""The servers as processes: how they start, refuse to start, work together and end."""

from __future__ import annotations

import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CountRequests, ParseLog, StartServer

PYTHON: Final = ("server.py",)
GUNICORN: Final = ("-m", "gunicorn", "--config", "python:gitops_runtime.gunicorn_conf", "server:app")
both_servers: Final = pytest.mark.parametrize("arguments", [PYTHON, GUNICORN], ids=["python", "gunicorn"])


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


@both_servers
def test_a_taken_port_ends_the_start_with_one_line_that_helps(
    arguments: tuple[str, ...], start_server: StartServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        server = start_server(arguments, LOG_LEVEL="WARNING", PORT=str(port))
        assert server.wait() == 1
    advice = f"stop what uses it, or set another, as in PORT={port + 1}"
    assert (server.stdout, server.stderr) == ("", f"Port {port} on 127.0.0.1 is already in use: {advice}\n")


@both_servers
def test_a_wrong_setting_ends_the_start_with_one_line(arguments: tuple[str, ...], start_server: StartServer) -> None:
    server = start_server(arguments, LOG_LEVEL="LOUD")
    assert server.wait() == 1
    assert server.stdout == ""
    assert server.stderr.startswith("Cannot start, wrong settings in the environment: LOG_LEVEL ")
    assert server.stderr.count("\n") == 1


def test_processes_count_and_log_together(
    start_server: StartServer, count_requests: CountRequests, parse_log: ParseLog, tmp_path: Path
) -> None:
    (tmp_path / "counter_1.db").write_bytes(b"left by an earlier run")
    (tmp_path / "not-ours").touch()
    server = start_server(
        GUNICORN,
        LOG_LEVEL="DEBUG",
        PROMETHEUS_MULTIPROC_DIR=str(tmp_path),
        WEB_CONCURRENCY="2",
    )
    # A worker that has loaded the application has a file of live gauges.
    server.wait_until(lambda: len(list(tmp_path.glob("gauge_livesum_*.db"))) == 2)
    server.wait_until(server.answers)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(server.get, ["/no-such-page"] * 300))
    assert {status for status, _ in answers} == {404}
    # Whichever process answers, it answers for both.
    for _ in range(4):
        _, text = server.get("/metrics")
        assert count_requests(text) == {("GET", "unmatched", "404"): 300}
        assert '\napp_info{app="example-app",environment="local",version="0.0.0"} 1.0\n' in text
        assert "\nhttp_requests_in_progress 0.0\n" in text
    assert server.stop() == 0
    assert server.stderr == ""
    # Not one line is lost or torn; none is a probe's, a scrape's or an access log's.
    paths = [line.get("path") for line in parse_log(server.stdout) if line["logger"] != "gunicorn.error"]
    assert paths == ["/no-such-page"] * 300
    assert (tmp_path / "not-ours").exists()
    assert not (tmp_path / "counter_1.db").exists()
