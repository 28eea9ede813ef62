"""What `make dev` and `make run` start: a terminal for the loop, and files for the parts that decide."""

from __future__ import annotations

import fcntl
import logging
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final

import pytest

from gitops_runtime.choices import FRAMEWORK
from gitops_runtime.dev import watch
from gitops_runtime.dev.console import TextFormatter
from gitops_runtime.dev.dotenv import DotenvError, parse_dotenv, read_dotenv
from gitops_runtime.dev.ports import holder
from gitops_runtime.dev.watch import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECONDS: Final = 60
RELOADS: Final = 3
# What a developer may have set.
NOT_INHERITED: Final = frozenset(
    {"APP_NAME", "HOST", "LOG_LEVEL", "NO_COLOR", "PORT", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "WORD"}
)
WORKLOADS: Final = """
app = "shop"
default = "web"

[env]
WORD = "from .projenrc.ts"

[[workloads]]
name = "web"
type = "service"
port = PORT

[[workloads]]
name = "worker"
type = "worker"
port = PORT
command = ["python", "worker.py", "$HOME `id` 'x'"]

[workloads.env]
QUEUE = "mails"

[[workloads]]
name = "cleanup"
type = "job"
port = PORT
command = ["python", "-c", "import os, sys; print('cleaned', os.environ['WORD']); sys.exit(3)"]
"""
WORKER: Final = """
import os, sys, time
print("working on", os.environ["QUEUE"], sys.argv[1:], os.environ["WORD"])
while True:
    time.sleep(1)
"""
SERVERS: Final = {
    "flask": """
import os
from gitops_runtime import create_app

app = create_app("shop")

@app.get("/")
def index():
    return f"WORD {os.environ.get('WORD')}"

@app.get("/stop")
def stop():
    found = 6
    breakpoint()
    return str(found)

@app.get("/error")
def error():
    raise RuntimeError("no stock")
""",
    "django": """
import os
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from gitops_runtime import create_app

settings.configure(ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None, ROOT_URLCONF="server")

def index(_request):
    return HttpResponse(f"WORD {os.environ.get('WORD')}")

def stop(_request):
    found = 6
    breakpoint()
    return HttpResponse(str(found))

def error(_request):
    raise RuntimeError("no stock")

urlpatterns = [path("", index), path("stop", stop), path("error", error)]
app = create_app("shop")
""",
    "starlette": """
import os
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from gitops_runtime import create_app

async def index(_request):
    return PlainTextResponse(f"WORD {os.environ.get('WORD')}")

async def stop(_request):
    found = 6
    breakpoint()
    return PlainTextResponse(str(found))

async def error(_request):
    raise RuntimeError("no stock")

app = create_app("shop", Starlette(routes=[Route("/", index), Route("/stop", stop), Route("/error", error)]))
""",
}

# FastAPI is Starlette, too.
CODE: Final = SERVERS.get(FRAMEWORK, SERVERS["starlette"])


