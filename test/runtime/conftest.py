"""What the tests of gitops_runtime share: an application without a network, and servers that end with their test.

Test modules import from here for their types only, so they run with every import mode of pytest.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pytest
from prometheus_client.parser import text_string_to_metric_families

import gitops_runtime
from gitops_runtime.choices import FRAMEWORK, INTERFACE, SERVER
from gitops_runtime.logs import JsonHandler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Each app has the modules of one server and one framework: the tests run once for each of them.
ONLY_FOR: Final = {
    "test_admission.py": INTERFACE == "wsgi",
    "test_asgi_app.py": INTERFACE == "asgi",
    "test_django_app.py": FRAMEWORK == "django",
    "test_flask_app.py": FRAMEWORK == "flask",
    "test_granian.py": SERVER == "granian",
    "test_gunicorn.py": SERVER == "gunicorn",
}
collect_ignore = [name for name, is_here in ONLY_FOR.items() if not is_here]

# Bounds for a machine that is busy with something else; none of them is waited for when all is well.
REQUEST_SECONDS: Final = 30
START_SECONDS: Final = 60
STOP_SECONDS: Final = 60
# What a developer may have set, and what the container does not have: each test says itself what it wants.
NOT_INHERITED: Final = frozenset(
    {
        "ANNOUNCE",
        "APP_ENV",
        "APP_NAME",
        "APP_VERSION",
        "FORWARDED_ALLOW_IPS",
        "GRACEFUL_TIMEOUT",
        "GUNICORN_CMD_ARGS",
        "GUNICORN_PID",
        "HOST",
        "LOG_LEVEL",
        "PORT",
        "PROMETHEUS_MULTIPROC_DIR",
        "PYTHONPATH",
        "PYTHONUNBUFFERED",
        "REQUEST_LOGS",
        "TRUSTED_PROXIES",
        "WEB_CONCURRENCY",
        "WEB_THREADS",
    }
)

ParseLog = Callable[[str], list[dict[str, object]]]
ReadSamples = Callable[[str], dict[str, float]]
CountRequests = Callable[[str], dict[tuple[str, str, str], float]]


class Server:
    """A Python process on the loopback address, whose output is kept in files."""

    def __init__(self, arguments: Sequence[str], folder: Path, environment: dict[str, str], output: Path) -> None:
        """Start the process; PORT of the environment is the port it is asked on."""
        self.port = int(environment["PORT"])
        self._stdout = output / "stdout"
        self._stderr = output / "stderr"
        # Files, not pipes: a pipe that nobody reads stops its writer once it is full. Appending keeps workers apart.
        with self._stdout.open("ab") as stdout, self._stderr.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, *arguments], cwd=folder, env=environment, stdout=stdout, stderr=stderr
            )

    @property
    def stdout(self) -> str:
        """What the process has written to standard output until now."""
        return self._stdout.read_text()

    @property
    def stderr(self) -> str:
        """What the process has written to standard error until now."""
        return self._stderr.read_text()

    def get(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        seconds: float = REQUEST_SECONDS,
    ) -> tuple[int, str]:
        """Return the status and the body of the answer; http.client asks no proxy."""
        connection = HTTPConnection(host, self.port, timeout=seconds)
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def answers(self) -> bool:
        """Say whether the service is up."""
        try:
            return self.get("/health")[0] == 200
        except ConnectionError:
            return False

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the running process does; a process that has ended never will."""
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            if self._process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server has not come so far; it wrote:\n{self.stdout}{self.stderr}")
            time.sleep(0.02)

    def command_line(self) -> list[str]:
        """Return what the process that was started runs now."""
        return Path(f"/proc/{self._process.pid}/cmdline").read_text().split("\0")

    def children(self) -> list[int]:
        """Return a file descriptor of each process that was started by this one; they stay open until the tests end."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        return [os.pidfd_open(int(child)) for task in tasks for child in (task / "children").read_text().split()]

    def send_signal(self, one: signal.Signals) -> None:
        """Send the process a signal, and go on."""
        self._process.send_signal(one)

    def wait(self) -> int:
        """Wait until the process ends by itself, and return its exit status."""
        return self._process.wait(timeout=STOP_SECONDS)

    def stop(self, stop_signal: signal.Signals = signal.SIGTERM) -> int:
        """Ask the process to end, and return its exit status."""
        self._process.send_signal(stop_signal)
        return self.wait()

    def clean_up(self) -> None:
        """Leave nothing behind; asked first, because a server then ends its workers too."""
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class StartServer(Protocol):
    """The type of the fixture `start_server`."""

    def __call__(self, arguments: Sequence[str], folder: Path | None = None, /, **environment: str) -> Server:
        """Start Python with these arguments, in the folder of server.py unless another is given."""
        ...


@pytest.fixture(scope="session")
def source() -> Path:
    """Return the folder of server.py, which must be the one that the tests import from."""
    folder = Path(os.environ["APP_SRC"]).resolve()
    assert Path(gitops_runtime.__file__).resolve().parent.parent == folder, "APP_SRC and PYTHONPATH disagree"
    return folder


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    """Undo what `configure_logging` does to the process, so that no test depends on an earlier one."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if isinstance(handler, JsonHandler)]:
        root.removeHandler(handler)


@pytest.fixture(scope="session")
def parse_log() -> ParseLog:
    """Return a function that reads log lines as a strict collector does: NaN is not JSON."""

    def parse(text: str) -> list[dict[str, object]]:
        return [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]

    return parse


@pytest.fixture(scope="session")
def read_samples() -> ReadSamples:
    """Return a function that reads the samples without labels from an answer of /metrics."""

    def read(text: str) -> dict[str, float]:
        families = text_string_to_metric_families(text)
        return {sample.name: sample.value for family in families for sample in family.samples if not sample.labels}

    return read


@pytest.fixture(scope="session")
def request_series() -> CountRequests:
    """Return a function that reads all series of requests from an answer of /metrics, those at 0 included."""

    def series(text: str) -> dict[tuple[str, str, str], float]:
        return {
            (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "http_requests_total"
        }

    return series


@pytest.fixture(scope="session")
def count_requests(request_series: CountRequests) -> CountRequests:
    """Return a function that reads the requests from an answer of /metrics, by method, route and status."""

    def count(text: str) -> dict[tuple[str, str, str], float]:
        return {labels: value for labels, value in request_series(text).items() if value}

    return count

    return count


@pytest.fixture
def start_server(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Return a function that starts a server on a free port; each ends with the test, however that ends."""
    servers: list[Server] = []

    def start(arguments: Sequence[str], folder: Path | None = None, /, **environment: str) -> Server:
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        own = {"GRACEFUL_TIMEOUT": "10", "PORT": str(free_port())}
        output = tmp_path_factory.mktemp("server")
        server = Server(arguments, folder or source, inherited | own | environment, output)
        servers.append(server)
        return server

    # A shell starts its background jobs with SIGINT ignored, and so would every process below them be.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield start
    signal.signal(signal.SIGINT, previous)
    for server in servers:
        server.clean_up()


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
