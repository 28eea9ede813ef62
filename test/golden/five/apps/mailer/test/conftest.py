"""Fixtures for all tests. Add your own here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server import app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

# Fixtures for integration_test.py, which tests the running server.
pytest_plugins = ["gitops_contract"]


@pytest.fixture
def client() -> FlaskClient:
    """Return a client that calls the application without a network."""
    return app.test_client()
