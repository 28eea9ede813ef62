"""Fixtures for all tests. Add your own here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from server import app

if TYPE_CHECKING:
    from collections.abc import Iterator

# Fixtures for integration_test.py, which tests the running server.
pytest_plugins = ["gitops_contract"]


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Return a client that calls the application without a network."""
    with TestClient(app) as client:
        yield client