class App:
    """A copy of an app that tests may edit, and what runs of it."""

    def __init__(self, folder: Path, source: Path) -> None:
        """Copy the code."""
        self.folder = folder
        # As seen from the root of the repository.
        self.dotenv = f"{folder.parent.name}/{folder.name}/.env"
        self.port = free_port()
        shutil.copytree(source, folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "scripts").mkdir()
        (folder / "test").mkdir()
        (folder / "scripts" / "workloads.toml").write_text(WORKLOADS.replace("PORT", str(self.port)))
        self.write("server.py", CODE)
        self.write("worker.py", WORKER)

    def write(self, name: str, text: str) -> None:
        """Write a file of src/."""
        (self.folder / "src" / name).write_text(text)

    def command(self, *arguments: str) -> list[str]:
        """Return the command of make dev or make run."""
        return [sys.executable, "-m", "gitops_runtime.dev", *arguments]

    def environment(self, **environment: str) -> dict[str, str]:
        """Return the environment of the command."""
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        folder = os.path.dirname(sys.executable)  # noqa: PTH120 - not resolved
        return inherited | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"} | environment

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command that ends by itself."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder / "src",
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def get(self, path: str) -> str:
        """Return the body of a response, or an empty string if nothing answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        except (ConnectionError, HTTPException):
            # The server restarts.
            return ""
        finally:
            connection.close()


class Terminal:
    """A command at its own terminal."""

    def __init__(self, app: App, *arguments: str) -> None:
        """Start it as the foreground program of a new terminal."""
        self._main, inner = pty.openpty()
        self._inner = inner
        self.shown = ""
        self._mark = 0
        self.process = subprocess.Popen(
            app.command(*arguments),
            cwd=app.folder / "src",
            env=app.environment(),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads yet
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._main, 65536)
            except OSError:
                return
            self.shown += data.decode(errors="replace").replace("\r\n", "\n")

    def type(self, text: str) -> None:
        """Type at the terminal."""
        os.write(self._main, text.encode())

    def wait_for(self, text: str) -> str:
        """Wait until a text is shown after the last one, and return what was shown before it."""
        until(lambda: text in self.shown[self._mark :], lambda: f"never shown: {text!r}, but:\n{self.shown}")
        end = self.shown.index(text, self._mark)
        before = self.shown[self._mark : end]
        self._mark = end + len(text)
        return before

    def echoes(self) -> bool:
        """Return whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._inner)[3] & termios.ECHO)

    def close(self) -> None:
        """End it with everything that it started."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                self.process.send_signal(number)
                try:
                    self.process.wait(timeout=SECONDS)
                except subprocess.TimeoutExpired:
                    continue
        os.close(self._inner)
        os.close(self._main)


def until(condition: Callable[[], bool], explain: Callable[[], str]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(explain())
        time.sleep(0.01)


def until_answered(app: App, start: str) -> None:
    until(
        lambda: app.get("/").startswith(start),
        lambda: f"the new code answers {start!r}, but this runs: {app.get('/')!r}",
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def app(tmp_path: Path, source: Path) -> App:
    return App(tmp_path / "app", source)


@pytest.fixture
def terminal(app: App) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_terminal(*arguments: str) -> Terminal:
        opened.append(Terminal(app, *arguments))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_a_day_at_the_terminal(app: App, terminal: Callable[..., Terminal]) -> None:
    shell = terminal("dev", "")
    serving = f"Serving shop on http://127.0.0.1:{app.port} (press Ctrl+C to stop)\n"
    assert shell.wait_for(serving) == ""
    until(lambda: app.get("/") == "WORD from .projenrc.ts", lambda: shell.shown)
    shell.wait_for("INFO    GET / 200 ")

    # Reload. How long it takes is printed (pytest -s) and not checked: the machine may be busy with something else.
    seconds: list[float] = []
    for number in range(RELOADS):
        word = f"v{number}"
        began = time.monotonic()
        app.write("server.py", CODE.replace("WORD {", f"{word} {{"))
        until_answered(app, word)
        seconds.append(time.monotonic() - began)
        shell.wait_for("dev: src/server.py changed, restarting\n")
        shell.wait_for(serving)
    sys.stdout.write(f"reload: {seconds}\n")

    # The debugger: it reads from the terminal.
    answers: list[str] = []
    request = threading.Thread(target=lambda: answers.append(app.get("/stop")))
    request.start()
    shell.wait_for("(Pdb) ")
    shell.type("found = found * 7\n")
    shell.wait_for("(Pdb) ")
    shell.type("c\n")
    request.join(SECONDS)
    assert answers == ["42"]

    # A debugger that waits ends with a restart, and leaves the terminal as it was.
    request = threading.Thread(target=app.get, args=["/stop"])
    request.start()
    shell.wait_for("(Pdb) ")
    app.write("server.py", CODE + "\n")
    shell.wait_for(serving)
    request.join(SECONDS)
    assert shell.echoes()
    shell.type("\x03")
    assert shell.process.wait(timeout=SECONDS) == 0
    assert "Traceback" not in shell.shown[shell.shown.rindex(serving) :]


def test_mistakes_are_shown_once_and_the_loop_goes_on(app: App, terminal: Callable[..., Terminal]) -> None:
    shell = terminal("dev", "")
    serving = f"Serving shop on http://127.0.0.1:{app.port} (press Ctrl+C to stop)\n"
    shell.wait_for(serving)
    # An error in a request, and one in the code. Granian listens a moment after the line.
    until(lambda: app.get("/error") != "", lambda: f"/error has no answer:\n{shell.shown}")
    shell.wait_for("Traceback (most recent call last):\n")
    shell.wait_for("\nRuntimeError: no stock\n")
    app.write("server.py", "import os\n\n\ndef broken(:\n")
    shell.wait_for("dev: src/server.py changed, restarting\n")
    shown = shell.wait_for("dev: web failed with status 1. It starts again when you save a file.\n")
    assert shown.count("SyntaxError") == 1
    assert 'src/server.py", line 4\n    def broken(:\n' in shown
    assert "importlib" not in shown
    assert "gitops_runtime" not in shown
    app.write("server.py", CODE)
    shell.wait_for(serving)
    until(lambda: app.get("/") == "WORD from .projenrc.ts", lambda: shell.shown)

    # A change of .env.
    (app.folder / ".env").write_text("WORD='from .env' # mine\n")
    shell.wait_for("dev: .env changed, restarting\n")
    shell.wait_for(serving)
    until(lambda: app.get("/") == "WORD from .env", lambda: shell.shown)
    (app.folder / ".env").write_text("WORD='from\n")
    shell.wait_for(f"dev: {app.dotenv}, line 1: the quote ' is never closed\ndev: waiting for a change\n")
    (app.folder / ".env").write_text("")
    shell.wait_for(serving)


def test_all_workloads_share_the_terminal(app: App, terminal: Callable[..., Terminal]) -> None:
    shell = terminal("dev", "all")
    until(lambda: "Serving" in shell.shown and "working" in shell.shown, lambda: shell.shown)
    lines = plain(shell.shown).splitlines()
    assert f"web    | Serving shop on http://127.0.0.1:{app.port} (press Ctrl+C to stop)" in lines
    assert "worker | working on mails [\"$HOME `id` 'x'\"] from .projenrc.ts" in lines
    assert "cleanup" not in shell.shown

    app.write("worker.py", "import sys\nbreakpoint()\nsys.exit(4)\n")
    shell.wait_for("dev: worker failed with status 4. It starts again when you save a file.\n")
    assert "worker.py:2: breakpoint() works with one workload only: run make dev WORKLOAD=name\n" in shell.shown
    until(lambda: app.get("/") == "WORD from .projenrc.ts", lambda: shell.shown)
    app.write("server.py", "raise RuntimeError('no database')\n")
    app.write("worker.py", "import os, time\nwhile not os.path.exists('../go'):\n    time.sleep(0.01)\nimport server\n")
    shell.wait_for("dev: web failed with status 1. It starts again when you save a file.\n")
    (app.folder / "go").touch()
    shell.wait_for("dev: worker failed with status 1. web failed first. It starts again when you save a file.\n")
    app.write("server.py", CODE)
    app.write("worker.py", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'input()'], stdin=None)\n")
    until(lambda: app.get("/") == "WORD from .projenrc.ts", lambda: shell.shown)
    shell.type("\x03")
    assert shell.process.wait(timeout=SECONDS) == 0
    assert app.get("/") == ""


def test_one_workload_or_a_job_runs_with_its_command_and_environment(
    app: App, terminal: Callable[..., Terminal]
) -> None:
    shell = terminal("dev", "worker")
    shell.wait_for("working on mails [\"$HOME `id` 'x'\"] from .projenrc.ts\n")
    shell.type("\x03")
    assert shell.process.wait(timeout=SECONDS) == 0
    (app.folder / ".env").write_text("WORD=mine\n")
    for mode in ("dev", "run"):
        job = app.run(mode, "cleanup")
        assert (job.returncode, job.stdout, job.stderr) == (3, "cleaned mine\n", "")
        job = app.run(mode, "cleanup", WORD="typed")
        assert job.stdout == "cleaned typed\n"


def test_make_run_is_the_server_of_the_container(app: App, terminal: Callable[..., Terminal]) -> None:
    shell = terminal("run", "")
    shell.wait_for(f"Serving shop on http://127.0.0.1:{app.port} (press Ctrl+C to stop)\n")
    until(lambda: app.get("/") == "WORD from .projenrc.ts", lambda: shell.shown)
    # JSON, as in the container.
    shell.wait_for('"logger": "gitops_runtime.requests", "message": "request"')
    shell.type("\x03")
    assert shell.process.wait(timeout=SECONDS) == 0
    # No process had to be killed.
    assert '"level": "ERROR"' not in shell.shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("dev", "wroker"),
            (
                "shop has no workload 'wroker'. Did you mean worker? "
                "Set WORKLOAD to one of web, worker, cleanup, all, or add it to .projenrc.ts.\n"
            ),
        ),
        (
            ("run", "--", "x"),
            "shop has no workload 'x'. Set WORKLOAD to one of web, worker, cleanup, all, or add it to .projenrc.ts.\n",
        ),
        (("run", "all"), "make run runs one workload. Set WORKLOAD to one of web, worker, cleanup.\n"),
    ],
)
def test_a_wrong_workload_is_one_line(arguments: tuple[str, ...], message: str, app: App) -> None:
    result = app.run(*arguments)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", message)


@pytest.mark.parametrize("mode", ["dev", "run"])
def test_a_port_in_use_names_its_user(mode: str, app: App) -> None:
    with socket.create_server(("127.0.0.1", app.port)):
        result = app.run(mode, "")
        user = holder(app.port)
    assert user.endswith(f"(process {os.getpid()})")
    advice = f"stop it, or set another, such as PORT={app.port + 1}"
    line = f"Port {app.port} on 127.0.0.1 is already in use by {user}: {advice}\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", line)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ((), "python -c {code}"),
        (("--workers", "4"), "python -c {code} --workers 4"),
        (("x" * 80,), "python -c {code} xxx"),
    ],
)
def test_the_user_of_a_port_is_named_without_its_folder(arguments: tuple[str, ...], shown: str, tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "python").symlink_to(sys.executable)
    code = "import socket;s=socket.create_server(('127.0.0.1',0));print(s.getsockname()[1],flush=True);input()"
    command = [str(folder / "python"), "-c", code, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        user = holder(int(process.stdout.readline()))
        process.kill()
    whole = shown.format(code=code)
    start = whole[:59] + "…" if len(whole) > 60 else whole
    assert user == f"{start} (process {process.pid})"


@pytest.mark.parametrize("broken", [None, "<<<<<<< HEAD\n", 'app = "shop"\n', "\udcff"])
def test_a_list_of_workloads_that_cannot_be_read_is_one_line(broken: str | None, app: App) -> None:
    file = app.folder / "scripts" / "workloads.toml"
    if broken is None:
        file.unlink()
    else:
        file.write_bytes(broken.encode(errors="surrogateescape"))
    line = f"{file.relative_to(app.folder.parents[1])} is missing or broken: run npx projen\n"
    for mode in ("dev", "run"):
        result = app.run(mode, "")
        assert (result.returncode, result.stdout, result.stderr) == (1, "", line)


def test_a_checkout_without_the_app_is_waited_out(app: App, terminal: Callable[..., Terminal]) -> None:
    shell = terminal("dev", "")
    serving = f"Serving shop on http://127.0.0.1:{app.port} (press Ctrl+C to stop)\n"
    shell.wait_for(serving)
    aside = app.folder.parent / "aside"
    folders = ("scripts", "src")
    aside.mkdir()
    for folder in folders:
        (app.folder / folder).rename(aside / folder)
    shell.wait_for("is missing or broken: run npx projen\ndev: waiting for a change\n")
    for folder in reversed(folders):
        (aside / folder).rename(app.folder / folder)
    shell.wait_for(serving)
    assert "Traceback" not in shell.shown


def test_a_program_that_is_not_installed_is_one_line(app: App) -> None:
    file = app.folder / "scripts" / "workloads.toml"
    file.write_text(file.read_text().replace('"python", "-c"', '"no-such-program"'))
    result = app.run("run", "cleanup")
    fix = "Add its package, then run make lock."
    assert (result.returncode, result.stderr) == (1, f"cleanup cannot start: no-such-program is not installed. {fix}\n")


SERVICE: Final = """
[[services]]
name = "postgres"
port = 5432
variable = "WORD"
url = "postgresql://shop:local@{address}/shop"
"""


def test_a_backing_service_puts_its_address_into_the_environment(app: App, tmp_path: Path) -> None:
    file = app.folder / "scripts" / "workloads.toml"
    file.write_text(file.read_text() + SERVICE)
    docker = tmp_path / "docker"
    docker.write_text(f'#!/bin/sh\necho "$PWD $* $TOKEN" >>{tmp_path}/log\n[ "$4" != port ] || echo 127.0.0.1:49153\n')
    docker.chmod(0o755)
    # Compose refuses this value in a file.
    (app.folder / ".env").write_text("TOKEN=a$-b\n")
    job = app.run("dev", "cleanup", TYPED_DOCKER=str(docker))
    (app.folder / ".env").unlink()
    assert job.stdout == "cleaned postgresql://shop:local@127.0.0.1:49153/shop\n"
    assert job.stderr == f"dev: starting postgres ({docker} compose)\n"
    start = f"{app.folder} compose --env-file /dev/null"
    asked = [f"{start} {words} a$-b\n" for words in ("up --detach --wait postgres", "port postgres 5432")]
    assert (tmp_path / "log").read_text() == "".join([f"{app.folder}/src compose version \n", *asked])

    # A value that is set needs no service.
    job = app.run("dev", "cleanup", TYPED_DOCKER="no-such-docker", WORD="mine")
    assert (job.stdout, job.stderr) == ("cleaned mine\n", "")
    job = app.run("dev", "cleanup", TYPED_DOCKER="no-such-docker")
    advice = f"or set in {app.dotenv}: WORD=postgresql://shop:local@localhost:5432/shop"
    install = "Install it (https://docs.docker.com/get-docker/)"
    assert (job.returncode, job.stdout) == (1, "")
    assert job.stderr == f"postgres: no-such-docker is not installed. {install}, {advice}\n"
    docker.write_text("#!/bin/sh\necho 'unknown command: docker compose' >&2\nexit 1\n")
    job = app.run("dev", "cleanup", TYPED_DOCKER=str(docker))
    install = "Install it (https://docs.docker.com/compose/install/)"
    assert (job.returncode, job.stdout) == (1, "")
    assert job.stderr == f"postgres: {docker} compose is not installed. {install}, {advice}\n"
    no_daemon = "echo 'Cannot connect to the Docker daemon' >&2\nexit 1\n"
    docker.write_text(f'#!/bin/sh\n[ "$2" != version ] || exit 0\n{no_daemon}')
    job = app.run("dev", "cleanup", TYPED_DOCKER=str(docker))
    assert job.returncode == 1
    setting = "WORD=postgresql://shop:local@localhost:5432/shop"
    assert job.stderr.splitlines()[1:] == [
        "Cannot connect to the Docker daemon",
        f"Could not start postgres. Fix the error above, or set in {app.dotenv}: {setting}",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1\nB = two words \n", {"A": "1", "B": "two words"}),
        ("# comment\n\n  export A=1\r\nB=\n", {"A": "1", "B": ""}),
        ("A=b#c # comment\nB=#d\nC= # only a comment\n", {"A": "b#c", "B": "#d", "C": ""}),
        ('A=\'$B \\n # x\' # y\nB="two\\nlines \\" \\\\ $A"\n', {"A": "$B \\n # x", "B": 'two\nlines " \\ $A'}),
        ("A=\"two\nlines\"\nB='x\n#y'\nC=1", {"A": "two\nlines", "B": "x\n#y", "C": "1"}),
        ("A=it's\nA=a=b\n", {"A": "a=b"}),
        ("\ufeffA=1".lstrip("\ufeff"), {"A": "1"}),
    ],
)
def test_values_of_dotenv_files(text: str, expected: dict[str, str]) -> None:
    assert parse_dotenv(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A=1\nB\n", "line 2: expected NAME=value; comments start with #"),
        ("A B=1\n", "line 1: expected NAME=value; comments start with #"),
        ("A='x'\n\nB-C=hunter2\n", "line 3: expected a name of letters, digits, and underscores before the ="),
        ("=1\n", "line 1: expected a name of letters, digits, and underscores before the ="),
        ("A='x\ny'\nB=\"hunter2\n\n", 'line 3: the quote " is never closed'),
        ("A='x\ny' z\n", "line 2: nothing may follow the closing quote ' except a comment"),
    ],
)
def test_mistakes_in_dotenv_files(text: str, message: str) -> None:
    with pytest.raises(DotenvError) as error:
        parse_dotenv(text)
    assert str(error.value) == message


def test_changes_of_code_are_seen_and_others_are_not(tmp_path: Path) -> None:
    code, extra = tmp_path / "src", tmp_path / ".env"
    (code / "pages").mkdir(parents=True)
    (code / "pages" / "index.html").write_text("one")
    watcher = Watcher(code, [extra])
    for ignored in ("data.sqlite3", ".server.py.swp", "server.py~"):
        (code / ignored).write_text("x")
    assert watcher.changed() == []
    (code / "pages" / "index.html").write_text("two")
    (code / "server.py").write_text("x = 1\n")
    extra.write_text("A=1\n")
    assert watcher.changed() == [extra, code / "pages" / "index.html", code / "server.py"]
    assert watcher.changed() == []
    (code / "server.py").unlink()
    assert watcher.changed() == [code / "server.py"]


def test_recent_files_are_watched_often_however_many_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = tmp_path / ".env"
    for name in ("old.py", "new.py", "newest.py"):
        (tmp_path / name).write_text("x = 1\n")
        seconds = ["old.py", "new.py", "newest.py"].index(name)
        os.utime(tmp_path / name, (seconds, seconds))
    monkeypatch.setattr(watch, "RECENT", 2)
    # The next look at all files is far away.
    monkeypatch.setattr(watch, "SHARE", 1e12)
    watcher = Watcher(tmp_path, [extra])
    (tmp_path / "old.py").write_text("x = 22\n")
    assert watcher.changed() == []
    # A change of a recent file is one of all files.
    (tmp_path / "new.py").write_text("x = 22\n")
    assert watcher.changed() == [tmp_path / "new.py", tmp_path / "old.py"]
    # It is a recent file now.
    (tmp_path / "old.py").write_text("x = 333\n")
    assert watcher.changed() == [tmp_path / "old.py"]
    extra.write_text("A=1\n")
    assert watcher.changed() == [extra]
    (tmp_path / "old.py").unlink()
    assert watcher.changed() == [tmp_path / "old.py"]


def test_reading_settings_from_a_pipe_is_no_change(tmp_path: Path) -> None:
    # As password managers provide .env.
    extra = tmp_path / ".env"
    os.mkfifo(extra)
    watcher = Watcher(tmp_path, [extra])
    writer = threading.Thread(target=extra.write_text, args=("A=1\n",))
    writer.start()
    assert read_dotenv(extra) == {"A": "1"}
    writer.join()
    assert watcher.changed() == []
    extra.unlink()
    extra.write_text("A=2\n")
    assert watcher.changed() == [extra]


def test_settings_that_cannot_be_read(app: App) -> None:
    file = app.folder / ".env"
    advice = "Make it a file that you can read, or remove it."
    file.mkdir()
    result = app.run("run", "cleanup")
    file.rmdir()
    assert (result.returncode, result.stderr) == (1, f"Cannot read {app.dotenv}: Is a directory. {advice}\n")
    file.symlink_to(file)
    result = app.run("dev", "cleanup")
    file.unlink()
    problem = "Too many levels of symbolic links"
    assert (result.returncode, result.stderr) == (1, f"Cannot read {app.dotenv}: {problem}. {advice}\n")


def test_logs_are_lines_for_people() -> None:
    formatter = TextFormatter()
    record = logging.makeLogRecord(
        {"levelname": "WARNING", "msg": "low on %s", "args": ("tea",), "left": 2, "who": "a b"}
    )
    assert re.fullmatch(r"\d\d:\d\d:\d\d WARNING low on tea left=2 who='a b'", formatter.format(record))
    request = {"name": "gitops_runtime.requests", "levelname": "INFO", "msg": "request", "method": "GET", "path": "/a"}
    record = logging.makeLogRecord(request | {"route": "/<x>", "status": 200, "duration_ms": 1.5})
    assert formatter.format(record).endswith(" INFO    GET /a 200 1.5 ms")


def plain(text: str) -> str:
    return re.sub(r"\033\[\d+m", "", text)
