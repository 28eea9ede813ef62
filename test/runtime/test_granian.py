"""Granian: what it is told, and what it is like where processes are not forked."""

from __future__ import annotations

import logging
import signal
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Final

import pytest

from gitops_runtime.granian_server import Advice

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CountRequests, ParseLog, StartServer

PRODUCTION: Final = ("-m", "gitops_runtime")

# macOS, and Python 3.14 anywhere, start new processes instead of forking; on Linux the module chooses to fork.
SPAWNING: Final = """
import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    multiprocessing.set_start_method = lambda *_, **__: None
    sys.path.insert(0, "")
    from gitops_runtime.__main__ import main
    main()
"""


def test_a_process_that_is_spawned_serves_as_one_that_is_forked(
    start_server: StartServer, source: Path, tmp_path: Path, count_requests: CountRequests
) -> None:
    script = tmp_path / "spawning.py"
    script.write_text(SPAWNING)
    server = start_server([str(script)], source, ANNOUNCE="1", PYTHONPATH=str(source))
    announcement = f"Serving example-app on http://127.0.0.1:{server.port} (press Ctrl+C to stop)\n"
    server.wait_until(lambda: server.stdout == announcement)
    server.wait_until(server.answers)
    server.get("/no-such-page")
    assert count_requests(server.get("/metrics")[1]) == {("GET", "unmatched", "404"): 1}
    # Not its last words: Rust's threads may still run when this interpreter, which was not forked, is taken down.
    assert server.stop() == 0


def test_idle_connections_do_not_shut_a_probe_out(start_server: StartServer) -> None:
    server = start_server(PRODUCTION, WEB_THREADS="2", LOG_LEVEL="WARNING")
    server.wait_until(server.answers)
    idle = []
    for _ in range(64):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", "/health")
        assert connection.getresponse().read()
        idle.append(connection)
    assert server.answers()
    # Nor do they hold up the end.
    assert server.stop() == 0
    for connection in idle:
        connection.close()


def test_the_death_of_the_process_that_serves_is_told_and_ends_the_container(
    start_server: StartServer, parse_log: ParseLog
) -> None:
    server = start_server(PRODUCTION, REQUEST_LOGS="false")
    server.wait_until(server.answers)
    (child,) = server.children()
    signal.pidfd_send_signal(child, signal.SIGKILL)
    assert server.wait() == 1
    assert "Unexpected exit from worker-1" in [line["message"] for line in parse_log(server.stdout)]


@pytest.mark.parametrize(
    ("function", "level", "is_kept"),
    [("serve", logging.WARNING, False), ("serve", logging.ERROR, True), ("startup", logging.WARNING, True)],
)
def test_only_advice_on_the_configuration_is_dropped(function: str, level: int, is_kept: object) -> None:
    record = logging.LogRecord("_granian", level, "common.py", 1, "message", None, None, func=function)
    assert Advice().filter(record) is is_kept
