"""Granian: what it is told, and what it is like where processes are not forked."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Final

import pytest

from gitops_runtime.granian_server import Advice, Ended

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


@pytest.mark.parametrize("pairs", [*(1,) * 10, 200])
def test_signals_that_come_together_end_it_like_one(start_server: StartServer, pairs: int) -> None:
    # make hands on what the group that it runs in was sent too. Ten times: a lost signal is a matter of chance.
    server = start_server(PRODUCTION, LOG_LEVEL="WARNING")
    server.wait_until(server.answers)
    for one in (signal.SIGTERM, signal.SIGINT) * pairs:
        server.send_signal(one)
    assert server.wait() == 0
    assert (server.stdout, server.stderr) == ("", "")


@pytest.mark.parametrize(
    ("function", "level", "is_kept"),
    [("serve", logging.WARNING, False), ("serve", logging.ERROR, True), ("startup", logging.WARNING, True)],
)
def test_only_advice_on_the_configuration_is_dropped(function: str, level: int, is_kept: object) -> None:
    record = logging.LogRecord("_granian", level, "common.py", 1, "message", None, None, func=function)
    assert Advice().filter(record) is is_kept


def test_a_process_that_has_ended_in_time_is_not_said_to_be_killed() -> None:
    arguments = ("_granian", logging.WARNING, "common.py", 1, "Killing worker-1 after it refused", None, None)
    record = logging.LogRecord(*arguments, func="_stop_workers")
    other = logging.LogRecord(*arguments, func="shutdown")
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    process.start()
    try:
        assert Ended().filter(record)
    finally:
        process.kill()
        # As granian's other thread does: multiprocessing does not know of it, and takes the process for alive.
        os.waitpid(process.pid or 0, 0)
    assert process.is_alive()
    assert not Ended().filter(record)
    assert Ended().filter(other)


def test_a_process_that_does_not_end_in_time_is_said_to_be_killed(
    start_server: StartServer, tmp_path: Path, source: Path, parse_log: ParseLog
) -> None:
    deaf = "\nimport signal\n\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\n"
    (tmp_path / "server.py").write_text((source / "server.py").read_text() + deaf)
    server = start_server(PRODUCTION, tmp_path, GRACEFUL_TIMEOUT="1", LOG_LEVEL="WARNING", PYTHONPATH=str(source))
    server.wait_until(server.answers)
    server.stop()
    assert [line["message"] for line in parse_log(server.stdout)] == [
        "Killing worker-1 after it refused to gracefully stop"
    ]
