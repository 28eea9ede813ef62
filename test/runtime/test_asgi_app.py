"""The application around any ASGI callable: what clients are told, what is counted and logged, when it is ready."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient

from gitops_runtime import App, Settings, asgi_app, create_app
from gitops_runtime.application import ApplicationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gitops_runtime.asgi_app import Message, Receive, Scope, Send
    from starlette.websockets import WebSocket

    from conftest import CountRequests, ParseLog


async def fail(request: Request) -> NoReturn:
    raise RuntimeError(request.path_params["reason"])


async def greet(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def stream(_request: Request) -> StreamingResponse:
    async def parts() -> AsyncIterator[str]:
        yield "one"
        msg = "after the start"
        raise RuntimeError(msg)

    return StreamingResponse(parts())


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


ROUTES = [
    Route("/greet/{name}", greet),
    Route("/fail/{reason}", fail),
    Route("/stream", stream),
    WebSocketRoute("/echo", echo),
    Mount("/tenants/{tenant}", routes=[Route("/greet", greet)]),
]


@pytest.fixture(autouse=True)
def quiet_client(caplog: pytest.LogCaptureFixture) -> None:
    """Keep the log to the application's own lines: the client of the tests logs its requests too."""
    caplog.set_level("WARNING", logger="httpx2")


@pytest.fixture
def app() -> App:
    """Return a Starlette application with the default settings."""
    return create_app("example", Starlette(routes=ROUTES), Settings(name="example"))


@pytest.fixture
def client(app: App) -> TestClient:
    """Return a client that calls the application without a network, and sees of an error what others see."""
    return TestClient(app, raise_server_exceptions=False)


def client_of(app: object, *, request_logs: bool = True) -> TestClient:
    settings = Settings(name="example", request_logs=request_logs)
    return TestClient(create_app("example", app, settings), raise_server_exceptions=False)  # type: ignore[arg-type]


def test_a_request_is_counted_and_logged_by_the_pattern_of_its_route(
    client: TestClient, count_requests: CountRequests, parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("anna", "ben"):
        assert client.get(f"/greet/{name}?token=secret").text == "hello"
    assert client.get("/tenants/one/greet").status_code == HTTPStatus.OK
    assert client.post("/greet/anna").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.get("/no-such-page").status_code == HTTPStatus.NOT_FOUND
    assert count_requests(client.get("/metrics").text) == {
        ("GET", "/greet/{name}", "200"): 2,
        # Below a mount, whose prefix clients may choose.
        ("GET", "/greet", "200"): 1,
        ("POST", "/greet/{name}", "405"): 1,
        ("GET", "unmatched", "404"): 1,
    }
    first = parse_log(capsys.readouterr().out)[0]
    logged = {key: first[key] for key in ("message", "method", "path", "route", "status")}
    assert logged == {
        "message": "request",
        "method": "GET",
        "path": "/greet/anna",
        "route": "/greet/{name}",
        "status": 200,
    }


def test_without_request_logs_nothing_is_logged_and_all_is_counted(
    count_requests: CountRequests, capsys: pytest.CaptureFixture[str]
) -> None:
    client = client_of(Starlette(), request_logs=False)
    client.get("/no-such-page")
    assert capsys.readouterr().out == ""
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "404"): 1}


def test_an_error_that_the_framework_answers_is_counted_once(client: TestClient, count_requests: CountRequests) -> None:
    response = client.get("/fail/secret")
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "secret" not in response.text
    text = client.get("/metrics").text
    assert count_requests(text) == {("GET", "/fail/{reason}", "500"): 1}
    assert "\nhttp_requests_in_progress 0.0\n" in text


def test_an_error_that_nobody_answers_is_answered_and_only_the_log_tells_its_reason(
    count_requests: CountRequests, parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        msg = "secret"
        raise RuntimeError(msg)

    client = client_of(app)
    response = client.get("/anything")
    assert (response.status_code, response.json()) == (500, {"error": "Internal Server Error"})
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "500"): 1}
    error, line = parse_log(capsys.readouterr().out)
    assert "RuntimeError: secret" in str(error["exception"])
    assert (line["message"], line["status"]) == ("request", 500)


def test_an_error_after_the_start_of_the_answer_reaches_the_server(app: App, count_requests: CountRequests) -> None:
    client = TestClient(app)
    with pytest.raises(RuntimeError, match="after the start"):
        client.get("/stream")
    text = client.get("/metrics").text
    assert count_requests(text) == {("GET", "/stream", "200"): 1}
    assert "\nhttp_requests_in_progress 0.0\n" in text


