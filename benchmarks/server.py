"""Compare the generated service with its bare framework under the same server, as the container runs it.

Each round starts one after the other, in alternating order, and loads `/` with wrk. The report has medians and ranges
of requests per second, CPU per request, seconds from start to first response, and memory after the load (proportional
set size, which counts shared memory once). Needs Linux, wrk (on Debian: apt-get install wrk), Node.js to render the
app, and a Python that has the app's packages, such as that of the linters:

    ~/.cache/python-gitops/lint/bin/python benchmarks/server.py
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

LIBRARY: Final = Path(__file__).resolve().parent.parent
BARE: Final = {"granian": "flask", "gunicorn": "flask", "asgi": "starlette"}
START_SECONDS: Final = 60
WARM_UP: Final = ("-t1", "-c4", "-d1s")


@dataclass(frozen=True)
class Sample:
    """Figures of one start and one load."""

    requests_per_second: float
    cpu_microseconds: float
    start_seconds: float
    pss_mib: float


UNITS: Final = {
    "requests_per_second": ("requests/s", 0),
    "cpu_microseconds": ("CPU µs/request", 0),
    "start_seconds": ("start s", 2),
    "pss_mib": ("PSS MiB", 1),
}


def main() -> None:
    """Measure, and print a table or JSON."""
    options = parse_options()
    if shutil.which("wrk") is None:
        sys.exit("benchmark: wrk is required but was not found: install it, as in: sudo apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folders = prepare(options.app, Path(scratch))
        rounds = []
        for number in range(options.rounds):
            order = list(folders) if number % 2 == 0 else list(folders)[::-1]
            samples = {name: measure(folders[name], options) for name in order}
            rounds.append({name: samples[name] for name in folders})
            sys.stderr.write(f"round {number + 1} of {options.rounds}\n")
    result = summary(options, rounds)
    sys.stdout.write(f"{json.dumps(result, indent=2)}\n" if options.json else table(result))


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", choices=sorted(BARE), default="granian", help="server (default: granian)")
    parser.add_argument("--rounds", type=int, default=5, help="number of rounds (default: 5)")
    parser.add_argument("--seconds", type=int, default=4, help="seconds of each load (default: 4)")
    parser.add_argument("--connections", type=int, default=16, help="connections of each load (default: 16)")
    parser.add_argument("--request-logs", action="store_true", help="log each request of the generated service")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


def prepare(app: str, scratch: Path) -> dict[str, Path]:
    """Render the app, and create the bare one: each is a folder with a server.py and the same runtime module."""
    script = ["npx", "ts-node", "--project", "test/tsconfig.json", "test/support/render-apps.ts", str(scratch)]
    subprocess.run(script, cwd=LIBRARY, check=True, stdin=subprocess.DEVNULL)
    generated = scratch / app / "src"
    bare = scratch / "bare"
    bare.mkdir()
    shutil.copytree(generated / "gitops_runtime", bare / "gitops_runtime")
    shutil.copy(LIBRARY / "benchmarks" / "bare" / f"{BARE[app]}_server.py", bare / "server.py")
    return {"generated": generated, "bare": bare}


def measure(folder: Path, options: argparse.Namespace) -> Sample:
    """Start the server in a folder, load it, and stop it."""
    port = free_port()
    own = {
        "APP_NAME": "example-app",
        "LOG_LEVEL": "WARNING",
        "PORT": str(port),
        "REQUEST_LOGS": str(options.request_logs).lower(),
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "WEB_"))}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "gitops_runtime"], cwd=folder, env=inherited | own, stdout=subprocess.DEVNULL
    ) as process:
        try:
            wait_for_answer(process, port)
            start_seconds = time.perf_counter() - started
            wrk(port, *WARM_UP)
            pids = family(process.pid)
            before = cpu_seconds(pids)
            output = wrk(port, "-t1", f"-c{options.connections}", f"-d{options.seconds}s")
            used = cpu_seconds(pids) - before
            return Sample(
                requests_per_second=figure(output, r"Requests/sec:\s+([\d.]+)"),
                cpu_microseconds=used / figure(output, r"(\d+) requests in") * 1e6,
                start_seconds=start_seconds,
                pss_mib=sum(pss_kib(pid) for pid in pids) / 1024,
            )
        finally:
            process.send_signal(signal.SIGTERM)


def wrk(port: int, *options: str) -> str:
    """Load the service, and return the report of wrk. Failed requests would distort the figures, so they exit."""
    command = ["wrk", *options, f"http://127.0.0.1:{port}/"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if problem := re.search(r"Non-2xx.*|Socket errors.*", output):
        sys.exit(f"benchmark: {problem[0]}")
    return output


def figure(output: str, pattern: str) -> float:
    """Read one figure from a report."""
    match = re.search(pattern, output)
    if match is None:
        sys.exit(f"benchmark: wrk does not report {pattern}:\n{output}")
    return float(match[1])


def wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait for the first response of the service."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("benchmark: the server doesn't respond; see its output above")
            time.sleep(0.005)
        else:
            return
        finally:
            connection.close()


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """List a process and its descendants."""
    pids = [pid]
    for member in pids:
        for task in Path(f"/proc/{member}/task").iterdir():
            pids.extend(int(child) for child in (task / "children").read_text().split())
    return pids


def cpu_seconds(pids: list[int]) -> float:
    """Sum the user and system CPU time of processes."""
    # The name in parentheses may contain spaces; the times are the 12th and 13th fields after it.
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids]
    return sum(int(ticks) for pair in fields for ticks in pair) / os.sysconf("SC_CLK_TCK")


def pss_kib(pid: int) -> int:
    """Return the proportional set size of a process, in KiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(figure(rollup, r"\nPss:\s+(\d+)"))


