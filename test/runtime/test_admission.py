"""Requests that wait for a thread, without a server."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from gitops_runtime import Metrics, Settings
from gitops_runtime.admission import BUFFERED, RESERVED, WAITING, Admission, server_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from conftest import CountRequests, ReadSamples

THREADS = 2


class Slow:
    """A WSGI application that answers when it may, and remembers how many requests it had at once."""

    def __init__(self) -> None:
        """Hold all requests back."""
        self.go = Event()
        self.most = 0
        #: create_app sets the platform's.
        self.metrics: Any = None
        self._now = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Wait, unless it is a probe."""
        if environ["PATH_INFO"].startswith("/slow"):
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
            assert self.go.wait(30)
            with self._lock:
                self._now -= 1
        start_response("200 OK", [])
        return [b"done"]


def ask(
    app: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]], path: str
) -> tuple[str, dict[str, str], bytes]:
    """Call the application as a server does."""
    answer: tuple[str, dict[str, str]] = ("", {})

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
        nonlocal answer
        answer = (status, dict(headers))
        return lambda _: None

    body = app({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, start)
    try:
        return (*answer, b"".join(body))
    finally:
        close = getattr(body, "close", None)
        if close:
            close()


def until(condition: Callable[[], bool]) -> bool:
    """Wait for something that other threads do."""
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


def test_so_many_requests_run_others_wait_and_the_rest_is_rejected(caplog: pytest.LogCaptureFixture) -> None:
    slow = Slow()
    app = Admission(slow, THREADS)
    accepted = THREADS + WAITING
    with ThreadPoolExecutor(server_threads(THREADS)) as pool:
        answers = [pool.submit(ask, app, "/slow") for _ in range(accepted + 3)]
        rejected: list[tuple[str, dict[str, str], bytes]] = []
        try:
            while len(rejected) < 3:
                rejected = [answer.result() for answer in answers if answer.done()]
            # With all others waiting, a thread is left for these.
            assert RESERVED > 0
            for path in ("/health", "/metrics"):
                assert pool.submit(ask, app, path).result(10)[0] == "200 OK", f"{path} is rejected while all are busy"
        finally:
            # A failure must not wait for them.
            slow.go.set()
        statuses = [answer.result()[0] for answer in answers]
    assert statuses.count("200 OK") == accepted
    assert slow.most == THREADS
    status, headers, body = rejected[0]
    assert status == "503 Service Unavailable"
    assert json.loads(body) == {"error": "Service Unavailable"}
    assert headers == {"Content-Type": "application/json", "Content-Length": str(len(body)), "Retry-After": "1"}
    # One record, however many are rejected.
    assert [record.getMessage() for record in caplog.records] == [
        f"too busy: requests are rejected, because {WAITING} are waiting"
    ]


def test_requests_that_wait_and_those_that_are_rejected_are_counted(
    count_requests: CountRequests, read_samples: ReadSamples
) -> None:
    slow = Slow()
    slow.metrics = Metrics(Settings(name="example"))
    app = Admission(slow, THREADS)

    def samples() -> dict[str, float]:
        return read_samples(slow.metrics.render().decode())

    assert (samples()["http_server_threads"], samples()["http_requests_waiting"]) == (THREADS, 0)
    with ThreadPoolExecutor(server_threads(THREADS)) as pool:
        answers = [pool.submit(ask, app, "/slow") for _ in range(THREADS + WAITING + 3)]
        try:
            assert until(lambda: sum(answer.done() for answer in answers) == 3)
            assert until(lambda: samples()["http_requests_waiting"] == WAITING)
        finally:
            # A failure must not wait for them.
            slow.go.set()
    assert (samples()["http_server_threads"], samples()["http_requests_waiting"]) == (THREADS, 0)
    assert count_requests(slow.metrics.render().decode()) == {("GET", "unmatched", "503"): 3}


def test_an_application_with_metrics_of_its_own_is_served() -> None:
    slow = Slow()
    slow.metrics = object()
    slow.go.set()
    assert ask(Admission(slow, 1), "/slow")[0] == "200 OK"


def test_a_body_that_is_made_while_it_is_sent_keeps_its_turn_until_it_is_closed() -> None:
    def streaming(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"a"

    app = Admission(streaming, 1)
    first = app({"PATH_INFO": "/slow"}, lambda *_: lambda _: None)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(ask, app, "/slow")
        assert not second.done()
        close = getattr(first, "close")  # noqa: B009 - not in the type of a WSGI body
        close()
        assert second.result(30)[2] == b"a"
        # Closed twice, it gives its turn to one request only.
        close()
    assert app._turns.qsize() == 1  # noqa: SLF001 - what a server cannot see


def test_an_application_that_fails_gives_its_turn_to_the_next() -> None:
    def failing(_environ: WSGIEnvironment, _start_response: StartResponse) -> NoReturn:
        raise RuntimeError

    app = Admission(failing, 1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            ask(app, "/slow")


def test_a_list_gives_its_turn_back_at_once_where_the_server_sends_it_by_itself() -> None:
    app = Admission(Slow(), 1)
    body = app({"PATH_INFO": "/"}, lambda *_: lambda _: None)
    assert (app._turns.qsize() == 1) is bool(BUFFERED)  # noqa: SLF001 - what a server cannot see
    assert list(body) == [b"done"]
