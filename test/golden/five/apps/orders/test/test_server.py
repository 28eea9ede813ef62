"""Unit tests of your views. pytest-django has fixtures, such as client and db: https://pytest-django.readthedocs.io/."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from server import app

if TYPE_CHECKING:
    from django.test import Client


def test_index_shows_the_version(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == HTTPStatus.OK
    assert response.json() == {
        "app": app.settings.name,
        "environment": app.settings.environment,
        "version": app.settings.version,
    }


def test_an_unknown_path_is_not_found(client: Client) -> None:
    assert client.get("/no-such-page").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_the_migrations_match_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run")
    assert not get_user_model().objects.exists()