def test_a_request_that_ends_without_an_answer_is_counted_as_the_servers_500(count_requests: CountRequests) -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ClientDisconnect

    async def forgetful(_scope: Scope, _receive: Receive, _send: Send) -> None:
        return

    for one in (app, forgetful):
        client = client_of(one)
        client.get("/anything")
        text = client.get("/metrics").text
        assert count_requests(text) == {("GET", "unmatched", "500"): 1}
        assert "\nhttp_requests_in_progress 0.0\n" in text


def test_a_route_that_is_no_pattern_is_not_taken_for_one(count_requests: CountRequests) -> None:
    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        scope["route"] = "/invented"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    client = client_of(app)
    client.get("/anything")
    assert count_requests(client.get("/metrics").text) == {("GET", "unmatched", "204"): 1}


def test_websockets_and_the_lifespan_pass_through(count_requests: CountRequests) -> None:
    events = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for phase in ("startup", "shutdown"):
                message: Message = await receive()
                events.append(message["type"])
                await send({"type": f"lifespan.{phase}.complete"})
        else:
            await Starlette(routes=ROUTES)(scope, receive, send)

    with client_of(app) as client:
        with client.websocket_connect("/echo") as websocket:
            websocket.send_text("hello")
            assert websocket.receive_text() == "hello"
        assert count_requests(client.get("/metrics").text) == {}
    assert events == ["lifespan.startup", "lifespan.shutdown"]


def test_the_platforms_own_paths_are_read_only(client: TestClient, count_requests: CountRequests) -> None:
    assert client.get("/health").json() == {"status": "healthy"}
    assert client.head("/health").content == b""
    assert client.head("/health").headers["content-type"] == "application/json"
    refused = client.post("/metrics")
    assert (refused.status_code, refused.json()) == (405, {"error": "Method Not Allowed"})
    assert count_requests(client.get("/metrics").text) == {}


@pytest.fixture(params=["plain", "async"])
def state(request: pytest.FixtureRequest, app: App) -> dict[str, bool | Exception]:
    """Register a check of each kind, and return what it answers with."""
    answers: dict[str, bool | Exception] = {}

    def plain() -> bool:
        answer = answers["database"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def asynchronous() -> bool:
        return plain()

    app.readiness_check("database")(plain if request.param == "plain" else asynchronous)
    return answers


def test_a_failed_check_takes_the_instance_out_and_says_no_reason(
    client: TestClient, state: dict[str, bool | Exception]
) -> None:
    state["database"] = True
    assert client.get("/ready").json() == {"status": "ready"}
    failures: tuple[bool | Exception, ...] = (False, OSError("password"))
    for failure in failures:
        state["database"] = failure
        response = client.get("/ready")
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert response.json() == {"status": "not ready", "failed": ["database"]}
        assert client.get("/health").status_code == HTTPStatus.OK
    state["database"] = True
    assert client.get("/ready").status_code == HTTPStatus.OK


def test_a_draining_instance_is_healthy_but_not_ready(app: App, client: TestClient) -> None:
    app.ready = False
    response = client.get("/ready")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.json() == {"status": "not ready", "failed": []}
    assert client.get("/health").json() == {"status": "healthy"}


def test_probes_of_other_paths_are_answered_unless_your_code_does(
    count_requests: CountRequests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi_app, "LIVENESS_PATHS", ("/healthz/", "/greet/probe"))
    monkeypatch.setattr(asgi_app, "READINESS_PATHS", ("/readyz", "/healthz/"))
    app = create_app("example", Starlette(routes=ROUTES), Settings(name="example"))
    client = TestClient(app)
    app.ready = False
    assert client.get("/healthz/").json() == {"status": "healthy"}
    assert client.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert [client.get("/greet/probe").text for _ in range(3)] == ["hello"] * 3
    # The platform's own requests are not counted; a route of yours is, once it is known.
    assert count_requests(client.get("/metrics").text) == {("GET", "/greet/{name}", "200"): 2}


@pytest.mark.parametrize(("path", "other"), [("/internal/metrics", "/metrics"), ("", "/metrics")])
def test_metrics_are_at_their_path_or_off(path: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi_app, "METRICS_PATH", path)
    client = client_of(Starlette(routes=ROUTES))
    assert client.get(other).status_code == HTTPStatus.NOT_FOUND
    if path:
        assert "app_info" in client.get(path).text


def wsgi(_environ: object, _start_response: object) -> list[bytes]:
    return []


def test_code_for_wsgi_is_one_line() -> None:
    with pytest.raises(ApplicationError) as error:
        create_app("example")
    assert str(error.value) == (
        "create_app needs your ASGI application, because the app sets interface 'asgi' in .projenrc.ts: "
        'create_app("example", Starlette(routes=[…]))'
    )
    with pytest.raises(ApplicationError, match="it is a WSGI application"):
        create_app("example", wsgi)  # type: ignore[arg-type]
