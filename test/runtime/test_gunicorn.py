"""Gunicorn with several processes, which it alone may have: their metrics and logs are one."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from gitops_runtime.metrics import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import CountRequests, ParseLog, ReadSamples, StartServer


def test_processes_count_and_log_together(
    start_server: StartServer, count_requests: CountRequests, parse_log: ParseLog, tmp_path: Path
) -> None:
    (tmp_path / "counter_1.db").write_bytes(b"left by an earlier run")
    (tmp_path / "not-ours").touch()
    server = start_server(
        ("-m", "gitops_runtime"),
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


def test_the_metrics_of_all_processes_outlive_one_of_them(
    start_server: StartServer, read_samples: ReadSamples, request_series: CountRequests, tmp_path: Path
) -> None:
    server = start_server(
        ("-m", "gitops_runtime"), PROMETHEUS_MULTIPROC_DIR=str(tmp_path), WEB_CONCURRENCY="2", WEB_THREADS="3"
    )

    def threads() -> float:
        return read_samples(server.get("/metrics")[1]).get("http_server_threads", 0)

    server.wait_until(server.answers)
    server.wait_until(lambda: threads() == 6)
    assert server.get("/")[0] == 200
    expected = {(method, "unmatched", "503"): 0.0 for method in sorted(METHODS | {"OTHER"})}
    expected |= {("GET", "/", "200"): 1.0, ("GET", "/", "500"): 0.0}
    assert request_series(server.get("/metrics")[1]) == expected

    first = set(tmp_path.glob("gauge_livesum_*.db"))
    worker = server.children()[0]
    signal.pidfd_send_signal(worker, signal.SIGKILL)
    # The file of the dead process is removed, and that of its successor is there.
    server.wait_until(lambda: len(set(tmp_path.glob("gauge_livesum_*.db")) - first) == 1)
    server.wait_until(lambda: threads() == 6)
    samples = read_samples(server.get("/metrics")[1])
    assert (samples["http_server_threads"], samples["http_requests_waiting"]) == (6, 0)
    assert request_series(server.get("/metrics")[1]) == expected
    assert server.stop() == 0


def test_the_server_keeps_the_process_that_was_started(start_server: StartServer) -> None:
    server = start_server(("-m", "gitops_runtime"), LOG_LEVEL="INFO")
    server.wait_until(server.answers)
    command = server.command_line()
    assert command[1:3] == ["-m", "gunicorn"]
    assert server.stop() == 0


@pytest.fixture
def _own_signals() -> Iterator[None]:
    """Undo what a test does to the signals of this process."""
    numbers = (signal.SIGINT, signal.SIGQUIT, signal.SIGALRM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("_own_signals")
def test_ctrl_c_ends_a_process_that_holds_the_lock_of_its_threads() -> None:
    from gitops_runtime import gunicorn_conf  # noqa: PLC0415 - only apps with gunicorn have it

    pool = ThreadPoolExecutor(1)
    gunicorn_conf.post_worker_init(SimpleNamespace(pid=1, tpool=pool, wsgi=lambda environ, start_response: []))  # noqa: ARG005
    handler = signal.getsignal(signal.SIGQUIT)
    assert callable(handler), "gunicorn's handler stays"
    with pool._shutdown_lock, pytest.raises(SystemExit):  # noqa: SLF001 - as while a request is handed to a thread
        handler(signal.SIGQUIT, None)


@pytest.mark.usefixtures("_own_signals")
def test_ctrl_c_waits_until_the_pool_knows_the_thread_that_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    from gitops_runtime import gunicorn_conf  # noqa: PLC0415 - only apps with gunicorn have it

    pool = ThreadPoolExecutor(1)
    gunicorn_conf.post_worker_init(SimpleNamespace(pid=1, tpool=pool, wsgi=lambda environ, start_response: []))  # noqa: ARG005
    start = threading.Thread.start

    def start_interrupted(thread: threading.Thread) -> None:
        start(thread)
        # The thread runs, and the pool will note it next.
        signal.raise_signal(signal.SIGQUIT)

    def submit_and_wait() -> None:
        pool.submit(int)
        time.sleep(10)

    monkeypatch.setattr(threading.Thread, "start", start_interrupted)
    with pytest.raises(SystemExit):
        submit_and_wait()
    assert len(pool._threads) == 1, "the end of the process would wait for a thread that nothing ends"  # noqa: SLF001
