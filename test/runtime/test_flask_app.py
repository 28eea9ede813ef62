"""The application: what clients are told, what is counted and logged, and when it is ready."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

import pytest
from flask import Response, abort, request

from gitops_runtime import App, Settings, create_app, flask_app
from gitops_runtime.application import ApplicationError

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from conftest import CountRequests, ParseLog, StartServer


@pytest.fixture
def app() -> App:
    """Return an application with the default settings."""
    return create_app("example", Settings(name="example"))


@pytest.fixture
def client(app: App) -> FlaskClient:
    """Return a client that calls the application without a network."""
    return app.test_client()


def test_an_unexpected_error_is_counted_and_only_the_log_tells_its_reason(
    app: App,
    client: FlaskClient,
    count_requests: CountRequests,
    parse_log: ParseLog,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @app.get("/fail/<reason>")
    def fail(reason: str) -> NoReturn:
        raise RuntimeError(reason)

    response = client.get("/fail/secret")
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.get_json() == {"error": "Internal Server Error"}
    assert count_requests(client.get("/metrics").text) == {("GET", "/fail/<reason>", "500"): 1}
    error, line = parse_log(capsys.readouterr().out)
    assert "RuntimeError: secret" in str(error["exception"])
    logged = {key: line[key] for key in ("message", "method", "path", "route", "status")}
    assert logged == {
        "message": "request",
        "method": "GET",
        "path": "/fail/secret",
        "route": "/fail/<reason>",
        "status": 500,
    }


def test_a_failure_after_the_handler_is_counted_once(
    app: App, client: FlaskClient, count_requests: CountRequests
) -> None:
    @app.after_request
    def fail(_response: Response) -> NoReturn:
        raise RuntimeError

    assert client.get("/no-such-page").status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    # It would fail the scrape as well.
    app.after_request_funcs.clear()
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "500"): 1}


def test_an_error_that_a_test_sees_is_counted_too(app: App, client: FlaskClient, count_requests: CountRequests) -> None:
    app.testing = True

    @app.get("/fail")
    def fail() -> NoReturn:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        client.get("/fail")
    text = client.get("/metrics").text
    assert count_requests(text) == {("GET", "/fail", "500"): 1}
    assert "\nhttp_requests_in_progress 0.0\n" in text


def test_errors_are_json_and_tell_only_what_was_written_for_the_client(app: App, client: FlaskClient) -> None:
    @app.get("/invalid")
    def invalid() -> NoReturn:
        abort(HTTPStatus.BAD_REQUEST, "name is missing")

    @app.get("/unavailable")
    def unavailable() -> NoReturn:
        abort(HTTPStatus.SERVICE_UNAVAILABLE, "secret")

    answers = {path: client.get(path) for path in ("/invalid", "/unavailable", "/no-such-page")}
    assert {path: (answer.status_code, answer.get_json()) for path, answer in answers.items()} == {
        "/invalid": (400, {"error": "Bad Request", "detail": "name is missing"}),
        "/unavailable": (503, {"error": "Service Unavailable"}),
        "/no-such-page": (404, {"error": "Not Found"}),
    }


def test_what_flask_answers_by_itself_keeps_its_headers(app: App, client: FlaskClient) -> None:
    @app.get("/folder/")
    def folder() -> str:
        return "here"

    redirect = client.get("/folder")
    assert redirect.status_code == HTTPStatus.PERMANENT_REDIRECT
    assert redirect.location == "http://localhost/folder/"
    refused = client.post("/folder/")
    assert refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert refused.get_json() == {"error": "Method Not Allowed"}
    assert refused.allow == {"GET", "HEAD", "OPTIONS"}


def test_a_failed_check_takes_the_instance_out_and_says_no_reason(app: App, client: FlaskClient) -> None:
    state: dict[str, bool | Exception] = {}

    @app.readiness_check("database")
    def database() -> bool:
        answer = state["database"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    state["database"] = True
    assert client.get("/ready").get_json() == {"status": "ready"}
    failures: tuple[bool | Exception, ...] = (False, OSError("password"))
    for failure in failures:
        state["database"] = failure
        response = client.get("/ready")
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert response.get_json() == {"status": "not ready", "failed": ["database"]}
        assert client.get("/health").status_code == HTTPStatus.OK
    state["database"] = True
    assert client.get("/ready").status_code == HTTPStatus.OK


def test_a_draining_instance_is_healthy_but_not_ready(app: App, client: FlaskClient) -> None:
    app.ready = False
    response = client.get("/ready")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.get_json() == {"status": "not ready", "failed": []}
    assert client.get("/health").get_json() == {"status": "healthy"}


def test_applications_of_one_process_count_apart(client: FlaskClient, count_requests: CountRequests) -> None:
    other = create_app("other", Settings(name="other")).test_client()
    client.get("/no-such-page")
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "404"): 1}
    assert count_requests(other.get("/metrics").text) == {}


def test_without_request_logs_nothing_is_logged_and_all_is_counted(
    count_requests: CountRequests, capsys: pytest.CaptureFixture[str]
) -> None:
    client = create_app("example", Settings(name="example", request_logs=False)).test_client()
    client.get("/no-such-page")
    assert capsys.readouterr().out == ""
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "404"): 1}


def test_request_logs_that_are_asked_for_come_whatever_the_level(
    parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(name="example", log_level="ERROR", request_logs=True)
    create_app("example", settings).test_client().get("/no-such-page?token=secret")
    (line,) = parse_log(capsys.readouterr().out)
    assert (line["message"], line["path"]) == ("request", "/no-such-page")


def test_a_request_is_not_held_by_its_own_environment(app: App, client: FlaskClient) -> None:
    environments = []

    @app.get("/kept")
    def kept() -> str:
        environments.append(request.environ)
        return "kept"

    client.get("/kept")
    (environment,) = environments
    assert [key for key in environment if key.startswith("gitops_runtime")] == []


def test_a_python_without_the_packages_is_told_what_to_do(start_server: StartServer, source: Path) -> None:
    server = start_server(["-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(source)!r}); import server"])
    assert server.wait() == 1
    advice = "run `make setup`, then use .venv/bin/python in the app's folder"
    assert server.stderr == f"flask is not installed here: {advice}\n"


def test_an_answer_that_a_handler_raises_is_left_as_it_is(app: App, client: FlaskClient) -> None:
    @app.get("/raised")
    def raised() -> NoReturn:
        abort(Response("mine", status=418))

    answer = client.get("/raised")
    assert (answer.status_code, answer.text) == (418, "mine")


def test_probes_of_other_paths_are_answered_unless_your_code_does(
    app: App, client: FlaskClient, count_requests: CountRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flask_app, "FALLBACKS", {"/healthz/": "/health", "/readyz": "/ready", "/own": "/health"})

    @app.get("/own")
    def own() -> str:
        return "own"

    app.ready = False
    assert client.get("/healthz/").get_json() == {"status": "healthy"}
    assert client.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert client.get("/own").text == "own"
    assert client.get("/readyz/").status_code == HTTPStatus.NOT_FOUND
    # The platform's own requests are not counted; a route of yours is.
    counted = {("GET", "/own", "200"): 1, ("GET", "unmatched", "404"): 1}
    assert count_requests(client.get("/metrics").text) == counted


@pytest.mark.parametrize(("path", "other"), [("/internal/metrics", "/metrics"), ("", "/metrics")])
def test_metrics_are_at_their_path_or_off(path: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flask_app, "METRICS_PATH", path)
    client = create_app("example", Settings(name="example")).test_client()
    assert client.get(other).status_code == HTTPStatus.NOT_FOUND
    if path:
        assert "app_info" in client.get(path).text


def test_code_for_asgi_is_one_line() -> None:
    with pytest.raises(ApplicationError) as error:
        create_app("example", object())  # type: ignore[arg-type]
    assert str(error.value) == (
        "create_app takes no application, because the app sets interface 'wsgi' in .projenrc.ts"
    )
