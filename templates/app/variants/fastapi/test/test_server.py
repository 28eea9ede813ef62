"""Unit tests of your routes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from server import app

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


def test_index_shows_the_version(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == HTTPStatus.OK
    assert response.json() == {
        "app": app.settings.name,
        "environment": app.settings.environment,
        "version": app.settings.version,
    }


def test_the_documentation_lists_the_routes(client: TestClient) -> None:
    assert "/" in client.get("/openapi.json").json()["paths"]


def test_an_unknown_path_is_not_found(client: TestClient) -> None:
    assert client.get("/no-such-page").status_code == HTTPStatus.NOT_FOUND
