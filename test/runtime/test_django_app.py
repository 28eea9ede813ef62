"""The application around Django: what clients are told, what is counted and logged, and when it is ready."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from gitops_runtime import App, Settings, create_app, django_app
from gitops_runtime.application import ApplicationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from conftest import CountRequests, ParseLog, StartServer

# A project of its own, with nothing but routes.
if not django_settings.configured:
    django_settings.configure(ALLOWED_HOSTS=["shop.example"], LOGGING_CONFIG=None, ROOT_URLCONF=__name__)


def greet(request: HttpRequest, name: str) -> HttpResponse:
    # As most middleware does, which refuses other hosts.
    request.get_host()
    return HttpResponse(f"hello {name}")


def fail(_request: HttpRequest, reason: str) -> NoReturn:
    raise RuntimeError(reason)


urlpatterns = [path("greet/<str:name>", greet), path("fail/<str:reason>", fail)]


class Client:
    """Calls an application as a server does."""

    def __init__(self, app: App) -> None:
        """Keep the application."""
        self._app = app

    def request(
        self, url: str, method: str = "GET", host: str = "shop.example"
    ) -> tuple[HTTPStatus, str, dict[str, str]]:
        """Return the status, the body, and the headers of an answer."""
        name, _, query = url.partition("?")
        answer: dict[str, Any] = {}

        def start(line: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
            answer.update(status=HTTPStatus(int(line[:3])), headers=dict(headers))
            return len

        environ = {
            "HTTP_HOST": host,
            "PATH_INFO": name,
            "QUERY_STRING": query,
            "REQUEST_METHOD": method,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
        }
        body = b"".join(cast("Iterable[bytes]", self._app(environ, start))).decode()
        return answer["status"], body, answer["headers"]

    def get(self, url: str) -> tuple[HTTPStatus, str]:
        """Return the status and the body of an answer."""
        return self.request(url)[:2]


@pytest.fixture
def app() -> App:
    """Return an application with the default settings."""
    return create_app("example", Settings(name="example"))


@pytest.fixture
def client(app: App) -> Client:
    """Return a client that calls the application without a network."""
    return Client(app)


def test_a_request_is_counted_and_logged_by_the_pattern_of_its_route(
    client: Client, count_requests: CountRequests, parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("anna", "ben"):
        assert client.get(f"/greet/{name}?token=secret") == (HTTPStatus.OK, f"hello {name}")
    assert client.get("/no-such-page?token=secret")[0] == HTTPStatus.NOT_FOUND
    assert count_requests(client.get("/metrics")[1]) == {
        ("GET", "/greet/<str:name>", "200"): 2,
        ("GET", "unmatched", "404"): 1,
    }
    output = capsys.readouterr().out
    first = parse_log(output)[0]
    logged = {key: first[key] for key in ("message", "method", "path", "route", "status")}
    assert logged == {
        "message": "request",
        "method": "GET",
        "path": "/greet/anna",
        "route": "/greet/<str:name>",
        "status": 200,
    }
    # Django would log unknown pages again.
    assert len(output.splitlines()) == 3
    assert "secret" not in output


def test_an_unexpected_error_is_counted_once_and_only_the_log_tells_its_reason(
    client: Client, count_requests: CountRequests, parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    status, body = client.get("/fail/secret?token=query")
    assert status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "secret" not in body
    text = client.get("/metrics")[1]
    assert count_requests(text) == {("GET", "/fail/<str:reason>", "500"): 1}
    assert "\nhttp_requests_in_progress 0.0\n" in text
    output = capsys.readouterr().out
    error, line = parse_log(output)
    assert "RuntimeError: secret" in str(error["exception"])
    # Django adds the request to the record, with its query.
    assert "query" not in output
    assert (line["message"], line["status"]) == ("request", 500)


def test_without_request_logs_nothing_is_logged_and_all_is_counted(
    count_requests: CountRequests, capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client(create_app("example", Settings(name="example", request_logs=False)))
    client.get("/greet/anna")
    assert capsys.readouterr().out == ""
    assert count_requests(client.get("/metrics")[1]) == {("GET", "/greet/<str:name>", "200"): 1}


def test_the_platform_is_answered_at_any_host_and_django_only_at_its_own(client: Client) -> None:
    assert client.request("/health", host="10.0.0.7:5000")[:2] == (HTTPStatus.OK, '{"status": "healthy"}')
    assert client.request("/greet/anna", host="10.0.0.7:5000")[0] == HTTPStatus.BAD_REQUEST


def test_the_platforms_own_paths_are_read_only(client: Client, count_requests: CountRequests) -> None:
    status, body, headers = client.request("/health", "HEAD")
    assert (status, body, headers["Content-Type"]) == (HTTPStatus.OK, "", "application/json")
    status, _, headers = client.request("/metrics", "POST")
    assert (status, headers["Allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD")
    assert count_requests(client.get("/metrics")[1]) == {}


def test_a_failed_check_takes_the_instance_out_and_tells_no_reason(app: App, client: Client) -> None:
    state: dict[str, bool | Exception] = {}

    @app.readiness_check("database")
    def database() -> bool:
        answer = state["database"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    state["database"] = True
    assert client.get("/ready") == (HTTPStatus.OK, '{"status": "ready"}')
    failures: tuple[bool | Exception, ...] = (False, OSError("password"))
    for failure in failures:
        state["database"] = failure
        failed = '{"status": "not ready", "failed": ["database"]}'
        assert client.get("/ready") == (HTTPStatus.SERVICE_UNAVAILABLE, failed)
        assert client.get("/health")[0] == HTTPStatus.OK
    state["database"] = True
    assert client.get("/ready")[0] == HTTPStatus.OK


def test_a_draining_instance_is_healthy_but_not_ready(app: App, client: Client) -> None:
    app.ready = False
    assert client.get("/ready") == (HTTPStatus.SERVICE_UNAVAILABLE, '{"status": "not ready", "failed": []}')
    assert client.get("/health") == (HTTPStatus.OK, '{"status": "healthy"}')


def test_probes_of_other_paths_are_answered_unless_your_code_does(
    count_requests: CountRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_app, "LIVENESS_PATHS", ("/healthz/", "/greet/probe"))
    monkeypatch.setattr(django_app, "READINESS_PATHS", ("/readyz", "/healthz/"))
    app = create_app("example", Settings(name="example"))
    client = Client(app)
    app.ready = False
    assert client.get("/healthz/") == (HTTPStatus.OK, '{"status": "healthy"}')
    assert client.get("/readyz")[0] == HTTPStatus.SERVICE_UNAVAILABLE
    assert client.get("/greet/probe") == (HTTPStatus.OK, "hello probe")
    # The platform's own requests are not counted; a view of yours is.
    assert count_requests(client.get("/metrics")[1]) == {("GET", "/greet/<str:name>", "200"): 1}


@pytest.mark.parametrize(("path", "other"), [("/internal/metrics", "/metrics"), ("", "/metrics")])
def test_metrics_are_at_their_path_or_off(path: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_app, "METRICS_PATH", path)
    client = Client(create_app("example", Settings(name="example")))
    assert client.get(other)[0] == HTTPStatus.NOT_FOUND
    if path:
        assert "app_info" in client.get(path)[1]


@pytest.fixture
def middleware_that_fails() -> Iterator[None]:
    """Make Django fail before it finds a route."""
    with override_settings(MIDDLEWARE=[f"{__name__}.failing"]):
        yield


def failing(_get_response: object) -> Callable[[HttpRequest], HttpResponse]:
    def answer(_request: HttpRequest) -> NoReturn:
        raise RuntimeError

    return answer


@pytest.mark.usefixtures("middleware_that_fails")
def test_an_error_before_the_route_is_counted_as_unmatched(count_requests: CountRequests) -> None:
    client = Client(create_app("example", Settings(name="example")))
    assert client.get("/greet/anna")[0] == HTTPStatus.INTERNAL_SERVER_ERROR
    assert count_requests(client.get("/metrics")[1]) == {("GET", "unmatched", "500"): 1}


def test_a_python_without_the_packages_is_told_what_to_do(start_server: StartServer, source: Path) -> None:
    server = start_server(["-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(source)!r}); import server"])
    assert server.wait() == 1
    advice = "run `make setup`, then use .venv/bin/python in the app's folder"
    assert server.stderr == f"django is not installed here: {advice}\n"


def test_code_for_another_framework_is_one_line() -> None:
    with pytest.raises(ApplicationError) as error:
        create_app("example", object())  # type: ignore[arg-type]
    assert str(error.value) == (
        "create_app takes no application, because the app sets framework 'django' in .projenrc.ts"
    )


def test_a_mistake_in_the_urlconf_stops_the_server(start_server: StartServer, source: Path, tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(
        "from django.conf import settings\n"
        "from gitops_runtime import create_app\n"
        "settings.configure(LOGGING_CONFIG=None, ROOT_URLCONF='routes')\n"
        "app = create_app('shop')\n"
    )
    (tmp_path / "routes.py").write_text("from absent_views import index\n")
    for command in (["-m", "gitops_runtime"], ["-m", "gitops_runtime.dev.serve"]):
        server = start_server(command, tmp_path, PYTHONPATH=str(source))
        assert server.wait() != 0
        assert "No module named 'absent_views'" in server.stdout + server.stderr


def test_views_may_import_the_application(start_server: StartServer, source: Path, tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(
        "from django.conf import settings\n"
        "from gitops_runtime import create_app\n"
        "settings.configure(ALLOWED_HOSTS=['*'], LOGGING_CONFIG=None, ROOT_URLCONF='routes')\n"
        "app = create_app('shop')\n"
    )
    (tmp_path / "routes.py").write_text(
        "from django.http import HttpResponse\n"
        "from django.urls import path\n"
        "from server import app\n"
        "urlpatterns = [path('', lambda request: HttpResponse(app.settings.name))]\n"
    )
    server = start_server(["-m", "gitops_runtime"], tmp_path, PYTHONPATH=str(source))
    server.wait_until(server.answers)
    assert server.get("/") == (200, "shop")