def summary(options: argparse.Namespace, rounds: list[dict[str, Sample]]) -> dict[str, object]:
    """Reduce the samples to medians and ranges. Each ratio compares the two samples of one round."""
    ratios = [each["generated"].requests_per_second / each["bare"].requests_per_second for each in rounds]
    return {
        "app": options.app,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[1],
        "rounds": len(rounds),
        "seconds": options.seconds,
        "connections": options.connections,
        "request_logs": options.request_logs,
        **{name: figures([asdict(each[name]) for each in rounds]) for name in ("generated", "bare")},
        "ratio": spread(ratios),
    }


def figures(samples: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Compute the median and range of each figure."""
    return {key: spread([sample[key] for sample in samples]) for key in UNITS}


def spread(values: list[float]) -> dict[str, float]:
    """Return the median and the range."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def table(result: dict[str, object]) -> str:
    """Format the result as text."""
    lines = [
        (
            f"{result['app']}: {result['rounds']} rounds of {result['seconds']} s, "
            f"{result['connections']} connections, "
            f"request logs {'on' if result['request_logs'] else 'off'}, Python {result['python']}, "
            f"{result['cores']} cores, load average {result['load_average']:.1f}"
        ),
        f"{'':12}" + "".join(f"{label:>28}" for label, _ in UNITS.values()),
    ]
    for name in ("generated", "bare"):
        measured = result[name]
        assert isinstance(measured, dict)  # noqa: S101
        cells = [cell(measured[key], digits) for key, (_, digits) in UNITS.items()]
        lines.append(f"{name:12}" + "".join(f"{text:>28}" for text in cells))
    ratio = result["ratio"]
    assert isinstance(ratio, dict)  # noqa: S101
    lines.append(f"requests per second, generated / bare: {cell(ratio, 2)}")
    return "\n".join(lines) + "\n"


def cell(value: dict[str, float], digits: int) -> str:
    """Format a median and its range."""
    return f"{value['median']:.{digits}f} ({value['min']:.{digits}f}-{value['max']:.{digits}f})"


if __name__ == "__main__":
    main()
